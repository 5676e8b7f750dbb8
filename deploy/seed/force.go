package seed

import (
	"context"
	"fmt"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/taskforce"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// forceMembers are the logins of the demo task force and what each does in it;
// the first leads.
var forceMembers = []struct{ login, role string }{
	{"zhuanban", "专班长"}, {"zhujian", "报建与验收"}, {"gongdian", "用电接入"}, {"shuiwu", "用水接入"}, {"fuwu", "企业联络"},
}

// fillForce sets up one task force 工作专班 that is at work: members of several
// units, a plan partly done, and a promise to the owner that is to be followed up.
func (d *district) fillForce(ctx context.Context) error {
	today := workcal.DateOf(d.now)
	set := d.morning(today.AddDays(-15))
	coordinator, err := d.writer(ctx, "tongchou", set)
	if err != nil {
		return err
	}
	birth := between.TaskForceBirth{Name: "智能装备产业园一期投产服务专班", Liaison: "邓辉"}
	for _, m := range forceMembers {
		u, err := d.store.User(ctx, "demo-"+m.login)
		if err != nil {
			return fmt.Errorf("member %s: %w", m.login, err)
		}
		birth.Members = append(birth.Members, between.TaskForceMember{
			UserID: u.ID, Name: u.Name, Org: between.Unit{ID: u.OrgID, Name: u.OrgName}, Role: m.role,
		})
	}
	lead := birth.Members[0]
	birth.LeadID, birth.LeadName = lead.UserID, lead.Name
	v, err := d.store.SetUpTaskForce(ctx, coordinator, birth, "", d.projects["智能装备产业园一期"])
	if err != nil {
		return err
	}
	return d.workForce(ctx, v.ID, birth.Members, today)
}

// workForce plays the force's first two weeks: the plan by its lead, then a visit
// and a promise, each as the person who does it on the day.
func (d *district) workForce(ctx context.Context, id string, members []between.TaskForceMember, today workcal.Date) error {
	for _, a := range []struct {
		login, what string
		ago         int // days before today
		do          func(by store.By, f *taskforce.Force) error
	}{
		{"zhuanban", "add_step", 14, planned("完成厂区永久用电方案答复", members[2], today.AddDays(-6))},
		{"zhuanban", "add_step", 14, planned("打通厂区至主干管的供水接口", members[3], today.AddDays(8))},
		{"zhuanban", "add_step", 14, planned("联合验收一次办结", members[1], today.AddDays(25))},
		{"fuwu", "log_contact", 10, visited(taskforce.Contact{
			Kind: "visit", People: "邓辉（总经理）、生产部负责人", Findings: "首批设备已到厂，企业担心用电容量不够，影响下月试产",
			Promise: "一周内书面答复供电方案", Forward: today.AddDays(-5),
		})},
		{"gongdian", "finish_step", 7, func(by store.By, f *taskforce.Force) error {
			_, err := f.FinishStep(1, workcal.DateOf(by.At), "供电方案已书面答复企业，容量2000千伏安")
			return err
		}},
		{"fuwu", "resolve_contact", 6, func(_ store.By, f *taskforce.Force) error {
			_, err := f.Resolve(1)
			return err
		}},
		{"shuiwu", "log_contact", 2, visited(taskforce.Contact{
			Kind: "site", People: "邓辉", Findings: "接口处需破路两处，已与交通、城管现场对过断面",
			Promise: "下周内完成破路许可并进场", Forward: today.AddDays(2),
		})},
	} {
		by, err := d.writer(ctx, a.login, d.morning(today.AddDays(-a.ago)))
		if err != nil {
			return err
		}
		_, err = d.store.ChangeTaskForce(ctx, by, id, a.what, 0, func(f *taskforce.Force) error { return a.do(by, f) })
		if err != nil {
			return fmt.Errorf("%s by %s: %w", a.what, a.login, err)
		}
	}
	return nil
}

func planned(title string, who between.TaskForceMember, due workcal.Date) func(store.By, *taskforce.Force) error {
	return func(_ store.By, f *taskforce.Force) error {
		_, err := f.AddStep(taskforce.Step{Title: title, UserID: who.UserID, UserName: who.Name, Due: due})
		return err
	}
}

func visited(c taskforce.Contact) func(store.By, *taskforce.Force) error {
	return func(by store.By, f *taskforce.Force) error {
		_, err := f.Log(c, by.Actor, workcal.DateOf(by.At))
		return err
	}
}

// writer is a demo person who writes at that time.
func (d *district) writer(ctx context.Context, login string, at store.By) (store.By, error) {
	actor, err := d.store.Actor(ctx, "demo-"+login, at.At)
	if err != nil {
		return store.By{}, fmt.Errorf("account %s: %w", login, err)
	}
	at.Actor = actor
	return at, nil
}
