package approval

import (
	"slices"
	"strings"
	"time"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
)

// fresh is how long what the directory said is trusted when a stage opens.
const fresh = 24 * time.Hour

// Ask is one question to the directory: who holds a post, or who is a person.
// A post's people are those not disabled, a unit's without a role all who work
// there; a person is found unless disabled.
type Ask struct {
	Key  string   `json:"key"`
	Role org.Role `json:"role,omitempty"`
	Org  string   `json:"org,omitempty"`
	User string   `json:"user,omitempty"`
}

// Asks is what an application asks of the directory (act "find").
type Asks struct {
	Run  int   `json:"run"` // the stage that waits for it
	Asks []Ask `json:"asks"`
}

func postAsk(role org.Role, unit string) Ask {
	return Ask{Key: string(role) + "@" + unit, Role: role, Org: unit}
}

func userAsk(id string) Ask { return Ask{Key: "user:" + id, User: id} }

// AsksOf lists what the door looks up before an application is handed in, so
// that no stage has to wait for it: every post and person the definition names
// whose unit is known by then.
func AsksOf(b *between.ApprovalBirth) []Ask {
	a := &Approval{Birth: *b, Def: b.Definition, Form: b.Form, Chosen: b.Chosen}
	var asks []Ask
	seen := map[string]bool{}
	g := process.NewGraph(&b.Definition)
	for _, id := range g.IDs() {
		n, _ := g.Node(id)
		rules := n.CC
		if n.Stage != nil {
			rules = a.rulesOf(n.Stage)
		}
		for _, w := range rules {
			for _, q := range a.asks(w, Run{Step: id, Item: b.Item.ID}) {
				if !seen[q.Key] {
					seen[q.Key] = true
					asks = append(asks, q)
				}
			}
		}
	}
	return asks
}

// rulesOf lists every rule by which a stage may have to find people: its own, and
// who comes in where they find nobody, in a tie, or when it is late.
func (a *Approval) rulesOf(st *process.Stage) []process.Who {
	rules := slices.Clone(st.By)
	p := a.nobody(st)
	if p.Fallback != nil {
		rules = append(rules, *p.Fallback)
	}
	if k := a.Def.Rules.Keeper; k != nil && p.Then != "hold" {
		rules = append(rules, *k)
	}
	if st.Ballot.Chair != nil {
		rules = append(rules, *st.Ballot.Chair)
	}
	if st.Late.Then == "escalate" {
		rules = append(rules, st.Late.Escalate...)
	}
	return rules
}

// unitOf is the unit a rule means, "" where the post is the district's.
func (a *Approval) unitOf(w process.Who, r Run) string {
	switch {
	case w.OrgField == "item":
		item := r.Item
		if item == "" {
			item = a.Birth.Item.ID
		}
		return item[strings.LastIndex(item, "/")+1:]
	case w.OrgField != "":
		if ids := process.Texts(a.Form, w.OrgField); len(ids) > 0 {
			return ids[0]
		}
		return ""
	case w.Org != "":
		return w.Org
	case process.UnitRole(w.Role):
		return a.Def.Matter.Authority
	}
	return ""
}

// asks is what a rule needs to know of the directory.
func (a *Approval) asks(w process.Who, r Run) []Ask {
	var asks []Ask
	switch {
	case w.Starter:
		return nil // known from the birth
	case w.User != "":
		return []Ask{userAsk(w.User)}
	case w.UserField != "":
		for _, id := range process.Texts(a.Form, w.UserField) {
			asks = append(asks, userAsk(id))
		}
		return asks
	case w.Chosen != "":
		for _, id := range a.chosenFor(r.Step) {
			asks = append(asks, userAsk(id))
		}
		if w.Role != "" {
			asks = append(asks, postAsk(w.Role, a.unitOf(w, r)))
		}
		return asks
	}
	unit := a.unitOf(w, r)
	if w.OrgField != "" && unit == "" {
		return nil // the field is empty: nobody is found
	}
	asks = append(asks, postAsk(w.Role, unit))
	if unit != "" && w.Role != org.DeptLead {
		asks = append(asks, postAsk(org.DeptLead, unit)) // who takes it where nobody holds it (E25)
	}
	return asks
}

func (a *Approval) chosenFor(step string) []string {
	for _, c := range a.Chosen {
		if c.Step == step {
			return c.Users
		}
	}
	return nil
}

