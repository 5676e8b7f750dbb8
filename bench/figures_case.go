package main

import (
	"context"
	"fmt"
	"time"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/internal/timeline"
	"github.com/diaodu/diaodu/store"
)

var (
	anOwner = org.Actor{UserID: "u-owner", Name: "业主", Roles: []org.Role{org.Owner}, EnterpriseID: "e1", OwnerRole: org.Primary}
	aChief  = org.Actor{UserID: "u-chief", Name: "统筹", Roles: []org.Role{org.Coordinator, org.Leader}}
	aUnit   = org.Actor{UserID: "u-unit", Name: "承办", Roles: []org.Role{org.UtilityAgent}, OrgID: "o1", OrgName: "水务公司"}
)

// tale is the one case that all others are copied from.
type tale struct {
	line *timeline.Player
	n    int
}

// playOne takes one issue through a task to its end in January.
func playOne(ctx context.Context, s *store.Store) error {
	t := &tale{line: timeline.New(s, workcal.Embedded())}
	for _, part := range []func(context.Context) error{t.ordered, t.carriedOut, t.confirmed} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (t *tale) order(a org.Actor, act string) casefile.Order {
	t.n++
	return casefile.Order{Meta: casefile.Meta{RequestID: fmt.Sprintf("q%d", t.n), Actor: a}, Act: act}
}

func (t *tale) on(day int) time.Time {
	return workcal.NewDate(figuresYear, time.January, day).At(10, t.n)
}

func (t *tale) issue(ctx context.Context, day int, by org.Actor, act string, f issue.Form) error {
	cmd := issue.Command{Order: t.order(by, act), Form: f}
	_, err := t.line.Do(ctx, t.on(day), casefile.Issue, "i1", cmd)
	return err
}

// ordered reports the issue and orders its task at the site.
func (t *tale) ordered(ctx context.Context) error {
	report := issue.Form{Report: &issue.ReportForm{
		Project: between.ProjectRef{ID: "p1", Name: "钢结构防腐材料项目", EnterpriseID: "e1", EnterpriseName: "某公司", TownCode: "500153003"},
		Class:   "water.supply", Heading: "生产区域未接入主供水管道", Demand: "请协调接入主供水管道", Unclassified: true,
		Facts: issue.Facts{Who: "业主", When: "一月初", Where: "生产区", Cause: "前期规划", Course: "主管道未接入"},
	}}
	if err := t.issue(ctx, 6, anOwner, issue.Report, report); err != nil {
		return err
	}
	if err := t.issue(ctx, 6, aChief, issue.Accept, issue.Form{Class: "water.supply"}); err != nil {
		return err
	}
	return t.issue(ctx, 7, aChief, issue.OrderOnSite, issue.Form{Task: &between.TaskBirth{
		Content: "接入主供水管道", Standard: "通水", Lead: between.Unit{ID: "o1", Name: "水务公司", Type: org.Utility}, Leader: "u-chief", LeaderName: "统筹",
		Due: workcal.NewDate(figuresYear, time.January, 24), Grade: string(issue.Ordinary), Evidence: []between.Evidence{{Type: "photo", Name: "照片"}},
	}})
}

// carriedOut has the unit do the task and both keys close it.
func (t *tale) carriedOut(ctx context.Context) error {
	i, ok := t.line.State(casefile.Issue, "i1").(*issue.Issue)
	if !ok || len(i.Tasks) == 0 {
		return fmt.Errorf("the issue has no task")
	}
	proof := casefile.Attachment{FileID: "f1", Name: "照片.jpg", Type: "photo"}
	for _, step := range []struct {
		day int
		by  org.Actor
		act string
		f   supervision.Form
	}{
		{8, aUnit, supervision.ActSign, supervision.Form{}},
		{8, aUnit, supervision.ActReport, supervision.Form{Node: supervision.NodeD1, Report: &supervision.ReportForm{
			Deployment: "明确经办人，当天到现场对接业主", Measures: "会同园区踏勘，商定三步办法", Progress: "方案已与业主确认", Result: "完成现场交底", Next: "三日内开挖敷设",
		}}},
		{15, aUnit, supervision.ActApplyClose, supervision.Form{Result: "管道已接入并通水，压力稳定", Files: []casefile.Attachment{proof}}},
		{16, aChief, supervision.ActVerify, supervision.Form{}},
		{16, anOwner, supervision.ActConfirm, supervision.Form{Reason: "已经通水，同意销号"}},
	} {
		cmd := supervision.Command{Order: t.order(step.by, step.act), Form: step.f}
		if _, err := t.line.Do(ctx, t.on(step.day), casefile.Task, i.Tasks[0].ID, cmd); err != nil {
			return err
		}
	}
	return nil
}

func (t *tale) confirmed(ctx context.Context) error {
	if err := t.issue(ctx, 17, aChief, issue.Verify, issue.Form{}); err != nil {
		return err
	}
	return t.issue(ctx, 17, anOwner, issue.Confirm, issue.Form{Rating: 5, Comment: "已解决"})
}
