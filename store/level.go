package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
)

// Unchecked lists cases that changed since their workflow was last seen to be
// level, and were last written before the given moment; oldest first.
func (s *Store) Unchecked(ctx context.Context, before time.Time, limit int) ([]contract.Level, error) {
	rows, err := rowsOf[caseFile](s.db).Select("id", "kind", "seq").
		Where("unchecked = ? AND recorded_at < ?", true, before).Order("recorded_at").Limit(limit).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("unchecked cases: %w", err)
	}
	levels := make([]contract.Level, 0, len(rows))
	for _, r := range rows {
		levels = append(levels, contract.Level{Kind: r.Kind, CaseID: r.ID, Seq: r.Seq})
	}
	return levels, nil
}

// OpenCases lists cases that are not over, by id after the given one.
func (s *Store) OpenCases(ctx context.Context, after string, limit int) ([]contract.Level, error) {
	return s.levels(ctx, "SELECT id AS case_id, kind, seq FROM case_files FORCE INDEX (case_files_open) WHERE done = 0 AND id > ? ORDER BY id LIMIT ?", after, limit)
}

// OpenCasesOf lists one share of the cases that are not over: every case belongs
// to one of the shares, whenever it is asked.
func (s *Store) OpenCasesOf(ctx context.Context, share, shares int) ([]contract.Level, error) {
	return s.levels(ctx, "SELECT id AS case_id, kind, seq FROM case_files WHERE done = 0 AND CRC32(id) % ? = ?", shares, share)
}

// Level is how far MySQL is with one case; fault case.not_found where there is none.
func (s *Store) Level(ctx context.Context, caseID string) (contract.Level, error) {
	found, err := s.levels(ctx, "SELECT id AS case_id, kind, seq FROM case_files WHERE id = ?", caseID)
	if err == nil && len(found) == 0 {
		err = fault.New(fault.NotFound, "case.not_found", "no case %s", caseID)
	}
	if err != nil {
		return contract.Level{}, err
	}
	return found[0], nil
}

func (s *Store) levels(ctx context.Context, query string, args ...any) ([]contract.Level, error) {
	var levels []contract.Level
	if err := s.db.WithContext(ctx).Raw(query, args...).Scan(&levels).Error; err != nil {
		return nil, fmt.Errorf("levels of cases: %w", err)
	}
	return levels, nil
}

// Checked notes that the workflow knew everything up to the level. A case that
// moved on meanwhile stays unchecked.
func (s *Store) Checked(ctx context.Context, level contract.Level) error {
	_, err := rowsOf[caseFile](s.db).Where("id = ? AND seq = ?", level.CaseID, level.Seq).Update(ctx, "unchecked", false)
	if err != nil {
		return fmt.Errorf("check %s: %w", level.CaseID, err)
	}
	return nil
}

// Answer finds what an earlier request did; ok is false where it did nothing.
func (s *Store) Answer(ctx context.Context, caseID, requestID string) (answer contract.Answer, ok bool, err error) {
	found, err := earlierAct(ctx, s.db, caseID, requestID, "")
	if err != nil || found == nil {
		return answer, false, err
	}
	return *found, true, nil
}

// StateJSON is the whole state of a case, and whether it is done.
func (s *Store) StateJSON(ctx context.Context, caseID string) (state json.RawMessage, done bool, err error) {
	file, err := rowsOf[caseFile](s.db).Where("id = ?", caseID).Take(ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, false, fault.New(fault.NotFound, "case.not_found", "no case %s", caseID)
	}
	if err != nil {
		return nil, false, fmt.Errorf("state of %s: %w", caseID, err)
	}
	if file.Steady == "" {
		return json.RawMessage(file.State), file.Done, nil
	}
	n, err := nounOf(file.Kind)
	if err != nil {
		return nil, false, err
	}
	whole, err := n.read(&file)
	if err != nil {
		return nil, false, err
	}
	state, err = json.Marshal(whole)
	return state, file.Done, err
}

