package store_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/statistics"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/store/storetest"
)

// county is issues and tasks whose orders are judged by the domain and written
// by the recorder.
type county struct {
	*bench
	issues map[string]*issue.Issue
}

func newCounty(t *testing.T) *county {
	c := &county{bench: newBench(t), issues: map[string]*issue.Issue{}}
	c.project("p-key", "city", 2022, "started")
	c.project("p-prep", "city", 2022, "prep")
	c.project("p-plain", "", 0, "building")
	return c
}

func (c *county) sql(q string, args ...any) {
	c.t.Helper()
	_, err := storetest.SQL(c.t, c.dsn).Exec(q, args...)
	require.NoError(c.t, err)
}

func (c *county) project(id, level string, year int, phase string) {
	c.t.Helper()
	c.sql("INSERT INTO projects (id, name, enterprise_id, level, key_year, sector, geojson, phase, content, benefits, tags, version, created_by, created_at, updated_at) "+
		"VALUES (?, ?, 'e-apnt', ?, ?, 'materials', '', ?, '', '', '[]', 1, 'u', NOW(6), NOW(6))", id, "项目"+id, level, year, phase)
}

func (c *county) at(day string, hour int) { c.now = workcal.MustDate(day).At(hour, 0) }

// act orders something of an issue, now.
func (c *county) act(id string, a org.Actor, act string, f issue.Form) {
	c.t.Helper()
	i := c.issues[id]
	if i == nil {
		i = &issue.Issue{Head: casefile.Head{ID: id, Kind: casefile.Issue, Cal: workcal.Embedded().Slice(2021, 2024)}}
		c.issues[id] = i
	}
	c.n++
	ev, err := i.Decide(issue.Command{Order: casefile.Order{Meta: casefile.Meta{RequestID: fmt.Sprintf("q%d", c.n), Actor: a}, Act: act}, Form: f}, c.now)
	require.NoError(c.t, err, "%s %s", id, act)
	rec, err := c.store.Record(context.Background(), ev)
	require.NoError(c.t, err, "%s %s", id, act)
	ev.Number = rec.Number
	require.NoError(c.t, i.Apply(ev))
}

// report hands an issue in and sends it to the waterworks.
func (c *county) report(id, project, class string) {
	c.t.Helper()
	c.act(id, taskOwner, issue.Report, issue.Form{Report: &issue.ReportForm{
		Project: between.ProjectRef{ID: project, Name: "项目" + project, EnterpriseID: "e-apnt", EnterpriseName: "重庆艾珀耐特高分子材料有限公司", TownCode: "500153001"},
		Class:   class, Heading: "难题" + id, Demand: "请协调解决", Unclassified: true,
	}})
	c.act(id, taskCoord, issue.Accept, issue.Form{Reason: "情况清楚，先行受理"})
	c.act(id, taskCoord, issue.Dispatch, issue.Form{Grade: issue.Ordinary, Lead: &between.Unit{ID: "o-water", Name: "水务公司", Type: org.Utility}})
}

// deliver has the unit do its part.
func (c *county) deliver(id string) {
	c.t.Helper()
	c.act(id, taskWater, issue.Sign, issue.Form{})
	c.act(id, taskWater, issue.SolveOffline, issue.Form{Text: "已接通"})
}

func (c *county) solve(id, project, class string) {
	c.t.Helper()
	c.report(id, project, class)
	c.deliver(id)
	c.act(id, taskOwner, issue.Confirm, issue.Form{Rating: 5})
}

func (c *county) facts(asOf time.Time) *statistics.Facts {
	c.t.Helper()
	f, err := c.store.StatisticsFacts(context.Background(), store.StatisticsQuery{AsOf: asOf, From: workcal.MustDate("2022-01-01"), To: workcal.MustDate("2022-12-31")})
	require.NoError(c.t, err)
	return f
}

func (c *county) figure(code string) statistics.Figure {
	c.t.Helper()
	m, ok := statistics.MeasureOf(code)
	require.True(c.t, ok)
	f := c.facts(c.now)
	return m.Over(m.Samples(f))
}

