package issue_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

var (
	water    = between.Unit{ID: "org-water", Name: "水务公司", Type: org.Utility}
	housing  = between.Unit{ID: "org-housing", Name: "区住房城乡建委", Type: org.Department}
	greening = between.Unit{ID: "org-greening", Name: "区园林绿化中心", Type: org.Department}
	project  = between.ProjectRef{ID: "p1", Name: "钢结构防腐材料项目", EnterpriseID: "e1", EnterpriseName: "重庆艾珀耐特高分子材料有限公司", TownCode: "500153001"}

	youShaoqing = org.Actor{UserID: "you", Name: "游少卿", Roles: []org.Role{org.Owner}, EnterpriseID: "e1", OwnerRole: org.Primary}
	stranger    = org.Actor{UserID: "other", Name: "别家", Roles: []org.Role{org.Owner}, EnterpriseID: "e2"}
	coordinator = org.Actor{UserID: "co", Name: "统筹员", Roles: []org.Role{org.Coordinator}, OrgID: "org-key", OrgName: "区重点办"}
	colleague   = org.Actor{UserID: "co2", Name: "统筹员乙", Roles: []org.Role{org.Coordinator}, OrgID: "org-key"}
	chair       = org.Actor{UserID: "chair", Name: "区长", Roles: []org.Role{org.Chair}}
	admin       = org.Actor{UserID: "admin", Name: "管理员", Roles: []org.Role{org.Admin}}
)

func dept(u between.Unit, roles ...org.Role) org.Actor {
	if len(roles) == 0 {
		roles = []org.Role{org.DeptReceiver}
	}
	return org.Actor{UserID: "u-" + u.ID, Name: u.Name + "经办", Roles: roles, OrgID: u.ID, OrgName: u.Name}
}

// at is an instant of 2022 in China, such as "05-07 10:00".
func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", "2022-"+s, workcal.CST)
	if err != nil {
		panic(err)
	}
	return t
}

// stage plays orders against one issue and keeps what happened.
type stage struct {
	t      tb
	issue  issue.Issue
	events []casefile.Event
	n      int
}

// tb is a test, or one run of a property.
type tb interface {
	require.TestingT
	Helper()
}

func newStage(t tb) *stage {
	s := &stage{t: t}
	s.issue.Head = casefile.Head{ID: "i-test", Kind: casefile.Issue, Cal: workcal.Embedded().Slice(2021, 2023)}
	return s
}

func (s *stage) order(when string, a org.Actor, act string, f issue.Form) error {
	s.n++
	return s.play(issue.Command{
		Order: casefile.Order{Meta: casefile.Meta{RequestID: fmt.Sprint("r", s.n), Actor: a}, Act: act}, Form: f,
	}, at(when))
}

// play also asks Check, which must answer as Decide does, and folds what the
// recorder would: the event as JSON, with its number.
func (s *stage) play(cmd issue.Command, when time.Time) error {
	checked := s.issue.Check(cmd, when)
	ev, err := s.issue.Decide(cmd, when)
	require.Equal(s.t, checked == nil, err == nil, "Check and Decide must agree: %v, %v", checked, err)
	if err != nil {
		require.NotNil(s.t, fault.Of(err), "a refusal is a fault: %v", err)
		return err
	}
	if ev.Series != nil {
		ev.Number = fmt.Sprintf(ev.Series.Format, 12)
	}
	body, err := json.Marshal(ev)
	require.NoError(s.t, err)
	var stored casefile.Event
	require.NoError(s.t, json.Unmarshal(body, &stored))
	require.NoError(s.t, s.issue.Apply(stored))
	require.Equal(s.t, ev.To, string(s.issue.State), "the event says where it leads")
	s.events = append(s.events, stored)
	return nil
}

func (s *stage) must(when string, a org.Actor, act string, f issue.Form) {
	s.t.Helper()
	require.NoError(s.t, s.order(when, a, act, f), "%s %s", when, act)
}

func (s *stage) refused(code, when string, a org.Actor, act string, f issue.Form) *fault.Fault {
	s.t.Helper()
	err := s.order(when, a, act, f)
	require.True(s.t, fault.Is(err, code), "want %s, got %v", code, err)
	return fault.Of(err)
}

// ring plays every alarm up to the moment, as the workflow would.
func (s *stage) ring(until string) []string { return s.ringTill(at(until)) }

