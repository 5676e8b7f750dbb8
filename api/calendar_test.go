package api_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/api"
	"github.com/diaodu/diaodu/api/apitest"
	"github.com/diaodu/diaodu/domain/org"
)

// spreads counts how often open cases were to be told.
type spreads struct {
	n   int
	err error
}

func (s *spreads) Recalendar(context.Context) error {
	s.n++
	return s.err
}

func calendarWorld(t *testing.T) (*apitest.World, *spreads) {
	s := &spreads{}
	w := apitest.New(t, func(d *api.Deps) { d.Recalendar = s })
	w.Org("o-key", "区重点办")
	w.Official("admin", "", org.Admin)
	w.Official("tong", "o-key", org.Coordinator)
	return w, s
}

// notice2027 is made up: the true one is not out.
const notice2027 = `{
  "year": 2027,
  "papers": ["https://www.gov.cn/a"],
  "days": [
    {"name": "元旦", "date": "2027-01-01", "isOffDay": true},
    {"name": "春节", "date": "2027-02-05", "isOffDay": true},
    {"name": "春节", "date": "2027-02-08", "isOffDay": true},
    {"name": "春节", "date": "2027-02-20", "isOffDay": false}
  ]
}`

func send(c *apitest.Client, path, body string) *apitest.Answer {
	return c.Do(http.MethodPost, path, strings.NewReader(body), "Content-Type", "application/json")
}

func TestCalendarShowsWhyDaysAreWorkedOrNot(t *testing.T) {
	w, _ := calendarWorld(t)
	var v api.CalendarView
	w.Login("tong").Get("/api/calendar?from=2026-09-18&to=2026-09-28").Want(http.StatusOK).JSON(&v)
	require.Len(t, v.Days, 11)
	require.Equal(t, 7, v.Workdays)
	texts := map[string]string{}
	for _, d := range v.Days {
		texts[d.Date.String()] = d.Weekday + d.Text
	}
	require.Equal(t, "五工作日", texts["2026-09-18"])
	require.Equal(t, "六周末", texts["2026-09-19"])
	require.Equal(t, "日国庆节调休上班", texts["2026-09-20"])
	require.Equal(t, "五中秋节放假", texts["2026-09-25"])
	require.Equal(t, "六中秋节放假", texts["2026-09-26"])
	require.Equal(t, "2026-12-31", v.To.String())
	require.Equal(t, []api.OfficeHours{{From: "09:00", To: "12:00"}, {From: "13:30", To: "17:30"}}, v.Hours)

	p := w.Login("tong").Get("/api/calendar?from=2026-09-18&to=2026-09-01").Refused(http.StatusUnprocessableEntity, "calendar.range")
	require.Contains(t, p.Detail, "最多 400 天")
	w.Login("tong").Get("/api/calendar?from=2026-9-18").Want(http.StatusUnprocessableEntity)
	w.Login("tong").Get("/api/calendar").Want(http.StatusOK).JSON(&v)
	require.GreaterOrEqual(t, len(v.Days), 59, "this month and the next")
}

func TestWorkdaysAreAddedAndProvisionalOnesMarked(t *testing.T) {
	w, _ := calendarWorld(t)
	c := w.Login("tong")
	var v api.DueView
	c.Get("/api/calendar/add?date=2022-05-10&days=15").Want(http.StatusOK).JSON(&v)
	require.Equal(t, "2022-05-31", v.Date.String())
	require.Equal(t, 6, v.Rests)
	require.False(t, v.Provisional)
	c.Get("/api/calendar/add?date=2022-10-08&days=-1").Want(http.StatusOK).JSON(&v)
	require.Equal(t, "2022-09-30", v.Date.String())
	require.Equal(t, 7, v.Rests)
	c.Get("/api/calendar/add?date=2026-12-30&days=5").Want(http.StatusOK).JSON(&v)
	require.True(t, v.Provisional)
	c.Get("/api/calendar/add?date=2026-12-30&days=5000").Want(http.StatusUnprocessableEntity)
}

func TestPauseIsSimulatedBeforeItIsDecided(t *testing.T) {
	w, _ := calendarWorld(t)
	c := w.Login("tong")
	var v api.SimulatedPause
	c.Get("/api/calendar/simulate?start=2022-05-12&limit=20&pause_from=2022-05-16&pause_days=10").Want(http.StatusOK).JSON(&v)
	require.Equal(t, "2022-06-10", v.OriginalDue.String())
	require.Equal(t, "2022-05-27", v.PauseTo.String())
	require.Equal(t, "2022-06-24", v.Due.String())
	c.Get("/api/calendar/simulate?start=2022-05-10&until=2022-05-31&pause_from=2022-05-20&pause_days=3").Want(http.StatusOK).JSON(&v)
	require.Equal(t, "2022-06-06", v.Due.String())
	c.Get("/api/calendar/simulate?start=2022-05-10&pause_from=2022-05-20&pause_days=3").
		Refused(http.StatusUnprocessableEntity, "calendar.limit_or_until")
	c.Get("/api/calendar/simulate?start=2022-05-10&limit=3&pause_from=2022-05-09&pause_days=3").
		Refused(http.StatusUnprocessableEntity, "clock.pause_early")
}

