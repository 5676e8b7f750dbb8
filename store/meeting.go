package store

import (
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/org"
)

// MeetingRow is a meeting as lists show it.
type MeetingRow struct {
	ID             string        `gorm:"primaryKey" json:"id"`
	No             string        `json:"no"`
	Status         string        `json:"status"`
	Series         string        `json:"series"`
	Period         string        `json:"period"`
	Extra          bool          `json:"extra,omitempty"`
	Forum          between.Forum `json:"forum"`
	Title          string        `json:"title"`
	HeldDate       dateCol       `json:"date"` // as planned
	Starts         string        `json:"start"`
	Budget         int           `json:"budget"`
	Place          string        `json:"place,omitempty"`
	ChairID        string        `json:"-"`
	ChairName      string        `json:"chair"`
	HeldOn         dateCol       `json:"held_on,omitzero"` // as it was
	Items          int           `json:"items"`
	Decided        int           `json:"decided"`
	Carried        int           `json:"carried"`
	Tasks          int           `json:"tasks"`
	MinutesDue     dateCol       `json:"minutes_due,omitzero"`
	MinutesLate    bool          `json:"minutes_late,omitempty"`
	MinutesVersion int           `json:"-"`
	DocNo          string        `json:"doc_no,omitempty"`
	IssuedOn       dateCol       `json:"issued_on,omitzero"`
	Warnings       int           `json:"warnings,omitempty"`
	Seq            int           `json:"seq"`
	ChangedAt      time.Time     `json:"changed_at"`
}

// TableName is meetings.
func (MeetingRow) TableName() string { return "meetings" }

// MeetingItemRow holds what the state of a meeting does not keep of an item.
type MeetingItemRow struct {
	MeetingID      string          `gorm:"primaryKey"`
	ID             string          `gorm:"primaryKey"`
	Section        meeting.Section `json:"section"`
	IssueID        string
	IssueNo        string
	Title          string
	ProjectID      string
	ProjectName    string
	EnterpriseID   string
	EnterpriseName string
	InvestWan      int64
	LeadID         string
	LeadName       string
	Co             []between.Unit `gorm:"serializer:json"`
	RaisedOn       dateCol
	BlocksUntil    dateCol
	PreCoord       string
	Tendency       string
	OverrideBy     string
	Presenter      string
	Late           bool
	Speaker        string
	Speech         string
	WaivedWhy      string
	Carry          meeting.Carry
	CarryWhy       string
	Removed        bool
	RemovedWhy     string
}

// TableName is meeting_items.
func (MeetingItemRow) TableName() string { return "meeting_items" }

// Entry is the item as it joined, for its score.
func (r MeetingItemRow) Entry() between.AgendaEntry {
	return between.AgendaEntry{
		IssueID: r.IssueID, IssueNo: r.IssueNo, Title: r.Title, RaisedOn: r.RaisedOn.Date, BlocksUntil: r.BlocksUntil.Date,
		Project: between.ProjectRef{ID: r.ProjectID, Name: r.ProjectName, InvestWan: r.InvestWan},
	}
}

// PositionRow is one unit's stand on an item.
type PositionRow struct {
	MeetingID string `gorm:"primaryKey"`
	ItemID    string `gorm:"primaryKey"`
	OrgID     string `gorm:"primaryKey"`
	OrgName   string
	Stand     string
	Basis     string
	At        time.Time
}

// TableName is meeting_positions.
func (PositionRow) TableName() string { return "meeting_positions" }

// MaterialRow is one paper of an item.
type MaterialRow struct {
	MeetingID string `gorm:"primaryKey"`
	Seq       int    `gorm:"primaryKey;autoIncrement:false"`
	ItemID    string
	FileID    string
	Name      string
	Size      int64
	Late      bool
	ByName    string
	ByOrg     string
	At        time.Time
}

// TableName is meeting_materials.
func (MaterialRow) TableName() string { return "meeting_materials" }

// ResolutionRow is one 议定事项 with its texts.
type ResolutionRow struct {
	MeetingID  string `gorm:"primaryKey"`
	ID         string `gorm:"primaryKey"`
	ItemID     string
	IssueID    string
	Kind       between.ResolutionKind
	Text       string
	TaskID     string
	TaskNo     string
	Content    string
	Standard   string
	LeadID     string
	LeadName   string
	Co         []between.Unit `gorm:"serializer:json"`
	Due        dateCol
	TaskForce  *between.TaskForceBirth `gorm:"serializer:json"`
	DecidedBy  string
	RecordedBy string
	DecidedAt  time.Time
	Follow     string
	FollowedAt *time.Time
}

// TableName is resolutions.
func (ResolutionRow) TableName() string { return "resolutions" }

// ResolutionEditRow is how a resolution read before it was changed (R18).
type ResolutionEditRow struct {
	MeetingID    string `gorm:"primaryKey"`
	ResolutionID string `gorm:"primaryKey"`
	Seq          int    `gorm:"primaryKey;autoIncrement:false"`
	OldText      string
	OldContent   string
	OldStandard  string
	OldDue       dateCol
	Reason       string
	AskedBy      string
	ConsentBy    string
	At           time.Time
}

// TableName is resolution_edits.
func (ResolutionEditRow) TableName() string { return "resolution_edits" }

