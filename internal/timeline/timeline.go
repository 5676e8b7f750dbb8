// Package timeline plays orders at instants of one's choosing against the real
// rules and the real recorder, without Temporal's clock. Scenarios of years ago
// are tested with it, and the demo district gets its past from it. It must not
// be used on cases that a workflow carries at the same time.
package timeline

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Book records events and reads states; store.Store is one.
type Book interface {
	Record(ctx context.Context, ev casefile.Event) (contract.Recorded, error)
	Load(ctx context.Context, kind casefile.Kind, id string, state casefile.State) error
}

// Player plays one district's cases.
type Player struct {
	book Book
	cal  workcal.Calendar
	// waiting holds the next alarm of every case played so far.
	waiting map[caseKey]casefile.Alarm
	now     time.Time
}

type caseKey struct {
	kind casefile.Kind
	id   string
}

// New makes a player; new cases are born with the calendar.
func New(book Book, cal workcal.Calendar) *Player {
	return &Player{book: book, cal: cal, waiting: map[caseKey]casefile.Alarm{}}
}

// Now is the instant the player has come to.
func (p *Player) Now() time.Time { return p.now }

// Do lets everything ring that is due before the instant, then gives an order.
// The answer comes after the order's effects on other cases, as a person's would.
func (p *Player) Do(ctx context.Context, at time.Time, kind casefile.Kind, id string, command any) (contract.Answer, error) {
	if err := p.Until(ctx, at); err != nil {
		return contract.Answer{}, err
	}
	return p.play(ctx, kind, id, command)
}

// Until rings every alarm up to and including the instant, in order of time.
func (p *Player) Until(ctx context.Context, at time.Time) error {
	if at.Before(p.now) {
		return fmt.Errorf("the timeline is at %s, not before %s", p.now.In(workcal.CST), at.In(workcal.CST))
	}
	for {
		key, alarm, ok := p.next()
		if !ok || alarm.At.After(at) {
			p.now = at
			return nil
		}
		if alarm.At.After(p.now) {
			p.now = alarm.At
		}
		order := casefile.Order{
			Meta: casefile.Meta{RequestID: "clock:" + alarm.Key, Actor: org.Clock}, Act: casefile.ActRing, Key: alarm.Key,
		}
		if _, err := p.play(ctx, key.kind, key.id, order); err != nil {
			return fmt.Errorf("ring %s of %s: %w", alarm.Key, key.id, err)
		}
	}
}

// next is the earliest alarm of all cases; equal moments by case, so that two
// plays of one script are the same.
func (p *Player) next() (caseKey, casefile.Alarm, bool) {
	var keys []caseKey
	for key, alarm := range p.waiting {
		if !alarm.At.IsZero() {
			keys = append(keys, key)
		}
	}
	if len(keys) == 0 {
		return caseKey{}, casefile.Alarm{}, false
	}
	first := slices.MinFunc(keys, func(a, b caseKey) int {
		return cmp.Or(p.waiting[a].At.Compare(p.waiting[b].At), cmp.Compare(a.kind, b.kind), cmp.Compare(a.id, b.id))
	})
	return first, p.waiting[first], true
}

// play judges, records, folds and carries the effects on, as workflows do.
func (p *Player) play(ctx context.Context, kind casefile.Kind, id string, command any) (contract.Answer, error) {
	body, err := json.Marshal(command)
	if err != nil {
		return contract.Answer{}, fmt.Errorf("command: %w", err)
	}
	n, err := nounFor(kind)
	if err != nil {
		return contract.Answer{}, err
	}
	state := n.state()
	if err := p.book.Load(ctx, kind, id, state); err != nil {
		if f := fault.Of(err); f == nil || f.Kind != fault.NotFound {
			return contract.Answer{}, err
		}
		*state.CaseHead() = casefile.Head{ID: id, Kind: kind, Cal: p.cal}
	}
	ev, seq, err := n.decide(body, p.now)
	if err != nil || seq > 0 {
		return contract.Answer{CaseID: id, Seq: seq, No: state.CaseHead().No, Status: state.StatusCode()}, err
	}
	rec, err := p.book.Record(ctx, ev)
	if err != nil {
		return contract.Answer{}, err
	}
	if len(rec.Adopt) > 0 || rec.Earlier != nil {
		return contract.Answer{}, fmt.Errorf("somebody else writes %s %s", kind, id)
	}
	ev.Number = rec.Number
	if err := state.Apply(ev); err != nil {
		return contract.Answer{}, fmt.Errorf("fold: %w", err)
	}
	p.waiting[caseKey{kind, id}] = n.wake()
	answer := contract.Answer{CaseID: id, Seq: ev.Seq, No: state.CaseHead().No, Number: ev.Number, Status: state.StatusCode(), At: ev.At}
	if ev.Act == casefile.ActTold {
		return answer, nil
	}
	return answer, p.tell(ctx, kind, id, state.CaseHead().Owed)
}

