package store_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/inbox"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/store/storetest"
)

var (
	waterWorks = between.Unit{ID: "o-water", Name: "水务公司", Type: org.Utility}
	projectKey = between.ProjectRef{ID: "p-key", Name: "项目p-key", EnterpriseID: "e-apnt", EnterpriseName: "艾珀耐特", TownCode: "500153001"}
)

// mailroom is a county whose people have accounts, so that they are told.
type mailroom struct{ *county }

func newMailroom(t *testing.T) mailroom {
	m := mailroom{newCounty(t)}
	m.at("2022-05-09", 10)
	for _, unit := range []string{taskWater.OrgID, taskBuild.OrgID} {
		m.sql("INSERT INTO orgs (id, name, type, valid_from, version, created_at, updated_at) VALUES (?, ?, 'department', '2020-01-01', 1, NOW(6), NOW(6))", unit, "单位"+unit)
	}
	m.sql("INSERT INTO enterprises (id, name, tags, version, created_at, updated_at) VALUES ('e-apnt', '艾珀耐特', '[]', 1, NOW(6), NOW(6))")
	for _, p := range []org.Actor{taskCoord, taskWater, taskBuild, taskOwner} {
		if p.Has(org.Owner) {
			p.OwnerRole = org.Primary
		}
		_, err := m.store.CreateUser(context.Background(), casefile.Meta{Actor: org.Clock}, store.NewUser{
			ID: p.UserID, Login: p.UserID, Name: p.Name, Roles: p.Roles, OrgID: p.OrgID, EnterpriseID: p.EnterpriseID, OwnerRole: p.OwnerRole,
		}, m.now)
		require.NoError(t, err)
	}
	return m
}

func (m mailroom) today() workcal.Date { return workcal.DateOf(m.now) }

func (m mailroom) counts(a org.Actor) store.InboxCounts {
	m.t.Helper()
	for n := 1; n > 0; {
		var err error
		n, err = m.store.SpreadNotices(context.Background(), nil, m.now)
		require.NoError(m.t, err)
	}
	n, err := m.store.InboxCounts(context.Background(), a, m.today())
	require.NoError(m.t, err)
	return n
}

func (m mailroom) groups(a org.Actor, f store.InboxQuery) []store.NoticeGroup {
	m.t.Helper()
	groups, err := m.store.NoticeGroups(context.Background(), a, f, m.today())
	require.NoError(m.t, err)
	return groups
}

func (m mailroom) read(a org.Actor, f store.InboxQuery) {
	m.t.Helper()
	require.NoError(m.t, m.store.ReadNotices(context.Background(), a, f, m.now))
}

func (m mailroom) hand(id string) {
	m.act(id, taskOwner, issue.Report, issue.Form{Report: &issue.ReportForm{
		Project: projectKey, Class: "water.supply", Heading: "难题" + id, Demand: "请协调解决", Unclassified: true,
	}})
}

// What waits for somebody is counted until it is done, not until it is read; what
// is done is no news to who was only asked (the bell that stayed at 1).
func TestTheBellCountsWhatIsStillToBeDone(t *testing.T) {
	m := newMailroom(t)
	m.hand("i-1")
	m.hand("i-2")
	require.Equal(t, store.InboxCounts{Act: 2, All: 2}, m.counts(taskCoord))
	m.read(taskCoord, store.InboxQuery{})
	require.Equal(t, store.InboxCounts{Act: 2, All: 2}, m.counts(taskCoord), "read, and still to be done")
	require.Zero(t, m.groups(taskCoord, store.InboxQuery{Tab: inbox.Act})[0].Unread)

	m.act("i-1", taskCoord, issue.Accept, issue.Form{Reason: "情况清楚，先行受理"})
	require.Equal(t, store.InboxCounts{Act: 1, All: 1}, m.counts(taskCoord), "accepted")
	m.hand("i-3")
	require.EqualValues(t, 2, m.counts(taskCoord).Act)
	m.act("i-3", taskCoord, issue.Accept, issue.Form{Reason: "情况清楚，先行受理"})
	require.Equal(t, store.InboxCounts{Act: 1, All: 1}, m.counts(taskCoord), "done unread: no news either")
	spent := m.groups(taskCoord, store.InboxQuery{Tab: inbox.News})
	require.Len(t, spent, 2)
	require.True(t, spent[0].Spent)
	require.Nil(t, spent[0].ReadAt)
	require.Zero(t, spent[0].Unread)

	m.act("i-1", taskCoord, issue.Dispatch, issue.Form{Grade: issue.Ordinary, Lead: &waterWorks})
	require.EqualValues(t, 1, m.counts(taskWater).Act, "to sign for")
	require.Zero(t, m.counts(taskBuild))
	owner := m.counts(taskOwner)
	require.Zero(t, owner.Act)
	require.EqualValues(t, 2, owner.News, "accepted, dispatched: told, not asked")
	m.deliver("i-1")
	require.Zero(t, m.counts(taskWater).Act)
	require.EqualValues(t, 1, m.counts(taskOwner).Act, "to confirm")
	require.EqualValues(t, 1, m.counts(taskCoord).News, "the same notice asks the owner and tells the coordinator")
}

