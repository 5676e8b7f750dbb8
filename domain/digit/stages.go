package digit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/diaodu/diaodu/domain/process"
)

// supplements finds the states in which the applicant completes what is missing.
// Where that leads straight back to the desk that asked, it is a 补正, with its
// clock stopped; else it stays a stage of the applicant.
func (c *converter) supplements() {
	c.instead = map[string]map[string]bool{}
	for _, name := range c.names {
		back, ok := c.givesBack(name)
		if !ok {
			continue
		}
		st := c.byName[back]
		if st == nil || c.ends[back] != "" {
			continue
		}
		for _, a := range st.Actions {
			if c.next(a) == name {
				if c.instead[back] == nil {
					c.instead[back] = map[string]bool{}
				}
				c.instead[back][a.Action] = true
				c.say(back, a.Action, asSupplement, "state", name)
			}
		}
	}
}

// givesBack tells where a state leads in which the applicant acts and which has
// one way on.
func (c *converter) givesBack(name string) (string, bool) {
	st, to := c.byName[name], ""
	if name == "" || c.ends[name] != "" {
		return "", false
	}
	for _, a := range st.Actions {
		next := c.next(a)
		if next == name {
			continue
		}
		if !c.byApplicant(a) || to != "" && to != next {
			return "", false
		}
		to = next
	}
	return to, to != "" && c.sentBackOnly(name)
}

// sentBackOnly tells whether only actions that send back lead to a state.
func (c *converter) sentBackOnly(name string) bool {
	for _, other := range c.names {
		for _, a := range c.byName[other].Actions {
			if other != name && c.next(a) == name && !sendsBack(a.Action) {
				return false
			}
		}
	}
	return true
}

func sendsBack(action string) bool {
	return said(action, "SENDBACK", "RETURN", "BACK", "ASKFOR", "REQUEST")
}

func rejects(action string) bool {
	return mentions(action, "REJECT", "DENY", "DENIE", "DECLINE", "REVOC", "REVOK", "CANCEL", "DISAPPROV")
}

// order lists the states that become stages: along the way that approves first,
// then what only other actions lead to.
func (c *converter) order(entry string) {
	seen := map[string]bool{}
	var after []string
	var visit func(string)
	visit = func(name string) {
		if seen[name] || c.ends[name] != "" {
			return
		}
		seen[name] = true
		acts := c.actions(name)
		main := c.mainOf(name, acts)
		for i := range acts {
			if i != main {
				visit(c.next(acts[i]))
			}
		}
		if main >= 0 {
			visit(c.next(acts[main]))
		}
		after = append(after, name)
	}
	visit(entry)
	slices.Reverse(after)
	c.line = after
	for _, name := range c.names {
		if !seen[name] && c.ends[name] == "" && name != "" && !c.replaced(name) && !c.isDraft(name) {
			c.say(name, "", unreachable)
		}
	}
}

func (c *converter) replaced(name string) bool {
	return slices.ContainsFunc(c.remarks, func(r Remark) bool { return r.Code == asSupplement && r.Args["state"] == name })
}

func (c *converter) isDraft(name string) bool {
	return slices.ContainsFunc(c.remarks, func(r Remark) bool { return r.Code == draft && r.State == name })
}

// actions are what a stage's people decide: not what leads nowhere else, nor
// what is a 补正.
func (c *converter) actions(name string) []Action {
	var out []Action
	for _, a := range c.byName[name].Actions {
		if c.next(a) != name && !c.instead[name][a.Action] {
			out = append(out, a)
		}
	}
	return out
}

// mainOf is the action that a stage's approval stands for: the first that
// neither sends back nor rejects.
func (c *converter) mainOf(name string, acts []Action) int {
	for i, a := range acts {
		if !sendsBack(a.Action) && !rejects(a.Action) && c.ends[c.next(a)] != process.Rejected {
			return i
		}
	}
	for i, a := range acts {
		if c.ends[c.next(a)] != process.Rejected {
			return i
		}
	}
	return -1
}

// steps makes the stage of a state, and behind it what its approval needs to get
// where it leads.
func (c *converter) steps(name, next string) []process.Step {
	st := c.byName[name]
	acts := c.actions(name)
	s := process.Step{ID: c.ids[name], Kind: process.KindStage, Name: name, Stage: &process.Stage{}}
	c.seats(st, s.Stage)
	c.selfLoops(st)
	if days := workdays(st.SLA); days > 0 {
		s.Stage.Promised = days
		c.say(name, "", slaState, "ms", fmt.Sprint(*st.SLA), "days", fmt.Sprint(days))
	}
	if st.DocUploadRequired {
		c.say(name, "", papers)
	}
	if len(c.instead[name]) > 0 {
		s.Stage.May = append(slices.Clone(process.DefaultMay), process.OpSupplement)
	}
	main := c.mainOf(name, acts)
	if main < 0 {
		c.say(name, "", noWayOn)
		return []process.Step{s}
	}
	c.decisions(name, acts, main, s.Stage)
	return append([]process.Step{s}, c.transfer(c.next(acts[main]), next)...)
}

