package approval

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/process"
)

// told takes the answers of other cases and of the directory. Nothing in them is
// refused: what they lead to is carried out as far as it goes.
func (d *draft) told() error {
	d.ch.Told = d.cmd.Told
	var answered []Ask
	for _, t := range d.cmd.Told {
		switch {
		case t.Kind == casefile.Directory:
			asks, err := d.learn(t)
			if err != nil {
				return err
			}
			answered = append(answered, asks...)
		case t.Kind == casefile.Approval && t.Act == ActSubmit && t.Refused != "":
			// A sub-case that could not be born is a rejection somebody must look at.
			d.cmd.Sub = &SubCase{CaseID: t.CaseID, Outcome: Fail}
			if err := d.subEnded(); err != nil {
				return err
			}
			d.say("approval.sub_refused", true, d.toKeeper(), casefile.Arg{Key: "why", Value: t.Why})
		}
	}
	return d.learned(answered)
}

// learn keeps what the directory answered, and gives what it was asked.
func (d *draft) learn(t casefile.Told) ([]Ask, error) {
	var got []Found
	if len(t.Found) > 0 {
		if err := json.Unmarshal(t.Found, &got); err != nil {
			return nil, fmt.Errorf("the directory's answer: %w", err)
		}
	}
	for _, f := range got {
		f.At = d.at.UTC()
		d.keepFound(f)
	}
	for _, e := range d.a.Owed {
		if e.Key == t.Key {
			return asksIn(e.Command).Asks, nil
		}
	}
	return nil, nil
}

func asksIn(command json.RawMessage) Asks {
	var q Asks
	if json.Unmarshal(command, &q) != nil {
		return Asks{} // of no step
	}
	return q
}

// learned goes on with the steps whose questions are answered.
func (d *draft) learned(answered []Ask) error {
	for i := range len(d.a.Runs) {
		r := d.a.Runs[i]
		if !r.Finding || d.asking(r.N) {
			continue
		}
		node, ok := d.g.Node(r.Step)
		var err error
		switch {
		case !ok || node.Kind == process.KindCC:
			d.touch(r.N).Finding = false
			if ok {
				d.copyStep(r.N, node)
			}
		case r.Open:
			err = d.foundFor(r, answered)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// foundFor fills a stage whose question was answered. Where another act has
// changed meanwhile who is meant, the directory is asked for them, too.
func (d *draft) foundFor(r Run, answered []Ask) error {
	missing := slices.DeleteFunc(d.unknown(d.stageOf(r.N), r), func(q Ask) bool { return slices.Contains(answered, q) })
	if len(missing) > 0 {
		return d.ask(r.N, missing)
	}
	if err := d.fill(r.N); err != nil {
		return err
	}
	if d.a.Status != Running {
		return nil // judged when the case goes on
	}
	_, err := d.attempt(r.N, func() error { return d.settle(r.N) })
	return err
}

// asking tells whether a step's question to the directory is still on its way.
func (d *draft) asking(run int) bool {
	for _, e := range d.a.Owed {
		here := slices.ContainsFunc(d.cmd.Told, func(t casefile.Told) bool { return t.Key == e.Key })
		if e.Kind == casefile.Directory && !here && asksIn(e.Command).Run == run {
			return true
		}
	}
	return slices.ContainsFunc(d.ch.Owe, func(o Owed) bool {
		return o.Kind == casefile.Directory && asksIn(o.Command).Run == run
	})
}
