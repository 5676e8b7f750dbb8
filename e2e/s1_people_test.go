package e2e

import (
	"context"
	"database/sql"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/deploy/seed"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/internal/timeline"
	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/store/storetest"
)

// The demo district's units and people who take part in S1.
var (
	housing  = between.Unit{ID: "housing", Name: "区住房和城乡建设委员会", Type: org.Department}
	cityMgmt = between.Unit{ID: "greening", Name: "区城市管理局", Type: org.Department}
	parkUnit = between.Unit{ID: "park", Name: "荣昌高新技术产业开发区管理委员会", Type: org.Park}
	waterCo  = between.Unit{ID: "water_company", Name: "荣昌水务公司（演示）", Type: org.Utility}
	powerCo  = between.Unit{ID: "power_company", Name: "荣昌供电公司（演示）", Type: org.Utility}

	wangMin     = person("tongchou", "王敏", org.Unit{ID: "coordination", Name: "统筹办"}, org.Coordinator)
	districtMan = person("quzhang", "李建国", org.Unit{ID: "leaders", Name: "区级领导"}, org.Chair)
	zhaoYi      = person("fenguan", "赵毅", org.Unit{ID: "leaders", Name: "区级领导"}, org.Leader)
	zhouJing    = person("shenhe", "周静", org.Unit{ID: "coordination", Name: "统筹办"}, org.MinutesReviewer)
	zhengTao    = person("zhujian", "郑涛", org.Unit{ID: "housing", Name: housing.Name}, org.DeptReceiver, org.Handler)
	jiangYong   = person("chengguan", "蒋勇", org.Unit{ID: "greening", Name: cityMgmt.Name}, org.DeptReceiver, org.Handler)
	shenJie     = person("gongdian", "沈杰", org.Unit{ID: "power_company", Name: powerCo.Name}, org.UtilityAgent)
	hanMei      = person("shuiwu", "韩梅", org.Unit{ID: "water_company", Name: waterCo.Name}, org.UtilityAgent)
)

func person(login, name string, unit org.Unit, roles ...org.Role) org.Actor {
	return org.Actor{UserID: "demo-" + login, Name: name, Roles: roles, OrgID: unit.ID, OrgName: unit.Name}
}

// district is the demo district of June 2022 and a player of its past.
type district struct {
	t     *testing.T
	dsn   string
	store *store.Store
	db    *sql.DB // plain SQL, to look at rows
	play  *timeline.Player
	kept  []keptAct
	pipes project.Brief // 钢结构防腐材料项目
	you   org.Actor     // 游少卿, who owns it
	asked int
}

func newDistrict(t *testing.T) *district {
	dsn := storetest.DSN(t)
	s := openStore(t, dsn)
	require.NoError(t, seed.FillRegister(context.Background(), s, workcal.MustDate("2022-06-07").At(20, 0)))
	d := &district{t: t, dsn: dsn, store: s, db: storetest.SQL(t, dsn), play: timeline.New(s, workcal.Embedded().Slice(2021, 2024))}
	page, err := s.Projects(context.Background(), org.Clock, project.Query{Text: "钢结构防腐材料"})
	require.NoError(t, err)
	require.Len(t, page.Items, 1)
	d.pipes, err = s.ProjectBrief(context.Background(), page.Items[0].ID)
	require.NoError(t, err)
	d.you = org.Actor{UserID: "demo-yezhu", Name: "游少卿", Roles: []org.Role{org.Owner}, EnterpriseID: d.pipes.EnterpriseID, OwnerRole: org.Primary}
	return d
}

// ref is the project as its issues remember it.
func (d *district) ref() between.ProjectRef {
	p := d.pipes
	return between.ProjectRef{
		ID: p.ID, Code: p.Code, Name: p.Name, EnterpriseID: p.EnterpriseID, EnterpriseName: p.EnterpriseName,
		TownCode: p.TownCode, InvestWan: p.InvestWan,
	}
}

// when is an instant of 2022 in China, such as "05-07 10:00".
func when(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", "2022-"+s, workcal.CST)
	if err != nil {
		panic(err)
	}
	return t
}

func day(s string) workcal.Date { return workcal.MustDate("2022-" + s) }

func (d *district) meta(a org.Actor) casefile.Meta {
	d.asked++
	return casefile.Meta{RequestID: fmt.Sprintf("s1-%d", d.asked), Actor: a}
}