// Load reads a case's state of the given kind into state, such as *issue.Issue.
func (s *Store) Load(ctx context.Context, kind casefile.Kind, id string, state casefile.State) error {
	file, err := rowsOf[caseFile](s.db).Where("id = ? AND kind = ?", id, kind).Take(ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return fault.New(fault.NotFound, string(kind)+".not_found", "no %s %s", kind, id)
	}
	if err != nil {
		return fmt.Errorf("load %s %s: %w", kind, id, err)
	}
	if err := file.into(state); err != nil {
		return fmt.Errorf("load %s %s: %w", kind, id, err)
	}
	return nil
}

// LoadStates reads the states of some cases of a kind at once, each into what blank
// makes for its id. Cases that are not there are left out.
func (s *Store) LoadStates(ctx context.Context, kind casefile.Kind, ids []string, blank func(id string) casefile.State) error {
	if len(ids) == 0 {
		return nil
	}
	files, err := rowsOf[caseFile](s.db).Select("id", "state", "steady").Where("kind = ? AND id IN ?", kind, ids).Find(ctx)
	if err != nil {
		return fmt.Errorf("load %d of %s: %w", len(ids), kind, err)
	}
	for _, f := range files {
		if err := f.into(blank(f.ID)); err != nil {
			return fmt.Errorf("load %s %s: %w", kind, f.ID, err)
		}
	}
	return nil
}

// LoadAt folds a case's events up to and including the moment: the state as it
// was then (R12). Where the case was not born yet, ok is false.
func (s *Store) LoadAt(ctx context.Context, kind casefile.Kind, id string, at time.Time) (state casefile.State, ok bool, err error) {
	events, err := s.History(ctx, id, 0)
	if err != nil {
		return nil, false, err
	}
	if after := slices.IndexFunc(events, func(ev casefile.Event) bool { return ev.At.After(at) }); after >= 0 {
		events = events[:after]
	}
	state, err = foldCase(kind, id, events)
	return state, len(events) > 0, err
}

// foldCase is the case that its first events make.
func foldCase(kind casefile.Kind, id string, events []casefile.Event) (casefile.State, error) {
	n, err := nounOf(kind)
	if err != nil {
		return nil, err
	}
	state := n.unborn(kind, id)
	for _, ev := range events {
		if err := state.Apply(ev); err != nil {
			return nil, fmt.Errorf("fold %s %s: %w", kind, id, err)
		}
	}
	return state, nil
}

// History brings the events of a case after a sequence number, in order.
func (s *Store) History(ctx context.Context, caseID string, after int) ([]casefile.Event, error) {
	events, err := eventsAfter(ctx, s.db, caseID, after)
	if err != nil {
		return nil, fmt.Errorf("history of %s: %w", caseID, err)
	}
	return events, nil
}

// HistoryBefore brings the latest events of a case before a sequence number, 0 for
// the very latest, no more than limit of them, in order.
func (s *Store) HistoryBefore(ctx context.Context, caseID string, before, limit int) ([]casefile.Event, error) {
	q := rowsOf[caseEvent](s.db).Where("case_id = ?", caseID)
	if before > 0 {
		q = q.Where("seq < ?", before)
	}
	rows, err := q.Order("seq DESC").Limit(limit).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("history of %s: %w", caseID, err)
	}
	slices.Reverse(rows)
	events, err := eventsOf(rows)
	if err != nil {
		return nil, fmt.Errorf("history of %s: %w", caseID, err)
	}
	return events, nil
}

func eventsAfter(ctx context.Context, db *gorm.DB, caseID string, after int) ([]casefile.Event, error) {
	rows, err := rowsOf[caseEvent](db).Where("case_id = ? AND seq > ?", caseID, after).Order("seq").Find(ctx)
	if err != nil {
		return nil, err
	}
	return eventsOf(rows)
}

func eventsOf(rows []caseEvent) ([]casefile.Event, error) {
	events := make([]casefile.Event, 0, len(rows))
	for _, r := range rows {
		ev, err := r.event()
		if err != nil {
			return nil, err
		}
		events = append(events, ev)
	}
	return events, nil
}
