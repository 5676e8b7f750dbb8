package store

import "time"

// taskOwed is one report, explanation or part that a unit owes.
type taskOwed struct {
	TaskID  string `gorm:"primaryKey"`
	ID      string `gorm:"primaryKey"`
	Node    string
	OrgID   string
	OrgName string
	Due     dateCol
	State   string
	Missed  bool
}

// TableName is task_owed.
func (taskOwed) TableName() string { return "task_owed" }

type taskReport struct {
	TaskID     string `gorm:"primaryKey"`
	N          int    `gorm:"primaryKey"`
	Node       string
	Obligation string
	OrgID      string
	OrgName    string
	ByName     string
	At         time.Time
	Form       string
	Late       bool
	Review     string
	Comment    string
	Published  bool
}

// TableName is task_reports.
func (taskReport) TableName() string { return "task_reports" }

// TaskSlip is a supervision slip as lists show it.
type TaskSlip struct {
	TaskID     string  `gorm:"primaryKey" json:"task_id"`
	N          int     `gorm:"primaryKey" json:"n"`
	No         string  `json:"no"`
	Colour     string  `json:"colour"`
	Rule       string  `json:"rule"`
	About      string  `json:"about"`
	OrgID      string  `json:"org_id"`
	OrgName    string  `json:"org_name"`
	IssuedOn   dateCol `json:"issued_on"`
	ReplyDue   dateCol `json:"reply_due"`
	ReceivedOn dateCol `json:"received_on,omitzero"`
	RepliedOn  dateCol `json:"replied_on,omitzero"`
	Reply      string  `json:"reply,omitempty"`
}

// TableName is task_slips.
func (TaskSlip) TableName() string { return "task_slips" }

type taskExtension struct {
	TaskID    string `gorm:"primaryKey"`
	N         int    `gorm:"primaryKey"`
	AskedOn   dateCol
	OldDue    dateCol
	NewDue    dateCol
	Code      string
	Reason    string
	Approver  string
	State     string
	DecidedBy string
}

// TableName is task_extensions.
func (taskExtension) TableName() string { return "task_extensions" }

type taskPause struct {
	TaskID   string `gorm:"primaryKey"`
	N        int    `gorm:"primaryKey"`
	Code     string
	Reason   string
	FromOn   dateCol
	ToOn     dateCol
	Expected dateCol
	Approver string
	Workdays int
}

// TableName is task_pauses.
func (taskPause) TableName() string { return "task_pauses" }

type taskEvidence struct {
	TaskID string `gorm:"primaryKey"`
	N      int    `gorm:"primaryKey"`
	FileID string
	Name   string
	SHA256 string `gorm:"column:sha256"`
	Type   string
	OrgID  string
	ByName string
	At     time.Time
}

// TableName is task_evidence.
func (taskEvidence) TableName() string { return "task_evidence" }