func (d *district) try(at string, kind casefile.Kind, id string, a org.Actor, act string, form any) (contract.Answer, error) {
	o := casefile.Order{Meta: d.meta(a), Act: act}
	var cmd any
	switch f := form.(type) {
	case issue.Form:
		cmd = issue.Command{Order: o, Form: f}
	case meeting.Form:
		cmd = meeting.Command{Order: o, Form: f}
	case supervision.Form:
		cmd = supervision.Command{Order: o, Form: f}
	default:
		d.t.Fatalf("no such form %T", form)
	}
	return d.play.Do(context.Background(), when(at), kind, id, cmd)
}

func (d *district) do(at string, kind casefile.Kind, id string, a org.Actor, act string, form any) contract.Answer {
	d.t.Helper()
	answer, err := d.try(at, kind, id, a, act, form)
	require.NoError(d.t, err, "%s %s %s", at, a.Name, act)
	return answer
}

func (d *district) refused(code, at string, kind casefile.Kind, id string, a org.Actor, act string, form any) {
	d.t.Helper()
	_, err := d.try(at, kind, id, a, act, form)
	require.True(d.t, fault.Is(err, code), "%s %s: want %s, got %v", at, act, code, err)
}

func (d *district) until(at string) {
	d.t.Helper()
	require.NoError(d.t, d.play.Until(context.Background(), when(at)))
}

func (d *district) issue(id string) *issue.Issue {
	d.t.Helper()
	var i issue.Issue
	require.NoError(d.t, d.store.Load(context.Background(), casefile.Issue, id, &i))
	return &i
}

func (d *district) meeting(id string) *meeting.Meeting {
	d.t.Helper()
	var m meeting.Meeting
	require.NoError(d.t, d.store.Load(context.Background(), casefile.Meeting, id, &m))
	return &m
}

func (d *district) task(id string) *supervision.Task {
	d.t.Helper()
	var t supervision.Task
	require.NoError(d.t, d.store.Load(context.Background(), casefile.Task, id, &t))
	return &t
}

// report files an issue of the project and returns its id.
func (d *district) report(at, id, class, heading string) string {
	d.t.Helper()
	d.do(at, casefile.Issue, id, d.you, issue.Report, issue.Form{Report: &issue.ReportForm{
		Project: d.ref(), Class: class, Heading: heading, Cause: "planning", Demand: "请协调解决，保障年底前完工",
		Facts:  issue.Facts{Who: "重庆艾珀耐特", When: "2022年5月", Where: "生产区域", Cause: "受前期规划影响", Course: "平场后发现未接入"},
		Impact: issue.Impact{Blocks: []string{"start", "completion"}, Since: day("05-05")}, Unclassified: true,
	}})
	return id
}

// openMeeting plans the month's regular meeting.
func (d *district) openMeeting(at, month, date string) string {
	d.t.Helper()
	id := meeting.RegularID("monthly", "2022-"+month)
	d.do(at, casefile.Meeting, id, wangMin, meeting.ActOpen, meeting.Form{Plan: &meeting.Plan{
		Series: "monthly", Period: "2022-" + month, Forum: between.Monthly, Name: "重点问题月调度会", Date: day(date),
		Start: 15 * 60, Minutes: 120, Place: "区政府二楼会议室", Chair: meeting.Person{UserID: districtMan.UserID, Name: districtMan.Name},
	}})
	return id
}

// quietMeeting holds a month's meeting without issues through to its minutes.
func (d *district) quietMeeting(open, month, date string) {
	d.t.Helper()
	id := d.openMeeting(open, month, date)
	held := date + " 15:00"
	d.until(held)
	d.do(held, casefile.Meeting, id, wangMin, meeting.ActConvene, meeting.Form{Last: &meeting.LastPage{LastTotals: meeting.LastTotals{AsOf: when(held)}}})
	d.do(date+" 15:30", casefile.Meeting, id, districtMan, meeting.ActClose, meeting.Form{})
	d.minutes(id, date+" 16:00")
}

// minutes takes a closed meeting's minutes through all four hands.
func (d *district) minutes(id, at string) {
	d.t.Helper()
	d.do(at, casefile.Meeting, id, wangMin, meeting.ActDraft, meeting.Form{Parts: []meeting.Paragraph{{Anchor: meeting.Preface, Text: "区政府召开重点问题月调度会。"}}})
	version := d.meeting(id).Minutes.Version
	d.do(at, casefile.Meeting, id, zhouJing, meeting.ActReview, meeting.Form{Version: version})
	d.do(at, casefile.Meeting, id, districtMan, meeting.ActSign, meeting.Form{Version: version})
	d.do(at, casefile.Meeting, id, wangMin, meeting.ActIssue, meeting.Form{})
}