func TestAdministratorPreviewsAndImportsANotice(t *testing.T) {
	w, s := calendarWorld(t)
	c := w.Login("admin")
	var p api.PreviewView
	send(c, "/api/calendar/preview", notice2027).Want(http.StatusOK).JSON(&p)
	require.Zero(t, p.Cases)
	require.Zero(t, s.n)

	var v api.CalendarVersionView
	send(c, "/api/calendar/import", notice2027).Want(http.StatusOK).JSON(&v)
	require.Equal(t, "导入2027年放假通知", v.Text)
	require.Equal(t, []string{"https://www.gov.cn/a"}, v.Basis)
	require.Equal(t, "2027-12-31", v.To.String())
	require.Equal(t, 1, s.n)

	var due api.DueView
	c.Get("/api/calendar/add?date=2027-02-04&days=1").Want(http.StatusOK).JSON(&due)
	require.Equal(t, "2027-02-09", due.Date.String())
	require.False(t, due.Provisional)
	var list api.List[api.CalendarVersionView]
	c.Get("/api/calendar/versions").Want(http.StatusOK).JSON(&list)
	require.Len(t, list.Items, 1)
	require.Equal(t, v.Version, list.Items[0].Version)
}

func TestBadNoticeIsAnsweredWithItsLine(t *testing.T) {
	w, s := calendarWorld(t)
	c := w.Login("admin")
	bad := strings.Replace(notice2027, `"2027-02-20"`, `"2027-02-30"`, 1)
	p := send(c, "/api/calendar/import", bad).Refused(http.StatusUnprocessableEntity, "calendar.date")
	require.Equal(t, "第 8 行：“2027-02-30”不是有效日期，应如 2027-01-01。", p.Detail)
	p = send(c, "/api/calendar/import", "年,日期").Refused(http.StatusUnprocessableEntity, "calendar.syntax")
	require.Contains(t, p.Detail, "第 1 行第 1 列")
	send(c, "/api/calendar/import", "").Want(http.StatusBadRequest)
	p = send(c, "/api/calendar/import", `{"year":2028,"papers":[],"days":[]}`).Refused(http.StatusUnprocessableEntity, "calendar.empty")
	require.Contains(t, p.Detail, "可能尚未公布")
	require.Zero(t, s.n)
}

func TestOnlyTheAdministratorChangesTheCalendar(t *testing.T) {
	w, s := calendarWorld(t)
	c := w.Login("tong")
	send(c, "/api/calendar/import", notice2027).Refused(http.StatusForbidden, "account.admin_only")
	send(c, "/api/calendar/preview", notice2027).Refused(http.StatusForbidden, "account.admin_only")
	local := api.LocalDaysView{Days: []api.LocalDayView{}}
	c.Do(http.MethodPut, "/api/calendar/local", local).Refused(http.StatusForbidden, "account.admin_only")
	c.Do(http.MethodPost, "/api/calendar/local/preview", local).Refused(http.StatusForbidden, "account.admin_only")
	require.Zero(t, s.n)
}

func TestDistrictSetsItsOwnDaysOverHTTP(t *testing.T) {
	w, s := calendarWorld(t)
	c := w.Login("admin")
	body := map[string]any{
		"days":  []map[string]any{{"date": "2026-11-30", "work": false, "name": "区庆"}},
		"hours": []map[string]any{{"from": "08:30", "to": "12:00"}, {"from": "14:00", "to": "18:00"}},
		"basis": "荣府发〔2026〕30号",
	}
	c.Do(http.MethodPost, "/api/calendar/local/preview", body).Want(http.StatusOK)
	var v api.CalendarVersionView
	c.Do(http.MethodPut, "/api/calendar/local", body).Refused(http.StatusUnprocessableEntity, "request.version")
	c.Do(http.MethodPut, "/api/calendar/local", body, "If-Match", c.Get("/api/calendar/local").Header.Get("ETag")).Want(http.StatusOK).JSON(&v)
	require.Equal(t, "调整本区自定日期或办公时间", v.Text)
	require.Equal(t, 1, s.n)
	var look api.CalendarView
	c.Get("/api/calendar?from=2026-11-30&to=2026-11-30").Want(http.StatusOK).JSON(&look)
	require.Equal(t, "区庆（本区休息）", look.Days[0].Text)
	require.Equal(t, "08:30", look.Hours[0].From)
	var back api.LocalDaysView
	c.Get("/api/calendar/local").Want(http.StatusOK).JSON(&back)
	require.Equal(t, "荣府发〔2026〕30号", back.Basis)

	body["hours"] = []map[string]any{{"from": "12:00", "to": "08:30"}}
	c.Do(http.MethodPut, "/api/calendar/local", body, "If-Match", `"2"`).Refused(http.StatusUnprocessableEntity, "calendar.hours")
	delete(body, "hours")
	c.Do(http.MethodPut, "/api/calendar/local", body, "If-Match", `"1"`).Refused(http.StatusPreconditionFailed, "stale")
}

func TestImportThatCouldNotBeSpreadIsRepeatedByTheSameRequest(t *testing.T) {
	w, s := calendarWorld(t)
	c := w.Login("admin")
	s.err = errors.New("away")
	send(c, "/api/calendar/import", notice2027).Refused(http.StatusServiceUnavailable, "calendar.not_spread")
	s.err = nil
	send(c, "/api/calendar/import", notice2027).Want(http.StatusOK)
	require.Equal(t, 2, s.n)
	var list api.List[api.CalendarVersionView]
	c.Get("/api/calendar/versions").Want(http.StatusOK).JSON(&list)
	require.Len(t, list.Items, 1)
}