// S1-22: the headline, its classes and the list behind it are one number.
func TestYearsHeadlineIsTheListBehindIt(t *testing.T) {
	c := newCounty(t)
	classes := []string{"labour.recruit", "energy.quota", "finance.loan"}
	c.at("2022-03-01", 10)
	for n := range 41 {
		c.solve(fmt.Sprintf("i-%02d", n), "p-key", classes[n%3])
	}
	c.solve("i-prep", "p-prep", "water.supply")
	c.solve("i-plain", "p-plain", "water.supply")
	c.at("2022-05-07", 10)
	c.solve("i-water", "p-key", "water.supply")
	c.solve("i-power", "p-key", "power.temporary")
	c.report("i-open", "p-key", "land.supply")
	c.at("2022-06-06", 10)

	b, err := c.store.Board(context.Background(), taskCoord, c.now)
	require.NoError(t, err)
	require.EqualValues(t, 43, b.Headline.N)
	require.Len(t, b.Headline.ByClass, 5)
	require.Equal(t, int64(45), b.Issues["closed"], "counters count every issue")
	require.Equal(t, int64(1), b.OpenIssue)

	m, _ := statistics.MeasureOf(statistics.ResolvedKey)
	list := m.Samples(c.facts(c.now))
	require.Len(t, list, 43)
	require.InDelta(t, 43, *m.Over(list).Value, 0)
	named := map[string]bool{}
	for _, s := range list {
		named[s.ID] = true
	}
	require.True(t, named["i-water"] && named["i-power"])
	require.False(t, named["i-prep"] || named["i-plain"] || named["i-open"])

	last := c.facts(workcal.MustDate("2022-05-06").End())
	require.Len(t, m.Samples(last), 41, "as of the day before")
	c.sql("UPDATE projects SET phase = 'completed' WHERE id = 'p-key'")
	require.Len(t, m.Samples(c.facts(c.now)), 43, "the project's phase is the one of that day")
}

// S1-19: a confirmation moves the two rates by exactly one.
func TestConfirmationMovesTheRatesByOne(t *testing.T) {
	c := newCounty(t)
	c.at("2022-05-09", 10)
	c.solve("i-1", "p-key", "water.supply")
	c.report("i-2", "p-key", "water.supply")
	c.deliver("i-2")
	before := []statistics.Figure{c.figure(statistics.Resolution), c.figure(statistics.Satisfaction)}
	c.act("i-2", taskOwner, issue.Confirm, issue.Form{Rating: 5})
	for n, after := range []statistics.Figure{c.figure(statistics.Resolution), c.figure(statistics.Satisfaction)} {
		require.Equal(t, before[n].Num+1, after.Num, after.Name)
		require.Equal(t, before[n].Den+1, after.Den, after.Name)
	}

	// R9: closed without the owner and without verified evidence is not solved,
	// and is never satisfaction.
	c.report("i-3", "p-key", "water.supply")
	c.deliver("i-3")
	c.at("2022-05-17", 10)
	for _, channel := range []string{"phone", "phone"} {
		c.act("i-3", taskCoord, issue.LogCall, issue.Form{Channel: channel, Text: "无人接听"})
	}
	c.act("i-3", taskCoord, issue.CloseUnsettled, issue.Form{})
	r, s := c.figure(statistics.Resolution), c.figure(statistics.Satisfaction)
	require.Equal(t, []int{2, 3}, []int{r.Num, r.Den})
	require.Equal(t, []int{2, 2}, []int{s.Num, s.Den})
	require.Equal(t, []int{3, 3}, []int{c.figure(statistics.Response).Num, c.figure(statistics.Response).Den})
}

