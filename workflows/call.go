package workflows

import (
	"errors"
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
)

// quickly is the first try of a recording: inside the worker, one attempt. It
// commits before Temporal has accepted the act, which is safe only because
// record adopts what a lost worker left behind (docs/decisions).
var quickly = workflow.LocalActivityOptions{
	StartToCloseTimeout: 4 * time.Second,
	RetryPolicy:         &temporal.RetryPolicy{MaximumAttempts: 1},
}

// surely is for effects that must land however long somebody is away.
var surely = workflow.ActivityOptions{
	StartToCloseTimeout: 30 * time.Second,
	RetryPolicy:         &temporal.RetryPolicy{InitialInterval: 200 * time.Millisecond, BackoffCoefficient: 2, MaximumInterval: 30 * time.Second},
}

// abreast bounds how many effects of one case are told at the same time.
const abreast = 20

// record writes one event, at once where it can and in the end always.
func record(ctx workflow.Context, ev casefile.Event) (contract.Recorded, error) {
	var rec contract.Recorded
	err := workflow.ExecuteLocalActivity(workflow.WithLocalActivityOptions(ctx, quickly), contract.RecordActivity, ev).Get(ctx, &rec)
	if err == nil {
		return rec, nil
	}
	if f := faultIn(err); f != nil {
		return rec, f
	}
	rec = contract.Recorded{}
	if err := workflow.ExecuteActivity(workflow.WithActivityOptions(ctx, surely), contract.RecordActivity, ev).Get(ctx, &rec); err != nil {
		if f := faultIn(err); f != nil {
			return rec, f
		}
		return rec, fmt.Errorf("record event %d of %s: %w", ev.Seq, ev.CaseID, err)
	}
	return rec, nil
}

func history(ctx workflow.Context, ask contract.HistoryAsk) (contract.History, error) {
	var past contract.History
	err := workflow.ExecuteActivity(workflow.WithActivityOptions(ctx, surely), contract.HistoryActivity, ask).Get(ctx, &past)
	if err != nil {
		return past, fmt.Errorf("history of %s: %w", ask.CaseID, err)
	}
	return past, nil
}

// tell gives the orders to the other cases, some at a time, and brings all answers.
func tell(ctx workflow.Context, head *casefile.Head, owed []casefile.Effect) ([]casefile.Told, error) {
	ctx = workflow.WithActivityOptions(ctx, surely)
	told := make([]casefile.Told, len(owed))
	for from := 0; from < len(owed); from += abreast {
		till := min(from+abreast, len(owed))
		calls := make([]workflow.Future, 0, abreast)
		for _, e := range owed[from:till] {
			calls = append(calls, workflow.ExecuteActivity(ctx, contract.TellActivity,
				contract.Tell{From: contract.CaseID(head.Kind, head.ID), Effect: e, Cal: head.Cal}))
		}
		for i, call := range calls {
			if err := call.Get(ctx, &told[from+i]); err != nil {
				return nil, fmt.Errorf("tell %s: %w", owed[from+i].CaseID, err)
			}
		}
	}
	return told, nil
}

// fingerprint hashes a command and who ordered it, without the rest of its Meta.
func fingerprint[C any, P order[C]](cmd C) (string, error) {
	bare := cmd
	o := P(&bare).CaseOrder()
	o.Meta = casefile.Meta{Actor: org.Actor{UserID: o.Meta.Actor.UserID}}
	return casefile.Fingerprint(bare)
}

// refusal makes a fault an error that crosses Temporal whole.
func refusal(err error) error {
	f := fault.Of(err)
	if f == nil {
		return err
	}
	return temporal.NewNonRetryableApplicationError(f.Text, contract.FaultError, nil, f)
}

// alreadyAnswered answers a retry without entering history.
func alreadyAnswered(a contract.Answer) error {
	return temporal.NewNonRetryableApplicationError("already answered", contract.AnsweredError, nil, a)
}

// faultIn finds a caller's fault in an activity's error.
func faultIn(err error) *fault.Fault {
	var app *temporal.ApplicationError
	if !errors.As(err, &app) || app.Type() != contract.FaultError {
		return nil
	}
	var f fault.Fault
	if app.Details(&f) != nil {
		return nil
	}
	return &f
}
