package meeting_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// The people of the tests.
var (
	coordinator = org.Actor{UserID: "u-coord", Name: "王统筹", Roles: []org.Role{org.Coordinator}, OrgID: "o-fgw", OrgName: "区发改委"}
	chair       = org.Actor{UserID: "u-chair", Name: "李区长", Roles: []org.Role{org.Chair}}
	reviewer    = org.Actor{UserID: "u-rev", Name: "赵审核", Roles: []org.Role{org.MinutesReviewer}}
	water       = org.Actor{UserID: "u-water", Name: "周供水", Roles: []org.Role{org.UtilityAgent}, OrgID: "o-water", OrgName: "水务公司"}
	power       = org.Actor{UserID: "u-power", Name: "吴供电", Roles: []org.Role{org.UtilityAgent}, OrgID: "o-power", OrgName: "电力公司"}
	owner       = org.Actor{UserID: "u-you", Name: "游少卿", Roles: []org.Role{org.Owner}, EnterpriseID: "e-apnt", OwnerRole: org.Primary}
	stranger    = org.Actor{UserID: "u-other", Name: "别家业主", Roles: []org.Role{org.Owner}, EnterpriseID: "e-other", OwnerRole: org.Primary}
	admin       = org.Actor{UserID: "u-admin", Name: "管理员", Roles: []org.Role{org.Admin}}
	clock       = org.Clock
)

var (
	waterworks = between.Unit{ID: "o-water", Name: "水务公司", Type: org.Utility}
	powerworks = between.Unit{ID: "o-power", Name: "电力公司", Type: org.Utility}
	greening   = between.Unit{ID: "o-green", Name: "园林绿化", Type: org.Department}
)

// room is one meeting and a wall clock; it orders and folds.
type room struct {
	t      *testing.T
	m      *meeting.Meeting
	at     time.Time
	events []casefile.Event
	asked  int
	quick  bool           // do not compare states: for meetings too large for that
	alone  map[string]int // official numbers handed out
}

func newRoom(t *testing.T) *room {
	return &room{t: t, at: day("2022-04-20"), alone: map[string]int{},
		m: &meeting.Meeting{Head: casefile.Head{ID: meeting.RegularID("monthly", "2022-05"), Kind: casefile.Meeting}}}
}

// day is ten in the morning of a date.
func day(s string) time.Time { return workcal.MustDate(s).At(10, 0) }

// try orders and folds, and returns the fault where it is refused. Check and
// Decide must agree, and an accepted event must fold.
func (r *room) try(actor org.Actor, cmd meeting.Command) error {
	r.t.Helper()
	r.asked++
	cmd.Meta.Actor, cmd.Meta.RequestID = actor, fmt.Sprintf("q%d", r.asked)
	before := ""
	if !r.quick {
		before = r.state()
	}
	checked := r.m.Check(cmd, r.at)
	ev, err := r.m.Decide(cmd, r.at)
	require.Equal(r.t, checked == nil, err == nil, "Check and Decide disagree: %v, %v", checked, err)
	if !r.quick {
		require.Equal(r.t, before, r.state(), "judging changed the meeting")
	}
	if err != nil {
		require.NotNil(r.t, fault.Of(err), "not the caller's fault: %v", err)
		return err
	}
	require.True(r.t, ev.From == ev.To || len(ev.Notices) > 0, "%s changes the status and tells nobody (J-4)", ev.Act)
	if s := ev.Series; s != nil {
		r.alone[s.Name]++
		ev.Number = fmt.Sprintf(s.Format, r.alone[s.Name])
	}
	require.NoError(r.t, r.m.Apply(ev))
	r.events = append(r.events, ev)
	return nil
}

func (r *room) state() string {
	body, err := json.Marshal(r.m)
	require.NoError(r.t, err)
	return string(body)
}

func (r *room) do(actor org.Actor, cmd meeting.Command) {
	r.t.Helper()
	require.NoError(r.t, r.try(actor, cmd))
}

func (r *room) refused(code string, actor org.Actor, cmd meeting.Command) {
	r.t.Helper()
	err := r.try(actor, cmd)
	require.Error(r.t, err)
	require.Equal(r.t, code, fault.Of(err).Code, err.Error())
}

