package plan

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

var everybody = []org.Actor{coordinator, clerk, builder, planner, police, chair, owner, stranger, auditor, admin}

// Whatever people and approvals do and however time passes: judging changes
// nothing and agrees with deciding, the event holds what was decided, every alarm
// rings once, clocks add up, no date is before its baseline, milestones are told
// once, breaches open one issue each, and an open plan never falls silent.
func TestPlansSurviveAnything(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		kind := rapid.SampledFrom(Types).Draw(rt, "type")
		s := drawn(rt, kind.Code, someOf(rt, kind)...)
		s.quick = true
		for range rapid.IntRange(5, 20).Draw(rt, "steps") {
			switch rapid.IntRange(0, 5).Draw(rt, "what") {
			case 0, 1:
				s.until(s.now.Add(time.Duration(rapid.IntRange(1, 200).Draw(rt, "hours")) * time.Hour))
			case 2, 3:
				s.hearSomething(rt)
			default:
				s.actSomehow(rt)
			}
			s.holds(rt)
		}
		s.until(s.now.AddDate(0, 2, 0))
		s.holds(rt)
		s.rebuilt(rt)
	})
}

func someOf(rt *rapid.T, kind Type) []string {
	var with []string
	for _, r := range kind.Matters {
		if r.When != "" && rapid.Bool().Draw(rt, r.Process) {
			with = append(with, r.Process)
		}
	}
	return with
}

// hearSomething lets an approval tell something, also out of turn, or others answer.
func (s *stage) hearSomething(rt *rapid.T) {
	if len(s.plan.Owed) > 0 && rapid.Bool().Draw(rt, "answer") {
		s.answer(rt)
		return
	}
	if len(s.plan.Issues) > 0 && rapid.IntRange(0, 3).Draw(rt, "issue") == 0 {
		ref := rapid.SampledFrom(s.plan.Issues).Draw(rt, "ref")
		over := rapid.Bool().Draw(rt, "over")
		end := between.IssueEnd{IssueID: ref.ID, State: "closed", Over: over, Solved: over, On: casefile.Today(s.now)}
		require.NoError(rt, s.try(org.Clock, with(ActHear, Form{Issue: &end})))
		return
	}
	m := rapid.SampledFrom(s.plan.Matters).Draw(rt, "matter")
	today := casefile.Today(s.now)
	w := between.MatterMoved{
		ApprovalID: m.Approval, MatterID: m.ID, Seq: m.Heard + rapid.IntRange(-1, 3).Draw(rt, "seq"), On: today, At: s.now,
		State: rapid.SampledFrom([]between.ApprovalState{
			between.ApprovalFiled, between.ApprovalDeciding, between.ApprovalSupplement, between.ApprovalSuspended, between.ApprovalApproved,
			between.ApprovalApproved, between.ApprovalApproved, between.ApprovalRejected, between.ApprovalVoided,
		}).Draw(rt, "state"),
		LawDue: today.AddDays(rapid.IntRange(-5, 30).Draw(rt, "law")), PromiseDue: today.AddDays(rapid.IntRange(-5, 20).Draw(rt, "promise")),
		Law: rapid.SampledFrom([]string{workcal.Green, workcal.Yellow, workcal.Red}).Draw(rt, "light"), Status: "x",
	}
	if w.Seq < 1 || m.Approval == "" {
		return
	}
	require.NoError(rt, s.try(org.Clock, with(ActMoved, Form{Moved: &w})))
}

// answer lets others answer what they were told; now and then they refuse.
func (s *stage) answer(rt *rapid.T) {
	var told []casefile.Told
	for _, e := range s.plan.Owed {
		x := casefile.Told{Key: e.Key, Kind: e.Kind, CaseID: e.CaseID, Act: e.Act, No: "N"}
		if rapid.IntRange(0, 4).Draw(rt, "refuses") == 0 {
			x.No, x.Refused = "", "some.refusal"
		}
		told = append(told, x)
	}
	require.NoError(rt, s.try(org.Clock, Command{Order: casefile.Order{Act: casefile.ActTold, Told: told}}))
}

var wild = func() []string {
	var names []string
	for _, s := range lives[Life] {
		if s.From != unborn {
			names = append(names, s.Act)
		}
	}
	return names
}()

