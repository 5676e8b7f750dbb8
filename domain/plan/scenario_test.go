package plan

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
)

var orgClock = org.Clock

func sortedCopy(list []string) []string {
	out := slices.Clone(list)
	slices.Sort(out)
	return out
}

// B-2: what is shared is filled in and handed over once; each authority gets its
// own fields and materials only.
func TestB2OneWindowFansOut(t *testing.T) {
	s := drawn(t, "social_small")
	filing := definition("investment-filing", process.Material{ID: "plan-of-investment", Name: "备案信息表"})
	land := definition("land-planning-permit", process.Material{ID: "contract", Name: "出让合同"}, process.Material{ID: "investment-filing", Name: "备案证", Deferrable: true})
	sub := &Submission{
		Applicant: between.Applicant{UserID: "u-you", Name: "游少卿", EnterpriseID: "e-apnt"},
		Common:    []process.Field{{Key: "secret", Value: json.RawMessage(`"x"`)}, {Key: "address", Value: json.RawMessage(`"昌州街道"`)}},
		Materials: []between.GivenMaterial{
			{ID: "licence", Files: []casefile.Attachment{file("执照.pdf")}}, {ID: "contract", Files: []casefile.Attachment{file("合同.pdf")}},
		},
		Matters: []Application{
			{Matter: "investment-filing", Definition: filing, Form: []process.Field{{Key: "area", Value: json.RawMessage(`3200`)}}},
			{Matter: "land-planning-permit", Definition: land},
		},
	}
	s.do(owner, Form{Submit: sub}, ActSubmit)
	require.Len(t, s.plan.Owed, 2)
	require.Len(t, s.births, 2)
	a, b := s.births[0], s.births[1]
	require.NotEqual(t, a.ApprovalID, b.ApprovalID)
	require.Equal(t, a.Batch, b.Batch)
	require.Equal(t, []string{"licence"}, materialIDs(a), "the contract is not the filing's business")
	require.Equal(t, []string{"licence", "contract", "investment-filing"}, materialIDs(b))
	require.True(t, b.Materials[2].Deferred, "the filing is under way: its result follows 容缺")
	require.Equal(t, `[{"k":"address","v":"昌州街道"},{"k":"area","v":3200}]`, dump(t, a.Form))
	require.Equal(t, `[{"k":"address","v":"昌州街道"}]`, dump(t, b.Form), "no field that its form does not have")
	require.Equal(t, "social_small", a.Facts.Type)
	require.False(t, a.Submitted.Window)
	s.settle()
	require.Equal(t, "N-1", s.plan.matter("investment-filing").No)

	// Later: what was given once, and what the district issued itself, is not asked for again.
	s.approve("investment-filing", "land-planning-permit")
	permit := definition("planning-permit", process.Material{ID: "land-planning-permit", Name: "用地规划许可证"}, process.Material{ID: "drawings", Name: "图纸"})
	s.do(clerk, Form{Submit: &Submission{
		Applicant: sub.Applicant, Matters: []Application{{Matter: "planning-permit", Definition: permit, Materials: []between.GivenMaterial{{ID: "drawings", Files: []casefile.Attachment{file("图.pdf")}}}}},
	}}, ActSubmit)
	c := s.births[2]
	require.Equal(t, []string{"licence", "land-planning-permit", "drawings"}, materialIDs(c))
	require.Equal(t, "字第1号", c.Materials[1].Result)
	require.Equal(t, "f-执照.pdf", c.Materials[0].Files[0].FileID)
	require.True(t, c.Submitted.Window)
	require.Equal(t, 2, s.plan.Batches[1].Reused)

	// Who does not hand in sees neither fields nor files, in the view or the history.
	v := s.plan.ViewFor(planner, s.now)
	require.Nil(t, v.Library)
	require.Nil(t, v.Common)
	require.NotEmpty(t, s.plan.ViewFor(owner, s.now).Library)
	for _, ev := range s.events {
		change, ok := s.plan.Shows(ev, planner)
		require.True(t, ok)
		require.NotContains(t, dump(t, change), "f-执照.pdf")
		require.NotContains(t, dump(t, change), "昌州街道")
	}
}

func materialIDs(b between.ApprovalBirth) []string {
	var ids []string
	for _, g := range b.Materials {
		ids = append(ids, g.ID)
	}
	return ids
}

