package plan

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
)

// The people of the tests.
var (
	coordinator = org.Actor{UserID: "u-coord", Name: "王统筹", Roles: []org.Role{org.Coordinator}, OrgID: "coordination"}
	clerk       = org.Actor{UserID: "u-window", Name: "刘窗口", Roles: []org.Role{org.DeptReceiver}, OrgID: "approval", OrgName: "区政务服务管理办公室"}
	builder     = org.Actor{UserID: "u-build", Name: "朱建", Roles: []org.Role{org.Handler}, OrgID: "housing", OrgName: "区住建委"}
	planner     = org.Actor{UserID: "u-plan", Name: "孙规划", Roles: []org.Role{org.DeptLead}, OrgID: "planning", OrgName: "区规资局"}
	police      = org.Actor{UserID: "u-police", Name: "无关部门", Roles: []org.Role{org.Handler}, OrgID: "police"}
	chair       = org.Actor{UserID: "u-chair", Name: "李区长", Roles: []org.Role{org.Chair}}
	owner       = org.Actor{UserID: "u-you", Name: "游少卿", Roles: []org.Role{org.Owner}, EnterpriseID: "e-apnt", OwnerRole: org.Primary}
	stranger    = org.Actor{UserID: "u-other", Name: "别家业主", Roles: []org.Role{org.Owner}, EnterpriseID: "e-other"}
	auditor     = org.Actor{UserID: "u-audit", Name: "纪检", Roles: []org.Role{org.Auditor}}
	admin       = org.Actor{UserID: "u-admin", Name: "管理员", Roles: []org.Role{org.Admin, org.Coordinator}}
)

var (
	window   = between.Unit{ID: "approval", Name: "区政务服务管理办公室", Type: org.Department}
	housing  = between.Unit{ID: "housing", Name: "区住建委", Type: org.Department}
	planning = between.Unit{ID: "planning", Name: "区规资局", Type: org.Department}
	reform   = between.Unit{ID: "reform", Name: "区发改委", Type: org.Department}
)

// tb is a test, also a generated one.
type tb interface {
	require.TestingT
	Helper()
}

// stage is one plan, a wall clock, and what happened.
type stage struct {
	t      tb
	plan   *Plan
	now    time.Time
	events []casefile.Event
	rang   []string
	asked  int
	// What the plan told others, in order.
	births []between.ApprovalBirth
	opened []Opening
	tells  []between.MilestoneReached
	seq    map[string]int // of each approval's messages
	quick  bool           // compare and round-trip only now and then
}

func newStage(t tb) *stage {
	return &stage{t: t, now: morningOf("2022-05-10"), seq: map[string]int{},
		plan: &Plan{Head: casefile.Head{ID: "p-1", Kind: casefile.Plan, Cal: workcal.Embedded().Slice(2021, 2026)}}}
}

func date(s string) workcal.Date { return workcal.MustDate(s) }

// morningOf is ten in the morning, after the reminders.
func morningOf(s string) time.Time { return date(s).At(10, 0) }

// specOf is a matter's definition as the plan knows it. The table says what the
// real ones promise; here everything promises ten days of twenty.
func specOf(code string) Spec {
	s := Spec{Process: code, Name: "事项" + code, Phase: process.Construction, Authority: planning, Kind: "许可", Statutory: 20, Promised: 10}
	switch code {
	case "investment-filing":
		s.Phase, s.Authority, s.Statutory, s.Promised, s.Milestone = process.LandUse, reform, 3, 1, "approval"
	case "land-planning-permit", "land-preview", "investment-approval", "feasibility":
		s.Phase = process.LandUse
	case "land-supply":
		s.Phase, s.Milestone = process.LandUse, "land"
	case "construction-permit":
		s.Phase, s.Authority, s.Statutory, s.Promised, s.Milestone = process.Permit, housing, 7, 3, "permit"
	case "drawing-review", "fire-design", "civil-defence":
		s.Phase, s.Authority = process.Permit, housing
	case "joint-acceptance":
		s.Phase, s.Authority, s.Milestone = process.Completion, housing, "completed"
	case "completion-filing":
		s.Phase, s.Authority, s.Statutory, s.Promised, s.Milestone = process.Completion, housing, 15, 3, "completed"
	}
	return s
}

