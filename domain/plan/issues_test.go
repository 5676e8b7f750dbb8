package plan

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// red is an approval beyond the law's date.
func red(s *stage, id string) between.MatterMoved {
	m := s.plan.matter(id)
	return between.MatterMoved{
		State: between.ApprovalDeciding, Status: "deciding", Stage: "部门会审", AcceptedOn: m.AcceptedOn, LawDue: m.LawDue, PromiseDue: m.PromiseDue,
		Law: workcal.Red, Promise: workcal.Red, Ball: &casefile.Ball{OrgID: "planning", OrgName: "区规资局", What: "approve"},
	}
}

// asIssue plays the order that a plan owes as the issue it gives birth to.
func asIssue(t *testing.T, s *stage, e casefile.Effect) *issue.Issue {
	t.Helper()
	var cmd issue.Command
	require.NoError(t, json.Unmarshal(e.Command, &cmd))
	cmd.Meta = casefile.Meta{RequestID: e.Key, Actor: org.Clock}
	i := &issue.Issue{Head: casefile.Head{ID: e.CaseID, Kind: casefile.Issue, Cal: s.plan.Cal}}
	require.NoError(t, i.Check(cmd, s.now))
	ev, err := i.Decide(cmd, s.now)
	require.NoError(t, err)
	require.NoError(t, i.Apply(ev))
	return i
}

// A breach of the law opens an issue of the core chain, once, with the facts
// filled in; its end is told back.
func TestBreachOpensAnIssueOnce(t *testing.T) {
	s := drawn(t, "social_general", "fire-design")
	s.handIn("land-planning-permit")
	s.accept("land-planning-permit")
	s.on("2022-06-09")
	s.opened = nil // the stage's own promise and law rang before
	s.hear("land-planning-permit", red(s, "land-planning-permit"))
	require.Len(t, s.opened, 1)
	require.Contains(t, s.told(), "plan.issue_opened")

	var owed casefile.Effect
	for _, e := range s.plan.Owed {
		if e.CaseID == s.opened[0].ID {
			owed = e
		}
	}
	require.True(t, owed.Start)
	i := asIssue(t, s, owed)
	require.Equal(t, issue.Submitted, i.State)
	require.Equal(t, "approval", i.Source)
	require.Empty(t, i.Facts.Lacking(), "all five elements are filled in (D-4)")
	require.Equal(t, "区规资局", i.Facts.Who)
	require.Equal(t, "法定时限届满日 2022-06-08", i.Facts.When)
	require.Equal(t, "申报日期 2022-05-10，受理日期 2022-05-10，当前环节 部门会审", i.Facts.Course)
	require.Equal(t, []string{"permit", "completed"}, i.Impact.Blocks)
	require.Equal(t, date("2022-06-09"), i.Impact.Since)
	require.Equal(t, date("2023-03-31"), i.Impact.Until)
	require.Equal(t, "后续事项等待中：事项design-scheme、事项planning-permit、事项construction-permit、事项joint-acceptance、事项completion-filing", i.Impact.Note,
		"the fire design review may be handed in before, so it does not wait")
	require.Equal(t, &between.IssueOrigin{
		PlanID: "p-1", PlanNo: "PL-2022-0001", MatterID: "land-planning-permit", Approval: s.plan.matter("land-planning-permit").Approval,
		Key: "law/land-planning-permit/1/2022-06-08",
	}, i.Origin)
	s.settle()

	s.hear("land-planning-permit", red(s, "land-planning-permit"))
	require.Len(t, s.opened, 1, "once for each breach")
	extended := red(s, "land-planning-permit")
	extended.LawDue = date("2022-06-13")
	s.on("2022-06-14")
	s.hear("land-planning-permit", extended)
	require.Len(t, s.opened, 1, "while the first is open nobody is asked twice")

	end := between.IssueEnd{IssueID: i.ID, IssueNo: "R-2022-06-0001", State: "closed", Over: true, Solved: true, Result: "已召开专题会", On: date("2022-06-14")}
	s.do(org.Clock, Form{Issue: &end}, ActHear)
	require.Contains(t, s.told(), "plan.issue_ended")
	ref := s.plan.Issues[len(s.plan.Issues)-1]
	require.Equal(t, "closed", ref.State)
	require.Equal(t, "R-2022-06-0001", ref.No)
	require.Equal(t, date("2022-06-14"), ref.Ended)
	extended.LawDue = date("2022-06-15")
	s.on("2022-06-16")
	s.hear("land-planning-permit", extended)
	require.Len(t, s.opened, 2, "a further breach after the first was settled")
	s.refused("plan.other_issue", org.Clock, Form{Issue: &between.IssueEnd{IssueID: "i-x"}}, ActHear)
}