// AttendanceRow is one attendee.
type AttendanceRow struct {
	MeetingID  string `gorm:"primaryKey"`
	ID         string `gorm:"primaryKey"`
	UserID     string
	Name       string
	OrgID      string
	OrgName    string
	Duty       string
	Role       meeting.Presence
	Signed     meeting.Presence
	SignedAt   *time.Time
	Substitute string
	Reason     string
}

// TableName is meeting_attendance.
func (AttendanceRow) TableName() string { return "meeting_attendance" }

// MinutesPartRow is one version of one paragraph.
type MinutesPartRow struct {
	MeetingID string `gorm:"primaryKey"`
	Anchor    string `gorm:"primaryKey"`
	Version   int    `gorm:"primaryKey;autoIncrement:false"`
	Text      string
	ByName    string
	At        time.Time
}

// TableName is minutes_parts.
func (MinutesPartRow) TableName() string { return "minutes_parts" }

// MinutesStepRow is one hand the minutes went through.
type MinutesStepRow struct {
	MeetingID string `gorm:"primaryKey"`
	Seq       int    `gorm:"primaryKey;autoIncrement:false"`
	Step      string // the act
	ByID      string
	ByName    string
	Version   int
	Hash      string
	Opinion   string
	At        time.Time
}

// TableName is minutes_steps.
func (MinutesStepRow) TableName() string { return "minutes_steps" }

// DistributionRow is one unit the minutes are sent to 分送.
type DistributionRow struct {
	MeetingID string `gorm:"primaryKey"`
	N         int    `gorm:"primaryKey;autoIncrement:false"`
	OrgID     string
	OrgName   string
}

// TableName is minutes_distribution.
func (DistributionRow) TableName() string { return "minutes_distribution" }

// LastResolutionRow is one line of the frozen page 上次议定事项.
type LastResolutionRow struct {
	MeetingID string `gorm:"primaryKey"`
	N         int    `gorm:"primaryKey;autoIncrement:false"`
	TaskID    string
	TaskNo    string
	Title     string
	LeadName  string
	Due       dateCol
	Status    string
	LateDays  int
}

// TableName is meeting_last_rows.
func (LastResolutionRow) TableName() string { return "meeting_last_rows" }

// meetingNoun is how meetings are folded and projected.
var meetingNoun = noun{
	blank: func() casefile.State { return &meeting.Meeting{} },
	project: func(tx *gorm.DB, before, after casefile.State, ev casefile.Event) error {
		return projectMeeting(tx, before == nil, after.(*meeting.Meeting), ev)
	},
	sight: sight{
		may:  func(s casefile.State, a org.Actor) bool { return s.(*meeting.Meeting).MaySee(a) },
		view: func(s casefile.State, a org.Actor, at time.Time) any { return s.(*meeting.Meeting).ViewFor(a, at) },
		change: func(s casefile.State, ev casefile.Event, a org.Actor) any {
			if c, ok, err := s.(*meeting.Meeting).Shows(ev, a); ok && err == nil {
				return c
			}
			return nil
		},
	},
}

func projectMeeting(tx *gorm.DB, first bool, m *meeting.Meeting, ev casefile.Event) error {
	c, err := meeting.ReadChange(ev)
	if err != nil {
		return err
	}
	row, ctx := meetingRow(m, ev), tx.Statement.Context
	if first {
		err = rowsOf[MeetingRow](tx).Create(ctx, &row)
	} else {
		err = overwrite(ctx, tx, &row)
	}
	if err != nil {
		return fmt.Errorf("meeting row: %w", err)
	}
	p := meetingProjection{ctx: ctx, tx: tx, m: m, ev: ev, c: &c}
	if do := meetingProjections[ev.Act]; do != nil {
		if err := do(p); err != nil {
			return fmt.Errorf("rows of %s: %w", ev.Act, err)
		}
	}
	return nil
}

func meetingRow(m *meeting.Meeting, ev casefile.Event) MeetingRow {
	t := m.Totals()
	return MeetingRow{
		ID: m.ID, No: m.No, Status: string(m.Status), Series: m.Series, Period: m.Period, Extra: m.Extra, Forum: m.Forum,
		Title: m.Title(), HeldDate: dateCol{m.Date}, Starts: m.Start.String(), Budget: m.Budget, Place: m.Place,
		ChairID: m.Chair.UserID, ChairName: m.Chair.Name, HeldOn: dateCol{m.HeldOn},
		Items: t.Items, Decided: t.Decided, Carried: t.Carried, Tasks: t.Tasks,
		MinutesDue: dateCol{m.Minutes.Due}, MinutesLate: m.Minutes.Late, MinutesVersion: m.Minutes.Version,
		DocNo: m.Minutes.DocNo, IssuedOn: dateCol{m.Minutes.IssuedOn}, Warnings: len(m.Warnings), Seq: m.Seq, ChangedAt: ev.At,
	}
}

// seriesRow is a series; Body is the whole rule as JSON.
type seriesRow struct {
	ID        string `gorm:"primaryKey"`
	Name      string
	Forum     between.Forum
	Body      string
	Paused    bool
	Version   int
	CreatedAt time.Time
	UpdatedAt time.Time
}

// TableName is meeting_series.
func (seriesRow) TableName() string { return "meeting_series" }

func (r seriesRow) series() (meeting.Series, error) {
	var s meeting.Series
	if err := json.Unmarshal([]byte(r.Body), &s); err != nil {
		return s, fmt.Errorf("series %s: %w", r.ID, err)
	}
	s.Version = r.Version
	return s, nil
}
