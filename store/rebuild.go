package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/diaodu/diaodu/domain/casefile"
)

// projections are each kind's own rows: the tables and the column that holds
// the case's id. Task forces are not among them: people change those directly.
var projections = map[casefile.Kind][][2]string{
	casefile.Issue: {{"issues", "id"}},
	casefile.Meeting: {
		{"meetings", "id"}, {"meeting_items", "meeting_id"}, {"meeting_positions", "meeting_id"}, {"meeting_materials", "meeting_id"},
		{"resolutions", "meeting_id"}, {"resolution_edits", "meeting_id"}, {"meeting_attendance", "meeting_id"},
		{"minutes_parts", "meeting_id"}, {"minutes_steps", "meeting_id"}, {"minutes_distribution", "meeting_id"}, {"meeting_last_rows", "meeting_id"},
	},
	casefile.Task: {
		{"tasks", "id"}, {"task_owed", "task_id"}, {"task_reports", "task_id"}, {"task_slips", "task_id"}, {"task_extensions", "task_id"},
		{"task_pauses", "task_id"}, {"task_evidence", "task_id"},
	},
	casefile.Approval: {
		{"approvals", "id"}, {"approval_seats", "approval_id"}, {"approval_boxes", "approval_id"}, {"approval_consults", "approval_id"},
	},
	casefile.Plan: {{"plans", "id"}, {"plan_matters", "plan_id"}, {"plan_shifts", "plan_id"}},
}

// Rebuilt says what a rebuild did.
type Rebuilt struct {
	Cases  int `json:"cases"`
	Events int `json:"events"`
}

// Rebuild writes every case's state, rows, parties and counters anew from its
// events. Each case is one transaction under the case's own lock, so people may
// go on working; a rebuild that was stopped is simply run again.
func (s *Store) Rebuild(ctx context.Context) (Rebuilt, error) {
	var done Rebuilt
	var ids []string
	if err := s.db.WithContext(ctx).Raw("SELECT id FROM case_files ORDER BY id").Scan(&ids).Error; err != nil {
		return done, fmt.Errorf("cases: %w", err)
	}
	for _, id := range ids {
		n := 0
		err := s.inTransaction(ctx, func(tx *gorm.DB) (err error) {
			n, err = rebuildCase(ctx, tx, id)
			return err
		})
		if err != nil {
			return done, fmt.Errorf("rebuild %s: %w", id, err)
		}
		done.Cases++
		done.Events += n
	}
	if err := s.inTransaction(ctx, func(tx *gorm.DB) error { return recount(ctx, tx) }); err != nil {
		return done, fmt.Errorf("rebuild counters: %w", err)
	}
	return done, nil
}

func rebuildCase(ctx context.Context, tx *gorm.DB, id string) (int, error) {
	file, err := rowsOf[caseFile](tx, clause.Locking{Strength: "UPDATE"}).Where("id = ?", id).Take(ctx)
	if err != nil {
		return 0, err
	}
	n, err := nounOf(file.Kind)
	if err != nil {
		return 0, err
	}
	events, err := eventsAfter(ctx, tx, id, 0)
	if err != nil {
		return 0, err
	}
	if err := clearRows(ctx, tx, file.Kind, id); err != nil {
		return 0, err
	}
	last, err := replay(ctx, tx, n, file, events)
	if err != nil {
		return 0, err
	}
	if k, ok := searchedKinds[file.Kind]; ok {
		if err := k.index(ctx, tx, []string{id}); err != nil {
			return 0, fmt.Errorf("words: %w", err)
		}
	}
	if err := file.hold(last, true); err != nil {
		return 0, err
	}
	file.Done, file.RecordedAt = last.Done(), time.Now()
	file.No, file.Title, file.Status, file.Calendar = last.CaseHead().No, last.Title(), last.StatusCode(), last.CaseHead().Cal.Version
	_, err = rowsOf[caseFile](tx).Select("no", "title", "status", "done", "calendar", "state", "steady", "recorded_at").Where("id = ?", id).Updates(ctx, file)
	return len(events), err
}

// replay folds and projects the events one by one, as they were recorded.
func replay(ctx context.Context, tx *gorm.DB, n noun, file caseFile, events []casefile.Event) (casefile.State, error) {
	k := &known{file: caseFile{ID: file.ID, Kind: file.Kind}}
	for _, ev := range events {
		before, after, err := k.folded(n, ev)
		if err != nil {
			return nil, err
		}
		if err := n.projecting(before, after, ev)(tx.WithContext(ctx)); err != nil {
			return nil, fmt.Errorf("project event %d: %w", ev.Seq, err)
		}
		if err := writeParties(ctx, tx, before, after, ev); err != nil {
			return nil, err
		}
		k = n.between(k.file, before, after, ev)
	}
	if k.state == nil {
		return nil, fmt.Errorf("case %s has no events", file.ID)
	}
	return k.state, nil
}

func clearRows(ctx context.Context, tx *gorm.DB, kind casefile.Kind, id string) error {
	tables := append([][2]string{{"case_parties", "case_id"}}, projections[kind]...)
	for _, t := range tables {
		if err := tx.WithContext(ctx).Exec("DELETE FROM "+t[0]+" WHERE "+t[1]+" = ?", id).Error; err != nil {
			return fmt.Errorf("clear %s: %w", t[0], err)
		}
	}
	return nil
}

// recount replaces the counters of cases by the sum over all states. It takes
// the counters first: a decision under way then adds its own part afterwards.
func recount(ctx context.Context, tx *gorm.DB) error {
	db := tx.WithContext(ctx)
	var ors []string
	for _, kind := range casefile.Kinds {
		ors = append(ors, "measure LIKE '"+string(kind)+".%'")
	}
	if err := db.Exec("DELETE FROM counters WHERE " + strings.Join(ors, " OR ")).Error; err != nil {
		return err
	}
	var last string
	for {
		files, err := rowsOf[caseFile](tx).Where("id > ?", last).Order("id").Limit(500).Find(ctx)
		if err != nil || len(files) == 0 {
			return err
		}
		for _, f := range files {
			n, err := nounOf(f.Kind)
			if err != nil {
				return err
			}
			state, err := n.read(&f)
			if err != nil {
				return err
			}
			if err := count(ctx, tx, f.ID, nil, state.Tallies()); err != nil {
				return err
			}
		}
		last = files[len(files)-1].ID
	}
}
