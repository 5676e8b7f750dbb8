package activities

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/org"
)

// Teller gives orders to cases.
type Teller interface {
	Do(ctx context.Context, kind casefile.Kind, id string, command any) (contract.Answer, error)
	Begin(ctx context.Context, head casefile.Head, command any) (contract.Answer, error)
}

// Roster is the register of people, asked who holds a post; store.Store is one.
type Roster interface {
	Found(ctx context.Context, asks []approval.Ask) ([]approval.Found, error)
}

// Register is the register of projects; told under the same key again it does nothing.
type Register interface {
	ReachMilestone(ctx context.Context, key string, m between.MilestoneReached, at time.Time) error
}

// Classes is the district's catalogue of issue classes; nil is the shipped class.
type Classes interface {
	ClassFor(ctx context.Context, code string) (*issue.Class, error)
}

// Tells carries the effects of one case to another, its questions to the
// directory, and its news to the register.
type Tells struct {
	Cases    Teller
	Roster   Roster
	Register Register
	Classes  Classes
}

// Tell gives the order under the effect's own key, so that telling twice is
// telling once. A refusal is an answer; only our own trouble is an error.
func (t Tells) Tell(ctx context.Context, in contract.Tell) (casefile.Told, error) {
	e := in.Effect
	told := casefile.Told{Key: e.Key, Kind: e.Kind, CaseID: e.CaseID, Act: e.Act}
	switch e.Kind {
	case casefile.Directory:
		return t.find(ctx, e, told)
	case casefile.Register:
		return t.tellRegister(ctx, e, told)
	}
	command, err := t.ordered(ctx, e)
	if err != nil {
		return told, err
	}
	var answer contract.Answer
	if e.Start {
		answer, err = t.Cases.Begin(ctx, casefile.Head{ID: e.CaseID, Kind: e.Kind, Cal: in.Cal}, command)
	} else {
		answer, err = t.Cases.Do(ctx, e.Kind, e.CaseID, command)
	}
	f := fault.Of(err)
	if f != nil && f.Kind == fault.Reused && e.Start && e.Kind == casefile.Issue {
		return told, nil // told before, and the catalogue changed in between: the issue is there
	}
	if f != nil && f.Kind != fault.Busy {
		told.Refused, told.Why = f.Code, f.Text
		return told, nil
	}
	if err != nil {
		return told, fmt.Errorf("tell %s %s to %s: %w", e.Kind, e.CaseID, e.Act, err)
	}
	told.No = answer.No
	return told, nil
}

// find brings the directory's answer. Asking again may bring another answer;
// the first one that reached the case is the one it goes by.
func (t Tells) find(ctx context.Context, e casefile.Effect, told casefile.Told) (casefile.Told, error) {
	var q approval.Asks
	if err := json.Unmarshal(e.Command, &q); err != nil {
		return told, fmt.Errorf("question %s: %w", e.Key, err)
	}
	found, err := t.Roster.Found(ctx, q.Asks)
	if err != nil {
		return told, fmt.Errorf("question %s: %w", e.Key, err)
	}
	if told.Found, err = json.Marshal(found); err != nil {
		return told, fmt.Errorf("question %s: %w", e.Key, err)
	}
	return told, nil
}

// tellRegister tells the register of a milestone. Its refusal is an answer, too.
func (t Tells) tellRegister(ctx context.Context, e casefile.Effect, told casefile.Told) (casefile.Told, error) {
	var order struct {
		Reach between.MilestoneReached `json:"reach"`
	}
	if err := json.Unmarshal(e.Command, &order); err != nil {
		return told, fmt.Errorf("effect %s: %w", e.Key, err)
	}
	err := t.Register.ReachMilestone(ctx, e.Key, order.Reach, time.Now())
	if f := fault.Of(err); f != nil && f.Kind != fault.Busy && f.Kind != fault.Stale {
		told.Refused, told.Why = f.Code, f.Text
		return told, nil
	}
	if err != nil {
		return told, fmt.Errorf("tell the register of %s: %w", order.Reach.Milestone, err)
	}
	return told, nil
}

// ordered puts the system's name and the effect's key on the order, and on a report
// the class as the district's catalogue has it, as the door does for people.
func (t Tells) ordered(ctx context.Context, e casefile.Effect) (json.RawMessage, error) {
	body := map[string]json.RawMessage{}
	if err := json.Unmarshal(e.Command, &body); err != nil {
		return nil, fmt.Errorf("effect %s: %w", e.Key, err)
	}
	meta, err := json.Marshal(casefile.Meta{RequestID: e.Key, Actor: org.Clock})
	if err != nil {
		return nil, fmt.Errorf("effect %s: %w", e.Key, err)
	}
	body["meta"] = meta
	if e.Kind == casefile.Issue && e.Act == issue.Report {
		if err := t.classify(ctx, body); err != nil {
			return nil, fmt.Errorf("effect %s: %w", e.Key, err)
		}
	}
	out, err := json.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("effect %s: %w", e.Key, err)
	}
	return out, nil
}

func (t Tells) classify(ctx context.Context, body map[string]json.RawMessage) error {
	var report struct {
		Class string `json:"class"`
	}
	if err := json.Unmarshal(body["report"], &report); err != nil {
		return err
	}
	class, err := t.Classes.ClassFor(ctx, report.Class)
	if err != nil || class == nil {
		return err
	}
	body["catalogued"], err = json.Marshal(class)
	return err
}
