package api

import (
	"context"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/account"
	"github.com/diaodu/diaodu/domain/workcal"
)

// calendarNoticeIn is a notice as it is, a file or its text: the reader says what of it
// is bad, which huma's validation could not.
type calendarNoticeIn struct {
	RawBody []byte `contentType:"application/json"`
}

// unread leaves the body to the operation.
func unread(o *huma.Operation) { o.SkipValidateBody = true }

// noticeForms is what the document says of the body.
const noticeForms = "放假通知：holiday-cn 格式的文件，或国务院办公厅通知的原文"

// documentNotice gives the document the file's shape, which huma cannot know, and
// beside it the text.
func documentNotice(api huma.API, paths ...string) {
	schema := api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[workcal.Notice](), true, "")
	for _, path := range paths {
		body := api.OpenAPI().Paths[path].Post.RequestBody
		body.Description = noticeForms
		body.Content["application/json"].Schema = schema
		body.Content["text/plain"] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString}}
	}
}

// NoticePreviewView is what was read of a notice and what importing it would move.
type NoticePreviewView struct {
	PreviewView
	Read NoticeReadView `json:"read" doc:"从通知中读到的内容，供与原文核对"`
}

// NoticeReadView is what was read of a notice.
type NoticeReadView struct {
	Year     int            `json:"year"`
	Papers   []string       `json:"papers" nullable:"false" doc:"依据：文号、标题或网址"`
	Holidays []FestivalView `json:"holidays" nullable:"false"`
	Warnings []string       `json:"warnings" nullable:"false" doc:"发布前请留意，如缺少哪个节日"`
}

// FestivalView is one holiday of a notice.
type FestivalView struct {
	Name string         `json:"name" doc:"节日"`
	Days int            `json:"days" doc:"放假天数，只计通知写明的"`
	Off  []workcal.Date `json:"off" nullable:"false" doc:"放假日"`
	Work []workcal.Date `json:"work" nullable:"false" doc:"调休上班日"`
}

func noticeReadView(l lang, r workcal.NoticeReading) NoticeReadView {
	v := NoticeReadView{
		Year: r.Notice.Year, Papers: append([]string{}, r.Notice.Papers...),
		Holidays: []FestivalView{}, Warnings: readingWarnings(l, r),
	}
	for _, f := range r.Notice.Festivals() {
		v.Holidays = append(v.Holidays, FestivalView{
			Name: phrase(l, f.Name), Days: len(f.Off), Off: append([]workcal.Date{}, f.Off...), Work: append([]workcal.Date{}, f.Work...),
		})
	}
	return v
}

// readNotice reads what was sent, of an administrator.
func (k calendarDesk) readNotice(ctx context.Context, in *calendarNoticeIn) (workcal.NoticeReading, error) {
	if err := account.CheckAdmin(auth.Actor(ctx)); err != nil {
		return workcal.NoticeReading{}, err
	}
	inForce, err := k.Calendars.CalendarNotices(ctx)
	if err != nil {
		return workcal.NoticeReading{}, err
	}
	return workcal.ReadNotice(in.RawBody, inForce)
}

func (k calendarDesk) preview(ctx context.Context, in *calendarNoticeIn) (*bodyOut[NoticePreviewView], error) {
	r, err := k.readNotice(ctx, in)
	if err != nil {
		return nil, err
	}
	p, err := k.foretell(ctx, &r.Notice, nil)
	if err != nil {
		return nil, err
	}
	return answer(NoticePreviewView{PreviewView: p.Body, Read: noticeReadView(langOf(ctx), r)}, nil)
}

func (k calendarDesk) foretell(ctx context.Context, n *workcal.Notice, l *contract.LocalDays) (*bodyOut[PreviewView], error) {
	cal, err := k.Calendars.CandidateCalendar(ctx, n, l)
	if err != nil {
		return nil, err
	}
	p, err := k.Calendars.PreviewCalendar(ctx, cal, k.Now())
	return answer(previewView(langOf(ctx), p), err)
}

func (k calendarDesk) importNotice(ctx context.Context, in *calendarNoticeIn) (*bodyOut[CalendarVersionView], error) {
	r, err := k.readNotice(ctx, in)
	if err != nil {
		return nil, err
	}
	v, err := k.Calendars.ImportNotice(ctx, hand(ctx), r.Notice, k.Now())
	return k.spread(ctx, v, err)
}
