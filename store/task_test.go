package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/store/storetest"
)

var (
	taskCoord  = org.Actor{UserID: "u-coord", Name: "王统筹", Roles: []org.Role{org.Coordinator}}
	taskSuper  = org.Actor{UserID: "u-super", Name: "何督查", Roles: []org.Role{org.Supervisor}}
	taskLeader = org.Actor{UserID: "u-leader", Name: "陈副区长", Roles: []org.Role{org.Leader}}
	taskWater  = org.Actor{UserID: "u-water", Name: "周供水", Roles: []org.Role{org.UtilityAgent}, OrgID: "o-water", OrgName: "水务公司"}
	taskBuild  = org.Actor{UserID: "u-build", Name: "朱建", Roles: []org.Role{org.DeptLead}, OrgID: "o-build", OrgName: "区住建委"}
	taskOther  = org.Actor{UserID: "u-other", Name: "旁人", Roles: []org.Role{org.Handler}, OrgID: "o-other"}
	taskOwner  = org.Actor{UserID: "u-you", Name: "游少卿", Roles: []org.Role{org.Owner}, EnterpriseID: "e-apnt"}
)

// bench is tasks whose orders are judged by the domain and written by the recorder.
type bench struct {
	t     *testing.T
	store *store.Store
	dsn   string
	tasks map[string]*supervision.Task
	now   time.Time
	n     int
}

func newBench(t *testing.T) *bench {
	dsn := storetest.DSN(t)
	s, err := store.Open(context.Background(), dsn)
	require.NoError(t, err)
	t.Cleanup(func() { s.Close() })
	return &bench{t: t, store: s, dsn: dsn, tasks: map[string]*supervision.Task{}, now: workcal.MustDate("2022-05-10").At(15, 31)}
}

func (b *bench) do(id string, a org.Actor, act string, f supervision.Form) {
	b.t.Helper()
	b.order(id, a, casefile.Order{Act: act}, f)
}

func (b *bench) order(id string, a org.Actor, o casefile.Order, f supervision.Form) {
	b.t.Helper()
	task := b.tasks[id]
	if task == nil {
		task = &supervision.Task{Head: casefile.Head{ID: id, Kind: casefile.Task, Cal: workcal.Embedded().Slice(2021, 2024)}}
		b.tasks[id] = task
	}
	b.n++
	o.Meta = casefile.Meta{RequestID: fmt.Sprintf("q%d", b.n), Actor: a}
	ev, err := task.Decide(supervision.Command{Order: o, Form: f}, b.now)
	require.NoError(b.t, err, "%s %s", id, o.Act)
	rec, err := b.store.Record(context.Background(), ev)
	require.NoError(b.t, err, "%s %s", id, o.Act)
	ev.Number = rec.Number
	require.NoError(b.t, task.Apply(ev))
}

// until lets the alarms of every task ring up to a day's end.
func (b *bench) until(day string) {
	b.t.Helper()
	end := workcal.MustDate(day).At(18, 0)
	for id, task := range b.tasks {
		for {
			next := task.Wake()
			if next.At.IsZero() || next.At.After(end) {
				break
			}
			b.now = next.At
			b.order(id, org.Clock, casefile.Order{Act: casefile.ActRing, Key: next.Key}, supervision.Form{})
		}
	}
	b.now = end
}

func (b *bench) issue(id string, change func(*between.TaskBirth)) {
	b.t.Helper()
	birth := between.TaskBirth{
		TaskID: id, Forum: between.Monthly, MeetingID: "m-5", IssueID: "i-1", IssueNo: "R-2022-05-0012",
		Project: between.ProjectRef{ID: "p-1", Name: "钢结构防腐材料项目", EnterpriseID: "e-apnt", EnterpriseName: "重庆艾珀耐特高分子材料有限公司"},
		Content: "供水管道牵入施工范围", Standard: "80米供水管道牵入施工范围",
		Lead: between.Unit{ID: "o-water", Name: "水务公司", Type: org.Utility}, Co: []between.Unit{{ID: "o-build", Name: "区住建委", Type: org.Department}},
		Due: workcal.MustDate("2022-05-31"), DecidedBy: "李区长", DecidedAt: b.now,
	}
	if change != nil {
		change(&birth)
	}
	b.do(id, org.Clock, supervision.ActIssue, supervision.Form{Birth: &birth})
}