// sleepUntil rings every deadline up to a moment, and returns what rang.
func (r *room) sleepUntil(until time.Time) []string {
	r.t.Helper()
	var rang []string
	for wake := r.m.Wake(); !wake.At.IsZero() && !wake.At.After(until); wake = r.m.Wake() {
		if wake.At.After(r.at) {
			r.at = wake.At
		}
		r.do(clock, meeting.Command{Order: casefile.Order{Act: casefile.ActRing, Key: wake.Key}})
		rang = append(rang, wake.Key)
	}
	r.at = until
	return rang
}

func act(name string) meeting.Command { return meeting.Command{Order: casefile.Order{Act: name}} }

func onItem(name, item string) meeting.Command {
	cmd := act(name)
	cmd.ItemID = item
	return cmd
}

func because(cmd meeting.Command) meeting.Command {
	cmd.Reason = "工作需要"
	return cmd
}

func opening(date string) meeting.Command {
	cmd := act(meeting.ActOpen)
	cal := workcal.Embedded()
	cmd.Calendar = &cal
	cmd.Plan = &meeting.Plan{
		Series: "monthly", Period: "2022-05", Forum: between.Monthly, Name: "重点问题月调度会",
		Date: workcal.MustDate(date), Start: 14*60 + 30, Minutes: 120, Place: "区政府三楼会议室",
		Chair: meeting.Person{UserID: "u-chair", Name: "李区长"},
	}
	return cmd
}

func entry(n int) between.AgendaEntry {
	return between.AgendaEntry{
		IssueID: fmt.Sprintf("i-issue%d", n), IssueNo: fmt.Sprintf("R-2022-05-%04d", n), Title: "生产区域未接入主供水管道",
		Project: between.ProjectRef{ID: "p-apnt", Name: "钢结构防腐材料项目", EnterpriseID: "e-apnt", EnterpriseName: "重庆艾珀耐特高分子材料有限公司", InvestWan: 60000},
		Lead:    waterworks, Co: []between.Unit{greening}, RaisedOn: workcal.MustDate("2022-05-07"),
		BlocksUntil: workcal.MustDate("2022-06-06"), PreCoord: "5月9日现场协调，绿化用地可临时占用",
	}
}

func adding(e between.AgendaEntry) meeting.Command {
	cmd := act(meeting.ActAddItem)
	cmd.Entry = &e
	return cmd
}

// opened is a meeting in May 2022 that collects, with one issue on its agenda.
func opened(t *testing.T) *room {
	r := newRoom(t)
	r.do(coordinator, opening("2022-05-10"))
	r.sleepUntil(day("2022-04-26"))
	require.Equal(t, meeting.Collecting, r.m.Status)
	r.do(clock, adding(entry(1)))
	return r
}

// inSession is that meeting with its lead unit present and the item being heard.
func inSession(t *testing.T) *room {
	r := opened(t)
	invite := act(meeting.ActAttendees)
	invite.Attendees = []meeting.Attendee{{Org: waterworks, Name: "周供水", Role: meeting.Attend}, {Org: powerworks, Name: "吴供电", Role: meeting.Observe}}
	r.do(coordinator, invite)
	r.sleepUntil(day("2022-05-10").Add(4 * time.Hour))
	require.Equal(t, meeting.Locked, r.m.Status)
	r.do(water, signing("a1", meeting.Attend))
	r.do(coordinator, act(meeting.ActConvene))
	r.do(coordinator, onItem(meeting.ActCall, "i1"))
	return r
}

func signing(attendee string, as meeting.Presence) meeting.Command {
	cmd := act(meeting.ActSignIn)
	cmd.AttendeeID, cmd.Presence = attendee, as
	return cmd
}

func task(content string, lead between.Unit, workdays int) meeting.Resolution {
	return meeting.Resolution{Kind: between.DecideTask, Task: &meeting.TaskForm{
		Content: content, Standard: "管道接入施工范围，水压正常", Lead: lead, DueWorkdays: workdays,
	}}
}

func deciding(item string, resolutions ...meeting.Resolution) meeting.Command {
	cmd := onItem(meeting.ActDecide, item)
	cmd.Resolutions = resolutions
	return cmd
}

// settle answers every effect that is owed, as the other cases would.
func (r *room) settle() {
	r.t.Helper()
	for len(r.m.Owed) > 0 {
		cmd := act(casefile.ActTold)
		for _, e := range r.m.Owed {
			cmd.Told = append(cmd.Told, casefile.Told{Key: e.Key, Kind: e.Kind, CaseID: e.CaseID, Act: e.Act, No: "T-2022-0001"})
		}
		r.do(clock, cmd)
	}
}
