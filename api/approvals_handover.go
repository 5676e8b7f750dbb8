package api

import (
	"context"

	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
)

// HandOverIn says who takes over everything that one person has in hand.
type HandOverIn struct {
	To     string `json:"to" minLength:"1" maxLength:"32" doc:"接收人"`
	Reason string `json:"reason" minLength:"1" maxLength:"2000" doc:"事由"`
}

type handOverIn struct {
	IDIn
	AskIn
	Body HandOverIn
}

// handOver is 离职转办: every open seat of one person becomes another's, each
// application answering for itself. Those who keep processes may: coordinators,
// and the head of the person's own unit where the process names them.
func (k approvalDesk) handOver(ctx context.Context, in *handOverIn) (*bodyOut[BatchResult], error) {
	by, err := in.by(ctx)
	if err != nil {
		return nil, err
	}
	by.Expect = 0
	if a := by.Actor; a.Has(org.Admin) || !a.Has(org.Coordinator, org.DeptLead) {
		return nil, fault.New(fault.Forbidden, "approval.not_yours", "%s keeps no process", a.UserID).With("act", approval.ActHandOver)
	}
	leaving, err := k.Users.User(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if a := by.Actor; !a.Has(org.Coordinator) && (leaving.OrgID == "" || leaving.OrgID != a.OrgID) {
		return nil, fault.New(fault.NotFound, "account.not_found", "%s is not of %s", in.ID, a.OrgID)
	}
	// Nobody is written to before both people are known to be there.
	act := ApprovalAct{Act: approval.ActHandOver, Reason: in.Body.Reason, People: []string{in.ID, in.Body.To}}
	if _, err := k.people(ctx, act, by.Actor); err != nil {
		return nil, err
	}
	all, err := k.Approvals.ApprovalsOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	var held []string
	for _, id := range all {
		a, err := k.Approvals.Approval(ctx, id)
		if err != nil {
			return nil, err
		}
		if a.Holds(in.ID) {
			held = append(held, id)
		}
	}
	out := k.abreast(ctx, len(held), func(i int) BatchOutcome {
		own := by
		own.RequestID = partOf(by.RequestID, held[i])
		return k.outcome(ctx, held[i], act, own, in.Key)
	})
	return answer(BatchResult{Batch: in.Key, Done: doneIn(out), Items: out}, nil)
}
