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
	// WithLevel: it was retired because its first level was, and comes back with it;
	// one that was retired singly before does not.
	WithLevel bool `json:"with_level,omitempty"`
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

// TownLeads stands for a class's usual lead where it is the town the project lies in.
const TownLeads = "town"

var (
	levelCode = regexp.MustCompile(`^[a-z]{2,16}$`)
	classCode = regexp.MustCompile(`^[a-z]+\.[a-z][a-z0-9_]{0,22}$`)
)

// Level is a first level 一级类别, by whose code statistics count (D-3). It is there
// as long as a class is under it, and retired when all of them are.
type Level struct {
	Code    string `json:"code"`
	Name    string `json:"name"`
	Retired bool   `json:"retired,omitempty"`
}

// Levels are the first levels of the catalogue, in its order.
func (c Catalogue) Levels() []Level {
	levels := []Level{}
	for _, l := range c {
		i := slices.IndexFunc(levels, func(x Level) bool { return x.Code == l.L1 })
		if i < 0 {
			i = len(levels)
			levels = append(levels, Level{Code: l.L1, Name: l.L1Name, Retired: true})
		}
		levels[i].Retired = levels[i].Retired && l.Retired
	}
	return levels
}

// LevelName is a first level's name in the catalogue, else its code.
func (c Catalogue) LevelName(code string) string {
	for _, l := range c {
		if l.L1 == code {
			return l.L1Name
		}
	}
	return code
}

// Follow refuses a catalogue that cannot follow the one before: nothing in it is
// lost, only retired. First levels may be added, renamed and retired, but a class
// stays under its own: its code begins with the level's, and codes never change, so
// that years can be compared.
func (c Catalogue) Follow(old Catalogue) error {
	for _, was := range old {
		if _, ok := c.Of(was.Code); !ok {
			return refuseClass("class.lost", was.Class, "retire it instead")
		}
	}
	if err := c.levels(); err != nil {
		return err
	}
	codes, names := map[string]bool{}, map[string]bool{}
	for _, l := range c {
		name := strings.TrimSpace(l.Name)
		switch {
		case !classCode.MatchString(l.Code) || !strings.HasPrefix(l.Code, l.L1+"."):
			return refuseClass("class.code", l.Class, "code")
		case name == "" || name != l.Name || utf8.RuneCountInString(name) > 20:
			return refuseClass("class.name", l.Class, "name")
		case codes[l.Code] || !l.Retired && names[l.L1+" "+name]:
			return refuseClass("class.twice", l.Class, "twice")
		case l.Days < 1 || l.Days > maxDays:
			return refuseClass("class.days", l.Class, "days")
		case l.WithLevel && !l.Retired:
			return refuseClass("class.with_level", l.Class, "offered, yet retired with its level")
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

// levels refuses first levels without a proper code or name, one with two names,
// and two offered under one name.
func (c Catalogue) levels() error {
	for _, l := range c {
		name := strings.TrimSpace(l.L1Name)
		if !levelCode.MatchString(l.L1) || name == "" || name != l.L1Name || utf8.RuneCountInString(name) > 10 || c.LevelName(l.L1) != name {
			return refuseClass("class.first_level", l.Class, "first level")
		}
	}
	offered := map[string]bool{}
	for _, l := range c.Levels() {
		if l.Retired {
			continue
		}
		if offered[l.Name] {
			return fault.New(fault.Invalid, "class.level_twice", "two first levels are named %q", l.Name).On("classes").With("name", l.Name)
		}
		offered[l.Name] = true
	}
	return nil
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
