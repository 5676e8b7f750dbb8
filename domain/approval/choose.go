package approval

import (
	"slices"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
)

// ToChoose is a stage whose people somebody has to choose, and how many at least.
type ToChoose struct {
	Step  string `json:"step"`
	Name  string `json:"name"`
	Least int    `json:"least"`
	// When is the condition on which the stage opens, Sure that it will.
	When string `json:"when,omitempty"`
	Sure bool   `json:"sure,omitempty"`
	// Anyone may be chosen; else only people of the posts.
	Anyone bool  `json:"anyone,omitempty"`
	Posts  []Ask `json:"-"`
}

// ToChoose lists the stages whose people the deciders of a step choose ("starter"
// for the applicant), as far as the form tells by now that they will open.
func (a *Approval) ToChoose(step string) []ToChoose {
	d := &draft{a: a, g: process.NewGraph(&a.Def)}
	var all []ToChoose
	for _, x := range a.choices(step) {
		if holds, err := d.holds(x.When); err == nil && holds {
			all = append(all, x)
		}
	}
	return all
}

// choices lists every stage whose people a step chooses, whatever the form says.
func (a *Approval) choices(step string) []ToChoose {
	g := process.NewGraph(&a.Def)
	var all []ToChoose
	for _, id := range g.IDs() {
		n, _ := g.Node(id)
		if n.Stage == nil {
			continue
		}
		x := ToChoose{Step: id, Name: n.Name, Least: max(1, n.Stage.Ballot.Quorum), When: n.When, Sure: n.When == "" && n.Parent == ""}
		rules := chosenBy(n.Stage, step)
		for _, w := range rules {
			if w.Role == "" {
				x.Anyone = true
				continue
			}
			x.Posts = append(x.Posts, postAsk(w.Role, a.unitOf(w, Run{Step: id})))
		}
		if len(rules) > 0 {
			all = append(all, x)
		}
	}
	return all
}

// chosenBy are the rules of a stage by which a step's deciders choose.
func chosenBy(st *process.Stage, step string) []process.Who {
	return slices.DeleteFunc(slices.Clone(st.By), func(w process.Who) bool { return w.Chosen == "" || w.Chosen != step })
}

// For narrows a choice to what the actor may be offered: an enterprise does not
// read the directory, and chooses among the authority's people where the process
// names no post.
func (x ToChoose) For(actor org.Actor, authority string) ToChoose {
	if !x.Anyone || !actor.Has(org.Owner) {
		return x
	}
	x.Anyone = false
	if authority != "" {
		x.Posts = append(slices.Clone(x.Posts), Ask{Key: "@" + authority, Org: authority})
	}
	return x
}

// ChoicesOf lists the stages whose people whoever applies may choose.
func ChoicesOf(def process.Definition, actor org.Actor) []ToChoose {
	a := &Approval{Def: def}
	var all []ToChoose
	for _, x := range a.choices(ToStarter) {
		all = append(all, x.For(actor, def.Matter.Authority))
	}
	return all
}

// CandidateAsks lists what the directory must say before a choice can be judged.
func CandidateAsks(choices []ToChoose) []Ask {
	var asks []Ask
	for _, x := range choices {
		for _, q := range x.Posts {
			if !slices.Contains(asks, q) {
				asks = append(asks, q)
			}
		}
	}
	return asks
}

// CheckChosen refuses people who were not to be chosen from, by what the directory
// said of the posts.
func CheckChosen(choices []ToChoose, chosen []between.ChosenPeople, found []Found) error {
	for _, c := range chosen {
		i := slices.IndexFunc(choices, func(x ToChoose) bool { return x.Step == c.Step })
		if i < 0 || choices[i].Anyone {
			continue // the case itself refuses a step that is not the actor's to choose for
		}
		for _, id := range c.Users {
			if !slices.ContainsFunc(choices[i].Posts, func(q Ask) bool { return holdsPost(found, q.Key, id) }) {
				return fault.New(fault.Invalid, "approval.not_a_candidate", "%s may not be chosen for %s", id, c.Step).
					With("step", choices[i].Name).On("chosen")
			}
		}
	}
	return nil
}

// ChosenEnough refuses an application that leaves a stage which is sure to open
// without the people it needs.
func ChosenEnough(b *between.ApprovalBirth) error {
	a := &Approval{Birth: *b, Def: b.Definition, Form: b.Form, Chosen: b.Chosen}
	for _, x := range a.ToChoose(ToStarter) {
		if n := len(a.chosenFor(x.Step)); (x.Sure || n > 0) && n < x.Least {
			return tooFew(x, n)
		}
	}
	return nil
}

// Choices lists the stages whose people the deciders of any step choose, as far
// as an actor may be offered them.
func (a *Approval) Choices(actor org.Actor, steps []string) []ToChoose {
	var all []ToChoose
	for _, s := range steps {
		for _, x := range a.ToChoose(s) {
			all = append(all, x.For(actor, a.Def.Matter.Authority))
		}
	}
	return all
}

func holdsPost(found []Found, key, user string) bool {
	i := slices.IndexFunc(found, func(f Found) bool { return f.Key == key })
	return i >= 0 && slices.ContainsFunc(found[i].People, func(p Person) bool { return p.UserID == user })
}

// enoughChosen refuses an approval that leaves a later stage without the people
// it needs: it would be held when it opens.
func (d *draft) enoughChosen(step string) error {
	for _, x := range d.a.ToChoose(step) {
		if n := len(d.a.chosenFor(x.Step)); n < x.Least {
			return tooFew(x, n)
		}
	}
	return nil
}

func tooFew(x ToChoose, n int) error {
	return fault.New(fault.Invalid, "approval.choose_people", "%s needs %d people, %d are named", x.Step, x.Least, n).
		With("step", x.Name).With("least", x.Least).On("chosen")
}

// chosenOf seats those of the chosen who hold the post that a rule names. Whoever
// holds none of the stage's posts by then is missed once, by its first rule.
func (d *draft) chosenOf(w process.Who, r Run) (got []place, missing int) {
	n, _ := d.g.Node(r.Step)
	rules := chosenBy(n.Stage, w.Chosen)
	for _, id := range d.a.chosenFor(r.Step) {
		f, known := d.a.found(userAsk(id).Key)
		of := slices.IndexFunc(rules, func(x process.Who) bool {
			return x.Role == "" || holdsPost(d.a.Roster, postAsk(x.Role, d.a.unitOf(x, r)).Key, id)
		})
		switch here := max(of, 0); {
		case rules[here] != w:
		case of < 0 || !known || len(f.People) == 0:
			missing++
		default:
			got = append(got, place{user: f.People[0], org: f.Org})
		}
	}
	return got, missing
}
