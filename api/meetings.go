package api

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// Meetings reads meetings from MySQL and keeps the series they come from.
type Meetings interface {
	Meeting(ctx context.Context, id string) (*meeting.Meeting, error)
	Meetings(ctx context.Context, a org.Actor, q store.MeetingQuery) (rows []store.MeetingRow, next string, err error)
	MeetingTexts(ctx context.Context, id string) (store.MeetingTexts, error)
	LastResolutions(ctx context.Context, series, except string, cal workcal.Calendar, asOf time.Time) (meeting.LastPage, error)
	CarriedOver(ctx context.Context, series string) ([]store.Waiting, error)
	Candidates(ctx context.Context, on workcal.Date) ([]meeting.Facts, error)
	SeriesList(ctx context.Context) ([]meeting.Series, error)
	Series(ctx context.Context, id string) (meeting.Series, error)
	SaveSeries(ctx context.Context, by store.By, one meeting.Series) (meeting.Series, error)
}

// MeetingAct is one act on a meeting with its fields.
type MeetingAct struct {
	Act string `json:"act" doc:"办理动作"`
	meeting.Form
	Entry *MeetingEntry `json:"entry,omitempty" doc:"列入议程的其他事项；问题请在问题页面列入"`
}

// MeetingEntry is a matter that is no issue, as a person puts it on the agenda.
type MeetingEntry struct {
	Title     string   `json:"title" minLength:"1" maxLength:"200"`
	ProjectID string   `json:"project_id,omitempty" maxLength:"32"`
	Lead      string   `json:"lead,omitempty" maxLength:"32" doc:"牵头单位"`
	Co        []string `json:"co,omitempty" maxItems:"20" doc:"配合单位"`
	PreCoord  string   `json:"pre_coord,omitempty" maxLength:"1000" doc:"会前协调记录"`
	Tendency  string   `json:"tendency,omitempty" maxLength:"1000" doc:"倾向性意见"`
}

// MeetingArrangement is what a person says to arrange a meeting. A series fills what
// is left out; the month is the date's.
type MeetingArrangement struct {
	Series  string            `json:"series,omitempty" maxLength:"32" doc:"会议系列，默认 monthly"`
	Period  string            `json:"period,omitempty" maxLength:"7" doc:"所属月份，如 2022-05；默认为会期所在月"`
	Extra   bool              `json:"extra,omitempty" doc:"加开，不占本月例会"`
	Forum   between.Forum     `json:"forum,omitempty" doc:"会议类型"`
	Name    string            `json:"name,omitempty" maxLength:"60"`
	Date    workcal.Date      `json:"date" doc:"会期；遇休息日顺延"`
	Start   workcal.TimeOfDay `json:"start,omitempty" doc:"开始时间，如 14:30"`
	Minutes int               `json:"minutes,omitempty" doc:"时长（分钟）"`
	Place   string            `json:"place,omitempty" maxLength:"200"`
	Chair   *meeting.Person   `json:"chair,omitempty" doc:"主持人"`
	Cutoffs meeting.Cutoffs   `json:"cutoffs,omitempty" doc:"另行指定的截止日"`
}

type meetingDesk struct{ Deps }

func registerMeetings(api huma.API, d Deps) {
	desk := meetingDesk{d}
	const tag = "调度会"
	huma.Register(api, op("meetings-list", http.MethodGet, "/api/meetings", tag, "会议列表"), desk.list)
	huma.Register(api, op("meetings-open", http.MethodPost, "/api/meetings", tag, "安排会议", answers(http.StatusCreated)), desk.open)
	huma.Register(api, op("meetings-waits", http.MethodGet, "/api/meeting-waits", tag, "多次上会未议定的问题数"), desk.waits)
	huma.Register(api, op("meetings-candidates", http.MethodGet, "/api/meetings/{id}/candidates", tag, "建议上会的问题"), desk.candidates)
	huma.Register(api, op("series-list", http.MethodGet, "/api/meeting-series", tag, "会议系列"), desk.seriesList)
	huma.Register(api, op("series-save", http.MethodPut, "/api/meeting-series/{id}", tag, "设置会议系列"), desk.saveSeries)
	registerCase(api, d, caseRoutes[MeetingAct, MeetingView]{
		Noun: "meetings", Tag: tag, Act: desk.act, View: desk.view, Events: desk.events,
	})
}

type meetingListIn struct {
	PageQuery
	Status []string `query:"status" doc:"状态，可多个"`
	Series string   `query:"series"`
	Period string   `query:"period" doc:"月份，如 2022-05"`
	From   string   `query:"from" format:"date"`
	To     string   `query:"to" format:"date"`
}

// MeetingLine is one row of the list in words.
type MeetingLine struct {
	store.MeetingRow
	StatusText string `json:"status_text"`
}

