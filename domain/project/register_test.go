package project

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
)

func codes(ws []Warning) []string {
	var out []string
	for _, w := range ws {
		out = append(out, w.Code)
	}
	return out
}

func TestWarningsInsteadOfSilentMending(t *testing.T) {
	whole := Project{Code: "2022-500153-26-03-000001", Phase: Started, InvestTotalWan: 1, TownCode: "500153001"}
	for _, c := range []struct {
		name string
		f    Facts
		want []string
	}{
		{"a whole record has none", Facts{Project: whole, Milestones: []Milestone{done(OfStart, "2022-06-06"), {Type: OfCompletion, Target: d("2022-12-31")}}}, nil},
		{"started without a date", Facts{Project: whole, Milestones: []Milestone{{Type: OfCompletion, Target: d("2022-12-31")}}}, []string{"done_without_actual"}},
		{"a fact ahead of the phase", Facts{
			Project:    Project{Phase: Prep, InvestTotalWan: 1, TownCode: "500153001"},
			Milestones: []Milestone{done(OfLevelling, "2022-05-09")},
		}, []string{"phase_behind"}},
		{"a target that passed", Facts{Project: whole, Milestones: []Milestone{done(OfStart, "2022-05-06"), {Type: OfCompletion, Target: d("2022-06-05")}}}, []string{"target_passed"}},
		{"a fact in the future", Facts{Project: whole, Milestones: []Milestone{done(OfStart, "2022-06-07"), {Type: OfCompletion, Target: d("2022-12-31")}}}, []string{"actual_in_future"}},
		{"an alternative behind the hard date", Facts{Project: whole, Milestones: []Milestone{
			done(OfStart, "2022-06-06"), {Type: OfCompletion, Target: d("2022-12-31"), Alt: d("2023-02-01"), HardBy: d("2022-12-31")},
		}}, []string{"past_constraint"}},
		{"a key project without its four parts", Facts{
			Project: Project{Phase: Planned, Level: DistrictKey, InvestTotalWan: 1, TownCode: "500153001"}, Roles: []RoleKind{LeadOrg},
		}, []string{"no_leader", "no_task_force", "no_plan"}},
		{"nearly nothing known", Facts{Project: Project{Phase: Building}}, []string{"done_without_actual", "no_completion_target", "no_code", "no_investment", "no_town"}},
		{"parts that cost more than the whole", Facts{
			Project: Project{Phase: Planned, InvestTotalWan: 10, TownCode: "500153001", InvestIncludesParts: true}, PartsWan: 11,
		}, []string{"parts_over_total"}},
		{"a newspaper that says otherwise", Facts{
			Project: Project{Phase: Planned, InvestTotalWan: 10, TownCode: "500153001"},
			Claims:  []Claim{{Field: "phase", Statement: "正式投产", Source: "重庆日报", Contradicts: true}, {Field: "name"}},
		}, []string{"claim_contradicts"}},
		{"an ended project asks nothing", Facts{Project: Project{Phase: Terminated}}, nil},
	} {
		t.Run(c.name, func(t *testing.T) { require.Equal(t, c.want, codes(Warnings(c.f, today))) })
	}
}

func TestLightSaysItsRule(t *testing.T) {
	building := Project{Phase: Building, StatRegisteredOn: d("2022-06-01")}
	start := done(OfStart, "2022-01-10")
	months := func(actual int64) []InvestMonth {
		return []InvestMonth{{"2021-12", 500, 0}, {"2022-05", 50, actual}, {"2022-06", 50, 0}}
	}
	for _, c := range []struct {
		name string
		f    Facts
		want Colour
		rule string
	}{
		{"on time is green", Facts{Project: building, Milestones: []Milestone{start, {Type: OfCompletion, Target: d("2022-12-31")}}}, Green, ""},
		{"not started in the planned month", Facts{Project: Project{Phase: Prep}, Milestones: []Milestone{{Type: OfStart, Target: d("2022-05-31")}}}, Yellow, ruleStart},
		{"still within the planned month", Facts{Project: Project{Phase: Prep}, Milestones: []Milestone{{Type: OfStart, Target: d("2022-06-01")}}}, Green, ""},
		{"not started for over three months", Facts{Project: Project{Phase: Prep}, Milestones: []Milestone{{Type: OfStart, Target: d("2022-03-05")}}}, Red, ruleStart},
		{"nine points behind", Facts{Project: building, Months: months(41)}, Green, ""},
		{"ten points behind", Facts{Project: building, Months: months(40)}, Yellow, ruleBehind},
		{"thirty points behind", Facts{Project: building, Months: months(20)}, Yellow, ruleBehind},
		{"thirty-one points behind", Facts{Project: building, Months: months(19)}, Red, ruleBehind},
		{"not registered for a month", Facts{Project: Project{Phase: Started}, Milestones: []Milestone{done(OfStart, "2022-05-05")}}, Yellow, ruleRegister},
		{"not registered for two months", Facts{Project: Project{Phase: Started}, Milestones: []Milestone{done(OfStart, "2022-04-05")}}, Red, ruleRegister},
		{"a milestone late", Facts{Project: building, Milestones: []Milestone{start, {Type: OfStructure, Target: d("2022-06-05")}}}, Yellow, ruleTarget},
		{"a milestone late for 91 days", Facts{Project: building, Milestones: []Milestone{start, {Type: OfStructure, Target: d("2022-03-07")}}}, Red, ruleTarget},
		{"expected behind the hard date", Facts{Project: building, Milestones: []Milestone{
			start, {Type: OfCompletion, Target: d("2022-12-31"), Alt: d("2023-01-05"), HardBy: d("2022-12-31"), HardReason: "搬迁"},
		}}, Red, ruleHard},
		{"stopped", Facts{Project: Project{Phase: Suspended, PhaseBefore: Prep}}, Yellow, ruleStopped},
	} {
		t.Run(c.name, func(t *testing.T) {
			colour, why := Light(c.f, today)
			require.Equal(t, c.want, colour)
			if c.rule == "" {
				require.Empty(t, why)
				return
			}
			require.Len(t, why, 1)
			require.Equal(t, c.rule, why[0].Rule)
			require.NotEmpty(t, why[0].Fact)
		})
	}
}

