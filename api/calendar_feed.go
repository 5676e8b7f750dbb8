package api

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/documents"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

const (
	feedPath     = "/api/calendar-feed/"
	feedEnding   = ".ics"
	feedBack     = 60  // calendar days of past meetings in a feed
	feedAhead    = 370 // and of coming ones
	feedMeetings = 200 // meetings in one feed, the latest
	feedReads    = 60  // readings of one feed in an hour
	feedGuesses  = 30  // unknown secrets from one address in ten minutes
	leastMeeting = 60  // minutes of a meeting whose agenda is not made
)

// CalendarFeeds keeps secret calendar addresses; store fits it.
type CalendarFeeds interface {
	CalendarFeed(ctx context.Context, userID string) (store.CalendarFeed, bool, error)
	MakeCalendarFeed(ctx context.Context, by casefile.Meta, tokenHash string, at time.Time) error
	RevokeCalendarFeed(ctx context.Context, by casefile.Meta) error
	FeedReader(ctx context.Context, tokenHash string, at time.Time) (org.Actor, error)
	DueTodos(ctx context.Context, a org.Actor, today workcal.Date) ([]store.TodoItem, error)
}

type feedDesk struct {
	Deps
	reads, guesses *limiter
}

// FeedView is the reader's own calendar address. URL is told once, when it is made.
type FeedView struct {
	Made      bool       `json:"made" doc:"是否已生成订阅地址"`
	URL       string     `json:"url,omitempty" doc:"订阅地址，仅在生成时给出一次"`
	CreatedAt *time.Time `json:"created_at,omitempty"`
	ReadAt    *time.Time `json:"read_at,omitempty" doc:"日历软件最近一次读取（精确到十分钟）"`
}

func registerCalendarFeeds(api huma.API, d Deps) {
	desk := feedDesk{Deps: d, reads: newLimiter(feedReads, time.Hour), guesses: newLimiter(feedGuesses, 10*time.Minute)}
	const tag, mine = "日历订阅", "/api/my-calendar-feed"
	huma.Register(api, op("calendar-feed-get", http.MethodGet, mine, tag, "我的日历订阅"), desk.get)
	huma.Register(api, op("calendar-feed-make", http.MethodPost, mine, tag, "生成订阅地址，原地址失效", answers(http.StatusCreated)), desk.make)
	huma.Register(api, op("calendar-feed-revoke", http.MethodDelete, mine, tag, "停用订阅地址", answers(http.StatusNoContent)), desk.revoke)
	huma.Register(api, op("calendar-feed-read", http.MethodGet, feedPath+"{file}", tag, "供日历软件读取", public, slowAnswer), desk.read)
}

func (k feedDesk) get(ctx context.Context, _ *struct{}) (*bodyOut[FeedView], error) {
	f, made, err := k.CalendarFeeds.CalendarFeed(ctx, auth.Actor(ctx).UserID)
	if err != nil || !made {
		return answer(FeedView{}, err)
	}
	return answer(FeedView{Made: true, CreatedAt: &f.CreatedAt, ReadAt: f.ReadAt}, nil)
}

func (k feedDesk) make(ctx context.Context, _ *struct{}) (*bodyOut[FeedView], error) {
	token, err := auth.NewToken()
	if err != nil {
		return nil, err
	}
	at := k.Now()
	if err := k.CalendarFeeds.MakeCalendarFeed(ctx, hand(ctx), auth.HashToken(token), at); err != nil {
		return nil, err
	}
	return answer(FeedView{Made: true, URL: k.PublicURL + feedPath + token + feedEnding, CreatedAt: &at}, nil)
}

func (k feedDesk) revoke(ctx context.Context, _ *struct{}) (*struct{}, error) {
	return nil, k.CalendarFeeds.RevokeCalendarFeed(ctx, hand(ctx))
}

type feedIn struct {
	File string `path:"file" maxLength:"64" doc:"订阅密钥，加 .ics"`
}

type feedOut struct {
	Type string `header:"Content-Type"`
	Body []byte
}

// read answers whoever has the secret, and the same to everybody who has not:
// no feed, a revoked one and a disabled person's are told apart by nobody.
func (k feedDesk) read(ctx context.Context, in *feedIn) (*feedOut, error) {
	now, from := k.Now(), hand(ctx).IP
	token, isFile := strings.CutSuffix(in.File, feedEnding)
	id := auth.HashToken(token)
	for l, key := range map[*limiter]string{k.guesses: from, k.reads: id} {
		if left, full := l.full(key, now); full {
			return nil, fault.New(fault.Busy, "calendar.feed_often", "calendar feed asked for too often from %s", from).
				With("minutes", minutesOf(left))
		}
	}
	reader, err := org.Actor{}, error(fault.New(fault.NotFound, "calendar.no_feed", "no such file"))
	if isFile {
		reader, err = k.CalendarFeeds.FeedReader(ctx, id, now)
	}
	if fault.Is(err, "calendar.no_feed") {
		k.guesses.count(from, now)
	}
	if err != nil {
		return nil, err
	}
	k.reads.count(id, now)
	entries, err := k.entries(ctx, reader, workcal.DateOf(now))
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := documents.WriteCalendar(&b, "调度："+reader.Name, entries, now); err != nil {
		return nil, fmt.Errorf("write calendar feed: %w", err)
	}
	return &feedOut{Type: "text/calendar; charset=utf-8", Body: b.Bytes()}, nil
}

