package supervision

import (
	"math"
	"slices"
	"strings"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/workcal"
)

const (
	ownerSilence  = 5  // workdays an owner has to answer (R9)
	callsNeeded   = 2  // attempts to reach a silent owner (R9)
	reopenWithin  = 90 // calendar days (R10)
	reopenDefault = 7  // workdays, where nobody names a new date
)

// Grades of a closed task (G-10): 优秀, 良好, 合格, 不合格.
var Grades = []string{"excellent", "good", "pass", "fail"}

// Channels are the ways an owner is called on by (R9): 电话, 上门, 短信.
var Channels = []string{"phone", "visit", "message"}

// EvidenceTypes are the kinds of proof a file can be (R8).
var EvidenceTypes = []string{"consent", "photo", "permit_no", "agreement_no", "map", "report", "other"}

// upload adds proof to the task's file. Two files may have the same name.
func (d *draft) upload() error {
	if len(d.cmd.Files) == 0 {
		return missing("files")
	}
	return d.attach(d.cmd.Files)
}

func (d *draft) attach(files []casefile.Attachment) error {
	if err := needFiles("files", files); err != nil {
		return err
	}
	for _, f := range files {
		if f.Type == "" {
			f.Type = "other"
		}
		if err := needOneOf("files.type", f.Type, d.t.proofTypes()); err != nil {
			return err
		}
		d.ch.Evidence = append(d.ch.Evidence, Evidence{
			N: len(d.t.Evidence) + len(d.ch.Evidence) + 1, File: f, Org: d.unit(), By: d.actor(), At: d.at.UTC(),
		})
	}
	return nil
}

// proofTypes is the usual kinds of proof and those this task asks for.
func (t *Task) proofTypes() []string {
	types := slices.Clone(EvidenceTypes)
	for _, e := range t.Birth.Evidence {
		types = append(types, e.Type)
	}
	return types
}

// applyClose is the lead unit saying it is done. R8: every required proof must
// be there with its type, the promised quantity reached, every part accepted.
func (d *draft) applyClose() error {
	c := d.cmd
	if err := needText("result", c.Result); err != nil {
		return err
	}
	if Vacuous(c.Result) {
		return vacuous("result")
	}
	if err := d.attach(c.Files); err != nil {
		return err
	}
	if err := d.t.proven(append(d.t.Evidence[:len(d.t.Evidence):len(d.t.Evidence)], d.ch.Evidence...)); err != nil {
		return err
	}
	if err := d.t.reached(c); err != nil {
		return err
	}
	for _, p := range d.t.Parts {
		if p.State != StateAccepted {
			return d.t.conflict("task.parts_open", "a part is not done").(*fault.Fault).With("org", p.Org.Name)
		}
	}
	d.answerByClosing()
	closing := d.t.Closing
	closing.Result, closing.Reached, closing.AppliedOn = c.Result, c.Reached, d.today
	closing.Late = d.today.After(d.t.DueOn(d.today))
	clock := d.t.Clock
	clock.Stop(d.today)
	full := 100
	d.ch.Closing, d.ch.Clock, d.ch.Percent, d.ch.Text = &closing, &clock, &full, c.Result
	d.tell("task.close_applied", toCoordinators, arg("org", d.t.Lead.Name))
	return nil
}

// proven is R8.
func (t *Task) proven(have []Evidence) error {
	var lacking []string
	for _, need := range t.Birth.Evidence {
		if !hasType(have, need.Type) {
			name := need.Name
			if name == "" {
				name = need.Type
			}
			lacking = append(lacking, name)
		}
	}
	if len(lacking) > 0 {
		return fault.New(fault.Conflict, "task.evidence_missing", "evidence missing: %v (R8)", lacking).On("files").
			With("missing", strings.Join(lacking, "、"))
	}
	if len(have) == 0 { // none was named in advance, but none at all will not do
		return fault.New(fault.Conflict, "task.evidence_missing", "closing without evidence (R8)").On("files").With("missing", "办理结果的佐证")
	}
	return nil
}