func TestStartEventTotalsAreTheSumOfMembers(t *testing.T) {
	var members []Project
	for i := range 22 {
		members = append(members, Project{ID: string(rune('a' + i)), Sector: Sectors[i%3], InvestTotalWan: 63_700})
	}
	totals := TotalsOf(members)
	require.Equal(t, 22, totals.Count)
	require.Equal(t, int64(1_401_400), totals.InvestWan)
	require.Equal(t, int64(63_700), totals.MeanWan)
	require.Equal(t, "22个项目, 总投资约140亿元", totals.Sentence)
	require.Equal(t, []SectorTotal{
		{Equipment, "智能装备", 8, 509_600}, {Electronics, "电子科技", 7, 445_900}, {Materials, "新材料", 7, 445_900},
	}, totals.BySector)
}

// TestNoMoneyIsCountedTwice holds for any forest: the sector totals add up to
// the total, and a part under a whole that includes it adds nothing.
func TestNoMoneyIsCountedTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "n")
		all := make([]Project, n)
		for i := range all {
			all[i] = Project{
				ID: string(rune('a' + i)), Sector: rapid.SampledFrom(Sectors).Draw(t, "sector"),
				InvestTotalWan: rapid.Int64Range(0, 1_000_000).Draw(t, "wan"), InvestIncludesParts: rapid.Bool().Draw(t, "includes"),
			}
			if i > 0 && rapid.Bool().Draw(t, "has parent") {
				all[i].ParentID = all[rapid.IntRange(0, i-1).Draw(t, "parent")].ID
			}
		}
		totals := TotalsOf(all)
		var count int
		var sum int64
		for _, s := range totals.BySector {
			count, sum = count+s.Count, sum+s.InvestWan
		}
		if count != n || sum != totals.InvestWan {
			t.Fatalf("sectors add up to %d projects and %d, the event has %d and %d", count, sum, n, totals.InvestWan)
		}
	})
	whole := Project{ID: "hq", InvestTotalWan: 100, InvestIncludesParts: true, Sector: Food}
	part := Project{ID: "base", ParentID: "hq", InvestTotalWan: 60, Sector: Food}
	require.Equal(t, int64(100), TotalsOf([]Project{whole, part}).InvestWan)
	whole.InvestIncludesParts = false
	require.Equal(t, int64(160), TotalsOf([]Project{whole, part}).InvestWan)
	require.Equal(t, int64(60), TotalsOf([]Project{part}).InvestWan, "alone in the event, the part counts")
}

func TestMoneyIsPrintedAsReportsDo(t *testing.T) {
	for wan, want := range map[int64]string{
		1_400_000: "140亿元", 1_400_320: "约140亿元", 1_399_800: "约140亿元", 63_700: "约6.4亿元", 64_000: "6.4亿元",
		60_000: "6亿元", 9_800: "9800万元", 0: "0万元",
	} {
		require.Equal(t, want, Yi(wan))
	}
}