// found is what is known of a question.
func (a *Approval) found(key string) (Found, bool) {
	i := slices.IndexFunc(a.Roster, func(f Found) bool { return f.Key == key })
	if i < 0 {
		return Found{}, false
	}
	return a.Roster[i], true
}

// unknown lists the questions of a stage that nobody has answered lately.
func (d *draft) unknown(st *process.Stage, r Run) []Ask {
	var missing []Ask
	need := func(q Ask) {
		f, ok := d.a.found(q.Key)
		if (!ok || d.at.Sub(f.At) > fresh) && !slices.Contains(missing, q) {
			missing = append(missing, q)
		}
	}
	for _, w := range d.a.rulesOf(st) {
		for _, q := range d.a.asks(w, r) {
			need(q)
		}
	}
	if d.starterPolicy(st) == process.StarterSuperior {
		for _, w := range st.By {
			got, _ := d.places(w, r)
			for _, p := range got {
				s := &Seat{Org: p.org, Role: p.role, User: p.user, Post: p.post}
				if q := d.headOf(s); !p.owner && d.own(s) && q.Org != "" {
					need(q)
				}
			}
		}
	}
	return missing
}

// ask puts questions to the directory; the stage is filled when they come back.
func (d *draft) ask(run int, asks []Ask) error {
	d.touch(run).Finding = true
	return d.owe(casefile.Directory, d.a.ID, ActFind, false, Asks{Run: run, Asks: asks})
}

// ActFind is what is asked of the directory, whose answer is []Found.
const ActFind = "find"

// place is one seat to be: a post, or a person.
type place struct {
	org   between.Unit
	role  org.Role
	user  Person
	post  bool
	owner bool
}

// places finds the seats that a rule gives, and how many of the people it names
// are not there.
func (d *draft) places(w process.Who, r Run) (got []place, missing int) {
	switch {
	case w.Starter:
		ap := d.a.Birth.Applicant
		return []place{{user: Person{UserID: ap.UserID, Name: ap.Name, OrgName: ap.EnterpriseName}, owner: true}}, 0
	case w.Chosen != "" && w.Role != "":
		return d.chosenOf(w, r)
	case w.User != "", w.UserField != "", w.Chosen != "":
		for _, q := range d.a.asks(w, r) {
			if f, ok := d.a.found(q.Key); ok && len(f.People) > 0 {
				got = append(got, place{user: f.People[0], org: f.Org})
			} else {
				missing++
			}
		}
		return got, missing
	}
	asks := d.a.asks(w, r)
	if len(asks) == 0 {
		return nil, 0
	}
	f, ok := d.a.found(asks[0].Key)
	if !ok || len(f.People) == 0 {
		return nil, 0
	}
	if !w.Each {
		return []place{{org: f.Org, role: w.Role, post: true}}, 0
	}
	for _, p := range f.People {
		got = append(got, place{user: p, org: f.Org, role: w.Role})
	}
	return got, 0
}

// nobody is the policy of a stage where a rule finds nobody (E25).
func (a *Approval) nobody(st *process.Stage) process.Nobody {
	if st.Nobody != nil {
		return *st.Nobody
	}
	return a.Def.Rules.Nobody
}

// instead finds who takes a seat that nobody holds, in this order: the configured
// fallback, the unit's head, the keeper the process names (E25). Empty means hold;
// nothing passes because nobody was there.
func (d *draft) instead(st *process.Stage, w process.Who, r Run) []place {
	p := d.a.nobody(st)
	if p.Fallback != nil {
		if got, _ := d.places(*p.Fallback, r); len(got) > 0 {
			return got
		}
	}
	if p.Then == "hold" {
		return nil
	}
	if unit := d.a.unitOf(w, r); unit != "" && w.Role != org.DeptLead {
		if f, ok := d.a.found(postAsk(org.DeptLead, unit).Key); ok && len(f.People) > 0 {
			return []place{{org: f.Org, role: org.DeptLead, post: true}}
		}
	}
	if k := d.a.Def.Rules.Keeper; k != nil {
		got, _ := d.places(*k, r)
		return got
	}
	return nil
}

// policy is the stage's own word, else the process's, else the default.
func policy(stage, process, otherwise string) string {
	switch {
	case stage != "":
		return stage
	case process != "":
		return process
	}
	return otherwise
}

// fields hashes the form as a stage is shown it (E8, E27).
func (d *draft) shown(st *process.Stage) string { return hashFields(d.a.Form, st.Fields.Hidden) }
