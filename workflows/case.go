// Package workflows waits. It knows the order of things and who is waited for;
// what is allowed is the domain's to say, and what is done is an activity's.
// It holds no rule, reads no configuration and never asks the real time.
package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
)

// unbornFor is how long a case may wait for its first act. A start whose first
// act was refused leaves such a case behind.
const unbornFor = 15 * time.Minute

// onTheSpot bounds how long an act of a person waits for its effects on other
// cases: a chair's decision should return with its tasks issued (F-8).
const onTheSpot = 5 * time.Second

// order is a noun's command: a struct C whose pointer shows the shared part.
type order[C any] interface {
	*C
	CaseOrder() *casefile.Order
}

// keeper carries one case.
type keeper[C any, P order[C]] struct {
	name  string
	state casefile.Life[C]

	turn    workflow.Mutex // one act at a time
	moved   bool           // something was folded since the loop last looked
	turning bool           // about to continue as new: no new acts
	telling bool           // effects are on their way

	alarm   workflow.Future // the one timer
	alarmAt time.Time
	silence workflow.CancelFunc
}

// carry is the whole life of a case as a workflow: listen, tell others, ring at
// deadlines, and hand over to a new run with the whole state when the history
// has grown long.
func carry[C any, P order[C]](ctx workflow.Context, state casefile.Life[C]) error {
	if head := state.CaseHead(); !head.Born() && head.Life == 0 {
		head.Life = 1 // started before the version travelled in the start: there was only one
	}
	k := &keeper[C, P]{
		name: contract.WorkflowName(state.CaseHead().Kind), state: state, turn: workflow.NewMutex(ctx),
	}
	if err := k.listen(ctx); err != nil {
		return err
	}
	workflow.Go(ctx, k.tellOthers)
	return k.live(ctx)
}

// listen registers every handler before anything can block.
func (k *keeper[C, P]) listen(ctx workflow.Context) error {
	err := workflow.SetUpdateHandlerWithOptions(ctx, contract.ActUpdate, k.act,
		workflow.UpdateHandlerOptions{Validator: k.admit})
	if err != nil {
		return fmt.Errorf("listen for acts: %w", err)
	}
	err = workflow.SetUpdateHandlerWithOptions(ctx, contract.AdoptUpdate, k.adopt,
		workflow.UpdateHandlerOptions{Validator: k.behind})
	if err != nil {
		return fmt.Errorf("listen for adoption: %w", err)
	}
	err = workflow.SetQueryHandler(ctx, contract.StateQuery, func() (casefile.Life[C], error) { return k.state, nil })
	if err != nil {
		return fmt.Errorf("listen for queries: %w", err)
	}
	return nil
}

// admit refuses before history: a refused act leaves no trace in it.
func (k *keeper[C, P]) admit(ctx workflow.Context, cmd C) error {
	if k.turning {
		return refusal(fault.New(fault.Busy, "case.turning", "case %s is between two runs", k.state.CaseHead().ID))
	}
	o := P(&cmd).CaseOrder()
	print, err := fingerprint[C, P](cmd)
	if err != nil {
		return err
	}
	switch seq, err := k.state.CaseHead().Answered(o.Meta.RequestID, print); {
	case err != nil:
		return refusal(err)
	case seq > 0:
		return alreadyAnswered(k.answer(seq, ""))
	}
	return refusal(k.judge(ctx, cmd))
}

// judge asks the domain, after the check every noun shares.
func (k *keeper[C, P]) judge(ctx workflow.Context, cmd C) error {
	if err := k.shared(P(&cmd).CaseOrder()); err != nil {
		return err
	}
	return k.state.Check(cmd, workflow.Now(ctx))
}

// shared is what every order needs, whatever the noun.
func (k *keeper[C, P]) shared(o *casefile.Order) error {
	if o.Meta.RequestID == "" {
		return fault.New(fault.Invalid, "request.key_missing", "an order needs a request id")
	}
	return k.state.CaseHead().Expected(o.Meta)
}

// act carries an order out and answers once its event is in MySQL.
func (k *keeper[C, P]) act(ctx workflow.Context, cmd C) (contract.Answer, error) {
	answer, err := k.do(ctx, cmd)
	if err != nil {
		return contract.Answer{}, refusal(err)
	}
	head := k.state.CaseHead()
	if o := P(&cmd).CaseOrder(); o.System() || len(head.Owed) == 0 {
		return answer, nil
	}
	return answer, k.awaitEffects(ctx)
}

