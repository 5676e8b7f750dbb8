package api_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/activities"
	"github.com/diaodu/diaodu/api"
	"github.com/diaodu/diaodu/api/apitest"
	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/account"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// straightMeetings gives orders to meetings without Temporal between, as
// straight does to tasks; it also plans series at once.
type straightMeetings struct {
	store *store.Store
	now   func() time.Time
}

func (s *straightMeetings) Begin(ctx context.Context, head casefile.Head, command any) (contract.Answer, error) {
	m := &meeting.Meeting{Head: head}
	if old, err := s.store.Meeting(ctx, head.ID); err == nil {
		m = old
	}
	return s.record(ctx, m, command.(meeting.Command))
}

func (s *straightMeetings) Do(ctx context.Context, _ casefile.Kind, id string, command any) (contract.Answer, error) {
	m, err := s.store.Meeting(ctx, id)
	if err != nil {
		return contract.Answer{}, err
	}
	return s.record(ctx, m, command.(meeting.Command))
}

func (s *straightMeetings) record(ctx context.Context, m *meeting.Meeting, cmd meeting.Command) (contract.Answer, error) {
	ev, err := m.Decide(cmd, s.now())
	if err != nil {
		return contract.Answer{}, err
	}
	rec, err := s.store.Record(ctx, ev)
	return contract.Answer{CaseID: m.ID, Seq: ev.Seq, Number: rec.Number, Status: ev.To}, err
}

// PlanSeries plans what is missing, as the series' Schedule would.
func (s *straightMeetings) PlanSeries(ctx context.Context, id string) error {
	_, err := activities.Meetings{Book: s.store, Cases: s, Now: s.now}.OpenMeetings(ctx, contract.OpenMeetings{Series: id})
	return err
}

// meetingWorld is a server with a chair, a coordinator, a unit and two owners.
type meetingWorld struct {
	*apitest.World
	cases *straightMeetings
	chair account.User
}

func newMeetingWorld(t *testing.T) meetingWorld {
	cases := &straightMeetings{}
	w := apitest.New(t, func(d *api.Deps) {
		s, ok := d.Users.(*store.Store)
		require.True(t, ok)
		cases.store, cases.now = s, d.Now
		d.Cases, d.Calendars, d.Directory, d.Histories, d.States = cases, s, s, s, s
		d.Meetings, d.Issues, d.Planner = s, s, cases
	})
	w.Org("o-water", "水务公司")
	w.Enterprise("e-apnt", "重庆艾珀耐特高分子材料有限公司")
	w.Enterprise("e-other", "别家企业")
	chair := w.Official("chair", "", org.Chair)
	w.Official("coord", "", org.Coordinator)
	w.Official("reviewer", "", org.MinutesReviewer)
	w.Official("water", "o-water", org.UtilityAgent)
	w.Owner("you", "e-apnt", org.Primary)
	w.Owner("other", "e-other", org.Primary)
	return meetingWorld{World: w, cases: cases, chair: chair}
}

// today is a workday for every test: time passes until it is one.
func (w meetingWorld) today() workcal.Date {
	cal := workcal.Embedded()
	for !cal.IsWorkday(workcal.DateOf(w.Clock.Now())) {
		w.Clock.Pass(24 * time.Hour)
	}
	return workcal.DateOf(w.Clock.Now())
}

type meetingBody struct {
	ID         string `json:"id"`
	No         string `json:"no"`
	Seq        int    `json:"seq"`
	Status     string `json:"status"`
	StatusText string `json:"status_text"`
	Date       string `json:"date"`
	Actions    []struct{ Act, Text string }
	Items      []struct {
		ID           string
		Title        string
		PreCoord     string   `json:"pre_coord"`
		TendencyText string   `json:"tendency_text"`
		WhyText      []string `json:"score_why"`
		Stands       []any    `json:"stands"`
		Outcomes     []struct {
			ID, Text string
			KindText string `json:"kind_text"`
			Task     *struct {
				Content string
				Lead    struct{ Name string }
				Due     string
			}
		}
	}
	Attendees []any `json:"attendees"`
	Minutes   *struct {
		No    string
		Parts []struct{ Anchor, Text, Title string }
		Steps []struct{ Step string }
	}
	Last *struct{ Total int } `json:"last_page"`
}

func (w meetingWorld) act(c *apitest.Client, id, act string, fields map[string]any) *apitest.Answer {
	w.T.Helper()
	body := map[string]any{"act": act}
	for k, v := range fields {
		body[k] = v
	}
	return post(c, "/api/meetings/"+id+"/acts", body)
}

