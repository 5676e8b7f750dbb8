// Package taskforce is the 工作专班: a few people of several units, set up by a
// resolution to carry one project's matter through. It is a register entry, not a
// case: it has no deadlines of its own and decides nothing. It does no I/O.
package taskforce

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Force is one task force with everything it did.
type Force struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	IssueID   string    `json:"issue_id,omitempty"`
	ProjectID string    `json:"project_id,omitempty"`
	LeadID    string    `json:"lead_id"` // 专班长
	LeadName  string    `json:"lead_name"`
	Liaison   string    `json:"liaison,omitempty"` // 企业联络员
	DecidedAt time.Time `json:"decided_at"`        // the resolution
	SetUpAt   time.Time `json:"set_up_at"`
	// Origin names the event that set it up: case id and sequence number.
	Origin      string       `json:"origin,omitempty"`
	Members     []Member     `json:"members"`
	Plan        []Step       `json:"plan"`
	Contacts    []Contact    `json:"contacts"`
	DissolvedOn workcal.Date `json:"dissolved_on,omitzero"`
	Summary     string       `json:"summary,omitempty"`
	Lessons     string       `json:"lessons,omitempty"` // for the solution library (H-5)
}

// Member is a person of the force, from a day until a day (H-2).
type Member struct {
	N      int          `json:"n"`
	UserID string       `json:"user_id,omitempty"`
	Name   string       `json:"name"`
	Org    between.Unit `json:"org"`
	Role   string       `json:"role,omitempty"`
	From   workcal.Date `json:"from"`
	To     workcal.Date `json:"to,omitzero"` // last day; none while it lasts
}

// Step is one line of the plan 作战图 (H-3).
type Step struct {
	N        int          `json:"n"`
	Title    string       `json:"title"`
	UserID   string       `json:"user_id,omitempty"`
	UserName string       `json:"user_name"`
	Due      workcal.Date `json:"due"`
	DoneOn   workcal.Date `json:"done_on,omitzero"`
	Note     string       `json:"note,omitempty"`
}

// Contact is one meeting of minds with the enterprise (H-4).
type Contact struct {
	N        int          `json:"n"`
	On       workcal.Date `json:"on"`
	Kind     string       `json:"kind"` // visit, call, site, other
	People   string       `json:"people"`
	Findings string       `json:"findings"`
	Promise  string       `json:"promise,omitempty"`
	Forward  workcal.Date `json:"forward,omitzero"` // bring forward 跟进提醒 on this day
	Resolved bool         `json:"resolved,omitempty"`
	ByID     string       `json:"by_id"`
	ByName   string       `json:"by_name"`
}

// ContactKinds are the ways of contact.
var ContactKinds = []string{"visit", "call", "site", "other"}

// New sets a force up as it was decided. Its lead is a member from the first day.
func New(id string, b between.TaskForceBirth, issueID, projectID string, decided, at time.Time) (*Force, error) {
	if err := text("name", b.Name, 2, 100); err != nil {
		return nil, err
	}
	if err := text("lead_name", b.LeadName, 1, 50); err != nil {
		return nil, err
	}
	if err := text("lead_id", b.LeadID, 0, 32); err != nil {
		return nil, err
	}
	if decided.IsZero() || decided.After(at) {
		decided = at
	}
	f := &Force{
		ID: id, Name: strings.TrimSpace(b.Name), IssueID: issueID, ProjectID: projectID, LeadID: b.LeadID, LeadName: b.LeadName,
		Liaison: b.Liaison, DecidedAt: decided, SetUpAt: at, Members: []Member{}, Plan: []Step{}, Contacts: []Contact{},
	}
	today := workcal.DateOf(at)
	for _, m := range b.Members {
		if _, err := f.AddMember(m, today); err != nil {
			return nil, err
		}
	}
	lead := func(m Member) bool { return m.Name == b.LeadName && (m.UserID == b.LeadID || m.UserID == "") }
	if !slices.ContainsFunc(f.Members, lead) {
		f.Members = slices.Insert(f.Members, 0, Member{UserID: b.LeadID, Name: b.LeadName, Role: "专班长", From: today})
		for i := range f.Members {
			f.Members[i].N = i + 1
		}
	}
	return f, nil
}

// MaySetUp refuses whoever may not set up a task force by hand: all but the
// coordinator (taskforce.not_yours). A meeting's resolution sets one up by itself.
func MaySetUp(a org.Actor) error {
	if !a.Has(org.Coordinator) || a.Has(org.Admin) {
		return fault.New(fault.Forbidden, "taskforce.not_yours", "%s may not set up a task force", a.UserID)
	}
	return nil
}

