package approval

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
)

// enough acts of people of good will end any case.
const enoughActs = 400

// finish lets people of good will bring the case to its end, and time go by until
// nothing more can happen.
func (w *journey) finish() {
	for range enoughActs {
		switch {
		case len(w.a.Owed) > 0:
			w.answer(false)
		case w.a.Status.Live():
			w.goodWill()
		}
	}
	if w.a.Life < 3 && w.a.Status.Live() {
		return // a vote without its quorum is lost again and again; see fillQuorum
	}
	require.False(w.rt, w.a.Status.Live(), "%d acts of good will did not end it: %s", enoughActs, mustJSON(w.rt, w.a.Runs))
	for range 20 {
		w.answer(false)
		if w.a.Done() {
			return
		}
		w.pass(w.now.AddDate(0, 1, 0))
	}
	require.FailNow(w.rt, "an ended case waits for ever")
}

// must orders what has to be accepted.
func (w *journey) must(who org.Actor, act string, f Form) {
	require.NoError(w.rt, w.order(who, act, f), "%s by %s", act, who.UserID)
}

// keeps is somebody who keeps the process.
func (w *journey) keeps() org.Actor {
	for _, p := range append(slices.Clone(w.there), head) {
		if w.a.Keeps(p) {
			return p
		}
	}
	return keeper
}

// goodWill does one thing that brings the case on.
func (w *journey) goodWill() {
	switch w.a.Status {
	case Suspended:
		if w.order(w.keeps(), ActActivate, Form{}) != nil {
			w.must(org.Clock, ActActivate, Form{})
		}
		return
	case Waiting:
		if s := w.a.Supplements[len(w.a.Supplements)-1]; s.Answered.IsZero() {
			w.must(w.applicant(), ActSupply, Form{Materials: w.papers(), Opinion: "已补"})
		} else {
			w.pass(workcal.Date(s.AcceptBy).AddDays(1).At(1, 0)) // silence accepts
		}
		return
	}
	g := w.a.Graph()
	for _, notices := range []bool{false, true} { // time goes by last: people are not late
		for i := range w.a.Runs {
			r := w.a.Runs[i]
			if n, ok := g.Node(r.Step); r.Open && (!ok || !n.Kind.Block()) && !r.Until.IsZero() == notices {
				w.bringOn(r, n)
				return
			}
		}
	}
	require.FailNow(w.rt, "no step is open")
}

func (w *journey) bringOn(r Run, n process.Node) {
	switch {
	case r.Step == ToStarter:
		w.must(w.applicant(), ActResubmit, Form{Materials: w.papers()})
	case n.Wait != nil:
		w.must(org.Clock, ActCallback, Form{Outcome: Pass, N: r.N})
	case n.Call != nil:
		i := slices.IndexFunc(w.subs, func(id string) bool {
			return slices.ContainsFunc(r.Calls, func(c SubCase) bool { return c.CaseID == id && c.Outcome == "" })
		})
		require.GreaterOrEqual(w.rt, i, 0, "%s waits for a sub-case that is not there", r.Step)
		w.subEnds(i, Pass)
	case n.Notice != nil:
		for _, o := range w.a.Objections {
			if o.Run == r.N && o.Settled == "" {
				w.must(head, ActSettle, Form{N: o.N, Outcome: "dismissed", Opinion: "不成立"})
				return
			}
		}
		w.pass(r.Until.Add(time.Minute))
	default:
		w.decide(r)
	}
}

// decide lets the first seat that can move approve, or gives it to somebody who can.
func (w *journey) decide(r Run) {
	for _, p := range everyone { // the directory tells what it knows
		if !slices.ContainsFunc(w.there, func(q org.Actor) bool { return q.UserID == p.UserID }) && w.hears(p) == nil && w.a.run(r.N).Open {
			continue
		}
	}
	for _, s := range w.a.seated(r.N) {
		if !w.a.run(r.N).Open || s.State != Open && s.State != Held {
			continue
		}
		w.sit(r, *s)
		return
	}
}

func (w *journey) sit(r Run, s Seat) {
	fresh := org.Actor{UserID: fmt.Sprintf("new%d", w.n), Name: "新人", OrgID: s.Org.ID, OrgName: s.Org.Name, Roles: []org.Role{org.Handler}}
	if s.State == Held {
		w.must(w.keeps(), ActAppoint, Form{Seat: s.ID, People: []Person{row(fresh)}, Reason: "无人"})
		w.there = append(w.there, fresh)
		return
	}
	who, some := w.sitter(&s)
	if some && s.lent() {
		w.must(who, ActRecall, Form{Seat: s.ID})
		return
	}
	if some {
		if err := w.approves(r, s, who); err == nil {
			return
		} else if !slices.Contains([]string{"approval.is_applicant"}, fault.Of(err).Code) {
			require.NoError(w.rt, err, "%s cannot decide seat %s", who.UserID, mustJSON(w.rt, s))
		}
	}
	if s.lent() {
		w.must(w.keeps(), ActHandOver, Form{People: []Person{s.User, row(fresh)}})
	} else {
		w.must(w.keeps(), ActTransfer, Form{Seat: s.ID, People: []Person{row(fresh)}})
	}
	w.there = append(w.there, fresh)
}

// sitter is somebody there who is responsible for the seat.
func (w *journey) sitter(s *Seat) (org.Actor, bool) {
	if s.Owner {
		return w.applicant(), true
	}
	for _, p := range w.there {
		if w.a.mine(s, p) {
			return p, true
		}
	}
	return org.Actor{}, false
}

// approves approves, with what the stage wants before it.
func (w *journey) approves(r Run, s Seat, who org.Actor) error {
	err := w.order(who, ActApprove, Form{Seat: s.ID, Opinion: "同意", Defer: []string{"map"}})
	switch code := faultCode(err); {
	case code == "approval.material_missing":
		return w.order(who, ActReject, Form{Seat: s.ID, Opinion: "材料不齐"})
	case code == "approval.no_finding", code == "approval.finding_open":
		return w.findsInOrder(r, s, who)
	case strings.HasPrefix(code, "approval.choose"):
		require.NoError(w.rt, err)
	}
	return err
}

func (w *journey) findsInOrder(r Run, s Seat, who org.Actor) error {
	today := casefile.Today(w.now)
	if vs := w.a.run(r.N).Visits; len(vs) == 0 || vs[len(vs)-1].On.After(today) {
		return w.order(who, ActVisit, Form{Seat: s.ID, Date: today, Place: "现场"})
	}
	return w.order(who, ActFinding, Form{Seat: s.ID, Pass: true, Opinion: "合格"})
}

func faultCode(err error) string {
	if f := fault.Of(err); f != nil {
		return f.Code
	}
	return ""
}