func (b *bench) report(id string, a org.Actor, node string) {
	b.t.Helper()
	b.do(id, a, supervision.ActReport, supervision.Form{Node: node, Report: &supervision.ReportForm{
		Deployment: "成立三人小组，明确现场负责人", Measures: "完成管线踏勘并确定走向", Progress: "沟槽开挖30米，管材到场80米", Result: "80米管道全部敷设完成", Next: "下周接驳并申请验收",
	}})
}

func (b *bench) list(a org.Actor, q store.TaskQuery) []store.TaskRow {
	b.t.Helper()
	q.Today = workcal.DateOf(b.now)
	rows, _, err := b.store.Tasks(context.Background(), a, q)
	require.NoError(b.t, err)
	return rows
}

func ids(rows []store.TaskRow) []string {
	out := []string{}
	for _, r := range rows {
		out = append(out, r.ID)
	}
	return out
}

func TestTaskRowsFollowTheTask(t *testing.T) {
	b := newBench(t)
	b.issue("t-1", nil)
	require.Equal(t, "督办〔2022〕1号", b.tasks["t-1"].No)
	b.do("t-1", taskWater, supervision.ActSign, supervision.Form{})
	b.report("t-1", taskWater, supervision.NodeD1)
	b.until("2022-05-13")
	b.report("t-1", taskWater, supervision.NodeD3)
	b.until("2022-05-16")

	row := b.list(taskCoord, store.TaskQuery{})[0]
	require.Equal(t, "red", row.Light, "the co-organizer's report is missing")
	require.Equal(t, "2022-05-31", row.Due.String())
	require.Equal(t, "o-build", row.BallOrg, "the true blocker")
	require.Equal(t, 1, row.Misses)
	sql := storetest.SQL(t, b.dsn)
	var no, colour, org string
	require.NoError(t, sql.QueryRow("SELECT no, colour, org_id FROM task_slips WHERE task_id = 't-1'").Scan(&no, &colour, &org))
	require.Equal(t, []string{"督办单〔2022〕1号", "red", "o-build"}, []string{no, colour, org})
	var missed int
	require.NoError(t, sql.QueryRow("SELECT COUNT(*) FROM task_owed WHERE task_id = 't-1' AND missed = 1").Scan(&missed))
	require.Equal(t, 1, missed)

	b.report("t-1", taskBuild, supervision.NodeD3)
	b.do("t-1", taskBuild, supervision.ActSlipReply, supervision.Form{Reason: "因人员调整漏报，已补报"})
	require.Equal(t, "green", b.list(taskCoord, store.TaskQuery{})[0].Light)
	require.NoError(t, sql.QueryRow("SELECT COUNT(*) FROM task_owed WHERE task_id = 't-1' AND missed = 1").Scan(&missed))
	require.Equal(t, 1, missed, "the miss stays")

	notice := casefile.Attachment{FileID: "f-1", Name: "暂停告知书.pdf"}
	b.now = workcal.MustDate("2022-05-20").At(9, 0)
	b.until("2022-05-19")
	b.report("t-1", taskWater, supervision.NodeD7)
	b.now = workcal.MustDate("2022-05-20").At(9, 0)
	b.do("t-1", taskLeader, supervision.ActSuspend, supervision.Form{Code: "weather", Reason: "暴雨停工", Notice: &notice, EndsOn: workcal.MustDate("2022-05-24")})
	require.Equal(t, "paused", b.list(taskCoord, store.TaskQuery{})[0].Light)
	b.now = workcal.MustDate("2022-05-25").At(9, 0)
	b.until("2022-05-25")
	b.do("t-1", taskWater, supervision.ActResume, supervision.Form{})
	row = b.list(taskOwner, store.TaskQuery{})[0]
	require.Equal(t, "2022-06-06", row.Due.String(), "S1-16")
	require.Equal(t, "2022-05-31", row.OriginalDue.String())
	require.Equal(t, 3, row.PausedDays)

	audit, err := b.store.VerifyAudit(context.Background())
	require.NoError(t, err)
	require.Empty(t, audit.Broken, "every task's state is the fold of its events")
}

