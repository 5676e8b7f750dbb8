package meeting

import (
	"encoding/json"
	"fmt"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Change is the data of a meeting's event: what the act changed, fully worked
// out, so that folding needs no judging. Every act fills only its own fields.
type Change struct {
	Plan     *Plan             `json:"plan,omitempty"`   // as it came to be; Date is the moved one
	Wanted   workcal.Date      `json:"wanted,omitzero"`  // the date before it was moved
	Cutoffs  *Cutoffs          `json:"cutoffs,omitzero"` // as they follow
	Calendar *workcal.Calendar `json:"calendar,omitempty"`
	Reason   string            `json:"reason,omitempty"`

	Item       *NewItem             `json:"item,omitempty"`
	ItemID     string               `json:"item_id,omitempty"`
	IssueID    string               `json:"issue_id,omitempty"`
	Quiet      bool                 `json:"quiet,omitempty"` // the issue left by itself and need not be told
	Section    Section              `json:"section,omitempty"`
	Minutes    int                  `json:"minutes,omitempty"`
	Presenter  string               `json:"presenter,omitempty"`
	Slot       *Slot                `json:"slot,omitempty"`
	Before     string               `json:"before,omitempty"`
	ByScore    bool                 `json:"by_score,omitempty"`
	Position   *between.Position    `json:"position,omitempty"`
	Prepared   *Preparation         `json:"prepared,omitempty"`
	Text       string               `json:"text,omitempty"`
	Speaker    string               `json:"speaker,omitempty"`
	Attachment *casefile.Attachment `json:"attachment,omitempty"`
	Late       bool                 `json:"late,omitempty"`

	Attendees  []Attendee `json:"attendees,omitempty"`
	AttendeeID string     `json:"attendee_id,omitempty"`
	Presence   Presence   `json:"presence,omitempty"`
	Substitute string     `json:"substitute,omitempty"`

	HeldOn      workcal.Date `json:"held_on,omitzero"`
	Last        *LastPage    `json:"last_page,omitempty"`
	Resolutions []Resolved   `json:"resolutions,omitempty"`
	DecidedBy   string       `json:"decided_by,omitempty"`
	Carry       Carry        `json:"carry,omitempty"`
	MinutesDue  workcal.Date `json:"minutes_due,omitzero"`

	Parts        []Paragraph    `json:"parts,omitempty"`
	Version      int            `json:"version,omitempty"`
	Hash         string         `json:"hash,omitempty"`
	Distribution []between.Unit `json:"distribution,omitempty"`

	ResolutionID string              `json:"resolution_id,omitempty"`
	AmendmentID  string              `json:"amendment_id,omitempty"`
	Amendment    *Amendment          `json:"amendment,omitempty"`
	Warning      string              `json:"warning,omitempty"`
	Key          string              `json:"key,omitempty"`
	Told         []casefile.Told     `json:"told,omitempty"`
	Result       *between.TaskResult `json:"result,omitempty"`
}

// NewItem is an agenda item as it joins, with the texts the state does not keep.
type NewItem struct {
	ID        string              `json:"id"`
	Section   Section             `json:"section"`
	Minutes   int                 `json:"minutes"`
	Presenter string              `json:"presenter,omitempty"`
	Late      bool                `json:"late,omitempty"`
	Override  bool                `json:"override,omitempty"`
	Score     int                 `json:"score,omitempty"`
	Slot      *Slot               `json:"slot,omitempty"` // the owner was admitted with the item
	Entry     between.AgendaEntry `json:"entry"`
}

// Preparation is what was said anew of an item's issue; empty texts keep what was.
type Preparation struct {
	PreCoord  string             `json:"pre_coord,omitempty"`
	Tendency  string             `json:"tendency,omitempty"`
	Positions []between.Position `json:"positions,omitempty"` // of the units that spoke anew
}

// Resolved is a resolution with its id and, for tasks, everything the task is
// born with.
type Resolved struct {
	ID        string                  `json:"id"`
	Kind      between.ResolutionKind  `json:"kind"`
	Text      string                  `json:"text"`
	Task      *between.TaskBirth      `json:"task,omitempty"`
	TaskForce *between.TaskForceBirth `json:"task_force,omitempty"`
}

// ReadChange reads the data of a meeting's event.
func ReadChange(ev casefile.Event) (Change, error) {
	var c Change
	if len(ev.Data) == 0 {
		return c, nil
	}
	if err := json.Unmarshal(ev.Data, &c); err != nil {
		return c, fmt.Errorf("read event %d of meeting %s: %w", ev.Seq, ev.CaseID, err)
	}
	return c, nil
}
