package activities

import (
	"context"
	"errors"
	"fmt"

	"go.temporal.io/sdk/activity"

	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Calendars knows the working-day calendar in force and who counts with another.
type Calendars interface {
	// AdoptShippedCalendar puts the notices of a new release in force.
	AdoptShippedCalendar(ctx context.Context) error
	CurrentCalendar(ctx context.Context) (workcal.Calendar, error)
	// CasesOffCalendar lists open cases after an id, in order of id, that count
	// with another calendar and were not given this version yet.
	CasesOffCalendar(ctx context.Context, version, after string, limit int) ([]contract.Level, error)
}

// Orderer gives orders to cases that exist.
type Orderer interface {
	Do(ctx context.Context, kind casefile.Kind, id string, command any) (contract.Answer, error)
}

// Recalendars brings open cases to the calendar in force (C-10). Only one may
// run at a time: two could give a case two versions in the wrong order.
type Recalendars struct {
	Calendars Calendars
	Cases     Orderer
}

// recalendarBatch is how many cases are listed at a time.
const recalendarBatch = 200

// Recalendar gives every open case the calendar in force, each version once,
// and says how many cases took it. It is run after every import and now and
// then: killed halfway, it goes on with the cases that are left. A case that
// cannot be reached does not hold up the others.
func (r Recalendars) Recalendar(ctx context.Context) (int, error) {
	if err := r.Calendars.AdoptShippedCalendar(ctx); err != nil {
		return 0, fmt.Errorf("recalendar: %w", err)
	}
	cal, err := r.Calendars.CurrentCalendar(ctx)
	if err != nil {
		return 0, fmt.Errorf("recalendar: %w", err)
	}
	taken, after := 0, ""
	var failed error
	for {
		levels, err := r.Calendars.CasesOffCalendar(ctx, cal.Version, after, recalendarBatch)
		if err != nil {
			return taken, fmt.Errorf("recalendar: %w", err)
		}
		if len(levels) == 0 {
			return taken, failed
		}
		for _, level := range levels {
			ok, err := r.give(ctx, level, &cal)
			if err != nil {
				failed = errors.Join(failed, err)
			}
			if ok {
				taken++
			}
			alive(ctx)
			after = level.CaseID
		}
		if failed != nil && ctx.Err() != nil {
			return taken, failed
		}
	}
}

// alive tells Temporal that the pass goes on, where it runs there.
func alive(ctx context.Context) {
	if activity.IsActivity(ctx) {
		activity.RecordHeartbeat(ctx)
	}
}

// give orders one case to count with the calendar; ok is false where the case
// closed meanwhile.
func (r Recalendars) give(ctx context.Context, level contract.Level, cal *workcal.Calendar) (ok bool, err error) {
	order := &casefile.Order{
		Meta:     casefile.Meta{RequestID: contract.RecalendarRequest(cal.Version), Actor: org.Clock},
		Act:      casefile.ActRecalendar,
		Calendar: cal,
	}
	_, err = r.Cases.Do(ctx, level.Kind, level.CaseID, order)
	if fault.Is(err, "case.closed") {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("recalendar %s %s: %w", level.Kind, level.CaseID, err)
	}
	return true, nil
}
