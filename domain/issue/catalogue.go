package issue

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/diaodu/diaodu/domain/fault"
)

// Listed is a class in a district's catalogue 问题类别. A retired one is offered no
// more; issues that are in it stay in it, by the name it had.
type Listed struct {
	Class
	Retired bool `json:"retired,omitempty"`
}

// Catalogue is the classes of a district, in the order people choose from.
type Catalogue []Listed

// Shipped is the catalogue of a district that never changed it.
func Shipped() Catalogue {
	c := make(Catalogue, len(Classes))
	for i, one := range Classes {
		c[i].Class = one
	}
	return c
}

// Of finds a class by its code, retired or not.
func (c Catalogue) Of(code string) (Listed, bool) {
	i := slices.IndexFunc(c, func(l Listed) bool { return l.Code == code })
	if i < 0 {
		return Listed{}, false
	}
	return c[i], true
}

// Offered are the classes people may choose.
func (c Catalogue) Offered() []Class {
	out := []Class{}
	for _, l := range c {
		if !l.Retired {
			out = append(out, l.Class)
		}
	}
	return out
}

// maxDays bounds a class's limit, in working days: about a year.
const maxDays = 250

var classCode = regexp.MustCompile(`^[a-z]+\.[a-z][a-z0-9_]{0,22}$`)

// Follow refuses a catalogue that cannot follow the one before: nothing in it is
// lost, only retired, and a class stays under its first level, by which statistics
// count (D-3). First levels are those that ship, so that years can be compared.
func (c Catalogue) Follow(old Catalogue) error {
	for _, was := range old {
		if _, ok := c.Of(was.Code); !ok {
			return refuseClass("class.lost", was.Class, "retire it instead")
		}
	}
	codes, names := map[string]bool{}, map[string]bool{}
	for _, l := range c {
		l1, ok := firstLevel(l.L1)
		name := strings.TrimSpace(l.Name)
		switch {
		case !classCode.MatchString(l.Code) || !strings.HasPrefix(l.Code, l.L1+"."):
			return refuseClass("class.code", l.Class, "code")
		case !ok || l.L1Name != l1:
			return refuseClass("class.first_level", l.Class, "first level")
		case name == "" || name != l.Name || utf8.RuneCountInString(name) > 20:
			return refuseClass("class.name", l.Class, "name")
		case codes[l.Code] || !l.Retired && names[l.L1+" "+name]:
			return refuseClass("class.twice", l.Class, "twice")
		case l.Days < 1 || l.Days > maxDays:
			return refuseClass("class.days", l.Class, "days")
		}
		codes[l.Code] = true
		if !l.Retired {
			names[l.L1+" "+name] = true
		}
	}
	if len(names) == 0 {
		return fault.New(fault.Invalid, "class.none", "every class is retired").On("classes")
	}
	return nil
}

func firstLevel(code string) (name string, ok bool) {
	for _, c := range Classes {
		if c.L1 == code {
			return c.L1Name, true
		}
	}
	return "", false
}

func refuseClass(code string, c Class, why string) error {
	return fault.New(fault.Invalid, code, "class %q: %s", c.Code, why).On("classes").With("name", c.Name).With("class", c.Code).With("most", maxDays)
}

// ClassNow is the issue's class as it was when the issue was put into it, so that a
// catalogue that changes later renames nothing.
func (i *Issue) ClassNow() Class {
	if i.Catalogued != nil && i.Catalogued.Code == i.Class {
		return *i.Catalogued
	}
	c, ok := ClassOf(i.Class)
	if !ok {
		c = Class{Code: i.Class, L1: "other"}
	}
	return c
}

// checkClass refuses a class that neither ships, nor came with the order from the
// district's catalogue, nor is the issue's already.
func (i *Issue) checkClass(cmd Command) error {
	code := cmd.Class
	if cmd.Report != nil && cmd.Act == Report {
		code = cmd.Report.Class
	} else if cmd.Act != Triage && cmd.Act != Dispatch && cmd.Act != Arbitrate || code == "" || code == i.Class {
		return nil
	}
	if _, ok := ClassOf(code); !ok && (cmd.Catalogued == nil || cmd.Catalogued.Code != code) {
		return fault.New(fault.Invalid, "issue.class", "no class %q", code).On("class")
	}
	return nil
}