func (s *stage) ringTill(until time.Time) []string {
	var keys []string
	for {
		a := s.issue.Wake()
		if a.At.IsZero() || a.At.After(until) {
			return keys
		}
		o := casefile.Order{Meta: casefile.Meta{RequestID: "clock:" + a.Key, Actor: org.Clock}, Act: casefile.ActRing, Key: a.Key}
		require.NoError(s.t, s.play(s.issue.Order(o), a.At))
		keys = append(keys, a.Key)
	}
}

var fiveElements = issue.Facts{
	Who: "艾珀耐特公司", When: "2022年3月以来", Where: "生产区域", Cause: "受前期规划影响", Course: "围墙外80米有主管，未接入",
}

func waterReport() issue.Form {
	return issue.Form{Report: &issue.ReportForm{
		Project: project, Class: "water.supply", Heading: "生产区域未接入主供水管道", Cause: "planning",
		Demand: "请协调接入主供水管道", Facts: fiveElements,
		Impact: issue.Impact{Blocks: []string{"started", "completed"}}, Unclassified: true,
	}}
}

func (s *stage) report(when string) { s.must(when, youShaoqing, issue.Report, waterReport()) }

func (s *stage) toWork(when string) {
	s.report(when)
	s.must(when, coordinator, issue.Accept, issue.Form{})
	s.must(when, coordinator, issue.Dispatch, issue.Form{Grade: issue.Major, Lead: &housing, Co: []between.Unit{greening, water}})
	s.must(when, dept(housing), issue.Sign, issue.Form{})
}

func (s *stage) toConfirm(when string) {
	s.toWork(when)
	s.must(when, dept(housing), issue.SolveOffline, issue.Form{Text: "管道已接通"})
}

// S1-04, S1-05: a make-up Saturday is a workday; a plain week would say Monday.
func TestReportOnMakeupSaturdayStartsThatDay(t *testing.T) {
	s := newStage(t)
	s.report("05-07 10:00")

	require.Equal(t, "R-2022-05-0012", s.issue.No)
	require.Equal(t, workcal.MustDate("2022-05-07"), s.issue.ReceivedOn)
	require.Equal(t, workcal.MustDate("2022-05-09"), s.issue.AckDue)

	plain := newStage(t)
	plain.issue.Cal = workcal.Calendar{}
	plain.report("05-07 10:00")
	require.Equal(t, workcal.MustDate("2022-05-09"), plain.issue.ReceivedOn, "a calendar without make-up days differs")
}

// S1-06, S1-07: two objections lead to arbitration the same day, and the
// arbitrated lead may not object.
func TestR4TwoObjectionsLeadToArbitration(t *testing.T) {
	s := newStage(t)
	s.report("05-07 10:00")
	s.must("05-07 11:00", coordinator, issue.Accept, issue.Form{})
	s.must("05-07 11:10", coordinator, issue.Dispatch, issue.Form{Grade: issue.Major, Lead: &housing, Co: []between.Unit{greening}})
	s.must("05-07 14:00", dept(housing), issue.Object, issue.Form{Reason: "红线外管网不属我单位", Better: &water})
	require.Equal(t, issue.Objected, s.issue.State)
	s.refused("issue.not_arbitrable", "05-07 14:30", coordinator, issue.Arbitrate, issue.Form{Lead: &water})
	s.must("05-07 14:30", coordinator, issue.Dispatch, issue.Form{Lead: &water, Co: []between.Unit{housing}})
	s.must("05-07 15:00", dept(water, org.UtilityAgent), issue.Object, issue.Form{Reason: "无建设资金", Better: &housing})
	require.True(t, s.issue.Arbitrate)
	s.refused("issue.arbitrate", "05-07 15:10", coordinator, issue.Dispatch, issue.Form{Lead: &water})
	s.must("05-07 16:00", coordinator, issue.Arbitrate, issue.Form{Lead: &housing, Co: []between.Unit{greening, water}})
	require.Equal(t, 2, s.issue.Rounds)
	s.refused("issue.lead_fixed", "05-07 16:30", dept(housing), issue.Object, issue.Form{Reason: "仍有异议", Better: &water})
	s.must("05-07 16:40", dept(housing), issue.Sign, issue.Form{})
}

