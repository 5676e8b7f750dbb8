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
	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/plan"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Book records events and reads states; store.Store is one.
type Book interface {
	Record(ctx context.Context, ev casefile.Event) (contract.Recorded, error)
	Load(ctx context.Context, kind casefile.Kind, id string, state casefile.State) error
	Found(ctx context.Context, asks []approval.Ask) ([]approval.Found, error)
}

// Player plays one district's cases. It keeps the states it has played: nobody
// else may write to its cases meanwhile.
type Player struct {
	book  Book
	cal   workcal.Calendar
	cases map[caseKey]*played
	born  []*played // in the order of birth
	now   time.Time
	// Edit, where set, may change an event before it is recorded: a past that is
	// made up later sends nobody notices.
	Edit func(*casefile.Event)
}

type caseKey struct {
	kind casefile.Kind
	id   string
}

// played is one case in play, with the next moment it waits for.
type played struct {
	noun
	key   caseKey
	alarm casefile.Alarm
}

// New makes a player; new cases are born with the calendar.
func New(book Book, cal workcal.Calendar) *Player {
	return &Player{book: book, cal: cal, cases: map[caseKey]*played{}}
}

// State is a case as it stands, nil where the player has not played it.
func (p *Player) State(kind casefile.Kind, id string) casefile.State {
	if c, ok := p.cases[caseKey{kind, id}]; ok {
		return c.state()
	}
	return nil
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
		c := p.next()
		if c == nil || c.alarm.At.After(at) {
			p.now = at
			return nil
		}
		if c.alarm.At.After(p.now) {
			p.now = c.alarm.At
		}
		key := c.alarm.Key
		order := casefile.Order{
			Meta: casefile.Meta{RequestID: "clock:" + key, Actor: org.Clock}, Act: casefile.ActRing, Key: key,
		}
		if _, err := p.play(ctx, c.key.kind, c.key.id, order); err != nil {
			return fmt.Errorf("ring %s of %s: %w", key, c.key.id, err)
		}
	}
}

// next is the case with the earliest alarm; equal moments by case, so that two
// plays of one script are the same.
func (p *Player) next() *played {
	var first *played
	for _, c := range p.born {
		if c.alarm.At.IsZero() || c.state().Done() {
			continue
		}
		if first == nil || cmp.Or(c.alarm.At.Compare(first.alarm.At), cmp.Compare(c.key.kind, first.key.kind), cmp.Compare(c.key.id, first.key.id)) < 0 {
			first = c
		}
	}
	return first
}

// take finds a case in play, or reads it, or makes it ready for its birth.
func (p *Player) take(ctx context.Context, key caseKey) (*played, error) {
	if c, ok := p.cases[key]; ok {
		return c, nil
	}
	n, err := nounFor(key.kind)
	if err != nil {
		return nil, err
	}
	c := &played{noun: n, key: key}
	state := n.state()
	if err := p.book.Load(ctx, key.kind, key.id, state); err != nil {
		if f := fault.Of(err); f == nil || f.Kind != fault.NotFound {
			return nil, err
		}
		year := workcal.DateOf(p.now).Year()
		*state.CaseHead() = casefile.Head{ID: key.id, Kind: key.kind, Cal: p.cal.Slice(year-1, year+2)}
	}
	return c, nil
}

// play judges, records, folds and carries the effects on, as workflows do.
func (p *Player) play(ctx context.Context, kind casefile.Kind, id string, command any) (contract.Answer, error) {
	body, err := json.Marshal(command)
	if err != nil {
		return contract.Answer{}, fmt.Errorf("command: %w", err)
	}
	c, err := p.take(ctx, caseKey{kind, id})
	if err != nil {
		return contract.Answer{}, err
	}
	state := c.state()
	ev, seq, err := c.decide(body, p.now)
	if err != nil || seq > 0 {
		return contract.Answer{CaseID: id, Seq: seq, No: state.CaseHead().No, Status: state.StatusCode()}, err
	}
	if p.Edit != nil {
		p.Edit(&ev)
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
	if _, known := p.cases[c.key]; !known {
		p.cases[c.key] = c
		p.born = append(p.born, c)
	}
	c.alarm = c.wake()
	answer := contract.Answer{CaseID: id, Seq: ev.Seq, No: state.CaseHead().No, Number: ev.Number, Status: state.StatusCode(), At: ev.At}
	if ev.Act == casefile.ActTold {
		return answer, nil
	}
	return answer, p.tell(ctx, kind, id, slices.Clone(state.CaseHead().Owed))
}

// tell gives the owed orders to the other cases and brings the answers back.
func (p *Player) tell(ctx context.Context, kind casefile.Kind, id string, owed []casefile.Effect) error {
	if len(owed) == 0 {
		return nil
	}
	told := make([]casefile.Told, 0, len(owed))
	for _, e := range owed {
		t := casefile.Told{Key: e.Key, Kind: e.Kind, CaseID: e.CaseID, Act: e.Act}
		if e.Kind == casefile.Directory {
			if err := p.find(ctx, e, &t); err != nil {
				return err
			}
			told = append(told, t)
			continue
		}
		if e.Kind == casefile.Register {
			if err := p.tellRegister(ctx, e, &t); err != nil {
				return err
			}
			told = append(told, t)
			continue
		}
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
	// An answer may have consequences of its own: people were found, so the stage is decided.
	return p.tell(ctx, kind, id, slices.Clone(p.cases[caseKey{kind, id}].state().CaseHead().Owed))
}

// find asks the directory, which knows the people of today only.
func (p *Player) find(ctx context.Context, e casefile.Effect, t *casefile.Told) error {
	var q approval.Asks
	if err := json.Unmarshal(e.Command, &q); err != nil {
		return fmt.Errorf("question %s: %w", e.Key, err)
	}
	found, err := p.book.Found(ctx, q.Asks)
	if err != nil {
		return fmt.Errorf("question %s: %w", e.Key, err)
	}
	if t.Found, err = json.Marshal(found); err != nil {
		return fmt.Errorf("question %s: %w", e.Key, err)
	}
	return nil
}

// register is a book that also keeps the projects; store.Store is one.
type register interface {
	ReachMilestone(ctx context.Context, key string, m between.MilestoneReached, at time.Time) error
}

// tellRegister carries a milestone on; a book without projects has nothing to keep.
func (p *Player) tellRegister(ctx context.Context, e casefile.Effect, t *casefile.Told) error {
	book, ok := p.book.(register)
	if !ok {
		return nil
	}
	var order struct {
		Reach between.MilestoneReached `json:"reach"`
	}
	if err := json.Unmarshal(e.Command, &order); err != nil {
		return fmt.Errorf("effect %s: %w", e.Key, err)
	}
	err := book.ReachMilestone(ctx, e.Key, order.Reach, p.now)
	if f := fault.Of(err); f != nil {
		t.Refused, t.Why = f.Code, f.Text
		return nil
	}
	return err
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
	case casefile.Approval:
		return lifeOf[approval.Command, *approval.Command]{&approval.Approval{}}, nil
	case casefile.Plan:
		return lifeOf[plan.Command, *plan.Command]{&plan.Plan{}}, nil
	}
	return nil, fmt.Errorf("no such kind of case: %q", kind)
}
