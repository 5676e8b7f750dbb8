package api

import (
	"context"
	"slices"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/meeting"
)

// setSlot gives an owner their time at a meeting. Where the owner had asked to be
// heard, that answers the wish (I-9): the issue admits them and asks the meeting for
// the time itself, so that both say the same and the owner is told once. The meeting
// judges the time first, here, while somebody can still choose another.
func (k meetingDesk) setSlot(ctx context.Context, m *meeting.Meeting, cmd meeting.Command) error {
	wish, err := k.wishOf(ctx, m, cmd.ItemID)
	if err != nil {
		return err
	}
	answer := cmd.Meta
	answer.RequestID, answer.Expect = answer.RequestID+":wish", 0
	switch {
	case wish != nil && wish.Did(answer.RequestID):
		return nil // a retry: answered before
	case wish == nil || wish.Slot == nil || wish.Slot.State != issue.SlotAsked:
		_, err := k.Cases.Do(ctx, casefile.Meeting, m.ID, cmd)
		return err
	}
	if err := m.Check(cmd, k.Now()); err != nil {
		return err
	}
	if rest := cmd; rest.Section != "" || rest.Minutes != 0 || rest.Presenter != "" {
		rest.Slot, rest.Text = nil, ""
		if _, err := k.Cases.Do(ctx, casefile.Meeting, m.ID, rest); err != nil {
			return err
		}
	}
	_, err = k.Cases.Do(ctx, casefile.Issue, wish.ID, issue.Command{
		Order: casefile.Order{Meta: answer, Act: issue.AdmitSlot}, Form: issue.Form{Slot: cmd.Slot, Bring: cmd.Text},
	})
	if f := fault.Of(err); f == nil || f.Kind == fault.Busy {
		return err
	}
	// Withdrawn meanwhile, or not theirs to answer: the time is given without it.
	cmd.Meta.RequestID, cmd.Meta.Expect = cmd.Meta.RequestID+":slot", 0
	_, err = k.Cases.Do(ctx, casefile.Meeting, m.ID, cmd)
	return err
}

// wishOf is the issue behind an item, nil where the item has none.
func (k meetingDesk) wishOf(ctx context.Context, m *meeting.Meeting, item string) (*issue.Issue, error) {
	i := slices.IndexFunc(m.Items, func(it meeting.Item) bool { return it.ID == item })
	if i < 0 || m.Items[i].Issue == "" {
		return nil, nil
	}
	return k.Issues.Issue(ctx, m.Items[i].Issue)
}