// The issue tells its plan of its end and of its return.
func TestIssueTellsItsPlan(t *testing.T) {
	s := drawn(t, "social_small")
	s.do(owner, Form{Block: &BlockForm{Matter: "land-planning-permit", Kind: "land", Text: "红线内尚有两户未搬迁", Org: between.Unit{ID: "town", Name: "昌州街道"}}}, ActBlock)
	i := asIssue(t, s, s.plan.Owed[0])
	require.Equal(t, "land.demolition", i.Class)
	require.Equal(t, "事项land-planning-permit受阻：红线内尚有两户未搬迁", i.Heading)
	require.Equal(t, "昌州街道", i.Facts.Who)
	order := func(act string, f issue.Form, a org.Actor) {
		t.Helper()
		cmd := issue.Command{Order: casefile.Order{Act: act, Meta: casefile.Meta{RequestID: act, Actor: a}}, Form: f}
		ev, err := i.Decide(cmd, s.now)
		require.NoError(t, err)
		require.NoError(t, i.Apply(ev))
	}
	town := between.Unit{ID: "town", Name: "昌州街道"}
	order(issue.Accept, issue.Form{}, coordinator)
	order(issue.Dispatch, issue.Form{Lead: &town, Grade: issue.Ordinary}, coordinator)
	townsman := org.Actor{UserID: "u-town", Roles: []org.Role{org.Handler}, OrgID: "town"}
	order(issue.Sign, issue.Form{}, townsman)
	order(issue.SolveOffline, issue.Form{Text: "两户已签约并腾房"}, townsman)
	require.Empty(t, i.Owed, "the owner has not confirmed")
	order(issue.Confirm, issue.Form{}, owner)
	require.Len(t, i.Owed, 1)
	require.Equal(t, casefile.Plan, i.Owed[0].Kind)

	var cmd Command
	require.NoError(t, json.Unmarshal(i.Owed[0].Command, &cmd))
	s.do(org.Clock, cmd.Form, cmd.Act)
	require.Equal(t, "两户已签约并腾房", s.plan.Blocks[0].How, "a block whose issue is settled is lifted")
	require.Contains(t, s.told(), "plan.unblocked")

	order(issue.Reopen, issue.Form{Reason: "其中一户反悔"}, owner)
	require.Len(t, i.Owed, 2)
	cmd = Command{}
	require.NoError(t, json.Unmarshal(i.Owed[1].Command, &cmd))
	s.do(org.Clock, cmd.Form, cmd.Act)
	require.True(t, s.plan.Issues[0].Ended.IsZero())
	require.Equal(t, "in_progress", s.plan.Issues[0].State)
}

// A person may not pass an issue off as a plan's.
func TestOnlyAPlanNamesItselfAsOrigin(t *testing.T) {
	s := drawn(t, "social_small")
	s.do(owner, Form{Block: &BlockForm{Kind: "funds", Text: "银行贷款尚未到位"}}, ActBlock)
	var cmd issue.Command
	require.NoError(t, json.Unmarshal(s.plan.Owed[0].Command, &cmd))
	cmd.Meta = casefile.Meta{RequestID: "x", Actor: owner}
	i := &issue.Issue{Head: casefile.Head{ID: "i-1", Kind: casefile.Issue, Cal: s.plan.Cal}}
	require.ErrorContains(t, i.Check(cmd, s.now), "issue.origin")
}

func TestEveryBlockKindHasItsClass(t *testing.T) {
	for _, k := range BlockKinds {
		_, ok := issue.ClassOf(k.Class)
		require.True(t, ok, k.Class)
		require.NotEmpty(t, k.Name)
	}
}

