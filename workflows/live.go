package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
)

// live rings at deadlines until the case is done or its history is long.
func (k *keeper[C, P]) live(ctx workflow.Context) error {
	started := workflow.Now(ctx)
	head := k.state.CaseHead()
	for {
		k.moved = false
		now := workflow.Now(ctx)
		switch {
		case k.turning && k.quiet(ctx):
			return workflow.NewContinueAsNewError(ctx, k.name, k.state)
		case k.turning:
		case k.state.Done() && len(head.Owed) == 0 && k.quiet(ctx):
			return nil
		case !head.Born() && !now.Before(started.Add(unbornFor)):
			if k.quiet(ctx) {
				return nil
			}
			if err := workflow.Await(ctx, func() bool { return head.Born() || k.quiet(ctx) }); err != nil {
				return fmt.Errorf("wait for the first act: %w", err)
			}
			continue
		case workflow.GetInfo(ctx).GetContinueAsNewSuggested():
			k.turning = true
			continue
		}
		if next := k.next(started); !k.turning && !next.At.IsZero() {
			if head.Born() && !next.At.After(now) {
				if err := k.ring(ctx, next); err != nil {
					return err
				}
				continue
			}
			k.set(ctx, now, next.At)
		}
		if err := workflow.Await(ctx, func() bool { return k.stirred(ctx) }); err != nil {
			return fmt.Errorf("wait: %w", err)
		}
	}
}

// stirred tells whether the loop has something to look at.
func (k *keeper[C, P]) stirred(ctx workflow.Context) bool {
	switch {
	case k.turning:
		return k.quiet(ctx)
	case k.moved, k.alarm != nil && k.alarm.IsReady():
		return true
	case k.state.Done() && len(k.state.CaseHead().Owed) == 0:
		return k.quiet(ctx)
	}
	return workflow.GetInfo(ctx).GetContinueAsNewSuggested()
}

// quiet tells whether nothing is half done.
func (k *keeper[C, P]) quiet(ctx workflow.Context) bool {
	return workflow.AllHandlersFinished(ctx) && !k.telling
}

// next is when the case must wake: its deadline, or the end of its patience
// with a first act that never came.
func (k *keeper[C, P]) next(started time.Time) casefile.Alarm {
	if !k.state.CaseHead().Born() {
		return casefile.Alarm{Key: "unborn", At: started.Add(unbornFor)}
	}
	return k.state.Wake()
}

// set keeps the one timer; it is replaced only where the moment changed, so an
// act that moves no deadline costs no timer events.
func (k *keeper[C, P]) set(ctx workflow.Context, now, at time.Time) {
	if k.alarm != nil && k.alarmAt.Equal(at) && !k.alarm.IsReady() {
		return
	}
	if k.silence != nil {
		k.silence()
	}
	timer, silence := workflow.WithCancel(ctx)
	k.alarm, k.alarmAt, k.silence = workflow.NewTimer(timer, at.Sub(now)), at, silence
}

// ring makes a deadline an act of the system, by the same way as a person's.
// Whoever had the turn before may have moved the deadline; then nothing rings.
func (k *keeper[C, P]) ring(ctx workflow.Context, a casefile.Alarm) error {
	if err := k.turn.Lock(ctx); err != nil {
		return fmt.Errorf("wait for the turn: %w", err)
	}
	defer k.turn.Unlock()
	k.alarm = nil
	if k.state.Wake() != a {
		return nil
	}
	cmd := k.state.Order(casefile.Order{
		Meta: casefile.Meta{RequestID: "clock:" + a.Key, Actor: org.Clock},
		Act:  casefile.ActRing, Key: a.Key,
	})
	if _, err := k.doInTurn(ctx, cmd); err != nil {
		if fault.Of(err) != nil && k.state.Wake() != a {
			return nil // adopted events have moved it
		}
		// The domain set an alarm it will not hear: a bug of ours. The panic holds
		// this case where it is until a repaired release goes on from here.
		panic(fmt.Sprintf("case %s refuses its own alarm %s: %v", k.state.CaseHead().ID, a.Key, err))
	}
	return nil
}
