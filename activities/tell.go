package activities

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
)

// Teller gives orders to cases.
type Teller interface {
	Do(ctx context.Context, kind casefile.Kind, id string, command any) (contract.Answer, error)
	Begin(ctx context.Context, head casefile.Head, command any) (contract.Answer, error)
}

// Tells carries the effects of one case to another.
type Tells struct{ Cases Teller }

// Tell gives the order under the effect's own key, so that telling twice is
// telling once. A refusal is an answer; only our own trouble is an error.
func (t Tells) Tell(ctx context.Context, in contract.Tell) (casefile.Told, error) {
	e := in.Effect
	told := casefile.Told{Key: e.Key, Kind: e.Kind, CaseID: e.CaseID, Act: e.Act}
	command, err := ordered(e)
	if err != nil {
		return told, err
	}
	var answer contract.Answer
	if e.Start {
		answer, err = t.Cases.Begin(ctx, casefile.Head{ID: e.CaseID, Kind: e.Kind, Cal: in.Cal}, command)
	} else {
		answer, err = t.Cases.Do(ctx, e.Kind, e.CaseID, command)
	}
	if f := fault.Of(err); f != nil && f.Kind != fault.Busy {
		told.Refused, told.Why = f.Code, f.Text
		return told, nil
	}
	if err != nil {
		return told, fmt.Errorf("tell %s %s to %s: %w", e.Kind, e.CaseID, e.Act, err)
	}
	told.No = answer.No
	return told, nil
}

// ordered puts the system's name and the effect's key on the order.
func ordered(e casefile.Effect) (json.RawMessage, error) {
	body := map[string]json.RawMessage{}
	if err := json.Unmarshal(e.Command, &body); err != nil {
		return nil, fmt.Errorf("effect %s: %w", e.Key, err)
	}
	meta, err := json.Marshal(casefile.Meta{RequestID: e.Key, Actor: org.Clock})
	if err != nil {
		return nil, fmt.Errorf("effect %s: %w", e.Key, err)
	}
	body["meta"] = meta
	out, err := json.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("effect %s: %w", e.Key, err)
	}
	return out, nil
}
