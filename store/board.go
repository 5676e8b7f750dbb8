package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/statistics"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
)

// boardRows is how many lines each list of the board has; the counts are whole.
const boardRows = 20

// Headline is 今年已帮助重点在建项目解决的难题 with its classes (K-9).
type Headline struct {
	Year    int          `json:"year"`
	N       int64        `json:"n"`
	ByClass []ClassCount `json:"by_class" nullable:"false"`
}

// ClassCount is how many of one class.
type ClassCount struct {
	Class string `json:"class"`
	Text  string `json:"text" spoken:"rules"`
	N     int64  `json:"n"`
}

// Alarm is one case that is red or yellow: who has it, why, and what comes next (K-10).
type Alarm struct {
	Kind    casefile.Kind        `json:"kind"`
	ID      string               `json:"id"`
	No      string               `json:"no"`
	Title   string               `json:"title"`
	Project string               `json:"project"`
	LeadID  string               `json:"lead_id,omitempty"`
	Lead    string               `json:"lead"`
	Leader  string               `json:"leader,omitempty"`
	Colour  string               `json:"colour"`
	Rule    string               `json:"rule"`
	Why     string               `json:"why" spoken:"rules"` // the rule in words
	Numbers []supervision.Number `json:"numbers,omitempty"`
	Who     string               `json:"who" spoken:"rules"` // must move now
	What    string               `json:"what"`               // the act the world waits for
	Next    string               `json:"next"`               // 下步计划 of the last report
	Due     dateCol              `json:"due,omitzero"`
	Days    int                  `json:"days"` // workdays left, negative when late
}

// Ahead is a milestone to come, or one whose day has passed unfulfilled (K-5, K-6).
type Ahead struct {
	ProjectID string                `json:"project_id"`
	Project   string                `json:"project"`
	Type      project.MilestoneType `json:"type"`
	Text      string                `json:"text" spoken:"rules"`
	On        dateCol               `json:"on"`
	HardBy    dateCol               `json:"hard_by,omitzero"`
	Days      int                   `json:"days"` // calendar days from today
	Lead      string                `json:"lead,omitempty"`
	Blocked   int64                 `json:"blocked"` // open issues of the project
}

// Board is what the leaders look at: one screen (K-10).
type Board struct {
	Now       time.Time        `json:"now"`
	Headline  Headline         `json:"headline"`
	Issues    map[string]int64 `json:"issues"` // by status
	Tasks     map[string]int64 `json:"tasks"`  // by status
	OpenIssue int64            `json:"open_issues"`
	OpenTask  int64            `json:"open_tasks"`
	RedN      int64            `json:"red_count"`
	YellowN   int64            `json:"yellow_count"`
	ConfirmN  int64            `json:"confirm_count"`
	Red       []Alarm          `json:"red" nullable:"false"`
	Yellow    []Alarm          `json:"yellow" nullable:"false"`
	Confirm   []Alarm          `json:"confirm" nullable:"false"` // waiting for the owner
	Meetings  []MeetingRow     `json:"meetings" nullable:"false"`
	In30      []Ahead          `json:"in_30" nullable:"false"`
	In60      []Ahead          `json:"in_60" nullable:"false"`
	In90      []Ahead          `json:"in_90" nullable:"false"`
	Past      []Ahead          `json:"past_target" nullable:"false"`
}

// Board gathers the screen for a reader: lists in the reader's scope, counts of
// the district from the counters kept with every event, and of an owner's own
// cases by their index.
func (s *Store) Board(ctx context.Context, a org.Actor, now time.Time) (Board, error) {
	today := workcal.DateOf(now)
	b := Board{Now: now, Red: []Alarm{}, Yellow: []Alarm{}, Confirm: []Alarm{}, Meetings: []MeetingRow{}}
	cal, err := s.CurrentCalendar(ctx)
	if err != nil {
		return b, err
	}
	for _, fill := range []func() error{
		func() (err error) { b.Headline, err = s.headline(ctx, a, today); return err },
		func() error { return s.boardCounts(ctx, a, &b) },
		func() error { return s.boardAlarms(ctx, a, cal, today, &b) },
		func() (err error) { b.Meetings, err = s.monthMeetings(ctx, a, today); return err },
		func() error { return s.lookAhead(ctx, a, today, &b) },
	} {
		if err := fill(); err != nil {
			return b, fmt.Errorf("board: %w", err)
		}
	}
	return b, nil
}

