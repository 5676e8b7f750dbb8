package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Rules of the board that no noun publishes, with their words.
const (
	IssueOverdue     = "issue_overdue"
	IssueOverdueText = "问题办理期限已过仍未答复业主"
	issueConfirm     = "owner_confirm"
	issueConfirmText = "已办理完成，等待业主确认"
)

// boardAlarms fills what is red, what is yellow, and what waits for an owner.
func (s *Store) boardAlarms(ctx context.Context, a org.Actor, cal workcal.Calendar, today workcal.Date, b *Board) error {
	day := dateCol{today}
	tasks := func(where string, args ...any) *gorm.DB {
		return seenTasks(s.db.WithContext(ctx).Model(&TaskRow{}), a).Where("tasks.open = 1").Where(where, args...)
	}
	issues := func(where string, args ...any) *gorm.DB {
		return seenCases(s.db.WithContext(ctx).Model(&IssueRow{}), a, casefile.Issue, "issues").Where("issues.open = 1").Where(where, args...)
	}
	late := func() *gorm.DB {
		return issues("issues.paused = 0 AND issues.due < ? AND issues.status NOT IN ?", day, []issue.State{issue.PendingConfirm, issue.LongTerm})
	}
	redTasks := func() *gorm.DB { return tasks("tasks.red_on <= ?", day) }
	yellowTasks := func() *gorm.DB {
		return tasks("tasks.yellow_on <= ? AND tasks.suspended = 0 AND (tasks.red_on IS NULL OR tasks.red_on > ?)", day, day)
	}
	var err error
	if b.RedN, err = countAll(redTasks(), late()); err != nil {
		return err
	}
	if b.YellowN, err = countAll(yellowTasks()); err != nil {
		return err
	}
	if b.Red, err = s.taskAlarms(ctx, a, b.Now, redTasks().Order("tasks.red_on, tasks.id")); err != nil {
		return err
	}
	more, err := s.issueAlarms(ctx, late().Order("issues.due, issues.id"), cal, today)
	if err != nil {
		return err
	}
	b.Red = append(b.Red, more...)
	if b.Yellow, err = s.taskAlarms(ctx, a, b.Now, yellowTasks().Order("tasks.due, tasks.id")); err != nil {
		return err
	}
	waiting := tasks("tasks.status = ?", supervision.OwnerConfirm).Order("tasks.due, tasks.id")
	if b.Confirm, err = s.taskAlarms(ctx, a, b.Now, waiting); err != nil {
		return err
	}
	more, err = s.issueAlarms(ctx, issues("issues.status = ?", issue.PendingConfirm).Order("issues.delivered_on, issues.id"), cal, today)
	b.Confirm = append(b.Confirm, more...)
	return err
}

func countAll(queries ...*gorm.DB) (sum int64, err error) {
	for _, q := range queries {
		var n int64
		if err := q.Count(&n).Error; err != nil {
			return 0, err
		}
		sum += n
	}
	return sum, nil
}

// taskAlarms reads the light of each task with the rule behind it from its
// state, as far as the reader may see it (R14); there are never more than one
// screen of them.
func (s *Store) taskAlarms(ctx context.Context, a org.Actor, now time.Time, q *gorm.DB) ([]Alarm, error) {
	var rows []TaskRow
	if err := q.Select("tasks.id, tasks.no, tasks.title, tasks.project_name, tasks.lead_id, tasks.lead_name, tasks.leader_name, " +
		"tasks.due").Limit(boardRows).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("lights: %w", err)
	}
	ids := make([]string, len(rows))
	for n, r := range rows {
		ids[n] = r.ID
	}
	files, err := rowsOf[caseFile](s.db).Select("id", "state").Where("id IN ?", append(ids, "")).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("lights: %w", err)
	}
	states := map[string]*supervision.Task{}
	for _, f := range files {
		t := &supervision.Task{}
		if err := json.Unmarshal([]byte(f.State), t); err != nil {
			return nil, fmt.Errorf("task %s: %w", f.ID, err)
		}
		states[f.ID] = t
	}
	alarms := make([]Alarm, 0, len(rows))
	for _, r := range rows {
		t := states[r.ID]
		if t == nil {
			continue
		}
		v := t.ViewFor(a, now)
		alarm := Alarm{
			Kind: casefile.Task, ID: r.ID, No: r.No, Title: r.Title, Project: r.ProjectName, LeadID: r.LeadID, Lead: r.LeadName, Leader: r.LeaderName,
			Colour: v.Light.Colour, Rule: v.Light.Rule, Why: ruleText(v.Light.Rule), Numbers: v.Light.Numbers,
			Next: NextStep(v.Reports), Due: dateCol{v.Due}, Days: t.Cal.WorkdaysBetween(workcal.DateOf(now), v.Due),
		}
		if v.Ball != nil {
			alarm.Who, alarm.What = v.Ball.OrgName, v.Ball.What
		}
		alarms = append(alarms, alarm)
	}
	return alarms, nil
}