func (k meetingDesk) list(ctx context.Context, in *meetingListIn) (*listOut[MeetingLine], error) {
	q := store.MeetingQuery{Status: in.Status, Series: in.Series, Period: in.Period, Q: in.Q, Cursor: in.Cursor, Limit: in.Limit}
	for _, d := range []struct {
		text string
		into *workcal.Date
	}{{in.From, &q.From}, {in.To, &q.To}} {
		if d.text == "" {
			continue
		}
		day, err := workcal.ParseDate(d.text)
		if err != nil {
			return nil, err
		}
		*d.into = day
	}
	rows, next, err := k.Meetings.Meetings(ctx, auth.Actor(ctx), q)
	if err != nil {
		return nil, err
	}
	lines := make([]MeetingLine, 0, len(rows))
	for _, r := range rows {
		if !meeting.SeesAll(auth.Actor(ctx)) {
			r.Warnings = 0
		}
		lines = append(lines, MeetingLine{MeetingRow: r, StatusText: wordOf(langOf(ctx), meetingWords.Status, r.Status)})
	}
	return newList(lines, next), nil
}

type meetingOpenIn struct {
	AskIn
	Body MeetingArrangement
}

// open arranges a meeting. The month's regular one has an id of its own, so two
// people cannot arrange it twice (R1).
func (k meetingDesk) open(ctx context.Context, in *meetingOpenIn) (*caseOut[MeetingView], error) {
	by, err := in.by(ctx)
	if err != nil {
		return nil, err
	}
	by.Expect = 0
	plan, err := k.plan(ctx, in.Body)
	if err != nil {
		return nil, err
	}
	head, err := birth(ctx, k.Calendars, casefile.Meeting, by, k.Now())
	if err != nil {
		return nil, err
	}
	head.ID = meeting.RegularID(plan.Series, plan.Period)
	if plan.Extra {
		head.ID = meeting.ExtraID(plan.Series, plan.Period, by.Actor.UserID+"/"+by.RequestID)
	}
	cmd := meeting.Command{Order: casefile.Order{Meta: by, Act: meeting.ActOpen}, Form: meeting.Form{Plan: &plan}}
	// Asked here first, so that a refused plan leaves nothing behind.
	blank := meeting.Meeting{Head: head}
	if err := blank.Check(cmd, k.Now()); err != nil {
		return nil, err
	}
	if _, err := k.Cases.Begin(ctx, head, cmd); err != nil {
		if fault.Is(err, "meeting.wrong_state") {
			return nil, fault.New(fault.Conflict, "meeting.month_taken", "series %s meets in %s already", plan.Series, plan.Period).
				On("period").With("period", plan.Period).With("meeting_id", head.ID)
		}
		return nil, err
	}
	return answerCase(k.view(ctx, head.ID, by.Actor))
}

// plan fills a plan from its series and the register of users.
func (k meetingDesk) plan(ctx context.Context, b MeetingArrangement) (meeting.Plan, error) {
	p := meeting.Plan{
		Series: b.Series, Period: b.Period, Extra: b.Extra, Forum: b.Forum, Name: b.Name, Date: b.Date, Start: b.Start,
		Minutes: b.Minutes, Place: b.Place, Cutoffs: b.Cutoffs,
	}
	if p.Series == "" {
		p.Series = "monthly"
	}
	s, err := k.Meetings.Series(ctx, p.Series)
	if err != nil && !fault.Is(err, "meeting.no_series") {
		return p, err
	}
	fill(&p.Forum, s.Forum, between.Monthly)
	fill(&p.Name, s.Name, "重点问题月调度会")
	fill(&p.Start, s.Start, 14*60+30)
	fill(&p.Minutes, s.Minutes, 120)
	fill(&p.Place, s.Place, "")
	if p.Period == "" && !p.Date.IsZero() {
		p.Period = fmt.Sprintf("%04d-%02d", p.Date.Year(), p.Date.Month())
	}
	p.Chair = s.Chair
	if b.Chair != nil && b.Chair.UserID != "" {
		p.Chair, err = k.chair(ctx, b.Chair.UserID)
	}
	return p, err
}

// fill takes the first value that says something.
func fill[T comparable](into *T, values ...T) {
	var none T
	for _, v := range values {
		if *into == none {
			*into = v
		}
	}
}

func (k meetingDesk) chair(ctx context.Context, userID string) (meeting.Person, error) {
	u, err := k.Users.User(ctx, userID)
	if err != nil {
		return meeting.Person{}, err
	}
	if !slices.Contains(u.Roles, org.Chair) && !slices.Contains(u.Roles, org.Leader) {
		return meeting.Person{}, fault.New(fault.Invalid, "meeting.not_a_chair", "%s cannot chair", userID).On("chair").With("name", u.Name)
	}
	return meeting.Person{UserID: u.ID, Name: u.Name}, nil
}

