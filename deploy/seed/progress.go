package seed

import (
	"context"
	"fmt"
	"time"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// paces are how much of the plan projects invest, in percent: most keep up, a
// few turn yellow or red (K-1).
var paces = []int64{104, 98, 101, 93, 97, 58, 100, 95, 99, 103, 20}

// carryOn moves the projects on after their start: construction, investment by
// month, main structures, task forces and plans. A few lag, so that lights and
// the list of doubtful data have something to show.
func (d *district) carryOn(ctx context.Context) error {
	for _, c := range d.cohorts() {
		for i, p := range c.works {
			for _, move := range []func(context.Context, cohort, int, string) error{d.build, d.invest, d.organise, d.raiseWalls, d.complete} {
				if err := move(ctx, c, i, d.projects[p.name]); err != nil {
					return fmt.Errorf("project %s: %w", p.name, err)
				}
			}
		}
	}
	return nil
}

// gone tells whether a day is not after the present.
func (d *district) gone(on workcal.Date) bool { return !on.After(workcal.DateOf(d.now)) }

func (d *district) on(day workcal.Date) store.By { return store.By{Actor: keeper, At: day.At(10, 0)} }

// buildsFrom is when a project goes from 开工 to 在建: every second one of the
// latest event soon, the others and all of the earlier ones within months.
func (c cohort) buildsFrom(i int) workcal.Date { return c.event.AddDays(14 + i + i%2*180) }

func (d *district) build(ctx context.Context, c cohort, i int, id string) error {
	day := c.buildsFrom(i)
	if !d.gone(day) {
		return nil
	}
	_, err := d.store.MoveProject(ctx, d.on(day), id, 0, project.Move{To: project.Building, On: day})
	return err
}

// invest plans forty percent of the money for the year and records what was spent.
func (d *district) invest(ctx context.Context, c cohort, i int, id string) error {
	today := workcal.DateOf(d.now)
	if !d.gone(c.event.AddDays(3)) {
		return nil
	}
	year := c.works[i].invest * 4 / 10
	v, err := d.store.Project(ctx, keeper, id, today)
	if err != nil {
		return err
	}
	if _, err := d.store.UpdateProject(ctx, d.on(c.event.AddDays(3)), id, v.Version, project.Patch{InvestYearWan: &year}); err != nil {
		return err
	}
	var months []project.InvestMonth
	end := workcal.NewDate(today.Year(), time.December, 31)
	for first := workcal.NewDate(c.event.Year(), c.event.Month(), 1); first.Before(end); first = workcal.NewDate(first.Year(), first.Month()+1, 1) {
		share := int64(12) // of the first year's money fewer months have more
		if first.Year() == c.event.Year() {
			share = int64(time.December-c.event.Month()) + 1
		}
		one := project.InvestMonth{Month: first.String()[:7], PlanWan: year / share}
		if workcal.NewDate(first.Year(), first.Month()+1, 1).Before(today) {
			one.ActualWan = one.PlanWan * paces[i%len(paces)] / 100
		}
		months = append(months, one)
	}
	_, err = d.store.SetMonths(ctx, store.By{Actor: keeper, At: d.now}, id, 0, months)
	return err
}

// organise names a task force and a plan; three projects still lack them.
func (d *district) organise(ctx context.Context, c cohort, i int, id string) error {
	from := c.event.AddDays(2)
	if i%8 == 7 || !d.gone(from) {
		return nil
	}
	name := c.works[i].name
	for _, r := range []project.Role{
		{Kind: project.TaskForce, Name: name + "服务专班", From: from, Basis: "一项目一专班"},
		{Kind: project.Plan, Name: name + "推进方案", From: from, Basis: "一项目一方案"},
	} {
		if _, err := d.store.AssignRole(ctx, d.on(from), id, 0, r); err != nil {
			return err
		}
	}
	return nil
}

// raiseWalls sets the milestone 主体完工, spread over the year so that some are
// always ahead; most reach it, a few are late.
func (d *district) raiseWalls(ctx context.Context, c cohort, i int, id string) error {
	target, planned := c.event.AddDays(75+15*i), c.event.AddDays(1)
	if i%3 != 0 || !d.gone(planned) {
		return nil
	}
	if _, err := d.store.ReviseMilestone(ctx, d.on(planned), id, 0, project.OfStructure, project.MilestonePatch{Target: &target}); err != nil {
		return err
	}
	done := target.AddDays(i%4*3 - 3)
	if i%9 == 6 || !d.gone(done) {
		return nil
	}
	_, err := d.store.ReviseMilestone(ctx, d.on(done), id, 0, project.OfStructure, project.MilestonePatch{Actual: &done})
	return err
}

// complete finishes what was to be complete by now, but for one in four.
func (d *district) complete(ctx context.Context, c cohort, i int, id string) error {
	day := c.completion(i).AddDays(-7)
	if i%4 == 3 || !d.gone(day) {
		return nil
	}
	_, err := d.store.MoveProject(ctx, d.on(day), id, 0, project.Move{
		To: project.Completed, On: day, Evidence: "竣工验收备案表（演示）",
	})
	if day = day.AddDays(80); err != nil || i%5 == 2 || !d.gone(day) {
		return err
	}
	_, err = d.store.MoveProject(ctx, d.on(day), id, 0, project.Move{To: project.InProduction, On: day, Evidence: "投产报告（演示）"})
	return err
}

// other is a project outside the start event, so that every phase has one.
type other struct {
	name    string
	owner   int // place in projects of the owner's own
	sector  project.Sector
	invest  int64
	town    string
	phase   project.Phase
	before  project.Phase
	part    bool // a part of the owner's project, its money inside the whole
	reached []project.MilestoneType
}

var others = []other{
	{"智能装备产业园二期", 1, project.Equipment, 90000, "500153003", project.Planned, "", false, nil},
	{"车载显示总部基地", 7, project.Electronics, 66000, "500153001", project.Signed, "", false, []project.MilestoneType{project.OfSigning}},
	{"冷链物流中心二期", 18, project.Logistics, 28000, "500153002", project.Prep, "", false, []project.MilestoneType{project.OfSigning}},
	{"电子陶瓷中试线", 6, project.Electronics, 18000, "500153005", project.Completed, "", true,
		[]project.MilestoneType{project.OfSigning, project.OfStart, project.OfCompletion}},
	{"动物疫苗一号车间", 14, project.Biotech, 16000, "500153003", project.InProduction, "", true,
		[]project.MilestoneType{project.OfSigning, project.OfStart, project.OfCompletion, project.OfProduction}},
	{"火锅食材冷库工程", 16, project.Food, 9800, "500153102", project.Suspended, project.Building, false,
		[]project.MilestoneType{project.OfSigning, project.OfStart}},
	{"动力电池结构件项目", 3, project.Equipment, 9600, "500153006", project.Prep, "", false, []project.MilestoneType{project.OfSigning}},
	{"传感器封测产线项目", 8, project.Electronics, 16800, "500153003", project.Prep, "", false, []project.MilestoneType{project.OfSigning}},
}

// fillOthers registers the projects that are not part of the start event.
func (d *district) fillOthers(ctx context.Context) error {
	for i, o := range others {
		w := projects[o.owner]
		owner, kind := d.enterprises[w.owner], "新建"
		code := fmt.Sprintf("%d-500153-04-05-%06d", d.event.Year(), 200001+i)
		n := project.New{
			Patch: project.Patch{
				Name: &o.name, EnterpriseID: &owner, Sector: &o.sector, Kind: &kind, InvestTotalWan: &o.invest, TownCode: &o.town,
			},
			Phase: o.phase, PhaseBefore: o.before, Demo: true,
		}
		if o.phase != project.Planned { // a plan has no national code yet
			n.Code = &code
		}
		if o.part {
			whole := d.projects[w.name]
			n.ParentID = &whole
			if err := d.includeParts(ctx, whole); err != nil {
				return err
			}
		}
		for k, kind := range o.reached {
			day := d.event.AddDays(-300 + 80*k) // all of it before the event
			n.Milestones = append(n.Milestones, stone(kind, project.MilestonePatch{Actual: &day}))
			if kind == project.OfStart {
				registered := day.AddDays(20)
				n.StatRegisteredOn = &registered
			}
		}
		registered := -150 // before their approval plans are drawn
		if len(o.reached) > 1 {
			registered = -20
		}
		v, err := d.store.CreateProject(ctx, d.by(registered), n)
		if err != nil {
			return fmt.Errorf("project %s: %w", o.name, err)
		}
		d.projects[o.name] = v.ID
	}
	return nil
}

// includeParts says that a whole's investment holds its parts'.
func (d *district) includeParts(ctx context.Context, id string) error {
	v, err := d.store.Project(ctx, keeper, id, workcal.DateOf(d.now))
	if err != nil {
		return err
	}
	yes := true
	_, err = d.store.UpdateProject(ctx, store.By{Actor: keeper, At: d.now}, id, v.Version, project.Patch{InvestIncludesParts: &yes})
	return err
}

// series is the rule of the monthly meeting; the worker plans the next ones by it.
func (d *district) series(ctx context.Context, chair meeting.Person) error {
	next := workcal.NewDate(d.begin.Year(), d.begin.Month(), 1)
	_, err := d.store.SaveSeries(ctx, store.By{Actor: keeper, At: d.now}, meeting.Series{
		ID: "monthly", Name: "重点问题月调度会", Forum: between.Monthly, Rule: meeting.Rule{Day: 10}, Start: 14*60 + 30, Minutes: 120,
		Place: "区政府三楼会议室", Chair: chair, From: next.String()[:7],
	})
	if err != nil {
		return fmt.Errorf("the monthly series: %w", err)
	}
	return nil
}