// addIssue puts an issue on the agenda, as the issue itself would.
func (w meetingWorld) addIssue(id string, n int, enterprise string) {
	w.T.Helper()
	cmd := meeting.Command{
		Order: casefile.Order{Act: meeting.ActAddItem, Meta: casefile.Meta{Actor: org.Clock, RequestID: fmt.Sprintf("issue-%d", n)}},
		Form: meeting.Form{Entry: &between.AgendaEntry{
			IssueID: fmt.Sprintf("i-%d", n), IssueNo: fmt.Sprintf("R-%d", n), Title: fmt.Sprintf("第%d个问题", n),
			Project: between.ProjectRef{ID: fmt.Sprintf("p-%d", n), Name: "项目", EnterpriseID: enterprise, InvestWan: 60000},
			Lead:    between.Unit{ID: "o-water", Name: "水务公司"}, PreCoord: "现场协调", Tendency: "建议同意", RaisedOn: workcal.DateOf(w.Clock.Now()),
			Positions: []between.Position{{Org: between.Unit{ID: "o-water", Name: "水务公司"}, Stand: "内部意见"}},
		}},
	}
	_, err := w.cases.Do(context.Background(), casefile.Meeting, id, cmd)
	require.NoError(w.T, err)
}

func TestMeetingIsArrangedHeldAndMinutedOverHTTP(t *testing.T) {
	w := newMeetingWorld(t)
	today := w.today()
	coord, chair := w.Login("coord"), w.Login("chair")
	plan := map[string]any{
		"date": today.String(), "start": "21:30", "minutes": 120, "place": "区政府三楼会议室", "chair": map[string]string{"user_id": w.chair.ID},
		"extra": true, "cutoffs": map[string]string{"collect": today.String(), "triage": today.String(), "lock": today.String(), "materials": today.String()},
	}
	post(w.Login("water"), "/api/meetings", plan).Refused(http.StatusForbidden, "meeting.forbidden")
	var v meetingBody
	post(coord, "/api/meetings", plan).Want(http.StatusCreated).JSON(&v)
	require.Regexp(t, `^\d{4}年第1次$`, v.No)
	require.Equal(t, "已安排", v.StatusText)
	id := v.ID
	w.addIssue(id, 1, "e-apnt")
	w.addIssue(id, 2, "e-other")

	w.act(coord, id, "add_item", map[string]any{"entry": map[string]any{"title": "开工项目情况"}, "section": "new_start"}).Want(http.StatusOK)
	w.act(coord, id, "set_attendees", map[string]any{"attendees": []map[string]any{{"org": map[string]string{"id": "o-water", "name": "改过的名字"}, "name": "周供水", "role": "attend"}}}).Want(http.StatusOK)
	w.act(coord, id, "start_collecting", nil).Want(http.StatusOK)
	w.act(coord, id, "lock", nil).Want(http.StatusOK)
	w.act(w.Login("water"), id, "sign_in", map[string]any{"attendee_id": "a1", "presence": "attend"}).Want(http.StatusOK)
	w.act(coord, id, "convene", map[string]any{"last_page": map[string]any{"as_of": "2022-05-10T00:00:00Z", "total": 9, "done": 9, "going": 0, "overdue": 0}}).
		Want(http.StatusOK).JSON(&v)
	require.Zero(t, v.Last.Total, "the door reads the page, people cannot say it")
	w.act(coord, id, "call_item", map[string]any{"item_id": "i1"}).Want(http.StatusOK)
	task := map[string]any{"content": "供水管道牵入施工范围", "standard": "八十米管道通水", "lead": map[string]string{"id": "o-water", "name": "改过的名字"}, "due_workdays": 5}
	w.act(chair, id, "decide", map[string]any{"item_id": "i1", "resolutions": []any{map[string]any{"kind": "task", "task": task}}}).Want(http.StatusOK).JSON(&v)
	out := v.Items[0].Outcomes[0]
	require.Equal(t, "交办任务", out.KindText)
	require.Equal(t, "水务公司", out.Task.Lead.Name, "names come from the register")
	require.Equal(t, due(w.World, 5), out.Task.Due)
	w.act(chair, id, "close", nil).Want(http.StatusOK)

	w.act(coord, id, "draft_minutes", nil).Want(http.StatusOK).JSON(&v)
	require.Equal(t, []string{"preface", "i1", "r1"}, []string{v.Minutes.Parts[0].Anchor, v.Minutes.Parts[1].Anchor, v.Minutes.Parts[2].Anchor})
	require.Contains(t, v.Minutes.Parts[2].Text, "由水务公司牵头")
	version := map[string]any{"version": 1, "reason": "同意"}
	w.act(coord, id, "review_minutes", version).Refused(http.StatusForbidden, "meeting.forbidden")
	w.act(w.Login("reviewer"), id, "review_minutes", version).Want(http.StatusOK)
	w.act(chair, id, "sign_minutes", version).Want(http.StatusOK)
	w.act(coord, id, "issue_minutes", nil).Want(http.StatusOK).JSON(&v)
	require.Regexp(t, `^专题会议纪要〔\d{4}〕1号$`, v.Minutes.No)
	require.Len(t, v.Minutes.Steps, 4)
	coord.Get("/api/meetings/" + id + "/candidates").Want(http.StatusOK)
	w.Login("you").Get("/api/meetings/"+id+"/candidates").Refused(http.StatusForbidden, "meeting.forbidden")
	w.requireOwnersShare(id)
}