func TestR4RefusalAfterEightWorkingHoursMustNameABetterUnit(t *testing.T) {
	s := newStage(t)
	s.report("05-09 09:30")
	s.must("05-09 10:00", coordinator, issue.Accept, issue.Form{})
	s.must("05-09 10:00", coordinator, issue.Dispatch, issue.Form{Lead: &housing})
	s.refused("issue.better", "05-10 16:00", dept(housing), issue.Object, issue.Form{Reason: "不归我管"})
	s.refused("issue.better_self", "05-10 16:00", dept(housing), issue.Object, issue.Form{Reason: "不归我管", Better: &housing})
	s.must("05-10 16:00", dept(housing), issue.Object, issue.Form{Reason: "不归我管", Better: &water})
}

func TestR4WithinEightWorkingHoursNoNameIsNeeded(t *testing.T) {
	s := newStage(t)
	s.report("05-09 09:30")
	s.must("05-09 10:00", coordinator, issue.Accept, issue.Form{})
	s.must("05-09 10:00", coordinator, issue.Dispatch, issue.Form{Lead: &housing})
	s.must("05-09 17:00", dept(housing), issue.Object, issue.Form{Reason: "不归我管"})
}

func TestR2AgendaNeedsLeadAndPreCoordination(t *testing.T) {
	s := newStage(t)
	s.report("05-07 10:00")
	s.must("05-07 11:00", coordinator, issue.Accept, issue.Form{})
	meeting := issue.Form{Meeting: &issue.Ref{ID: "m1"}}
	s.refused("issue.agenda_lead", "05-07 11:30", coordinator, issue.PutOnAgenda, meeting)
	s.must("05-07 12:00", coordinator, issue.Dispatch, issue.Form{Lead: &housing})
	s.refused("issue.agenda_coordination", "05-09 09:00", coordinator, issue.PutOnAgenda, meeting)
	s.refused("issue.override", "05-09 09:00", coordinator, issue.PutOnAgenda, issue.Form{Meeting: meeting.Meeting, Override: true, Reason: "急"})
	s.must("05-09 09:30", chair, issue.PutOnAgenda, issue.Form{Meeting: meeting.Meeting, Override: true, Reason: "急"})

	require.Len(t, s.issue.Owed, 1)
	require.Contains(t, string(s.issue.Owed[0].Command), `"override_by":"区长"`, "going beyond R2 is logged")
}

// A meeting that refuses the item gives the issue back, with a warning.
func TestRefusedAgendaGivesTheIssueBack(t *testing.T) {
	s := newStage(t)
	s.toWork("05-07 10:00")
	s.must("05-09 09:00", coordinator, issue.PreCoordinate, issue.Form{PreCoord: "已会商", Tendency: "同意"})
	s.must("05-09 09:30", coordinator, issue.PutOnAgenda, issue.Form{Meeting: &issue.Ref{ID: "m1"}})
	told := casefile.Told{Key: s.issue.Owed[0].Key, Kind: casefile.Meeting, CaseID: "m1", Act: "add_item", Refused: "meeting.locked"}
	o := casefile.Order{Meta: casefile.Meta{RequestID: "told", Actor: org.Clock}, Act: casefile.ActTold, Told: []casefile.Told{told}}
	require.NoError(t, s.play(s.issue.Order(o), at("05-09 09:31")))

	require.Equal(t, issue.InProgress, s.issue.State)
	require.Empty(t, s.issue.Owed)
	require.Equal(t, []string{"add_item:meeting.locked"}, s.issue.Warnings)
}

func TestMeetingDecidesTasksAndTasksComeBack(t *testing.T) {
	s := newStage(t)
	s.toWork("05-07 10:00")
	s.must("05-09 09:00", coordinator, issue.PreCoordinate, issue.Form{PreCoord: "已会商", Tendency: "同意"})
	s.must("05-09 09:30", coordinator, issue.PutOnAgenda, issue.Form{Meeting: &issue.Ref{ID: "m1"}})
	s.must("05-10 15:30", org.Clock, issue.Resolve, issue.Form{Outcome: &between.Outcome{
		MeetingID: "m1", HeldOn: workcal.MustDate("2022-05-10"), TaskIDs: []string{"t1", "t2"}, Kinds: []between.ResolutionKind{between.DecideTask},
	}})
	require.Equal(t, issue.Tasked, s.issue.State)
	s.must("05-18 10:00", org.Clock, issue.HearTask, issue.Form{Result: &between.TaskResult{TaskID: "t1", State: "closed"}})
	require.Equal(t, issue.Tasked, s.issue.State)
	s.must("06-02 10:00", org.Clock, issue.HearTask, issue.Form{Result: &between.TaskResult{TaskID: "t2", State: "closed", Result: "82米"}})
	require.Equal(t, issue.PendingConfirm, s.issue.State)
	s.must("06-02 11:00", youShaoqing, issue.Confirm, issue.Form{Rating: 5})
	require.Equal(t, issue.Closed, s.issue.State)
	require.Equal(t, workcal.MustDate("2022-06-02"), s.issue.ResolvedOn)
}