// R12: what happens later changes no figure of an earlier moment.
func TestR12FiguresAsOfAMomentNeverChange(t *testing.T) {
	c := newCounty(t)
	c.sql("INSERT INTO project_milestones (id, project_id, type, actual_date, blocked_by) VALUES ('m1', 'p-key', 'levelled', '2022-04-11', '[]'), ('m2', 'p-key', 'started', '2022-05-09', '[]')")
	c.at("2022-05-09", 10)
	c.solve("i-1", "p-key", "water.supply")
	c.report("i-2", "p-key", "water.supply")
	c.deliver("i-2")
	c.report("i-3", "p-key", "power.temporary")
	c.at("2022-05-10", 15)
	c.issue("t-1", func(b *between.TaskBirth) { b.IssueID, b.IssueNo, b.TaskForce = "i-3", "R", forceBirth() })
	c.do("t-1", taskWater, supervision.ActSign, supervision.Form{})
	c.report2("t-1")
	c.at("2022-05-20", 9)
	notice := casefile.Attachment{FileID: "f-1", Name: "暂停告知书.pdf"}
	c.do("t-1", taskLeader, supervision.ActSuspend, supervision.Form{Code: "weather", Reason: "暴雨停工", Notice: &notice, EndsOn: workcal.MustDate("2022-05-24")})
	c.at("2022-05-23", 18)
	moment := c.now
	whole := c.snapshot(moment)
	require.Contains(t, whole, `"paused":[{"reason":"weather","days":2,"n":1}]`)

	c.at("2022-05-25", 9)
	c.do("t-1", taskWater, supervision.ActResume, supervision.Form{})
	c.act("i-2", taskOwner, issue.Confirm, issue.Form{Rating: 2})
	c.act("i-1", taskOwner, issue.Reopen, issue.Form{Reason: "又停水了"})
	c.act("i-3", taskCoord, issue.Note, issue.Form{Text: "催办电话已打"})
	c.report("i-4", "p-key", "land.supply")
	c.sql("UPDATE projects SET phase = 'completed' WHERE id = 'p-key'")
	c.sql("UPDATE project_milestones SET actual_date = '2022-06-06' WHERE id = 'm2'")
	c.sql("INSERT INTO milestone_changes (project_id, type, field, was, became, by_id, by_name, at) VALUES ('p-key', 'started', 'actual_date', '2022-05-09', '2022-06-06', 'u', '王统筹', '2022-06-06 01:00:00')")
	c.at("2022-06-07", 9)
	require.Equal(t, whole, c.snapshot(moment))
	require.NotEqual(t, whole, c.snapshot(c.now))
	require.Equal(t, []int{1, 2}, []int{c.figure(statistics.Recurrence).Num, c.figure(statistics.Recurrence).Den})
	start := c.figure(statistics.LevelToStart)
	require.InDelta(t, 56, *start.Median, 0)
	require.Equal(t, 0, start.Num, "not within a month")
}

// snapshot is the report and every list behind it, as text.
func (c *county) snapshot(asOf time.Time) string {
	c.t.Helper()
	f := c.facts(asOf)
	lists := map[string][]statistics.Sample{}
	for _, m := range statistics.Measures {
		lists[m.Code] = m.Samples(f)
	}
	body, err := json.Marshal(map[string]any{"report": statistics.ReportOf(f, taskCoord), "lists": lists})
	require.NoError(c.t, err)
	return string(body)
}

// report2 brings the first report of a task.
func (c *county) report2(id string) {
	c.t.Helper()
	c.bench.report(id, taskWater, supervision.NodeD1)
}

func TestReadersGetTheFiguresOfTheirOwn(t *testing.T) {
	c := newCounty(t)
	c.at("2022-05-09", 10)
	c.solve("i-1", "p-key", "water.supply")
	c.issue("t-1", func(b *between.TaskBirth) { b.Due = workcal.MustDate("2022-05-12") })
	f := c.facts(workcal.MustDate("2022-05-20").End())

	raised := func(a org.Actor) (whole, own int) {
		r := statistics.ReportOf(f, a)
		for _, fig := range r.Figures {
			if fig.Code == statistics.Raised {
				whole = fig.Den
			}
		}
		for _, fig := range r.Own {
			if fig.Code == statistics.Raised {
				own = fig.Den
			}
		}
		return whole, own
	}
	whole, own := raised(taskCoord)
	require.Equal(t, []int{1, 0}, []int{whole, own})
	whole, own = raised(taskWater)
	require.Equal(t, []int{1, 1}, []int{whole, own})
	whole, own = raised(taskOther)
	require.Equal(t, []int{1, 0}, []int{whole, own}, "the district's totals and nothing of their own")
	whole, _ = raised(org.Actor{UserID: "u", Roles: []org.Role{org.Owner}, EnterpriseID: "e-2"})
	require.Zero(t, whole)

	m, _ := statistics.MeasureOf(statistics.Overdue)
	require.Len(t, statistics.Visible(m.Samples(f), taskWater), 1)
	require.Empty(t, statistics.Visible(m.Samples(f), taskOther))
	owners, err := c.store.StatisticsFacts(context.Background(), store.StatisticsQuery{AsOf: c.now, From: workcal.MustDate("2022-01-01"), To: workcal.MustDate("2022-12-31"), Enterprise: "e-2"})
	require.NoError(t, err)
	require.Empty(t, owners.Issues)
	require.Empty(t, owners.Tasks)
}

