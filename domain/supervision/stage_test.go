package supervision

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// The people of the tests.
var (
	coordinator = org.Actor{UserID: "u-coord", Name: "王统筹", Roles: []org.Role{org.Coordinator}, OrgID: "o-fgw", OrgName: "区发改委"}
	supervisor  = org.Actor{UserID: "u-super", Name: "何督查", Roles: []org.Role{org.Supervisor}}
	chair       = org.Actor{UserID: "u-chair", Name: "李区长", Roles: []org.Role{org.Chair}}
	leader      = org.Actor{UserID: "u-leader", Name: "陈副区长", Roles: []org.Role{org.Leader}}
	greener     = org.Actor{UserID: "u-green", Name: "林园", Roles: []org.Role{org.Handler}, OrgID: "o-green", OrgName: "园林绿化"}
	builder     = org.Actor{UserID: "u-build", Name: "朱建", Roles: []org.Role{org.DeptLead}, OrgID: "o-build", OrgName: "区住建委"}
	water       = org.Actor{UserID: "u-water", Name: "周供水", Roles: []org.Role{org.UtilityAgent}, OrgID: "o-water", OrgName: "水务公司"}
	owner       = org.Actor{UserID: "u-you", Name: "游少卿", Roles: []org.Role{org.Owner}, EnterpriseID: "e-apnt", OwnerRole: org.Primary}
	stranger    = org.Actor{UserID: "u-other", Name: "别家业主", Roles: []org.Role{org.Owner}, EnterpriseID: "e-other"}
	auditor     = org.Actor{UserID: "u-audit", Name: "纪检", Roles: []org.Role{org.Auditor}}
	admin       = org.Actor{UserID: "u-admin", Name: "管理员", Roles: []org.Role{org.Admin, org.Coordinator}}
)

var (
	greening   = between.Unit{ID: "o-green", Name: "园林绿化", Type: org.Department}
	building   = between.Unit{ID: "o-build", Name: "区住建委", Type: org.Department}
	waterworks = between.Unit{ID: "o-water", Name: "水务公司", Type: org.Utility}
)

// tb is a test, also a generated one.
type tb interface {
	require.TestingT
	Helper()
}

// stage is one task, a wall clock and what happened.
type stage struct {
	t      tb
	task   *Task
	now    time.Time
	events []casefile.Event
	rang   []string
	asked  int
	series map[string]int
	quick  bool // leave out the round trip after each event
}

func newStage(t tb) *stage {
	return &stage{t: t, now: morningOf("2022-05-10"), series: map[string]int{},
		task: &Task{Head: casefile.Head{ID: "t-1", Kind: casefile.Task, Cal: workcal.Embedded().Slice(2021, 2024)}}}
}

func date(s string) workcal.Date { return workcal.MustDate(s) }

// morningOf is ten in the morning, after the reminders.
func morningOf(s string) time.Time { return date(s).At(10, 0) }

// birth is T2 of S1: the pipe, decided 2022-05-10.
func birth() between.TaskBirth {
	return between.TaskBirth{
		TaskID: "t-1", Forum: between.Monthly, MeetingID: "m-5", ItemID: "i-1", Resolution: "r-2", IssueID: "i-apnt", IssueNo: "R-2022-05-0012",
		Project: between.ProjectRef{ID: "p-1", Name: "钢结构防腐材料项目", EnterpriseID: "e-apnt", EnterpriseName: "重庆艾珀耐特高分子材料有限公司"},
		Content: "供水管道牵入施工范围", Standard: "80米以上供水管道牵入项目施工范围并通水", Lead: waterworks,
		Co: []between.Unit{building}, Due: date("2022-05-31"), DecidedBy: "李区长", DecidedAt: date("2022-05-10").At(15, 30),
		Evidence: []between.Evidence{{Type: "map", Name: "管线竣工图"}, {Type: "photo", Name: "现场照片"}},
		Target:   &between.Quantity{Item: "供水管道", Amount: 80, Unit: "米"},
	}
}

// landTask is T1 of S1: the greening land.
func landTask() between.TaskBirth {
	b := birth()
	b.Content, b.Standard, b.Lead, b.Co = "绿化用地协调用于管网改造", "取得周边绿化用地使用同意书", greening, nil
	b.Due, b.Target = date("2022-05-19"), nil
	b.Evidence = []between.Evidence{{Type: "consent", Name: "用地同意书"}}
	return b
}

// issued is a task just handed out.
func issued(t tb, b between.TaskBirth) *stage {
	s := newStage(t)
	s.now = b.DecidedAt.Add(time.Minute)
	s.do(org.Clock, Command{Order: casefile.Order{Act: ActIssue}, Form: Form{Birth: &b}})
	return s
}