func TestR9SilentOwnerNeedsFiveWorkdaysAndTwoCalls(t *testing.T) {
	s := newStage(t)
	s.toConfirm("05-12 10:00")
	require.Equal(t, workcal.MustDate("2022-05-19"), s.issue.ConfirmDue)
	s.refused("issue.still_waiting", "05-19 17:00", coordinator, issue.CloseUnsettled, issue.Form{})
	require.Equal(t, []string{"remind/1", "silent/1/2022-05-19"}, s.ring("05-20 09:00"))
	s.must("05-20 09:10", coordinator, issue.LogCall, issue.Form{Channel: "phone", Text: "无人接听"})
	s.refused("issue.calls", "05-20 09:20", coordinator, issue.CloseUnsettled, issue.Form{})
	s.must("05-20 14:10", coordinator, issue.LogCall, issue.Form{Channel: "phone", Text: "无人接听"})
	s.must("05-20 14:20", coordinator, issue.CloseUnsettled, issue.Form{})
	require.Equal(t, issue.ClosedUnconfirmed, s.issue.State)
	require.False(t, s.issue.Verified, "evidence nobody verified does not count")
}

func TestR10ReopenedWithinNinetyDaysKeepsItsStart(t *testing.T) {
	s := newStage(t)
	s.toConfirm("05-12 10:00")
	s.must("05-13 10:00", youShaoqing, issue.Confirm, issue.Form{Rating: 4})
	start := s.issue.Clock.Start
	s.must("08-11 10:00", youShaoqing, issue.Reopen, issue.Form{Reason: "又断水"})
	require.Equal(t, start, s.issue.Clock.Start)
	require.Equal(t, issue.InProgress, s.issue.State)
	require.Equal(t, 1, s.issue.Reopened)

	late := newStage(t)
	late.toConfirm("05-12 10:00")
	late.must("05-13 10:00", youShaoqing, issue.Confirm, issue.Form{})
	late.refused("issue.too_late", "08-12 10:00", youShaoqing, issue.Reopen, issue.Form{Reason: "又断水"})
	late.ring("08-12 10:00")
	require.True(t, late.issue.Done())
}

func TestR13ClassifiedMattersAreRefused(t *testing.T) {
	s := newStage(t)
	f := waterReport()
	f.Report.Demand = "涉及国家秘密的管线图"
	s.refused("issue.secret", "05-07 10:00", youShaoqing, issue.Report, f)
	f = waterReport()
	f.Report.Unclassified = false
	s.refused("issue.unclassified", "05-07 10:00", youShaoqing, issue.Report, f)
}

func TestR14OwnerSeesOnlyPublishedNotes(t *testing.T) {
	s := newStage(t)
	s.toWork("05-07 10:00")
	s.must("05-09 09:00", dept(housing), issue.Note, issue.Form{Text: "内部意见"})
	hidden := s.events[len(s.events)-1]
	s.must("05-09 09:10", coordinator, issue.PreCoordinate, issue.Form{PreCoord: "已会商", Tendency: "同意",
		Position: []between.Position{{Org: greening, Stand: "需办临时占用绿地手续"}}})
	_, ok := s.issue.Shows(hidden, youShaoqing)
	require.False(t, ok)
	v := s.issue.ViewFor(youShaoqing, at("05-09 10:00"))
	require.Empty(t, v.PreCoord)
	require.Empty(t, v.Positions)
	require.Empty(t, v.Tendency)
	require.NotEmpty(t, s.issue.ViewFor(dept(greening), at("05-09 10:00")).Positions)

	s.must("05-09 10:30", coordinator, issue.Publish, issue.Form{NoteSeq: hidden.Seq})
	_, ok = s.issue.Shows(hidden, youShaoqing)
	require.True(t, ok)
	require.False(t, s.issue.MaySee(stranger))
}

