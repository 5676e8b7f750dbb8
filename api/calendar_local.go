package api

import (
	"context"
	"time"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/account"
	"github.com/diaodu/diaodu/domain/workcal"
)

// LocalDaysView is what the district sets for itself: days and office hours.
type LocalDaysView struct {
	Days       []LocalDayView `json:"days" maxItems:"200" nullable:"false"`
	Hours      []OfficeHours  `json:"hours,omitempty" maxItems:"6" doc:"办公时间，如 09:00 至 12:00；空为缺省"`
	AsReceived bool           `json:"as_received,omitempty" doc:"下班后收到的也算当日收到"`
	Basis      string         `json:"basis,omitempty" maxLength:"300" doc:"依据文件"`
}

// LocalDayView is a day the district is off or works.
type LocalDayView struct {
	Date workcal.Date `json:"date" format:"date"`
	Work bool         `json:"work" doc:"true 上班，false 休息"`
	Name string       `json:"name" minLength:"1" maxLength:"50" doc:"名称，如 区庆放假"`
}

type localIn struct {
	Body LocalDaysView
}

type setLocalIn struct {
	MatchIn
	Body LocalDaysView
}

func (k calendarDesk) local(ctx context.Context, _ *struct{}) (*versioned[LocalDaysView], error) {
	l, err := k.Calendars.LocalDays(ctx)
	if err != nil {
		return nil, err
	}
	v := LocalDaysView{Days: make([]LocalDayView, len(l.Days)), Hours: hoursOf(l.Hours), AsReceived: l.Hours.AsReceived, Basis: l.Basis}
	for i, d := range l.Days {
		v.Days[i] = LocalDayView(d)
	}
	return withVersion(v, l.Version, nil)
}

func (k calendarDesk) previewLocal(ctx context.Context, in *localIn) (*bodyOut[PreviewView], error) {
	if err := account.CheckAdmin(auth.Actor(ctx)); err != nil {
		return nil, err
	}
	l, err := localDays(in.Body)
	if err != nil {
		return nil, err
	}
	return k.foretell(ctx, nil, &l)
}

func (k calendarDesk) setLocal(ctx context.Context, in *setLocalIn) (*bodyOut[CalendarVersionView], error) {
	if err := account.CheckAdmin(auth.Actor(ctx)); err != nil {
		return nil, err
	}
	l, err := localDays(in.Body)
	if err != nil {
		return nil, err
	}
	if l.Version, err = in.mustExpect(); err != nil {
		return nil, err
	}
	v, err := k.Calendars.SetLocalDays(ctx, hand(ctx), l, k.Now())
	return k.spread(ctx, v, err)
}

func localDays(v LocalDaysView) (contract.LocalDays, error) {
	l := contract.LocalDays{Days: make([]contract.LocalDay, len(v.Days)), Basis: v.Basis}
	for i, d := range v.Days {
		l.Days[i] = contract.LocalDay(d)
	}
	l.Hours.AsReceived = v.AsReceived
	for _, h := range v.Hours {
		var span workcal.Span
		if err := span.From.UnmarshalText([]byte(h.From)); err != nil {
			return l, err
		}
		if err := span.To.UnmarshalText([]byte(h.To)); err != nil {
			return l, err
		}
		l.Hours.Spans = append(l.Hours.Spans, span)
	}
	return l, nil
}

func hoursOf(h workcal.Hours) []OfficeHours {
	spans := h.Spans
	if len(spans) == 0 {
		spans = workcal.DefaultSpans()
	}
	out := make([]OfficeHours, len(spans))
	for i, s := range spans {
		out[i] = OfficeHours{From: s.From.String(), To: s.To.String()}
	}
	return out
}

// CalendarVersionView is one calendar that was in force.
type CalendarVersionView struct {
	Version string       `json:"version"`
	What    string       `json:"what" enum:"shipped,imported,local"`
	Text    string       `json:"text" doc:"中文说明，如 导入2027年放假通知"`
	Basis   []string     `json:"basis,omitempty" doc:"依据：通知网址或文件"`
	By      string       `json:"by" doc:"操作人"`
	At      time.Time    `json:"at"`
	To      workcal.Date `json:"published_to" format:"date" doc:"已公布放假安排的末日"`
}

func versionView(l lang, v contract.CalendarVersion) CalendarVersionView {
	return CalendarVersionView{
		Version: v.Version, What: v.What, Text: versionText(l, v), Basis: v.Basis, By: v.By, At: v.At, To: v.To,
	}
}

// PreviewView is what a change of the calendar would move.
type PreviewView struct {
	Cases int        `json:"cases" doc:"检查的在办事项数"`
	Moves []MoveView `json:"moves" nullable:"false"`
}

// MoveView is one deadline that would move.
type MoveView struct {
	Kind   string       `json:"kind" enum:"issue,meeting,task,approval,plan"`
	CaseID string       `json:"case_id"`
	No     string       `json:"no"`
	Title  string       `json:"title"`
	Clock  string       `json:"clock" doc:"时限（中文）"`
	Was    workcal.Date `json:"was" format:"date"`
	Now    workcal.Date `json:"now" format:"date"`
}

func previewView(l lang, p contract.CalendarPreview) PreviewView {
	v := PreviewView{Cases: p.Cases, Moves: make([]MoveView, len(p.Moves))}
	for i, m := range p.Moves {
		v.Moves[i] = MoveView{
			Kind: string(m.Kind), CaseID: m.CaseID, No: m.No, Title: m.Title,
			Clock: clockText(l, m.Kind, m.Key), Was: m.Was, Now: m.Now,
		}
	}
	return v
}
