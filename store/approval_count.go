package store

import (
	"context"
	"fmt"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
)

// CountApprovals counts what Approvals lists on all its pages; 0 for a person's
// own boxes, which are short and not worth a second look.
func (s *Store) CountApprovals(ctx context.Context, a org.Actor, q ApprovalQuery) (n int64, err error) {
	switch q.Box {
	case BoxTodo, BoxDone, BoxCC:
		return 0, nil
	}
	if q.found, err = s.matching(ctx, casefile.Approval, q.Q); err != nil {
		return 0, err
	}
	if err := s.approvalsAsked(ctx, a, q).Count(&n).Error; err != nil {
		return 0, fmt.Errorf("count approvals: %w", err)
	}
	return n, nil
}
