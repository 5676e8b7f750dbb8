package store

import (
	"context"
	"fmt"
)

// ProcessRunning counts the applications that follow one version of a process
// and have not ended.
type ProcessRunning struct {
	Process string `json:"process"`
	Version int    `json:"version"`
	Running int    `json:"running"`
}

// ProcessesRunning counts running applications by process and version, of one
// process, or of all where code is "".
func (s *Store) ProcessesRunning(ctx context.Context, code string) ([]ProcessRunning, error) {
	rows := []ProcessRunning{}
	err := s.db.WithContext(ctx).Raw(
		"SELECT process, version, COUNT(*) AS running FROM approvals WHERE live AND (? = '' OR process = ?) GROUP BY process, version ORDER BY process, version",
		code, code).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("running applications of process %q: %w", code, err)
	}
	return rows, nil
}

// ProcessVersionsInUse lists, without their texts, the versions that new
// applications follow.
func (s *Store) ProcessVersionsInUse(ctx context.Context) ([]ProcessVersion, error) {
	rows, err := rowsOf[ProcessVersion](s.db).Select("code", "version", "hash", "source", "note", "published_by", "published_by_name", "published_at").
		Where("(code, version) IN (SELECT code, current FROM processes)").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("process versions in use: %w", err)
	}
	return rows, nil
}