// actSomehow lets somebody try something, most often something they may do.
func (s *stage) actSomehow(rt *rapid.T) {
	a := rapid.SampledFrom(everybody).Draw(rt, "who")
	names := s.plan.Actions(a)
	if len(names) == 0 || rapid.IntRange(0, 9).Draw(rt, "wild") == 0 {
		names = wild
	}
	act := rapid.SampledFrom(names).Draw(rt, "act")
	matter := rapid.SampledFrom(s.plan.Matters).Draw(rt, "about").ID
	f := Form{
		Matter: matter, Start: casefile.Today(s.now).AddDays(rapid.IntRange(-3, 90).Draw(rt, "start")), N: rapid.IntRange(0, 3).Draw(rt, "n"),
		Reason: rapid.SampledFrom([]string{"现场条件变化，需要调整", "", "短"}).Draw(rt, "reason"), Basis: "会议纪要第3条", Publish: rapid.Bool().Draw(rt, "publish"),
		Block: &BlockForm{Matter: matter, Kind: rapid.SampledFrom(BlockKinds).Draw(rt, "kind").Code, Text: "红线内未完成搬迁"},
		Add: &Adding{
			Spec: specOf(rapid.SampledFrom([]string{"fire-design", "new-matter", matter}).Draw(rt, "new")), Needs: []Need{{ID: matter, Deferrable: rapid.Bool().Draw(rt, "soft")}},
			NeededBy: someMatters(rt, s.plan, 1),
		},
		Submit: &Submission{Applicant: between.Applicant{Name: "游少卿"}, Materials: []between.GivenMaterial{{ID: "licence", Files: []casefile.Attachment{file("执照.pdf")}}}},
	}
	for _, m := range s.plan.Matters {
		if s.plan.submittable(m) && rapid.Bool().Draw(rt, "hand in") {
			f.Submit.Matters = append(f.Submit.Matters, Application{Matter: m.ID, Definition: definition(m.Process)})
		}
	}
	_ = s.try(a, with(act, f)) // refusals are fine; try checks that they are clean
}

func someMatters(rt *rapid.T, p *Plan, most int) []string {
	var ids []string
	for range rapid.IntRange(0, most).Draw(rt, "how many") {
		ids = append(ids, rapid.SampledFrom(p.Matters).Draw(rt, "needed by").ID)
	}
	return ids
}

// holds checks what must always be true.
func (s *stage) holds(rt *rapid.T) {
	p, today := s.plan, casefile.Today(s.now)
	require.NoError(rt, p.checkGraph())
	if p.Status == Active {
		require.NotZero(rt, p.Wake().At, "an active plan that will never act")
		require.NotNil(rt, p.Ball(), "nobody has to move")
	}
	for _, m := range p.Matters {
		if m.Dropped == nil && !m.running() && !m.approved() {
			require.False(rt, m.Target.Start.Before(m.Baseline.Start), "%s is planned before its baseline", m.ID)
			for _, id := range p.blockers(m) {
				if p.Status.Open() {
					require.True(rt, m.Target.Start.After(finish(*p.matter(id))), "%s begins before %s ends", m.ID, id)
				}
			}
		}
		require.LessOrEqual(rt, len(m.Past), m.Try)
	}
	s.clocksAddUp(rt, today)
	s.toldOnce(rt)
	v := p.ViewFor(rapid.SampledFrom(everybody).Draw(rt, "reader"), s.now)
	require.Equal(rt, len(p.Matters), len(v.Matters))
	require.Less(rt, len(dump(rt, p)), 150_000, "the state stays small enough to travel")
}

// clocksAddUp checks that a clock runs only while something lies with the
// authorities, and that its days and its pauses are the days there were.
func (s *stage) clocksAddUp(rt *rapid.T, today workcal.Date) {
	p := s.plan
	check := func(t Timing, busy bool) {
		for _, c := range []workcal.Clock{t.Law, t.Promise} {
			require.Equal(rt, busy && p.Status == Active && !c.Start.IsZero(), c.Running() && p.Status == Active, "a clock runs with nothing to count")
			r := c.Read(p.Cal, today)
			if c.On() {
				require.Equal(rt, p.Cal.WorkdaysBetween(c.Start, today), r.Elapsed+r.PausedDays, "days are lost")
			}
		}
	}
	check(p.Total, slices.ContainsFunc(p.Matters, Matter.inHands))
	for _, st := range p.Stages {
		if st.Promised > 0 {
			check(st.Timing, slices.ContainsFunc(p.Matters, func(m Matter) bool { return m.Phase == st.Phase && m.inHands() }))
		}
	}
}

// toldOnce checks that no milestone, issue or approval is told twice.
func (s *stage) toldOnce(rt *rapid.T) {
	seen := map[string]bool{}
	once := func(key string) {
		require.False(rt, seen[key], "%s twice", key)
		seen[key] = true
	}
	for _, m := range s.tells {
		once("milestone " + m.Milestone)
	}
	for _, o := range s.opened {
		once("issue " + o.ID)
	}
	for _, b := range s.births {
		once("approval " + b.ApprovalID)
	}
}

// rebuilt folds all events anew: the same plan.
func (s *stage) rebuilt(rt *rapid.T) {
	again := &Plan{Head: casefile.Head{ID: s.plan.ID, Kind: casefile.Plan}}
	for _, ev := range s.events {
		require.NoError(rt, again.Apply(ev))
	}
	a, err := json.Marshal(again)
	require.NoError(rt, err)
	require.JSONEq(rt, dump(rt, s.plan), string(a))
}
