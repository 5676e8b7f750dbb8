package process

import (
	"slices"
	"strings"
)

// reserved are words that stand where ids of steps may stand.
var reserved = []string{"end", "branch", "starter", "previous", "decision", "never", "item", "any", "approve", "reject", "return", "hold", "pass"}

// sequence checks steps that stand one after the other.
func (c *checker) sequence(steps []Step, path string, depth int) {
	if depth > MaxDepth {
		c.refuse(path, "process.too_deep", "most", MaxDepth)
		return
	}
	if c.count > MaxSteps {
		return
	}
	for i := range steps {
		c.step(&steps[i], join(path, i), depth)
	}
}

func (c *checker) step(s *Step, path string, depth int) {
	c.id(s, path)
	if !slices.Contains(Kinds, s.Kind) {
		c.refuse(path, "process.step_no_kind", "kinds", joined(Kinds))
		return
	}
	if part := s.misplaced(); part != "" {
		c.refuse(path, "process.step_misplaced", "part", part, "kind", string(s.Kind))
		return
	}
	c.expr(join(path, "when"), s.When)
	c.step1(s, path)
	for b := range s.Branches {
		c.sequence(s.Branches[b].Steps, stepsPath(s, path, b), depth+1)
	}
}

// step1 checks what a step's kind asks for. Parts that are missing count as empty.
func (c *checker) step1(s *Step, path string) {
	whole := *s
	whole.own()
	switch s.Kind {
	case KindStage:
		c.named(s, path)
		c.stage(s.ID, whole.Stage, path)
	case KindParallel, KindChoose:
		c.block(s, path)
	case KindEach:
		c.each(s, path)
	case KindCall:
		c.named(s, path)
		c.call(s, whole.Call, path)
	case KindNotice:
		c.named(s, path)
		c.notice(s.ID, whole.Notice, path)
	case KindWait:
		c.named(s, path)
		c.wait(s.ID, whole.Wait, path)
	case KindGoto:
		c.target(join(path, "goto"), s.ID, s.To, false)
		if s.To == s.ID {
			c.refuse(join(path, "goto"), "process.goto_itself")
		}
	case KindCC:
		if len(s.CC) == 0 {
			c.refuse(path, "process.cc_nobody")
		}
		c.whos(join(path, "cc"), s.ID, s.CC)
	case KindEnd:
		c.one(join(path, "end"), string(s.Result), texts(Results)...)
		if s.Result == "" {
			c.refuse(path, "process.no_result", "known", joined(Results))
		}
	}
}

// Results lists how a definition may end a case.
var Results = []Result{Approved, Rejected, Refused}

func (c *checker) id(s *Step, path string) {
	switch {
	case s.ID == "":
		c.refuse(path, "process.no_id")
	case !idPattern.MatchString(s.ID):
		c.refuse(path, "process.id", "value", s.ID)
	case slices.Contains(reserved, s.ID):
		c.refuse(path, "process.id_reserved", "id", s.ID)
	case c.at[s.ID] != path:
		c.refuse(path, "process.id_twice", "id", s.ID, "first", c.steps[s.ID])
	}
}

func (c *checker) named(s *Step, path string) {
	if strings.TrimSpace(s.Name) == "" {
		c.refuse(path, "process.step_no_name", "id", s.ID)
	}
}

// block checks the branches of parallel and choose.
func (c *checker) block(s *Step, path string) {
	c.onReject(join(path, "on_reject"), s.ID, s.OnReject)
	if len(s.Branches) == 0 {
		c.refuse(path, "process.no_branches", "id", s.ID)
		return
	}
	empty, conditional, otherwise := 0, 0, -1
	for i := range s.Branches {
		b, here := &s.Branches[i], join(path, "branches", i)
		c.expr(join(here, "when"), b.When)
		if len(b.Steps) == 0 {
			empty++
			if s.Kind == KindParallel && !b.Otherwise {
				c.refuse(here, "process.branch_empty", "n", i+1)
			}
		}
		if b.When != "" {
			conditional++
		}
		if !b.Otherwise {
			continue
		}
		if b.When != "" {
			c.refuse(here, "process.otherwise_when")
		}
		if otherwise >= 0 {
			c.refuse(here, "process.otherwise_twice", "n", otherwise+1)
			return
		}
		otherwise = i
	}
	if empty == len(s.Branches) && s.Kind == KindChoose {
		c.refuse(path, "process.block_empty", "id", s.ID)
	}
	if s.Kind == KindChoose {
		c.choose(s, path, otherwise)
		return
	}
	c.parallel(s, path, conditional, otherwise)
}

