package supervision

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
)

var everybody = []org.Actor{coordinator, supervisor, chair, leader, greener, builder, water, owner, stranger, auditor, admin, org.Clock}

// Whatever people do and however time passes: judging changes nothing and agrees
// with deciding, what is decided folds, every alarm rings once and later than the
// one before, the light follows its dates, and a task is never stuck.
func TestTasksSurviveAnything(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := issued(rt, birth())
		s.quick = true
		for range rapid.IntRange(5, 25).Draw(rt, "steps") {
			if rapid.IntRange(0, 3).Draw(rt, "what") == 0 {
				s.until(s.now.Add(time.Duration(rapid.IntRange(1, 240).Draw(rt, "hours")) * time.Hour))
			} else {
				act(rt, s)
			}
			s.holds(rt)
		}
		s.until(s.now.AddDate(0, 3, 0))
		s.holds(rt)
		s.roundTrip()
	})
}

// act lets somebody try something, most often something they may do.
func act(rt *rapid.T, s *stage) {
	a := rapid.SampledFrom(everybody).Draw(rt, "who")
	names := s.task.Actions(a, s.now)
	if len(names) == 0 || rapid.IntRange(0, 9).Draw(rt, "wild") == 0 {
		names = wild
	}
	if len(s.task.Owed) > 0 && rapid.Bool().Draw(rt, "answer") {
		s.settle()
		return
	}
	cmd := with(rapid.SampledFrom(names).Draw(rt, "act"), form(rt, s))
	_ = s.try(a, cmd) // refusals are fine; try checks that they are clean
}

var wild = func() []string {
	var names []string
	for _, s := range lives[Life] {
		names = append(names, s.Act)
	}
	return names
}()

// form fills every field with something that might do.
func form(rt *rapid.T, s *stage) Form {
	today := casefile.Today(s.now)
	later := today.AddDays(rapid.IntRange(0, 30).Draw(rt, "days"))
	notice := file("告知书.pdf", "other")
	report := reporting("").Report
	if pct := rapid.IntRange(-1, 120).Draw(rt, "percent"); pct >= 0 {
		report.Percent = &pct
	}
	return Form{
		Reason: rapid.SampledFrom([]string{"现场条件变化，需要重新安排施工", "", "正在推进"}).Draw(rt, "reason"),
		Code:   rapid.SampledFrom([]string{"weather", "other", "upstream", "nonsense"}).Draw(rt, "code"),
		Unit:   rapid.SampledFrom([]*between.Unit{nil, &waterworks, &building, &greening}).Draw(rt, "unit"),
		Node:   rapid.SampledFrom([]string{"", NodeD1, NodeD3, NodeD7, NodeM1, NodeWeekly, "report"}).Draw(rt, "node"),
		Report: report, N: rapid.IntRange(0, 4).Draw(rt, "n"), Verdict: rapid.SampledFrom([]string{"accept", "return"}).Draw(rt, "verdict"),
		Files: []casefile.Attachment{file("图.pdf", "map"), file("照片.jpg", "photo")},
		Parts: []PartForm{{OrgID: rapid.SampledFrom([]string{"o-build", "o-water", "o-x"}).Draw(rt, "part"), Content: "破路审批", Due: later}},
		Block: &BlockForm{Kind: "approval", Text: "等待占道许可", Org: &building}, NewDue: later, Work: "增加班组，倒排工期", Notice: &notice, EndsOn: later,
		Result: "供水管道已牵入施工范围", Reached: &between.Quantity{Item: "供水管道", Amount: float64(rapid.IntRange(78, 82).Draw(rt, "m")), Unit: "米"},
		Channel: "phone", Grade: "good", Colour: rapid.SampledFrom([]string{Blue, Yellow, Red}).Draw(rt, "colour"),
		Amend:     &between.Amendment{Due: later, Reason: "线路调整", ConsentBy: "李区长"},
		HandlerID: "u-9", HandlerName: "孙工",
	}
}

// holds checks what must always be true.
func (s *stage) holds(rt *rapid.T) {
	t := s.task
	today := casefile.Today(s.now)
	if t.Status.Open() {
		require.False(rt, t.Wake().At.IsZero(), "an open task that will never act: %s", t.Status)
		require.NotNil(rt, t.Ball(today), "nobody has to move: %s", t.Status)
	}
	red, yellow := t.LightDates(today)
	colour := Light(t, today).Colour
	want := Green
	switch {
	case !t.Status.Open():
		want = Done
	case !red.IsZero() && !red.After(today):
		want = Red
	case t.Suspended():
		want = Paused
	case !yellow.IsZero() && !yellow.After(today):
		want = Yellow
	}
	require.Equal(rt, want, colour, "lists and the task disagree on the light")
	if t.Status.Over() {
		require.True(rt, t.proven(t.Evidence) == nil, "closed without its evidence (R8)")
	}
	for _, p := range t.Pauses {
		require.NotEmpty(rt, p.Notice.FileID, "R7")
		require.NotZero(rt, p.Expected, "R7")
	}
	_ = t.ViewFor(rapid.SampledFrom(everybody).Draw(rt, "reader"), s.now)
}