// minutesOf rounds a wait up to whole minutes.
func minutesOf(d time.Duration) int { return int((d + time.Minute - 1) / time.Minute) }

// entries are the meetings a person may see, by the list of meetings, and the
// days on which they must have done something, by their to-dos.
func (k feedDesk) entries(ctx context.Context, reader org.Actor, today workcal.Date) ([]documents.CalendarEntry, error) {
	var list []documents.CalendarEntry
	q := store.MeetingQuery{From: today.AddDays(-feedBack), To: today.AddDays(feedAhead), Limit: 100}
	for {
		rows, next, err := k.Meetings.Meetings(ctx, reader, q)
		if err != nil {
			return nil, err
		}
		for _, m := range rows {
			list = append(list, k.meetingEntry(m))
		}
		if q.Cursor = next; next == "" || len(list) >= feedMeetings {
			break
		}
	}
	cal, err := k.Board.CurrentCalendar(ctx)
	if err != nil {
		return nil, err
	}
	todos, err := k.CalendarFeeds.DueTodos(ctx, reader, today)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, it := range todos {
		e := k.todoEntry(it, cal, today, reader.Has(org.Owner))
		if !known[e.UID] {
			known[e.UID] = true
			list = append(list, e)
		}
	}
	return list, nil
}

func (k feedDesk) meetingEntry(m store.MeetingRow) documents.CalendarEntry {
	day := m.HeldDate.Date
	if !m.HeldOn.IsZero() {
		day = m.HeldOn.Date
	}
	e := documents.CalendarEntry{
		UID: "meeting-" + m.ID + "@diaodu", Seq: m.Seq, Title: m.Title, Place: m.Place, Link: k.PublicURL + "/meetings/" + m.ID,
		Cancelled: m.Status == string(meeting.Cancelled), Tentative: m.Status == string(meeting.Postponed),
	}
	lines := []string{wordOf(chinese, meetingWords.Status, m.Status)}
	if m.ChairName != "" {
		lines = append(lines, "主持："+m.ChairName)
	}
	if m.Items > 0 {
		lines = append(lines, fmt.Sprintf("议题 %d 项", m.Items))
	}
	e.Note = strings.Join(append(lines, e.Link), "\n")
	var hour, minute int
	if _, err := fmt.Sscanf(m.Starts, "%d:%d", &hour, &minute); err != nil {
		e.Day = day // a meeting without an hour is the whole day's
		return e
	}
	e.Start = day.At(hour, minute)
	e.End = e.Start.Add(time.Duration(max(m.Budget, leastMeeting)) * time.Minute)
	return e
}

// feedNouns are the console's pages of each kind of case.
var feedNouns = map[casefile.Kind]string{
	casefile.Issue: "issues", casefile.Task: "tasks", casefile.Approval: "approvals", casefile.Plan: "plans", casefile.Meeting: "meetings",
}

func (k feedDesk) todoEntry(it store.TodoItem, cal workcal.Calendar, today workcal.Date, owner bool) documents.CalendarEntry {
	uid := strings.Trim(strings.Join([]string{string(it.Kind), it.ID, it.What, it.Part}, "-"), "-") + "@diaodu"
	what := "到期"
	if it.What != store.FeedDue {
		what = todoText(chinese, it.Kind, it.What)
	}
	place := k.PublicURL
	if owner && it.Kind != casefile.Meeting {
		place += "/my"
	}
	link := place + "/" + feedNouns[it.Kind] + "/" + it.ID
	lines := []string{daysLeftText(cal, today, it.Due.Date), "编号：" + it.No}
	if it.Project != "" {
		lines = append(lines, "项目："+it.Project)
	}
	return documents.CalendarEntry{
		UID: uid, Seq: it.Seq, Day: it.Due.Date, Title: "【" + what + "】" + it.Title, Note: strings.Join(append(lines, link), "\n"), Link: link,
	}
}

// daysLeftText counts working days (R5): those after today up to the day itself.
func daysLeftText(cal workcal.Calendar, today, due workcal.Date) string {
	switch {
	case due.Before(today):
		return fmt.Sprintf("已超期 %d 个工作日", cal.WorkdaysBetween(due, today))
	case due == today:
		return "今天到期"
	}
	return fmt.Sprintf("剩余 %d 个工作日", cal.WorkdaysBetween(today, due))
}
