package approval

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
)

// say adds word of the act to people, at once or not at all where nobody is meant.
func (d *draft) say(code string, legal bool, to []casefile.Audience, args ...casefile.Arg) {
	if len(to) == 0 {
		return
	}
	args = append([]casefile.Arg{{Key: "title", Value: d.a.Title()}, {Key: "no", Value: d.a.No}}, args...)
	d.notices = append(d.notices, casefile.Notice{To: to, Code: code, Args: args, Legal: legal})
}

func toPerson(p Person) []casefile.Audience {
	if p.UserID == "" {
		return nil
	}
	return []casefile.Audience{{UserID: p.UserID}}
}

// toApplicant is the applicant's whole team, or the person where they have none.
func (d *draft) toApplicant() []casefile.Audience {
	ap := d.a.Birth.Applicant
	if ap.EnterpriseID != "" {
		return []casefile.Audience{{EnterpriseID: ap.EnterpriseID}}
	}
	return toPerson(Person{UserID: ap.UserID})
}

// toKeeper is who keeps the process.
func (d *draft) toKeeper() []casefile.Audience {
	k := d.a.Def.Rules.Keeper
	switch {
	case k == nil:
		return []casefile.Audience{{Role: string(org.Coordinator)}}
	case k.User != "":
		return []casefile.Audience{{UserID: k.User}}
	}
	return []casefile.Audience{{Role: string(k.Role), OrgID: d.a.unitOf(*k, Run{})}}
}

// toSeat is who must act on a seat: its holder, or everybody of its post.
func (d *draft) toSeat(s *Seat) []casefile.Audience {
	switch {
	case s.Owner:
		return d.toApplicant()
	case s.holder().UserID != "":
		return toPerson(s.holder())
	case s.Post:
		return []casefile.Audience{{Role: string(s.Role), OrgID: s.Org.ID}}
	}
	return nil
}

// tellSeats tells everybody whose turn it is at a stage, in one notice.
func (d *draft) tellSeats(n int) {
	var to []casefile.Audience
	for _, s := range d.a.seated(n) {
		if s.State == Open {
			to = append(to, d.toSeat(s)...)
		}
	}
	d.say("approval.your_turn", false, unique(to), d.stepArg(n))
}

func (d *draft) tellSeat(id string) {
	s := d.a.seat(id)
	d.say("approval.your_turn", false, d.toSeat(s), d.stepArg(s.Run))
}

// tellLifted tells those whose turn it was that others decided first (E7).
func (d *draft) tellLifted(n int, to []casefile.Audience) {
	if d.stageOf(n) != nil {
		d.say("approval.lifted", false, unique(to), d.stepArg(n), casefile.Arg{Key: "by", Value: d.by().Name})
	}
}

// alarm tells the keeper that a stage is held (E25).
func (d *draft) alarm(n int, code string) { d.say(code, true, d.toKeeper(), d.stepArg(n)) }

