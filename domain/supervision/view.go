package supervision

import (
	"slices"
	"time"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// View is a task as one reader may see it. Owners see the course of the work,
// its dates with their reasons, and what was published to them; nothing of what
// passes between offices (R14).
type View struct {
	casefile.View
	Title       string             `json:"title"`
	Content     string             `json:"content"`
	Standard    string             `json:"standard"`
	Forum       between.Forum      `json:"forum"`
	MeetingID   string             `json:"meeting_id,omitempty"`
	MeetingNo   string             `json:"meeting_no,omitempty"`
	IssueID     string             `json:"issue_id,omitempty"`
	IssueNo     string             `json:"issue_no,omitempty"`
	Project     between.ProjectRef `json:"project"`
	Lead        between.Unit       `json:"lead"`
	Co          []between.Unit     `json:"co"`
	Handler     *Person            `json:"handler,omitempty"`
	LeaderName  string             `json:"leader_name,omitempty"`
	DecidedBy   string             `json:"decided_by"`
	Grade       string             `json:"task_grade,omitempty"` // ordinary, coordination, major
	Required    []between.Evidence `json:"evidence_required"`
	Target      *between.Quantity  `json:"target,omitempty"`
	StartedOn   workcal.Date       `json:"started_on"`
	Due         workcal.Date       `json:"due"`
	OriginalDue workcal.Date       `json:"original_due"`
	Light       Lit                `json:"light"`
	Percent     int                `json:"percent"`
	Suspended   bool               `json:"suspended"`
	Extended    int                `json:"extended"` // times
	Overdue     bool               `json:"overdue"`
	OverdueFrom workcal.Date       `json:"overdue_from,omitzero"`
	Closing     Closing            `json:"closing"`
	Reports     []Report           `json:"reports"`
	Notes       []Note             `json:"notes"`
	Pauses      []Pause            `json:"pauses"`
	Dates       []DateChange       `json:"dates"`
	*Office                        // absent for owners
}

// Version is the sequence number, for ETags.
func (v View) Version() int64 { return int64(v.Seq) }

// Office is what only officials see.
type Office struct {
	Owed        []Owed        `json:"owed"`
	Slips       []Slip        `json:"slips"`
	Extensions  []Extension   `json:"extensions"`
	PauseAsk    *PauseAsk     `json:"pause_ask,omitempty"`
	Parts       []Part        `json:"parts"`
	Evidence    []Evidence    `json:"evidence"`
	Calls       []Call        `json:"calls"`
	Objections  []Objection   `json:"objections"`
	Blocks      []Block       `json:"blocks"`
	Misses      []Miss        `json:"misses"`
	Texts       []TextChange  `json:"texts"`
	Interviews  []Interview   `json:"interviews"`
	Urges       []Urge        `json:"urges"`
	Evaluation  *Grade        `json:"evaluation,omitempty"`
	Refusals    []Refusal     `json:"refusals,omitempty"`
	NextAlarm   time.Time     `json:"next_alarm,omitzero"`
	LatestOf    *ExtensionCap `json:"extension,omitempty"`
	PauseReason []string      `json:"pause_reasons,omitempty"`
}

// Owed is one obligation with its day and light.
type Owed struct {
	ID     string       `json:"id"`
	Node   string       `json:"node"`
	Org    between.Unit `json:"org"`
	Due    workcal.Date `json:"due"`
	State  string       `json:"state"`
	Missed bool         `json:"missed"`
	Light  string       `json:"light,omitempty"`
	Days   int          `json:"days_left"`
}

// ExtensionCap is what R5 would still allow today (C-14).
type ExtensionCap struct {
	Latest   workcal.Date `json:"latest,omitzero"` // last date that could be granted
	Approver string       `json:"approver"`
	Refused  string       `json:"refused,omitempty"` // code of why none could
}

// ViewFor is the task as the actor may see it at a moment. Who may see it at all
// is casefile.Sees with Parties; this only decides how much.
func (t *Task) ViewFor(a org.Actor, at time.Time) View {
	today := casefile.Today(at)
	outsider := a.Has(org.Owner) && !casefile.SeesAll(a)
	v := View{
		View: t.ViewOf(string(t.Status), t.Actions(a, at)), Title: t.Title(), Content: t.Content, Standard: t.Standard,
		Forum: t.Forum, MeetingID: t.Birth.MeetingID, MeetingNo: t.Birth.MeetingNo, IssueID: t.Birth.IssueID, IssueNo: t.Birth.IssueNo,
		Project: t.Birth.Project, Lead: t.Lead, Co: orEmpty(t.Co), LeaderName: t.Birth.LeaderName, DecidedBy: t.Birth.DecidedBy,
		Grade: t.Birth.Grade, Required: orEmpty(t.Birth.Evidence), Target: t.Birth.Target,
		StartedOn: t.Clock.Start, Due: t.DueOn(today), OriginalDue: t.FirstDue(), Light: Light(t, today), Percent: t.Percent,
		Suspended: t.Suspended(), Extended: len(t.Clock.Extensions), Overdue: !t.Overdue.Since.IsZero(), OverdueFrom: t.Overdue.Since,
		Closing: t.Closing, Reports: orEmpty(t.Reports), Notes: orEmpty(t.Notes), Pauses: orEmpty(t.Pauses), Dates: orEmpty(t.Dates),
	}
	v.Clocks, v.Ball = t.clocks(today), t.Ball(today)
	if t.Handler != (Person{}) {
		v.Handler = &t.Handler
	}
	if !outsider {
		v.Office = t.office(today)
		return v
	}
	v.forOwner()
	return v
}

// forOwner leaves what the owner may see (R14).
func (v *View) forOwner() {
	v.Reports = slices.DeleteFunc(slices.Clone(v.Reports), func(r Report) bool { return !r.Published })
	for i := range v.Reports {
		v.Reports[i].Review, v.Reports[i].Comment, v.Reports[i].By = "", "", Person{}
	}
	v.Notes = slices.DeleteFunc(slices.Clone(v.Notes), func(n Note) bool { return !n.Published })
	for i := range v.Notes {
		v.Notes[i].By = Person{}
	}
	v.Pauses = slices.Clone(v.Pauses)
	for i := range v.Pauses {
		v.Pauses[i].Notice, v.Pauses[i].Approver = casefile.Attachment{}, Person{}
	}
	v.Dates = slices.Clone(v.Dates)
	for i := range v.Dates {
		v.Dates[i].By, v.Dates[i].Basis = "", ""
	}
	v.Closing.Verifier = Person{}
	v.Light = Lit{Colour: v.Light.Colour, Rule: v.Light.Rule}
	v.Handler = nil
	v.Last = casefile.LastAct{Act: v.Last.Act, OrgName: v.Last.OrgName, At: v.Last.At}
	if len(v.Clocks) > 1 {
		v.Clocks = v.Clocks[:1]
	}
}

func (t *Task) office(today workcal.Date) *Office {
	o := &Office{
		Slips: orEmpty(t.Slips), Extensions: orEmpty(t.Extensions), PauseAsk: t.PauseAsk, Parts: orEmpty(t.Parts),
		Evidence: orEmpty(t.Evidence), Calls: orEmpty(t.Calls), Objections: orEmpty(t.Objections), Blocks: orEmpty(t.Blocks),
		Misses: orEmpty(t.Misses), Texts: orEmpty(t.Texts), Interviews: orEmpty(t.Interviews), Urges: orEmpty(t.Urges),
		Evaluation: t.Grade, Refusals: t.Refusals, NextAlarm: t.Wake().At, Owed: []Owed{},
	}
	for _, ob := range t.Obligations {
		due := t.DueOf(ob, today)
		w := Owed{ID: ob.ID, Node: ob.Node, Org: ob.Org, Due: due, State: ob.State, Missed: ob.Missed, Days: t.Cal.WorkdaysBetween(today, due)}
		if ob.State == StateOpen && t.Status.Open() {
			c := ob.Clock
			c.Pauses = t.workPauses()
			w.Light = c.Read(t.Cal, today).Light
		}
		o.Owed = append(o.Owed, w)
	}
	if slices.Contains(working, t.Status) {
		o.LatestOf, o.PauseReason = t.extensionCap(today), PauseReasons
	}
	return o
}

// extensionCap reads the limit from the refusal of a date far away, so that R5
// has one author.
func (t *Task) extensionCap(today workcal.Date) *ExtensionCap {
	c := &ExtensionCap{Approver: workcal.ExtensionApprover(t.Clock)}
	far := workcal.ExtensionAsk{Today: today, New: t.Cal.AddWorkdays(t.DueOn(today), 500).Date}
	err := workcal.CheckExtension(t.Cal, t.Clock, far)
	if fault.Is(err, "extension.frozen") {
		far.ByChair, c.Approver = true, string(org.Chair)
		err = workcal.CheckExtension(t.Cal, t.Clock, far)
	}
	f := fault.Of(err)
	if f == nil {
		return c
	}
	latest, _ := f.Args["latest"].(string)
	if date, err := workcal.ParseDate(latest); err == nil && date.After(t.DueOn(today)) {
		c.Latest = date
		return c
	}
	c.Refused = f.Code
	return c
}

// clocks are the running deadlines: the due date first, then the next report.
func (t *Task) clocks(today workcal.Date) []casefile.ClockView {
	if !t.Born() {
		return nil
	}
	out := []casefile.ClockView{{Key: "due", Reading: t.Clock.Read(t.Cal, today)}}
	if t.Status == Issued {
		out = append(out, casefile.ClockView{Key: "sign", Reading: t.SignBy.Read(t.Cal, today)})
	}
	if next := t.NextOwed(today); next != nil {
		c := next.Clock
		c.Pauses = t.workPauses()
		out = append(out, casefile.ClockView{Key: next.Node, Reading: c.Read(t.Cal, today)})
	}
	return out
}

// NextOwed is the watched obligation with the earliest day.
func (t *Task) NextOwed(today workcal.Date) *Obligation {
	var next *Obligation
	for _, o := range t.watched() {
		if next == nil || t.DueOf(o, today).Before(t.DueOf(*next, today)) {
			next = &o
		}
	}
	return next
}

// Ball says who must move. A co-organizer that is late has it before the lead
// unit: that is the true blocker (G-11).
func (t *Task) Ball(today workcal.Date) *casefile.Ball {
	lead := casefile.Ball{OrgID: t.Lead.ID, OrgName: t.Lead.Name, UserID: t.Handler.UserID}
	office := casefile.Ball{OrgName: casefile.Coordination}
	switch t.Status {
	case Issued:
		lead.What, lead.Due = ActSign, t.SignBy.Due(t.Cal, today).Date
	case Objected:
		office.What = ActReassign
		return &office
	case Arbitrating:
		office.What, office.Due = ActArbitrate, t.Cal.ReceivedOn(t.Objections[len(t.Objections)-1].At)
		return &office
	case ApplyClose:
		office.What, office.Due = ActVerify, t.Cal.AddWorkdays(t.Closing.AppliedOn, verifyWithin).Date
		return &office
	case OwnerConfirm:
		return &casefile.Ball{Owner: true, OrgName: t.Birth.Project.EnterpriseName, What: ActConfirm, Due: t.silenceOver()}
	case Closed, ClosedUnconfirmed:
		return &casefile.Ball{OrgName: "督查", What: ActGrade}
	case Signed, Reporting, Returned:
		return t.workBall(lead, today)
	default:
		return nil
	}
	return &lead
}

func (t *Task) workBall(lead casefile.Ball, today workcal.Date) *casefile.Ball {
	if t.Suspended() {
		lead.What, lead.Due = ActResume, t.Pauses[len(t.Pauses)-1].Expected
		return &lead
	}
	next := t.NextOwed(today)
	due := t.DueOn(today)
	if next == nil || (t.Overdue.Since.IsZero() && due.Before(t.DueOf(*next, today))) {
		lead.What, lead.Due = ActApplyClose, due
		return &lead
	}
	b := casefile.Ball{OrgID: next.Org.ID, OrgName: next.Org.Name, What: ActReport, Due: t.DueOf(*next, today)}
	switch next.Node {
	case NodePart:
		b.What = ActPartDone
	case NodeExplain:
		b.What = ActExplain
	}
	if next.Org.ID == t.Lead.ID {
		b.UserID = t.Handler.UserID
	}
	return &b
}

// Actions is every act the reader may order now, in the order of the life.
func (t *Task) Actions(a org.Actor, at time.Time) []string {
	actions := []string{}
	today := casefile.Today(at)
	for _, s := range lives[max(t.Life, 1)] {
		if s.From != t.Status || common(s.Act) || slices.Contains(actions, s.Act) {
			continue
		}
		if _, err := t.rule(s.Act, a); err != nil || a.Has(org.System) {
			continue
		}
		if t.ready(s.Act, a, today) == nil {
			actions = append(actions, s.Act)
		}
	}
	return actions
}

func common(act string) bool {
	return act == casefile.ActRing || act == casefile.ActTold || act == casefile.ActRecalendar
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// SeenBy tells whether the actor may see the task at all: the district's
// offices, its leaders and service officers, and the parties.
func (t *Task) SeenBy(a org.Actor) bool {
	return a.Has(org.Leader, org.ServiceOfficer) || casefile.Sees(a, t.Parties())
}

// AskRole is the role that must decide a pending extension or suspension.
func (t *Task) AskRole() string {
	if !slices.Contains(working, t.Status) {
		return ""
	}
	if e := t.pendingExtension(); e != nil {
		return e.Approver
	}
	if t.PauseAsk != nil {
		return t.pauseApprover(*t.PauseAsk, t.PauseAsk.On)
	}
	return ""
}

// InterviewsDue counts the interviews proposed and not held.
func (t *Task) InterviewsDue() int {
	n := 0
	for _, v := range t.Interviews {
		if v.HeldOn.IsZero() {
			n++
		}
	}
	return n
}

// ownersActs is what an owner reads of the history: the course of the work and
// its dates, nothing of what passes between offices.
var ownersActs = []string{
	ActIssue, ActSign, ActReassign, ActExtendYes, ActSuspend, ActPauseReview, ActResume, ActApplyClose, ActVerify, ActReturnWork,
	ActConfirm, ActDispute, ActCloseSilent, ActAmend, ActCancel, ActReopen,
}

// OwnerChange is the part of a change that an owner may read.
type OwnerChange struct {
	Text  string       `json:"text,omitempty"`
	Dates []DateChange `json:"dates,omitempty"`
}

// Shows is what the reader may see of one event; ok is false for nothing.
func (t *Task) Shows(ev casefile.Event, a org.Actor) (change any, ok bool) {
	c, err := ReadChange(ev)
	if err != nil {
		return nil, false
	}
	if !a.Has(org.Owner) || casefile.SeesAll(a) {
		c.Calendar, c.Told, c.Clock, c.SignBy = nil, nil, nil, nil
		return c, true
	}
	if !slices.Contains(ownersActs, ev.Act) {
		return nil, false
	}
	shown := OwnerChange{}
	for _, d := range c.Dates {
		shown.Dates = append(shown.Dates, DateChange{On: d.On, Old: d.Old, New: d.New, Kind: d.Kind, Reason: d.Reason})
	}
	if ev.Actor.Has(org.Owner) || ev.Act == ActSuspend {
		shown.Text = c.Text
	}
	return shown, true
}
