package seed

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/workcal"
)

// step is one act to be played at its moment. It reads what earlier steps made.
type step struct {
	at    time.Time
	story int // steps of one story end with its first refusal
	play  func(ctx context.Context) error
}

// year makes the life of the district in the twelve months before now: issues,
// monthly meetings and tasks, each with the days between its acts.
type year struct {
	*past
	d       *district
	people  map[string]org.Actor // by login
	desks   map[string]org.Actor // by unit id: who signs and works
	units   map[string]between.Unit
	steps   []step
	turns   map[string]int // how many issues each project has raised
	proof   casefile.Attachment
	refused []string // what the rules did not allow; a test wants none
}

// fillYear plays everything from a year ago to the present.
func (d *district) fillYear(ctx context.Context) error {
	if err := d.fillOthers(ctx); err != nil {
		return err
	}
	y, err := d.newYear(ctx)
	if err != nil {
		return err
	}
	if err := d.series(ctx, meeting.Person{UserID: y.people["quzhang"].UserID, Name: y.people["quzhang"].Name}); err != nil {
		return err
	}
	first := y.cal.NextWorkday(d.begin)
	today := workcal.DateOf(d.now)
	meetings := y.planMeetings(first, today)
	y.planIssues(first, today, meetings)
	for _, m := range meetings {
		y.hold(m)
	}
	y.planToday(today)
	y.planCases(today)
	if err := y.planApprovals(today); err != nil {
		return err
	}
	if err := y.run(ctx); err != nil {
		return err
	}
	d.refused = y.refused
	if err := d.carryOn(ctx); err != nil {
		return err
	}
	return d.lookAhead(ctx, y.cal)
}

// planIssues spreads the year's stories evenly over its workdays. Each goes to
// a project of its sector that is there by then; two of five go to a meeting.
func (y *year) planIssues(first, today workcal.Date, meetings []*sitting) {
	pool := yearStories()
	count, span := len(pool), y.cal.WorkdaysBetween(first, today)
	for n := range count {
		on := y.cal.AddWorkdays(first, n*span/count).Date
		next := slices.IndexFunc(pool, func(s story) bool { return len(y.having(s.sector, on)) > 0 })
		if next < 0 {
			return
		}
		s := pool[next]
		pool = slices.Delete(pool, next, next+1)
		t := y.reported(n, s, on)
		if m := meetingAfter(meetings, y.workday(on, 7)); n%5%2 == 1 && m != nil {
			t.toWork(s.lead)
			t.bring(m)
			continue
		}
		t.settleOffline()
	}
}

// yearStories are the year's, works and help by turns.
func yearStories() []story {
	var out []story
	for i := range max(len(worksStories), len(helpStories)) {
		if i < len(worksStories) {
			out = append(out, worksStories[i])
		}
		if i < len(helpStories) {
			out = append(out, helpStories[i])
		}
	}
	return out
}

// having are the projects under way on a day, of a sector where one is named.
func (y *year) having(sector project.Sector, on workcal.Date) []works {
	var out []works
	for _, c := range y.d.cohorts() {
		for i, w := range c.works {
			if (sector == "" || w.sector == sector) && on.After(c.event.AddDays(2)) && on.Before(c.completion(i)) {
				out = append(out, w)
			}
		}
	}
	return out
}

// turn gives an issue to the project that has raised the fewest.
func (y *year) turn(sector project.Sector, on workcal.Date) works {
	w := slices.MinFunc(y.having(sector, on), func(a, b works) int { return y.turns[a.name] - y.turns[b.name] })
	y.turns[w.name]++
	return w
}

func (d *district) newYear(ctx context.Context) (*year, error) {
	cal, err := d.store.CurrentCalendar(ctx)
	if err != nil {
		return nil, err
	}
	y := &year{
		past: newPast(d.store, cal, d.now), d: d, turns: map[string]int{},
		people: map[string]org.Actor{}, desks: map[string]org.Actor{}, units: map[string]between.Unit{},
	}
	for _, u := range units {
		y.units[u.ID] = between.Unit{ID: u.ID, Name: u.Name, Type: u.Type}
	}
	for _, p := range append(append([]person(nil), Shown...), desks()...) {
		a, err := d.actor(ctx, "demo-"+p.Login)
		if err != nil {
			return nil, err
		}
		y.people[p.Login] = a
		if _, taken := y.desks[p.Unit]; !taken && a.Has(org.DeptReceiver, org.UtilityAgent) {
			y.desks[p.Unit] = a
		}
	}
	for i, p := range d.all() {
		if p.owner == ownerOfPipes {
			continue
		}
		if y.people[p.owner], err = d.actor(ctx, "demo-"+ownerLogin(i)); err != nil {
			return nil, err
		}
	}
	y.people[ownerOfPipes] = y.people["yezhu"]
	y.proof, err = d.proof(ctx)
	return y, err
}

