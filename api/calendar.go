package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Calendars keeps the working-day calendar; a new case is born with the current
// one. store fits it.
type Calendars interface {
	CurrentCalendar(ctx context.Context) (workcal.Calendar, error)
	CalendarVersions(ctx context.Context) ([]contract.CalendarVersion, error)
	CalendarNotices(ctx context.Context) ([]workcal.Notice, error)
	LocalDays(ctx context.Context) (contract.LocalDays, error)
	CandidateCalendar(ctx context.Context, n *workcal.Notice, l *contract.LocalDays) (workcal.Calendar, error)
	PreviewCalendar(ctx context.Context, cal workcal.Calendar, at time.Time) (contract.CalendarPreview, error)
	ImportNotice(ctx context.Context, by casefile.Meta, n workcal.Notice, at time.Time) (contract.CalendarVersion, error)
	SetLocalDays(ctx context.Context, by casefile.Meta, l contract.LocalDays, at time.Time) (contract.CalendarVersion, error)
}

// Recalendarer sees to it that open cases are given the calendar in force; it
// returns once that is sure. engine.Cases fits it.
type Recalendarer interface {
	Recalendar(ctx context.Context) error
}

// mostDays bounds one look at the calendar.
const mostDays = 400

// CalendarDay is one day as the calendar shows it.
type CalendarDay struct {
	Date        workcal.Date    `json:"date" format:"date"`
	Weekday     string          `json:"weekday" doc:"星期，如 六"`
	Workday     bool            `json:"workday"`
	Kind        workcal.DayKind `json:"kind" enum:"local_work,local_rest,make_up,holiday,weekend,weekday"`
	Text        string          `json:"text" doc:"中文说明，如 端午节放假"`
	Provisional bool            `json:"provisional,omitempty" doc:"暂定：该年放假安排未公布"`
}

// CalendarView is a stretch of the calendar in force.
type CalendarView struct {
	Version  string        `json:"version"`
	From     workcal.Date  `json:"published_from" format:"date" doc:"已公布放假安排的首日"`
	To       workcal.Date  `json:"published_to" format:"date" doc:"已公布放假安排的末日，之后为暂定"`
	Hours    []OfficeHours `json:"hours" nullable:"false" doc:"办公时间"`
	Workdays int           `json:"workdays" doc:"区间内工作日数"`
	Days     []CalendarDay `json:"days" nullable:"false"`
}

// OfficeHours is a stretch of office hours.
type OfficeHours struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// DueView is a computed date.
type DueView struct {
	Date        workcal.Date `json:"date" format:"date"`
	Weekday     string       `json:"weekday"`
	Provisional bool         `json:"provisional,omitempty" doc:"暂定：所跨年份放假安排未公布"`
	Rests       int          `json:"rests" doc:"其间跳过的休息日数"`
}

type calendarDesk struct{ Deps }

func registerCalendar(api huma.API, d Deps) {
	const tag = "工作日历"
	desk := calendarDesk{d}
	huma.Register(api, op("calendar-get", http.MethodGet, "/api/calendar", tag, "查看工作日历"), desk.look)
	huma.Register(api, op("calendar-add", http.MethodGet, "/api/calendar/add", tag, "推算若干工作日后的日期"), desk.add)
	huma.Register(api, op("calendar-simulate", http.MethodGet, "/api/calendar/simulate", tag, "试算暂停后的到期日"), desk.simulate)
	huma.Register(api, op("calendar-versions", http.MethodGet, "/api/calendar/versions", tag, "日历版本"), desk.versions)
	huma.Register(api, op("calendar-local", http.MethodGet, "/api/calendar/local", tag, "查看本区自定日期与办公时间"), desk.local)
	huma.Register(api, op("calendar-preview", http.MethodPost, "/api/calendar/preview", tag, "预览放假通知将调整的期限", unread), desk.preview)
	huma.Register(api, op("calendar-import", http.MethodPost, "/api/calendar/import", tag, "导入放假通知", unread), desk.importNotice)
	huma.Register(api, op("calendar-local-preview", http.MethodPost, "/api/calendar/local/preview", tag, "预览本区自定日期将调整的期限"), desk.previewLocal)
	huma.Register(api, op("calendar-local-set", http.MethodPut, "/api/calendar/local", tag, "设定本区自定日期与办公时间"), desk.setLocal)
	documentNotice(api, "/api/calendar/preview", "/api/calendar/import")
}

type calendarIn struct {
	From workcal.Date `query:"from" format:"date" doc:"首日，缺省为本月一日"`
	To   workcal.Date `query:"to" format:"date" doc:"末日，缺省为下月末"`
}

func (k calendarDesk) look(ctx context.Context, in *calendarIn) (*bodyOut[CalendarView], error) {
	today := workcal.DateOf(k.Now())
	from, to := in.From, in.To
	if from.IsZero() {
		from = workcal.NewDate(today.Year(), today.Month(), 1)
	}
	if to.IsZero() {
		to = workcal.NewDate(from.Year(), from.Month()+2, 0)
	}
	if to.Before(from) || to.Sub(from) >= mostDays {
		return nil, fault.New(fault.Invalid, "calendar.range", "%s to %s", from, to).With("most", mostDays).On("to")
	}
	cal, err := k.Calendars.CurrentCalendar(ctx)
	if err != nil {
		return nil, err
	}
	names, err := k.names(ctx)
	if err != nil {
		return nil, err
	}
	l := langOf(ctx)
	v := CalendarView{Version: cal.Version, Hours: hoursOf(cal.Hours), Days: []CalendarDay{}}
	v.From, v.To = cal.Coverage()
	v.Workdays = cal.WorkdaysBetween(from.AddDays(-1), to)
	for d := from; !d.After(to); d = d.AddDays(1) {
		kind := cal.KindOf(d)
		v.Days = append(v.Days, CalendarDay{
			Date: d, Weekday: weekdayText(l, d), Workday: cal.IsWorkday(d), Kind: kind,
			Text: dayText(l, kind, names[d]), Provisional: cal.Provisional(d),
		})
	}
	return answer(v, nil)
}