func TestBlocksNameWhatAndWho(t *testing.T) {
	s := drawn(t, "social_small")
	block := func(f BlockForm) Form { return Form{Block: &f} }
	s.refused("plan.block_kind", owner, block(BlockForm{Kind: "weather", Text: "连续下雨无法施工"}), ActBlock)
	s.refused("plan.missing", owner, block(BlockForm{Kind: "land"}), ActBlock)
	s.refused("plan.too_short", owner, block(BlockForm{Kind: "land", Text: "拆"}), ActBlock)
	s.refused("plan.matter_unknown", owner, block(BlockForm{Kind: "land", Text: "红线内未搬迁", Matter: "palace"}), ActBlock)
	s.refused("plan.missing", owner, Form{}, ActBlock)
	s.do(builder, block(BlockForm{Kind: "utility", Text: "燃气管线未迁改", Org: between.Unit{ID: "gas_company", Name: "燃气公司"}, Matter: "construction-permit"}), ActBlock)
	s.do(builder, block(BlockForm{Kind: "power", Text: "高压线未迁改"}), ActBlock)
	require.Len(t, s.opened, 2, "one for each block")
	v := s.plan.ViewFor(owner, s.now)
	require.Equal(t, []int{1}, v.Matters[4].Blocked)
	require.Equal(t, "construction-permit", v.Matters[4].ID)
	s.refused("plan.not_yours", owner, Form{N: 1, Reason: "已经迁改完成"}, ActUnblock)
	s.refused("plan.no_such_number", clerk, Form{N: 3, Reason: "已经迁改完成"}, ActUnblock)
	s.do(builder, Form{N: 1, Reason: "已经迁改完成"}, ActUnblock)
	s.do(clerk, Form{N: 2, Reason: "已经迁改完成"}, ActUnblock)
	s.refused("plan.not_blocked", clerk, Form{N: 2, Reason: "已经迁改完成"}, ActUnblock)
}

// Approvals move the project's milestones, each exactly once, when the last of
// those it hangs on is given.
func TestApprovalsReachMilestonesOnce(t *testing.T) {
	s := drawn(t, "tech_upgrade")
	s.handIn("investment-filing")
	s.on("2022-05-12")
	s.approve("investment-filing")
	require.Equal(t, []between.MilestoneReached{{ProjectID: "pr-1", PlanID: "p-1", Milestone: "approval", On: date("2022-05-12"), Evidence: "investment-filing证 字第1号"}}, s.tells)
	s.approve("investment-filing")
	require.Len(t, s.tells, 1, "told again changes nothing")
	s.handIn("construction-permit")
	s.approve("construction-permit")
	require.Len(t, s.tells, 2)
	s.handIn("joint-acceptance")
	s.on("2023-05-04")
	s.approve("joint-acceptance")
	require.Len(t, s.tells, 2, "the filing belongs to completion, too")
	s.handIn("completion-filing")
	s.on("2023-05-09")
	s.approve("completion-filing")
	require.Len(t, s.tells, 3)
	require.Equal(t, "completed", s.tells[2].Milestone)
	require.Equal(t, date("2023-05-09"), s.tells[2].On)
	require.Equal(t, Completed, s.plan.Status)
	require.False(t, s.plan.Total.Promise.On())
	require.Equal(t, date("2023-05-09"), s.plan.EndedOn)

	// A permit voided afterwards opens the plan again; its milestone is taken back,
	// with the reason, and reached anew with the next permit.
	s.hear("construction-permit", between.MatterMoved{State: between.ApprovalVoided, Status: "voided", Reason: "以欺骗手段取得"})
	require.Equal(t, Active, s.plan.Status)
	require.Contains(t, s.told(), "plan.undone")
	require.Contains(t, s.told(), "plan.milestone_undone")
	require.Equal(t, Failed, s.standing("construction-permit"))
	require.Len(t, s.tells, 4)
	require.True(t, s.tells[3].Undone)
	require.Equal(t, []string{"permit", "以欺骗手段取得"}, []string{s.tells[3].Milestone, s.tells[3].Why})
	shown := len(s.plan.ViewFor(coordinator, s.now).Reached)
	s.handIn("construction-permit")
	s.approve("construction-permit")
	require.Len(t, s.tells, 5)
	require.False(t, s.tells[4].Undone)
	require.Equal(t, "permit", s.tells[4].Milestone)
	require.Len(t, s.plan.ViewFor(coordinator, s.now).Reached, shown+1)
	require.Equal(t, Completed, s.plan.Status)
	s.on("2023-08-20")
	require.True(t, s.plan.Done(), "an ended plan hears nothing any more after ninety days")
}

