package meeting

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
)

var kinds = []between.ResolutionKind{
	between.DecideTask, between.DecideApprove, between.DecideDefer, between.DecideStudy,
	between.DecideEscalate, between.DecideNote, between.DecideReject, between.DecideTaskForce,
}

var grades = []string{"", "ordinary", "coordination", "major"}

// judgeConvene opens the session and freezes how the last resolutions stand (F-15).
func judgeConvene(m *Meeting, o *order) error {
	if o.today.Before(m.Date) {
		return clash("meeting.too_early", "the meeting is on %s", m.Date).With("date", m.Date.String())
	}
	page := LastPage{LastTotals: LastTotals{AsOf: o.at}}
	if o.Last != nil {
		page = *o.Last
	}
	if page.Total < 0 || page.Total != page.Done+page.Going+page.Overdue || len(page.Rows) > 1000 {
		return wrong("meeting.last_page", "last_page", "%d is not %d+%d+%d", page.Total, page.Done, page.Going, page.Overdue)
	}
	page.AsOf = page.AsOf.UTC()
	o.change.HeldOn, o.change.Last = o.today, &page
	o.notify("meeting.convened", who(org.Coordinator, org.Supervisor), m.named(arg("items", strconv.Itoa(len(m.Items))))...)
	return nil
}

func judgeCall(m *Meeting, o *order) error {
	it, err := m.needItem(o.ItemID)
	if err != nil {
		return err
	}
	if it.Carry != "" {
		return clash("meeting.carried", "item %s goes to the next meeting", it.ID)
	}
	o.change.ItemID = it.ID
	return nil
}

// judgeSpeak records that the owner put the matter on the table 摆上台面.
func judgeSpeak(m *Meeting, o *order) error {
	it, err := m.current(o)
	if err != nil {
		return err
	}
	if m.project(it.Project).EnterpriseID == "" {
		return clash("meeting.no_owner", "item %s has no owner", it.ID)
	}
	o.change.ItemID, o.change.Speaker, o.change.Text = it.ID, o.Speaker, o.Text
	return each(needText("speaker", o.Speaker, longLine), mayText("text", o.Text, longText))
}

// current finds the item the order is about and refuses one that is not being heard.
func (m *Meeting) current(o *order) (*Item, error) {
	it, err := m.needItem(o.ItemID)
	if err != nil {
		return nil, err
	}
	if m.Current != it.ID {
		return nil, clash("meeting.not_called", "item %s is not being heard", it.ID).With("current", m.Current)
	}
	return it, nil
}

// judgeWaive lets an item be decided though its lead unit is absent (F-5).
func judgeWaive(m *Meeting, o *order) error {
	it, err := m.needItem(o.ItemID)
	if err != nil {
		return err
	}
	o.change.ItemID = it.ID
	return o.needReason()
}

// judgeDecide records what was decided on the item being heard: by the chair,
// or by a coordinator as decided by the chair.
func judgeDecide(m *Meeting, o *order) error {
	it, err := m.current(o)
	if err != nil {
		return err
	}
	if it.Carry != "" {
		return clash("meeting.carried", "item %s goes to the next meeting", it.ID)
	}
	if lead := m.unit(it.Lead); lead.ID != "" && !it.Waived && !m.present(lead.ID) {
		return clash("meeting.lead_absent", "lead unit %s is absent", lead.ID).With("org", lead.Name)
	}
	if len(o.Resolutions) == 0 || len(it.Outcomes)+len(o.Resolutions) > 20 {
		return wrong("meeting.resolutions", "resolutions", "%d resolutions", len(o.Resolutions))
	}
	o.change.ItemID, o.change.DecidedBy = it.ID, m.Chair.Name
	if o.actor().Has(org.Chair) {
		o.change.DecidedBy = o.actor().Name
	}
	forces, tasks := 0, 0
	for i, r := range o.Resolutions {
		resolved, err := m.resolve(o, it, i, r)
		if err != nil {
			return err
		}
		if resolved.TaskForce != nil {
			forces++
		}
		if resolved.Task != nil {
			tasks++
		}
		o.change.Resolutions = append(o.change.Resolutions, resolved)
	}
	if forces > 1 {
		return wrong("meeting.one_task_force", "resolutions", "%d task forces on one item", forces)
	}
	if forces > 0 && it.Issue == "" && tasks == 0 {
		return wrong("meeting.task_force_alone", "resolutions", "item %s has no issue, so a task must carry the task force", it.ID)
	}
	return nil
}