// awaitEffects waits until nothing is owed, for so long as a person is made to wait.
func (k *keeper[C, P]) awaitEffects(ctx workflow.Context) error {
	head := k.state.CaseHead()
	wait, stopClock := workflow.WithCancel(ctx)
	if head.Keeper >= contract.KeeperStopsItsClock {
		defer stopClock()
	}
	settled := func() bool { return len(head.Owed) == 0 }
	if _, err := workflow.AwaitWithTimeout(wait, onTheSpot, settled); err != nil {
		return fmt.Errorf("wait for effects: %w", err)
	}
	return nil
}

// do takes the case's turn, judges, records and folds. What MySQL already holds
// beyond this run is folded first, and the order judged anew.
func (k *keeper[C, P]) do(ctx workflow.Context, cmd C) (contract.Answer, error) {
	if err := k.turn.Lock(ctx); err != nil {
		return contract.Answer{}, fmt.Errorf("wait for the turn: %w", err)
	}
	defer k.turn.Unlock()
	return k.doInTurn(ctx, cmd)
}

// doInTurn is do for a caller who holds the turn.
func (k *keeper[C, P]) doInTurn(ctx workflow.Context, cmd C) (contract.Answer, error) {
	o := P(&cmd).CaseOrder()
	print, err := fingerprint[C, P](cmd)
	if err != nil {
		return contract.Answer{}, err
	}
	head := k.state.CaseHead()
	for {
		if seq, err := head.Answered(o.Meta.RequestID, print); err != nil || seq > 0 {
			return k.answer(seq, ""), err
		}
		if err := k.shared(o); err != nil {
			return contract.Answer{}, err
		}
		ev, err := k.state.Decide(cmd, workflow.Now(ctx))
		if err != nil {
			return contract.Answer{}, err
		}
		ev.Fingerprint = print
		rec, err := record(ctx, ev)
		switch {
		case err != nil:
			return contract.Answer{}, err
		case rec.Earlier != nil:
			return *rec.Earlier, nil
		case len(rec.Adopt) > 0:
			k.fold(rec.Adopt...)
			continue
		}
		ev.Number = rec.Number
		k.fold(ev)
		return k.answer(ev.Seq, ev.Number), nil
	}
}

// fold applies what is recorded. An event that MySQL accepted and the domain
// cannot fold is a bug of ours: the panic stops this case, not its history, and
// a repaired release goes on from here.
func (k *keeper[C, P]) fold(events ...casefile.Event) {
	for _, ev := range events {
		if err := k.state.Apply(ev); err != nil {
			panic(fmt.Sprintf("fold event %d of %s: %v", ev.Seq, ev.CaseID, err))
		}
	}
	k.moved = true
}

func (k *keeper[C, P]) answer(seq int, number string) contract.Answer {
	h := k.state.CaseHead()
	return contract.Answer{CaseID: h.ID, Seq: seq, No: h.No, Number: number, Status: k.state.StatusCode(), At: h.Last.At}
}

// behind refuses adoption, before history, where the case already knows.
func (k *keeper[C, P]) behind(_ workflow.Context, level contract.Level) error {
	if seq := k.state.CaseHead().Seq; level.Seq <= seq {
		return refusal(fault.New(fault.Conflict, "case.level", "case is at %d", seq))
	}
	return nil
}

// adopt folds what a killed worker wrote to MySQL and this run never saw.
func (k *keeper[C, P]) adopt(ctx workflow.Context, _ contract.Level) (contract.Answer, error) {
	if err := k.turn.Lock(ctx); err != nil {
		return contract.Answer{}, fmt.Errorf("wait for the turn: %w", err)
	}
	defer k.turn.Unlock()
	head := k.state.CaseHead()
	past, err := history(ctx, contract.HistoryAsk{CaseID: head.ID, After: head.Seq})
	if err != nil {
		return contract.Answer{}, err
	}
	k.fold(past.Events...)
	return k.answer(head.Seq, ""), nil
}

// tellOthers carries out what the case owes other cases, and records their answers.
func (k *keeper[C, P]) tellOthers(ctx workflow.Context) {
	head := k.state.CaseHead()
	for {
		if err := workflow.Await(ctx, func() bool { return len(head.Owed) > 0 && !k.turning }); err != nil {
			return // the case has ended
		}
		k.telling = true
		owed := append([]casefile.Effect(nil), head.Owed...)
		told, err := tell(ctx, head, owed)
		if err != nil {
			return // cancelled: the effects stay owed
		}
		cmd := k.state.Order(casefile.Order{
			Meta: casefile.Meta{RequestID: "told:" + owed[0].Key, Actor: org.Clock},
			Act:  casefile.ActTold, Told: told,
		})
		if _, err := k.do(ctx, cmd); err != nil {
			panic(fmt.Sprintf("case %s cannot take answers: %v", head.ID, err))
		}
		k.telling = false
	}
}
