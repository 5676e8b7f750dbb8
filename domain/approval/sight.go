package approval

import (
	"slices"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
)

// Shows is what a reader may see of one event; ok is false for nothing. What the
// machinery did is nobody's reading, a sealed vote is the voter's own until its
// stage has decided, and an applicant reads what is said to them, not what
// offices say to each other (R14).
func (a *Approval) Shows(ev casefile.Event, reader org.Actor) (Change, bool) {
	c, err := ReadChange(ev)
	if err != nil || ev.Act == casefile.ActTold || ev.Act == casefile.ActRecalendar {
		return Change{}, false
	}
	g := a.Graph()
	if s := a.seat(c.Seat); s != nil && a.sealed(s, g) && !a.mine(s, reader) && !is(reader, ev.Actor.UserID) {
		return Change{}, false
	}
	shown := Change{
		Seat: c.Seat, Opinion: c.Opinion, Reason: c.Reason, Files: c.Files, To: c.To, People: c.People, Batch: c.Batch, Detail: c.Detail,
		Stops: c.Stops, Supplements: c.Supplements, Objections: c.Objections, Word: c.Word, Extended: c.Extended, End: c.End,
		Migrations: c.Migrations, Rang: c.Rang, Round: c.Round,
	}
	hidden := a.hiddenFrom(reader, g)
	for _, f := range c.Form {
		if !slices.Contains(hidden, f.Key) {
			shown.Form = append(shown.Form, f)
		}
	}
	seen := a.materialViews(reader, g)
	for _, m := range c.Materials {
		if slices.ContainsFunc(seen, func(v MaterialView) bool { return v.ID == m.ID }) {
			shown.Materials = append(shown.Materials, m)
		}
	}
	if a.applicant(reader) && !casefile.SeesAll(reader) {
		return a.toldApplicant(ev, shown)
	}
	return shown, true
}

// sealed tells whether a seat's vote is still secret.
func (a *Approval) sealed(s *Seat, g *process.Graph) bool {
	r := a.run(s.Run)
	n, ok := g.Node(r.Step)
	return ok && n.Stage != nil && n.Stage.Sight == "sealed" && r.Open
}

// applicantsReading are acts whose words are meant for the applicant.
var applicantsReading = []string{
	ActSupplement, ActTakeIn, ActCheck, ActPause, ActResume, ActExtend, ActVisit, ActSuspend, ActActivate, ActVerifyWord,
	ActTerminate, ActVoid,
}

// applicantsFacts are acts the applicant hears of, without the words.
var applicantsFacts = []string{ActApprove, ActReject, ActAbstain, ActChoose, ActReturn, ActCallback, casefile.ActRing}

// toldApplicant keeps what the applicant may read of an event.
func (a *Approval) toldApplicant(ev casefile.Event, c Change) (Change, bool) {
	own := ev.Actor.Has(org.Owner) || ev.Act == ActSubmit || ev.Actor.UserID == a.Birth.Applicant.UserID
	switch {
	case own, slices.Contains(applicantsReading, ev.Act), c.End != nil, ev.Act == ActReturn && c.To == ToStarter:
	case slices.Contains(applicantsFacts, ev.Act):
		c.Opinion, c.Reason, c.Files, c.Form = "", "", nil, nil
	default:
		return Change{}, false
	}
	if !own {
		c.People, c.Objections, c.Batch = nil, nil, ""
	}
	return c, true
}

// Secret tells whether a seat's vote is sealed and not yet the reader's to know.
func (a *Approval) Secret(id string, reader org.Actor) bool {
	s := a.seat(id)
	return s != nil && s.State.Decided() && a.sealed(s, a.Graph()) && !a.mine(s, reader) && !is(reader, s.By.UserID)
}

// ShowsWords tells whether a reader may read what was written with a seat's
// decision, also of a round long past. An applicant reads their own words and
// those that sent the application back to them or ended it.
func (a *Approval) ShowsWords(id string, reader org.Actor) bool {
	if a.Secret(id, reader) {
		return false
	}
	if !a.applicant(reader) || casefile.SeesAll(reader) {
		return true
	}
	s := a.seat(id)
	if s == nil || !s.State.Decided() {
		return false
	}
	if s.Owner || a.End != nil && a.End.Seq == s.Seq {
		return true
	}
	for i := range a.Runs {
		if a.Runs[i].Step == ToStarter && a.Runs[i].OpenSeq == s.Seq {
			return true
		}
	}
	return false
}

// Holds tells whether a person has an open seat of the application in hand, or
// lent one on.
func (a *Approval) Holds(userID string) bool {
	for i := range a.Seats {
		s := &a.Seats[i]
		if r := a.run(s.Run); r == nil || !r.Open || !s.State.Pending() || s.Owner {
			continue
		}
		if s.User.UserID == userID || slices.ContainsFunc(s.Stack, func(p Person) bool { return p.UserID == userID }) {
			return true
		}
	}
	return false
}