// signed is a task its lead unit has signed for the same day.
func signed(t tb, b between.TaskBirth, by org.Actor) *stage {
	s := issued(t, b)
	s.do(by, order(ActSign))
	return s
}

// order is a command with nothing but its act.
func order(act string) Command { return Command{Order: casefile.Order{Act: act}} }

// with is a command with its form.
func with(act string, f Form) Command { return Command{Order: casefile.Order{Act: act}, Form: f} }

// try orders and folds; Check and Decide must agree, judging must change
// nothing, an accepted event must fold, a transition must have its notice (J-4).
func (s *stage) try(a org.Actor, cmd Command) error {
	s.t.Helper()
	s.asked++
	cmd.Meta.Actor, cmd.Meta.RequestID = a, fmt.Sprintf("q%d", s.asked)
	before := s.dump()
	checked := s.task.Check(cmd, s.now)
	ev, err := s.task.Decide(cmd, s.now)
	require.Equal(s.t, checked == nil, err == nil, "Check and Decide disagree: %v, %v", checked, err)
	require.Equal(s.t, before, s.dump(), "judging changed the task")
	if err != nil {
		require.NotNil(s.t, fault.Of(err), "not the caller's fault: %v", err)
		return err
	}
	if n := ev.Series; n != nil {
		s.series[n.Name]++
		ev.Number = fmt.Sprintf(n.Format, s.series[n.Name])
	}
	if ev.From != ev.To {
		require.NotEmpty(s.t, ev.Notices, "%s changes the status and tells nobody", ev.Act)
	}
	require.NoError(s.t, s.task.Apply(ev))
	s.events = append(s.events, ev)
	if !s.quick {
		s.roundTrip()
	}
	return nil
}

func (s *stage) do(a org.Actor, cmd Command) {
	s.t.Helper()
	require.NoError(s.t, s.try(a, cmd), "%s by %s", cmd.Act, a.Name)
}

func (s *stage) refused(code string, a org.Actor, cmd Command) {
	s.t.Helper()
	err := s.try(a, cmd)
	require.Error(s.t, err, "%s by %s was accepted", cmd.Act, a.Name)
	require.Equal(s.t, code, fault.Of(err).Code, "%v", err)
}

func (s *stage) dump() string {
	body, err := json.Marshal(s.task)
	require.NoError(s.t, err)
	return string(body)
}

// roundTrip is what continue-as-new does: the state must survive it whole.
func (s *stage) roundTrip() {
	s.t.Helper()
	body := s.dump()
	back := &Task{}
	require.NoError(s.t, json.Unmarshal([]byte(body), back))
	require.Equal(s.t, s.task.Wake(), back.Wake())
	s.task = back
	require.Equal(s.t, body, s.dump())
}

// until lets time pass up to a moment; every alarm rings at its own.
func (s *stage) until(t time.Time) []string {
	s.t.Helper()
	var rang []string
	for n := 0; ; n++ {
		require.Less(s.t, n, 500, "alarms do not end: %v", s.task.Wake())
		next := s.task.Wake()
		if next.At.IsZero() || next.At.After(t) {
			break
		}
		require.NotContains(s.t, s.rang, next.Key, "rang twice")
		if next.At.After(s.now) {
			s.now = next.At
		}
		s.do(org.Clock, Command{Order: casefile.Order{Act: casefile.ActRing, Key: next.Key}})
		rang, s.rang = append(rang, next.Key), append(s.rang, next.Key)
	}
	s.now = t
	return rang
}

// on lets time pass to ten in the morning of a day.
func (s *stage) on(day string) []string { return s.until(morningOf(day)) }

func (s *stage) light() string { return Light(s.task, casefile.Today(s.now)).Colour }

// told is the notice codes of the last event.
func (s *stage) told() []string {
	var codes []string
	for _, n := range s.events[len(s.events)-1].Notices {
		codes = append(codes, n.Code)
	}
	return codes
}

func file(name, kind string) casefile.Attachment {
	return casefile.Attachment{FileID: "f-" + name, Name: name, SHA256: "abc", Size: 1, Type: kind}
}

func reporting(node string) Command {
	return with(ActReport, Form{Node: node, Report: &ReportForm{
		Deployment: "成立三人小组，明确现场负责人和进场时间", Measures: "已完成管线踏勘并确定走向", Progress: "沟槽开挖30米，管材到场80米",
		Result: "80米管道全部敷设并通过打压试验", Next: "下周完成接驳并申请通水验收",
	}})
}

// settled answers everything the task owes other cases, as they would.
func (s *stage) settle() {
	s.t.Helper()
	var told []casefile.Told
	for _, e := range s.task.Owed {
		told = append(told, casefile.Told{Key: e.Key, Kind: e.Kind, CaseID: e.CaseID, Act: e.Act})
	}
	s.do(org.Clock, Command{Order: casefile.Order{Act: casefile.ActTold, Told: told}})
}
