package store

import (
	"context"
	"fmt"

	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/casefile"
)

// CasesOffCalendar lists open cases after a case id that count with another
// calendar than the given version and were not given it yet, in order of id.
// It needs no list of its own to go on from after a crash: what was given is in
// the events.
func (s *Store) CasesOffCalendar(ctx context.Context, version, after string, limit int) ([]contract.Level, error) {
	var rows []struct {
		ID   string
		Kind casefile.Kind
		Seq  int
	}
	err := s.db.WithContext(ctx).Raw(`SELECT f.id, f.kind, f.seq FROM case_files f
		WHERE f.done = 0 AND f.id > ?
		AND COALESCE(JSON_UNQUOTE(JSON_EXTRACT(f.state, '$.cal.version')), '') <> ?
		AND NOT EXISTS (SELECT 1 FROM case_events e WHERE e.case_id = f.id AND e.request_id = ?)
		ORDER BY f.id LIMIT ?`, after, version, contract.RecalendarRequest(version), limit).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("cases off calendar %s: %w", version, err)
	}
	levels := make([]contract.Level, 0, len(rows))
	for _, r := range rows {
		levels = append(levels, contract.Level{Kind: r.Kind, CaseID: r.ID, Seq: r.Seq})
	}
	return levels, nil
}
