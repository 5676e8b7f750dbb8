package api

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/notify"
	"github.com/diaodu/diaodu/store"
)

// Notices reads a person's inbox.
type Notices interface {
	Notices(ctx context.Context, a org.Actor, f store.InboxQuery, today workcal.Date) ([]store.NoticeLine, error)
	NoticeGroups(ctx context.Context, a org.Actor, f store.InboxQuery, today workcal.Date) ([]store.NoticeGroup, error)
	InboxCounts(ctx context.Context, a org.Actor, today workcal.Date) (store.InboxCounts, error)
	ReadNotices(ctx context.Context, a org.Actor, f store.InboxQuery, now time.Time) error
	NoticePreference(ctx context.Context, userID string) (store.NoticePreference, error)
	SetNoticePreference(ctx context.Context, p store.NoticePreference) error
}

// NoticeView is one notice in words.
type NoticeView struct {
	store.NoticeLine
	Text string `json:"text"`
}

// NoticeList is a page of the inbox.
type NoticeList struct {
	Items []NoticeView `json:"items" nullable:"false"`
	Next  string       `json:"next"`
}

// NoticeGroupView is what the reader was told of one case, its newest notice in words.
type NoticeGroupView struct {
	store.NoticeGroup
	Text string `json:"text"`
}

// NoticeGroupList is a page of the inbox by case.
type NoticeGroupList struct {
	Items []NoticeGroupView `json:"items" nullable:"false"`
	Next  string            `json:"next"`
}

type noticeDesk struct{ Deps }

func registerNotices(api huma.API, d Deps) {
	desk := noticeDesk{d}
	huma.Register(api, op("notices-list", http.MethodGet, "/api/notices", "消息", "我的消息"), desk.list)
	huma.Register(api, op("notices-cases", http.MethodGet, "/api/notices/cases", "消息", "我的消息，按案件归并"), desk.cases)
	huma.Register(api, op("notices-counts", http.MethodGet, "/api/notices/counts", "消息", "要我办和知悉各有多少"), desk.counts)
	huma.Register(api, op("notices-read", http.MethodPost, "/api/notices/read", "消息", "标为已读", answers(http.StatusNoContent)), desk.read)
	huma.Register(api, op("notices-preference", http.MethodGet, "/api/notices/preference", "消息", "接收方式"), desk.preference)
	huma.Register(api, op("notices-prefer", http.MethodPut, "/api/notices/preference", "消息", "设置接收方式"), desk.prefer)
}

type noticeListIn struct {
	PageQuery
	Tab    string `query:"tab" enum:"act,news," doc:"act 要我办（仍待办理），news 知悉；空为全部"`
	Unread bool   `query:"unread" doc:"只看未读"`
	CaseID string `query:"case_id" doc:"只看一个案件的"`
}

func (in *noticeListIn) asked() (f store.InboxQuery, err error) {
	f = store.InboxQuery{Tab: in.Tab, Unread: in.Unread, CaseID: in.CaseID, Limit: in.Limit}
	if in.Cursor != "" {
		if f.Cursor, err = strconv.ParseInt(in.Cursor, 10, 64); err != nil {
			return f, fault.New(fault.Invalid, "request.cursor", "cursor %q", in.Cursor).On("cursor")
		}
	}
	return f, nil
}

func (k noticeDesk) list(ctx context.Context, in *noticeListIn) (*bodyOut[NoticeList], error) {
	f, err := in.asked()
	if err != nil {
		return nil, err
	}
	lines, err := k.Notices.Notices(ctx, auth.Actor(ctx), f, workcal.DateOf(k.Now()))
	list := NoticeList{Items: make([]NoticeView, 0, len(lines))}
	for _, l := range lines {
		list.Items = append(list.Items, NoticeView{NoticeLine: l, Text: notify.Render(l.Code, l.Args)})
	}
	if n := len(lines); n > 0 && n == in.Limit {
		list.Next = strconv.FormatInt(lines[n-1].ID, 10)
	}
	return answer(list, err)
}

func (k noticeDesk) cases(ctx context.Context, in *noticeListIn) (*bodyOut[NoticeGroupList], error) {
	f, err := in.asked()
	if err != nil {
		return nil, err
	}
	groups, err := k.Notices.NoticeGroups(ctx, auth.Actor(ctx), f, workcal.DateOf(k.Now()))
	list := NoticeGroupList{Items: make([]NoticeGroupView, 0, len(groups))}
	for _, g := range groups {
		list.Items = append(list.Items, NoticeGroupView{NoticeGroup: g, Text: notify.Render(g.Code, g.Args)})
	}
	if n := len(groups); n > 0 && n == in.Limit {
		list.Next = strconv.FormatInt(groups[n-1].ID, 10)
	}
	return answer(list, err)
}

func (k noticeDesk) counts(ctx context.Context, _ *struct{}) (*bodyOut[store.InboxCounts], error) {
	return answer(k.Notices.InboxCounts(ctx, auth.Actor(ctx), workcal.DateOf(k.Now())))
}

type noticeReadIn struct {
	Body struct {
		IDs    []int64 `json:"ids,omitempty" maxItems:"500" doc:"只标这些；空为不限"`
		CaseID string  `json:"case_id,omitempty" doc:"只标一个案件的"`
		Tab    string  `json:"tab,omitempty" enum:"act,news," doc:"只标一类的：act 要我办，news 知悉；空为全部"`
		Until  int64   `json:"until,omitempty" doc:"只标到这一条为止，此后新到的不标；0 为不限"`
	}
}

func (k noticeDesk) read(ctx context.Context, in *noticeReadIn) (*struct{}, error) {
	b := in.Body
	return nil, k.Notices.ReadNotices(ctx, auth.Actor(ctx), store.InboxQuery{IDs: b.IDs, CaseID: b.CaseID, Tab: b.Tab, Until: b.Until}, k.Now())
}

func (k noticeDesk) preference(ctx context.Context, _ *struct{}) (*bodyOut[store.NoticePreference], error) {
	return answer(k.Notices.NoticePreference(ctx, auth.Actor(ctx).UserID))
}

type noticePreferIn struct{ Body store.NoticePreference }

func (k noticeDesk) prefer(ctx context.Context, in *noticePreferIn) (*bodyOut[store.NoticePreference], error) {
	in.Body.UserID = auth.Actor(ctx).UserID
	return answer(in.Body, k.Notices.SetNoticePreference(ctx, in.Body))
}
