package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
)

// MeetingQuery is what a reader asks of the list of meetings. Empty fields do
// not filter.
type MeetingQuery struct {
	Status []string
	Series string
	Period string
	From   workcal.Date
	To     workcal.Date
	Q      string
	Cursor string
	Limit  int
}

// Meetings lists what the reader may see, latest date first, one page by keyset.
func (s *Store) Meetings(ctx context.Context, a org.Actor, q MeetingQuery) (rows []MeetingRow, next string, err error) {
	db := s.db.WithContext(ctx).Model(&MeetingRow{})
	if !meeting.SeesAll(a) {
		db = seenCases(db, a, casefile.Meeting, "meetings")
	}
	if len(q.Status) > 0 {
		db = db.Where("meetings.status IN ?", q.Status)
	}
	if q.Series != "" {
		db = db.Where("meetings.series = ?", q.Series)
	}
	if q.Period != "" {
		db = db.Where("meetings.period = ?", q.Period)
	}
	if !q.From.IsZero() {
		db = db.Where("meetings.held_date >= ?", dateCol{q.From})
	}
	if !q.To.IsZero() {
		db = db.Where("meetings.held_date <= ?", dateCol{q.To})
	}
	if q.Q != "" {
		like := containing(q.Q)
		db = db.Where("(meetings.title LIKE ? OR meetings.no LIKE ? OR meetings.doc_no LIKE ?)", like, like, like)
	}
	if q.Cursor != "" {
		at, id, err := cursorOf(q.Cursor)
		if err != nil {
			return nil, "", err
		}
		day := dateCol{workcal.DateOf(at)}
		db = db.Where("(meetings.held_date < ? OR (meetings.held_date = ? AND meetings.id < ?))", day, day, id)
	}
	limit := pageLimit(q.Limit)
	if err := db.Order("held_date DESC, id DESC").Limit(limit + 1).Find(&rows).Error; err != nil {
		return nil, "", fmt.Errorf("meetings: %w", err)
	}
	if len(rows) > limit {
		rows = rows[:limit]
		next = cursorAt(rows[limit-1].HeldDate.Time(), rows[limit-1].ID)
	}
	return rows, next, nil
}

// Meeting reads one meeting's state.
func (s *Store) Meeting(ctx context.Context, id string) (*meeting.Meeting, error) {
	var m meeting.Meeting
	if err := s.Load(ctx, casefile.Meeting, id, &m); err != nil {
		return nil, err
	}
	return &m, nil
}

// MeetingTexts are the texts of a meeting that its state does not keep.
type MeetingTexts struct {
	Items        []MeetingItemRow
	Positions    []PositionRow
	Materials    []MaterialRow
	Resolutions  []ResolutionRow
	Edits        []ResolutionEditRow
	Attendance   []AttendanceRow
	Parts        []MinutesPartRow // the newest version of each paragraph
	Steps        []MinutesStepRow
	Distribution []DistributionRow
	Last         []LastResolutionRow
}

// MeetingTexts reads all texts of one meeting.
func (s *Store) MeetingTexts(ctx context.Context, id string) (MeetingTexts, error) {
	var t MeetingTexts
	db := func() *gorm.DB { return s.db.WithContext(ctx).Where("meeting_id = ?", id) }
	newest := "NOT EXISTS (SELECT 1 FROM minutes_parts n WHERE n.meeting_id = minutes_parts.meeting_id AND n.anchor = minutes_parts.anchor AND n.version > minutes_parts.version)"
	for _, read := range []struct {
		what string
		err  func() error
	}{
		{"items", func() error { return db().Find(&t.Items).Error }},
		{"positions", func() error { return db().Order("item_id, at, org_id").Find(&t.Positions).Error }},
		{"materials", func() error { return db().Order("seq").Find(&t.Materials).Error }},
		{"resolutions", func() error { return db().Order("decided_at, LENGTH(id), id").Find(&t.Resolutions).Error }},
		{"edits", func() error { return db().Order("seq").Find(&t.Edits).Error }},
		{"attendance", func() error { return db().Order("LENGTH(id), id").Find(&t.Attendance).Error }},
		{"minutes", func() error { return db().Where(newest).Find(&t.Parts).Error }},
		{"sign chain", func() error { return db().Order("seq").Find(&t.Steps).Error }},
		{"distribution", func() error { return db().Order("n").Find(&t.Distribution).Error }},
		{"last resolutions", func() error { return db().Order("n").Find(&t.Last).Error }},
	} {
		if err := read.err(); err != nil {
			return t, fmt.Errorf("%s of meeting %s: %w", read.what, id, err)
		}
	}
	return t, nil
}

// finished are the ways a task can end.
var finished = []string{"closed", "cancelled"}

