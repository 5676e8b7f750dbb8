package store

import "time"

// announcement is a notice as it was written with its event.
type announcement struct {
	ID       int64 `gorm:"primaryKey"`
	CaseID   string
	Seq      int
	N        int
	Code     string
	Body     string
	At       time.Time
	SpreadAt *time.Time
}

// TableName is announcements.
func (announcement) TableName() string { return "announcements" }