// MayManage tells whether the actor may change the force: its lead, or the
// coordinator. An administrator may not (R16).
func (f *Force) MayManage(a org.Actor) bool {
	if a.Has(org.Admin) {
		return false
	}
	own := a.UserID != "" && (a.UserID == f.LeadID || a.StandsInFor != "" && a.StandsInFor == f.LeadID)
	return own || a.Has(org.Coordinator)
}

// MayLog tells whether the actor may write the contact log: members and service
// officers as well.
func (f *Force) MayLog(a org.Actor) bool {
	return f.MayManage(a) || !a.Has(org.Admin) && (a.Has(org.ServiceOfficer) || f.Has(a.UserID))
}

// MayRead tells whether the actor may see the force.
func (f *Force) MayRead(a org.Actor) bool {
	if a.Has(org.Owner) && !f.Has(a.UserID) {
		return false // the owner page shows its name, not its papers
	}
	return f.MayLog(a) || a.Has(org.Supervisor, org.Chair, org.Leader, org.Auditor) ||
		slices.ContainsFunc(f.Members, func(m Member) bool { return a.ActsFor(m.Org.ID) })
}

// Has tells whether the person is a member now.
func (f *Force) Has(userID string) bool {
	return userID != "" && slices.ContainsFunc(f.Members, func(m Member) bool { return m.UserID == userID && m.To.IsZero() })
}

// Orgs counts the units its present members come from.
func (f *Force) Orgs() int {
	var ids []string
	for _, m := range f.Members {
		if m.Org.ID != "" && m.To.IsZero() && !slices.Contains(ids, m.Org.ID) {
			ids = append(ids, m.Org.ID)
		}
	}
	return len(ids)
}

// LagDays is the calendar days from resolution to set-up ("第一时间" is 0).
func (f *Force) LagDays() int { return workcal.DateOf(f.SetUpAt).Sub(workcal.DateOf(f.DecidedAt)) }

// LagWorkdays is the same in workdays; the target is at most 1 (H-1).
func (f *Force) LagWorkdays(cal workcal.Calendar) int {
	return cal.WorkdaysBetween(workcal.DateOf(f.DecidedAt), workcal.DateOf(f.SetUpAt))
}

// AddMember takes a person in from a day on.
func (f *Force) AddMember(m between.TaskForceMember, from workcal.Date) (Member, error) {
	if err := f.alive(); err != nil {
		return Member{}, err
	}
	for _, x := range []struct {
		field, s        string
		shortest, limit int
	}{{"name", m.Name, 1, 50}, {"user_id", m.UserID, 0, 32}, {"org.id", m.Org.ID, 0, 32}, {"org.name", m.Org.Name, 0, 50}, {"role", m.Role, 0, 50}} {
		if err := text(x.field, x.s, x.shortest, x.limit); err != nil {
			return Member{}, err
		}
	}
	same := func(o Member) bool {
		return o.To.IsZero() && (m.UserID != "" && o.UserID == m.UserID || m.UserID == "" && o.Name == m.Name && o.Org.ID == m.Org.ID)
	}
	if slices.ContainsFunc(f.Members, same) {
		return Member{}, fault.New(fault.Conflict, "taskforce.member_twice", "%s is a member already", m.Name).On("user_id").With("name", m.Name)
	}
	in := Member{N: len(f.Members) + 1, UserID: m.UserID, Name: strings.TrimSpace(m.Name), Org: m.Org, Role: m.Role, From: from}
	f.Members = append(f.Members, in)
	return in, nil
}

// RemoveMember lets a person go; the record of their time stays.
func (f *Force) RemoveMember(n int, last workcal.Date) (Member, error) {
	if err := f.alive(); err != nil {
		return Member{}, err
	}
	for i, m := range f.Members {
		if m.N != n || !m.To.IsZero() {
			continue
		}
		if m.UserID != "" && m.UserID == f.LeadID {
			return m, fault.New(fault.Conflict, "taskforce.lead_stays", "the lead leaves when another leads").On("n")
		}
		if last.Before(m.From) {
			last = m.From
		}
		f.Members[i].To = last
		return f.Members[i], nil
	}
	return Member{}, noSuch(n)
}

// Lead makes a present member the lead.
func (f *Force) Lead(n int) error {
	if err := f.alive(); err != nil {
		return err
	}
	for _, m := range f.Members {
		if m.N == n && m.To.IsZero() {
			f.LeadID, f.LeadName = m.UserID, m.Name
			return nil
		}
	}
	return noSuch(n)
}

