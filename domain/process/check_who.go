package process

import (
	"slices"

	"github.com/diaodu/diaodu/domain/org"
)

func (c *checker) whos(path, step string, all []Who) {
	for i, w := range all {
		c.who(join(path, i), step, w)
	}
}

// who checks how the people of a seat are found.
func (c *checker) who(path, step string, w Who) {
	ways := 0
	// Who chooses may be told a post to choose from.
	for _, used := range []bool{w.Chosen == "" && (w.Role != "" || w.Org != "") || w.OrgField != "", w.User != "", w.UserField != "", w.Starter, w.Chosen != ""} {
		if used {
			ways++
		}
	}
	switch {
	case ways == 0:
		c.refuse(path, "process.who_nobody")
	case ways > 1 || w.Org != "" && w.OrgField != "":
		c.refuse(path, "process.who_two_ways")
	case w.Role == "" && (w.Org != "" || w.OrgField != ""):
		c.refuse(path, "process.who_no_role")
	}
	if w.Role != "" {
		c.role(join(path, "role"), w.Role)
		if w.Org == "" && w.OrgField == "" && UnitRole(w.Role) && c.d.Matter.Authority == "" {
			c.warn(path, "process.who_no_authority", "role", string(w.Role))
		}
	}
	c.org(join(path, "org"), w.Org)
	switch {
	case w.OrgField == "item":
		if !c.insideEach(step) {
			c.warn(join(path, "org_field"), "process.item_outside")
		}
	case w.OrgField != "":
		c.textField(join(path, "org_field"), w.OrgField)
	}
	if w.UserField != "" {
		c.textField(join(path, "user_field"), w.UserField)
	}
	c.chosen(join(path, "chosen"), step, w.Chosen)
	if w.Chosen == "starter" && w.Role == "" {
		c.warn(path, "process.chosen_anybody")
	}
	c.within(join(path, "weight"), w.Weight, 0, 10_000)
}

// role tells whether a role is known, and says so where it is not.
func (c *checker) role(path string, r org.Role) bool {
	if slices.Contains(org.Roles, r) {
		return true
	}
	if n := near(string(r), texts(org.Roles)); n != "" {
		c.refuse(path, "process.unknown_role_near", "role", string(r), "near", n)
		return false
	}
	c.refuse(path, "process.unknown_role", "role", string(r), "known", joined(org.Roles))
	return false
}

// insideEach tells whether a step has a unit of its own. The steps of a process
// that another calls once for each unit have one too, which is not seen here.
func (c *checker) insideEach(step string) bool {
	return slices.ContainsFunc(c.g.Around(step), func(id string) bool {
		n, _ := c.g.Node(id)
		return n.Kind == KindEach
	})
}

// textField refuses a field that holds neither an id nor a list of ids.
func (c *checker) textField(path, key string) {
	f, ok := c.field(path, key)
	if ok && f.Type != "string" && (f.Type != "array" || f.item == nil || f.item.Type != "string") {
		c.refuse(path, "process.field_not_text", "field", key)
	}
}

// chosen refuses a chooser who comes too late to choose.
func (c *checker) chosen(path, step, by string) {
	if by == "" || by == "starter" {
		return
	}
	n, ok := c.g.Node(by)
	here, inTree := c.g.Node(step)
	switch {
	case !ok || n.Kind != KindStage:
		c.refuse(path, "process.not_a_stage", "id", by)
	case inTree && n.Order >= here.Order:
		c.refuse(path, "process.chosen_later", "id", by)
	}
}

func (c *checker) nobody(path, step string, n Nobody) {
	c.one(join(path, "then"), n.Then, wordsOf["Nobody.then"]...)
	if n.Then == "fallback" && n.Fallback == nil {
		c.refuse(path, "process.fallback_missing")
	}
	if n.Fallback != nil {
		c.who(join(path, "fallback"), step, *n.Fallback)
	}
}

// target refuses a step that is not there, or that stands inside a block that
// the jump does not start from. Earlier demands that the step lies behind.
func (c *checker) target(path, from, to string, earlier bool) bool {
	n, ok := c.g.Node(to)
	here, _ := c.g.Node(from)
	switch {
	case !ok:
		if near := near(to, c.g.IDs()); near != "" {
			c.refuse(path, "process.target_unknown_near", "id", to, "near", near)
		} else {
			c.refuse(path, "process.target_unknown", "id", to)
		}
	case !c.g.MayJump(from, to):
		c.refuse(path, "process.target_inside", "id", to, "block", n.Parent)
	case earlier && (n.Order >= here.Order || c.g.Within(from, to)):
		c.refuse(path, "process.target_not_earlier", "id", to)
	default:
		return true
	}
	return false
}

// onReject checks where a rejection leads.
func (c *checker) onReject(path, from, to string) {
	switch to {
	case "", "end":
	case "branch":
		if n, _ := c.g.Node(from); n.Parent == "" {
			c.refuse(path, "process.branch_outside")
		}
	default:
		c.target(path, from, to, true)
	}
}

func (c *checker) limits() {
	l := c.d.Limits
	c.days("limits", dayValue{"statutory", l.Statutory}, dayValue{"promised", l.Promised}, dayValue{"extension", l.Extension},
		dayValue{"supplement", l.Supplement}, dayValue{"supplements", l.Supplements})
	if l.Statutory > 0 && l.Promised > l.Statutory {
		c.refuse("limits.promised", "process.promised_longer", "promised", l.Promised, "law", l.Statutory)
	}
	c.one("limits.unanswered", l.Unanswered, wordsOf["Limits.unanswered"]...)
	if l.From == "" {
		return
	}
	if n, ok := c.g.Node(l.From); !ok || n.Kind != KindStage || n.Parent != "" || n.When != "" {
		c.refuse("limits.from", "process.limits_from", "id", l.From)
	}
}

func (c *checker) rules() {
	r := c.d.Rules
	if n, ok := c.g.Node(r.Withdraw); r.Withdraw != "" && r.Withdraw != "decision" && r.Withdraw != "never" && (!ok || n.Kind != KindStage) {
		c.refuse("rules.withdraw", "process.withdraw", "value", r.Withdraw)
	}
	c.nobody("rules.nobody", "", r.Nobody)
	c.one("rules.starter", r.Starter, wordsOf["Rules.starter"]...)
	c.one("rules.repeat", r.Repeat, wordsOf["Rules.repeat"]...)
	c.within("rules.hops", r.Hops, 0, 50)
	if r.Keeper != nil {
		c.who("rules.keeper", "", *r.Keeper)
	}
}
