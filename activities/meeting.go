package activities

import (
	"context"
	"fmt"
	"time"

	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// SeriesBook knows the series of meetings, which of their months have a
// meeting, and the calendar in force.
type SeriesBook interface {
	Series(ctx context.Context, id string) (meeting.Series, error)
	RegularPeriods(ctx context.Context, series, since string) ([]string, error)
	CurrentCalendar(ctx context.Context) (workcal.Calendar, error)
}

// Beginner gives birth to cases.
type Beginner interface {
	Begin(ctx context.Context, head casefile.Head, command any) (contract.Answer, error)
}

// Meetings plans the meetings of a series (F-1, R1).
type Meetings struct {
	Book  SeriesBook
	Cases Beginner
	Now   func() time.Time
}

// OpenMeetings plans a meeting for every month that should have one by now and
// has none: next month's in an ordinary month, and those slept through. It may
// run any number of times at once: a month's regular meeting has one id.
func (a Meetings) OpenMeetings(ctx context.Context, in contract.OpenMeetings) ([]string, error) {
	series, err := a.Book.Series(ctx, in.Series)
	if fault.Is(err, "meeting.no_series") {
		return nil, nil // removed meanwhile
	}
	if err != nil || series.Paused {
		return nil, err
	}
	cal, err := a.Book.CurrentCalendar(ctx)
	if err != nil {
		return nil, fmt.Errorf("open meetings of %s: %w", in.Series, err)
	}
	have, err := a.Book.RegularPeriods(ctx, series.ID, series.From)
	if err != nil {
		return nil, err
	}
	today := workcal.DateOf(a.Now())
	missing, err := series.Periods(have, today)
	if err != nil {
		return nil, err
	}
	var planned []string
	for _, period := range missing {
		ok, err := a.open(ctx, series, period, cal, today)
		if err != nil {
			return planned, err
		}
		if ok {
			planned = append(planned, period)
		}
	}
	return planned, nil
}

// open plans one month's meeting; ok is false where somebody was first.
func (a Meetings) open(ctx context.Context, series meeting.Series, period string, cal workcal.Calendar, today workcal.Date) (ok bool, err error) {
	plan, err := series.PlanFor(period, cal, today)
	if err != nil {
		return false, err
	}
	head := casefile.Head{
		ID: meeting.RegularID(series.ID, period), Kind: casefile.Meeting, Cal: cal.Slice(today.Year()-1, today.Year()+2),
	}
	cmd := meeting.Command{
		Order: casefile.Order{Act: meeting.ActOpen, Meta: casefile.Meta{RequestID: contract.OpenRequest(series.ID, period), Actor: org.Clock}},
		Form:  meeting.Form{Plan: &plan},
	}
	_, err = a.Cases.Begin(ctx, head, cmd)
	if f := fault.Of(err); f != nil && (f.Kind == fault.Conflict || f.Kind == fault.Reused) {
		return false, nil // planned by a person, or by another run of this
	}
	if err != nil {
		return false, fmt.Errorf("open meeting of %s in %s: %w", series.ID, period, err)
	}
	return true, nil
}