// AddStep puts a line on the plan.
func (f *Force) AddStep(s Step) (Step, error) {
	if err := f.alive(); err != nil {
		return s, err
	}
	if err := text("title", s.Title, 2, 200); err != nil {
		return s, err
	}
	if err := text("user_name", s.UserName, 1, 50); err != nil {
		return s, err
	}
	if s.Due.IsZero() {
		return s, fault.New(fault.Invalid, "taskforce.missing", "no due date").On("due").With("field", "due")
	}
	s.N, s.DoneOn = len(f.Plan)+1, workcal.Date{}
	f.Plan = append(f.Plan, s)
	return s, nil
}

// FinishStep marks a line done.
func (f *Force) FinishStep(n int, on workcal.Date, note string) (Step, error) {
	if err := f.alive(); err != nil {
		return Step{}, err
	}
	for i, s := range f.Plan {
		if s.N != n {
			continue
		}
		if !s.DoneOn.IsZero() {
			return s, fault.New(fault.Conflict, "taskforce.step_done", "step %d is done", n)
		}
		f.Plan[i].DoneOn, f.Plan[i].Note = on, note
		return f.Plan[i], nil
	}
	return Step{}, noSuch(n)
}

// Log records a contact with the enterprise.
func (f *Force) Log(c Contact, by org.Actor, today workcal.Date) (Contact, error) {
	if err := f.alive(); err != nil {
		return c, err
	}
	if !slices.Contains(ContactKinds, c.Kind) {
		return c, fault.New(fault.Invalid, "taskforce.kind", "contact kind %q", c.Kind).On("kind")
	}
	if err := text("people", c.People, 1, 200); err != nil {
		return c, err
	}
	if err := text("findings", c.Findings, 4, 2000); err != nil {
		return c, err
	}
	if c.On.IsZero() {
		c.On = today
	}
	if c.On.After(today) {
		return c, fault.New(fault.Invalid, "taskforce.ahead", "contact on %s", c.On).On("on")
	}
	if !c.Forward.IsZero() && !c.Forward.After(today) {
		return c, fault.New(fault.Invalid, "taskforce.forward_past", "bring forward on %s", c.Forward).On("forward")
	}
	c.N, c.Resolved, c.ByID, c.ByName = len(f.Contacts)+1, false, by.UserID, by.Name
	f.Contacts = append(f.Contacts, c)
	return c, nil
}

// Resolve strikes a bring-forward off.
func (f *Force) Resolve(n int) (Contact, error) {
	if err := f.alive(); err != nil {
		return Contact{}, err
	}
	for i, c := range f.Contacts {
		if c.N == n && !c.Resolved {
			f.Contacts[i].Resolved = true
			return f.Contacts[i], nil
		}
	}
	return Contact{}, noSuch(n)
}

// Dissolve ends the force with a summary; what was learnt stays (H-5).
func (f *Force) Dissolve(summary, lessons string, on workcal.Date) error {
	if err := f.alive(); err != nil {
		return err
	}
	if err := text("summary", summary, 10, 5000); err != nil {
		return err
	}
	if utf8.RuneCountInString(lessons) > 5000 {
		return text("lessons", lessons, 0, 5000)
	}
	f.DissolvedOn, f.Summary, f.Lessons = on, summary, lessons
	for i := range f.Members {
		if f.Members[i].To.IsZero() {
			f.Members[i].To = on
		}
	}
	return nil
}

func (f *Force) alive() error {
	if f.DissolvedOn.IsZero() {
		return nil
	}
	return fault.New(fault.Conflict, "taskforce.dissolved", "dissolved on %s", f.DissolvedOn).With("date", f.DissolvedOn.String())
}

func noSuch(n int) error {
	return fault.New(fault.Invalid, "taskforce.no_such_number", "nothing has number %d", n).On("n").With("n", n)
}

func text(field, s string, shortest, longest int) error {
	switch n := utf8.RuneCountInString(strings.TrimSpace(s)); {
	case n == 0 && shortest > 0:
		return fault.New(fault.Invalid, "taskforce.missing", "%s is missing", field).On(field).With("field", field)
	case n < shortest:
		return fault.New(fault.Invalid, "taskforce.too_short", "%s has %d characters", field, n).On(field).With("min", shortest)
	case n > longest:
		return fault.New(fault.Invalid, "taskforce.too_long", "%s has %d characters", field, n).On(field).With("max", longest)
	}
	return nil
}