// tell gives the owed orders to the other cases and brings the answers back.
func (p *Player) tell(ctx context.Context, kind casefile.Kind, id string, owed []casefile.Effect) error {
	if len(owed) == 0 {
		return nil
	}
	told := make([]casefile.Told, 0, len(owed))
	for _, e := range owed {
		t := casefile.Told{Key: e.Key, Kind: e.Kind, CaseID: e.CaseID, Act: e.Act}
		body := map[string]json.RawMessage{}
		if err := json.Unmarshal(e.Command, &body); err != nil {
			return fmt.Errorf("effect %s: %w", e.Key, err)
		}
		meta, err := json.Marshal(casefile.Meta{RequestID: e.Key, Actor: org.Clock})
		if err != nil {
			return fmt.Errorf("effect %s: %w", e.Key, err)
		}
		body["meta"] = meta
		answer, err := p.play(ctx, e.Kind, e.CaseID, body)
		if f := fault.Of(err); f != nil {
			t.Refused, t.Why = f.Code, f.Text
		} else if err != nil {
			return fmt.Errorf("effect %s: %w", e.Key, err)
		}
		t.No = answer.No
		told = append(told, t)
	}
	order := casefile.Order{Meta: casefile.Meta{RequestID: "told:" + owed[0].Key, Actor: org.Clock}, Act: casefile.ActTold, Told: told}
	if _, err := p.play(ctx, kind, id, order); err != nil {
		return fmt.Errorf("answers for %s %s: %w", kind, id, err)
	}
	return nil
}

// noun hides a noun's own command type.
type noun interface {
	state() casefile.State
	// decide judges the command; seq is set where the same request was carried out before.
	decide(body []byte, at time.Time) (ev casefile.Event, seq int, err error)
	wake() casefile.Alarm
}

type lifeOf[C any, P interface {
	*C
	CaseOrder() *casefile.Order
}] struct{ life casefile.Life[C] }

func (l lifeOf[C, P]) state() casefile.State { return l.life }
func (l lifeOf[C, P]) wake() casefile.Alarm  { return l.life.Wake() }

func (l lifeOf[C, P]) decide(body []byte, at time.Time) (casefile.Event, int, error) {
	var cmd C
	if err := json.Unmarshal(body, &cmd); err != nil {
		return casefile.Event{}, 0, fmt.Errorf("command: %w", err)
	}
	bare := cmd
	o := P(&bare).CaseOrder()
	meta := o.Meta
	o.Meta = casefile.Meta{Actor: org.Actor{UserID: meta.Actor.UserID}}
	print, err := casefile.Fingerprint(bare)
	if err != nil {
		return casefile.Event{}, 0, err
	}
	head := l.life.CaseHead()
	if seq, err := head.Answered(meta.RequestID, print); err != nil || seq > 0 {
		return casefile.Event{}, seq, err
	}
	if err := head.Expected(meta); err != nil {
		return casefile.Event{}, 0, err
	}
	ev, err := l.life.Decide(cmd, at)
	ev.Fingerprint = print
	return ev, 0, err
}

func nounFor(kind casefile.Kind) (noun, error) {
	switch kind {
	case casefile.Issue:
		return lifeOf[issue.Command, *issue.Command]{&issue.Issue{}}, nil
	case casefile.Meeting:
		return lifeOf[meeting.Command, *meeting.Command]{&meeting.Meeting{}}, nil
	case casefile.Task:
		return lifeOf[supervision.Command, *supervision.Command]{&supervision.Task{}}, nil
	}
	return nil, fmt.Errorf("no such kind of case: %q", kind)
}
