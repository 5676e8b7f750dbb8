package activities

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/workcal"
)

// district is a handful of cases that remember the calendars they were given.
type district struct {
	cal     workcal.Calendar
	ids     []string
	given   map[string][]string // request ids by case
	refuses map[string]error
	adopted int
}

func newDistrict(cases int) *district {
	d := &district{cal: workcal.Embedded(), given: map[string][]string{}, refuses: map[string]error{}}
	for i := range cases {
		d.ids = append(d.ids, fmt.Sprintf("i-%04d", i))
	}
	return d
}

func (d *district) AdoptShippedCalendar(context.Context) error {
	d.adopted++
	return nil
}

func (d *district) CurrentCalendar(context.Context) (workcal.Calendar, error) { return d.cal, nil }

func (d *district) CasesOffCalendar(_ context.Context, version, after string, limit int) ([]contract.Level, error) {
	var out []contract.Level
	for _, id := range d.ids {
		if id > after && len(out) < limit && len(d.given[id]) == 0 {
			out = append(out, contract.Level{Kind: casefile.Issue, CaseID: id})
		}
	}
	return out, nil
}

func (d *district) Do(_ context.Context, kind casefile.Kind, id string, command any) (contract.Answer, error) {
	if err := d.refuses[id]; err != nil {
		return contract.Answer{}, err
	}
	order := command.(interface{ CaseOrder() *casefile.Order }).CaseOrder()
	if order.Act != casefile.ActRecalendar || order.Calendar.Version != d.cal.Version || !order.System() || kind != casefile.Issue {
		return contract.Answer{}, errors.New("not the order that was expected")
	}
	d.given[id] = append(d.given[id], order.Meta.RequestID)
	return contract.Answer{}, nil
}

func TestEveryOpenCaseIsGivenTheCalendarOnce(t *testing.T) {
	d := newDistrict(2*recalendarBatch + 7)
	r := Recalendars{Calendars: d, Cases: d}
	n, err := r.Recalendar(context.Background())
	require.NoError(t, err)
	require.Equal(t, len(d.ids), n)
	n, err = r.Recalendar(context.Background())
	require.NoError(t, err)
	require.Zero(t, n)
	for _, id := range d.ids {
		require.Equal(t, []string{"cal:" + d.cal.Version}, d.given[id])
	}
	require.Equal(t, 2, d.adopted)
}

func TestCaseThatCannotBeReachedHoldsUpNobodyAndIsTriedAgain(t *testing.T) {
	d := newDistrict(5)
	away := errors.New("away")
	d.refuses["i-0001"] = away
	d.refuses["i-0003"] = fault.New(fault.Conflict, "case.closed", "closed meanwhile")
	r := Recalendars{Calendars: d, Cases: d}
	n, err := r.Recalendar(context.Background())
	require.ErrorIs(t, err, away)
	require.Equal(t, 3, n)

	delete(d.refuses, "i-0001")
	n, err = r.Recalendar(context.Background())
	require.NoError(t, err)
	require.Equal(t, 1, n)
}
