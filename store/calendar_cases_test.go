package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/activities"
	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/store/storetest"
)

// desk gives orders to issues as their workflows would: judged by the domain,
// written by the recorder, answered again when the request came before.
type desk struct {
	store *store.Store
	at    time.Time
}

func (d desk) Do(ctx context.Context, _ casefile.Kind, id string, command any) (contract.Answer, error) {
	if a, ok, err := d.store.Answer(ctx, id, command.(*casefile.Order).Meta.RequestID); err != nil || ok {
		return a, err
	}
	var i issue.Issue
	if err := d.store.Load(ctx, casefile.Issue, id, &i); err != nil {
		return contract.Answer{}, err
	}
	return contract.Answer{CaseID: id}, d.act(ctx, &i, i.Order(*command.(*casefile.Order)), d.at)
}

func (d desk) act(ctx context.Context, i *issue.Issue, cmd issue.Command, at time.Time) error {
	ev, err := i.Decide(cmd, at)
	if err != nil {
		return err
	}
	rec, err := d.store.Record(ctx, ev)
	if err != nil {
		return err
	}
	ev.Number = rec.Number
	return i.Apply(ev)
}

// working makes an issue in a department's hands since 2026-12-01, so that its
// deadline lies in 2027, a year without a notice.
func (d desk) working(t *testing.T, id string) {
	t.Helper()
	ctx := context.Background()
	cal, err := d.store.CurrentCalendar(ctx)
	require.NoError(t, err)
	housing := between.Unit{ID: "org-housing", Name: "区住房城乡建委", Type: org.Department}
	owner := org.Actor{UserID: "you", Name: "游少卿", Roles: []org.Role{org.Owner}, EnterpriseID: "e1", OwnerRole: org.Primary}
	office := org.Actor{UserID: "co", Name: "统筹员", Roles: []org.Role{org.Coordinator}, OrgID: "org-key"}
	dept := org.Actor{UserID: "u1", Name: "经办", Roles: []org.Role{org.DeptReceiver}, OrgID: housing.ID}
	i := &issue.Issue{Head: casefile.Head{ID: id, Kind: casefile.Issue, Cal: cal}}
	for n, step := range []struct {
		by  org.Actor
		act string
		f   issue.Form
	}{
		{owner, issue.Report, issue.Form{Report: &issue.ReportForm{
			Project: between.ProjectRef{ID: "p1", Name: "钢结构防腐材料项目", EnterpriseID: "e1"}, Class: "water.supply",
			Heading: "生产区域未接入主供水管道", Cause: "planning", Demand: "请协调接入", Facts: issue.Facts{Where: "生产区域", Cause: "前期规划"},
			Impact: issue.Impact{Blocks: []string{"started"}}, Unclassified: true,
		}}},
		{office, issue.Accept, issue.Form{Reason: "情况清楚，先行受理"}},
		{office, issue.Dispatch, issue.Form{Grade: issue.Major, Lead: &housing}},
		{dept, issue.Sign, issue.Form{}},
	} {
		cmd := issue.Command{Form: step.f, Order: casefile.Order{
			Meta: casefile.Meta{RequestID: fmt.Sprint("r", n), Actor: step.by}, Act: step.act,
		}}
		require.NoError(t, d.act(ctx, i, cmd, workcal.MustDate("2026-12-18").At(10, n)), step.act)
	}
}

func issueAt(t *testing.T, s *store.Store, id string) *issue.Issue {
	t.Helper()
	var i issue.Issue
	require.NoError(t, s.Load(context.Background(), casefile.Issue, id, &i))
	return &i
}

