package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/api"
	"github.com/diaodu/diaodu/api/apitest"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// subscribed makes a feed as the console does and gives the address as a program
// asks for it, without the host.
func subscribed(t *testing.T, c *apitest.Client) string {
	t.Helper()
	var made api.FeedView
	c.Post("/api/my-calendar-feed", nil).Want(http.StatusCreated).JSON(&made)
	path, ours := strings.CutPrefix(made.URL, apitest.PublicURL)
	require.True(t, ours, made.URL)
	return path
}

// feedOf reads a feed without a session and gives its events by their id.
func feedOf(t *testing.T, w *guardWorld, path string) map[string]*ics.VEvent {
	t.Helper()
	a := w.Anybody().Get(path).Want(http.StatusOK)
	require.Equal(t, "text/calendar; charset=utf-8", a.Header.Get("Content-Type"))
	require.NotContains(t, string(a.Body), "VTIMEZONE")
	cal, err := ics.ParseCalendar(strings.NewReader(string(a.Body)))
	require.NoError(t, err)
	events := map[string]*ics.VEvent{}
	for _, e := range cal.Events() {
		require.NotContains(t, events, e.Id(), "an id stands for one thing")
		events[e.Id()] = e
	}
	return events
}

func says(e *ics.VEvent, what ics.ComponentProperty) string {
	if p := e.GetProperty(what); p != nil {
		return p.Value
	}
	return ""
}

// coming plans a meeting on a day with the water company's people and gives a
// way to act on it.
func (w *guardWorld) coming(on workcal.Date) func(act string, fill func(*meeting.Command)) {
	w.T.Helper()
	m := &meeting.Meeting{Head: casefile.Head{ID: "m9", Kind: casefile.Meeting}}
	cal := workcal.Embedded()
	do := func(act string, fill func(*meeting.Command)) {
		w.T.Helper()
		cmd := meeting.Command{Order: casefile.Order{Meta: w.meta(triager), Act: act}}
		fill(&cmd)
		ev, err := m.Decide(cmd, w.Clock.Now())
		w.record(m, ev, err)
	}
	do(meeting.ActOpen, func(c *meeting.Command) {
		c.Calendar = &cal
		c.Plan = &meeting.Plan{
			Series: "special", Period: on.String()[:7], Extra: true, Forum: between.Special, Name: "供水专题会", Date: on, Start: 14*60 + 30, Minutes: 120, Place: "区政府三楼",
			Chair: meeting.Person{UserID: "u-chair", Name: "李区长"},
		}
	})
	do(meeting.ActAttendees, func(c *meeting.Command) {
		c.Attendees = []meeting.Attendee{{Org: waterworks, Name: "吴某", Role: meeting.Attend}}
	})
	return do
}

func TestAFeedShowsWhatItsOwnerMaySeeAndMustDo(t *testing.T) {
	w := guarded(t)
	today := workcal.DateOf(w.Clock.Now())
	cal := workcal.Embedded()
	on := cal.NextWorkday(today.AddDays(10))
	act := w.coming(on)

	water := feedOf(t, w, subscribed(t, w.Login("water")))
	e := water["meeting-m9@diaodu"]
	require.NotNil(t, e, "%v", water)
	start, err := e.GetStartAt()
	require.NoError(t, err)
	require.Equal(t, on.At(14, 30).UTC(), start.UTC())
	end, err := e.GetEndAt()
	require.NoError(t, err)
	require.Equal(t, 2*time.Hour, end.Sub(start))
	require.Contains(t, says(e, ics.ComponentPropertySummary), "供水专题会")
	require.Equal(t, apitest.PublicURL+"/meetings/m9", says(e, ics.ComponentPropertyUrl))
	sign := water["task-t1-sign@diaodu"]
	require.NotNil(t, sign, "%v", water)
	require.Contains(t, says(sign, ics.ComponentPropertySummary), "将供水管道牵入施工范围")
	require.Contains(t, says(sign, ics.ComponentPropertyDescription), "个工作日")
	require.Equal(t, apitest.PublicURL+"/tasks/t1", says(sign, ics.ComponentPropertyUrl))
	due := water["task-t1-task_due@diaodu"]
	require.NotNil(t, due)
	require.Equal(t, "20220531", says(due, ics.ComponentPropertyDtStart))

	// Nobody else's calendar knows of it, whatever their role.
	for _, login := range []string{"stranger", "other", "admin"} {
		for id, e := range feedOf(t, w, subscribed(t, w.Login(login))) {
			require.NotContains(t, says(e, ics.ComponentPropertySummary), "供水", "%s sees %s", login, id)
		}
	}

	before := says(e, ics.ComponentPropertySequence)
	later := cal.NextWorkday(on.AddDays(1))
	act(meeting.ActReschedule, func(c *meeting.Command) {
		c.Reason, c.Plan = "领导出差", &meeting.Plan{Date: later, Start: 9 * 60}
	})
	path := subscribed(t, w.Login("coordinator"))
	moved := feedOf(t, w, path)["meeting-m9@diaodu"]
	start, err = moved.GetStartAt()
	require.NoError(t, err)
	require.Equal(t, later.At(9, 0).UTC(), start.UTC(), "the same id has moved")
	require.NotEqual(t, before, says(moved, ics.ComponentPropertySequence))
	require.Equal(t, "CONFIRMED", says(moved, ics.ComponentPropertyStatus))
	act(meeting.ActCancel, func(c *meeting.Command) { c.Reason = "合并到例会" })
	require.Equal(t, "CANCELLED", says(feedOf(t, w, path)["meeting-m9@diaodu"], ics.ComponentPropertyStatus))
}