// NextStep is the 下步计划 of the last of a task's reports that has one.
func NextStep(reports []supervision.Report) string {
	for n := len(reports) - 1; n >= 0; n-- {
		if next := strings.TrimSpace(reports[n].Form.Next); next != "" {
			return next
		}
	}
	return ""
}

func ruleText(code string) string {
	for _, r := range supervision.LightRules {
		if r.Code == code {
			return r.Text
		}
	}
	return code
}

func (s *Store) issueAlarms(ctx context.Context, q *gorm.DB, cal workcal.Calendar, today workcal.Date) ([]Alarm, error) {
	var rows []IssueRow
	if err := q.Select("issues.id, issues.no, issues.status, issues.heading, issues.project_name, issues.enterprise_name, issues.lead_id, " +
		"issues.lead_name, issues.ball_org, issues.ball_owner, issues.ball_what, issues.ball_due, issues.due, issues.result").Limit(boardRows).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("late issues: %w", err)
	}
	alarms := make([]Alarm, 0, len(rows))
	tasked := map[string]*string{}
	for _, r := range rows {
		al := Alarm{
			Kind: casefile.Issue, ID: r.ID, No: r.No, Title: r.Heading, Project: r.ProjectName, LeadID: r.LeadID, Lead: r.LeadName,
			Colour: supervision.Red, Rule: IssueOverdue, Why: IssueOverdueText, Who: casefile.Coordination, What: r.BallWhat, Due: r.Due,
			Days: cal.WorkdaysBetween(today, r.Due.Date), Next: r.Result,
		}
		switch {
		case r.BallOwner:
			al.Who = r.EnterpriseName
		case r.BallOrg != "":
			al.Who = r.LeadName
		}
		if r.Status == string(issue.PendingConfirm) {
			al.Colour, al.Rule, al.Why = supervision.Green, issueConfirm, issueConfirmText
			al.Due, al.Days = r.BallDue, cal.WorkdaysBetween(today, r.BallDue.Date) // the owner's own days
		} else {
			al.Numbers = []supervision.Number{{Key: "due", Value: r.Due.String()}, {Key: "today", Value: today.String()}, {Key: "days", Value: strconv.Itoa(al.Days)}}
		}
		alarms = append(alarms, al)
		if r.Status == string(issue.Tasked) && r.BallOrg == "" {
			tasked[r.ID] = &alarms[len(alarms)-1].Who // whoever has its tasks
		}
	}
	return alarms, s.name(ctx, s.TaskHolders, tasked, movers)
}

// lookAhead fills the milestones of the next 30, 60 and 90 days and those whose
// day has passed. A promised date stands in for a lost target.
func (s *Store) lookAhead(ctx context.Context, a org.Actor, today workcal.Date, b *Board) error {
	b.In30, b.In60, b.In90, b.Past = []Ahead{}, []Ahead{}, []Ahead{}, []Ahead{}
	coming, err := s.milestonesDue(ctx, a, today, today, today.AddDays(90))
	if err != nil {
		return err
	}
	for _, m := range coming {
		switch {
		case m.Days <= 30:
			b.In30 = append(b.In30, m)
		case m.Days <= 60:
			b.In60 = append(b.In60, m)
		default:
			b.In90 = append(b.In90, m)
		}
	}
	b.Past, err = s.milestonesDue(ctx, a, today, today.AddDays(-3650), today.AddDays(-1))
	return err
}

func (s *Store) milestonesDue(ctx context.Context, a org.Actor, today, from, to workcal.Date) ([]Ahead, error) {
	q := s.db.WithContext(ctx).Table("project_milestones m").
		Select("m.project_id, p.name AS project, m.type, COALESCE(m.alt_date, m.target_date) AS `on`, m.hard_by, p.lead_org_name AS `lead`, "+
			"(SELECT COUNT(*) FROM issues i WHERE i.project_id = m.project_id AND i.open = 1) AS blocked").
		Joins("JOIN projects p ON p.id = m.project_id").
		Where("m.type IN ? AND m.actual_date IS NULL AND m.not_needed = 0 AND p.merged_into = '' AND p.phase NOT IN ?",
			project.MilestoneTypes, []project.Phase{project.Terminated, project.Suspended}).
		Where("(m.alt_date BETWEEN ? AND ? OR (m.alt_date IS NULL AND m.target_date BETWEEN ? AND ?))", dateCol{from}, dateCol{to}, dateCol{from}, dateCol{to})
	rows := []Ahead{}
	if err := seen(q, a).Order("`on`, m.project_id, m.type").Limit(100).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("look-ahead: %w", err)
	}
	for n := range rows {
		rows[n].Text, rows[n].Days = rows[n].Type.Text(), rows[n].On.Sub(today)
	}
	return rows, nil
}
