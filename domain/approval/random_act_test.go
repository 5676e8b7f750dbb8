package approval

import (
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
)

// happens lets one random thing happen.
func (w *journey) happens() {
	switch evenly(w.rt, 20, "what") {
	case 0, 1:
		w.pass(w.now.Add(time.Duration(rapid.IntRange(1, 90).Draw(w.rt, "hours")) * time.Hour))
	case 2:
		w.moves()
	case 3, 4:
		w.answer(evenly(w.rt, 6, "births refused") == 0)
	case 5:
		if len(w.subs) > 0 {
			w.subEnds(evenly(w.rt, len(w.subs), "sub"), oneOf(w.rt, []string{Pass, Pass, Fail}, "sub ends"))
			return
		}
		w.answer(false)
	case 6, 7, 8:
		w.caseAct()
	case 9:
		if rapid.Bool().Draw(w.rt, "the world changes") {
			w.migrates()
		} else {
			w.newHolidays()
		}
	default:
		w.seatAct()
	}
}

// moves lets somebody leave, come, or come back; the case may hear of it or not.
func (w *journey) moves() {
	i := evenly(w.rt, len(everyone), "who moves")
	p := everyone[i]
	if p.UserID == "keeper" || p.UserID == "clerk" {
		return // somebody must keep the process; and an applicant stays one
	}
	if slices.ContainsFunc(w.there, func(q org.Actor) bool { return q.UserID == p.UserID }) {
		w.leave(p)
	} else {
		w.arrive(p)
	}
	if evenly(w.rt, 4, "heard of") > 0 {
		_ = w.hears(p) // an ended or suspended case may refuse
	}
}

var seatActs = []string{
	ActApprove, ActApprove, ActApprove, ActApprove, ActApprove, ActReject, ActReject, ActAbstain, ActChoose, ActReturn, ActReturn,
	ActTakeBack, ActTakeBack, ActClaim, ActUnclaim, ActTransfer, ActDelegate, ActAnswer, ActRecall, ActAddSign, ActAddSign, ActAddSign,
	ActCutSign, ActRecuse, ActConsult, ActVisit, ActFinding, ActPause, ActSupplement,
}

// seatAct orders something of a seat, mostly by somebody who may.
func (w *journey) seatAct() {
	act := oneOf(w.rt, seatActs, "act")
	var open []*Seat
	for i := range w.a.Seats {
		s := &w.a.Seats[i]
		settled := act == ActTakeBack && s.State.Decided()
		if settled || w.a.run(s.Run).Open && s.State.Pending() {
			open = append(open, s)
		}
	}
	if len(open) == 0 {
		return
	}
	s := open[evenly(w.rt, len(open), "seat")]
	f := w.form(s)
	n, ok := w.a.Graph().Node(w.a.run(s.Run).Step)
	if ok && n.Stage != nil && evenly(w.rt, 4, "anywhere") > 0 {
		if to := w.a.returnTargets(s.Run, n.Stage, w.a.Graph()); act == ActReturn && len(to) > 0 {
			f.To, f.Resume = oneOf(w.rt, to, "back to").Step, ""
		}
		if len(n.Stage.Outcomes) > 0 && act == ActApprove {
			act = ActChoose
		}
	}
	_ = w.order(w.actor(s), act, f)
}

// actor is mostly one who may work on a seat, sometimes who stands in for them,
// sometimes anybody.
func (w *journey) actor(s *Seat) org.Actor {
	var may []org.Actor
	for _, p := range append(slices.Clone(w.there), owner) {
		if w.a.mine(s, p) || s.lentOn(p) >= 0 || s.By.UserID == p.UserID || is(p, s.AddedBy.UserID) {
			may = append(may, p)
		}
	}
	switch n := evenly(w.rt, 10, "which actor"); {
	case n == 9 || len(may) == 0:
		return oneOf(w.rt, append(slices.Clone(everyone), owner), "anybody")
	case n == 8:
		p := oneOf(w.rt, everyone, "stand-in")
		p.StandsInFor = may[0].UserID
		return p
	default:
		return may[n%len(may)]
	}
}

// form fills in everything an act may want, well or not.
func (w *journey) form(s *Seat) Form {
	draw := func(n int, what string) bool { return evenly(w.rt, n+1, what) == n }
	some := append(slices.Clone(everyone), owner, someone("ghost", "bureau", org.Handler))
	today := casefile.Today(w.now)
	f := Form{
		Seat: s.ID, Opinion: "意见", Reason: "hearing", Notice: "文1", Place: "现场", Date: today.AddDays(evenly(w.rt, 4, "in days")),
		People: []Person{row(oneOf(w.rt, some, "person"))}, Position: oneOf(w.rt, []string{BeforeMe, AfterMe, Beside}, "position"),
		Gaps: []Gap{{Code: "missing", Text: "缺"}}, Pass: !draw(4, "finding fails"), Advisory: draw(5, "advisory"),
		Resume: oneOf(w.rt, []string{"", "", "replay", "direct"}, "resume"), Outcome: "done",
	}
	if f.Advisory {
		f.People = append(f.People, row(oneOf(w.rt, some, "second person")))
	}
	if len(w.a.Materials) > 0 && draw(1, "of a material") {
		f.Gaps[0].Material = w.a.Materials[0].ID
		f.Defer = []string{"map"}
	}
	var steps []string
	for _, r := range w.a.Runs {
		steps = append(steps, r.Step)
	}
	f.To = oneOf(w.rt, append(steps, "", "", ToStarter, "previous"), "to")
	if draw(4, "without seat") {
		f.Seat = ""
	}
	if draw(5, "without words") {
		f.Opinion = ""
	}
	if draw(3, "with round") {
		f.Round = w.a.run(s.Run).Round
	}
	switch evenly(w.rt, 7, "changes") {
	case 0:
		f.Fields = filled("n", evenly(w.rt, 6, "new n"))
	case 1:
		f.Fields = filled("units", someText(w.rt, "new units"))
	case 2:
		f.Fields = filled("ok", rapid.Bool().Draw(w.rt, "new ok"))
	}
	return f
}