func TestPublishedNoticeMovesProvisionalDeadlinesOfOpenIssuesOnce(t *testing.T) {
	ctx, s := context.Background(), storetest.New(t)
	d := desk{s, workcal.MustDate("2026-12-20").At(9, 0)}
	require.NoError(t, s.AdoptShippedCalendar(ctx))
	ids := []string{"i-1", "i-2", "i-3"}
	for _, id := range ids {
		d.working(t, id)
	}
	before := issueAt(t, s, "i-1").Clock.Due(workcal.Embedded(), workcal.MustDate("2026-12-20"))
	require.True(t, before.Provisional)

	// A made-up notice: three more days off in the week the work falls in.
	n := workcal.Notice{Year: 2027, Papers: []string{"https://www.gov.cn/a"}, Days: []workcal.NoticeDay{
		{Name: "元旦", Date: workcal.MustDate("2027-01-01"), IsOffDay: true},
		{Name: "元旦", Date: workcal.MustDate("2027-01-04"), IsOffDay: true},
		{Name: "元旦", Date: workcal.MustDate("2027-01-05"), IsOffDay: true},
	}}
	candidate, err := s.CandidateCalendar(ctx, &n, nil)
	require.NoError(t, err)
	preview, err := s.PreviewCalendar(ctx, candidate, d.at)
	require.NoError(t, err)
	require.Equal(t, 3, preview.Cases)
	require.Len(t, preview.Moves, 3)
	require.Equal(t, before.Date, preview.Moves[0].Was)
	require.Equal(t, 3, issueAt(t, s, "i-1").Seq-1, "a preview records nothing")

	v, err := s.ImportNotice(ctx, calendarAdmin, n, d.at)
	require.NoError(t, err)
	r := activities.Recalendars{Calendars: s, Cases: d}
	taken, err := r.Recalendar(ctx)
	require.NoError(t, err)
	require.Equal(t, 3, taken)
	for i, id := range ids {
		now := issueAt(t, s, id)
		require.Equal(t, v.Version, now.Cal.Version)
		due := now.Clock.Due(now.Cal, workcal.MustDate("2026-12-20"))
		require.Equal(t, workcal.Due{Date: preview.Moves[i].Now}, due, "what was foretold, and no longer provisional")
	}
	again, err := r.Recalendar(ctx)
	require.NoError(t, err)
	require.Zero(t, again)
	events, err := s.History(ctx, "i-1", 4)
	require.NoError(t, err)
	require.Len(t, events, 1)
	require.Equal(t, casefile.ActRecalendar, events[0].Act)
	require.NotEmpty(t, events[0].Notices, "people are told that the date moved")

	checked, err := s.VerifyAudit(ctx)
	require.NoError(t, err)
	require.Empty(t, checked.Broken)
}

func TestPublicationKilledHalfwayGoesOnWithTheRest(t *testing.T) {
	ctx, s := context.Background(), storetest.New(t)
	d := desk{s, workcal.MustDate("2026-12-20").At(9, 0)}
	for _, id := range []string{"i-1", "i-2", "i-3"} {
		d.working(t, id)
	}
	v, err := s.ImportNotice(ctx, calendarAdmin, notice2027(), d.at)
	require.NoError(t, err)
	dying, die := context.WithCancel(ctx)
	_, err = activities.Recalendars{Calendars: s, Cases: killedAfter{d, die}}.Recalendar(dying)
	require.Error(t, err)
	require.Equal(t, v.Version, issueAt(t, s, "i-1").Cal.Version)
	require.NotEqual(t, v.Version, issueAt(t, s, "i-3").Cal.Version)

	taken, err := activities.Recalendars{Calendars: s, Cases: d}.Recalendar(ctx)
	require.NoError(t, err)
	require.Equal(t, 2, taken)
	for _, id := range []string{"i-1", "i-2", "i-3"} {
		require.Equal(t, v.Version, issueAt(t, s, id).Cal.Version)
		require.Equal(t, 5, issueAt(t, s, id).Seq, "once each")
	}
}

// killedAfter ends the publisher's process after its first case.
type killedAfter struct {
	desk
	die context.CancelFunc
}

func (k killedAfter) Do(ctx context.Context, kind casefile.Kind, id string, command any) (contract.Answer, error) {
	a, err := k.desk.Do(ctx, kind, id, command)
	k.die()
	return a, err
}