// headline counts the year's issues solved for key projects under construction,
// on an index of resolved issues alone.
func (s *Store) headline(ctx context.Context, a org.Actor, today workcal.Date) (Headline, error) {
	h := Headline{Year: today.Year(), ByClass: []ClassCount{}}
	q := s.db.WithContext(ctx).Table("issues").Select("class_l1 AS class, COUNT(*) AS n").
		Where("resolved_on BETWEEN ? AND ? AND project_key = 1 AND project_phase IN ?",
			dateCol{workcal.NewDate(today.Year(), time.January, 1)}, dateCol{today}, statistics.UnderConstruction).
		Where("(status = ? OR (status = ? AND verified = 1))", issue.Closed, issue.ClosedUnconfirmed)
	if statistics.OwnerOnly(a) {
		q = q.Where("enterprise_id = ?", a.EnterpriseID)
	}
	if err := q.Group("class_l1").Order("n DESC, class_l1").Scan(&h.ByClass).Error; err != nil {
		return h, fmt.Errorf("headline: %w", err)
	}
	list, _, err := s.IssueClasses(ctx)
	if err != nil {
		return h, err
	}
	for n := range h.ByClass {
		h.ByClass[n].Text = list.LevelName(h.ByClass[n].Class)
		h.N += h.ByClass[n].N
	}
	return h, nil
}

func (s *Store) boardCounts(ctx context.Context, a org.Actor, b *Board) (err error) {
	if b.Issues, err = s.countsFor(ctx, a, "issue.status", "issues"); err != nil {
		return err
	}
	if b.Tasks, err = s.countsFor(ctx, a, "task.status", "tasks"); err != nil {
		return err
	}
	for status, n := range b.Issues {
		if (&issue.Issue{State: issue.State(status)}).Open() {
			b.OpenIssue += n
		}
	}
	for status, n := range b.Tasks {
		if supervision.Status(status).Open() {
			b.OpenTask += n
		}
	}
	b.ConfirmN = b.Issues[string(issue.PendingConfirm)] + b.Tasks[string(supervision.OwnerConfirm)]
	return nil
}

// countsFor reads a status count: an owner's cases are counted by their index,
// the district's are read from the counters.
func (s *Store) countsFor(ctx context.Context, a org.Actor, measure, table string) (map[string]int64, error) {
	if !statistics.OwnerOnly(a) {
		counts, err := s.Counts(ctx, measure)
		for k, n := range counts {
			if n == 0 {
				delete(counts, k)
			}
		}
		return counts, err
	}
	var rows []struct {
		Status string
		N      int64
	}
	err := s.db.WithContext(ctx).Table(table).Select("status, COUNT(*) AS n").Where("enterprise_id = ?", a.EnterpriseID).Group("status").Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("%s of %s: %w", table, a.EnterpriseID, err)
	}
	counts := map[string]int64{}
	for _, r := range rows {
		counts[r.Status] = r.N
	}
	return counts, nil
}

// monthMeetings are this month's meetings, and the next one where this month has
// none to come.
func (s *Store) monthMeetings(ctx context.Context, a org.Actor, today workcal.Date) ([]MeetingRow, error) {
	first := workcal.NewDate(today.Year(), today.Month(), 1)
	last := workcal.NewDate(today.Year(), today.Month()+1, 1).AddDays(-1)
	var rows []MeetingRow
	seen := func() *gorm.DB {
		db := s.db.WithContext(ctx).Model(&MeetingRow{})
		if meeting.SeesAll(a) {
			return db
		}
		return seenCases(db, a, casefile.Meeting, "meetings")
	}
	err := seen().Where("meetings.held_date BETWEEN ? AND ? AND meetings.status <> 'cancelled'", dateCol{first}, dateCol{last}).
		Order("meetings.held_date, meetings.id").Limit(boardRows).Find(&rows).Error
	if err == nil && (len(rows) == 0 || rows[len(rows)-1].HeldDate.Before(today)) {
		var next []MeetingRow
		err = seen().Where("meetings.held_date > ? AND meetings.status <> 'cancelled'", dateCol{last}).
			Order("meetings.held_date, meetings.id").Limit(1).Find(&next).Error
		rows = append(rows, next...)
	}
	if err != nil {
		return nil, fmt.Errorf("this month's meetings: %w", err)
	}
	if rows == nil {
		rows = []MeetingRow{}
	}
	return rows, nil
}