func hasType(have []Evidence, kind string) bool {
	for _, e := range have {
		if e.File.Type == kind {
			return true
		}
	}
	return false
}

// reached compares the quantity done with the one promised: 79 m of 80 m is not done.
func (t *Task) reached(c Command) error {
	want := t.Birth.Target
	if want == nil {
		if c.Reached != nil && !(c.Reached.Amount >= 0 && c.Reached.Amount < 1e12) {
			return fault.New(fault.Invalid, "task.bad_quantity", "no such amount").On("reached")
		}
		return nil
	}
	got := c.Reached
	switch {
	case got == nil:
		return missing("reached")
	case got.Unit != want.Unit:
		return fault.New(fault.Invalid, "task.other_unit", "%q, wanted %q", got.Unit, want.Unit).On("reached.unit").With("unit", want.Unit)
	case math.IsNaN(got.Amount) || math.IsInf(got.Amount, 0):
		return fault.New(fault.Invalid, "task.bad_quantity", "no such amount").On("reached")
	case got.Amount < want.Amount:
		return fault.New(fault.Conflict, "task.target_not_reached", "%g of %g %s", got.Amount, want.Amount, want.Unit).On("reached").
			With("reached", got.Amount).With("target", want.Amount).With("unit", want.Unit).With("item", want.Item)
	}
	return nil
}

// answerByClosing counts the application as the lead unit's result report: the
// 13710 plan asks for the result or the application.
func (d *draft) answerByClosing() {
	for _, o := range d.t.Obligations {
		if o.State == StateOpen && o.Org.ID == d.t.Lead.ID && o.Node != NodeD1 && o.Node != NodeD3 && planned(o.Node) {
			o.State, o.Clock.Stopped = StateFiled, d.today
			d.oblige(o)
		}
	}
}

// verify is the first key. Where an owner is concerned the second key is theirs
// (G-9); elsewhere the coordinator alone closes.
func (d *draft) verify() error {
	closing := d.t.Closing
	closing.Verified, closing.Verifier = d.today, d.actor()
	d.ch.Text = d.cmd.Reason
	if !d.t.OwnerFacing() {
		d.to = Closed
		d.close(closing)
		return nil
	}
	d.to = OwnerConfirm
	closing.Ask++
	closing.AskedOn = d.today
	d.ch.Closing = &closing
	d.serve("task.confirm_asked", toOwner, arg("result", closing.Result))
	d.tell("task.verified", toLead)
	return nil
}

// close ends the work; the task's issue and meeting hear of it in Apply.
func (d *draft) close(closing Closing) {
	closing.ClosedOn = d.today
	d.ch.Closing = &closing
	d.ch.Overdue = &Overdue{}
	d.dropAll()
	d.tell("task.closed", both(toUnits, toCoordinators, toOwner), arg("result", closing.Result))
}

// returnWork gives the work back; time has gone on meanwhile.
func (d *draft) returnWork() error {
	if err := needText("reason", d.cmd.Reason); err != nil {
		return err
	}
	closing := d.t.Closing
	closing.Returns++
	d.back(closing)
	d.serve("task.returned", toUnits, arg("reason", d.cmd.Reason))
	return nil
}

// back lets the clock run on as if it had never stopped.
func (d *draft) back(closing Closing) {
	closing.AppliedOn, closing.Verified, closing.AskedOn, closing.Late = workcal.Date{}, workcal.Date{}, workcal.Date{}, false
	closing.BackOn = d.today
	clock := d.t.Clock
	clock.Stopped = workcal.Date{}
	d.ch.Closing, d.ch.Clock, d.ch.Text = &closing, &clock, d.cmd.Reason
	d.keepReporting("", d.today)
}

// confirm is the owner's key.
func (d *draft) confirm() error {
	closing := d.t.Closing
	closing.Confirmed = d.today
	d.ch.Text = d.cmd.Reason
	d.close(closing)
	return nil
}

