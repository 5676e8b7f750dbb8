package project

import (
	"fmt"

	"github.com/diaodu/diaodu/domain/workcal"
)

// Colour is a project's light 红黄绿.
type Colour string

const (
	Green  Colour = "green"
	Yellow Colour = "yellow"
	Red    Colour = "red"
)

// InvestMonth is the investment of one month, 万元.
type InvestMonth struct {
	Month     string `json:"month"` // 2022-06
	PlanWan   int64  `json:"plan_wan"`
	ActualWan int64  `json:"actual_wan"`
}

// LightReason is one rule that gave a colour, with its numbers, so that a light
// can be clicked to see why (K-1).
type LightReason struct {
	Colour Colour `json:"colour" enum:"green,yellow,red"`
	Rule   string `json:"rule" spoken:"rules"` // the published rule
	Fact   string `json:"fact" spoken:"rules"` // this project's numbers
}

// The published rules of the light, thresholds of domain.md K-1 [X:D5].
const (
	ruleStart    = "未按计划月份开工亮黄灯，超过3个月亮红灯"
	ruleBehind   = "投资进度落后序时进度10至30个百分点亮黄灯，超过30个亮红灯"
	ruleRegister = "开工后超过1个月未入库亮黄灯，超过2个月亮红灯"
	ruleTarget   = "节点逾期亮黄灯，逾期超过3个月亮红灯"
	ruleHard     = "预计日期晚于硬约束日期亮红灯"
	ruleStopped  = "停工项目亮黄灯"
)

// LightRules are the rules in the order they are tried.
var LightRules = []string{ruleStart, ruleTarget, ruleHard, ruleBehind, ruleRegister, ruleStopped}

// Light gives the worst colour and every reason for yellow or red.
func Light(f Facts, today workcal.Date) (Colour, []LightReason) {
	if f.Project.Phase == Terminated || f.Project.Phase == AtCapacity {
		return Green, nil
	}
	var l light
	if f.Project.Phase == Suspended {
		l.add(Yellow, ruleStopped, "停工前阶段："+f.Project.PhaseBefore.Text())
	}
	l.start(f, today)
	l.targets(f, today)
	l.investment(f, today)
	l.registration(f, today)
	return l.worst(), l
}

type light []LightReason

func (l *light) add(c Colour, rule, fact string) { *l = append(*l, LightReason{c, rule, fact}) }

func (l light) worst() Colour {
	worst := Green
	for _, r := range l {
		if r.Colour == Red {
			return Red
		}
		worst = Yellow
	}
	return worst
}

func (l *light) start(f Facts, today workcal.Date) {
	m, _ := find(f.Milestones, OfStart)
	if m.Target.IsZero() || !m.Actual.IsZero() || m.NotNeeded {
		return
	}
	late := monthsApart(m.Target, today)
	fact := fmt.Sprintf("计划%s开工，已过%d个月", m.Target, late)
	switch {
	case late > 3 || (late == 3 && today.Day() > m.Target.Day()):
		l.add(Red, ruleStart, fact)
	case late >= 1:
		l.add(Yellow, ruleStart, fact)
	}
}

func (l *light) targets(f Facts, today workcal.Date) {
	for _, t := range MilestoneTypes {
		m, ok := find(f.Milestones, t)
		if !ok || !m.Actual.IsZero() || m.NotNeeded || m.Target.IsZero() {
			continue
		}
		if d := today.Sub(m.Target); d > 0 && t != OfStart {
			c := Yellow
			if d > 90 {
				c = Red
			}
			l.add(c, ruleTarget, fmt.Sprintf("%s目标%s，逾期%d天", t.Text(), m.Target, d))
		}
		if m.HardBy.IsZero() {
			continue
		}
		if latest(m).After(m.HardBy) || today.After(m.HardBy) {
			l.add(Red, ruleHard, fmt.Sprintf("%s须在%s前完成（%s），目前预计%s", t.Text(), m.HardBy, m.HardReason, latest(m)))
		}
	}
}

// investment compares what was invested with what the months' plans add up to.
// Only months that have ended count, so the first days of a month alarm nobody.
func (l *light) investment(f Facts, today workcal.Date) {
	thisMonth := today.String()[:7]
	var plan, planYear, actual int64
	for _, m := range f.Months {
		if m.Month[:4] != thisMonth[:4] {
			continue
		}
		planYear += m.PlanWan
		if m.Month < thisMonth {
			plan += m.PlanWan
			actual += m.ActualWan
		}
	}
	if planYear <= 0 || plan <= 0 {
		return
	}
	behind := (plan - actual) * 1000 / planYear // tenths of a percentage point
	fact := fmt.Sprintf("序时进度%d%%，实际%d%%，落后%d.%d个百分点",
		plan*100/planYear, actual*100/planYear, behind/10, behind%10)
	switch {
	case behind > 300:
		l.add(Red, ruleBehind, fact)
	case behind >= 100:
		l.add(Yellow, ruleBehind, fact)
	}
}

func (l *light) registration(f Facts, today workcal.Date) {
	m, _ := find(f.Milestones, OfStart)
	if m.Actual.IsZero() || !f.Project.StatRegisteredOn.IsZero() {
		return
	}
	fact := fmt.Sprintf("%s开工，尚未入库", m.Actual)
	switch one := monthLater(m.Actual); {
	case today.After(monthLater(one)):
		l.add(Red, ruleRegister, fact)
	case today.After(one):
		l.add(Yellow, ruleRegister, fact)
	}
}
