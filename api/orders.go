package api

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Cases gives orders to cases and answers when they are recorded; engine.Cases is one.
type Cases interface {
	Do(ctx context.Context, kind casefile.Kind, id string, command any) (contract.Answer, error)
	Begin(ctx context.Context, head casefile.Head, command any) (contract.Answer, error)
}

// Directory turns the ids that people send into what cases remember. Names in a
// request are never believed.
type Directory interface {
	Org(ctx context.Context, id string) (org.Unit, error)
	ProjectBrief(ctx context.Context, id string) (project.Brief, error)
}

// Histories reads what happened to a case.
type Histories interface {
	History(ctx context.Context, caseID string, after int) ([]casefile.Event, error)
	HistoryBefore(ctx context.Context, caseID string, before, limit int) ([]casefile.Event, error)
}

// historyPage is one page of a case's history, the latest first asked for; within
// a page events are in their order.
type historyPage struct {
	before int // events from before this seq; 0 for the latest
	limit  int
	oldest int // seq of the first event read, whether it is shown or not
}

// read brings the page's events and remembers where the next begins.
func (p *historyPage) read(ctx context.Context, h Histories, id string) ([]casefile.Event, error) {
	events, err := h.HistoryBefore(ctx, id, p.before, p.limit)
	if p.oldest = 1; len(events) > 0 {
		p.oldest = events[0].Seq
	}
	return events, err
}

// next is the cursor of the page before this one in time, "" where it began.
func (p *historyPage) next() string {
	if p.oldest <= 1 {
		return ""
	}
	return strconv.Itoa(p.oldest)
}

// birth is the head of a case to be born of a request. Its id is derived from
// the asker and the request, so a retry finds the case instead of making another.
func birth(ctx context.Context, calendars Calendars, kind casefile.Kind, by casefile.Meta, now time.Time) (casefile.Head, error) {
	cal, err := calendars.CurrentCalendar(ctx)
	if err != nil {
		return casefile.Head{}, fmt.Errorf("calendar: %w", err)
	}
	year := workcal.DateOf(now).Year()
	return casefile.Head{
		ID: casefile.DerivedID(kind, by.Actor.UserID, by.RequestID), Kind: kind, Cal: cal.Slice(year-1, year+2),
	}, nil
}

// unitOf looks a unit up by the id that a request gives; no id gives no unit.
func unitOf(ctx context.Context, d Directory, id string) (between.Unit, error) {
	if id == "" {
		return between.Unit{}, nil
	}
	u, err := d.Org(ctx, id)
	if err != nil {
		return between.Unit{}, err
	}
	return between.Unit{ID: u.ID, Name: u.Name, Type: u.Type}, nil
}

// unitsOf looks several up.
func unitsOf(ctx context.Context, d Directory, given []between.Unit) ([]between.Unit, error) {
	units := make([]between.Unit, 0, len(given))
	for _, g := range given {
		u, err := unitOf(ctx, d, g.ID)
		if err != nil {
			return nil, err
		}
		units = append(units, u)
	}
	return units, nil
}

// projectRef is a project as cases remember it.
func projectRef(b project.Brief) between.ProjectRef {
	return between.ProjectRef{
		ID: b.ID, Code: b.Code, Name: b.Name, EnterpriseID: b.EnterpriseID, EnterpriseName: b.EnterpriseName,
		TownCode: b.TownCode, InvestWan: b.InvestWan,
	}
}

// history is a case's events as far as its reader is shown them.
func (d Deps) history(ctx context.Context, id string, page *historyPage, words caseWords, shows func(casefile.Event) (change any, ok bool, err error)) ([]EventView, error) {
	events, err := page.read(ctx, d.Histories, id)
	if err != nil {
		return nil, err
	}
	views := []EventView{}
	for _, ev := range events {
		change, ok, err := shows(ev)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		v, err := eventView(langOf(ctx), ev, words, change)
		if err != nil {
			return nil, err
		}
		views = append(views, v)
	}
	return views, nil
}

// eventView is one event in words; data is what the reader may see of it.
func eventView(l lang, ev casefile.Event, words caseWords, data any) (EventView, error) {
	v := EventView{
		Seq: ev.Seq, Act: ev.Act, Text: wordOf(l, words.Act, ev.Act), At: ev.At,
		Actor: EventActor{Name: phrase(l, ev.Actor.Name), OrgName: ev.Actor.OrgName},
	}
	body, err := json.Marshal(data)
	if err != nil {
		return v, fmt.Errorf("event %d of %s: %w", ev.Seq, ev.CaseID, err)
	}
	if err := json.Unmarshal(body, &v.Data); err != nil {
		return v, fmt.Errorf("event %d of %s: %w", ev.Seq, ev.CaseID, err)
	}
	return v, nil
}
