package seed

import (
	"context"
	"fmt"
	"time"

	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/plan"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/internal/timeline"
	"github.com/diaodu/diaodu/store"
)

// past plays cases in days gone by: the real rules and the real recorder, driven
// by the timeline's clock, for Temporal cannot act in the past. Cases still open
// at the end are picked up by the worker's sweep like any other case that MySQL
// knows and Temporal does not run.
type past struct {
	store  *store.Store
	cal    workcal.Calendar
	now    time.Time // the real present: nothing is played beyond it
	player *timeline.Player
	asked  int
}

// quietFor is how far back notices are still worth sending.
const quietFor = 10 * 24 * time.Hour

func newPast(s *store.Store, cal workcal.Calendar, now time.Time) *past {
	p := &past{store: s, cal: cal, now: now, player: timeline.New(s, cal)}
	p.player.Edit = func(ev *casefile.Event) {
		if now.Sub(ev.At) > quietFor {
			ev.Notices = nil // nobody wants last summer's reminders
		}
	}
	return p
}

// do plays a person's act at a moment, after everything that falls due before it.
func (p *past) do(ctx context.Context, at time.Time, kind casefile.Kind, id string, actor org.Actor, cmd any) error {
	p.asked++
	meta := casefile.Meta{RequestID: fmt.Sprintf("demo-%d", p.asked), Actor: actor}
	switch c := cmd.(type) {
	case issue.Command:
		c.Meta = meta
		cmd = c
	case meeting.Command:
		c.Meta = meta
		cmd = c
	case supervision.Command:
		c.Meta = meta
		cmd = c
	case plan.Command:
		c.Meta = meta
		cmd = c
	case approval.Command:
		c.Meta = meta
		cmd = c
	}
	if _, err := p.player.Do(ctx, at, kind, id, cmd); err != nil {
		return fmt.Errorf("%s %s %s: %w", kind, id, at.Format(time.DateTime), err)
	}
	return nil
}

// until lets every deadline ring that falls due up to a moment.
func (p *past) until(ctx context.Context, at time.Time) error { return p.player.Until(ctx, at) }