// actor is a demo account as the door would establish it.
func (d *district) actor(ctx context.Context, id string) (org.Actor, error) {
	u, err := d.store.User(ctx, id)
	if err != nil {
		return org.Actor{}, fmt.Errorf("account %s: %w", id, err)
	}
	return org.Actor{
		UserID: u.ID, Name: u.Name, Roles: u.Roles, OrgID: u.OrgID, OrgName: u.OrgName,
		EnterpriseID: u.EnterpriseID, OwnerRole: u.OwnerRole,
	}, nil
}

// run plays the steps in the order of time, none beyond the present, and rings
// what is left to ring.
func (y *year) run(ctx context.Context) error {
	slices.SortStableFunc(y.steps, func(a, b step) int { return a.at.Compare(b.at) })
	ended := map[int]bool{}
	for _, s := range y.steps {
		if s.at.After(y.now) {
			break
		}
		if ended[s.story] {
			continue
		}
		err := s.play(ctx)
		if f := fault.Of(err); f != nil {
			ended[s.story] = true
			y.refused = append(y.refused, fmt.Sprintf("%d: %v", s.story, err))
			continue
		}
		if err != nil {
			return err
		}
	}
	return y.until(ctx, y.now)
}

// plan adds a step of a story.
func (y *year) plan(story int, at time.Time, play func(ctx context.Context) error) {
	y.steps = append(y.steps, step{at, story, play})
}

// workday is the n-th workday after a day.
func (y *year) workday(d workcal.Date, n int) workcal.Date { return y.cal.AddWorkdays(d, n).Date }

// unit points at a unit by its id.
func (y *year) unit(id string) *between.Unit {
	u := y.units[id]
	return &u
}

func (y *year) unitsOf(ids []string) []between.Unit {
	out := make([]between.Unit, len(ids))
	for i, id := range ids {
		out[i] = y.units[id]
	}
	return out
}

// trouble is one issue of the year.
type trouble struct {
	*year
	n     int
	story story
	on    workcal.Date // the day it is raised
	id    string
	owner org.Actor
	works works
}

// order plans an act on the issue.
func (t *trouble) order(at time.Time, actor org.Actor, act string, form issue.Form) {
	t.plan(t.n, at, func(ctx context.Context) error {
		return t.do(ctx, at, casefile.Issue, t.id, actor, issue.Command{Order: casefile.Order{Act: act}, Form: form})
	})
}

// reported has an owner report an issue.
func (y *year) reported(n int, s story, on workcal.Date) *trouble {
	w := y.turn(s.sector, on)
	t := &trouble{year: y, n: n, story: s, on: on, works: w, owner: y.people[w.owner]}
	t.id = casefile.DerivedID(casefile.Issue, "demo", n)
	projectID := y.d.projects[w.name]
	reported := on.At(9, 10+n%40)
	t.plan(n, reported, func(ctx context.Context) error {
		b, err := y.store.ProjectBrief(ctx, projectID)
		if err != nil {
			return err
		}
		class, err := y.store.ClassFor(ctx, s.class)
		if err != nil {
			return err
		}
		return t.do(ctx, reported, casefile.Issue, t.id, t.owner, issue.Command{
			Order: casefile.Order{Act: issue.Report}, Catalogued: class,
			Form: issue.Form{Report: &issue.ReportForm{
				Project: between.ProjectRef{
					ID: b.ID, Code: b.Code, Name: b.Name, EnterpriseID: b.EnterpriseID, EnterpriseName: b.EnterpriseName,
					TownCode: b.TownCode, InvestWan: b.InvestWan,
				},
				Class: s.class, Heading: s.heading, Cause: s.cause, Demand: s.ask, Unclassified: true,
				Facts:  issue.Facts{Who: t.owner.Name, When: on.String(), Where: t.town() + s.where, Cause: s.course, Course: s.course},
				Impact: issue.Impact{Blocks: []string{"completed"}, Since: on, Until: b.CompleteBy},
			}},
		})
	})
	return t
}