func TestMeetingsExtensionsAndStartEventsAsOf(t *testing.T) {
	c := newCounty(t)
	h := newHall(t, c.store, "2022-05", "2022-05-10")
	h.hold(3, 2)
	f := c.facts(h.at)
	m, _ := statistics.MeasureOf(statistics.DecidedInMeeting)
	decided := m.Over(m.Samples(f))
	require.Equal(t, []int{2, 3}, []int{decided.Num, decided.Den})
	require.Empty(t, m.Samples(c.facts(workcal.MustDate("2022-05-09").End())))

	c.at("2022-05-10", 15)
	c.issue("t-1", func(b *between.TaskBirth) { b.Co = nil })
	c.do("t-1", taskWater, supervision.ActSign, supervision.Form{})
	c.at("2022-05-12", 15)
	c.do("t-1", taskWater, supervision.ActExtendAsk, supervision.Form{Code: "land", Reason: "用地协调需时", Work: "分段施工", NewDue: workcal.MustDate("2022-06-02")})
	require.Zero(t, c.figure(statistics.Extensions).Den)
	c.do("t-1", taskLeader, supervision.ActExtendYes, supervision.Form{})
	require.Equal(t, 1, c.figure(statistics.Extensions).Den)
	require.Zero(t, len(c.facts(workcal.MustDate("2022-05-11").End()).Extended))
}

func TestStartEventsKeepTheTotalsTheyWereHeldWith(t *testing.T) {
	r := newRegister(t)
	n := r.named("钢结构防腐材料项目")
	n.Phase = project.Prep
	v := r.create(t, n)
	v, err := r.MoveProject(r.ctx, on("2022-05-09"), v.ID, v.Version, project.Move{To: project.Levelled, On: workcal.MustDate("2022-05-09"), Evidence: "交地单"})
	require.NoError(t, err)
	e, err := r.PlanStartEvent(r.ctx, on("2022-06-01"), project.StartEvent{
		Name: "2022年第二季度项目开工活动", Quarter: "2022Q2", Date: workcal.MustDate("2022-06-06"), Basis: "开工活动方案",
	}, []string{v.ID}, 0)
	require.NoError(t, err)
	held, err := r.HoldStartEvent(r.ctx, on("2022-06-06"), e.ID, 0)
	require.NoError(t, err)

	ask := func(day string) *statistics.Facts {
		f, err := r.StatisticsFacts(r.ctx, store.StatisticsQuery{AsOf: workcal.MustDate(day).End(), From: workcal.MustDate("2022-01-01"), To: workcal.MustDate("2022-12-31")})
		require.NoError(t, err)
		return f
	}
	require.Empty(t, ask("2022-06-05").Events)
	f := ask("2022-06-06")
	require.Len(t, f.Events, 1)
	require.Equal(t, held.Totals, f.Events[0].Totals)
	m, _ := statistics.MeasureOf(statistics.LevelToStart)
	fig := m.Over(m.Samples(f))
	require.InDelta(t, 28, *fig.Median, 0, "S1-20")
	require.Equal(t, 1, fig.Num)
	require.Empty(t, m.Samples(ask("2022-06-05")), "the start was entered the day after")

	w := statistics.Weights{Response: 20, Resolution: 40, Satisfaction: 40, Basis: "考核办法"}
	require.NoError(t, r.SetStatisticsWeights(r.ctx, on("2022-06-07"), w))
	require.Nil(t, ask("2022-06-06").Weights)
	require.Equal(t, &w, ask("2022-06-07").Weights)
}