// requireOwnersShare is R14 and F-13 at the door: own item, own paragraphs, own
// history; nobody else's meeting.
func (w meetingWorld) requireOwnersShare(id string) {
	w.T.Helper()
	var v meetingBody
	you := w.Login("you")
	a := you.Get("/api/meetings/" + id).Want(http.StatusOK)
	a.JSON(&v)
	require.Len(w.T, v.Items, 1)
	require.Empty(w.T, v.Items[0].Stands)
	require.Empty(w.T, v.Items[0].TendencyText)
	require.Len(w.T, v.Minutes.Parts, 2)
	for _, secret := range []string{"第2个问题", "内部意见", "建议同意", "e-other", "周供水"} {
		require.NotContains(w.T, string(a.Body), secret)
		require.NotContains(w.T, string(you.Get("/api/meetings/"+id+"/events").Want(http.StatusOK).Body), secret)
	}
	paper := you.Get("/api/meetings/" + id + "/minutes.docx").Want(http.StatusOK)
	require.NotEmpty(w.T, paper.Body)
	w.Enterprise("e-third", "第三家企业")
	stranger := w.Owner("stranger", "e-third", org.Primary)
	w.Login(stranger.Login).Get("/api/meetings/"+id).Refused(http.StatusNotFound, "meeting.not_found")
	w.Login(stranger.Login).Get("/api/meetings/"+id+"/events").Refused(http.StatusNotFound, "meeting.not_found")
	w.act(w.Login(stranger.Login), id, "sign_in", map[string]any{"attendee_id": "a1", "presence": "attend"}).Refused(http.StatusNotFound, "meeting.not_found")
}

// R1 at the door: the month's regular meeting is arranged once, by the series
// or by a person; another is marked extra.
func TestMonthHasOneRegularMeetingOverHTTP(t *testing.T) {
	w := newMeetingWorld(t)
	today := w.today()
	coord := w.Login("coord")
	series := map[string]any{"name": "重点问题月调度会", "forum": "monthly", "day": 28, "start": "14:30", "minutes": 120, "chair": map[string]any{"user_id": w.chair.ID, "name": ""}}
	w.Login("water").Do(http.MethodPut, "/api/meeting-series/monthly", series).Refused(http.StatusForbidden, "meeting.forbidden")
	var all api.List[api.SeriesView]
	coord.Get("/api/meeting-series").Want(http.StatusOK).JSON(&all)
	require.Equal(t, "add", all.Actions[0].Act)
	coord.Do(http.MethodPut, "/api/meeting-series/monthly", series).Refused(http.StatusUnprocessableEntity, "request.version")
	coord.Do(http.MethodPut, "/api/meeting-series/monthly", series, "If-Match", `"0"`).Want(http.StatusOK)
	coord.Do(http.MethodPut, "/api/meeting-series/monthly", series, "If-Match", `"0"`).Refused(http.StatusConflict, "meeting.series_exists")
	coord.Do(http.MethodPut, "/api/meeting-series/monthly", series, "If-Match", `"1"`).Want(http.StatusOK)
	p := coord.Do(http.MethodPut, "/api/meeting-series/monthly", series, "If-Match", `"1"`).Refused(http.StatusPreconditionFailed, "stale")
	require.EqualValues(t, 2, p.Args["current"])
	var list struct {
		Items []struct{ ID, Period, Date string }
	}
	coord.Get("/api/meetings?series=monthly").Want(http.StatusOK).JSON(&list)
	require.Len(t, list.Items, 2)

	next := list.Items[0]
	plan := map[string]any{"date": next.Date, "period": next.Period, "chair": map[string]string{"user_id": w.chair.ID}}
	if !strings.HasPrefix(next.Date, next.Period) {
		plan["date"] = next.Period + "-27"
	}
	p = post(coord, "/api/meetings", plan).Refused(http.StatusConflict, "meeting.month_taken")
	require.Contains(t, p.Detail, next.Period)
	plan["extra"] = true
	post(coord, "/api/meetings", plan).Want(http.StatusCreated)
	plan["chair"] = map[string]string{"user_id": w.Official("nobody", "o-water", org.Handler).ID}
	post(coord, "/api/meetings", plan).Refused(http.StatusUnprocessableEntity, "meeting.not_a_chair")
	plan["chair"], plan["date"] = map[string]string{"user_id": w.chair.ID}, today.AddDays(-1).String()
	post(coord, "/api/meetings", plan).Refused(http.StatusUnprocessableEntity, "meeting.past")
	var waits struct{ Items []any }
	coord.Get("/api/meeting-waits").Want(http.StatusOK).JSON(&waits)
	require.Empty(t, waits.Items)
}
