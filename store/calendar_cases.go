package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/plan"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
)

// CasesOffCalendar lists open cases after a case id that count with another
// calendar than the given version and were not given it yet, in order of id.
// It needs no list of its own to go on from after a crash: what was given is in
// the events. Left to itself, the server would go through the archive in order of id.
func (s *Store) CasesOffCalendar(ctx context.Context, version, after string, limit int) ([]contract.Level, error) {
	var rows []struct {
		ID   string
		Kind casefile.Kind
		Seq  int
	}
	err := s.db.WithContext(ctx).Raw(`SELECT f.id, f.kind, f.seq FROM case_files f FORCE INDEX (case_files_open)
		WHERE f.done = 0 AND f.id > ? AND f.calendar <> ?
		AND COALESCE(JSON_UNQUOTE(JSON_EXTRACT(f.state, '$.cal.version')), '') <> ?
		AND NOT EXISTS (SELECT 1 FROM case_events e WHERE e.case_id = f.id AND e.request_id = ?)
		ORDER BY f.id LIMIT ?`, after, version, version, contract.RecalendarRequest(version), limit).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("cases off calendar %s: %w", version, err)
	}
	levels := make([]contract.Level, 0, len(rows))
	for _, r := range rows {
		levels = append(levels, contract.Level{Kind: r.Kind, CaseID: r.ID, Seq: r.Seq})
	}
	return levels, nil
}

// previewBatch is how many states are read at a time.
const previewBatch = 100

// PreviewCalendar foretells which deadlines of open cases a calendar would
// move, by doing to a copy of each what the calendar's arrival will do.
func (s *Store) PreviewCalendar(ctx context.Context, cal workcal.Calendar, at time.Time) (contract.CalendarPreview, error) {
	p := contract.CalendarPreview{Moves: []contract.CalendarMove{}}
	order := casefile.Order{
		Meta: casefile.Meta{RequestID: contract.RecalendarRequest(cal.Version), Actor: org.Clock},
		Act:  casefile.ActRecalendar, Calendar: &cal,
	}
	after := ""
	for {
		files, err := rowsOf[caseFile](s.db).Where("done = ? AND id > ?", false, after).Order("id").Limit(previewBatch).Find(ctx)
		if err != nil {
			return p, fmt.Errorf("preview calendar: %w", err)
		}
		for _, f := range files {
			moves, err := movesOf(f, order, at)
			if err != nil {
				return p, fmt.Errorf("preview calendar: %w", err)
			}
			p.Cases++
			p.Moves = append(p.Moves, moves...)
			after = f.ID
		}
		if len(files) < previewBatch {
			return p, nil
		}
	}
}

// movesOf compares a case's deadlines before and after the order.
func movesOf(f caseFile, order casefile.Order, at time.Time) ([]contract.CalendarMove, error) {
	n, err := nounOf(f.Kind)
	if err != nil {
		return nil, err
	}
	state, ok := n.blank().(casefile.Timed)
	if !ok {
		return nil, fmt.Errorf("a case of kind %s shows no deadlines", f.Kind)
	}
	if err := f.into(state); err != nil {
		return nil, err
	}
	today := casefile.Today(at)
	before := state.Clocks(today)
	if err := rehearse(state, order, at); err != nil {
		return nil, err
	}
	var moves []contract.CalendarMove
	for _, now := range state.Clocks(today) {
		i := slices.IndexFunc(before, func(c casefile.ClockView) bool { return c.Key == now.Key })
		if i < 0 || before[i].Due == now.Due {
			continue
		}
		moves = append(moves, contract.CalendarMove{
			Kind: f.Kind, CaseID: f.ID, No: f.No, Title: f.Title, Key: now.Key, Was: before[i].Due, Now: now.Due,
		})
	}
	return moves, nil
}

// rehearse finds the noun's own judge for an order of the system.
func rehearse(state casefile.State, o casefile.Order, at time.Time) error {
	switch s := state.(type) {
	case *issue.Issue:
		return casefile.Rehearse(s, o, at)
	case *meeting.Meeting:
		return casefile.Rehearse(s, o, at)
	case *supervision.Task:
		return casefile.Rehearse(s, o, at)
	case *approval.Approval:
		return casefile.Rehearse(s, o, at)
	case *plan.Plan:
		return casefile.Rehearse(s, o, at)
	}
	return fmt.Errorf("no rehearsal for %T", state)
}