// The SQL that colours lists says what the domain says, day by day.
func TestTaskLightInListsIsTheDomainsLight(t *testing.T) {
	b := newBench(t)
	b.issue("t-1", nil)
	b.issue("t-2", func(x *between.TaskBirth) { x.Due, x.Co = workcal.MustDate("2022-05-19"), nil })
	b.issue("t-3", func(x *between.TaskBirth) { x.Due = workcal.MustDate("2022-07-29") })
	b.do("t-3", taskWater, supervision.ActSign, supervision.Form{})
	b.do("t-1", taskWater, supervision.ActSign, supervision.Form{})
	seen := map[string]bool{}
	for day := workcal.MustDate("2022-05-10"); day.Before(workcal.MustDate("2022-06-20")); day = day.AddDays(1) {
		b.until(day.String())
		if day.String() == "2022-05-16" {
			b.do("t-3", taskCoord, supervision.ActCancel, supervision.Form{Reason: "项目调整，不再办理"})
		}
		for _, row := range b.list(taskCoord, store.TaskQuery{}) {
			want := supervision.Light(b.tasks[row.ID], day).Colour
			require.Equal(t, want, row.Light, "%s on %s", row.ID, day)
			seen[want] = true
			require.Contains(t, ids(b.list(taskCoord, store.TaskQuery{Light: want})), row.ID, "filtered on %s", day)
		}
		filtered := 0
		for _, colour := range []string{supervision.Green, supervision.Yellow, supervision.Red, supervision.Paused, supervision.Done} {
			filtered += len(b.list(taskCoord, store.TaskQuery{Light: colour}))
		}
		require.Equal(t, 3, filtered, "each task in one colour")
	}
	require.Len(t, seen, 4)
}

func TestTaskListsAreScopedFilteredAndPaged(t *testing.T) {
	b := newBench(t)
	for i := range 5 {
		b.now = b.now.Add(time.Minute)
		b.issue(fmt.Sprintf("t-%d", i), func(x *between.TaskBirth) { x.Due = workcal.MustDate("2022-05-20").AddDays(-i) })
	}
	b.issue("t-x", func(x *between.TaskBirth) {
		x.Lead, x.Co = between.Unit{ID: "o-other", Name: "他单位"}, nil
		x.Project.EnterpriseID, x.IssueID = "e-other", "i-9"
	})
	require.Len(t, b.list(taskCoord, store.TaskQuery{}), 6)
	require.Equal(t, []string{"t-x"}, ids(b.list(taskOther, store.TaskQuery{})))
	require.Len(t, b.list(taskBuild, store.TaskQuery{}), 5)
	require.Len(t, b.list(taskOwner, store.TaskQuery{}), 5)
	require.Empty(t, b.list(org.Actor{UserID: "u-9", Roles: []org.Role{org.Owner}, EnterpriseID: "e-9"}, store.TaskQuery{}))
	require.Equal(t, []string{"t-x"}, ids(b.list(taskCoord, store.TaskQuery{Issue: "i-9"})))
	require.Len(t, b.list(taskCoord, store.TaskQuery{Org: "o-build"}), 5)
	require.Len(t, b.list(taskCoord, store.TaskQuery{Q: "gsgd"}), 6, "by pinyin initials")
	require.Empty(t, b.list(taskCoord, store.TaskQuery{Q: "%"}), "a percent sign is only a percent sign")

	for _, byDue := range []bool{false, true} {
		var all []string
		q := store.TaskQuery{Limit: 2, ByDue: byDue, Today: workcal.DateOf(b.now)}
		for range 4 {
			rows, next, err := b.store.Tasks(context.Background(), taskCoord, q)
			require.NoError(t, err)
			all = append(all, ids(rows)...)
			if q.Cursor = next; next == "" {
				break
			}
		}
		if byDue {
			require.Equal(t, []string{"t-4", "t-3", "t-2", "t-1", "t-0", "t-x"}, all)
		} else {
			require.Equal(t, []string{"t-x", "t-4", "t-3", "t-2", "t-1", "t-0"}, all)
		}
	}
	_, _, err := b.store.Tasks(context.Background(), taskCoord, store.TaskQuery{Cursor: "%%"})
	require.ErrorContains(t, err, "request.cursor")
}

