package supervision

import (
	"strconv"

	"github.com/diaodu/diaodu/domain/workcal"
)

// Colours of a task's light and of slips.
const (
	Blue   = "blue" // slips only: near due
	Yellow = workcal.Yellow
	Red    = workcal.Red
	Green  = workcal.Green
	Paused = workcal.Grey
	Done   = workcal.Done
)

const (
	warnWorkdays   = 3  // a task turns yellow so many workdays before it is due
	reportWorkdays = 1  // a report, so many
	behindPercent  = 20 // less than this when half of the time is over is behind
)

// LightRule is one published rule of the lights (G-5): what turns a task which
// colour. The list is what people are shown; Light follows it and nothing else.
type LightRule struct {
	Code   string `json:"code"`
	Colour string `json:"colour"`
	Text   string `json:"text" spoken:"rules"`
}

// LightRules lists every rule, the strongest colour first.
var LightRules = []LightRule{
	{"task_overdue", Red, "办理期限已过仍未申请办结，自到期次日零时起亮红灯"},
	{"applied_late", Red, "超过办理期限才申请办结"},
	{"report_overdue", Red, "应报未报，自到期次日零时起亮红灯"},
	{"part_overdue", Red, "分项任务到期未完成，自到期次日零时起亮红灯"},
	{"red_slip", Red, "红色督办单尚未回复"},
	{"task_due_soon", Yellow, "距办理期限不足3个工作日（含第3个工作日）"},
	{"report_due_soon", Yellow, "应报事项前1个工作日及当日尚未报送"},
	{"unsigned", Yellow, "交办后超过1个工作日未签收"},
	{"behind", Yellow, "办理时间过半，进度不足20%"},
	{"yellow_slip", Yellow, "黄色督办单尚未回复"},
	{"paused", Paused, "已批准暂停计时"},
	{"closed", Done, "已办结或已撤销"},
	{"on_time", Green, "在期限内正常推进"},
}

// Lit is a task's light on one day with the rule and the numbers behind it.
type Lit struct {
	Colour  string   `json:"colour"`
	Rule    string   `json:"rule"`
	Org     string   `json:"org,omitempty"` // the unit it is about
	Numbers []Number `json:"numbers,omitempty"`
}

// Number is one figure a light follows from.
type Number struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// signal is a light that burns from a day on unless somebody acts.
type signal struct {
	colour, rule, org string
	from, due         workcal.Date
}

// Light is the task's light on a day. It is a function of the state and the day.
func Light(t *Task, today workcal.Date) Lit {
	if !t.Status.Open() {
		return Lit{Colour: Done, Rule: "closed"}
	}
	var worst signal
	for _, s := range t.signals(today) {
		if s.from.After(today) {
			continue
		}
		graver := s.colour == Red && worst.colour != Red
		earlier := s.colour == worst.colour && s.from.Before(worst.from)
		if worst.colour == "" || graver || earlier {
			worst = s
		}
	}
	if t.Suspended() && worst.colour != Red {
		p := t.Pauses[len(t.Pauses)-1]
		return Lit{Colour: Paused, Rule: "paused", Numbers: []Number{{"from", p.From.String()}, {"expected", p.Expected.String()}}}
	}
	if worst.colour == "" {
		return Lit{Colour: Green, Rule: "on_time", Numbers: []Number{{"due", t.DueOn(today).String()}}}
	}
	return Lit{Colour: worst.colour, Rule: worst.rule, Org: worst.org, Numbers: []Number{
		{"due", worst.due.String()}, {"today", today.String()},
		{"days", strconv.Itoa(t.Cal.WorkdaysBetween(today, worst.due))}, {"percent", strconv.Itoa(t.Percent)},
	}}
}

// LightDates is when the light turns red and yellow if nobody acts; no date for
// never. Lists compare them with the day instead of reading every task.
func (t *Task) LightDates(today workcal.Date) (red, yellow workcal.Date) {
	if !t.Status.Open() {
		return red, yellow
	}
	for _, s := range t.signals(today) {
		when := &yellow
		if s.colour == Red {
			when = &red
		}
		if when.IsZero() || s.from.Before(*when) {
			*when = s.from
		}
	}
	return red, yellow
}

// signals is every light that burns or will burn. While the clock stands still
// only what was late before counts: the other dates move on with the pause.
func (t *Task) signals(today workcal.Date) []signal {
	var out []signal
	still := func(due workcal.Date) bool {
		return t.Suspended() && !due.Before(t.Pauses[len(t.Pauses)-1].From)
	}
	due := t.DueOn(today)
	switch {
	case t.Clock.On() && !still(due):
		out = append(out, signal{Red, "task_overdue", t.Lead.Name, due.AddDays(1), due},
			signal{Yellow, "task_due_soon", t.Lead.Name, t.Cal.AddWorkdays(due, -warnWorkdays).Date, due})
		out = append(out, t.behind(due)...)
	case t.Closing.Late:
		out = append(out, signal{Red, "applied_late", t.Lead.Name, t.Closing.AppliedOn, due})
	}
	for _, o := range t.watched() {
		due := t.DueOf(o, today)
		if still(due) {
			continue
		}
		rule := "report_overdue"
		if o.Node == NodePart {
			rule = "part_overdue"
		}
		soon := workcal.Later(t.Cal.AddWorkdays(due, -reportWorkdays).Date, o.Clock.Start.AddDays(1))
		out = append(out, signal{Red, rule, o.Org.Name, due.AddDays(1), due}, signal{Yellow, "report_due_soon", o.Org.Name, soon, due})
	}
	if t.Status == Issued {
		due := t.SignBy.Due(t.Cal, today).Date
		out = append(out, signal{Yellow, "unsigned", t.Lead.Name, due.AddDays(1), due})
	}
	for _, s := range t.Slips {
		if s.RepliedOn.IsZero() && s.Colour != Blue {
			out = append(out, signal{s.Colour, s.Colour + "_slip", s.Org.Name, s.IssuedOn, s.ReplyDue})
		}
	}
	return out
}

// behind compares progress with the time gone: the day from which half of the
// time is over.
func (t *Task) behind(due workcal.Date) []signal {
	half := t.halfway(due)
	if half.IsZero() || t.Percent >= behindPercent {
		return nil
	}
	return []signal{{Yellow, "behind", t.Lead.Name, half, due}}
}

// halfway is no date for tasks too short to be behind.
func (t *Task) halfway(due workcal.Date) workcal.Date {
	total := t.Cal.WorkdaysBetween(t.Clock.Start, due)
	if total < 4 {
		return workcal.Date{}
	}
	return t.Cal.AddWorkdays(due, -(total / 2)).Date
}
