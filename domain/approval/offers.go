package approval

import (
	"slices"
	"time"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
)

// Actions are the acts of the whole case that the actor may order now; those of
// seats are in my_seats.
func (a *Approval) Actions(actor org.Actor, at time.Time) []string {
	acts := []string{}
	for _, act := range []string{
		ActWithdraw, ActResubmit, ActSupply, ActFollow, ActTakeIn, ActCheck, ActTakeBack, ActExtend, ActResume, ActVerifyWord,
		ActCallback, ActObject, ActSettle, ActReply, ActRead, ActNote, ActUrge, ActCC,
		ActAppoint, ActCutSign, ActHandOver, ActSuspend, ActActivate, ActTerminate, ActVoid, ActJump, ActMigrate,
	} {
		if a.offers(act, actor, at) {
			acts = append(acts, act)
		}
	}
	return acts
}

// offers tries an act with nothing filled in: what only lacks its fields is
// offered, what the state or the person forbids is not.
// Of those that need a seat or a number, other_seats and settles say which.
func (a *Approval) offers(act string, actor org.Actor, at time.Time) bool {
	switch act {
	case ActSettle:
		return len(a.settles(actor, at)) > 0
	case ActJump: // after a move to another version there may be no step it could land on
		return a.tries(act, Form{}, actor, at) && slices.ContainsFunc(a.Graph().IDs(), func(step string) bool {
			return a.tries(act, Form{To: step, Reason: "?"}, actor, at)
		})
	case ActAppoint, ActCutSign:
		return slices.ContainsFunc(a.Seats, func(s Seat) bool {
			return a.run(s.Run).Open && s.State.Pending() && a.tries(act, Form{Seat: s.ID}, actor, at)
		})
	}
	return a.tries(act, Form{}, actor, at)
}

// seatActs are the reader's open seats with what they may do on each.
func (a *Approval) seatActs(actor org.Actor, at time.Time, g *process.Graph) []SeatActs {
	views := []SeatActs{}
	for i := range a.Seats {
		s := &a.Seats[i]
		r := a.run(s.Run)
		if !r.Open || !s.State.Pending() || !a.mine(s, actor) && s.lentOn(actor) < 0 {
			continue
		}
		n, ok := g.Node(r.Step)
		if !ok || n.Stage == nil {
			continue
		}
		v := SeatActs{Seat: s.ID, Run: r.N, Step: r.Step, Name: n.Name, Round: r.Round, Accepts: a.Accepts(s.ID), Opinion: n.Stage.Opinion,
			Write: n.Stage.Fields.Write, Required: n.Stage.Fields.Required, Outcomes: n.Stage.Outcomes,
			Resume: n.Stage.Return.Resume, Rule: n.Stage.OnReject, Choose: a.ToChoose(r.Step)}
		if !s.voter() || s.Advisory {
			v.Required = nil // the stage's own people fill it in, see approve
		}
		for _, act := range []string{
			ActApprove, ActReject, ActAbstain, ActChoose, ActReturn, ActClaim, ActUnclaim, ActTransfer, ActDelegate, ActAnswer, ActRecall,
			ActAddSign, ActRecuse, ActConsult, ActSupplement, ActPause, ActVisit, ActFinding,
		} {
			if a.offersOn(act, s.ID, actor, at, n.Stage) {
				v.Acts = append(v.Acts, act)
			}
		}
		if slices.Contains(v.Acts, ActReturn) {
			v.ReturnTo = a.returnTargets(r.N, n.Stage, g)
		}
		views = append(views, v)
	}
	return views
}

// Accepts tells whether a seat decides acceptance 受理.
func (a *Approval) Accepts(seat string) bool {
	s := a.seat(seat)
	if s == nil || !s.voter() || s.Advisory {
		return false
	}
	n, ok := a.Graph().Node(a.run(s.Run).Step)
	return ok && n.Stage != nil && n.Stage.Accepts
}

func (a *Approval) offersOn(act, seat string, actor org.Actor, at time.Time, st *process.Stage) bool {
	f := Form{Seat: seat, Opinion: "?"}
	switch act {
	case ActChoose:
		if len(st.Outcomes) == 0 {
			return false
		}
		f.Outcome = st.Outcomes[0].ID
	case ActReturn:
		if len(a.returnTargets(a.seat(seat).Run, st, a.Graph())) == 0 {
			return false
		}
		f.Opinion = ""
	case ActAddSign:
		f.Position = BeforeMe
	}
	return a.tries(act, f, actor, at)
}

// OtherSeat is a seat that the reader does not hold and what they may do with it:
// the keeper appoints, transfers and gives back, whoever added a signer removes them.
type OtherSeat struct {
	Seat string   `json:"seat"`
	Run  int      `json:"run"`
	Acts []string `json:"acts"`
}

// otherSeats are the pending seats that are not the reader's own to decide.
func (a *Approval) otherSeats(actor org.Actor, at time.Time) []OtherSeat {
	var views []OtherSeat
	for i := range a.Seats {
		s := &a.Seats[i]
		if !a.run(s.Run).Open || !s.State.Pending() {
			continue
		}
		v := OtherSeat{Seat: s.ID, Run: s.Run}
		own := a.mine(s, actor) || s.lentOn(actor) >= 0
		for _, act := range []string{ActAppoint, ActCutSign, ActTransfer, ActUnclaim} {
			if own && act != ActAppoint && act != ActCutSign {
				continue // among my_seats
			}
			if a.tries(act, Form{Seat: s.ID}, actor, at) {
				v.Acts = append(v.Acts, act)
			}
		}
		if len(v.Acts) > 0 {
			views = append(views, v)
		}
	}
	return views
}

// settles lists the objections that the actor may settle now.
func (a *Approval) settles(actor org.Actor, at time.Time) []int {
	var numbers []int
	for _, o := range a.Objections {
		if a.tries(ActSettle, Form{N: o.N}, actor, at) {
			numbers = append(numbers, o.N)
		}
	}
	return numbers
}

// tries tells whether an act lacks at most what the person has yet to fill in.
func (a *Approval) tries(act string, f Form, actor org.Actor, at time.Time) bool {
	return open(a.Check(Command{Order: casefile.Order{Act: act, Meta: casefile.Meta{Actor: actor, RequestID: "?"}}, Form: f}, at))
}
