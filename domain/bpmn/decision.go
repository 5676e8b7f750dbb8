package bpmn

import (
	"slices"
	"strings"

	"github.com/diaodu/diaodu/domain/process"
)

// BPMN has tasks that are done and gateways that ask a variable; we have stages
// that decide. A choice right behind a stage is the stage's decision where the
// model leaves no doubt: its flows are named or conditioned with words that mean
// yes and no, or come from our own export. Everything else stays a choice that
// asks the form.

// yes and no are the words by which people and tools call the two ways on. A
// word counts as a whole: flow names, and constants that conditions ask for.
var (
	yes = []string{"同意", "通过", "批准", "准予", "准予许可", "审核通过", "审批通过", "是", "yes", "y", "approve", "approved", "accept", "accepted",
		"agree", "agreed", "pass", "passed", "ok", "1", "true"}
	no = []string{"不同意", "不通过", "驳回", "拒绝", "不批准", "不予许可", "不准予", "否决", "审核不通过", "审批不通过", "退回", "否", "no", "n", "reject",
		"rejected", "refuse", "refused", "deny", "denied", "disagree", "fail", "failed", "not approved", "0", "false"}
	// asks are the variables that hold a decision in the models people have.
	asks = []string{"approved", "approve", "isapproved", "agree", "agreed", "isagree", "pass", "passed", "ispass", "accepted", "outcome", "decision",
		"result", "approvalresult", "audit", "auditresult", "auditstatus", "action"}
)

// decisions turns choices behind stages into the stages' decisions.
func (s *scope) decisions() {
	for v := range s.g.all {
		stage := &s.g.all[v]
		if stage.task != vStep || len(stage.steps) != 1 || stage.steps[0].Kind != process.KindStage || len(stage.outs) != 1 {
			continue
		}
		w := stage.outs[0].to
		if gate := &s.g.all[w]; gate.task == vChoose && gate.ins == 1 {
			s.decide(v, w)
		}
	}
}

func (s *scope) decide(v, w int) {
	gate := &s.g.all[w]
	outs := slices.Clone(gate.outs)
	approves, rejects := 0, 0
	for i := range outs {
		outs[i].decision = s.c.decisionOf(&outs[i], outs)
		switch outs[i].decision {
		case "":
			return
		case decideApprove:
			approves++
		case decideReject:
			rejects++
		}
	}
	if approves != 1 || rejects > 1 {
		return
	}
	slices.SortStableFunc(outs, func(a, b edge) int {
		switch {
		case a.decision == b.decision:
			return 0
		case a.decision == decideApprove:
			return -1
		case b.decision == decideApprove:
			return 1
		}
		return 0
	})
	s.g.all[v].task, s.g.all[v].outs = vDecide, outs
	gate.task, gate.outs, gate.ins = vPass, nil, 0 // nothing comes here any more
	s.decided[gate.el] = true
	s.c.refuse(gate.el, decisionTaken, "stage", title(s.g.all[v].el))
	if rejects == 0 {
		s.c.refuse(gate.el, rejectionToo, "stage", title(s.g.all[v].el))
	}
}

// decisionOf tells what a flow out of a choice stands for: approve, reject, the
// id of another outcome, or "" where the model does not say.
func (c *converter) decisionOf(e *edge, all []edge) string {
	if e.el == nil || e.refused {
		return ""
	}
	if own := e.el.attrIn("decision", NSOwn); own != "" {
		return own
	}
	if e.cond == nil {
		if other := c.otherSays(e, all); other != "" {
			return other
		}
		if d := meaning(e.name); d != "" {
			return d
		}
		return ""
	}
	return c.asked(e)
}

