package plan

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
)

// B-1: every type gives a plan over the four stages, in an order that can be
// walked, within its promise and the national limit.
func TestB1EveryTypeDrawsItsPlan(t *testing.T) {
	for _, kind := range Types {
		require.LessOrEqual(t, kind.Promised, NationalLimit, kind.Code)
		sum := 0
		for _, s := range kind.Stages {
			sum += s.Promised
		}
		require.LessOrEqual(t, sum, kind.Promised, "%s promises its stages more than the whole", kind.Code)
		var optional []string
		for _, r := range kind.Matters {
			if r.When != "" {
				optional = append(optional, r.Process)
			}
		}
		for _, with := range [][]string{nil, optional} {
			s := drawn(t, kind.Code, with...)
			require.Equal(t, Active, s.plan.Status)
			require.Len(t, s.plan.Stages, 4)
			require.Equal(t, "PL-2022-0001", s.plan.No)
			require.NoError(t, s.plan.checkGraph())
			for _, m := range s.plan.Matters {
				require.False(t, m.Baseline.Start.Before(date("2022-05-10")), m.ID)
				require.Equal(t, m.Promised, s.plan.Cal.WorkdaysBetween(m.Baseline.Start, m.Baseline.End), m.ID)
				for _, id := range s.plan.blockers(m) {
					require.True(t, m.Baseline.Start.After(s.plan.matter(id).Baseline.End), "%s begins before %s ends", m.ID, id)
				}
			}
			require.NotEmpty(t, s.plan.Todos(), "%s: nothing to begin with", kind.Code)
			require.Equal(t, []string{"plan.drawn"}, s.told())
		}
	}
}

func TestDrawingIsChecked(t *testing.T) {
	s := newStage(t)
	bad := func(code string, change func(*Drawing)) {
		g := drawing("government")
		change(g)
		s.refused(code, coordinator, Form{Draw: g}, ActDraw)
	}
	bad("plan.type_unknown", func(g *Drawing) { g.Type = "palace" })
	bad("plan.matter_unknown", func(g *Drawing) { g.With = []string{"feasibility"} })
	bad("plan.no_definition", func(g *Drawing) { g.Specs = g.Specs[1:] })
	bad("plan.lead_unknown", func(g *Drawing) { g.Leads = g.Leads[:1] })
	bad("plan.start", func(g *Drawing) { g.Start = date("2022-05-09") })
	bad("plan.limits", func(g *Drawing) { g.Specs[0].Promised = 21 })
	bad("plan.phase_unknown", func(g *Drawing) { g.Specs[0].Phase = "somewhere" })
	bad("plan.spec", func(g *Drawing) { g.Specs[0].Name = "" })
	bad("plan.missing", func(g *Drawing) { g.Project.ID = "" })
	s.refused("plan.not_yours", owner, Form{Draw: drawing("government")}, ActDraw)
	s.refused("plan.not_found", coordinator, Form{}, ActNote)
	s.do(clerk, Form{Draw: drawing("government")}, ActDraw)
}

// The law's limit of a stage is its longest chain; parallel matters do not lengthen it.
func TestStageLawIsItsLongestChain(t *testing.T) {
	s := drawn(t, "government")
	require.Equal(t, 80, s.plan.stage(process.LandUse).Statutory, "preview, feasibility, planning permit and land supply, one after the other")
	require.Equal(t, 40, s.plan.stage(process.Construction).Statutory)
	require.Equal(t, 15, s.plan.stage(process.Permit).Statutory, "the promise; the drawing review is parallel")
	require.Equal(t, NationalLimit, s.plan.Total.Statutory)
}

// Building lasts until the register's own date of completion.
func TestCompletionIsPlannedTowardsTheRegistersDate(t *testing.T) {
	s := drawn(t, "social_small")
	m := s.plan.matter("joint-acceptance")
	require.Equal(t, date("2023-03-31"), m.Baseline.End)
	g := drawing("social_small")
	g.Targets = nil
	without := newStage(t)
	without.do(coordinator, Form{Draw: g}, ActDraw)
	permit, acceptance := without.plan.matter("construction-permit"), without.plan.matter("joint-acceptance")
	require.Equal(t, buildDays+1, without.plan.Cal.WorkdaysBetween(permit.Baseline.End, acceptance.Baseline.Start))
}