func TestWhatAUnitMustSignIsInItsCalendarOnly(t *testing.T) {
	w := guarded(t)
	you := subscribed(t, w.Login("you"))
	w.Login("coordinator").Post("/api/issues/i1/acts", map[string]any{"act": "dispatch", "class": "water.supply", "grade": "ordinary", "lead": map[string]any{"id": "o-water", "name": "水"}}).
		Want(http.StatusOK)
	require.Contains(t, feedOf(t, w, subscribed(t, w.Login("water"))), "issue-i1-sign@diaodu")
	require.NotContains(t, feedOf(t, w, you), "issue-i1-sign@diaodu", "the owner need not sign")
}

func TestAFeedEndsWithItsAddressAndItsPerson(t *testing.T) {
	w := guarded(t)
	c := w.Login("water")
	var view api.FeedView
	c.Get("/api/my-calendar-feed").Want(http.StatusOK).JSON(&view)
	require.False(t, view.Made)
	first := subscribed(t, c)
	w.Anybody().Get(first).Want(http.StatusOK)
	c.Get("/api/my-calendar-feed").Want(http.StatusOK).JSON(&view)
	require.True(t, view.Made)
	require.Empty(t, view.URL, "the secret is shown once")
	require.NotNil(t, view.ReadAt)

	second := subscribed(t, c)
	require.NotEqual(t, first, second)
	w.Anybody().Get(first).Refused(http.StatusNotFound, "calendar.no_feed")
	w.Anybody().Get(strings.TrimSuffix(second, ".ics")).Refused(http.StatusNotFound, "calendar.no_feed")
	w.Anybody().Get("/api/calendar-feed/x.ics").Refused(http.StatusNotFound, "calendar.no_feed")
	w.Anybody().Get(second).Want(http.StatusOK)
	require.NotContains(t, w.Logs.String(), strings.TrimPrefix(second, "/api/calendar-feed/"), "the log tells no secret")

	c.Do(http.MethodDelete, "/api/my-calendar-feed", nil).Want(http.StatusNoContent)
	w.Anybody().Get(second).Refused(http.StatusNotFound, "calendar.no_feed")

	third := subscribed(t, c)
	w.Anybody().Get(third).Want(http.StatusOK)
	by := casefile.Meta{Actor: org.Actor{UserID: w.UserID("admin"), Roles: []org.Role{org.Admin}}}
	_, err := w.Store.SetDisabled(t.Context(), by, w.UserID("water"), true, w.Clock.Now())
	require.NoError(t, err)
	w.Anybody().Get(third).Refused(http.StatusNotFound, "calendar.no_feed")
}

func TestFeedsAreReadAndGuessedWithinBounds(t *testing.T) {
	w := guarded(t)
	path := subscribed(t, w.Login("water"))
	for range 60 {
		w.Anybody().Get(path).Want(http.StatusOK)
	}
	w.Anybody().Get(path).Refused(http.StatusTooManyRequests, "calendar.feed_often")
	w.Clock.Pass(time.Hour)
	w.Anybody().Get(path).Want(http.StatusOK)
	for range 30 {
		w.Anybody().Get("/api/calendar-feed/guess.ics").Refused(http.StatusNotFound, "calendar.no_feed")
	}
	p := w.Anybody().Get("/api/calendar-feed/guess.ics").Refused(http.StatusTooManyRequests, "calendar.feed_often")
	require.Contains(t, p.Detail, "10 分钟后再试")
}
