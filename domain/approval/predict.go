package approval

import (
	"time"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
)

// Foreseen is one stage to come and who will sit there, if everybody approves
// and the form stays as it is.
type Foreseen struct {
	Step   string       `json:"step"`
	Name   string       `json:"name"`
	Item   string       `json:"item,omitempty"`
	Kind   process.Kind `json:"kind"`
	People []string     `json:"people,omitempty"` // units or persons
	Within int          `json:"within,omitempty"` // workdays
	Held   bool         `json:"held,omitempty"`   // nobody would be found
}

// foreseeSteps bounds how far is foreseen.
const foreseeSteps = 60

// Foresee walks the case forward on a copy, everybody approving, and tells the
// stages that would open after those open now. Nothing is recorded.
func (a *Approval) Foresee(at time.Time) []Foreseen {
	if a.Status != Running {
		return nil
	}
	d := a.draft(Command{Order: casefile.Order{Act: "foresee", Meta: casefile.Meta{Actor: org.Clock}}}, at)
	known := len(a.Runs)
	var ahead []Foreseen
	seen := known
	for range foreseeSteps {
		for _, r := range d.a.Runs[seen:] {
			if f, ok := d.foreseen(r); ok {
				ahead = append(ahead, f)
			}
		}
		seen = len(d.a.Runs)
		n := d.firstOpen()
		if n == 0 || !d.a.Status.Live() {
			return ahead
		}
		if err := d.suppose(n); err != nil {
			return ahead
		}
	}
	return ahead
}

// firstOpen is the first opening that waits for somebody.
func (d *draft) firstOpen() int {
	for _, r := range d.a.Runs {
		node, ok := d.g.Node(r.Step)
		if r.Open && (!ok || !node.Kind.Block()) {
			return r.N
		}
	}
	return 0
}

// suppose lets an opening pass.
func (d *draft) suppose(n int) error {
	if d.a.run(n).Step == ToStarter {
		d.close(n, Pass)
		if back := d.a.run(n).Back; back != 0 {
			if done, err := d.restore(back); done || err != nil {
				return err
			}
		}
		return d.open(d.a.Def.Steps[0].ID, spot{})
	}
	if d.stageOf(n) != nil {
		return d.decided(n, Pass)
	}
	d.close(n, Pass)
	return d.follow(n)
}

func (d *draft) foreseen(r Run) (Foreseen, bool) {
	node, ok := d.g.Node(r.Step)
	if !ok || r.Outcome == Skipped || node.Kind.Block() || node.Kind == process.KindGoto || node.Kind == process.KindEnd {
		return Foreseen{}, false
	}
	f := Foreseen{Step: r.Step, Name: node.Name, Item: r.Item, Kind: node.Kind}
	if node.Stage != nil {
		f.Within = node.Stage.Within
	}
	for _, s := range d.a.seated(r.N) {
		switch {
		case s.State == Held:
			f.Held = true
		case s.User.Name != "":
			f.People = append(f.People, s.User.Name)
		default:
			f.People = append(f.People, s.Org.Name)
		}
	}
	return f, true
}

// open tells whether a refusal only lacks what the person has yet to fill in.
func open(err error) bool {
	if err == nil {
		return true
	}
	f := fault.Of(err)
	if f == nil {
		return false
	}
	if f.Kind == fault.Invalid {
		return true
	}
	return f.Code == "approval.material_missing" || f.Code == "approval.finding_open" || f.Code == "approval.no_finding"
}
