package bpmn

import (
	"slices"
	"strings"

	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
)

// roleWords are the Chinese words of roles, as lanes and groups are named.
var roleWords = map[string]org.Role{
	"项目业主": org.Owner, "业主": org.Owner, "服务专员": org.ServiceOfficer, "统筹协调人员": org.Coordinator, "督查室": org.Supervisor,
	"部门收文": org.DeptReceiver, "收文": org.DeptReceiver, "窗口": org.DeptReceiver, "承办人": org.Handler, "经办人": org.Handler,
	"部门负责人": org.DeptLead, "公用企业对接人": org.UtilityAgent, "区级主要领导": org.Chair, "分管领导": org.Leader, "专班长": org.TaskForceLead,
	"纪要审核人": org.MinutesReviewer,
}

// starterWords are the ways to say whoever started the case.
var starterWords = []string{
	"申请人", "发起人", "起草人", "initiator", "starter", "applicant", "applyuser", "applyuserid", "startuser", "startuserid", "$initiator",
}

// named finds who a name of the model is here: by the importer's table, as one
// of our roles, or as the applicant. It never supposes a unit or a person.
func (c *converter) named(name string) (process.Who, bool) {
	if w, ok := c.people[name]; ok {
		return w, true
	}
	if slices.Contains(org.Roles, org.Role(name)) {
		return process.Who{Role: org.Role(name)}, true
	}
	if r, ok := roleWords[name]; ok {
		return process.Who{Role: r}, true
	}
	if contains(starterWords, strings.ToLower(name)) || contains(c.starter, name) {
		return process.Who{Starter: true}, true
	}
	return process.Who{}, false
}

// whoOf finds the people of an activity: the vendors' attributes and the
// standard's resource roles first, then the lane it stands in, then the pool.
// What is named and not known here is said.
func (c *converter) whoOf(n *Node) (people []process.Who, mode process.Mode) {
	if text := assigned(n, "assignee"); text != "" {
		return c.persons(n, []string{text}), ""
	}
	users := list(assigned(n, "candidateUsers"))
	groups := list(assigned(n, "candidateGroups"))
	if len(users)+len(groups) > 0 {
		people = append(c.persons(n, users), c.groups(n, groups)...)
		return people, anyOf(people)
	}
	if people, found := c.resources(n); found {
		return people, anyOf(people)
	}
	lane := c.lanes[n.attr("id")]
	for at := n.parent; lane == nil && at.is("subProcess"); at = at.parent {
		lane = c.lanes[at.attr("id")] // what is inside stands where its frame stands
	}
	for at := lane; at != nil; at = at.parent {
		if !at.is("lane") || at.name() == "" {
			continue
		}
		if w, ok := c.named(at.name()); ok {
			return []process.Who{w}, ""
		}
	}
	if c.pool != nil {
		if w, ok := c.people[c.pool.name()]; ok {
			return []process.Who{w}, ""
		}
	}
	if lane != nil && lane.name() != "" {
		c.refuse(n, nobodyKnown, "name", lane.name())
	}
	return nil, ""
}

// assigned reads how a vendor assigns a task: an attribute of it, or of an
// assignmentDefinition inside, where = begins an expression.
func assigned(n *Node, name string) string {
	if text := n.attrIn(name, vendors...); text != "" {
		return text
	}
	for _, ext := range n.extensions() {
		if ext.Local != "assignmentDefinition" || ext.Space() != nsZeebe {
			continue
		}
		text := strings.TrimSpace(ext.attr(name))
		formula, is := strings.CutPrefix(text, "=")
		formula = strings.TrimSpace(formula)
		switch {
		case !is:
			return text
		case len(formula) > 2 && formula[0] == '"' && strings.IndexByte(formula[1:], '"') == len(formula)-2:
			return formula[1 : len(formula)-1]
		default:
			return "${" + formula + "}"
		}
	}
	return ""
}

// anyOf: a task offered to several is taken by one of them.
func anyOf(people []process.Who) process.Mode {
	if len(people) > 1 {
		return process.Any
	}
	return ""
}