func TestSubmissionIsRefusedWithWhatIsInItsWay(t *testing.T) {
	s := drawn(t, "social_small")
	apply := func(defs ...Application) Form {
		return Form{Submit: &Submission{Applicant: between.Applicant{Name: "游少卿"}, Matters: defs}}
	}
	app := func(id string) Application { return Application{Matter: id, Definition: definition(id)} }
	f := s.refused("plan.needs_open", owner, apply(app("investment-filing"), app("construction-permit")), ActSubmit)
	require.Equal(t, "事项planning-permit", f.Args["needs"])
	require.Equal(t, Ready, s.standing("investment-filing"), "all of them go, or none")
	s.refused("plan.matter_unknown", owner, apply(app("palace")), ActSubmit)
	s.refused("plan.matter_twice", owner, apply(app("investment-filing"), app("investment-filing")), ActSubmit)
	s.refused("plan.definition", owner, apply(Application{Matter: "investment-filing", Definition: definition("land-supply")}), ActSubmit)
	unsealed := app("investment-filing")
	unsealed.Definition.Hash = ""
	s.refused("plan.definition", owner, apply(unsealed), ActSubmit)
	s.refused("plan.missing", owner, Form{Submit: &Submission{Matters: []Application{app("investment-filing")}}}, ActSubmit)
	s.refused("plan.missing", owner, Form{}, ActSubmit)
	forged := app("investment-filing")
	forged.Materials = []between.GivenMaterial{{ID: "licence", Result: "字第9号"}}
	s.refused("plan.bad_material", owner, apply(forged), ActSubmit)
	s.handIn("investment-filing")
	s.refused("plan.handed_in", owner, apply(app("investment-filing")), ActSubmit)
	s.refused("plan.handed_in", coordinator, Form{Matter: "investment-filing", Reason: "不需要办理了", Basis: "核实情况说明"}, ActDrop)
}

// B-2: one rejected matter holds up who needs it, says whom, and nobody else.
func TestB2RejectedMatterBlocksOnlyWhatNeedsIt(t *testing.T) {
	s := drawn(t, "social_general")
	s.handIn("investment-filing", "land-planning-permit", "land-supply")
	s.accept("land-planning-permit")
	s.hear("land-planning-permit", between.MatterMoved{State: between.ApprovalRejected, Status: "rejected", Reason: "不符合控制性详细规划"})
	require.Equal(t, Failed, s.standing("land-planning-permit"))
	args := s.lastTold("plan.failed")
	require.Equal(t, "不符合控制性详细规划", args["reason"])
	require.Equal(t, "事项design-scheme、事项planning-permit、事项construction-permit、事项joint-acceptance、事项completion-filing", args["stuck"])
	require.Equal(t, Ready, s.standing("drawing-review"), "a related matter whose need may follow goes on")
	s.handIn("drawing-review")
	s.approve("investment-filing", "land-supply")

	v := s.plan.ViewFor(owner, s.now)
	scheme := v.Matters[slices.IndexFunc(v.Matters, func(m MatterView) bool { return m.ID == "design-scheme" })]
	require.Equal(t, []Cause{{ID: "land-planning-permit", Name: "事项land-planning-permit", Standing: Failed, Until: s.plan.matter("land-planning-permit").Target.End}}, scheme.Blockers)
	require.Contains(t, v.Edges, Edge{From: "land-planning-permit", To: "design-scheme", Open: true})
	require.Contains(t, v.Todo, Todo{Matter: "land-planning-permit", Name: "事项land-planning-permit", What: "resubmit", Due: s.plan.matter("land-planning-permit").Target.Start})

	s.handIn("land-planning-permit")
	m := s.plan.matter("land-planning-permit")
	require.Equal(t, 2, m.Try)
	require.Len(t, m.Past, 1)
	require.Equal(t, "不符合控制性详细规划", m.Past[0].Reason)
	s.approve("land-planning-permit")
	require.Equal(t, Ready, s.standing("design-scheme"))
	require.NotContains(t, s.told(), "plan.failed")
}

// B-3: what is late upstream moves what waits for it, with the reason UPSTREAM;
// what is caught up moves back, never before its baseline.
func TestB3LateUpstreamShiftsDependents(t *testing.T) {
	s := drawn(t, "social_small")
	s.handIn("investment-filing", "land-planning-permit", "land-supply")
	s.approve("investment-filing", "land-supply")
	baseline := s.plan.matter("planning-permit").Baseline
	due := s.plan.matter("land-planning-permit").Target.End
	require.Equal(t, date("2022-05-24"), due)
	require.Equal(t, date("2022-05-25"), baseline.Start)

	rang := s.on("2022-05-25")
	require.Equal(t, []string{"slip/land-planning-permit/1/2022-05-24"}, only(rang, "slip/land-planning-permit"))
	require.Equal(t, date("2022-06-01"), s.plan.matter("land-planning-permit").Target.End, "put off by five workdays")
	moved := byMatter(s.plan.Shifts)
	require.Equal(t, Late, moved["land-planning-permit"].Why)
	require.Equal(t, Upstream, moved["planning-permit"].Why)
	require.Equal(t, "land-planning-permit", moved["planning-permit"].Cause)
	require.Equal(t, date("2022-06-02"), moved["planning-permit"].New.Start)
	require.Equal(t, "planning-permit", moved["construction-permit"].Cause)
	require.NotContains(t, moved, "land-supply", "what does not wait for it stays")
	require.Equal(t, baseline, s.plan.matter("planning-permit").Baseline, "the baseline stays")
	require.Equal(t, 6, s.plan.ViewFor(owner, s.now).Matters[2+1].SlipDays)

	s.on("2022-05-26")
	s.approve("land-planning-permit")
	last := byMatter(s.plan.Shifts)["planning-permit"]
	require.Equal(t, Regained, last.Why)
	require.Equal(t, date("2022-05-27"), s.plan.matter("planning-permit").Target.Start)
}