func TestMattersAreAddedAndDroppedWithReasonAndBasis(t *testing.T) {
	s := drawn(t, "social_small")
	add := &Adding{Spec: specOf("fire-design"), Needs: []Need{{ID: "planning-permit"}}, NeededBy: []string{"construction-permit"}}
	s.refused("plan.missing", coordinator, Form{Add: add, Reason: "改为特殊建设工程"}, ActAdd)
	s.refused("plan.not_yours", owner, Form{Add: add}, ActAdd)
	before := s.plan.matter("construction-permit").Target
	s.do(coordinator, Form{Add: add, Reason: "用途改为人员密集场所，属特殊建设工程", Basis: "消防法第十一条"}, ActAdd)
	require.Equal(t, []string{"fire-design", "planning-permit"}, sortedCopy(s.plan.blockers(*s.plan.matter("construction-permit"))))
	shift := s.plan.Shifts[0]
	require.Equal(t, Upstream, shift.Why)
	require.Equal(t, "fire-design", shift.Cause)
	require.Equal(t, before, shift.Old)
	s.refused("plan.matter_twice", coordinator, Form{Add: add, Reason: "再加一次试试看", Basis: "消防法第十一条"}, ActAdd)

	circle := &Adding{Spec: specOf("civil-defence"), Needs: []Need{{ID: "construction-permit"}}, NeededBy: []string{"planning-permit"}}
	s.refused("plan.circle", coordinator, Form{Add: circle, Reason: "互为前置的事项", Basis: "没有依据的"}, ActAdd)

	s.refused("plan.missing", coordinator, Form{Matter: "fire-design", Reason: "经核实不属于特殊建设工程"}, ActDrop)
	s.do(clerk, Form{Matter: "fire-design", Reason: "经核实不属于特殊建设工程", Basis: "住建部令第51号第十四条"}, ActDrop)
	require.Equal(t, before, s.plan.matter("construction-permit").Target, "what waited for it does not wait any more")
	require.Equal(t, Regained, s.plan.Shifts[len(s.plan.Shifts)-1].Why)
	require.Equal(t, Dropped, s.standing("fire-design"))
	s.do(coordinator, Form{Add: add, Reason: "最终认定属特殊建设工程", Basis: "消防法第十一条"}, ActAdd)
	require.Equal(t, Waiting, s.standing("fire-design"))
	require.Len(t, s.plan.Matters, 8)
}

func TestRescheduledMatterMovesWhatWaitsForIt(t *testing.T) {
	s := drawn(t, "social_small")
	s.refused("plan.start", clerk, Form{Matter: "investment-filing", Start: date("2022-05-10"), Reason: "企业尚在调整方案"}, ActReschedule)
	s.do(clerk, Form{Matter: "land-planning-permit", Start: date("2022-06-20"), Reason: "企业尚在调整方案"}, ActReschedule)
	first := s.plan.Shifts[0]
	require.Equal(t, Shift{
		N: 1, On: date("2022-05-10"), Matter: "land-planning-permit", Old: first.Old, New: Span{date("2022-06-20"), date("2022-07-04")},
		Why: Rescheduled, Reason: "企业尚在调整方案", By: "刘窗口",
	}, first)
	moved := map[string]string{}
	for _, x := range s.plan.Shifts[1:] {
		moved[x.Matter] = x.Why + " " + x.Cause
	}
	require.Equal(t, map[string]string{
		"planning-permit": "upstream land-planning-permit", "construction-permit": "upstream planning-permit",
		"land-supply": "upstream land-planning-permit", // beside it: its result may follow
	}, moved,
		"the acceptance has the register's date, which is far away")
}

func TestHeldPlanStandsStill(t *testing.T) {
	s := drawn(t, "social_small")
	s.handIn("investment-filing")
	s.on("2022-05-12")
	s.do(coordinator, Form{Reason: "企业资金重组，项目暂停推进"}, ActHold)
	require.True(t, s.plan.Total.Promise.Paused())
	require.Equal(t, OnHold, s.plan.Total.Promise.Pauses[0].Reason)
	require.Zero(t, s.plan.Wake(), "nothing rings")
	s.refused("plan.wrong_state", owner, Form{}, ActSubmit)
	s.on("2022-07-01")
	before := len(s.plan.Shifts)
	s.do(coordinator, Form{}, ActResume)
	require.Equal(t, 2, s.plan.Total.Promise.Read(s.plan.Cal, date("2022-07-01")).Elapsed, "05-11 and 05-12")
	require.Equal(t, date("2022-07-04"), s.plan.matter("land-planning-permit").Target.Start)
	for _, x := range s.plan.Shifts[before:] {
		require.Contains(t, []string{Resumed, Upstream}, x.Why)
	}
}

// C-10: a new calendar moves what is planned, with its reason.
func TestNewCalendarMovesThePlan(t *testing.T) {
	s := drawn(t, "social_small")
	s.handIn("investment-filing")
	off := s.plan.Cal
	off.Version = "renewed"
	off.LocalOff = []workcal.Date{date("2022-05-11"), date("2022-05-12")}
	err := s.try(orgClock, Command{Order: casefile.Order{Act: casefile.ActRecalendar, Calendar: &off}})
	require.NoError(t, err)
	require.Equal(t, "renewed", s.plan.Cal.Version)
	m := s.plan.matter("investment-filing")
	require.Equal(t, date("2022-05-13"), m.Target.End)
	require.Equal(t, Recalendar, s.plan.Shifts[0].Why)
	require.Contains(t, s.told(), "plan.moved")
}