func TestRolesAreHistory(t *testing.T) {
	history := []Role{{ID: "r1", Kind: LinkedLeader, Name: "甲", From: d("2022-01-01")}}
	closed, err := Assign(history, Role{Kind: LinkedLeader, Name: "乙", From: d("2022-05-10")})
	require.NoError(t, err)
	require.Equal(t, d("2022-05-09"), closed.To)
	require.True(t, closed.On(d("2022-05-09")))
	require.False(t, closed.On(d("2022-05-10")))
	require.True(t, history[0].To.IsZero(), "the history handed in is not touched")

	_, err = Assign(history, Role{Kind: LinkedLeader, Name: "乙", From: d("2022-01-01")})
	require.True(t, fault.Is(err, "role.overlap"))
	closed, err = Assign(history, Role{Kind: LeadOrg, Name: "区发改委", From: d("2021-01-01")})
	require.NoError(t, err)
	require.Nil(t, closed)
}

func TestYearlyListIsVersioned(t *testing.T) {
	enter := func(v int, id string) ListEntry {
		return ListEntry{Year: 2022, Version: v, ProjectID: id, Act: Enters, Level: DistrictKey, Basis: "通知", On: d("2022-01-10")}
	}
	leave := func(v int, id string) ListEntry { e := enter(v, id); e.Act = Leaves; return e }
	all := []ListEntry{enter(1, "a"), enter(1, "b"), leave(2, "a"), enter(2, "c")}
	ids := func(es []ListEntry) (out []string) {
		for _, e := range es {
			out = append(out, e.ProjectID)
		}
		return out
	}
	require.Equal(t, []string{"a", "b"}, ids(ListAsOf(all, 2022, 1)))
	require.Equal(t, []string{"b", "c"}, ids(ListAsOf(all, 2022, 0)))
	require.Empty(t, ListAsOf(all, 2023, 0))

	now := ListAsOf(all, 2022, 0)
	require.True(t, fault.Is(CheckNotice(now, []ListEntry{enter(3, "b")}), "key_list.listed"))
	require.True(t, fault.Is(CheckNotice(now, []ListEntry{leave(3, "a")}), "key_list.not_listed"))
	require.True(t, fault.Is(CheckNotice(now, []ListEntry{enter(3, "d"), enter(3, "d")}), "key_list.twice"))
	up := enter(3, "b")
	up.Level = CityKey
	require.NoError(t, CheckNotice(now, []ListEntry{up}), "a project may rise to another level")
	up.Basis = ""
	require.True(t, fault.Is(CheckNotice(now, []ListEntry{up}), "project.missing"))
}

func TestCodesHaveOneSpelling(t *testing.T) {
	require.Equal(t, "2022-500153-26-03-123456", NormalCode(" 2022－500153—26-03-12３456 "))
	require.NoError(t, CheckCode("2022-500153-26-03-123456"))
	require.Error(t, CheckCode("abc"))
	require.Error(t, CheckCode("项目一号"))
}

func TestCheckRefusesWhatCannotBe(t *testing.T) {
	good := Project{ID: "p1", Name: "项目", EnterpriseID: "e1", Phase: Prep, Sector: Food}
	require.NoError(t, good.Check())
	lat := 29.4
	for name, c := range map[string]struct {
		code string
		p    func(p *Project)
	}{
		"no name":              {"project.missing", func(p *Project) { p.Name = " " }},
		"no owner":             {"project.missing", func(p *Project) { p.EnterpriseID = "" }},
		"an unknown sector":    {"project.sector_unknown", func(p *Project) { p.Sector = "x" }},
		"yuan for 万元":          {"project.invest_range", func(p *Project) { p.InvestTotalWan = 6_000_000_000 }},
		"its own parent":       {"project.parent_loop", func(p *Project) { p.ParentID = "p1" }},
		"half a point":         {"project.point_range", func(p *Project) { p.Lat = &lat }},
		"a malformed code":     {"project.code_format", func(p *Project) { p.Code = "中" }},
		"a made-up list level": {"project.level_unknown", func(p *Project) { p.Level = "world" }},
	} {
		t.Run(name, func(t *testing.T) {
			p := good
			c.p(&p)
			require.True(t, fault.Is(p.Check(), c.code), "%v", p.Check())
		})
	}
}

func TestSight(t *testing.T) {
	require.Equal(t, Sight{EnterpriseID: "e1"}, SightOf(org.Actor{EnterpriseID: "e1", Roles: []org.Role{org.Owner}}))
	require.Equal(t, Sight{EnterpriseID: "e1"}, SightOf(org.Actor{EnterpriseID: "e1", Roles: []org.Role{org.Owner, org.Handler}}),
		"an enterprise's person never sees the whole register")
	require.True(t, SightOf(org.Actor{Roles: []org.Role{org.Handler}, OrgID: "o1"}).All)
	require.Equal(t, Sight{OrgID: "o2"}, SightOf(org.Actor{Roles: []org.Role{org.UtilityAgent}, OrgID: "o2"}))
	require.True(t, SightOf(org.Actor{}).Nothing())
	require.True(t, SightOf(org.Actor{Roles: []org.Role{org.Owner}}).Nothing())
}
