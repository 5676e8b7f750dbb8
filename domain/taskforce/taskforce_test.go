package taskforce_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/taskforce"
	"github.com/diaodu/diaodu/domain/workcal"
)

var (
	lead   = org.Actor{UserID: "u-lead", Name: "王统筹", Roles: []org.Role{org.TaskForceLead}}
	member = org.Actor{UserID: "u-lin", Name: "林园", Roles: []org.Role{org.Handler}, OrgID: "o-green"}
	admin  = org.Actor{UserID: "u-admin", Roles: []org.Role{org.Admin, org.Coordinator}}
	owner  = org.Actor{UserID: "u-you", Roles: []org.Role{org.Owner}, EnterpriseID: "e-apnt"}
	today  = workcal.MustDate("2022-05-10")
)

func unit(id, name string) between.Unit { return between.Unit{ID: id, Name: name} }

func birth() between.TaskForceBirth {
	return between.TaskForceBirth{
		Name: "艾珀耐特用水专班", LeadID: "u-lead", LeadName: "王统筹", Liaison: "游少卿",
		Members: []between.TaskForceMember{
			{UserID: "u-lin", Name: "林园", Org: unit("o-green", "园林绿化")},
			{UserID: "u-zhou", Name: "周供水", Org: unit("o-water", "水务公司")},
			{UserID: "u-gao", Name: "高新", Org: unit("o-park", "高新区管委会")},
		},
	}
}

func force(t *testing.T) *taskforce.Force {
	decided := today.At(15, 30)
	f, err := taskforce.New("f-1", birth(), "i-1", "p-1", decided, decided.Add(time.Second))
	require.NoError(t, err)
	return f
}

func code(t *testing.T, err error) string {
	t.Helper()
	require.NotNil(t, fault.Of(err), "%v", err)
	return fault.Of(err).Code
}

// S1-12: set up the same day, of at least three units, with the enterprise's liaison.
func TestS1_12SetUpTaskForce(t *testing.T) {
	f := force(t)
	require.Equal(t, 0, f.LagDays())
	require.Equal(t, 0, f.LagWorkdays(workcal.Embedded()))
	require.GreaterOrEqual(t, f.Orgs(), 3)
	require.Equal(t, "游少卿", f.Liaison)
	require.True(t, f.Has("u-lead"), "the lead is a member")
}

func TestLagIsCountedInWorkdays(t *testing.T) {
	decided := workcal.MustDate("2022-06-02").At(16, 0)
	f, err := taskforce.New("f-1", birth(), "", "p-1", decided, workcal.MustDate("2022-06-06").At(9, 0))
	require.NoError(t, err)
	require.Equal(t, 4, f.LagDays())
	require.Equal(t, 1, f.LagWorkdays(workcal.Embedded()), "端午 between")
}

func TestMembersHaveEffectiveDates(t *testing.T) {
	f := force(t)
	m, err := f.AddMember(between.TaskForceMember{UserID: "u-wu", Name: "吴供电", Org: unit("o-power", "电力公司")}, today.AddDays(2))
	require.NoError(t, err)
	_, err = f.AddMember(between.TaskForceMember{UserID: "u-wu", Name: "吴供电"}, today)
	require.Equal(t, "taskforce.member_twice", code(t, err))
	_, err = f.RemoveMember(m.N, today.AddDays(30))
	require.NoError(t, err)
	require.False(t, f.Has("u-wu"))
	require.Equal(t, "2022-06-09", f.Members[m.N-1].To.String(), "the record stays")
	_, err = f.RemoveMember(1, today)
	require.Equal(t, "taskforce.lead_stays", code(t, err))
	require.NoError(t, f.Lead(2))
	require.Equal(t, "u-lin", f.LeadID)
}

func TestWhoMayDoWhat(t *testing.T) {
	f := force(t)
	require.True(t, f.MayManage(lead))
	require.False(t, f.MayManage(member))
	require.True(t, f.MayLog(member))
	require.False(t, f.MayManage(admin), "R16")
	require.False(t, f.MayRead(owner))
	require.True(t, f.MayRead(org.Actor{Roles: []org.Role{org.Auditor}}))
}

func TestContactsAreLoggedAndBroughtForward(t *testing.T) {
	f := force(t)
	c := taskforce.Contact{Kind: "visit", People: "游少卿、林园", Findings: "管线须穿越绿化带约80米", Promise: "一周内答复", Forward: today.AddDays(7)}
	got, err := f.Log(c, member, today)
	require.NoError(t, err)
	require.Equal(t, 1, got.N)
	require.Equal(t, "2022-05-10", got.On.String())
	c.Forward = today
	_, err = f.Log(c, member, today)
	require.Equal(t, "taskforce.forward_past", code(t, err))
	c.Kind = "fax"
	_, err = f.Log(c, member, today)
	require.Equal(t, "taskforce.kind", code(t, err))
	_, err = f.Resolve(1)
	require.NoError(t, err)
	_, err = f.Resolve(1)
	require.Equal(t, "taskforce.no_such_number", code(t, err))
}

func TestLoadCountsForcesAndOpenSteps(t *testing.T) {
	f := force(t)
	_, err := f.AddStep(taskforce.Step{Title: "取得绿化同意书", UserID: "u-lin", UserName: "林园", Due: today.AddDays(7)})
	require.NoError(t, err)
	g := force(t)
	loads := taskforce.Loads([]*taskforce.Force{f, g}, today.AddDays(8))
	require.Equal(t, taskforce.Load{UserID: "u-lin", Name: "林园", Org: "园林绿化", Forces: 2, Open: 1, Overdue: 1}, loads[0])
	_, err = f.FinishStep(1, today.AddDays(6), "")
	require.NoError(t, err)
	_, err = f.FinishStep(1, today.AddDays(6), "")
	require.Equal(t, "taskforce.step_done", code(t, err))
	require.Zero(t, taskforce.Loads([]*taskforce.Force{f, g}, today.AddDays(8))[0].Open)
}

func TestDissolvedForceIsClosedForGood(t *testing.T) {
	f := force(t)
	require.Equal(t, "taskforce.too_short", code(t, f.Dissolve("完成", "", today)))
	require.NoError(t, f.Dissolve("80余米供水管道牵入，用水难题解决", "先协调绿地再开挖", today.AddDays(23)))
	_, err := f.AddStep(taskforce.Step{})
	require.Equal(t, "taskforce.dissolved", code(t, err))
	require.Empty(t, taskforce.Loads([]*taskforce.Force{f}, today.AddDays(24)))
}