func TestR15OnSiteOrderIsAResolutionWithATask(t *testing.T) {
	s := newStage(t)
	s.toWork("05-07 10:00")
	task := between.TaskBirth{Content: "牵入供水管道", Standard: "80米以上", Lead: water, Due: workcal.MustDate("2022-05-31")}
	s.refused("issue.not_yours", "05-09 09:00", dept(housing), issue.OrderOnSite, issue.Form{Task: &task})
	early := task
	early.Due = workcal.MustDate("2022-05-09")
	s.refused("issue.task_due", "05-09 09:00", chair, issue.OrderOnSite, issue.Form{Task: &early})
	s.must("05-09 09:00", chair, issue.OrderOnSite, issue.Form{Task: &task})
	require.Equal(t, issue.Tasked, s.issue.State)
	require.True(t, s.issue.Owed[0].Start)
	require.Contains(t, string(s.issue.Owed[0].Command), `"forum":"onsite"`)
}

func TestR16AdminCannotAct(t *testing.T) {
	s := newStage(t)
	s.toWork("05-07 10:00")
	require.Empty(t, s.issue.Allowed(admin))
	s.refused("issue.not_yours", "05-09 09:00", admin, issue.Note, issue.Form{Text: "管理员插手"})
}

func TestRefusalNeedsASecondPerson(t *testing.T) {
	s := newStage(t)
	s.report("05-07 10:00")
	s.must("05-07 10:30", coordinator, issue.AskReject, issue.Form{Reason: "超出职权", Basis: "条例第五条"})
	s.refused("issue.not_yours", "05-07 10:40", coordinator, issue.ApproveReject, issue.Form{})
	seen := func(a org.Actor) issue.View { return s.issue.ViewFor(a, s.issue.Last.At) }
	require.Equal(t, issue.ApproveReject, seen(colleague).Ball.What)
	require.Equal(t, s.issue.AckDue, seen(colleague).Ball.Due, "the day of the answer to the owner stands")
	require.Equal(t, issue.Accept, seen(youShaoqing).Ball.What, "the owner is told nothing that is not decided")
	require.Nil(t, seen(youShaoqing).Refusal)
	s.must("05-07 10:50", colleague, issue.ApproveReject, issue.Form{})
	require.Equal(t, issue.Rejected, s.issue.State)
	require.Empty(t, s.issue.RefusalBy(), "judged")
	require.Equal(t, "条例第五条", seen(youShaoqing).Refusal.Basis)
	s.must("05-12 10:50", youShaoqing, issue.Appeal, issue.Form{Reason: "不同意"})
	require.Equal(t, issue.Submitted, s.issue.State)
}

// After acceptance a return only stops the clock: the days until the answer do not count.
func TestReturnStopsTheClockUntilTheSupplement(t *testing.T) {
	s := newStage(t)
	s.report("05-09 10:00")
	before := s.issue.Clock.Due(s.issue.Cal, s.issue.ReceivedOn).Date
	s.must("05-09 11:00", coordinator, issue.Accept, issue.Form{})
	s.must("05-10 10:00", coordinator, issue.ReturnInfo, issue.Form{Reason: "请说明地点", Missing: []string{"where"}})
	require.True(t, s.issue.Clock.Paused())
	s.must("05-13 10:00", youShaoqing, issue.Supplement, issue.Form{Text: "在三号厂房", Facts: &issue.Facts{Where: "三号厂房"}})
	require.Equal(t, s.issue.Cal.AddWorkdays(before, 3).Date, s.issue.Clock.Due(s.issue.Cal, workcal.MustDate("2022-05-13")).Date)
	require.Equal(t, "三号厂房", s.issue.Facts.Where, "the owner's later word stands")
	require.Equal(t, "受前期规划影响", s.issue.Facts.Cause, "what was not asked stays")
}

func TestDisputeIsAPathBackNotADeadEnd(t *testing.T) {
	s := newStage(t)
	s.toConfirm("05-12 10:00")
	s.must("05-13 10:00", youShaoqing, issue.Dispute, issue.Form{Reason: "仍无水"})
	s.must("05-13 11:00", coordinator, issue.Rework, issue.Form{Reason: "重新办理"})
	require.Equal(t, issue.InProgress, s.issue.State)
	require.True(t, s.issue.Clock.Running())
}

