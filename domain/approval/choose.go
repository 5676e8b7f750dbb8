package approval

import (
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/process"
)

// ToChoose is a stage whose people somebody has to choose, and how many at least.
type ToChoose struct {
	Step  string `json:"step"`
	Name  string `json:"name"`
	Least int    `json:"least"`
}

// ToChoose lists the stages whose people the deciders of a step choose ("starter"
// for the applicant), as far as the form tells by now that they will open.
func (a *Approval) ToChoose(step string) []ToChoose {
	d := &draft{a: a, g: process.NewGraph(&a.Def)}
	var all []ToChoose
	for _, id := range d.g.IDs() {
		n, _ := d.g.Node(id)
		if n.Stage == nil || n.When != "" {
			if holds, err := d.holds(n.When); n.Stage == nil || err != nil || !holds {
				continue
			}
		}
		for _, w := range n.Stage.By {
			if w.Chosen == step {
				all = append(all, ToChoose{Step: id, Name: n.Name, Least: max(1, n.Stage.Ballot.Quorum)})
				break
			}
		}
	}
	return all
}

// enoughChosen refuses an approval that leaves a later stage without the people
// it needs: it would be held when it opens.
func (d *draft) enoughChosen(step string) error {
	for _, x := range d.a.ToChoose(step) {
		if n := len(d.a.chosenFor(x.Step)); n < x.Least {
			return fault.New(fault.Invalid, "approval.choose_people", "%s needs %d people, %d are named", x.Step, x.Least, n).
				With("step", x.Name).With("least", x.Least).On("chosen")
		}
	}
	return nil
}