// list splits a,b,c outside of expressions.
func list(text string) []string {
	if strings.Contains(text, "{") {
		return []string{strings.TrimSpace(text)}
	}
	var out []string
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == '，' || r == ';' }) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// persons are people named one by one: accounts, or a variable that holds one.
func (c *converter) persons(n *Node, names []string) []process.Who {
	var out []process.Who
	for _, name := range names {
		if w, ok := c.named(strings.TrimSpace(name)); ok {
			out = append(out, w)
			continue
		}
		variable, simple := variableOf(name)
		switch {
		case simple:
			if w, ok := c.named(variable); ok {
				out = append(out, w)
				continue
			}
			if key := c.need(n, variable, "string"); key != "" {
				out = append(out, process.Who{UserField: key})
			}
		case strings.ContainsAny(name, "${}()="):
			c.refuse(n, peopleFormula, "text", name)
		default:
			c.refuse(n, userByAccount, "user", name)
			out = append(out, process.Who{User: name})
		}
	}
	return out
}

// groups are roles or groups, which must be known here.
func (c *converter) groups(n *Node, names []string) []process.Who {
	var out []process.Who
	for _, name := range names {
		w, ok := c.named(name)
		switch {
		case ok:
			out = append(out, w)
		case strings.ContainsAny(name, "${}()="):
			c.refuse(n, peopleFormula, "text", name)
		default:
			c.refuse(n, nobodyKnown, "name", name)
		}
	}
	return out
}

// resources reads the standard's own way of naming people.
func (c *converter) resources(n *Node) (people []process.Who, found bool) {
	for _, el := range n.elements() {
		if !el.is("potentialOwner", "humanPerformer", "performer", "resourceRole") {
			continue
		}
		if ref := local(el.child("resourceRef").content()); ref != "" {
			found = true
			people = append(people, c.groups(n, []string{c.nameOf(ref)})...)
		}
		assignment := el.child("resourceAssignmentExpression")
		if assignment == nil {
			continue
		}
		text := assignment.content()
		if inner := assignment.child("formalExpression", "expression"); inner != nil {
			text = inner.content()
		}
		if w, ok := ownWho(text); ok {
			found = true
			people = append(people, w)
			continue
		}
		for _, part := range list(text) {
			found = true
			user, isUser := wrapped(part, "user")
			group, isGroup := wrapped(part, "group")
			switch {
			case isUser:
				people = append(people, c.persons(n, []string{user})...)
			case isGroup:
				people = append(people, c.groups(n, []string{group})...)
			case el.is("potentialOwner") && !strings.Contains(part, "{"):
				people = append(people, c.groups(n, []string{part})...)
			default:
				people = append(people, c.persons(n, []string{part})...)
			}
		}
	}
	return people, found
}

// ownWho reads what whoText wrote.
func ownWho(text string) (process.Who, bool) {
	var w process.Who
	for _, part := range strings.Fields(text) {
		name, value, _ := strings.Cut(strings.TrimSuffix(part, ")"), "(")
		switch name {
		case "role":
			w.Role = org.Role(value)
		case "org":
			w.Org = value
		case "org_field":
			w.OrgField = value
		case "user":
			w.User = value
		case "user_field":
			w.UserField = value
		case "chosen":
			w.Chosen = value
		case "starter":
			w.Starter = true
		}
	}
	known := w.Role == "" || slices.Contains(org.Roles, w.Role)
	return w, known && w != (process.Who{}) && whoText(w) == text
}

// wrapped reads user(name) and group(name).
func wrapped(text, word string) (string, bool) {
	inner, ok := strings.CutPrefix(text, word+"(")
	if !ok || !strings.HasSuffix(inner, ")") {
		return "", false
	}
	return strings.TrimSpace(inner[:len(inner)-1]), true
}

// need makes sure that the form has a field that people are taken from, and
// gives its key.
func (c *converter) need(n *Node, name, typ string) string {
	if f := c.fields[name]; f != nil {
		return f.key
	}
	if !c.nameable(name) {
		c.refuse(n, peopleFormula, "text", name)
		return ""
	}
	c.fields[name] = &field{key: fieldKey(name), typ: typ, el: n}
	c.fieldOrder = append(c.fieldOrder, name)
	c.refuse(n, fieldInferred, "name", name, "type", typ)
	return fieldKey(name)
}