// act fills in what the request only names, and gives the order.
func (k meetingDesk) act(ctx context.Context, id string, act MeetingAct, by casefile.Meta) (MeetingView, error) {
	m, err := k.seen(ctx, id, by.Actor)
	if err != nil {
		return MeetingView{}, err
	}
	f := act.Form
	f.IssueID, f.Last, f.Result = "", nil, nil // only the door and other cases say these
	if f.Entry, err = k.entry(ctx, act.Entry); err != nil {
		return MeetingView{}, err
	}
	if err := k.fill(ctx, &f); err != nil {
		return MeetingView{}, err
	}
	cmd := meeting.Command{Order: casefile.Order{Meta: by, Act: act.Act}, Form: f}
	switch {
	case act.Act == meeting.ActConvene:
		err = k.convene(ctx, m, cmd)
	case act.Act == meeting.ActDraft && len(f.Parts) == 0:
		err = k.draft(ctx, m, cmd)
	case act.Act == meeting.ActSetSlot && f.Slot != nil:
		err = k.setSlot(ctx, m, cmd)
	default:
		_, err = k.Cases.Do(ctx, casefile.Meeting, id, cmd)
	}
	if err != nil {
		return MeetingView{}, err
	}
	return k.view(ctx, id, by.Actor)
}

// convene adds how the last resolutions stand at this moment (F-15). A retry
// must not ask with another moment, so it is recognised here.
func (k meetingDesk) convene(ctx context.Context, m *meeting.Meeting, cmd meeting.Command) error {
	if m.Did(cmd.Meta.RequestID) {
		return nil
	}
	page, err := k.Meetings.LastResolutions(ctx, m.Series, m.ID, m.Cal, k.Now())
	if err != nil {
		return err
	}
	cmd.Last = &page
	_, err = k.Cases.Do(ctx, casefile.Meeting, m.ID, cmd)
	return err
}

// draft writes the first minutes from what was decided, in as many acts as it
// takes. Each has its own request id, so a retry goes on where it stopped.
func (k meetingDesk) draft(ctx context.Context, m *meeting.Meeting, cmd meeting.Command) error {
	texts, err := k.Meetings.MeetingTexts(ctx, m.ID)
	if err != nil {
		return err
	}
	request := cmd.Meta.RequestID
	for n, parts := range meeting.Split(m.Compose(spokenOf(texts))) {
		cmd.Parts = parts
		if n > 0 {
			cmd.Act, cmd.Meta.Expect = meeting.ActEdit, 0
			cmd.Meta.RequestID = fmt.Sprintf("%s:%d", request, n+1)
		}
		if _, err := k.Cases.Do(ctx, casefile.Meeting, m.ID, cmd); err != nil {
			return err
		}
	}
	return nil
}

// seen reads a meeting that the reader may see; any other is not there.
func (k meetingDesk) seen(ctx context.Context, id string, reader org.Actor) (*meeting.Meeting, error) {
	m, err := k.Meetings.Meeting(ctx, id)
	if err != nil {
		return nil, err
	}
	if !m.MaySee(reader) {
		return nil, fault.New(fault.NotFound, "meeting.not_found", "%s may not see meeting %s", reader.UserID, id)
	}
	return m, nil
}

func (k meetingDesk) view(ctx context.Context, id string, reader org.Actor) (MeetingView, error) {
	m, err := k.seen(ctx, id, reader)
	if err != nil {
		return MeetingView{}, err
	}
	texts, err := k.Meetings.MeetingTexts(ctx, id)
	if err != nil {
		return MeetingView{}, err
	}
	v := meetingView(langOf(ctx), m, texts, reader, k.Now())
	if err := k.sheets(ctx, &v, reader); err != nil {
		return MeetingView{}, err
	}
	return v, k.wishes(ctx, &v)
}

// sheets marks the items whose paper 议题单 the reader may have: those that are
// prepared, of issues that they may see.
func (k meetingDesk) sheets(ctx context.Context, v *MeetingView, reader org.Actor) error {
	var ids []string
	for n := range v.Items {
		it := &v.Items[n]
		if it.Sheet = it.IssueID != "" && it.Lead.Name != "" && it.PreCoord != "" && it.TendencyText != ""; it.Sheet {
			ids = append(ids, it.IssueID)
		}
	}
	if casefile.SeesAll(reader) {
		return nil
	}
	issues := make(map[string]*issue.Issue, len(ids))
	err := k.States.LoadStates(ctx, casefile.Issue, ids, func(id string) casefile.State {
		issues[id] = &issue.Issue{}
		return issues[id]
	})
	for n := range v.Items {
		it := &v.Items[n]
		i := issues[it.IssueID]
		it.Sheet = it.Sheet && i != nil && i.MaySee(reader)
	}
	return err
}

func (k meetingDesk) events(ctx context.Context, id string, reader org.Actor, page *historyPage) ([]EventView, error) {
	m, err := k.seen(ctx, id, reader)
	if err != nil {
		return nil, err
	}
	return k.history(ctx, id, page, meetingWords, func(ev casefile.Event) (any, bool, error) {
		change, ok, err := m.Shows(ev, reader)
		return change, ok, err
	})
}

func (k meetingDesk) waits(ctx context.Context, in *struct {
	Series string `query:"series" maxLength:"32"`
}) (*listOut[store.Waiting], error) {
	if a := auth.Actor(ctx); !meeting.SeesAll(a) {
		return nil, fault.New(fault.Forbidden, "meeting.forbidden", "%s may not see what waits", a.UserID)
	}
	rows, err := k.Meetings.CarriedOver(ctx, in.Series)
	if err != nil {
		return nil, err
	}
	return newList(rows, ""), nil
}
