package supervision

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/ladder"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// ReadChange reads what an event did.
func ReadChange(ev casefile.Event) (Change, error) {
	var c Change
	if len(ev.Data) == 0 {
		return c, nil
	}
	if err := json.Unmarshal(ev.Data, &c); err != nil {
		return c, fmt.Errorf("read event %d of task %s: %w", ev.Seq, ev.CaseID, err)
	}
	return c, nil
}

// Apply folds one event. It judges nothing and computes no rule: results are in
// the event.
func (t *Task) Apply(ev casefile.Event) error {
	c, err := ReadChange(ev)
	if err != nil {
		return err
	}
	if err := t.Take(ev); err != nil {
		return err
	}
	from := t.Status
	t.Status = Status(ev.To)
	t.noteRung(ev, c)
	t.setCore(c)
	t.setTiming(c)
	t.setLists(c, ev)
	t.Settle(c.Told)
	for _, told := range c.Told {
		if told.Refused != "" {
			t.Refusals = append(t.Refusals, Refusal{Kind: told.Kind, CaseID: told.CaseID, Act: told.Act, Code: told.Refused, At: ev.At})
		}
	}
	if c.Rang != "" {
		t.Rang(c.Rang)
	}
	return t.oweResult(ev, from)
}

// noteRung remembers a step on the ladder, the birth's forum first.
func (t *Task) noteRung(ev casefile.Event, c Change) {
	if c.Forum == "" || c.Forum == t.Forum {
		return
	}
	m := ladder.RungMove{From: t.Forum, To: c.Forum, On: casefile.Today(ev.At), Why: c.ForumWhy}
	if !ev.Actor.Has(org.System) {
		m.By = ev.Actor.Name
	}
	t.Moves = append(slices.Clip(t.Moves), m)
}

// StandsSince is the day on which the task came to its forum.
func (t *Task) StandsSince() workcal.Date {
	if n := len(t.Moves); n > 0 {
		return t.Moves[n-1].On
	}
	return casefile.Today(t.BornAt)
}

func (t *Task) setCore(c Change) {
	if c.Birth != nil {
		t.Birth = *c.Birth
	}
	if c.Calendar != nil {
		t.Cal = *c.Calendar
	}
	if c.Plan != nil {
		t.Plan = c.Plan
	}
	if c.Content != "" {
		t.Content = c.Content
	}
	if c.Standard != "" {
		t.Standard = c.Standard
	}
	if c.Lead != nil {
		t.Lead, t.Co = *c.Lead, c.Co
	}
	if c.Handler != nil {
		t.Handler = *c.Handler
	}
	if c.Forum != "" {
		t.Forum = c.Forum
	}
	if c.Round != 0 {
		t.Round = c.Round
	}
	t.Fixed = t.Fixed || c.Fixed
}

func (t *Task) setTiming(c Change) {
	if c.SignBy != nil {
		t.SignBy = *c.SignBy
	}
	if c.Since != nil {
		t.Since = *c.Since
	}
	if c.Clock != nil {
		t.Clock = *c.Clock
	}
	if c.Percent != nil {
		t.Percent = *c.Percent
	}
	if c.Overdue != nil {
		t.Overdue = *c.Overdue
		t.Rungs = 0
	}
	if c.Rungs != 0 {
		t.Rungs = c.Rungs
	}
	if c.Closing != nil {
		t.Closing = *c.Closing
	}
	if c.PauseAsk != nil {
		t.PauseAsk = c.PauseAsk
	}
	if c.PauseAskDone {
		t.PauseAsk = nil
	}
	if c.Grade != nil {
		t.Grade = c.Grade
	}
	if c.GradeGone {
		t.Grade = nil
	}
}

func (t *Task) setLists(c Change, ev casefile.Event) {
	if ev.Number != "" {
		for i := range c.Slips {
			if c.Slips[i].No == "" {
				c.Slips[i].No = ev.Number
			}
		}
		for i := range c.Urges {
			c.Urges[i].No = ev.Number
		}
	}
	t.Obligations = casefile.Upsert(t.Obligations, c.Obligations, func(o Obligation) string { return o.ID })
	t.Reports = casefile.Upsert(t.Reports, c.Reports, func(r Report) int { return r.N })
	t.Slips = casefile.Upsert(t.Slips, c.Slips, func(s Slip) int { return s.N })
	t.Pauses = casefile.Upsert(t.Pauses, c.Pauses, func(p Pause) int { return p.N })
	t.Extensions = casefile.Upsert(t.Extensions, c.Extensions, func(e Extension) int { return e.N })
	t.Parts = casefile.Upsert(t.Parts, c.Parts, func(p Part) int { return p.N })
	t.Notes = casefile.Upsert(t.Notes, c.Notes, func(n Note) int { return n.N })
	t.Objections = casefile.Upsert(t.Objections, c.Objections, func(o Objection) int { return o.N })
	t.Blocks = casefile.Upsert(t.Blocks, c.Blocks, func(b Block) int { return b.N })
	t.Interviews = casefile.Upsert(t.Interviews, c.Interviews, func(v Interview) int { return v.N })
	t.Urges = casefile.Upsert(t.Urges, c.Urges, func(u Urge) int { return u.N })
	t.Evidence = append(t.Evidence, c.Evidence...)
	t.Calls = append(t.Calls, c.Calls...)
	t.Misses = append(t.Misses, c.Misses...)
	t.Dates = append(t.Dates, c.Dates...)
	t.Texts = append(t.Texts, c.Texts...)
}

// hearTask is the order an issue or meeting understands.
type hearTask struct {
	Act    string             `json:"act"`
	Result between.TaskResult `json:"result"`
}

// ActHear is the act by which issues and meetings hear of a task's end.
const ActHear = "hear_task"

// oweResult owes the task's issue and meeting the news of its end. A task that
// the system reopened was reopened by its issue, which knows.
func (t *Task) oweResult(ev casefile.Event, from Status) error {
	r := between.TaskResult{TaskID: t.ID, TaskNo: t.No, On: workcal.DateOf(ev.At), Result: t.Closing.Result, Reached: t.Closing.Reached}
	switch {
	case !from.Over() && t.Status.Over():
		r.State = "closed"
	case from != Cancelled && t.Status == Cancelled:
		r.State = "cancelled"
	case from.Over() && !t.Status.Over():
		r.State, r.Result, r.Reached = "reopened", "", nil
	default:
		return nil
	}
	asked := r.State == "reopened" && ev.Actor.Has(org.System)
	if id := t.Birth.IssueID; id != "" && !asked {
		if err := t.Owe(ev.Seq, casefile.Issue, id, ActHear, false, hearTask{ActHear, r}); err != nil {
			return err
		}
	}
	if id := t.Birth.MeetingID; id != "" {
		return t.Owe(ev.Seq, casefile.Meeting, id, ActHear, false, hearTask{ActHear, r})
	}
	return nil
}
