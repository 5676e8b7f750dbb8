package store_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/store/storetest"
)

var (
	calendarAdmin = casefile.Meta{IP: "10.0.0.1", Actor: org.Actor{UserID: "u-admin", Name: "管理员", Roles: []org.Role{org.Admin}}}
	importedAt    = workcal.MustDate("2026-11-05").At(10, 0)
)

// notice2027 is made up: the true one is not out.
func notice2027() workcal.Notice {
	day := func(name, date string, off bool) workcal.NoticeDay {
		return workcal.NoticeDay{Name: name, Date: workcal.MustDate(date), IsOffDay: off}
	}
	return workcal.Notice{Year: 2027, Papers: []string{"https://www.gov.cn/a", "https://www.gov.cn/b"}, Days: []workcal.NoticeDay{
		day("元旦", "2027-01-01", true), day("春节", "2027-02-04", true), day("春节", "2027-02-05", true),
		day("春节", "2027-02-08", true), day("春节", "2027-02-20", false),
	}}
}

func TestCalendarIsTheShippedOneUntilSomethingIsImported(t *testing.T) {
	ctx, s := context.Background(), storetest.New(t)
	cal, err := s.CurrentCalendar(ctx)
	require.NoError(t, err)
	require.Equal(t, workcal.Embedded(), cal)

	for range 2 { // the second start finds nothing new
		require.NoError(t, s.AdoptShippedCalendar(ctx))
		versions, err := s.CalendarVersions(ctx)
		require.NoError(t, err)
		require.Len(t, versions, 1)
		require.Equal(t, workcal.Embedded().Version, versions[0].Version)
		require.Equal(t, contract.CalendarShipped, versions[0].What)
		require.Equal(t, "2026-12-31", versions[0].To.String())
	}
	cal, err = s.CurrentCalendar(ctx)
	require.NoError(t, err)
	require.Equal(t, workcal.Embedded(), cal)
}

func TestImportedNoticeIsInForceAndOnTheRecord(t *testing.T) {
	ctx, s := context.Background(), storetest.New(t)
	require.NoError(t, s.AdoptShippedCalendar(ctx))
	before, err := s.CurrentCalendar(ctx)
	require.NoError(t, err)
	require.True(t, before.AddWorkdays(workcal.MustDate("2027-02-03"), 1).Provisional)

	v, err := s.ImportNotice(ctx, calendarAdmin, notice2027(), importedAt)
	require.NoError(t, err)
	require.Equal(t, contract.CalendarImported, v.What)
	require.Equal(t, 2027, v.Year)
	require.Equal(t, []string{"https://www.gov.cn/a", "https://www.gov.cn/b"}, v.Basis)
	require.Equal(t, "管理员", v.By)
	require.True(t, v.At.Equal(importedAt))
	require.Equal(t, "2027-12-31", v.To.String())

	cal, err := s.CurrentCalendar(ctx)
	require.NoError(t, err)
	require.Equal(t, v.Version, cal.Version)
	require.Equal(t, workcal.Due{Date: workcal.MustDate("2027-02-09")}, cal.AddWorkdays(workcal.MustDate("2027-02-03"), 1))

	again, err := s.ImportNotice(ctx, calendarAdmin, notice2027(), importedAt)
	require.NoError(t, err)
	require.Equal(t, v.Version, again.Version, "the same notice again changes nothing")

	notices, err := s.CalendarNotices(ctx)
	require.NoError(t, err)
	require.Equal(t, notice2027(), notices[len(notices)-1])
	checked, err := s.VerifyAudit(ctx)
	require.NoError(t, err)
	require.Empty(t, checked.Broken)
	require.Equal(t, 2, checked.Entries, "the start and the first import")
}

func TestDaysInForceASecondTimeAreAVersionOfTheirOwn(t *testing.T) {
	ctx, s := context.Background(), storetest.New(t)
	first, err := s.ImportNotice(ctx, calendarAdmin, notice2027(), importedAt)
	require.NoError(t, err)
	amended := notice2027()
	amended.Days = amended.Days[:1]
	second, err := s.ImportNotice(ctx, calendarAdmin, amended, importedAt)
	require.NoError(t, err)
	third, err := s.ImportNotice(ctx, calendarAdmin, notice2027(), importedAt)
	require.NoError(t, err)
	require.NotEqual(t, first.Version, second.Version)
	require.NotEqual(t, first.Version, third.Version)
	cal, err := s.CurrentCalendar(ctx)
	require.NoError(t, err)
	require.Equal(t, third.Version, cal.Version)
	require.False(t, cal.IsWorkday(workcal.MustDate("2027-02-04")))
}

func TestGuessCannotReplaceAPublishedYear(t *testing.T) {
	ctx, s := context.Background(), storetest.New(t)
	_, err := s.ImportNotice(ctx, calendarAdmin, notice2027(), importedAt)
	require.NoError(t, err)
	guess := notice2027()
	guess.Papers = nil
	_, err = s.ImportNotice(ctx, calendarAdmin, guess, importedAt)
	require.True(t, fault.Is(err, "calendar.downgrade"), "%v", err)
	versions, err := s.CalendarVersions(ctx)
	require.NoError(t, err)
	require.Len(t, versions, 1)
}