// A unit that helps is told of a task and asked nothing; the unit that leads is asked.
func TestOneNoticeMayAskOneUnitAndTellAnother(t *testing.T) {
	m := newMailroom(t)
	m.issue("t-1", nil)
	require.Equal(t, store.InboxCounts{Act: 1, All: 1}, m.counts(taskWater))
	require.Equal(t, store.InboxCounts{News: 1, All: 1}, m.counts(taskBuild))
	m.do("t-1", taskWater, supervision.ActSign, supervision.Form{})
	require.Zero(t, m.counts(taskWater).Act)
}

// Thirty-five notices of one case are one line, newest first; it opens to all of them.
func TestNoticesOfOneCaseStandTogether(t *testing.T) {
	m := newMailroom(t)
	m.hand("i-1")
	m.hand("i-2")
	m.act("i-1", taskCoord, issue.Accept, issue.Form{Reason: "情况清楚，先行受理"})
	for n := range 35 {
		m.act("i-1", taskCoord, issue.Note, issue.Form{Text: fmt.Sprintf("进展%d", n), Public: true})
	}
	require.EqualValues(t, 1, m.counts(taskOwner).News)
	groups := m.groups(taskOwner, store.InboxQuery{Limit: 10})
	require.Len(t, groups, 1)
	require.EqualValues(t, 36, groups[0].N)
	require.EqualValues(t, 36, groups[0].Unread)
	require.Equal(t, "issue.note", groups[0].Code)
	ctx := context.Background()
	all, err := m.store.Notices(ctx, taskOwner, store.InboxQuery{CaseID: "i-1", Limit: 50}, m.today())
	require.NoError(t, err)
	require.Len(t, all, 36)
	require.Equal(t, groups[0].ID, all[0].ID)
	require.Greater(t, all[0].ID, all[35].ID)

	m.read(taskOwner, store.InboxQuery{Tab: inbox.News, Until: all[1].ID})
	require.EqualValues(t, 1, m.groups(taskOwner, store.InboxQuery{})[0].Unread, "what came after the page is not read with it")
	m.act("i-2", taskCoord, issue.Accept, issue.Form{Reason: "情况清楚，先行受理"})
	require.EqualValues(t, 2, m.counts(taskOwner).News)
	first := m.groups(taskOwner, store.InboxQuery{Limit: 1})
	require.Equal(t, "i-2", first[0].CaseID)
	next := m.groups(taskOwner, store.InboxQuery{Limit: 1, Cursor: first[0].ID})
	require.Equal(t, "i-1", next[0].CaseID)
	require.Empty(t, m.groups(taskOwner, store.InboxQuery{Limit: 1, Cursor: next[0].ID}), "a case is on one page only")
	m.read(taskOwner, store.InboxQuery{CaseID: "i-2"})
	require.EqualValues(t, 1, m.counts(taskOwner).News)
}

// Reading one tab leaves the other alone.
func TestATabIsReadByItself(t *testing.T) {
	m := newMailroom(t)
	m.hand("i-1")
	m.report("i-2", "p-key", "water.supply")
	m.deliver("i-2") // the coordinators are told
	require.Equal(t, store.InboxCounts{Act: 1, News: 1, All: 2}, m.counts(taskCoord))
	m.read(taskCoord, store.InboxQuery{Tab: inbox.Act})
	require.Equal(t, store.InboxCounts{Act: 1, News: 1, All: 2}, m.counts(taskCoord))
	m.read(taskCoord, store.InboxQuery{Tab: inbox.News})
	require.Equal(t, store.InboxCounts{Act: 1, All: 1}, m.counts(taskCoord))
}

// The bell asks the database twice, as it did when it only counted what is unread,
// whoever looks and however much they were told.
func TestTheBellCostsTwoStatements(t *testing.T) {
	m := newMailroom(t)
	for n := range 12 {
		m.hand(fmt.Sprintf("i-%d", n))
	}
	server := &fileRoom{t: t, db: storetest.SQL(t, m.dsn)}
	for _, a := range []org.Actor{taskCoord, taskWater, taskOwner, taskSuper, taskChair} {
		m.counts(a)
		before, _ := server.asked()
		_, err := m.store.InboxCounts(context.Background(), a, m.today())
		require.NoError(t, err)
		after, _ := server.asked()
		require.LessOrEqual(t, after-before, 2, a.Name)
	}
}
