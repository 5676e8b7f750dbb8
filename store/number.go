package store

import (
	"context"
	"fmt"
)

// CaseNumbers looks up the official numbers of cases, for references that were
// made before the number was allotted.
func (s *Store) CaseNumbers(ctx context.Context, ids []string) (map[string]string, error) {
	numbers := make(map[string]string, len(ids))
	if len(ids) == 0 {
		return numbers, nil
	}
	var rows []struct{ ID, No string }
	if err := s.db.WithContext(ctx).Raw("SELECT id, no FROM case_files WHERE id IN ?", ids).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("numbers of cases: %w", err)
	}
	for _, r := range rows {
		numbers[r.ID] = r.No
	}
	return numbers, nil
}

// numbered are the cases that bear a number, by the indexes of the nouns: the
// files of the cases themselves have none, and are heavy to read.
func (s *Store) numbered(ctx context.Context, no string) (ids []string, err error) {
	err = s.db.WithContext(ctx).Raw("SELECT id FROM issues WHERE no = ? UNION ALL SELECT id FROM meetings WHERE no = ? UNION ALL SELECT id FROM tasks WHERE no = ?"+
		" UNION ALL SELECT id FROM approvals WHERE no = ? UNION ALL SELECT id FROM plans WHERE no = ?", no, no, no, no, no).Scan(&ids).Error
	if err != nil {
		return nil, fmt.Errorf("cases numbered %s: %w", no, err)
	}
	return ids, nil
}