func only(keys []string, prefix string) []string {
	var out []string
	for _, k := range keys {
		if len(k) >= len(prefix) && k[:len(prefix)] == prefix {
			out = append(out, k)
		}
	}
	return out
}

func byMatter(shifts []Shift) map[string]Shift {
	out := map[string]Shift{}
	for _, x := range shifts {
		out[x.Matter] = x
	}
	return out
}

// A matter nobody hands in is put off ever further, and the owner is told.
func TestUnsubmittedMatterIsRemindedOfEverMoreSeldom(t *testing.T) {
	s := drawn(t, "social_small")
	rang := only(s.on("2023-05-10"), "wait/investment-filing")
	require.Greater(t, len(rang), 4)
	require.Less(t, len(rang), 12, "%v", rang)
	require.Contains(t, s.plan.Shifts[0].Why, Unsubmitted)
	require.Less(t, len(dump(t, s.plan)), 60_000, "the state stays small enough to travel")
}

// The clocks count the days on which something lies with the authorities: not
// those of the owner, not those of a special procedure.
func TestClocksCountTheAuthoritiesDays(t *testing.T) {
	s := drawn(t, "social_small")
	read := func() workcal.Reading { return s.plan.Total.Promise.Read(s.plan.Cal, casefile.Today(s.now)) }
	s.on("2022-05-11")
	require.False(t, s.plan.Total.Promise.On(), "nothing is handed in")
	s.handIn("investment-filing")
	s.on("2022-05-13")
	require.Equal(t, 2, read().Elapsed)
	s.hear("investment-filing", between.MatterMoved{State: between.ApprovalSupplement, Status: "supplement", Ball: &casefile.Ball{Owner: true, What: "supply", Due: date("2022-05-27")}})
	require.Contains(t, s.told(), "plan.supplement")
	require.Equal(t, []Todo{{Matter: "investment-filing", Name: "事项investment-filing", What: "supplement", Due: date("2022-05-27")}}, s.plan.Todos()[:1])
	s.on("2022-05-23")
	require.Equal(t, 2, read().Elapsed, "six workdays with the owner do not count")
	require.Equal(t, workcal.Grey, read().Light)
	s.accept("investment-filing")
	s.on("2022-05-24")
	require.Equal(t, 3, read().Elapsed)
	s.approve("investment-filing")
	s.on("2022-05-31")
	require.Equal(t, 3, read().Elapsed, "the next is not handed in")
	require.Equal(t, "with_owner", s.plan.ViewFor(owner, s.now).Stages[0].State)
}

// A stage warns before its promise and at its end; beyond the law it opens an issue.
func TestStageLights(t *testing.T) {
	s := drawn(t, "social_small")
	s.handIn("land-planning-permit", "investment-filing")
	s.approve("investment-filing")
	rang := s.on("2022-06-01")
	require.Contains(t, rang, "stage/land_use/promise/2022-05-24/soon")
	require.Contains(t, rang, "stage/land_use/promise/2022-05-24/late")
	require.Equal(t, workcal.Red, s.plan.Stages[0].Promise.Read(s.plan.Cal, date("2022-06-01")).Light)
	v := s.plan.ViewFor(planner, s.now).Stages[0]
	require.Equal(t, workcal.Yellow, v.Light, "beyond the promise, not beyond the law")
	require.Equal(t, 20, v.Statutory, "filing and permit do not wait for each other")
	require.Empty(t, s.opened)
	require.Contains(t, s.on("2022-06-09"), "stage/land_use/law/2022-06-08/late")
	require.Equal(t, workcal.Red, s.plan.ViewFor(planner, s.now).Stages[0].Light)
	require.Len(t, s.opened, 1)
	require.Equal(t, "立项用地规划许可阶段超过规定时限", s.opened[0].Report.Heading)
	require.Equal(t, "未办结事项：事项land-planning-permit", s.opened[0].Report.Facts.Course)
}
