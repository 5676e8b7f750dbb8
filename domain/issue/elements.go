package issue

import (
	"slices"
	"strings"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Facts are the five elements 五要素 (D-4).
type Facts struct {
	Who    string `json:"who,omitempty"`
	When   string `json:"when,omitempty"`
	Where  string `json:"where,omitempty"`
	Cause  string `json:"cause,omitempty"`
	Course string `json:"course,omitempty"`
}

// element is one of the five: its code, its name, and where it is kept.
type element struct {
	code, name string
	text       func(*Facts) *string
}

// elements are the five in the order of asking.
var elements = []element{
	{"who", "何人", func(f *Facts) *string { return &f.Who }},
	{"when", "何时", func(f *Facts) *string { return &f.When }},
	{"where", "何地", func(f *Facts) *string { return &f.Where }},
	{"cause", "何因", func(f *Facts) *string { return &f.Cause }},
	{"course", "经过", func(f *Facts) *string { return &f.Course }},
}

// Elements are the codes of the five elements, in their order.
func Elements() []string {
	codes := make([]string, len(elements))
	for i, e := range elements {
		codes[i] = e.code
	}
	return codes
}

func blank(text string) bool { return strings.TrimSpace(text) == "" }

// Lacking names the elements that are missing, in the order of asking.
func (f Facts) Lacking() []string {
	var codes []string
	for _, e := range elements {
		if blank(*e.text(&f)) {
			codes = append(codes, e.code)
		}
	}
	return codes
}

// filled takes from by what f lacks: an officer adds to the owner's words and
// never replaces them (D-1).
func (f Facts) filled(by *Facts) Facts {
	for _, e := range elements {
		if by != nil && blank(*e.text(&f)) {
			*e.text(&f) = *e.text(by)
		}
	}
	return f
}

// answered takes from by whatever it says: the owner's later word stands.
func (f Facts) answered(by *Facts) Facts {
	for _, e := range elements {
		if by != nil && !blank(*e.text(by)) {
			*e.text(&f) = *e.text(by)
		}
	}
	return f
}

// namesOf are elements in words.
func namesOf(codes []string) string {
	var names []string
	for _, e := range elements {
		if slices.Contains(codes, e.code) {
			names = append(names, e.name)
		}
	}
	return strings.Join(names, "、")
}

// checkMissing refuses to ask for what is no element (issue.element).
func checkMissing(codes []string) error {
	for _, code := range codes {
		if !slices.ContainsFunc(elements, func(e element) bool { return e.code == code }) {
			return fault.New(fault.Invalid, "issue.element", "no element %q", code).On("missing")
		}
	}
	return nil
}

// needsElements tells whether the rules of the issue's life ask for all five
// before it is accepted.
func (i *Issue) needsElements() bool { return i.Head.Life >= 3 }

// checkAccept keeps D-4: what lacks an element goes back to the owner, or the
// officer fills it in, or says why it is accepted as it is (issue.elements_missing).
func (i *Issue) checkAccept(cmd Command) error {
	if !i.needsElements() || !blank(cmd.Reason) {
		return nil
	}
	lacking := i.Facts.filled(cmd.Facts).Lacking()
	if len(lacking) == 0 {
		return nil
	}
	return fault.New(fault.Invalid, "issue.elements_missing", "missing %v", lacking).On("facts").With("missing", namesOf(lacking))
}

// sendBack returns the issue to the owner for elements. The first time, before
// it was accepted, its clock has not started: the day it is complete is the day
// it is received (D-4). The notice is complete and given once; what is asked for
// later only stops the clock. It tells whether the clock is out of the way.
func (i *Issue) sendBack(c Change) bool {
	if !i.needsElements() {
		return false
	}
	i.Asked = c.Missing
	if len(i.Asked) == 0 {
		i.Asked = i.Facts.Lacking()
	}
	if len(i.Asked) == 0 || i.Returns > 1 || !i.AcceptedOn.IsZero() {
		return false
	}
	i.Clock = workcal.Clock{}
	return true
}

// receive starts the clock from a day of receipt.
func (i *Issue) receive(on workcal.Date) {
	i.ReceivedOn = on
	i.Clock = workcal.NewClock(on, i.ClassNow().Days)
}