func (m *Meeting) resolve(o *order, it *Item, i int, r Resolution) (Resolved, error) {
	field := "resolutions[" + strconv.Itoa(i) + "]"
	out := Resolved{ID: fmt.Sprintf("r%d", m.Decided+i+1), Kind: r.Kind, Text: r.Text, TaskForce: r.TaskForce}
	if !slices.Contains(kinds, r.Kind) {
		return out, wrong("meeting.kind", field+".kind", "unknown kind %q", r.Kind)
	}
	if (r.Task != nil) != (r.Kind == between.DecideTask) {
		return out, wrong("meeting.kind", field+".task", "kind %s and task form do not fit", r.Kind)
	}
	if r.Kind == between.DecideTaskForce && r.TaskForce == nil || r.TaskForce != nil && r.Kind != between.DecideTaskForce && r.Kind != between.DecideTask {
		return out, wrong("meeting.kind", field+".task_force", "kind %s and task force do not fit", r.Kind)
	}
	if r.TaskForce != nil {
		if err := checkTaskForce(field+".task_force", r.TaskForce); err != nil {
			return out, err
		}
	}
	if r.Task == nil {
		return out, needText(field+".text", r.Text, longText)
	}
	if r.Text == "" {
		out.Text = r.Task.Content
	}
	if err := each(mayText(field+".text", r.Text, longText), m.checkTask(o, field+".task", r.Task)); err != nil {
		return out, err
	}
	out.Task = m.birth(o, it, out.ID, *r.Task)
	return out, nil
}

// checkTask is R3: exactly one lead unit, no unit twice, a standard, and a due
// date not before the next workday.
func (m *Meeting) checkTask(o *order, field string, t *TaskForm) error {
	if err := each(needWords(field+".content", t.Content, longText), needWords(field+".standard", t.Standard, longText),
		mayText(field+".leader", t.Leader, 32), mayText(field+".leader_name", t.LeaderName, longLine)); err != nil {
		return err
	}
	if t.Lead.ID == "" || t.Lead.Name == "" {
		return wrong("meeting.task_lead", field+".lead", "a task needs exactly one lead unit")
	}
	units := append([]between.Unit{t.Lead}, t.Co...)
	for i, u := range units {
		if u.ID == "" || u.Name == "" || slices.ContainsFunc(units[:i], func(v between.Unit) bool { return v.ID == u.ID }) {
			return wrong("meeting.task_units", field+".co", "unit %q twice or missing", u.ID).With("org", u.Name)
		}
		if err := each(mayText(field+".lead", u.ID, 32), mayText(field+".lead", u.Name, longLine)); err != nil {
			return err
		}
	}
	if len(units) > 21 || len(t.Evidence) > 20 {
		return wrong("meeting.too_many", field, "%d units, %d kinds of evidence", len(units), len(t.Evidence))
	}
	for _, e := range t.Evidence {
		if err := each(needText(field+".evidence", e.Type, 32), mayText(field+".evidence", e.Name, longLine)); err != nil {
			return err
		}
	}
	if q := t.Target; q != nil && (q.Amount <= 0 || q.Amount > 1e12 || q.Unit == "" || q.Item == "" || mayText("", q.Item+q.Unit, longLine) != nil) {
		return wrong("meeting.quantity", field+".target", "%v %q", q.Amount, q.Unit)
	}
	if !slices.Contains(grades, t.Grade) {
		return wrong("meeting.grade", field+".grade", "unknown grade %q", t.Grade)
	}
	return m.checkDue(o, field, t)
}

func (m *Meeting) checkDue(o *order, field string, t *TaskForm) error {
	switch earliest := m.Cal.AddWorkdays(o.today, 1).Date; {
	case t.DueWorkdays != 0 && !t.Due.IsZero():
		return wrong("meeting.task_due", field+".due", "both a date and workdays")
	case t.DueWorkdays != 0 && (t.DueWorkdays < 1 || t.DueWorkdays > 500):
		return wrong("meeting.task_due", field+".due_workdays", "%d workdays", t.DueWorkdays)
	case t.DueWorkdays == 0 && t.Due.IsZero():
		return wrong("meeting.task_due", field+".due", "no due date")
	case t.DueWorkdays == 0 && t.Due.Before(earliest):
		return wrong("meeting.due_too_early", field+".due", "%s is before %s", t.Due, earliest).With("earliest", earliest.String())
	case t.DueWorkdays == 0 && t.Due.Sub(o.today) > 3*366:
		return wrong("meeting.task_due", field+".due", "%s is more than three years away", t.Due)
	}
	return nil
}