func unique(to []casefile.Audience) []casefile.Audience {
	var out []casefile.Audience
	for _, x := range to {
		if !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

// stepArg names the step of an opening.
func (d *draft) stepArg(n int) casefile.Arg {
	return casefile.Arg{Key: "step", Value: d.nameOf(n)}
}

func (d *draft) nameOf(n int) string {
	r := d.a.run(n)
	if r == nil {
		return ""
	}
	if node, ok := d.g.Node(r.Step); ok && node.Name != "" {
		return node.Name
	}
	return r.Step
}

// tellEnd tells the applicant how it ended; nobody can mute it (J-3).
func (d *draft) tellEnd() {
	d.say("approval.ended_"+string(d.a.Status), true, d.toApplicant(),
		casefile.Arg{Key: "result", Value: d.a.Def.Matter.Result}, casefile.Arg{Key: "opinion", Value: d.cmd.Opinion})
}

// plan owes the plan its word where what the plan uses has changed, or a light
// turned: once, when the order is carried out.
func (d *draft) plan(before *Approval) error {
	if d.a.Birth.PlanID == "" {
		return nil
	}
	moved := d.a.moved(d)
	if !d.planNews && before.Born() {
		was, err := d.used(before.moved(d))
		if err != nil {
			return err
		}
		now, err := d.used(moved)
		if err != nil {
			return err
		}
		if bytes.Equal(was, now) {
			return nil
		}
	}
	return d.owe(casefile.Plan, d.a.Birth.PlanID, "matter_moved", false, struct {
		casefile.Order
		Moved between.MatterMoved `json:"moved"`
	}{casefile.Order{Act: "matter_moved"}, moved})
}

// used is what the plan uses of a word, to be compared. It decides nothing by the
// open stages, nor by which official has them: that is read from the application's
// own row, and telling it would double the history of every decision.
func (d *draft) used(m between.MatterMoved) ([]byte, error) {
	m.Seq, m.Reason, m.On, m.At = 0, "", workcal.Date{}, time.Time{}
	if d.a.Life >= 2 {
		m.Step, m.Stage, m.Round = "", "", 0
		if m.Ball != nil && !m.Ball.Owner {
			m.Ball = nil
		}
	}
	raw, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("what the plan uses: %w", err)
	}
	return raw, nil
}

// moved is the application as its plan hears of it.
func (a *Approval) moved(d *draft) between.MatterMoved {
	m := between.MatterMoved{
		ApprovalID: a.ID, No: a.No, MatterID: a.Birth.MatterID, Seq: d.seq, State: a.State(), Status: string(a.Status),
		Ball: a.Ball(d.today), AcceptedOn: a.Law.Start, ResultName: a.Def.Matter.Result,
		Reason: d.cmd.Opinion, On: d.today, At: d.at.UTC(),
	}
	if m.AcceptedOn.IsZero() {
		m.AcceptedOn = a.Promise.Start
	}
	var names []string
	for _, r := range a.Runs {
		if r.Open && d.stageOf(r.N) != nil {
			if m.Step == "" {
				m.Step, m.Round = r.Step, r.Round
			}
			names = append(names, d.nameOf(r.N))
		}
	}
	m.Stage = strings.Join(names, "、")
	if !a.Law.Start.IsZero() {
		r := a.Law.Read(a.Cal, d.today)
		m.LawDue, m.Law = r.Due, r.Light
	}
	if !a.Promise.Start.IsZero() {
		r := a.Promise.Read(a.Cal, d.today)
		m.PromiseDue, m.Promise = r.Due, r.Light
	}
	if a.End != nil {
		m.ResultNo = a.End.Number
	}
	return m
}

// numbered puts the result's number, which the recorder allotted with the event,
// into the word for the plan.
func (o *Owed) numbered(ev casefile.Event) error {
	if o.Kind != casefile.Plan || ev.Number == "" || ev.Seq == 1 {
		return nil
	}
	var word struct {
		casefile.Order
		Moved between.MatterMoved `json:"moved"`
	}
	if err := json.Unmarshal(o.Command, &word); err != nil {
		return fmt.Errorf("word for plan %s: %w", o.CaseID, err)
	}
	if !word.Moved.State.Ended() {
		return nil
	}
	word.Moved.ResultNo = ev.Number
	body, err := json.Marshal(word)
	if err != nil {
		return fmt.Errorf("word for plan %s: %w", o.CaseID, err)
	}
	o.Command = body
	return nil
}

// tellParent owes the case that called this one its end.
func (d *draft) tellParent() error {
	b := d.a.Birth
	if b.Parent == "" {
		return nil
	}
	outcome := Fail
	if d.a.Status == Approved {
		outcome = Pass
	}
	return d.owe(casefile.Approval, b.Parent, ActSubEnded, false, Command{
		Order: casefile.Order{Act: ActSubEnded},
		Form:  Form{Sub: &SubCase{CaseID: d.a.ID, Item: b.Item.ID, No: d.a.No, Outcome: outcome}},
	})
}

// cancelCalls ends the sub-cases of a call that is cancelled.
func (d *draft) cancelCalls(n int) {
	r := d.a.run(n)
	node, ok := d.g.Node(r.Step)
	if !ok || node.Kind != process.KindCall || node.Call.Detached {
		return
	}
	for _, c := range r.Calls {
		if c.Outcome == "" {
			d.oweLater(c.CaseID, ActTerminate, byParent)
		}
	}
}

// oweLater owes a sub-case an order with a reason; marshalling plain strings
// cannot fail.
func (d *draft) oweLater(caseID, act, reason string) {
	cmd := Command{Order: casefile.Order{Act: act}, Form: Form{Reason: reason}}
	if err := d.owe(casefile.Approval, caseID, act, false, cmd); err != nil {
		panic(err)
	}
}

// subID is the id of the case that a call starts for a unit: the same call gives
// the same case, whatever crashes (E30).
func (a *Approval) subID(n int, item string) string {
	return casefile.DerivedID(casefile.Approval, a.ID, "call", strconv.Itoa(n), item)
}
