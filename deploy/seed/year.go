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
	"github.com/diaodu/diaodu/domain/workcal"
)

// issuesAYear is how many issues the demo district raises from the start event on.
const issuesAYear = 52

// step is one act to be played at its moment. It reads what earlier steps made.
type step struct {
	at    time.Time
	story int // steps of one story end with its first refusal
	play  func(ctx context.Context) error
}

// year makes the life of the district after its start event: issues, monthly
// meetings and tasks, each with the days between its acts.
type year struct {
	*past
	d       *district
	people  map[string]org.Actor // by login
	desks   map[string]org.Actor // by unit id: who signs and works
	units   map[string]between.Unit
	steps   []step
	proof   casefile.Attachment
	refused []string // what the rules did not allow; a test wants none
}

// fillYear plays everything from the start event to the present.
func (d *district) fillYear(ctx context.Context) error {
	y, err := d.newYear(ctx)
	if err != nil {
		return err
	}
	if err := d.series(ctx, meeting.Person{UserID: y.people["quzhang"].UserID, Name: y.people["quzhang"].Name}); err != nil {
		return err
	}
	first := y.cal.NextWorkday(d.event.AddDays(2))
	today := workcal.DateOf(d.now)
	meetings := y.planMeetings(first, today)
	span := y.cal.WorkdaysBetween(first, today)
	count := min(issuesAYear, span) // no more than one a day
	for n := range count {
		on := y.cal.AddWorkdays(first, n*span/count).Date
		s := stories[n%len(stories)]
		if m := meetingAfter(meetings, y.cal.AddWorkdays(on, 7).Date); n%4 == 2 && m != nil {
			y.raise(n, s, on).bring(m)
		} else {
			y.raise(n, s, on).settleOffline()
		}
	}
	for _, m := range meetings {
		y.hold(m)
	}
	y.planToday(today)
	y.planCases(today)
	if err := y.run(ctx); err != nil {
		return err
	}
	d.refused = y.refused
	return d.carryOn(ctx)
}

func (d *district) newYear(ctx context.Context) (*year, error) {
	cal, err := d.store.CurrentCalendar(ctx)
	if err != nil {
		return nil, err
	}
	y := &year{
		past: &past{store: d.store, cal: cal, now: d.now, cases: map[string]*played{}}, d: d,
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
	for i, p := range projects {
		if p.owner == ownerOfPipes {
			continue
		}
		if y.people[p.owner], err = d.actor(ctx, fmt.Sprintf("demo-yezhu-%02d", i+1)); err != nil {
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

// raise reports an issue and brings it to the desk that must solve it.
func (y *year) raise(n int, s story, on workcal.Date) *trouble {
	t := y.reported(n, s, on)
	t.toWork(s.lead)
	return t
}

// unit points at a unit by its id.
func (y *year) unit(id string) *between.Unit {
	u := y.units[id]
	return &u
}

// reported has an owner report an issue.
func (y *year) reported(n int, s story, on workcal.Date) *trouble {
	// Seven and twenty-two have no common divisor: every project gets its turn.
	w := projects[(n*7+3)%len(projects)]
	t := &trouble{year: y, n: n, story: s, on: on, works: w, owner: y.people[w.owner]}
	t.id = casefile.DerivedID(casefile.Issue, "demo", n)
	projectID := y.d.projects[w.name]
	reported := on.At(9, 10+n%40)
	t.plan(n, reported, func(ctx context.Context) error {
		b, err := y.store.ProjectBrief(ctx, projectID)
		if err != nil {
			return err
		}
		return t.do(ctx, reported, casefile.Issue, t.id, t.owner, issue.Command{
			Order: casefile.Order{Act: issue.Report},
			Form: issue.Form{Report: &issue.ReportForm{
				Project: between.ProjectRef{
					ID: b.ID, Code: b.Code, Name: b.Name, EnterpriseID: b.EnterpriseID, EnterpriseName: b.EnterpriseName,
					TownCode: b.TownCode, InvestWan: b.InvestWan,
				},
				Class: s.class, Heading: s.heading, Cause: s.cause, Demand: s.ask, Unclassified: true,
				Facts:  issue.Facts{Who: t.owner.Name, When: on.String(), Where: s.where, Cause: s.course, Course: s.course},
				Impact: issue.Impact{Blocks: []string{"completed"}, Since: on, Until: b.CompleteBy},
			}},
		})
	})
	return t
}

func (y *year) unitsOf(ids []string) []between.Unit {
	out := make([]between.Unit, len(ids))
	for i, id := range ids {
		out[i] = y.units[id]
	}
	return out
}

// settleOffline lets the unit solve the issue without a meeting. A few owners do
// not agree at first; a few issues are withdrawn.
func (t *trouble) settleOffline() {
	desk := t.desks[t.story.lead]
	if t.n%19 == 7 {
		t.order(t.workday(t.on, 2).At(16, 0), t.owner, issue.Withdraw, issue.Form{Reason: "企业已自行解决，不再需要协调"})
		return
	}
	t.order(t.workday(t.on, 2).At(10, 20), desk, issue.Note, issue.Form{Text: "已到现场核实：" + t.story.course + "。正与相关单位商定办法。", Public: true})
	days := map[issue.Grade]int{issue.Ordinary: 4, issue.Coordination: 9, issue.Major: 15}[t.story.grade] + t.n%3
	solved := t.workday(t.on, days)
	t.order(solved.At(15, 0), desk, issue.SolveOffline, issue.Form{Text: t.story.result})
	if t.n%17 == 4 {
		t.order(t.workday(solved, 1).At(9, 20), t.owner, issue.Dispute, issue.Form{Reason: "现场仍有问题，还需完善"})
		t.order(t.workday(solved, 1).At(14, 0), t.people["tongchou"], issue.Rework, issue.Form{Reason: "请主办单位会同业主再次到场处理"})
		solved = t.workday(solved, 4)
		t.order(solved.At(16, 0), desk, issue.SolveOffline, issue.Form{Text: t.story.result + "；业主提出的遗留问题已处理"})
	}
	t.confirm(solved)
}

// confirm has the coordinator verify the next day and the owner confirm after.
func (t *trouble) confirm(solved workcal.Date) {
	t.order(t.workday(solved, 1).At(10, 0), t.people["tongchou"], issue.Verify, issue.Form{})
	rating := 5 - t.n%7/3 // mostly five, some four and three
	t.order(t.workday(solved, 1+t.n%3).At(17, 0), t.owner, issue.Confirm, issue.Form{Rating: rating, Comment: "问题已解决"})
}