func TestTaskTodosAreWhatTheReaderMustDo(t *testing.T) {
	b := newBench(t)
	b.issue("t-1", nil)
	whats := func(a org.Actor) []string {
		todos, err := b.store.TaskTodos(context.Background(), a, workcal.DateOf(b.now), 50)
		require.NoError(t, err)
		out := []string{}
		for _, x := range todos {
			out = append(out, x.What)
		}
		return out
	}
	require.Contains(t, whats(taskWater), "sign")
	require.Equal(t, []string{"d3"}, whats(taskBuild))
	require.Empty(t, whats(taskCoord))
	b.do("t-1", taskWater, supervision.ActSign, supervision.Form{})
	b.do("t-1", taskWater, supervision.ActExtendAsk, supervision.Form{
		NewDue: workcal.MustDate("2022-06-02"), Code: "weather", Reason: "连续降雨影响开挖", Work: "雨停后增加班组"})
	require.Equal(t, []string{"decide_request"}, whats(taskLeader))
	heaps, err := b.store.MyTodos(context.Background(), taskLeader, workcal.DateOf(b.now), workcal.DateOf(b.now).AddDays(1))
	require.NoError(t, err)
	require.Equal(t, "to_decide", heaps[0].Key)
	decide := heaps[0].Items[0]
	require.Equal(t, []string{"2022-05-31", "2022-05-31", "2022-06-02"}, []string{decide.Due.String(), decide.DueNow.String(), decide.Asked.String()}, "to be decided while its date stands")
	require.Equal(t, []string{"t-1"}, ids(b.list(taskLeader, store.TaskQuery{Mine: true})))
	b.do("t-1", taskLeader, supervision.ActExtendYes, supervision.Form{})
	require.Empty(t, whats(taskLeader))
	b.report("t-1", taskWater, supervision.NodeD1)
	b.do("t-1", taskWater, supervision.ActApplyClose, supervision.Form{Result: "供水管道已牵入施工范围",
		Files: []casefile.Attachment{{FileID: "f-1", Name: "照片.jpg", Type: "photo"}, {FileID: "f-2", Name: "照片.jpg", Type: "photo"}}})
	require.Equal(t, []string{"verify"}, whats(taskCoord))
	b.do("t-1", taskCoord, supervision.ActVerify, supervision.Form{})
	require.Equal(t, []string{"confirm"}, whats(taskOwner))
	b.do("t-1", taskOwner, supervision.ActConfirm, supervision.Form{})
	require.Empty(t, whats(taskOwner))
	require.Equal(t, []string{"grade"}, whats(taskSuper))

	counts, err := b.store.Counts(context.Background(), "task.status")
	require.NoError(t, err)
	require.Equal(t, int64(1), counts["closed"])
	require.Zero(t, counts["issued"])
}

func TestStatesAreReadAtOnceAndThoseThatAreNotThereLeftOut(t *testing.T) {
	b := newBench(t)
	b.issue("t-1", nil)
	b.issue("t-2", func(birth *between.TaskBirth) { birth.Content = "道路接入" })
	read := map[string]*supervision.Task{}
	load := func(kind casefile.Kind, ids ...string) error {
		return b.store.LoadStates(context.Background(), kind, ids, func(id string) casefile.State {
			read[id] = &supervision.Task{}
			return read[id]
		})
	}
	require.NoError(t, load(casefile.Task, "t-2", "t-1", "t-none"))
	require.Len(t, read, 2)
	require.Equal(t, b.tasks["t-1"].Content, read["t-1"].Content)
	require.Equal(t, "道路接入", read["t-2"].Content)
	clear(read)
	require.NoError(t, load(casefile.Task))
	require.NoError(t, load(casefile.Issue, "t-1"))
	require.Empty(t, read, "a task is no issue")
}
