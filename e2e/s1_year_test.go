package e2e

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/api/apitest"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/statistics"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// S1-02: the PRIMARY adds a colleague; the colleague cannot rise by their own hand.
func (s *story) invited(t *testing.T) {
	web := apitest.On(t, s.dsn)
	team := "/api/enterprises/" + s.pipes.EnterpriseID + "/team"
	web.Login("yezhu").Post(team, map[string]any{"login": "yezhu-xiao", "name": "肖华", "role": "MEMBER"}).Want(http.StatusCreated)
	up := map[string]any{"role": "ADMIN"}
	added := team + "/" + web.UserID("yezhu-xiao")
	web.Login("yezhu-xiao").Do(http.MethodPatch, added, up).Refused(http.StatusForbidden, "account.must_change")
	// 陈晓 has been in the team for long and has a password of her own.
	web.Login("yezhu2").Do(http.MethodPatch, team+"/"+web.UserID("yezhu2"), up).Refused(http.StatusForbidden, "team.not_primary")
	web.Login("yezhu").Do(http.MethodPatch, added, up).Want(http.StatusOK)
}

// S1-21: the newspaper says 投产 on the day of the start; R11 does not.
func (s *story) rejectedPhase(t *testing.T) {
	by := store.By{Actor: wangMin, At: when("06-06 12:00")}
	_, err := s.store.MoveProject(context.Background(), by, s.pipes.ID, 0, project.Move{
		To: project.InProduction, On: day("06-06"), Evidence: "报道",
	})
	require.True(t, fault.Is(err, "phase.order") || fault.Is(err, "phase.needs_completed"), "%v", err)
	require.NotEmpty(t, fault.Of(err).Text)
	now, err := s.store.ProjectBrief(context.Background(), s.pipes.ID)
	require.NoError(t, err)
	require.Equal(t, workcal.MustDate("2022-12-31"), now.CompleteBy, "竣工目标不变")
	view, err := s.store.Project(context.Background(), wangMin, s.pipes.ID, day("06-06"))
	require.NoError(t, err)
	require.Equal(t, project.Started, view.Phase)
	for _, stone := range view.Milestones {
		if stone.Type == project.MilestoneType(project.InProduction) {
			require.Equal(t, "2023-03-31", stone.Target.String())
			require.True(t, stone.Actual.IsZero())
		}
	}
}

// S1-22: the newspaper's 40余项.
func (s *story) yearCounter(t *testing.T) {
	ctx := context.Background()
	s.until("06-06 12:30")
	board, err := s.store.Board(ctx, wangMin, when("06-06 12:30"))
	require.NoError(t, err)
	require.EqualValues(t, 43, board.Headline.N, "今年已帮助重点在建项目解决43项难题")
	byClass := map[string]int64{}
	for _, c := range board.Headline.ByClass {
		byClass[c.Class] = c.N
	}
	for _, class := range []string{"labour", "energy", "finance", "water", "power"} {
		require.NotZero(t, byClass[class], class)
	}

	facts, err := s.store.StatisticsFacts(ctx, store.StatisticsQuery{AsOf: when("06-06 12:30"), From: day("01-01"), To: day("12-31")})
	require.NoError(t, err)
	measure, ok := statistics.MeasureOf(statistics.ResolvedKey)
	require.True(t, ok)
	behind := measure.Samples(facts)
	require.Len(t, behind, 43, "the list behind the number")
	listed := map[string]bool{}
	for _, one := range behind {
		listed[one.ID] = true
	}
	require.True(t, listed[s.water] && listed[s.power], "these two are in it")
}

// solvedEarlier plays the issues of the months before the story, a few after
// each meeting, and leaves them confirmed by their owners.
func (d *district) solvedEarlier(first, n int, on string) {
	d.t.Helper()
	classes := []string{"labour.recruit", "energy.quota", "finance.loan", "water.supply", "power.temporary", "approval.delay"}
	page, err := d.store.Projects(context.Background(), org.Clock, project.Query{Limit: 100, KeyYear: 2022})
	require.NoError(d.t, err)
	require.NotEmpty(d.t, page.Items)
	for k := range n {
		at := func(hour int) string { return fmt.Sprintf("%s %02d:%02d", on, hour, 10+k) }
		p := page.Items[(first+k)%len(page.Items)]
		owner := org.Actor{UserID: "u-" + p.ID, Name: "业主", Roles: []org.Role{org.Owner}, EnterpriseID: p.EnterpriseID, OwnerRole: org.Primary}
		id := fmt.Sprintf("i-early-%d", first+k)
		d.later(at(9), id, owner, issue.Report, issue.Form{Report: &issue.ReportForm{
			Project: between.ProjectRef{ID: p.ID, Code: p.Code, Name: p.Name, EnterpriseID: p.EnterpriseID, TownCode: p.TownCode},
			Class:   classes[(first+k)%len(classes)], Heading: fmt.Sprintf("要素保障问题%d", first+k), Demand: "请协调解决", Facts: fiveElements, Unclassified: true,
		}})
		d.later(at(10), id, wangMin, issue.Accept, issue.Form{})
		d.later(at(11), id, wangMin, issue.Dispatch, issue.Form{Grade: issue.Ordinary, Lead: &housing})
		d.later(at(14), id, zhengTao, issue.Sign, issue.Form{})
		d.later(at(15), id, zhengTao, issue.SolveOffline, issue.Form{Text: "已会同相关单位解决"})
		d.later(at(16), id, wangMin, issue.Verify, issue.Form{})
		d.later(at(17), id, owner, issue.Confirm, issue.Form{Rating: 4 + k%2})
	}
	d.playLater()
}

// later keeps an act until playLater plays all in the order of their time.
func (d *district) later(at, id string, a org.Actor, act string, form issue.Form) {
	d.kept = append(d.kept, keptAct{at, func() { d.do(at, casefile.Issue, id, a, act, form) }})
}

type keptAct struct {
	at   string // within one year, so that text sorts by time
	play func()
}

func (d *district) playLater() {
	slices.SortStableFunc(d.kept, func(a, b keptAct) int { return strings.Compare(a.at, b.at) })
	for _, k := range d.kept {
		k.play()
	}
	d.kept = nil
}
