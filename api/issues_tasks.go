package api

import (
	"context"
	"slices"

	"github.com/diaodu/diaodu/domain/issue"
)

// numberTasks names the issue's tasks by the numbers they were given at birth,
// and its meeting likewise.
func (k issueDesk) numberTasks(ctx context.Context, v *issue.View) error {
	var ids []string
	for _, t := range v.Tasks {
		ids = append(ids, t.ID)
	}
	if v.Meeting != nil {
		ids = append(ids, v.Meeting.ID)
	}
	numbers, err := k.Issues.CaseNumbers(ctx, ids)
	if err != nil {
		return err
	}
	v.Tasks = slices.Clone(v.Tasks)
	for n, t := range v.Tasks {
		v.Tasks[n].No = numbers[t.ID]
	}
	if v.Meeting != nil {
		v.Meeting = &issue.Ref{ID: v.Meeting.ID, No: numbers[v.Meeting.ID]}
	}
	return nil
}

// heldByTasks names who has the tasks of an issue that was handed out as tasks.
func (k issueDesk) heldByTasks(ctx context.Context, s issue.State, h *CaseHead) error {
	if s != issue.Tasked {
		return nil
	}
	by, err := k.Issues.TaskHolders(ctx, []string{h.ID})
	h.held(langOf(ctx), by[h.ID])
	return err
}