func drawing(kind string, with ...string) *Drawing {
	t, _ := TypeOf(kind)
	g := &Drawing{
		Project: between.ProjectRef{ID: "pr-1", Name: "钢结构防腐材料项目", EnterpriseID: "e-apnt", EnterpriseName: "重庆艾珀耐特高分子材料有限公司", InvestWan: 30000},
		Facts:   process.ProjectFacts{ID: "pr-1", InvestWan: 30000}, Type: kind, With: with, Window: window,
		Leads: []between.Unit{planning, housing}, Targets: []TargetDate{{Milestone: "completed", On: date("2023-03-31")}},
	}
	for _, r := range t.Matters {
		g.Specs = append(g.Specs, specOf(r.Process))
	}
	return g
}

// drawn is a plan of a kind, just drawn.
func drawn(t tb, kind string, with ...string) *stage {
	s := newStage(t)
	s.do(coordinator, Form{Draw: drawing(kind, with...)}, ActDraw)
	return s
}

func with(act string, f Form) Command { return Command{Order: casefile.Order{Act: act}, Form: f} }

// try orders and folds; Check and Decide must agree, judging must change
// nothing, an accepted event must fold to what was decided, a transition must
// have its notice (J-4), and the state must survive a new run.
func (s *stage) try(a org.Actor, cmd Command) error {
	s.t.Helper()
	s.asked++
	cmd.Meta.Actor, cmd.Meta.RequestID = a, fmt.Sprintf("q%d", s.asked)
	thorough := !s.quick || s.asked%7 == 0
	before := ""
	if thorough {
		before = dump(s.t, s.plan)
	}
	checked := s.plan.Check(cmd, s.now)
	ev, err := s.plan.Decide(cmd, s.now)
	require.Equal(s.t, checked == nil, err == nil, "Check and Decide disagree: %v, %v", checked, err)
	if thorough {
		require.Equal(s.t, before, dump(s.t, s.plan), "judging changed the plan")
	}
	if err != nil {
		require.NotNil(s.t, fault.Of(err), "not the caller's fault: %v", err)
		return err
	}
	if ev.Series != nil {
		ev.Number = fmt.Sprintf(ev.Series.Format, 1)
	}
	if ev.From != ev.To {
		require.NotEmpty(s.t, ev.Notices, "%s changes the status and tells nobody", ev.Act)
	}
	body, err := json.Marshal(ev)
	require.NoError(s.t, err)
	var stored casefile.Event
	require.NoError(s.t, json.Unmarshal(body, &stored))
	judged, err := s.plan.judge(cmd, s.now)
	require.NoError(s.t, err)
	require.NoError(s.t, s.plan.Apply(stored))
	if thorough {
		s.sameAs(judged.p)
		s.roundTrip()
	}
	s.events = append(s.events, stored)
	c, err := ReadChange(stored)
	require.NoError(s.t, err)
	s.births, s.opened, s.tells = append(s.births, c.Births...), append(s.opened, c.Opens...), append(s.tells, c.Tells...)
	return nil
}

// sameAs compares what was decided with what was folded: the event holds it all.
func (s *stage) sameAs(decided *Plan) {
	s.t.Helper()
	folded := *s.plan
	folded.Head, decided.Head = casefile.Head{}, casefile.Head{}
	require.JSONEq(s.t, dump(s.t, decided), dump(s.t, &folded), "the event does not hold what was decided")
}

func dump(t tb, v any) string {
	body, err := json.Marshal(v)
	require.NoError(t, err)
	return string(body)
}

// roundTrip is what continue-as-new does: the state must survive it whole.
func (s *stage) roundTrip() {
	body, back := dump(s.t, s.plan), &Plan{}
	require.NoError(s.t, json.Unmarshal([]byte(body), back))
	require.Equal(s.t, s.plan.Wake(), back.Wake())
	s.plan = back
	require.Equal(s.t, body, dump(s.t, s.plan))
}

func (s *stage) do(a org.Actor, f Form, act string) {
	s.t.Helper()
	require.NoError(s.t, s.try(a, with(act, f)), "%s by %s", act, a.Name)
}

func (s *stage) refused(code string, a org.Actor, f Form, act string) *fault.Fault {
	s.t.Helper()
	err := s.try(a, with(act, f))
	require.Error(s.t, err, "%s by %s was accepted", act, a.Name)
	require.Equal(s.t, code, fault.Of(err).Code, "%v", err)
	return fault.Of(err)
}

// until lets time pass up to a moment; every alarm rings at its own.
func (s *stage) until(t time.Time) []string {
	s.t.Helper()
	var rang []string
	for n := 0; ; n++ {
		require.Less(s.t, n, 300, "alarms do not end: %v", s.plan.Wake())
		next := s.plan.Wake()
		if next.At.IsZero() || next.At.After(t) {
			break
		}
		require.NotContains(s.t, s.rang, next.Key, "rang twice")
		if next.At.After(s.now) {
			s.now = next.At
		}
		require.NoError(s.t, s.try(org.Clock, Command{Order: casefile.Order{Act: casefile.ActRing, Key: next.Key}}))
		rang, s.rang = append(rang, next.Key), append(s.rang, next.Key)
	}
	s.now = t
	return rang
}