// A rest day of the district moves what falls on it in every kind of case, just
// as the preview said.
func TestEveryKindOfCaseMovesAsForetold(t *testing.T) {
	ctx := context.Background()
	b := newBench(t)
	s := b.store
	require.NoError(t, s.AdoptShippedCalendar(ctx))
	b.issue("t-1", nil)
	b.do("t-1", taskWater, supervision.ActSign, supervision.Form{})
	h := newHall(t, s, "2022-05", "2022-05-20")
	now := workcal.MustDate("2022-05-10").At(17, 0)

	l := contract.LocalDays{Days: []contract.LocalDay{
		{Date: workcal.MustDate("2022-05-11"), Name: "防汛"}, {Date: workcal.MustDate("2022-05-13"), Name: "防汛"}, {Date: workcal.MustDate("2022-05-20"), Name: "区庆"},
	}}
	candidate, err := s.CandidateCalendar(ctx, nil, &l)
	require.NoError(t, err)
	preview, err := s.PreviewCalendar(ctx, candidate, now)
	require.NoError(t, err)
	require.Equal(t, 2, preview.Cases)
	moved := map[casefile.Kind]bool{}
	for _, m := range preview.Moves {
		moved[m.Kind] = true
		require.True(t, m.Now.After(m.Was) || m.Kind == casefile.Meeting, "%+v", m)
	}
	require.Equal(t, map[casefile.Kind]bool{casefile.Task: true, casefile.Meeting: true}, moved, "%+v", preview.Moves)

	v, err := s.SetLocalDays(ctx, calendarAdmin, l, now)
	require.NoError(t, err)
	cal, err := s.CurrentCalendar(ctx)
	require.NoError(t, err)
	levels, err := s.CasesOffCalendar(ctx, v.Version, "", 10)
	require.NoError(t, err)
	require.Len(t, levels, 2)

	b.now, h.at = now, now
	order := casefile.Order{Act: casefile.ActRecalendar, Calendar: &cal}
	b.order("t-1", org.Clock, order, supervision.Form{})
	h.do(org.Clock, meeting.Command{Order: order})
	today := workcal.DateOf(now)
	for _, m := range preview.Moves {
		clocks := b.tasks["t-1"].Clocks(today)
		if m.Kind == casefile.Meeting {
			clocks = h.m.Clocks(today)
		}
		i := slices.IndexFunc(clocks, func(c casefile.ClockView) bool { return c.Key == m.Key })
		require.Equal(t, m.Now, clocks[i].Due, "%+v", m)
	}
	levels, err = s.CasesOffCalendar(ctx, v.Version, "", 10)
	require.NoError(t, err)
	require.Empty(t, levels, "every kind keeps the version it was given")
}

// Who looks after open cases does not read the archive.
func TestLookingForOpenCasesDoesNotReadTheArchive(t *testing.T) {
	r := newRoom(t)
	ctx := context.Background()
	r.submit("a-1", roomPermit)
	r.submit("a-2", roomPermit)
	const archive = 400
	for n := range archive {
		r.sql(fmt.Sprintf(`INSERT INTO case_files (id, kind, no, status, seq, life, done, unchecked, state, born_at, changed_at, recorded_at)
			SELECT 'a-0-%d', kind, 'n%d', status, seq, life, 1, 0, state, born_at, changed_at, recorded_at FROM case_files WHERE id = 'a-1'`, n, n))
	}
	r.sql("ANALYZE TABLE case_files")
	version := r.cases["a-1"].Cal.Version
	for name, ask := range map[string]struct {
		list func() ([]contract.Level, error)
		want int
	}{
		"a new calendar":      {func() ([]contract.Level, error) { return r.store.CasesOffCalendar(ctx, "another", "", 200) }, 2},
		"the same calendar":   {func() ([]contract.Level, error) { return r.store.CasesOffCalendar(ctx, version, "", 200) }, 0},
		"the sweep's share":   {func() ([]contract.Level, error) { return r.store.OpenCasesOf(ctx, 0, 1) }, 2},
		"all that is open":    {func() ([]contract.Level, error) { return r.store.OpenCases(ctx, "", 500) }, 2},
		"a calendar, further": {func() ([]contract.Level, error) { return r.store.CasesOffCalendar(ctx, "another", "a-1", 200) }, 1},
	} {
		before := rowsRead(t, r.db)
		levels, err := ask.list()
		require.NoError(t, err, name)
		require.Len(t, levels, ask.want, name)
		require.Less(t, rowsRead(t, r.db)-before, archive/10, name)
	}
}
