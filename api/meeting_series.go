package api

import (
	"context"
	"fmt"
	"time"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// Planner makes a series' meetings come about by themselves; worker.Planner is one.
type Planner interface {
	PlanSeries(ctx context.Context, id string) error
}

// MeetingSeriesForm is what a coordinator says of a series.
type MeetingSeriesForm struct {
	Name    string            `json:"name" minLength:"1" maxLength:"60"`
	Forum   between.Forum     `json:"forum" doc:"会议类型"`
	Day     int               `json:"day,omitempty" minimum:"0" maximum:"31" doc:"每月几日；31 表示月末"`
	Nth     int               `json:"nth,omitempty" minimum:"-1" maximum:"4" doc:"第几个星期几；-1 表示最后一个"`
	Weekday int               `json:"weekday,omitempty" minimum:"0" maximum:"6" doc:"星期几，0 为星期日"`
	Every   int               `json:"every,omitempty" minimum:"0" maximum:"12" doc:"每几个月一次，默认 1"`
	Start   workcal.TimeOfDay `json:"start" doc:"开始时间，如 14:30"`
	Minutes int               `json:"minutes" minimum:"10" maximum:"1440"`
	Place   string            `json:"place,omitempty" maxLength:"200"`
	Chair   meeting.Person    `json:"chair" doc:"主持人"`
	From    string            `json:"from,omitempty" maxLength:"7" doc:"首次会议月份，默认本月"`
	Paused  bool              `json:"paused,omitempty" doc:"停开"`
}

// SeriesView is a series with what the reader may do with it.
type SeriesView struct {
	meeting.Series
	Actions []ActionView `json:"actions" nullable:"false" doc:"我可办的：edit 修改"`
}

func seriesView(l lang, s meeting.Series, reader org.Actor) SeriesView {
	v := SeriesView{Series: s, Actions: []ActionView{}}
	if setsSeries(reader) {
		v.Actions = append(v.Actions, ActionView{Act: "edit", Text: word{"修改", "Change"}.in(l)})
	}
	return v
}

// setsSeries tells who sets a series.
func setsSeries(a org.Actor) bool { return a.Has(org.Coordinator) }

func (k meetingDesk) seriesList(ctx context.Context, _ *struct{}) (*listOut[SeriesView], error) {
	a := auth.Actor(ctx)
	if !meeting.SeesAll(a) {
		return nil, fault.New(fault.Forbidden, "meeting.forbidden", "%s may not see the series", a.UserID)
	}
	list, err := k.Meetings.SeriesList(ctx)
	if err != nil {
		return nil, err
	}
	views := make([]SeriesView, len(list))
	for i, s := range list {
		views[i] = seriesView(langOf(ctx), s, a)
	}
	return newList(views, "").offers(setsSeries(a), "add", word{"新增系列", "New series"}, langOf(ctx)), nil
}

// saveSeries sets a series and has its meetings planned from now on. Months in
// which it was paused are not made up for.
func (k meetingDesk) saveSeries(ctx context.Context, in *changeIn[MeetingSeriesForm]) (*versioned[SeriesView], error) {
	by := hand(ctx)
	if !setsSeries(by.Actor) {
		return nil, fault.New(fault.Forbidden, "meeting.forbidden", "%s may not set a series", by.Actor.UserID)
	}
	seen, err := in.seen()
	if err != nil {
		return nil, err
	}
	b := in.Body
	one := meeting.Series{
		ID: in.ID, Version: seen, Name: b.Name, Forum: b.Forum, Start: b.Start, Minutes: b.Minutes, Place: b.Place, From: b.From, Paused: b.Paused,
		Rule: meeting.Rule{Day: b.Day, Nth: b.Nth, Weekday: time.Weekday(b.Weekday), Every: b.Every},
	}
	today := workcal.DateOf(k.Now())
	thisMonth := fmt.Sprintf("%04d-%02d", today.Year(), today.Month())
	old, err := k.Meetings.Series(ctx, in.ID)
	if err != nil && !fault.Is(err, "meeting.no_series") {
		return nil, err
	}
	fill(&one.From, old.From, thisMonth)
	if old.Paused && !one.Paused && one.From < thisMonth {
		one.From = thisMonth
	}
	if one.Chair, err = k.chair(ctx, b.Chair.UserID); err != nil {
		return nil, err
	}
	if one, err = k.Meetings.SaveSeries(ctx, store.By{Actor: by.Actor, IP: by.IP, At: k.Now()}, one); err != nil {
		return nil, err
	}
	if err := k.Planner.PlanSeries(ctx, in.ID); err != nil {
		return nil, err
	}
	return withVersion(seriesView(langOf(ctx), one, by.Actor), one.Version, nil)
}
