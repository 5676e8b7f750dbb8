package plan

import (
	"strconv"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Why a planned date moved (B-3). Stored; the words are the door's.
const (
	Upstream    = "upstream"    // 前置事项延后
	Unsubmitted = "unsubmitted" // 未按计划申报
	Late        = "late"        // 未按计划办结
	Running     = "running"     // 审批时限有变: paused, extended, supplemented
	Regained    = "regained"    // 前置事项赶回
	Rescheduled = "rescheduled" // 人工调整
	Resumed     = "resumed"     // 暂停后恢复
	Recalendar  = "calendar"    // 节假日安排更新
)

// Shift is one planned date that moved. They stay for ever: agencies stop
// guessing dates while they wait for another (B-3).
type Shift struct {
	N      int          `json:"n"`
	On     workcal.Date `json:"on"`
	Matter string       `json:"matter"`
	Old    Span         `json:"old"`
	New    Span         `json:"new"`
	Why    string       `json:"why"`
	// Cause is the matter upstream that moved it.
	Cause  string `json:"cause,omitempty"`
	Reason string `json:"reason,omitempty"` // of a person
	By     string `json:"by,omitempty"`
}

// yellowDays is how many workdays before its date a light warns.
const yellowDays = 3

// slipStep is how many workdays a missed date is first put off by; it doubles
// while nothing happens, so that a forgotten plan does not ring for ever.
const slipStep = 5

// buildDays is the workdays of construction that are assumed where the register
// has no date.
const buildDays = 220

// schedule sets the baseline of matters that have none: each begins the workday
// after what it needs is decided, or beside what may follow, and takes what is
// promised.
func (p *Plan) schedule(start workcal.Date) {
	for _, o := range p.ordered() {
		m := p.matter(o.ID)
		if !m.Baseline.Start.IsZero() || m.Dropped != nil {
			continue
		}
		begin := p.Cal.NextWorkday(start)
		for _, n := range m.Needs {
			begin = workcal.Later(begin, p.free(*m, n))
		}
		m.Baseline = p.spanFrom(begin, *m)
		m.Target = m.Baseline
	}
}

// free is the first day on which a need leaves its matter free to be handed in;
// no day where it never held it up. What may follow 容缺 is planned side by side.
func (p *Plan) free(m Matter, n Need) workcal.Date {
	up := p.matter(n.ID)
	switch {
	case up == nil || up.Dropped != nil:
		return workcal.Date{}
	case n.Deferrable && (up.running() || up.approved()):
		return up.SubmittedOn
	case n.Deferrable:
		return up.Target.Start
	}
	return p.Cal.AddWorkdays(finish(*up), 1+p.lag(m, n)).Date
}

// lag is the time between a need and what needs it. The time of building ends
// at the register's own date of completion, where that is known and later.
func (p *Plan) lag(m Matter, n Need) int {
	up := p.matter(n.ID)
	if n.Lag == 0 || up == nil || m.Milestone == "" {
		return n.Lag
	}
	for _, t := range p.Targets {
		if t.Milestone == m.Milestone && t.On.After(finish(*up)) {
			return max(0, p.Cal.WorkdaysBetween(finish(*up), t.On)-m.Promised-1)
		}
	}
	return n.Lag
}

func (p *Plan) spanFrom(begin workcal.Date, m Matter) Span {
	return Span{Start: begin, End: p.Cal.AddWorkdays(begin, m.Promised).Date}
}

// finish is when a matter was, or is planned to be, decided.
func finish(m Matter) workcal.Date {
	if m.approved() {
		return m.EndedOn
	}
	return m.Target.End
}

// reforecast moves the planned dates of everything that is not yet approved by
// what is now known, and says which moved and why. Nothing is planned before its
// baseline; what is late moves what waits for it (B-3). why names the reason of
// a person's or the calendar's change, which then explains the first moves.
func (p *Plan) reforecast(today workcal.Date, why, by, reason string) []Shift {
	var shifts []Shift
	for _, o := range p.ordered() {
		m := p.matter(o.ID)
		if m.Dropped != nil || m.approved() {
			continue
		}
		span, cause := p.expected(*m)
		if span == m.Target {
			continue
		}
		s := Shift{On: today, Matter: m.ID, Old: m.Target, New: span, Cause: cause, Why: p.whyMoved(*m, span, cause)}
		if cause == "" && why != "" {
			s.Why, s.By, s.Reason = why, by, reason
		}
		m.Target = span
		if s.Old.End != s.New.End || s.Old.Start.Before(s.New.Start) {
			s.N = len(p.Shifts) + 1
			p.Shifts = append(p.Shifts, s)
			shifts = append(shifts, s)
		}
	}
	return shifts
}

// expected is when a matter will be handed in and decided, and the need that
// this hangs on where it hangs on one.
func (p *Plan) expected(m Matter) (Span, string) {
	if m.running() {
		end := m.PromiseDue
		if end.IsZero() {
			end = p.Cal.AddWorkdays(m.SubmittedOn, m.Promised).Date
		}
		return Span{Start: m.SubmittedOn, End: workcal.Later(end, m.Expect)}, ""
	}
	begin, cause := workcal.Later(m.Baseline.Start, m.Wait), ""
	for _, n := range m.Needs {
		if free := p.free(m, n); free.After(begin) {
			begin, cause = free, n.ID
		}
	}
	return p.spanFrom(begin, m), cause
}

func (p *Plan) whyMoved(m Matter, to Span, cause string) string {
	switch {
	case to.End.Before(m.Target.End):
		return Regained
	case cause != "":
		return Upstream
	case m.running() && to.End == m.Expect:
		return Late
	case m.running():
		return Running
	}
	return Unsubmitted
}

// putOff answers a planned day that passed: the matter is expected so many
// workdays later, twice as many each time.
func (p *Plan) putOff(m *Matter, today workcal.Date) {
	if m.running() {
		step := max(slipStep, p.Cal.WorkdaysBetween(m.Baseline.End, today))
		m.Expect = p.Cal.AddWorkdays(today, step).Date
		return
	}
	step := max(slipStep, p.Cal.WorkdaysBetween(m.Baseline.Start, today))
	m.Wait = p.Cal.AddWorkdays(today, step).Date
}

// slipBells ring on the morning after a planned day has passed: the owner has
// not handed in, or the authority has not decided.
func (p *Plan) slipBells() []bell {
	var out []bell
	for _, m := range p.Matters {
		day, key := m.Target.End, "slip/"
		switch {
		case m.Dropped != nil || m.approved():
			continue
		case m.running():
		case p.submittable(m):
			day, key = m.Target.Start, "wait/"
		default:
			continue // what it needs rings
		}
		out = append(out, bell{
			casefile.Alarm{Key: key + m.ID + "/" + strconv.Itoa(m.Try) + "/" + day.String(), At: p.nextMorning(day)},
			func(d *draft) { d.slipped(m.ID) },
		})
	}
	return out
}

// slipped is a planned day of a matter passing.
func (d *draft) slipped(id string) {
	m := d.p.matter(id)
	was := m.Target
	d.p.putOff(m, d.today)
	if m.running() {
		d.tell("plan.slipped", both(toAuthority(*m), toCoordinators), arg("matter", m.Name), arg("due", was.End.String()))
		return
	}
	d.tell("plan.unsubmitted", both(toOwner, toWindow), arg("matter", m.Name), arg("due", was.Start.String()))
}