// transfer leads from a stage's approval to its place.
func (c *converter) transfer(to, next string) []process.Step {
	if result := c.ends[to]; result != "" {
		return []process.Step{{ID: c.id("END_" + to), Kind: process.KindEnd, Name: to, Result: result}}
	}
	if to == next {
		return nil
	}
	return []process.Step{{ID: c.id("GOTO_" + to), Kind: process.KindGoto, To: c.ids[to]}}
}

// decisions gives the stage what its people decide beside approval.
func (c *converter) decisions(name string, acts []Action, main int, s *process.Stage) {
	used := map[string]bool{}
	rejected := false
	for i, a := range acts {
		to := c.next(a)
		switch {
		case i == main:
			continue
		case !rejected && rejects(a.Action) && c.ends[to] == process.Rejected:
			rejected = true // the stage's own rejection ends the case
			continue
		}
		o := process.Outcome{ID: outcomeID(a.Action, used), Name: a.Action, End: c.ends[to], Opinion: sendsBack(a.Action) || rejects(a.Action)}
		if o.End == "" {
			o.To = c.ids[to]
		}
		s.Outcomes = append(s.Outcomes, o)
	}
	if !rejected {
		c.say(name, "", rejectAdded)
	}
}

// seats are everybody whom an action of the state is for. Where actions are for
// different people, a person must look: here whoever sits may decide anything.
func (c *converter) seats(st *State, s *process.Stage) {
	var roles []string
	differ, applicant := false, false
	acts := c.actions(st.State)
	for i, a := range acts {
		differ = differ || i > 0 && !sameRoles(a.Roles, acts[0].Roles)
		for _, role := range a.Roles {
			if !slices.Contains(roles, role) {
				roles = append(roles, role)
			}
		}
	}
	for _, role := range roles {
		w, known := c.who(role)
		switch {
		case !known:
			c.say(st.State, "", roleUnknown, "role", role)
		case w == process.Who{}:
		case !slices.Contains(s.By, w):
			s.By = append(s.By, w)
			applicant = applicant || w.Starter
		}
	}
	if len(s.By) == 0 {
		c.say(st.State, "", rolesOfNobody)
	}
	if len(s.By) > 1 {
		s.Mode = process.Any
		if differ {
			c.say(st.State, "", rolesMerged, "roles", strings.Join(roles, "、"))
		}
	}
	if applicant {
		s.Starter = process.StarterAllow
		c.say(st.State, "", asStarter)
	}
}

func sameRoles(a, b []string) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

// selfLoops tells what became of actions that leave the application where it is.
func (c *converter) selfLoops(st *State) {
	for _, a := range st.Actions {
		if c.next(a) != st.State {
			continue
		}
		code := selfNothing
		if said(a.Action, "REFER", "REASS", "ASSIGN", "TRANSFER") {
			code = selfTransfer
		}
		c.say(st.State, a.Action, code)
	}
}

// id makes a step id of a state's name.
func (c *converter) id(name string) string {
	id := plain(name)
	switch id {
	case "end", "branch", "starter", "previous", "decision", "never", "item", "any", "approve", "reject", "return", "hold", "pass":
		id += "_state"
	}
	base := id
	for n := 2; c.used[id]; n++ {
		id = fmt.Sprintf("%s_%d", base, n)
	}
	c.used[id] = true
	return id
}

func outcomeID(action string, used map[string]bool) string {
	id := "to_" + plain(action)
	for used[id] {
		id += "_"
	}
	used[id] = true
	return id
}

func plain(name string) string {
	id := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '_', r == '-':
			return r
		}
		return '_'
	}, strings.ToLower(name))
	id = strings.Trim(id, "_-")
	if id == "" || id[0] < 'a' {
		id = "s" + id
	}
	return id[:min(len(id), 50)]
}

// slug makes a process code of a service's name.
func slug(name string) string {
	code := strings.Trim(strings.ReplaceAll(plain(name), "_", "-"), "-")
	if len(code) < 3 {
		code = "process-" + code
	}
	return code
}
