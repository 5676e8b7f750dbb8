package approval

import (
	"strings"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Standing is how an application stands on a day, as lists show it.
type Standing struct {
	Steps      string // ids of the open steps that wait for somebody, joined by ","
	StepNames  string // their names, joined by "、"
	Held       bool   // a seat has nobody (E25)
	AcceptedOn workcal.Date
	Law        DueDates
	Promise    DueDates
	Paused     bool
	PauseWhy   string       // reason code of the stop that lasts
	NextPaper  workcal.Date // until when the next 容缺 material must follow
}

// DueDates is one clock of the whole case: its date in force and the days from
// which its light burns if nobody acts; no date for never. Lists compare them
// with the day instead of reading every application.
type DueDates struct {
	Due      workcal.Date
	YellowOn workcal.Date
	RedOn    workcal.Date
}

// Stands says how the application stands.
func (a *Approval) Stands(today workcal.Date) Standing {
	s := Standing{AcceptedOn: a.Law.Start, Law: a.dates(a.Law, today), Promise: a.dates(a.Promise, today)}
	if s.AcceptedOn.IsZero() {
		s.AcceptedOn = a.Promise.Start
	}
	var ids, names []string
	g := a.Graph()
	for i := range a.Runs {
		r := &a.Runs[i]
		n, ok := g.Node(r.Step)
		if !r.Open || ok && n.Kind.Block() {
			continue
		}
		ids = append(ids, r.Step)
		if ok && n.Name != "" {
			names = append(names, n.Name)
		} else {
			names = append(names, r.Step)
		}
	}
	s.Steps, s.StepNames = strings.Join(ids, ","), strings.Join(names, "、")
	for i := range a.Seats {
		s.Held = s.Held || a.Seats[i].State == Held && a.run(a.Seats[i].Run).Open
	}
	if stop := a.stopped(); stop != nil {
		s.Paused, s.PauseWhy = true, stop.Reason
	}
	for _, m := range a.Materials {
		if m.State == Deferred && !m.Due.IsZero() && (s.NextPaper.IsZero() || m.Due.Before(s.NextPaper)) {
			s.NextPaper = m.Due
		}
	}
	return s
}

// dates says when a clock's light turns. While it stands still only what was
// late before burns: the other dates move on with the pause.
func (a *Approval) dates(c workcal.Clock, today workcal.Date) DueDates {
	if c.Start.IsZero() {
		return DueDates{}
	}
	due := c.Due(a.Cal, today).Date
	d := DueDates{Due: due}
	if !c.On() || c.Paused() && !due.Before(c.Pauses[len(c.Pauses)-1].From) {
		return d
	}
	d.RedOn = due.AddDays(1)
	if !c.Paused() {
		if d.YellowOn = a.workdayFrom(due, -1); d.YellowOn.Before(c.Start) {
			d.YellowOn = c.Start
		}
	}
	return d
}

// SeenBy tells whether the actor may see the application: district roles, those
// who lead or accompany projects, whoever has or had a part, and everybody of a
// post that has a seat. Who stands in for somebody sees what they see.
func (a *Approval) SeenBy(actor org.Actor) bool {
	if actor.Has(org.Leader, org.ServiceOfficer) {
		return true
	}
	if e := a.Birth.Applicant.EnterpriseID; actor.Has(org.Owner) && !casefile.SeesAll(actor) && e != "" && actor.EnterpriseID != e {
		return false // who has left for another enterprise keeps nothing of the first one's
	}
	parties := a.Parties()
	if casefile.Sees(actor, parties) {
		return true
	}
	for _, p := range parties {
		if p.Type == casefile.PartyUser && p.ID == actor.StandsInFor {
			return true
		}
	}
	for i := range a.Seats {
		if s := &a.Seats[i]; s.Org.ID == "" && s.inPost(actor) {
			return true
		}
	}
	return false
}
