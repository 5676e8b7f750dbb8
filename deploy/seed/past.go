package seed

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// past plays cases in days gone by. Temporal cannot act in the past, so here,
// and only here, on an empty installation, the same judges (domain) and the same
// recorder (store) are driven by a clock of our own: every act is checked, every
// deadline rings at its hour, every effect on another case is carried out. Cases
// still open at the end are picked up by the worker's sweep like any other case
// that MySQL knows and Temporal does not run.
type past struct {
	store *store.Store
	cal   workcal.Calendar
	now   time.Time // the real present: nothing is played beyond it
	cases map[string]*played
	born  []*played // in the order of birth, so that equal deadlines ring alike
	asked int
}

// quietFor is how far back notices are still worth sending.
const quietFor = 10 * 24 * time.Hour

// played is one case in play.
type played struct {
	state  casefile.State
	wake   func() casefile.Alarm
	decide func(command json.RawMessage, at time.Time) (casefile.Event, error)
}

// command is a noun's command: a struct whose pointer shows the shared part.
type command[C any] interface {
	*C
	CaseOrder() *casefile.Order
}

func playing[C any, P command[C]](life casefile.Life[C]) *played {
	return &played{
		state: life, wake: life.Wake,
		decide: func(raw json.RawMessage, at time.Time) (casefile.Event, error) {
			var cmd C
			if err := json.Unmarshal(raw, &cmd); err != nil {
				return casefile.Event{}, fmt.Errorf("read the command: %w", err)
			}
			ev, err := life.Decide(cmd, at)
			if err != nil {
				return ev, err
			}
			bare := cmd
			o := P(&bare).CaseOrder()
			o.Meta = casefile.Meta{Actor: org.Actor{UserID: o.Meta.Actor.UserID}}
			ev.Fingerprint, err = casefile.Fingerprint(bare)
			return ev, err
		},
	}
}

// unborn makes a case that waits for its first act.
func (p *past) unborn(kind casefile.Kind, id string, at time.Time) (*played, error) {
	year := workcal.DateOf(at).Year()
	head := casefile.Head{ID: id, Kind: kind, Cal: p.cal.Slice(year-1, year+2)}
	switch kind {
	case casefile.Issue:
		return playing[issue.Command](&issue.Issue{Head: head}), nil
	case casefile.Meeting:
		return playing[meeting.Command](&meeting.Meeting{Head: head}), nil
	case casefile.Task:
		return playing[supervision.Command](&supervision.Task{Head: head}), nil
	}
	return nil, fmt.Errorf("no such kind of case: %q", kind)
}

// do plays a person's act at a moment, after everything that falls due before it.
func (p *past) do(ctx context.Context, at time.Time, kind casefile.Kind, id string, actor org.Actor, cmd any) error {
	if err := p.until(ctx, at); err != nil {
		return err
	}
	p.asked++
	raw, err := ordered(cmd, casefile.Meta{RequestID: fmt.Sprintf("demo-%d", p.asked), Actor: actor})
	if err != nil {
		return err
	}
	return p.play(ctx, at, kind, id, raw)
}

// ordered puts who orders it on a command.
func ordered(cmd any, meta casefile.Meta) (json.RawMessage, error) {
	body, err := json.Marshal(cmd)
	if err != nil {
		return nil, fmt.Errorf("write the command: %w", err)
	}
	fields := map[string]json.RawMessage{}
	if err := json.Unmarshal(body, &fields); err != nil {
		return nil, fmt.Errorf("write the command: %w", err)
	}
	if fields["meta"], err = json.Marshal(meta); err != nil {
		return nil, fmt.Errorf("write the command: %w", err)
	}
	return json.Marshal(fields)
}

// play judges, records and folds one act, then carries out what it owes.
func (p *past) play(ctx context.Context, at time.Time, kind casefile.Kind, id string, raw json.RawMessage) error {
	key := string(kind) + "/" + id
	c, known := p.cases[key]
	if !known {
		var err error
		if c, err = p.unborn(kind, id, at); err != nil {
			return err
		}
	}
	ev, err := c.decide(raw, at)
	if err != nil {
		return fmt.Errorf("%s %s: %w", key, at.Format(time.DateTime), err)
	}
	if p.now.Sub(at) > quietFor {
		ev.Notices = nil // nobody wants last summer's reminders
	}
	rec, err := p.store.Record(ctx, ev)
	if err != nil {
		return fmt.Errorf("record %s of %s: %w", ev.Act, key, err)
	}
	if len(rec.Adopt) > 0 || rec.Earlier != nil {
		return fmt.Errorf("%s was played before: the installation is not empty", key)
	}
	ev.Number = rec.Number
	if err := c.state.Apply(ev); err != nil {
		return fmt.Errorf("fold %s of %s: %w", ev.Act, key, err)
	}
	if !known {
		p.cases[key] = c
		p.born = append(p.born, c)
	}
	return p.settle(ctx, at, c)
}

// settle tells other cases what this one owes them, and hears their answers.
func (p *past) settle(ctx context.Context, at time.Time, c *played) error {
	head := c.state.CaseHead()
	if len(head.Owed) == 0 {
		return nil
	}
	owed := append([]casefile.Effect(nil), head.Owed...)
	told := make([]casefile.Told, 0, len(owed))
	for _, e := range owed {
		answer := casefile.Told{Key: e.Key, Kind: e.Kind, CaseID: e.CaseID, Act: e.Act}
		raw, err := ordered(e.Command, casefile.Meta{RequestID: e.Key, Actor: org.Clock})
		if err != nil {
			return err
		}
		err = p.play(ctx, at, e.Kind, e.CaseID, raw)
		if f := fault.Of(err); f != nil {
			answer.Refused, answer.Why = f.Code, f.Text
		} else if err != nil {
			return err
		}
		if other := p.cases[string(e.Kind)+"/"+e.CaseID]; other != nil {
			answer.No = other.state.CaseHead().No
		}
		told = append(told, answer)
	}
	raw, err := ordered(casefile.Order{Act: casefile.ActTold, Told: told},
		casefile.Meta{RequestID: "told:" + owed[0].Key, Actor: org.Clock})
	if err != nil {
		return err
	}
	return p.play(ctx, at, head.Kind, head.ID, raw)
}

// until lets every deadline ring that falls due before or at a moment, the
// earliest first, as the workflows would.
func (p *past) until(ctx context.Context, at time.Time) error {
	for {
		var first *played
		var alarm casefile.Alarm
		for _, c := range p.born {
			if c.state.Done() {
				continue
			}
			a := c.wake()
			if a.At.IsZero() || a.At.After(at) || (first != nil && !a.At.Before(alarm.At)) {
				continue
			}
			first, alarm = c, a
		}
		if first == nil {
			return nil
		}
		head := first.state.CaseHead()
		raw, err := ordered(casefile.Order{Act: casefile.ActRing, Key: alarm.Key},
			casefile.Meta{RequestID: "clock:" + alarm.Key, Actor: org.Clock})
		if err != nil {
			return err
		}
		// An alarm set for a moment already past rings as soon as it is heard.
		when := alarm.At
		if last := head.Last.At; when.Before(last) {
			when = last
		}
		if err := p.play(ctx, when, head.Kind, head.ID, raw); err != nil {
			return err
		}
	}
}
