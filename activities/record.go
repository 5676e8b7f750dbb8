// Package activities does one thing at a time, each safe to repeat. It never
// knows what comes next.
package activities

import (
	"context"

	"go.temporal.io/sdk/temporal"

	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
)

// Recorder writes what happened. Offering the same event twice writes it once.
type Recorder interface {
	Record(ctx context.Context, ev casefile.Event) (contract.Recorded, error)
	History(ctx context.Context, caseID string, after int) ([]casefile.Event, error)
}

// Records are the recording activities.
type Records struct{ Store Recorder }

// Record writes one event in one transaction.
func (r Records) Record(ctx context.Context, ev casefile.Event) (contract.Recorded, error) {
	rec, err := r.Store.Record(ctx, ev)
	return rec, retryable(err)
}

// History brings the events of a case after a sequence number.
func (r Records) History(ctx context.Context, ask contract.HistoryAsk) (contract.History, error) {
	events, err := r.Store.History(ctx, ask.CaseID, ask.After)
	return contract.History{Events: events}, retryable(err)
}

// retryable lets Temporal retry our mistakes and stops it retrying the caller's.
func retryable(err error) error {
	if f := fault.Of(err); f != nil {
		return temporal.NewNonRetryableApplicationError(f.Text, contract.FaultError, nil, f)
	}
	return err
}