// LastResolutions is the page 上次议定事项 for a meeting of the series opening at
// asOf (F-15): every task of the last meeting held before, and the older ones
// that are still open, as they stood at that moment (R12).
func (s *Store) LastResolutions(ctx context.Context, series, except string, cal workcal.Calendar, asOf time.Time) (meeting.LastPage, error) {
	page := meeting.LastPage{LastTotals: meeting.LastTotals{AsOf: asOf.UTC()}}
	last, err := rowsOf[MeetingRow](s.db).Where("series = ? AND id <> ? AND held_on IS NOT NULL AND held_on <= ?", series, except, dateCol{workcal.DateOf(asOf)}).
		Order("held_on DESC, id DESC").First(ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return page, nil
	}
	if err != nil {
		return page, fmt.Errorf("last meeting of %s: %w", series, err)
	}
	var rows []ResolutionRow
	err = s.db.WithContext(ctx).Joins("JOIN meetings m ON m.id = resolutions.meeting_id").
		Where("m.series = ? AND m.id <> ? AND resolutions.task_id <> '' AND resolutions.decided_at <= ?", series, except, asOf).
		Where("m.id = ? OR resolutions.follow NOT IN ? OR resolutions.followed_at > ?", last.ID, finished, asOf).
		Order("resolutions.decided_at, resolutions.meeting_id, LENGTH(resolutions.id), resolutions.id").Find(&rows).Error
	if err != nil {
		return page, fmt.Errorf("last resolutions of %s: %w", series, err)
	}
	stood, err := s.followedAt(ctx, rows, asOf)
	if err != nil {
		return page, err
	}
	today := workcal.DateOf(asOf)
	for _, r := range rows {
		line := meeting.LastRow{TaskID: r.TaskID, TaskNo: r.TaskNo, Title: short(r.Content), LeadName: r.LeadName, Status: "going"}
		if line.Due, err = s.taskDueAt(ctx, r, asOf); err != nil {
			return page, err
		}
		page.Total++
		switch {
		case slices.Contains(finished, stood[r.TaskID]):
			line.Status = "done"
			page.Done++
		case line.Due.Before(today):
			line.Status, line.LateDays = "overdue", cal.WorkdaysBetween(line.Due, today)
			page.Overdue++
		default:
			page.Going++
		}
		page.Rows = append(page.Rows, line)
	}
	return page, nil
}

// taskDueAt is the date a task had at a moment, with its pauses and extensions
// until then; the decided one where the task was not born yet.
func (s *Store) taskDueAt(ctx context.Context, r ResolutionRow, asOf time.Time) (workcal.Date, error) {
	state, ok, err := s.LoadAt(ctx, casefile.Task, r.TaskID, asOf)
	if err != nil {
		return workcal.Date{}, fmt.Errorf("task %s as of %s: %w", r.TaskID, asOf, err)
	}
	task, isTask := state.(*supervision.Task)
	if !ok || !isTask {
		return r.Due.Date, nil
	}
	return task.DueOn(workcal.DateOf(asOf)), nil
}

// short keeps a frozen page light: forty characters tell a task apart.
func short(text string) string {
	if r := []rune(text); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return text
}

// followedAt is how tasks stood at a moment, as their meetings had heard by
// then: rows show the present, so what was heard later is taken from events.
func (s *Store) followedAt(ctx context.Context, rows []ResolutionRow, asOf time.Time) (map[string]string, error) {
	stood, meetings := map[string]string{}, []string{}
	for _, r := range rows {
		stood[r.TaskID] = r.Follow
		if r.FollowedAt != nil && r.FollowedAt.After(asOf) {
			stood[r.TaskID] = ""
			meetings = append(meetings, r.MeetingID)
		}
	}
	if len(meetings) == 0 {
		return stood, nil
	}
	events, err := rowsOf[caseEvent](s.db).Where("case_id IN ? AND act = ? AND at <= ?", meetings, meeting.ActHearTask, asOf).Order("case_id, seq").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("what meetings heard: %w", err)
	}
	for _, row := range events {
		ev, err := row.event()
		if err != nil {
			return nil, err
		}
		c, err := meeting.ReadChange(ev)
		if err != nil {
			return nil, err
		}
		stood[c.Result.TaskID] = c.Result.State
	}
	return stood, nil
}

// Waiting is how many issues have waited through so many meetings in a row
// without a decision.
type Waiting struct {
	Meetings int `json:"meetings"`
	Issues   int `json:"issues"`
}