func TestDistrictSetsItsOwnDaysAndHours(t *testing.T) {
	ctx, s := context.Background(), storetest.New(t)
	l := contract.LocalDays{
		Days: []contract.LocalDay{
			{Date: workcal.MustDate("2026-11-30"), Name: "区庆"},
			{Date: workcal.MustDate("2026-11-28"), Work: true, Name: "区庆调休"},
		},
		Hours: workcal.Hours{Spans: []workcal.Span{{From: 8*60 + 30, To: 12 * 60}, {From: 14 * 60, To: 18 * 60}}},
		Basis: "荣府发〔2026〕30号",
	}
	v, err := s.SetLocalDays(ctx, calendarAdmin, l, importedAt)
	require.NoError(t, err)
	require.Equal(t, []string{"荣府发〔2026〕30号"}, v.Basis)
	again, err := s.SetLocalDays(ctx, calendarAdmin, l, importedAt)
	require.NoError(t, err)
	require.Equal(t, v, again)

	cal, err := s.CurrentCalendar(ctx)
	require.NoError(t, err)
	require.Equal(t, "2026-11-28", cal.AddWorkdays(workcal.MustDate("2026-11-27"), 1).Date.String())
	require.Equal(t, "2026-12-01", cal.AddWorkdays(workcal.MustDate("2026-11-28"), 1).Date.String())
	require.True(t, cal.InHours(workcal.MustDate("2026-11-27").At(8, 45)))

	set, err := s.LocalDays(ctx)
	require.NoError(t, err)
	require.Equal(t, "2026-11-28", set.Days[0].Date.String(), "in order")
	l.Days = append(l.Days, l.Days[0])
	_, err = s.SetLocalDays(ctx, calendarAdmin, l, importedAt)
	require.True(t, fault.Is(err, "calendar.local_clash"), "%v", err)

	late := contract.LocalDays{Basis: "看的是旧的", Version: 1}
	_, err = s.SetLocalDays(ctx, calendarAdmin, late, importedAt)
	refusedAs(t, err, "stale")
	same, err := s.LocalDays(ctx)
	require.NoError(t, err)
	require.Equal(t, set, same)
	_, err = s.SetLocalDays(ctx, calendarAdmin, contract.LocalDays{Version: set.Version}, importedAt)
	require.NoError(t, err)
	cal, err = s.CurrentCalendar(ctx)
	require.NoError(t, err)
	require.True(t, cal.IsWorkday(workcal.MustDate("2026-11-30")))
}

func TestCandidateCalendarWritesNothing(t *testing.T) {
	ctx, s := context.Background(), storetest.New(t)
	n := notice2027()
	cal, err := s.CandidateCalendar(ctx, &n, nil)
	require.NoError(t, err)
	require.False(t, cal.Provisional(workcal.MustDate("2027-02-04")))
	now, err := s.CurrentCalendar(ctx)
	require.NoError(t, err)
	require.Equal(t, workcal.Embedded(), now)
}

func TestTwoChangesAtOnceAreBothInTheCalendar(t *testing.T) {
	ctx, s := context.Background(), storetest.New(t)
	done := make(chan error, 2)
	go func() {
		_, err := s.ImportNotice(ctx, calendarAdmin, notice2027(), importedAt)
		done <- err
	}()
	go func() {
		_, err := s.SetLocalDays(ctx, calendarAdmin, contract.LocalDays{Days: []contract.LocalDay{{Date: workcal.MustDate("2026-11-30"), Name: "区庆"}}}, importedAt)
		done <- err
	}()
	require.NoError(t, <-done)
	require.NoError(t, <-done)
	cal, err := s.CurrentCalendar(ctx)
	require.NoError(t, err)
	require.False(t, cal.IsWorkday(workcal.MustDate("2026-11-30")))
	require.False(t, cal.IsWorkday(workcal.MustDate("2027-02-04")))
}

func TestOpenCasesOffTheCalendarAreFoundUntilTheyWereGivenIt(t *testing.T) {
	ctx := context.Background()
	dsn := storetest.DSN(t)
	s, err := store.Open(ctx, dsn)
	require.NoError(t, err)
	t.Cleanup(func() { s.Close() })
	db := storetest.SQL(t, dsn)
	file := func(id, version string, done bool) {
		_, err := db.Exec(`INSERT INTO case_files (id, kind, status, seq, life, done, state, born_at, changed_at, recorded_at)
			VALUES (?, 'task', 'x', 3, 1, ?, ?, NOW(6), NOW(6), NOW(6))`, id, done, `{"id":"`+id+`","cal":{"version":"`+version+`"}}`)
		require.NoError(t, err)
	}
	file("a", "old", false)
	file("b", "new", false) // born under it
	file("c", "old", true)  // closed
	file("d", "old", false) // given it, whatever it made of it
	file("e", "", false)
	_, err = db.Exec(`INSERT INTO case_events (case_id, seq, request_id, kind, act, actor_id, at, body)
		VALUES ('d', 3, 'cal:new', 'task', 'recalendar', 'system', NOW(6), '{}')`)
	require.NoError(t, err)

	found, err := s.CasesOffCalendar(ctx, "new", "", 10)
	require.NoError(t, err)
	require.Equal(t, []contract.Level{{Kind: casefile.Task, CaseID: "a", Seq: 3}, {Kind: casefile.Task, CaseID: "e", Seq: 3}}, found)
	found, err = s.CasesOffCalendar(ctx, "new", "a", 10)
	require.NoError(t, err)
	require.Len(t, found, 1)
	found, err = s.CasesOffCalendar(ctx, "new", "", 1)
	require.NoError(t, err)
	require.Len(t, found, 1)
}
