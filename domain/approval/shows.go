package approval

import (
	"slices"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
)

// StatusCode is the status as lists show it.
func (a *Approval) StatusCode() string { return string(a.Status) }

// Title is the application in one line: what is asked for, and for which project.
func (a *Approval) Title() string {
	name := a.Def.Name
	if p := a.Birth.Project.Name; p != "" {
		name = p + " · " + name
	}
	text := []rune(name)
	if len(text) > 120 {
		text = append(text[:119], '…')
	}
	return string(text)
}

// Parties are the applicant, the authority, and everybody who has or had a seat,
// was asked or was told.
func (a *Approval) Parties() []casefile.Party {
	var ps []casefile.Party
	seen := map[casefile.Party]bool{}
	add := func(kind casefile.PartyType, id string) {
		if p := (casefile.Party{Type: kind, ID: id}); id != "" && !seen[p] {
			seen[p] = true
			ps = append(ps, p)
		}
	}
	add(casefile.PartyEnterprise, a.Birth.Applicant.EnterpriseID)
	add(casefile.PartyUser, a.Birth.Applicant.UserID)
	add(casefile.PartyOrg, a.Def.Matter.Authority)
	if a.Birth.Submitted.Window {
		add(casefile.PartyUser, a.Birth.Submitted.UserID)
	}
	for i := range a.Seats {
		s := &a.Seats[i]
		add(casefile.PartyOrg, s.Org.ID)
		add(casefile.PartyUser, s.User.UserID)
		for _, p := range slices.Concat(s.Chain, s.Stack, s.Helped) {
			add(casefile.PartyUser, p.UserID)
		}
	}
	for _, p := range a.Past {
		add(p.Type, p.ID)
	}
	for _, c := range a.Copies {
		add(casefile.PartyUser, c.Person.UserID)
	}
	for _, c := range a.Consults {
		add(casefile.PartyUser, c.Of.UserID)
	}
	return ps
}

// Tallies are the counters an application in this state adds 1 to.
func (a *Approval) Tallies() []casefile.Tally {
	ts := []casefile.Tally{
		{Measure: "approval.status", Key: string(a.Status)},
		{Measure: "approval.process", Key: a.Def.Code},
	}
	if a.Status.Live() {
		ts = append(ts, casefile.Tally{Measure: "approval.open_by_org", Key: a.Def.Matter.Authority})
	}
	return ts
}

// Done tells whether nothing can happen any more: ended, every duty after the
// end done, and the time in which it could be voided over.
func (a *Approval) Done() bool {
	if a.End == nil || a.Status.Live() || len(a.Owed) > 0 {
		return false
	}
	key, _ := a.farewell()
	return a.HasRung(key)
}

// Order makes a command of the system's own.
func (a *Approval) Order(o casefile.Order) Command { return Command{Order: o} }

// Ball is who must move next (谁在办): the applicant, or the first open seat.
func (a *Approval) Ball(today workcal.Date) *casefile.Ball {
	if !a.Status.Live() {
		return nil
	}
	if a.Status == Waiting {
		s := a.Supplements[len(a.Supplements)-1]
		if s.Answered.IsZero() {
			return &casefile.Ball{Owner: true, What: ActSupply, Due: s.Due}
		}
		return &casefile.Ball{OrgID: s.Org.ID, OrgName: s.Org.Name, UserID: s.By.UserID, What: ActTakeIn, Due: s.AcceptBy}
	}
	var held *casefile.Ball
	for i := range a.Runs {
		r := &a.Runs[i]
		if !r.Open {
			continue
		}
		due := workcal.Date{}
		if r.Clock.On() {
			due = r.Clock.Due(a.Cal, today).Date
		}
		for _, s := range a.seated(r.N) {
			switch {
			case s.State == Open && s.Owner:
				return &casefile.Ball{Owner: true, What: ActResubmit, Due: due}
			case s.State == Open:
				p := s.holder()
				b := &casefile.Ball{OrgID: s.Org.ID, OrgName: s.Org.Name, UserID: p.UserID, What: ActApprove, Due: due}
				if b.OrgName == "" {
					b.OrgName = p.OrgName
				}
				if b.OrgName == "" {
					b.OrgName = p.Name
				}
				return b
			case s.State == Held && held == nil:
				held = &casefile.Ball{OrgID: s.Org.ID, OrgName: s.Org.Name, What: ActAppoint, Due: due}
			}
		}
	}
	return held
}

// Clocks are the deadlines that run, with the sums behind them.
func (a *Approval) Clocks(today workcal.Date) []casefile.ClockView {
	var views []casefile.ClockView
	add := func(key string, c workcal.Clock) {
		if !c.Start.IsZero() {
			views = append(views, casefile.ClockView{Key: key, Reading: c.Read(a.Cal, today)})
		}
	}
	add("law", a.Law)
	add("promise", a.Promise)
	for i := range a.Runs {
		if r := &a.Runs[i]; r.Open {
			add("step/"+itoa(r.N), r.Clock)
		}
	}
	if n := len(a.Supplements); n > 0 && a.Status == Waiting {
		a.Supplements[n-1].clock(add)
	}
	return views
}

// clock adds whose days run while the case's own stand still (E18): the applicant's
// to supply, then those of whoever asked to take it in, past which silence accepts.
func (s *Supplement) clock(add func(string, workcal.Clock)) {
	switch {
	case s.End != "":
	case s.Answered.IsZero():
		add("supply", workcal.NewClockUntil(s.AskedOn, s.Due))
	case !s.AcceptBy.IsZero():
		add("take_in", workcal.NewClockUntil(s.CameOn, s.AcceptBy))
	}
}

// Graph lays out the definition in force.
func (a *Approval) Graph() *process.Graph { return process.NewGraph(&a.Def) }
