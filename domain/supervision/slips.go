package supervision

import (
	"slices"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/ladder"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// SlipColours are those a slip can have, from the mildest.
var SlipColours = []string{Blue, Yellow, Red}

// Slip is a supervision slip 督办单: numbered, to be received and replied to (G-5).
type Slip struct {
	N          int                   `json:"n"`
	No         string                `json:"no,omitempty"` // 督办单〔2022〕3号
	Colour     string                `json:"colour"`       // blue near due, yellow behind or poor, red overdue
	Rule       string                `json:"rule"`         // due_soon, behind, quality, overdue, manual
	For        string                `json:"for"`          // "due" or an obligation's id
	Org        between.Unit          `json:"org"`
	Text       string                `json:"text,omitempty"`
	IssuedOn   workcal.Date          `json:"issued_on"`
	By         Person                `json:"by"`
	ReplyDue   workcal.Date          `json:"reply_due"`
	ReceivedOn workcal.Date          `json:"received_on,omitzero"`
	ReceivedBy string                `json:"received_by,omitempty"`
	RepliedOn  workcal.Date          `json:"replied_on,omitzero"`
	RepliedBy  string                `json:"replied_by,omitempty"`
	Reply      string                `json:"reply,omitempty"`
	Files      []casefile.Attachment `json:"files,omitempty"`
}

// replyWithin is the workdays a slip leaves for the reply.
func replyWithin(colour string) int {
	switch colour {
	case Red:
		return 2
	case Yellow:
		return 3
	}
	return 5
}

// issueSlip puts a slip into the change and asks for its number. An event
// carries at most one: each deadline rings by itself.
func (d *draft) issueSlip(colour, rule string, to between.Unit, about string) {
	s := Slip{
		N: len(d.t.Slips) + 1, Colour: colour, Rule: rule, For: about, Org: to, Text: d.cmd.Reason,
		IssuedOn: d.today, By: d.actor(), ReplyDue: d.t.Cal.AddWorkdays(d.today, replyWithin(colour)).Date,
	}
	d.ch.Slips = []Slip{s}
	d.series = d.number("slip", "督办单")
	d.serve("task.slip_"+colour, both(toUnit(to), toSupervisors), arg("org", to.Name), arg("reply_due", s.ReplyDue.String()))
}

// slip is one issued by a person, by their own judgement and reason.
func (d *draft) slip() error {
	if err := needOneOf("colour", d.cmd.Colour, SlipColours); err != nil {
		return err
	}
	if err := needText("reason", d.cmd.Reason); err != nil {
		return err
	}
	to := d.t.Lead
	if d.cmd.UnitID != "" {
		u, ok := d.t.unitByID(d.cmd.UnitID)
		if !ok {
			return fault.New(fault.Invalid, "task.not_co", "unit %s has no part in the task", d.cmd.UnitID).On("unit_id").With("org", d.cmd.UnitID)
		}
		to = u
	}
	d.ch.Text = d.cmd.Reason
	d.issueSlip(d.cmd.Colour, "manual", to, "due")
	return nil
}

// slipFor is the first slip that waits for this act of the actor's unit.
func (t *Task) slipFor(a org.Actor, act string) *Slip {
	for i, s := range t.Slips {
		if a.ActsFor(s.Org.ID) && s.RepliedOn.IsZero() && (act == ActSlipReply || s.ReceivedOn.IsZero()) {
			return &t.Slips[i]
		}
	}
	return nil
}

// ownSlip is the slip with the command's number, or the first that waits.
func (d *draft) ownSlip() (Slip, error) {
	if d.cmd.N == 0 {
		return *d.t.slipFor(d.cmd.Meta.Actor, d.cmd.Act), nil
	}
	i := slices.IndexFunc(d.t.Slips, func(s Slip) bool { return s.N == d.cmd.N })
	if i < 0 {
		return Slip{}, noSuch(d.cmd.N)
	}
	s := d.t.Slips[i]
	if !d.cmd.Meta.Actor.ActsFor(s.Org.ID) {
		return s, fault.New(fault.Forbidden, "task.not_yours", "the slip is %s's", s.Org.Name).With("act", d.cmd.Act)
	}
	if !s.RepliedOn.IsZero() || (d.cmd.Act == ActSlipReceive && !s.ReceivedOn.IsZero()) {
		return s, d.t.conflict("task.slip_done", "the slip was answered before")
	}
	return s, nil
}

func (d *draft) receiveSlip() error {
	s, err := d.ownSlip()
	if err != nil {
		return err
	}
	s.ReceivedOn, s.ReceivedBy = d.today, d.actor().Name
	d.ch.Slips = []Slip{s}
	return nil
}

// replySlip answers a slip; an unreceived one is received by it.
func (d *draft) replySlip() error {
	s, err := d.ownSlip()
	if err != nil {
		return err
	}
	if err := needText("reason", d.cmd.Reason); err != nil {
		return err
	}
	if Vacuous(d.cmd.Reason) {
		return vacuous("reason")
	}
	if err := needFiles("files", d.cmd.Files); err != nil {
		return err
	}
	if s.ReceivedOn.IsZero() {
		s.ReceivedOn, s.ReceivedBy = d.today, d.actor().Name
	}
	s.RepliedOn, s.RepliedBy, s.Reply, s.Files = d.today, d.actor().Name, d.cmd.Reason, d.cmd.Files
	d.ch.Slips, d.ch.Text = []Slip{s}, d.cmd.Reason
	d.tell("task.slip_replied", both(toSupervisors, toCoordinators), arg("org", s.Org.Name), arg("reply", s.Reply))
	return nil
}

// settled tells whether a slip needs nothing more: replied, and what it was
// about is done.
func (t *Task) settled(s Slip) bool {
	if s.RepliedOn.IsZero() {
		return false
	}
	if s.Colour != Red {
		return true
	}
	if s.For == "due" {
		return s.Rule == "manual" || t.Overdue.Since.IsZero()
	}
	for _, o := range t.Obligations {
		if o.ID == s.For {
			return o.State != StateOpen
		}
	}
	return true
}

// underRedSlip tells whether a unit has a red slip that is not settled.
func (t *Task) underRedSlip(orgID string) bool {
	return slices.ContainsFunc(t.Slips, func(s Slip) bool { return s.Org.ID == orgID && s.Colour == Red && !t.settled(s) })
}

// interviewDue is the proposed interview that was not held yet.
func (t *Task) interviewDue() *Interview {
	for i, v := range t.Interviews {
		if v.HeldOn.IsZero() {
			return &t.Interviews[i]
		}
	}
	return nil
}

// interview records the formal talk 约谈 that was held.
func (d *draft) interview() error {
	if err := needText("reason", d.cmd.Reason); err != nil {
		return err
	}
	v := *d.t.interviewDue()
	v.HeldOn, v.Record = d.today, d.cmd.Reason
	d.ch.Interviews, d.ch.Text = []Interview{v}, d.cmd.Reason
	d.tell("task.interviewed", both(toUnit(v.Org), toCoordinators))
	return nil
}

// urgeable limits urging to once a day for a task, by whomever (G-6).
func (t *Task) urgeable(today workcal.Date) error {
	if n := len(t.Urges); n > 0 && t.Urges[n-1].On == today {
		last := t.Urges[n-1]
		return fault.New(fault.Conflict, "task.urged_today", "urged today by %s", last.By.Name).With("by", last.By.Name)
	}
	return nil
}

// urge is a written reminder by a person 催办, numbered and logged.
func (d *draft) urge() error {
	if err := needText("reason", d.cmd.Reason); err != nil {
		return err
	}
	d.ch.Urges = []Urge{{N: len(d.t.Urges) + 1, By: d.actor(), On: d.today, Text: d.cmd.Reason}}
	d.ch.Text = d.cmd.Reason
	d.series = d.number("urge", "催办")
	d.serve("task.urged", both(toLead, toHead), arg("by", d.actor().Name), arg("text", d.cmd.Reason))
	return nil
}

// nextForum is one rung up the ladder; empty at the top.
func nextForum(f between.Forum) between.Forum {
	i := slices.Index(between.Ladder, f)
	switch {
	case f == between.Special:
		return between.Monthly
	case i < 0 || i == len(between.Ladder)-1:
		return ""
	}
	return between.Ladder[i+1]
}

// escalate lifts the task to the next forum (G-14).
func (d *draft) escalate() error {
	if err := needText("reason", d.cmd.Reason); err != nil {
		return err
	}
	d.ch.Text = d.cmd.Reason
	d.lift(nextForum(d.t.Forum), d.cmd.Reason)
	return nil
}

// descend gives the task back to the forum below, with the reason (F-16).
func (d *draft) descend() error {
	if err := needText("reason", d.cmd.Reason); err != nil {
		return err
	}
	to := ladder.Down(d.t.Forum)
	d.ch.Text, d.ch.Forum, d.ch.ForumWhy = d.cmd.Reason, to, d.cmd.Reason
	d.serve("task.descended", both(toUnits, toCoordinators, toChair), arg("forum", ForumName(to)), arg("reason", d.cmd.Reason))
	return nil
}

func (d *draft) lift(to between.Forum, why string) {
	d.ch.Forum, d.ch.ForumWhy = to, why
	d.serve("task.escalated", both(toUnits, toCoordinators, toChair), arg("forum", ForumName(to)), arg("reason", why))
}