// names are what people call the days that a notice or the district names.
func (k calendarDesk) names(ctx context.Context) (map[workcal.Date]string, error) {
	notices, err := k.Calendars.CalendarNotices(ctx)
	if err != nil {
		return nil, err
	}
	names := map[workcal.Date]string{}
	for _, n := range notices {
		for _, d := range n.Days {
			names[d.Date] = d.Name
		}
	}
	local, err := k.Calendars.LocalDays(ctx)
	if err != nil {
		return nil, err
	}
	for _, d := range local.Days {
		names[d.Date] = d.Name
	}
	return names, nil
}

type calendarAddIn struct {
	Date workcal.Date `query:"date" format:"date" required:"true" doc:"起算日，当日不计"`
	Days int          `query:"days" minimum:"-1000" maximum:"1000" required:"true" doc:"工作日数，可为负"`
}

func (k calendarDesk) add(ctx context.Context, in *calendarAddIn) (*bodyOut[DueView], error) {
	cal, err := k.Calendars.CurrentCalendar(ctx)
	if err != nil {
		return nil, err
	}
	due := cal.AddWorkdays(in.Date, in.Days)
	passed := due.Date.Sub(in.Date) - in.Days
	if in.Days < 0 {
		passed = -passed
	}
	return answer(DueView{Date: due.Date, Weekday: weekdayText(langOf(ctx), due.Date), Provisional: due.Provisional, Rests: passed}, nil)
}

type calendarSimulateIn struct {
	Start workcal.Date `query:"start" format:"date" required:"true" doc:"起算日，当日不计"`
	Limit int          `query:"limit" minimum:"0" maximum:"1000" doc:"办理工作日数；与 until 二选一"`
	Until workcal.Date `query:"until" format:"date" doc:"议定到期日；与 limit 二选一"`
	Pause workcal.Date `query:"pause_from" format:"date" required:"true" doc:"暂停首日"`
	Days  int          `query:"pause_days" minimum:"1" maximum:"1000" required:"true" doc:"拟暂停的工作日数"`
}

// SimulatedPause is a deadline as it would be after a pause (C-14).
type SimulatedPause struct {
	OriginalDue workcal.Date `json:"original_due" format:"date"`
	PauseTo     workcal.Date `json:"pause_to" format:"date" doc:"暂停末日"`
	Due         workcal.Date `json:"due" format:"date" doc:"暂停后的到期日"`
	Provisional bool         `json:"provisional,omitempty"`
}

func (k calendarDesk) simulate(ctx context.Context, in *calendarSimulateIn) (*bodyOut[SimulatedPause], error) {
	if (in.Limit == 0) == in.Until.IsZero() {
		return nil, fault.New(fault.Invalid, "calendar.limit_or_until", "either limit or until").On("limit")
	}
	if in.Pause.Before(in.Start) {
		return nil, fault.New(fault.Invalid, "clock.pause_early", "a pause cannot begin before the clock").On("pause_from")
	}
	cal, err := k.Calendars.CurrentCalendar(ctx)
	if err != nil {
		return nil, err
	}
	clock := workcal.NewClock(in.Start, in.Limit)
	if in.Limit == 0 {
		clock = workcal.NewClockUntil(in.Start, in.Until)
	}
	r := clock.WhatIf(cal, in.Pause, in.Pause, in.Days)
	pauseTo := cal.AddWorkdays(in.Pause.AddDays(-1), in.Days).Date
	return answer(SimulatedPause{OriginalDue: r.OriginalDue, PauseTo: pauseTo, Due: r.Due, Provisional: r.Provisional}, nil)
}

func (k calendarDesk) versions(ctx context.Context, _ *struct{}) (*listOut[CalendarVersionView], error) {
	versions, err := k.Calendars.CalendarVersions(ctx)
	if err != nil {
		return nil, err
	}
	views := make([]CalendarVersionView, len(versions))
	for i, v := range versions {
		views[i] = versionView(langOf(ctx), v)
	}
	return newList(views, ""), nil
}

// spread has the open cases given the new version. What was saved stays saved
// where that fails; the same request again only spreads.
func (k calendarDesk) spread(ctx context.Context, v contract.CalendarVersion, err error) (*bodyOut[CalendarVersionView], error) {
	if err != nil {
		return nil, err
	}
	if err := k.Recalendar.Recalendar(ctx); err != nil {
		logOf(ctx).ErrorContext(ctx, "spread the calendar", "trace", traceOf(ctx), "error", err)
		return nil, fault.New(fault.Busy, "calendar.not_spread", "version %s is saved, cases do not know", v.Version)
	}
	return answer(versionView(langOf(ctx), v), nil)
}
