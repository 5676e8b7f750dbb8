package digit

import (
	"fmt"
	"slices"

	"github.com/diaodu/diaodu/domain/process"
)

// citizen is the role of whoever applied.
const citizen = "CITIZEN"

// Convert makes a definition of a service. people says who the roles are here;
// a role mapped to the zero Who is left out on purpose. CITIZEN is the applicant
// unless the table says otherwise. With anything refused there is no definition.
func Convert(s Service, people map[string]process.Who) (*process.Definition, []Remark) {
	c := &converter{service: s, people: people, byName: map[string]*State{}, stage: map[string]bool{}, ids: map[string]string{}, used: map[string]bool{}}
	if !c.name() {
		return nil, c.remarks
	}
	entry := c.entry()
	if entry == "" {
		return nil, c.remarks
	}
	c.finish()
	entry = c.skipDrafts(entry)
	if c.ends[entry] != "" {
		c.say(entry, "", noStage)
		return nil, c.remarks
	}
	c.supplements()
	c.order(entry)
	d := &process.Definition{Code: slug(s.BusinessService), Name: s.BusinessService}
	if s.Business != "" {
		d.Name = s.BusinessService + "（" + s.Business + "）"
	}
	if days := workdays(s.SLA); days > 0 {
		d.Limits.Promised = days
		c.say("", "", slaWhole, "ms", fmt.Sprint(*s.SLA), "days", fmt.Sprint(days))
	}
	for _, name := range c.line {
		c.ids[name] = c.id(name)
	}
	for i, name := range c.line {
		next := ""
		if i+1 < len(c.line) {
			next = c.line[i+1]
		}
		d.Steps = append(d.Steps, c.steps(name, next)...)
	}
	if slices.ContainsFunc(c.remarks, func(r Remark) bool { return r.Level == Refused }) {
		return nil, c.remarks
	}
	return d, c.remarks
}

type converter struct {
	service Service
	people  map[string]process.Who
	byName  map[string]*State
	names   []string // of states, as they stand in the file
	ends    map[string]process.Result
	// instead lists for a state the actions that are a 补正 there.
	instead map[string]map[string]bool
	stage   map[string]bool
	line    []string // states that become stages, in their order
	ids     map[string]string
	used    map[string]bool
	remarks []Remark
}

func (c *converter) say(state, action, code string, args ...string) {
	level, known := levels[code]
	if !known {
		panic("digit: code without level " + code)
	}
	r := Remark{State: state, Action: action, Level: level, Code: code}
	for i := 0; i+1 < len(args); i += 2 {
		if r.Args == nil {
			r.Args = map[string]string{}
		}
		r.Args[args[i]] = args[i+1]
	}
	c.remarks = append(c.remarks, r)
}

// name indexes the states. A name that only actions use for their own state
// means that state, as real files have it.
func (c *converter) name() bool {
	for i := range c.service.States {
		st := &c.service.States[i]
		if c.byName[st.State] != nil {
			c.say(st.State, "", stateTwice)
			continue
		}
		c.byName[st.State] = st
		c.names = append(c.names, st.State)
	}
	for _, name := range c.names {
		st := c.byName[name]
		if len(st.Actions) == 0 {
			continue
		}
		other := st.Actions[0].CurrentState
		same := !slices.ContainsFunc(st.Actions, func(a Action) bool { return a.CurrentState != other })
		if same && other != "" && other != name && c.byName[other] == nil {
			c.byName[other] = st
			c.say(name, "", alias, "other", other)
		}
	}
	for _, name := range c.names {
		for _, a := range c.byName[name].Actions {
			if c.byName[a.NextState] == nil || a.NextState == "" {
				c.say(name, a.Action, nextUnknown, "next", a.NextState)
			}
		}
	}
	return len(c.remarks) == 0 || !slices.ContainsFunc(c.remarks, func(r Remark) bool { return r.Level == Refused })
}

// next is the name of the state that an action leads to.
func (c *converter) next(a Action) string { return c.byName[a.NextState].State }

