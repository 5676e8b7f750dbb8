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
	p = send(c, "/api/calendar/import", "{年,日期").Refused(http.StatusUnprocessableEntity, "calendar.syntax")
	require.Contains(t, p.Detail, "第 1 行第 2 列")
	p = send(c, "/api/calendar/import", "年,日期").Refused(http.StatusUnprocessableEntity, "calendar.text_none")
	require.Contains(t, p.Detail, "请粘贴国务院办公厅通知全文")
	send(c, "/api/calendar/import", "").Want(http.StatusBadRequest)
	p = send(c, "/api/calendar/import", `{"year":2028,"papers":[],"days":[]}`).Refused(http.StatusUnprocessableEntity, "calendar.empty")
	require.Contains(t, p.Detail, "可能尚未公布")
	require.Zero(t, s.n)
}

// text2027 is made up: the true one is not out. Mid-Autumn is left out.
const text2027 = `国务院办公厅关于2027年部分节假日安排的通知
国办发明电〔2026〕9号
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（农历除夕、周五）至11日（周四）放假调休，共7天。2月20日（周六）上班。
三、清明节：4月5日放假，与周末连休。
四、劳动节：5月1日（周六）至3日（周一）放假，共3天。
五、端午节：6月9日（周三）放假1天，不调休。
六、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。10月9日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班。
国务院办公厅
2026年11月5日`

func TestNoticeIsImportedFromItsText(t *testing.T) {
	w, s := calendarWorld(t)
	c := w.Login("admin")
	plain := func(path, text string, headers ...string) *apitest.Answer {
		return c.Do(http.MethodPost, path, strings.NewReader(text), append([]string{"Content-Type", "text/plain; charset=utf-8"}, headers...)...)
	}
	wrong := strings.Replace(text2027, "2月20日（周六）", "2月20日（周日）", 1)
	p := plain("/api/calendar/preview", wrong).Refused(http.StatusUnprocessableEntity, "calendar.text_weekday")
	require.Equal(t, "春节：“2月20日（周日）”的星期与日期不符，2027-02-20 是星期六。", p.Detail)
	p = plain("/api/calendar/import", wrong, "Accept-Language", "en").Refused(http.StatusUnprocessableEntity, "calendar.text_weekday")
	require.Equal(t, "Spring Festival: the weekday in “2月20日（周日）” does not fit; 2027-02-20 is a Saturday.", p.Detail)

	var v api.NoticePreviewView
	plain("/api/calendar/preview", text2027).Want(http.StatusOK).JSON(&v)
	require.Equal(t, 2027, v.Read.Year)
	require.Equal(t, []string{"国办发明电〔2026〕9号"}, v.Read.Papers)
	require.Equal(t, []string{"没有读到中秋节的放假安排，请核对是否粘贴完整。"}, v.Read.Warnings)
	require.Len(t, v.Read.Holidays, 6)
	spring := v.Read.Holidays[1]
	require.Equal(t, "春节", spring.Name)
	require.Equal(t, 7, spring.Days)
	require.Equal(t, "2027-02-05", spring.Off[0].String())
	require.Equal(t, "2027-02-20", spring.Work[0].String())
	require.Zero(t, s.n)

	var imported api.CalendarVersionView
	plain("/api/calendar/import", text2027).Want(http.StatusOK).JSON(&imported)
	require.Equal(t, []string{"国办发明电〔2026〕9号"}, imported.Basis)
	require.Equal(t, 1, s.n)
	var due api.DueView
	c.Get("/api/calendar/add?date=2027-02-04&days=1").Want(http.StatusOK).JSON(&due)
	require.Equal(t, "2027-02-12", due.Date.String())

	// An amendment rests on the year that is in force now.
	longer := "国务院办公厅关于延长2027年春节假期的通知 国办发明电〔2027〕1号 延长2027年春节假期至2月14日（星期日），2月15日（星期一）起正常上班。"
	plain("/api/calendar/import", longer).Want(http.StatusOK).JSON(&imported)
	require.Equal(t, []string{"国办发明电〔2026〕9号", "国办发明电〔2027〕1号"}, imported.Basis)
	c.Get("/api/calendar/add?date=2027-02-04&days=1").Want(http.StatusOK).JSON(&due)
	require.Equal(t, "2027-02-15", due.Date.String())
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