// caseAct orders something of the whole case by whoever may, or by anybody.
func (w *journey) caseAct() {
	today := casefile.Today(w.now)
	type ordered struct {
		who org.Actor
		act string
		f   Form
	}
	reason, system := Form{Reason: "理由"}, Form{}
	applicant := w.applicant()
	ids := w.a.Graph().IDs()
	person := row(oneOf(w.rt, everyone, "other"))
	objection := 1 + evenly(w.rt, 2, "objection")
	all := []ordered{
		{keeper, ActSuspend, reason}, {keeper, ActActivate, Form{}}, {keeper, ActActivate, Form{}},
		{org.Clock, ActSuspend, system}, {org.Clock, ActActivate, system}, {org.Clock, ActActivate, system},
		{keeper, ActJump, Form{Reason: "理由", To: oneOf(w.rt, ids, "jump")}},
		{keeper, ActHandOver, Form{People: []Person{row(oneOf(w.rt, everyone, "from")), person}}},
		{keeper, ActAppoint, Form{Seat: w.held(), People: []Person{person}, Reason: "理由"}},
		{keeper, ActAppoint, Form{Seat: w.held(), People: []Person{person}, Reason: "理由"}},
		{keeper, ActTransfer, Form{Seat: w.held(), People: []Person{person}}},
		{keeper, ActCutSign, Form{Seat: w.added()}}, {keeper, ActResume, Form{}}, {keeper, ActResume, Form{}},
		{applicant, ActResubmit, Form{Materials: w.papers()}}, {applicant, ActResubmit, Form{Fields: filled("n", 2)}},
		{applicant, ActSupply, Form{Materials: w.papers(), Opinion: "已补"}}, {applicant, ActSupply, Form{Opinion: "已补"}},
		{w.asker(), ActTakeIn, Form{}}, {w.asker(), ActTakeIn, Form{}}, {w.asker(), ActSupplement, Form{Gaps: []Gap{{Code: "other", Text: "仍缺"}}}},
		{applicant, ActFollow, Form{Materials: []MaterialGiven{given("map")}}},
		{clerk, ActCheck, Form{Gaps: []Gap{{Material: "map", Code: "unclear", Text: "不清"}}}}, {clerk, ActCheck, Form{Materials: []MaterialGiven{{ID: "map"}}}},
		{org.Clock, ActCallback, Form{Outcome: Pass}}, {org.Clock, ActCallback, Form{Outcome: Fail}},
		{head, ActObject, Form{From: "某人", Opinion: "异议"}}, {head, ActSettle, Form{N: objection, Outcome: "dismissed", Opinion: "不成立"}},
		{head, ActSettle, Form{N: objection, Outcome: "upheld", Opinion: "成立"}},
		{head, ActExtend, Form{Reason: "复杂", N: 2}}, {fire, ActReply, Form{Opinion: "无"}}, {clerk, ActCC, Form{People: []Person{person}}},
		{keeper, ActUrge, Form{}}, {keeper, ActNote, Form{Opinion: "备注"}}, {clerk, ActRead, Form{}},
		{head, ActVoid, reason}, {clerk, ActVerifyWord, Form{Opinion: "核查", Pass: true}}, {clerk, ActVerifyWord, Form{Opinion: "核查"}},
		{applicant, ActWithdraw, reason}, {keeper, ActTerminate, reason},
	}
	o := oneOf(w.rt, all, "case act")
	if (o.act == ActWithdraw || o.act == ActTerminate) && evenly(w.rt, 3, "ends it") > 0 {
		return
	}
	if evenly(w.rt, 8, "by anybody") == 0 {
		o.who = oneOf(w.rt, everyone, "by")
	}
	if o.f.Date.IsZero() {
		o.f.Date = today
	}
	_ = w.order(o.who, o.act, o.f)
}

func (w *journey) applicant() org.Actor {
	if w.a.Birth.Applicant.EnterpriseID == "" {
		return clerk
	}
	return owner
}

func (w *journey) papers() []MaterialGiven {
	var all []MaterialGiven
	for _, m := range w.a.Def.Material {
		all = append(all, given(m.ID))
	}
	return all
}

// asker is who asked for the last 补正.
func (w *journey) asker() org.Actor {
	if n := len(w.a.Supplements); n > 0 {
		s := w.a.Supplements[n-1]
		return org.Actor{UserID: s.By.UserID, Name: s.By.Name, OrgID: s.Org.ID, Roles: []org.Role{org.Handler, org.DeptReceiver, org.DeptLead}}
	}
	return window
}

func (w *journey) held() string {
	return w.firstSeat(func(s *Seat) bool { return s.State == Held })
}

func (w *journey) added() string {
	return w.firstSeat(func(s *Seat) bool { return s.State.Pending() && s.AddedBy.UserID != "" })
}

func (w *journey) firstSeat(is func(*Seat) bool) string {
	for i := range w.a.Seats {
		if s := &w.a.Seats[i]; w.a.run(s.Run).Open && is(s) {
			return s.ID
		}
	}
	return "s1"
}