func TestRefusedEffectsAreSeen(t *testing.T) {
	s := drawn(t, "social_small")
	sub := &Submission{Applicant: between.Applicant{Name: "游少卿"}, Matters: []Application{
		{Matter: "investment-filing", Definition: definition("investment-filing")}, {Matter: "land-supply", Definition: definition("land-supply")},
	}}
	s.do(owner, Form{Submit: sub}, ActSubmit)
	told := []casefile.Told{
		{Key: s.plan.Owed[0].Key, Kind: casefile.Approval, CaseID: s.plan.Owed[0].CaseID, Act: "submit", No: "A-1"},
		{Key: s.plan.Owed[1].Key, Kind: casefile.Approval, CaseID: s.plan.Owed[1].CaseID, Act: "submit", Refused: "approval.material_missing", Why: "no contract"},
	}
	require.NoError(t, s.try(org.Clock, Command{Order: casefile.Order{Act: casefile.ActTold, Told: told}}))
	require.Equal(t, Standing(between.ApprovalFiled), s.standing("investment-filing"), "the other goes on")
	require.Equal(t, Ready, s.standing("land-supply"), "what could not be born can be handed in again")
	require.Equal(t, "approval.material_missing", s.plan.matter("land-supply").Past[0].Reason)
	require.Len(t, s.plan.ViewFor(coordinator, s.now).Warnings, 1)
	require.Empty(t, s.plan.ViewFor(owner, s.now).Warnings)
	s.handIn("land-supply")
	require.Equal(t, 2, s.plan.matter("land-supply").Try)
	require.NotEqual(t, told[1].CaseID, s.plan.matter("land-supply").Approval)
}

// Messages of one approval may overtake each other.
func TestOlderMessagesChangeNothing(t *testing.T) {
	s := drawn(t, "social_small")
	s.handIn("investment-filing")
	s.hear("investment-filing", between.MatterMoved{Seq: 7, State: between.ApprovalApproved, Status: "approved"})
	s.hear("investment-filing", between.MatterMoved{Seq: 5, State: between.ApprovalDeciding, Status: "deciding"})
	require.Equal(t, Approved, s.standing("investment-filing"))
	s.refused("plan.matter_unknown", org.Clock, Form{Moved: &between.MatterMoved{ApprovalID: "a-1", MatterID: "palace", Seq: 1}}, ActMoved)
	s.refused("plan.missing", org.Clock, Form{}, ActMoved)
	stray := between.MatterMoved{ApprovalID: "a-of-before", MatterID: "land-supply", Seq: 99, State: between.ApprovalApproved}
	s.do(org.Clock, Form{Moved: &stray}, ActMoved)
	require.Equal(t, Ready, s.standing("land-supply"))
}

func TestClosedPlanNeedsItsApprovalsEnded(t *testing.T) {
	s := drawn(t, "social_small")
	s.handIn("investment-filing")
	f := s.refused("plan.approvals_open", coordinator, Form{Reason: "企业放弃投资"}, ActClose)
	require.Equal(t, "事项investment-filing", f.Args["matters"])
	s.hear("investment-filing", between.MatterMoved{State: between.ApprovalWithdrawn, Status: "withdrawn"})
	s.do(coordinator, Form{Reason: "企业放弃投资"}, ActClose)
	require.Equal(t, Closed, s.plan.Status)
	require.False(t, s.plan.Total.Law.On())
	require.Empty(t, s.plan.ViewFor(owner, s.now).Todo)
}

// R14: the owner reads published notes only.
func TestR14OwnersReadPublishedNotes(t *testing.T) {
	s := drawn(t, "social_small")
	s.do(planner, Form{Reason: "方案需与高新区对接"}, ActNote)
	s.refused("plan.not_yours", planner, Form{Reason: "请尽快补齐红线图", Publish: true}, ActNote)
	s.do(clerk, Form{Reason: "请尽快补齐红线图", Publish: true}, ActNote)
	require.Len(t, s.plan.ViewFor(owner, s.now).Notes, 1)
	require.Len(t, s.plan.ViewFor(planner, s.now).Notes, 2)
	shown := 0
	for _, ev := range s.events {
		if _, ok := s.plan.Shows(ev, owner); ok {
			shown++
		}
	}
	require.Equal(t, 2, shown, "the drawing and the published note")
	s.do(clerk, Form{N: 1}, ActPublish)
	require.Len(t, s.plan.ViewFor(owner, s.now).Notes, 2)
	s.refused("plan.no_such_number", clerk, Form{N: 9}, ActPublish)
}
