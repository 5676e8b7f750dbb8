package issue

import (
	"slices"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/ladder"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Stands is the forum at which the issue is dealt with (F-16): where it was moved
// to, or where its way has led it by itself.
func (i *Issue) Stands() between.Forum {
	switch {
	case i.Forum != "":
		return i.Forum
	case i.State == OnAgenda || !i.HeldOn.IsZero():
		return between.Monthly
	case len(i.Tasks) > 0:
		return between.OnSite // ordered on the spot (R15)
	}
	return between.DailyGroup
}

// StandsSince is the day on which it came to that forum.
func (i *Issue) StandsSince() workcal.Date {
	if n := len(i.Moves); n > 0 {
		return i.Moves[n-1].On
	}
	return workcal.DateOf(i.BornAt)
}

// climbsByRungs: earlier lives went to the top at once where no forum was named.
func (i *Issue) climbsByRungs() bool { return i.Head.Life >= 5 }

// checkRung keeps a step up above where the issue stands, and a step down below.
func (i *Issue) checkRung(cmd Command) error {
	if !i.climbsByRungs() {
		return nil
	}
	from := i.Stands()
	if cmd.Act == Descend {
		switch {
		case ladder.Down(from) == "":
			return fault.New(fault.Conflict, "issue.bottom_forum", "at the lowest forum")
		case cmd.Forum != "" && !ladder.Below(cmd.Forum, from):
			return fault.New(fault.Invalid, "issue.forum_down", "%s is not below %s", cmd.Forum, from).On("forum")
		}
		return nil
	}
	switch {
	case ladder.Up(from) == "":
		return fault.New(fault.Conflict, "issue.top_forum", "at the highest forum")
	case cmd.Forum != "" && (!slices.Contains(between.Ladder, cmd.Forum) || !ladder.Below(ladder.Column(from), cmd.Forum)):
		return fault.New(fault.Invalid, "issue.forum_up", "%s is not above %s", cmd.Forum, from).On("forum")
	}
	return nil
}

// moveRung folds a step. What was escalated and comes down is worked on again.
func (i *Issue) moveRung(act string, c Change) {
	from, to := i.Stands(), c.Forum
	switch {
	case to != "":
	case act == Descend:
		to = ladder.Down(from)
	case i.climbsByRungs():
		to = ladder.Up(from)
	default:
		to = nextForum("")
	}
	i.Forum = to
	if act == Descend && i.State == Escalated {
		i.State = InProgress
		if i.Lead.ID == "" {
			i.State = Accepted
		}
	}
}

// noteRung remembers that the issue stands elsewhere now, whichever way it came.
func (i *Issue) noteRung(ev casefile.Event, c Change) {
	from := between.Forum("")
	if n := len(i.Moves); n > 0 {
		from = i.Moves[n-1].To
	}
	to := i.Stands()
	if to == from {
		return
	}
	m := ladder.RungMove{From: from, To: to, On: workcal.DateOf(ev.At), Why: c.Reason}
	if !ev.Actor.Has(org.System) {
		m.By = ev.Actor.Name
	}
	i.Moves = append(slices.Clip(i.Moves), m)
}