func (m *Meeting) birth(o *order, it *Item, resolutionID string, t TaskForm) *between.TaskBirth {
	due := t.Due
	if t.DueWorkdays > 0 {
		due = m.Cal.AddWorkdays(o.today, t.DueWorkdays).Date
	}
	return &between.TaskBirth{
		TaskID: TaskID(m.ID, it.ID, resolutionID), Forum: m.Forum, MeetingID: m.ID, MeetingNo: m.No,
		ItemID: it.ID, Resolution: resolutionID, IssueID: it.Issue, IssueNo: it.No, Project: m.project(it.Project),
		Content: t.Content, Standard: t.Standard, Lead: t.Lead, Co: t.Co, Leader: t.Leader, LeaderName: t.LeaderName,
		Due: due, Grade: t.Grade, Evidence: t.Evidence, Target: t.Target,
		DecidedBy: o.change.DecidedBy, DecidedAt: o.at,
	}
}

func checkTaskForce(field string, f *between.TaskForceBirth) error {
	if len(f.Members) > 30 {
		return wrong("meeting.too_many", field+".members", "%d members", len(f.Members))
	}
	for _, p := range f.Members {
		if err := each(needText(field+".members", p.Name, longLine), mayText(field+".members", p.Org.Name+p.Role, longLine), mayText(field+".members", p.Org.ID, 32)); err != nil {
			return err
		}
	}
	return each(needText(field+".name", f.Name, longLine), needText(field+".lead_name", f.LeadName, longLine),
		mayText(field+".lead_id", f.LeadID, 32), mayText(field+".liaison", f.Liaison, longLine))
}

// judgeCarry leaves an item to the next meeting (F-9). Moving is for undecided
// ones; duplicating leaves what was decided here. An item with a task comes
// back by itself in the next meeting's first section.
func judgeCarry(m *Meeting, o *order) error {
	it, err := m.needItem(o.ItemID)
	if err != nil {
		return err
	}
	tasked := slices.ContainsFunc(it.Outcomes, func(out Outcome) bool { return out.Task != "" })
	switch {
	case o.Carry != Move && o.Carry != Duplicate:
		return wrong("meeting.carry", "carry", "unknown way %q", o.Carry)
	case it.Carry != "":
		return clash("meeting.carried", "item %s goes to the next meeting", it.ID)
	case o.Carry == Move && len(it.Outcomes) > 0:
		return clash("meeting.item_decided", "item %s was decided", it.ID)
	case o.Carry == Duplicate && tasked:
		return clash("meeting.tasked", "item %s has a task", it.ID)
	}
	o.change.ItemID, o.change.Carry = it.ID, o.Carry
	return o.mayReason()
}

// judgeClose ends the session; what was not decided goes to the next meeting.
func judgeClose(m *Meeting, o *order) error {
	o.change.MinutesDue = m.Cal.AddWorkdays(m.HeldOn, minutesWithin).Date
	o.notify("meeting.closed", who(org.Coordinator, org.MinutesReviewer), m.named(arg("due", o.change.MinutesDue.String()))...)
	return nil
}

// judgeHearTask notes how a task born here ended.
func judgeHearTask(m *Meeting, o *order) error {
	if o.Result == nil {
		return wrong("meeting.missing", "result", "no result").With("field", "result")
	}
	if it, _ := m.outcomeOfTask(o.Result.TaskID); it == nil {
		return fault.New(fault.NotFound, "meeting.no_task", "no task %q was born here", o.Result.TaskID)
	}
	if !slices.Contains([]string{"closed", "cancelled", "reopened"}, o.Result.State) {
		return wrong("meeting.result", "result.state", "unknown state %q", o.Result.State)
	}
	o.change.Result = o.Result
	return nil
}

// judgeSettle takes a warning off once somebody has seen to it.
func judgeSettle(m *Meeting, o *order) error {
	if !slices.ContainsFunc(m.Warnings, func(w Warning) bool { return w.Key == o.Warning }) {
		return fault.New(fault.NotFound, "meeting.no_warning", "no warning %q", o.Warning).On("warning")
	}
	o.change.Warning = o.Warning
	return o.needReason()
}

// judgeTold takes the answers of the cases this one told something.
func judgeTold(m *Meeting, o *order) error {
	if len(o.Told) == 0 {
		return wrong("meeting.missing", "told", "no answers").With("field", "told")
	}
	o.change.Told = o.Told
	for _, t := range o.Told {
		if t.Refused != "" {
			o.notify("meeting.effect_refused", []casefile.Audience{{Role: string(org.Coordinator)}},
				m.named(arg("act", t.Act), arg("code", t.Refused), arg("case", t.CaseID))...)
		}
	}
	return nil
}