// CarriedOver counts the issues that wait, by how many meetings of the series
// put them off without deciding since (2.1.7); all series where empty.
func (s *Store) CarriedOver(ctx context.Context, series string) ([]Waiting, error) {
	var rows []struct {
		IssueID string
		Carry   string
	}
	db := s.db.WithContext(ctx).Table("meeting_items i").Joins("JOIN meetings m ON m.id = i.meeting_id").
		Select("i.issue_id, i.carry").Where("i.issue_id <> '' AND i.removed = 0 AND m.held_on IS NOT NULL")
	if series != "" {
		db = db.Where("m.series = ?", series)
	}
	if err := db.Order("i.issue_id, m.held_on, m.id").Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("carried over: %w", err)
	}
	waits := map[string]int{}
	for _, r := range rows {
		if r.Carry == "" {
			waits[r.IssueID] = 0
		} else {
			waits[r.IssueID]++
		}
	}
	counts := map[int]int{}
	for _, n := range waits {
		if n > 0 {
			counts[n]++
		}
	}
	out := make([]Waiting, 0, len(counts))
	for n, issues := range counts {
		out = append(out, Waiting{Meetings: n, Issues: issues})
	}
	slices.SortFunc(out, func(a, b Waiting) int { return a.Meetings - b.Meetings })
	return out, nil
}

// SeriesList lists the series, by name.
func (s *Store) SeriesList(ctx context.Context) ([]meeting.Series, error) {
	rows, err := rowsOf[seriesRow](s.db).Order("name, id").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("series: %w", err)
	}
	list := make([]meeting.Series, 0, len(rows))
	for _, r := range rows {
		one, err := r.series()
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, nil
}

// Series reads one series.
func (s *Store) Series(ctx context.Context, id string) (meeting.Series, error) {
	row, err := rowsOf[seriesRow](s.db).Where("id = ?", id).Take(ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return meeting.Series{}, noSeries(id)
	}
	if err != nil {
		return meeting.Series{}, fmt.Errorf("series %s: %w", id, err)
	}
	return row.series()
}

// SaveSeries writes a series as the next version; meetings already planned stay
// as they are (F-1). The version it carries is the one that was seen: 0 makes a
// new series, and whoever saw an older one than there is gets stale.
func (s *Store) SaveSeries(ctx context.Context, by By, one meeting.Series) (meeting.Series, error) {
	if err := one.Check(); err != nil {
		return one, err
	}
	t := &Trace{Stream: "series", Actor: by.Actor, IP: by.IP, What: "series.save", Subject: one.ID}
	err := s.traced(ctx, t, func(tx *gorm.DB) error {
		row, err := rowsOf[seriesRow](tx, clause.Locking{Strength: "UPDATE"}).Where("id = ?", one.ID).Take(ctx)
		switch {
		case errors.Is(err, gorm.ErrRecordNotFound) && one.Version == 0:
			row = seriesRow{ID: one.ID, CreatedAt: by.At}
		case errors.Is(err, gorm.ErrRecordNotFound):
			return noSeries(one.ID)
		case err != nil:
			return err
		case one.Version == 0:
			return seriesTaken(one.ID)
		case one.Version != row.Version:
			return stale(one.Version, row.Version)
		default:
			if t.Before, err = row.series(); err != nil {
				return err
			}
		}
		one.Version = row.Version + 1
		t.After = one
		return writeSeries(ctx, tx, row, one, by.At)
	})
	if err != nil {
		return one, fmt.Errorf("series %s: %w", one.ID, err)
	}
	return one, nil
}

func writeSeries(ctx context.Context, tx *gorm.DB, row seriesRow, one meeting.Series, at time.Time) error {
	body, err := json.Marshal(one)
	if err != nil {
		return err
	}
	row.Name, row.Forum, row.Body, row.Paused, row.Version, row.UpdatedAt = one.Name, one.Forum, string(body), one.Paused, one.Version, at
	if one.Version > 1 {
		return tx.WithContext(ctx).Save(&row).Error
	}
	err = rowsOf[seriesRow](tx).Create(ctx, &row)
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return seriesTaken(one.ID)
	}
	return err
}

func noSeries(id string) error {
	return fault.New(fault.NotFound, "meeting.no_series", "no series %q", id)
}

func seriesTaken(id string) error {
	return fault.New(fault.Conflict, "meeting.series_exists", "series %q exists", id).On("id").With("id", id)
}

// RegularPeriods are the months since one, such as "2022-05", for which a
// regular meeting of the series exists, whatever became of it (R1).
func (s *Store) RegularPeriods(ctx context.Context, series, since string) ([]string, error) {
	var periods []string
	err := s.db.WithContext(ctx).Raw("SELECT DISTINCT period FROM meetings WHERE series = ? AND extra = 0 AND period >= ? ORDER BY period", series, since).Scan(&periods).Error
	if err != nil {
		return nil, fmt.Errorf("months of series %s: %w", series, err)
	}
	return periods, nil
}
