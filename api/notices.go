package api

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/notify"
	"github.com/diaodu/diaodu/store"
)

// Notices reads a person's inbox.
type Notices interface {
	Notices(ctx context.Context, userID string, unread bool, cursor int64, limit int) ([]store.NoticeLine, error)
	UnreadNotices(ctx context.Context, userID string) (int64, error)
	ReadNotices(ctx context.Context, userID string, ids []int64, now time.Time) error
	NoticePreference(ctx context.Context, userID string) (store.NoticePreference, error)
	SetNoticePreference(ctx context.Context, p store.NoticePreference) error
}

// NoticeView is one notice in words.
type NoticeView struct {
	store.NoticeLine
	Text string `json:"text"`
}

// NoticeList is a page of the inbox and how much of it is unread.
type NoticeList struct {
	Items  []NoticeView `json:"items" nullable:"false"`
	Next   string       `json:"next"`
	Unread int64        `json:"unread"`
}

type noticeDesk struct{ Deps }

func registerNotices(api huma.API, d Deps) {
	desk := noticeDesk{d}
	huma.Register(api, op("notices-list", http.MethodGet, "/api/notices", "消息", "我的消息"), desk.list)
	huma.Register(api, op("notices-read", http.MethodPost, "/api/notices/read", "消息", "标为已读", answers(http.StatusNoContent)), desk.read)
	huma.Register(api, op("notices-preference", http.MethodGet, "/api/notices/preference", "消息", "接收方式"), desk.preference)
	huma.Register(api, op("notices-prefer", http.MethodPut, "/api/notices/preference", "消息", "设置接收方式"), desk.prefer)
}

type noticeListIn struct {
	PageQuery
	Unread bool `query:"unread" doc:"只看未读"`
}

func (k noticeDesk) list(ctx context.Context, in *noticeListIn) (*bodyOut[NoticeList], error) {
	user := auth.Actor(ctx).UserID
	var cursor int64
	if in.Cursor != "" {
		var err error
		if cursor, err = strconv.ParseInt(in.Cursor, 10, 64); err != nil {
			return nil, fault.New(fault.Invalid, "request.cursor", "cursor %q", in.Cursor).On("cursor")
		}
	}
	lines, err := k.Notices.Notices(ctx, user, in.Unread, cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	list := NoticeList{Items: make([]NoticeView, 0, len(lines))}
	for _, l := range lines {
		list.Items = append(list.Items, NoticeView{NoticeLine: l, Text: notify.Render(l.Code, l.Args)})
	}
	if n := len(lines); n > 0 && n == in.Limit {
		list.Next = strconv.FormatInt(lines[n-1].ID, 10)
	}
	list.Unread, err = k.Notices.UnreadNotices(ctx, user)
	return answer(list, err)
}

type noticeReadIn struct {
	Body struct {
		IDs []int64 `json:"ids,omitempty" maxItems:"500" doc:"空为全部"`
	}
}

func (k noticeDesk) read(ctx context.Context, in *noticeReadIn) (*struct{}, error) {
	return nil, k.Notices.ReadNotices(ctx, auth.Actor(ctx).UserID, in.Body.IDs, k.Now())
}

func (k noticeDesk) preference(ctx context.Context, _ *struct{}) (*bodyOut[store.NoticePreference], error) {
	return answer(k.Notices.NoticePreference(ctx, auth.Actor(ctx).UserID))
}

type noticePreferIn struct{ Body store.NoticePreference }

func (k noticeDesk) prefer(ctx context.Context, in *noticePreferIn) (*bodyOut[store.NoticePreference], error) {
	in.Body.UserID = auth.Actor(ctx).UserID
	return answer(in.Body, k.Notices.SetNoticePreference(ctx, in.Body))
}