func TestMergeTellsTheOtherIssueAndFollowsIt(t *testing.T) {
	s := newStage(t)
	s.report("05-09 10:00")
	s.refused("issue.merge_self", "05-09 10:10", coordinator, issue.Merge, issue.Form{Into: &issue.Ref{ID: "i-test"}})
	s.must("05-09 10:10", coordinator, issue.Merge, issue.Form{Into: &issue.Ref{ID: "i-main", No: "R-2022-05-0001"}})
	require.Equal(t, issue.Merged, s.issue.State)
	require.Equal(t, issue.Absorb, s.issue.Owed[0].Act)
	s.must("06-01 10:10", org.Clock, issue.Follow, issue.Form{Into: &issue.Ref{ID: "i-main"}})
	require.True(t, s.issue.Done())
}

func TestBadRatingAsksForACallAndAMend(t *testing.T) {
	s := newStage(t)
	s.toConfirm("05-12 10:00")
	s.must("05-13 10:00", youShaoqing, issue.Confirm, issue.Form{Rating: 1, Comment: "太慢"})
	require.Equal(t, workcal.MustDate("2022-06-06"), s.issue.RectifyDue)
	s.refused("issue.call_first", "05-14 10:00", coordinator, issue.Rectify, issue.Form{Reason: "已整改"})
	s.must("05-16 10:00", coordinator, issue.LogCall, issue.Form{Channel: "phone", Text: "已致歉", Reached: true})
	s.must("05-16 10:30", coordinator, issue.Rectify, issue.Form{Reason: "已整改"})
	require.NotContains(t, s.ring("06-30 10:00"), "rectify/0/2022-06-06")
}

func TestDeadlinesRingOnceInOrder(t *testing.T) {
	s := newStage(t)
	s.report("05-07 10:00")
	require.Equal(t, []string{"ack/0/2022-05-09"}, s.ring("05-10 08:00"))
	require.Empty(t, s.ring("05-11 08:00"), "it does not ring again")
	s.must("05-11 08:30", coordinator, issue.Accept, issue.Form{})
	s.must("05-11 09:00", coordinator, issue.Dispatch, issue.Form{Grade: issue.Ordinary, Lead: &housing})
	require.Equal(t, []string{"sign/1/2022-05-12", "soon/2022-05-17", "late/2022-05-17"}, s.ring("06-30 08:00"))
}

func TestNewCalendarMovesOpenDeadlinesOnly(t *testing.T) {
	s := newStage(t)
	s.toWork("05-09 10:00")
	cal, err := s.issue.Cal.WithLocal([]workcal.Date{workcal.MustDate("2022-05-11")}, nil)
	require.NoError(t, err)
	o := casefile.Order{Meta: casefile.Meta{RequestID: "cal:x", Actor: org.Clock}, Act: casefile.ActRecalendar, Calendar: &cal}
	require.NoError(t, s.play(s.issue.Order(o), at("05-10 10:00")))
	var c issue.Change
	require.NoError(t, json.Unmarshal(s.events[len(s.events)-1].Data, &c))
	require.Len(t, c.Moves, 1)
	require.Equal(t, s.issue.Cal.AddWorkdays(s.issue.Clock.Start, 22).Date, c.Moves[0].Now)
}

func TestClassDrivesTheFirstClockAndAGradeTheNext(t *testing.T) {
	s := newStage(t)
	f := waterReport()
	f.Report.Class, f.Report.Facts = "power.temporary", issue.Facts{Where: "生产区域", Cause: "受前期规划影响"}
	s.must("05-09 10:00", youShaoqing, issue.Report, f)
	require.Equal(t, s.issue.Cal.AddWorkdays(s.issue.ReceivedOn, 7).Date, s.issue.Clock.Due(s.issue.Cal, s.issue.ReceivedOn).Date)
	require.Equal(t, []string{"who", "when", "course"}, s.issue.ViewFor(coordinator, at("05-09 10:10")).Lacking)
	require.Empty(t, s.issue.ViewFor(youShaoqing, at("05-09 10:10")).Lacking)
	s.must("05-09 10:20", coordinator, issue.Accept, issue.Form{Reason: "地点明确，先行受理"})
	s.must("05-09 10:30", coordinator, issue.Triage, issue.Form{Grade: issue.Major})
	require.Equal(t, 22, s.issue.Clock.Limit)
}