func (c *checker) choose(s *Step, path string, otherwise int) {
	for i, b := range s.Branches {
		if b.When == "" && !b.Otherwise {
			c.refuse(join(path, "branches", i), "process.branch_no_when", "n", i+1)
		}
	}
	switch last := len(s.Branches) - 1; {
	case otherwise < 0:
		c.refuse(path, "process.choose_otherwise", "id", s.ID)
	case otherwise != last:
		c.refuse(join(path, "branches", otherwise), "process.otherwise_not_last")
	}
}

func (c *checker) parallel(s *Step, path string, conditional, otherwise int) {
	switch {
	case len(s.Branches) == 1:
		c.refuse(path, "process.parallel_one", "id", s.ID)
	case otherwise < 0 && conditional == len(s.Branches):
		c.refuse(path, "process.parallel_conditional", "id", s.ID)
	case otherwise >= 0 && conditional < len(s.Branches)-1:
		c.refuse(join(path, "branches", otherwise), "process.otherwise_never")
	}
}

func (c *checker) each(s *Step, path string) {
	c.onReject(join(path, "on_reject"), s.ID, s.OnReject)
	if s.Over == "" {
		c.refuse(path, "process.over_missing", "id", s.ID)
	} else {
		c.over(path, s.Over)
	}
	if len(s.Branches) == 0 || len(s.Branches[0].Steps) == 0 {
		c.refuse(path, "process.block_empty", "id", s.ID)
	}
}

// over refuses a field that is no list of texts: units are named by their ids.
func (c *checker) over(path, field string) {
	path = join(path, "over")
	f, ok := c.field(path, field)
	if ok && (f.Type != "array" || f.item == nil || f.item.Type != "string") {
		c.refuse(path, "process.over_not_list", "field", field)
	}
}

// field finds a field of the form, or says that there is none.
func (c *checker) field(path, key string) (FormField, bool) {
	if f, ok := c.fieldOf[key]; ok {
		return f, true
	}
	if c.formless || len(c.problems) >= maxProblems {
		return FormField{}, false
	}
	if n := near(key, c.fieldKeys); n != "" {
		c.refuse(path, "process.unknown_field_near", "field", key, "near", n)
	} else {
		c.refuse(path, "process.unknown_field", "field", key)
	}
	return FormField{}, false
}

func (c *checker) call(s *Step, call *Call, path string) {
	if call.Process == "" {
		c.refuse(path, "process.call_nothing", "id", s.ID)
	}
	if s.Over != "" {
		c.over(path, s.Over)
	}
	c.one(join(path, "gather"), call.Gather, wordsOf["Call.gather"]...)
	for i, key := range call.Copy {
		c.field(join(path, "copy", i), key)
	}
	if call.Detached && (call.Gather != "" || call.OnReject != "") {
		c.refuse(join(path, "detached"), "process.detached_waits")
	}
	c.onReject(join(path, "on_reject"), s.ID, call.OnReject)
}

func (c *checker) notice(id string, n *Notice, path string) {
	c.within(join(path, "days"), n.Days, 1, maxDays)
	c.who(join(path, "by"), id, n.By)
	if n.OnObjection == "branch" {
		c.one(join(path, "on_objection"), n.OnObjection, "end")
		return
	}
	c.onReject(join(path, "on_objection"), id, n.OnObjection)
}

func (c *checker) wait(id string, w *Wait, path string) {
	if strings.TrimSpace(w.From) == "" {
		c.refuse(path, "process.wait_from", "id", id)
	}
	if w.By != (Who{Line: w.By.Line}) {
		c.who(join(path, "by"), id, w.By)
	}
	c.days(path, dayValue{"within", w.Within})
	c.late(join(path, "late"), id, w.Late, w.Within > 0)
	c.onReject(join(path, "on_reject"), id, w.OnReject)
}