// asked understands a condition on a variable that no form of the model fills:
// only the task before it can have set it.
func (c *converter) asked(e *edge) string {
	t, negated := e.cond.tree, false
	if t == nil {
		return ""
	}
	for t.op == "!" {
		t, negated = t.args[0], !negated
	}
	name, word := t.name, "true"
	if t.op == "==" || t.op == "!=" {
		if t.args[0].op != "var" || t.args[1].op != "const" {
			return ""
		}
		name, word = t.args[0].name, t.args[1].text
		negated = negated != (t.op == "!=")
	} else if t.op != "var" {
		return ""
	}
	if f := c.fields[name]; f != nil && f.declared || !contains(asks, strings.ToLower(strings.ReplaceAll(name, "_", ""))) {
		return ""
	}
	d := meaning(word)
	if negated {
		d = map[string]string{decideApprove: decideReject, decideReject: decideApprove}[d]
	}
	if d == "" && !negated && word != "" && t.op == "==" {
		return outcomeID(word)
	}
	return d
}

// otherSays: of two flows the default, or the one without a condition, is what
// the other is not.
func (c *converter) otherSays(e *edge, all []edge) string {
	if len(all) != 2 || meaning(e.name) != "" {
		return ""
	}
	for i := range all {
		o := &all[i]
		if o.el == e.el || o.el == nil || o.refused {
			continue
		}
		said := meaning(o.name)
		if o.cond != nil {
			said = c.asked(o)
		}
		return map[string]string{decideApprove: decideReject, decideReject: decideApprove}[said]
	}
	return ""
}

func meaning(word string) string {
	word = strings.ToLower(strings.TrimSpace(word))
	switch {
	case contains(yes, word):
		return decideApprove
	case contains(no, word):
		return decideReject
	}
	return ""
}

// outcomeID makes an id of a word that a condition asks for.
func outcomeID(word string) string {
	id := strings.Map(func(r rune) rune {
		if r < 0x80 && (letter(byte(r)) || r >= '0' && r <= '9') {
			return r
		}
		return '_'
	}, strings.ToLower(word))
	if len(id) > 40 {
		id = id[:40]
	}
	return "to_" + id
}

// decide gives a stage the places where its decisions lead. The first edge is
// its approval and follows it.
func (l *layer) decide(v int) {
	x := &l.g.all[v]
	stage := x.steps[0].Stage
	stage.Outcomes = nil
	used := map[string]bool{}
	for _, e := range l.next[v][1:] {
		if e.decision == decideReject && l.rejects(v, e) {
			continue
		}
		o := process.Outcome{ID: e.decision, Name: e.name, Line: lineOf(e.el)}
		if e.decision == decideReject {
			o.ID = "not_agreed"
			l.c.refuse(e.el, rejectionToo, "stage", title(x.el))
		}
		for used[o.ID] {
			o.ID += "_"
		}
		used[o.ID] = true
		if o.Name == "" {
			o.Name = l.nameOf(e, o.ID)
		}
		if end := e.to != exit && l.g.all[e.to].task == vEnd; end && (l.ends || l.g.all[e.to].final) {
			o.End = l.g.all[e.to].result
		} else if end {
			o.To = l.target(exit)
		} else {
			o.To = l.target(e.to)
		}
		stage.Outcomes = append(stage.Outcomes, o)
	}
}

// rejects gives the stage's own rejection its place where it can go there: the
// end of the case, or an earlier step.
func (l *layer) rejects(v int, e edge) bool {
	stage := l.g.all[v].steps[0].Stage
	switch {
	case e.to == exit:
		if e.el.attrIn("decision", NSOwn) == "" {
			return false
		}
		stage.OnReject = "branch" // as our own export says it
		return true
	case l.g.all[e.to].task == vEnd:
		return l.ends || l.g.all[e.to].final // as without saying so
	case l.place[e.to] < l.place[v] && (l.g.all[e.to].task == vStep || l.g.all[e.to].task == vDecide):
		stage.OnReject = l.label(e.to)
		return true
	}
	return false
}

func (l *layer) nameOf(e edge, other string) string {
	if e.cond != nil && e.cond.tree != nil && e.cond.tree.op == "==" {
		return e.cond.tree.args[1].text
	}
	if e.decision == decideReject {
		return "不同意"
	}
	return other
}
