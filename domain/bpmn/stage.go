package bpmn

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/diaodu/diaodu/domain/process"
)

// stage converts a task that people do.
func (c *converter) stage(n *Node) *process.Stage {
	s := &process.Stage{}
	if multi := n.child("multiInstanceLoopCharacteristics"); multi != nil {
		c.many(n, multi, s)
	} else {
		before := len(c.refusals)
		s.By, s.Mode = c.whoOf(n)
		if len(s.By) == 0 && !saidWho(c.refusals[before:]) {
			c.refuse(n, nobodyNamed)
		}
	}
	c.due(n, s)
	if key := n.attrIn("formKey", vendors...); key != "" {
		c.refuse(n, formKey, "key", key)
	}
	for _, f := range c.formOf(n) {
		if f.writable {
			s.Fields.Write = append(s.Fields.Write, f.key)
		}
		if f.required && f.writable {
			s.Fields.Required = append(s.Fields.Required, f.key)
		}
	}
	return s
}

// saidWho tells whether it was said already why nobody is found.
func saidWho(list []Refusal) bool {
	for _, r := range list {
		if r.Code == nobodyKnown || r.Code == peopleFormula {
			return true
		}
	}
	return false
}

// due reads a due date that is a duration of whole days. Durations count days of
// the calendar, our clocks workdays; the person is told.
func (c *converter) due(n *Node, s *process.Stage) {
	text := n.attrIn("dueDate", vendors...)
	if text == "" {
		return
	}
	days, ok := wholeDays(text)
	if !ok {
		c.refuse(n, dueFormula, "text", text)
		return
	}
	s.Within = days
	c.refuse(n, dueInWorkdays, "days", strconv.Itoa(days))
}

// many converts a task with many instances: 会签, 或签, 票签, 依次.
func (c *converter) many(n, multi *Node, s *process.Stage) {
	seats := c.seats(n, multi, s)
	ordered := multi.attr("isSequential") == "true"
	rule, ok := completion(multi.child("completionCondition").content(), seats)
	switch {
	case !ok:
		c.refuse(n, multiCondition, "text", multi.child("completionCondition").content())
	case ordered && rule.mode != process.All:
		c.refuse(n, multiOrder)
	case ordered:
		s.Mode = process.Ordered
	default:
		s.Mode, s.Ballot.Threshold = rule.mode, rule.threshold
		if rule.mode == process.Vote {
			c.refuse(n, multiAsVote, "percent", strconv.Itoa(rule.threshold))
		}
	}
}

// seats finds who the instances are for; it gives their number where the model
// fixes it, else 0.
func (c *converter) seats(n, multi *Node, s *process.Stage) int {
	count, _ := strconv.Atoi(strings.TrimSpace(multi.child("loopCardinality").content()))
	if field, ok := c.collection(multi); ok {
		element := multi.attrIn("elementVariable", vendors...)
		assignee, _ := variableOf(assigned(n, "assignee"))
		if assigned(n, "assignee")+assigned(n, "candidateUsers")+assigned(n, "candidateGroups") == "" || element != "" && assignee == element {
			if w, known := c.people[field]; known {
				w.Each = true
				s.By = []process.Who{w}
				return 0
			}
			if key := c.need(n, field, "array"); key != "" {
				s.By = []process.Who{{UserField: key, Each: true}}
			}
			return 0
		}
	}
	before := len(c.refusals)
	people, _ := c.whoOf(n)
	switch {
	case count > 0 && count <= 50 && len(people) == 1:
		for i := range count {
			seat := people[0]
			seat.Name = fmt.Sprintf("席位%d", i+1)
			s.By = append(s.By, seat)
		}
		return count
	case len(people) > 0:
		s.By = people
	}
	if !saidWho(c.refusals[before:]) {
		c.refuse(n, nobodyNamed)
	}
	return count
}

type rule struct {
	mode      process.Mode
	threshold int // percent
}

var (
	ratioRule = regexp.MustCompile(`^nrOfCompletedInstances/nrOfInstances(>=|==|>)([0-9]+(?:\.[0-9]+)?)$`)
	countRule = regexp.MustCompile(`^nrOfCompletedInstances(>=|==|>)([0-9]+)$`)
)

// completion understands the usual completion conditions. seats is the number of
// instances where it is fixed, else 0.
func completion(text string, seats int) (rule, bool) {
	text = strings.Map(func(r rune) rune {
		if r == ' ' || r == '\n' || r == '\t' || r == '\r' {
			return -1
		}
		return r
	}, text)
	if inner, ok := strings.CutPrefix(text, "${"); ok {
		text = strings.TrimSuffix(inner, "}")
	} else if inner, ok := strings.CutPrefix(text, "="); ok {
		text = inner
	}
	switch text {
	case "", "nrOfCompletedInstances==nrOfInstances", "nrOfInstances==nrOfCompletedInstances", "nrOfCompletedInstances>=nrOfInstances",
		"nrOfActiveInstances==0", "false":
		return rule{mode: process.All}, true
	}
	if m := ratioRule.FindStringSubmatch(text); m != nil {
		return ratio(m[1], m[2])
	}
	if m := countRule.FindStringSubmatch(text); m != nil {
		need, err := strconv.Atoi(m[2])
		if err != nil {
			return rule{}, false
		}
		if m[1] == ">" {
			need++
		}
		return counted(need, seats)
	}
	return rule{}, false
}

// ratio reads a share of the instances in whole percents.
func ratio(sign, text string) (rule, bool) {
	share, err := strconv.ParseFloat(text, 64)
	if err != nil || share > 1 {
		return rule{}, false
	}
	percent := int(share*100 + 0.5)
	if d := share*100 - float64(percent); d > 1e-9 || d < -1e-9 {
		return rule{}, false
	}
	switch {
	case percent == 100 && sign != ">":
		return rule{mode: process.All}, true
	case percent == 0 && sign == ">":
		return rule{mode: process.Any}, true
	case percent == 0 || percent == 100 || sign == "==":
		return rule{}, false
	case sign == ">":
		percent++ // more than half of up to fifty seats is at least 51 percent
	}
	return rule{process.Vote, percent}, true
}

// counted reads a number of instances: one is any, all is all, and between them
// the percentage that needs exactly so many of a fixed number.
func counted(need, seats int) (rule, bool) {
	switch {
	case need == 1:
		return rule{mode: process.Any}, true
	case need < 1 || seats == 0 || need > seats:
		return rule{}, false
	case need == seats:
		return rule{mode: process.All}, true
	}
	percent := 100 * need / seats
	if percent*seats <= 100*(need-1) {
		return rule{}, false
	}
	return rule{process.Vote, percent}, true
}