// on lets time pass to ten in the morning of a day.
func (s *stage) on(day string) []string { s.t.Helper(); return s.until(morningOf(day)) }

// settle answers everything the plan owes others, as they would.
func (s *stage) settle() {
	s.t.Helper()
	if len(s.plan.Owed) == 0 {
		return
	}
	var told []casefile.Told
	for i, e := range s.plan.Owed {
		told = append(told, casefile.Told{Key: e.Key, Kind: e.Kind, CaseID: e.CaseID, Act: e.Act, No: fmt.Sprintf("N-%d", i+1)})
	}
	require.NoError(s.t, s.try(org.Clock, Command{Order: casefile.Order{Act: casefile.ActTold, Told: told}}))
	require.Empty(s.t, s.plan.Owed)
}

// definition is the published definition of a matter: the shared materials and
// fields that every matter asks for, and one of its own.
func definition(code string, materials ...process.Material) process.Definition {
	return process.Definition{
		Code: code, Name: "事项" + code, Version: 1, Hash: "abc",
		Form:     process.Form{Schema: json.RawMessage(`{"type":"object","properties":{"address":{"type":"string"},"area":{"type":"number"}}}`)},
		Material: append([]process.Material{{ID: "licence", Name: "营业执照", Required: true}}, materials...),
	}
}

func file(name string) casefile.Attachment {
	return casefile.Attachment{FileID: "f-" + name, Name: name, SHA256: "abc", Size: 1}
}

// handIn submits matters with the definitions above.
func (s *stage) handIn(ids ...string) {
	s.t.Helper()
	sub := &Submission{
		Applicant: between.Applicant{UserID: owner.UserID, Name: "游少卿", EnterpriseID: "e-apnt"},
		Materials: []between.GivenMaterial{{ID: "licence", Files: []casefile.Attachment{file("执照.pdf")}}},
	}
	for _, id := range ids {
		sub.Matters = append(sub.Matters, Application{Matter: id, Definition: definition(id)})
	}
	s.do(owner, Form{Submit: sub}, ActSubmit)
	s.settle()
}

// hear lets a matter's approval tell how it goes.
func (s *stage) hear(id string, w between.MatterMoved) {
	s.t.Helper()
	m := s.plan.matter(id)
	w.ApprovalID, w.MatterID, w.On, w.At = m.Approval, id, casefile.Today(s.now), s.now
	if w.Seq == 0 {
		s.seq[m.Approval]++
		w.Seq = s.seq[m.Approval]
	}
	s.do(org.Clock, Form{Moved: &w}, ActMoved)
}

// accept is an approval's acceptance with its dates.
func (s *stage) accept(id string) {
	s.t.Helper()
	m, today := s.plan.matter(id), casefile.Today(s.now)
	s.hear(id, between.MatterMoved{
		State: between.ApprovalDeciding, Status: "deciding", Stage: "审查", AcceptedOn: today,
		LawDue: s.plan.Cal.AddWorkdays(today, m.Statutory).Date, PromiseDue: s.plan.Cal.AddWorkdays(today, m.Promised).Date,
		Law: workcal.Green, Promise: workcal.Green, Ball: &casefile.Ball{OrgID: m.Authority.ID, OrgName: m.Authority.Name, What: "approve"},
	})
}

func (s *stage) approve(ids ...string) {
	s.t.Helper()
	for _, id := range ids {
		s.hear(id, between.MatterMoved{State: between.ApprovalApproved, Status: "approved", ResultNo: "字第1号", ResultName: id + "证"})
	}
	s.settle()
}

func (s *stage) standing(id string) Standing { return s.plan.Standing(*s.plan.matter(id)) }

// told is the notice codes of the last event.
func (s *stage) told() []string {
	var codes []string
	for _, n := range s.events[len(s.events)-1].Notices {
		codes = append(codes, n.Code)
	}
	return codes
}

// lastTold is the arguments of a notice of the last event.
func (s *stage) lastTold(code string) map[string]string {
	s.t.Helper()
	for _, n := range s.events[len(s.events)-1].Notices {
		if n.Code == code {
			args := map[string]string{}
			for _, a := range n.Args {
				args[a.Key] = a.Value
			}
			return args
		}
	}
	require.Fail(s.t, "not told", "%s among %v", code, s.told())
	return nil
}