// dispute is the owner saying it is not solved; the work goes on (I-7).
func (d *draft) dispute() error {
	if err := needText("reason", d.cmd.Reason); err != nil {
		return err
	}
	closing := d.t.Closing
	closing.Disputes = append(closing.Disputes[:len(closing.Disputes):len(closing.Disputes)], d.cmd.Reason)
	d.back(closing)
	d.serve("task.disputed", both(toUnits, toCoordinators), arg("reason", d.cmd.Reason))
	return nil
}

// logCall records an attempt to reach the owner (R9).
func (d *draft) logCall() error {
	if err := needOneOf("channel", d.cmd.Channel, Channels); err != nil {
		return err
	}
	if err := needText("reason", d.cmd.Reason); err != nil {
		return err
	}
	d.ch.Calls = []Call{{
		N: len(d.t.Calls) + 1, At: d.at.UTC(), By: d.actor(), Channel: d.cmd.Channel, Outcome: d.cmd.Reason, Ask: d.t.Closing.Ask,
	}}
	d.ch.Text = d.cmd.Reason
	return nil
}

// silentEnough is R9: 5 workdays of silence and 2 logged attempts.
func (t *Task) silentEnough(today workcal.Date) error {
	until := t.silenceOver()
	if !today.After(until) {
		return fault.New(fault.Conflict, "task.owner_has_time", "the owner has until %s (R9)", until).With("until", until.String())
	}
	calls := 0
	for _, c := range t.Calls {
		if c.Ask == t.Closing.Ask {
			calls++
		}
	}
	if calls < callsNeeded {
		return fault.New(fault.Conflict, "task.too_few_calls", "%d of %d calls (R9)", calls, callsNeeded).
			With("calls", calls).With("needed", callsNeeded)
	}
	return nil
}

// silenceOver is the last day the owner has.
func (t *Task) silenceOver() workcal.Date {
	return t.Cal.AddWorkdays(t.Closing.AskedOn, ownerSilence).Date
}

// closeSilent closes without the owner's key (R9); it is never counted as satisfied.
func (d *draft) closeSilent() error {
	if err := needText("reason", d.cmd.Reason); err != nil {
		return err
	}
	d.ch.Text = d.cmd.Reason
	d.close(d.t.Closing)
	return nil
}

// grade evaluates the closed task, with a reason (G-10).
func (d *draft) grade() error {
	if err := needOneOf("grade", d.cmd.Grade, Grades); err != nil {
		return err
	}
	if err := needText("reason", d.cmd.Reason); err != nil {
		return err
	}
	d.ch.Grade = &Grade{Grade: d.cmd.Grade, Reason: d.cmd.Reason, By: d.actor(), On: d.today}
	d.ch.Text = d.cmd.Reason
	d.tell("task.graded", toUnits, arg("grade", GradeName(d.cmd.Grade)))
	return nil
}

// reopenable is R10's window.
func (t *Task) reopenable(today workcal.Date) error {
	if last := t.Closing.ClosedOn.AddDays(reopenWithin); today.After(last) {
		return fault.New(fault.Conflict, "task.reopen_late", "could be reopened until %s (R10)", last).With("until", last.String())
	}
	return nil
}

// reopen takes the work up again within 90 days; the start stays the first one (R10).
func (d *draft) reopen() error {
	if err := needText("reason", d.cmd.Reason); err != nil {
		return err
	}
	due := d.cmd.NewDue
	if due.IsZero() && d.cmd.System() {
		due = d.t.Cal.AddWorkdays(d.today, reopenDefault).Date
	}
	if err := checkDue(d.t.Cal, "new_due", due, d.today); err != nil {
		return err
	}
	d.setDue(due, "reopened", d.actor().Name, d.cmd.Reason)
	d.ch.Closing = &Closing{
		Ask: d.t.Closing.Ask, Returns: d.t.Closing.Returns, Disputes: d.t.Closing.Disputes, Reopened: d.t.Closing.Reopened + 1,
	}
	d.ch.GradeGone, d.ch.Text = true, d.cmd.Reason
	d.weekly(d.today)
	d.serve("task.reopened", both(toUnits, toCoordinators, toOwner), arg("reason", d.cmd.Reason), arg("due", due.String()))
	return nil
}
