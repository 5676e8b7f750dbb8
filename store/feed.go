package store

import (
	"context"
	"fmt"
	"time"

	"github.com/diaodu/diaodu/domain/casefile"
)

// Change is one recorded event as the stream of changes tells it: which case
// moved, not what was said.
type Change struct {
	ID     int64 // order of insertion; commits may come in another order
	CaseID string
	Kind   casefile.Kind
	Seq    int
	Act    string
	At     time.Time
}

const changeColumns = "SELECT id, case_id, kind, seq, act, at FROM case_events"

// ChangesAfter lists changes with a greater id, oldest first, and those of the
// given ids, which were missing when they were passed.
func (s *Store) ChangesAfter(ctx context.Context, after int64, missing []int64, limit int) ([]Change, error) {
	var list []Change
	q, args := changeColumns+" WHERE id > ? ORDER BY id LIMIT ?", []any{after, limit}
	if len(missing) > 0 {
		q, args = changeColumns+" WHERE id IN ? UNION ALL ("+q+") ORDER BY id", append([]any{missing}, args...)
	}
	if err := s.db.WithContext(ctx).Raw(q, args...).Scan(&list).Error; err != nil {
		return nil, fmt.Errorf("read changes after %d: %w", after, err)
	}
	return list, nil
}

// ChangesBetween lists changes with from < id ≤ to, oldest first.
func (s *Store) ChangesBetween(ctx context.Context, from, to int64, limit int) ([]Change, error) {
	var list []Change
	if err := s.db.WithContext(ctx).Raw(changeColumns+" WHERE id > ? AND id <= ? ORDER BY id LIMIT ?", from, to, limit).Scan(&list).Error; err != nil {
		return nil, fmt.Errorf("read changes after %d: %w", from, err)
	}
	return list, nil
}

// LastChange is the greatest id so far, 0 where nothing has happened.
func (s *Store) LastChange(ctx context.Context) (int64, error) {
	var id int64
	if err := s.db.WithContext(ctx).Raw("SELECT COALESCE(MAX(id), 0) FROM case_events").Scan(&id).Error; err != nil {
		return 0, fmt.Errorf("read last change: %w", err)
	}
	return id, nil
}

// PartiesOf reads who may see each of the cases.
func (s *Store) PartiesOf(ctx context.Context, caseIDs []string) (map[string][]casefile.Party, error) {
	var rows []struct {
		CaseID string
		Type   casefile.PartyType
		ID     string
	}
	err := s.db.WithContext(ctx).Raw("SELECT case_id, type, party_id AS id FROM case_parties WHERE case_id IN ?", caseIDs).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read parties: %w", err)
	}
	parties := map[string][]casefile.Party{}
	for _, r := range rows {
		parties[r.CaseID] = append(parties[r.CaseID], casefile.Party{Type: r.Type, ID: r.ID})
	}
	return parties, nil
}
