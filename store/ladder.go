package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/ladder"
)

// LadderRow is an open issue or task as the ladder of forums shows it (F-16).
type LadderRow struct {
	Kind        casefile.Kind
	ID          string
	No          string
	Title       string
	Status      string
	ProjectName string
	LeadID      string
	LeadName    string
	Forum       string
	ForumSince  dateCol
	Due         dateCol
	BlocksUntil dateCol
	Paused      bool
	Waits       int
}

// LadderQuery narrows the ladder. Empty fields do not filter.
type LadderQuery struct {
	Kind casefile.Kind
	Lead string
	Town string
	Q    string
}

// ladderAtMost bounds how many open cases of a kind are weighed, those that
// stand longest first.
const ladderAtMost = 5000

// Ladder reads the open issues and tasks with where they stand. Who may see
// every case is the caller's question.
func (s *Store) Ladder(ctx context.Context, q LadderQuery) ([]LadderRow, error) {
	var all []LadderRow
	for _, part := range []struct {
		kind           casefile.Kind
		table, columns string
	}{
		{casefile.Issue, "issues", "id, no, heading AS title, status, project_name, lead_id, lead_name, forum, forum_since, due, blocks_until, paused, waits"},
		{casefile.Task, "tasks", "id, no, title, status, project_name, lead_id, lead_name, forum, forum_since, due, NULL AS blocks_until, suspended AS paused, 0 AS waits"},
	} {
		if q.Kind != "" && q.Kind != part.kind {
			continue
		}
		db := s.db.WithContext(ctx).Table(part.table).Select(part.columns).Where("open = 1")
		if q.Lead != "" && part.kind == casefile.Issue {
			tasked, err := s.leadsByTask(ctx, q.Lead)
			if err != nil {
				return nil, err
			}
			db = db.Where("(lead_id = ? OR (lead_id = '' AND id IN ?))", q.Lead, append(tasked, ""))
		} else if q.Lead != "" {
			db = db.Where("lead_id = ?", q.Lead)
		}
		if q.Town != "" {
			db = db.Where("town_code = ?", q.Town)
		}
		if q.Q != "" {
			like := containing(q.Q)
			db = db.Where("(no LIKE ? OR project_name LIKE ? OR "+titleColumn[part.kind]+" LIKE ?)", like, like, like)
		}
		var rows []LadderRow
		if err := db.Order("forum_since, id").Limit(ladderAtMost).Scan(&rows).Error; err != nil {
			return nil, fmt.Errorf("ladder of %s: %w", part.table, err)
		}
		for i := range rows {
			rows[i].Kind = part.kind
		}
		all = append(all, rows...)
	}
	named := map[string]*string{}
	for n, r := range all {
		if r.Kind == casefile.Issue && r.LeadName == "" {
			named[r.ID] = &all[n].LeadName
		}
	}
	return all, s.name(ctx, s.TaskHolders, named, Leads)
}

// titleColumn is where a kind keeps what people call a case.
var titleColumn = map[casefile.Kind]string{casefile.Issue: "heading", casefile.Task: "title"}

// LadderMoves are the steps up and down of some issues and tasks, by case.
func (s *Store) LadderMoves(ctx context.Context, ids []string) (map[string][]ladder.RungMove, error) {
	moves := map[string][]ladder.RungMove{}
	if len(ids) == 0 {
		return moves, nil
	}
	var rows []struct{ ID, State string }
	if err := s.db.WithContext(ctx).Raw("SELECT id, state FROM case_files WHERE id IN ?", ids).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("moves on the ladder: %w", err)
	}
	for _, r := range rows {
		var state struct {
			Moves []ladder.RungMove `json:"moves"`
		}
		if err := json.Unmarshal([]byte(r.State), &state); err != nil {
			return nil, fmt.Errorf("moves of %s: %w", r.ID, err)
		}
		moves[r.ID] = state.Moves
	}
	return moves, nil
}
