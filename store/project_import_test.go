package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

func storeOn(day string) store.OrgQuery { return store.OrgQuery{On: workcal.MustDate(day)} }

func sheet() []project.ImportRow {
	return []project.ImportRow{
		{
			Line: 3, Code: "2204-500153-04-01-000001", Name: "防腐材料项目", Owner: "重庆艾珀耐特高分子材料有限公司", Sector: project.Materials,
			Level: project.DistrictKey, KeyYear: 2022, InvestTotalWan: 50_000, InvestYearWan: 20_000, Town: "广顺街道", Park: "荣昌高新区",
			Phase: project.Prep, LeadOrg: "区住建委", Leader: "赵毅", Tags: []string{"新材料"},
			Milestones: []project.ImportDates{{Type: project.OfStart, Planned: workcal.MustDate("2022-06-06")}},
		},
		{Line: 4, Code: "2204-500153-04-01-000002", Name: "坏镇街", Owner: "新公司", Sector: project.Food, InvestTotalWan: 1, Town: "无名镇", Phase: project.Planned},
		{Line: 5, Code: "2204-500153-04-01-000003", Name: "新业主项目", Owner: "重庆新来食品有限公司", Sector: project.Food, InvestTotalWan: 8_000, Town: "昌元街道", Phase: project.Planned},
		{
			Line: 6, Code: "2204-500153-04-01-000004", Name: "未竣工就投产", Owner: "重庆新来食品有限公司", Sector: project.Food, InvestTotalWan: 9_000,
			Town: "昌元街道", Phase: project.InProduction,
		},
		{Line: 7, Name: "没有代码", Owner: "重庆新来食品有限公司", Sector: project.Food, InvestTotalWan: 1, Town: "昌元街道", Phase: project.Planned},
	}
}

func outcomes(rs []project.ImportResult) (out []project.Outcome) {
	for _, r := range rs {
		out = append(out, r.Outcome)
	}
	return out
}

func TestImportTakesGoodRowsAndNamesBadOnes(t *testing.T) {
	r := newRegister(t)
	want := []project.Outcome{project.Created, project.Refused, project.Created, project.Refused, project.Refused}

	dry, err := r.ImportProjects(r.ctx, on("2022-05-01"), sheet(), "项目库.xlsx", true, nil)
	require.NoError(t, err)
	require.Equal(t, want, outcomes(dry))
	page, err := r.Projects(r.ctx, keeper, project.Query{})
	require.NoError(t, err)
	require.Empty(t, page.Items, "a dry run writes nothing")
	firms, err := r.Enterprises(r.ctx, keeper, "新来", "", 0)
	require.NoError(t, err)
	require.Empty(t, firms.Items)

	done, err := r.ImportProjects(r.ctx, on("2022-05-01"), sheet(), "项目库.xlsx", false, nil)
	require.NoError(t, err)
	require.Equal(t, want, outcomes(done))
	require.Equal(t, "import.unknown_name", done[1].Fault.Code)
	require.Equal(t, "phase.needs_completed", done[3].Fault.Code)
	require.Equal(t, "import.no_code", done[4].Fault.Code)

	v, err := r.Project(r.ctx, keeper, done[0].ID, workcal.MustDate("2022-05-01"))
	require.NoError(t, err)
	require.Equal(t, "赵毅", v.LeaderName)
	require.Equal(t, "荣昌区住房和城乡建设委员会", v.LeadOrgName)
	require.Equal(t, project.DistrictKey, v.Level)
	require.Equal(t, r.park, v.ParkID)
	require.Equal(t, "2022-06-06", v.Milestones[0].Baseline.String())
	list, err := r.KeyList(r.ctx, 2022, 0)
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Equal(t, "项目库.xlsx", list[0].Basis)

	again, err := r.ImportProjects(r.ctx, on("2022-05-02"), sheet(), "项目库.xlsx", false, nil)
	require.NoError(t, err)
	require.Equal(t, []project.Outcome{project.Unchanged, project.Refused, project.Unchanged, project.Refused, project.Refused}, outcomes(again))
	same, err := r.Project(r.ctx, keeper, done[0].ID, workcal.MustDate("2022-05-02"))
	require.NoError(t, err)
	require.Equal(t, v.Version, same.Version, "importing the same sheet again changes nothing")
	audit, err := r.VerifyAudit(r.ctx)
	require.NoError(t, err)
	require.Empty(t, audit.Broken)
}

func TestImportUpdatesByTheSameRules(t *testing.T) {
	r := newRegister(t)
	rows := sheet()[:1]
	first, err := r.ImportProjects(r.ctx, on("2022-05-01"), rows, "一.xlsx", false, nil)
	require.NoError(t, err)

	rows[0].Phase = project.Started
	rows[0].InvestTotalWan = 60_000
	rows[0].Milestones[0].Planned = workcal.MustDate("2022-06-10")
	rows[0].Milestones[0].Actual = workcal.MustDate("2022-06-06")
	second, err := r.ImportProjects(r.ctx, on("2022-06-07"), rows, "二.xlsx", false, nil)
	require.NoError(t, err)
	require.Equal(t, []project.Outcome{project.Updated}, outcomes(second))
	v, err := r.Project(r.ctx, keeper, first[0].ID, workcal.MustDate("2022-06-07"))
	require.NoError(t, err)
	require.Equal(t, project.Started, v.Phase)
	require.EqualValues(t, 60_000, v.InvestTotalWan)
	require.Equal(t, "2022-06-06", v.Milestones[0].Baseline.String(), "a sheet does not move the baseline")
	require.Equal(t, "二.xlsx", lastBasis(t, r, v.ID))

	rows[0].Phase = project.Completed
	third, err := r.ImportProjects(r.ctx, on("2022-06-08"), rows, "三.xlsx", false, nil)
	require.NoError(t, err)
	require.Equal(t, "phase.order", third[0].Fault.Code, "a sheet skips no phase")

	handler := org.Actor{UserID: "u-h", Roles: []org.Role{org.Handler}, OrgID: r.lead}
	_, err = r.ImportProjects(r.ctx, as(handler, "2022-06-08"), rows, "四.xlsx", false, nil)
	require.Error(t, err)
}

func lastBasis(t *testing.T, r register, id string) string {
	t.Helper()
	lines, err := r.ProjectHistory(r.ctx, keeper, id)
	require.NoError(t, err)
	return lines[0].Basis
}

func TestExportReadsBackUnchanged(t *testing.T) {
	r := newRegister(t)
	_, err := r.ImportProjects(r.ctx, on("2022-05-01"), sheet(), "项目库.xlsx", false, nil)
	require.NoError(t, err)
	out, next, err := r.ProjectSheet(r.ctx, keeper, project.Query{})
	require.NoError(t, err)
	require.Empty(t, next)
	require.Len(t, out, 2)
	again, err := r.ImportProjects(r.ctx, on("2022-05-03"), out, "导出.xlsx", false, nil)
	require.NoError(t, err)
	require.Equal(t, []project.Outcome{project.Unchanged, project.Unchanged}, outcomes(again))
}