// entry is the state that filing leads to. Where several actions file, it is the
// one from which the others are reached.
func (c *converter) entry() string {
	start := c.byName[""]
	if start == nil {
		for _, name := range c.names {
			if c.byName[name].IsStart {
				return name
			}
		}
	}
	if start == nil || len(start.Actions) == 0 {
		c.say("", "", noStart)
		return ""
	}
	best := c.next(start.Actions[0])
	for _, a := range start.Actions[1:] {
		if to := c.next(a); to != best && c.leads(to)[best] {
			best = to
		}
	}
	for _, a := range start.Actions {
		if to := c.next(a); to != best {
			c.say("", a.Action, startOther, "entry", best, "other", to)
		}
	}
	return best
}

// leads lists what can be reached from a state.
func (c *converter) leads(from string) map[string]bool {
	seen := map[string]bool{}
	stack := []string{from}
	for len(stack) > 0 {
		name := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if seen[name] {
			continue
		}
		seen[name] = true
		if c.ends[name] != "" {
			continue
		}
		for _, a := range c.byName[name].Actions {
			stack = append(stack, c.next(a))
		}
	}
	return seen
}

// finish finds the states that end the case. A terminal state may still have
// actions, such as reopening and rating: they are no part of the approval. A
// state that is approved and can only be cancelled is an end, too.
func (c *converter) finish() {
	c.ends = map[string]process.Result{}
	for _, name := range c.names {
		st := c.byName[name]
		onlyCancel := len(st.Actions) > 0 && said(name, "APPROVED", "ISSUED", "ACTIVATED") &&
			!slices.ContainsFunc(st.Actions, func(a Action) bool { return !said(a.Action, "CANCEL", "REVOK", "REVOC") })
		if name == "" || !st.IsTerminate && len(st.Actions) > 0 && !onlyCancel {
			continue
		}
		c.ends[name] = result(name)
		c.say(name, "", endedAs, "result", string(c.ends[name]))
		for _, a := range st.Actions {
			code := afterEnd
			if onlyCancel {
				code = finished
			}
			c.say(name, a.Action, code)
		}
	}
}

// result reads a terminal state's name.
func result(name string) process.Result {
	if rejects(name) || mentions(name, "WITHDRAW", "INVALID", "FAIL", "TERMINAT", "EXPIRED") {
		return process.Rejected
	}
	return process.Approved
}

// skipDrafts passes over states in which only the applicant completes what they
// are filing: an application is filed once it is whole.
func (c *converter) skipDrafts(entry string) string {
	seen := map[string]bool{}
	for !seen[entry] && c.ends[entry] == "" {
		seen[entry] = true
		to := ""
		for _, a := range c.byName[entry].Actions {
			next := c.next(a)
			switch {
			case next == entry:
			case !c.onlyApplicant(a) || to != "" && to != next:
				return entry
			default:
				to = next
			}
		}
		if to == "" || c.comesBack(entry) {
			return entry
		}
		c.say(entry, "", draft)
		entry = to
	}
	return entry
}

// comesBack tells whether another state leads to this one.
func (c *converter) comesBack(name string) bool {
	for _, other := range c.names {
		if other == "" || other == name {
			continue
		}
		for _, a := range c.byName[other].Actions {
			if c.next(a) == name {
				return true
			}
		}
	}
	return false
}

// onlyApplicant tells whether an action is the applicant's, alone or through
// whoever acts for them: every other role is mapped to the applicant as well.
func (c *converter) onlyApplicant(a Action) bool {
	found := false
	for _, role := range a.Roles {
		w, known := c.who(role)
		if !known || !w.Starter && w != (process.Who{}) {
			return false
		}
		found = found || w.Starter
	}
	return found
}

// byApplicant tells whether the applicant is among those who may act.
func (c *converter) byApplicant(a Action) bool {
	return slices.ContainsFunc(a.Roles, func(role string) bool {
		w, _ := c.who(role)
		return w.Starter
	})
}

func (c *converter) who(role string) (process.Who, bool) {
	if w, ok := c.people[role]; ok {
		return w, true
	}
	return process.Who{Starter: true}, role == citizen
}

// workdays rounds milliseconds up to days. DIGIT's clocks count days of the
// calendar, ours workdays; whoever imports is told.
func workdays(ms *int64) int {
	if ms == nil || *ms <= 0 {
		return 0
	}
	const day = 24 * 60 * 60 * 1000
	return int(min((*ms+day-1)/day, 999))
}
