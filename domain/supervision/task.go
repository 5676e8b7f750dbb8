// Package supervision is the life of one task under supervision 督办: handed to
// one lead unit, signed for, reported on by the 13710 plan, closed with evidence
// and two keys. It does no I/O and never asks the time. It refuses to close
// without evidence, to extend past R5, and to let a deadline pass unnoticed.
package supervision

import (
	"slices"
	"time"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/ladder"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Status is where a task stands. Suspended, extended and overdue are flags beside it.
type Status string

const (
	Issued            Status = "issued"             // 已交办, to be signed for
	Objected          Status = "objected"           // 派单异议, the coordinator decides
	Arbitrating       Status = "arbitrating"        // 仲裁, a second objection, decided the same day
	Signed            Status = "signed"             // 已签收
	Reporting         Status = "reporting"          // 办理中
	ApplyClose        Status = "apply_close"        // 申请办结, the coordinator verifies
	Returned          Status = "returned"           // 退回续办
	OwnerConfirm      Status = "owner_confirm"      // 已核实，待业主确认
	Closed            Status = "closed"             // 已销号
	ClosedUnconfirmed Status = "closed_unconfirmed" // 业主未确认办结 (R9)
	Graded            Status = "graded"             // 已评价
	Cancelled         Status = "cancelled"          // 已撤销
)

// Statuses lists every status in the order a task passes them.
var Statuses = []Status{
	Issued, Objected, Arbitrating, Signed, Reporting, ApplyClose, Returned,
	OwnerConfirm, Closed, ClosedUnconfirmed, Graded, Cancelled,
}

var (
	working = []Status{Signed, Reporting, Returned}
	open    = []Status{Issued, Objected, Arbitrating, Signed, Reporting, ApplyClose, Returned, OwnerConfirm}
	over    = []Status{Closed, ClosedUnconfirmed, Graded}
)

// Open tells whether the task still waits for somebody's work.
func (s Status) Open() bool { return slices.Contains(open, s) }

// Over tells whether the task was closed, confirmed or not.
func (s Status) Over() bool { return slices.Contains(over, s) }

// Task is the state of one task: the fold of its events. It is plain data and
// travels whole from run to run.
type Task struct {
	casefile.Head
	Status  Status            `json:"status"`
	Birth   between.TaskBirth `json:"birth"` // as it was decided; what changed since is beside it
	Content string            `json:"content"`
	// Standard is what done means 完成标准.
	Standard string         `json:"standard"`
	Lead     between.Unit   `json:"lead"`
	Co       []between.Unit `json:"co,omitempty"`
	Handler  Person         `json:"handler,omitzero"` // 承办人
	Forum    between.Forum  `json:"forum"`            // where it is watched; climbs the ladder (G-14)

	Moves []ladder.RungMove `json:"moves,omitempty"` // up and down that ladder (F-16)

	Plan    []PlanNode    `json:"plan"`
	SignBy  workcal.Clock `json:"sign_by"`
	Round   int           `json:"round"` // of dispatch: 1, and 1 more after each objection decided
	Fixed   bool          `json:"fixed,omitempty"`
	Clock   workcal.Clock `json:"clock"`
	Since   time.Time     `json:"since"` // of the present dispatch (R4 counts 8 working hours from it)
	Percent int           `json:"percent,omitempty"`

	Overdue Overdue `json:"overdue,omitzero"`
	Closing Closing `json:"closing,omitzero"`
	Rungs   int     `json:"rungs,omitempty"` // ladder timers rung since the task became overdue

	Obligations []Obligation `json:"obligations,omitempty"`
	Reports     []Report     `json:"reports,omitempty"`
	Slips       []Slip       `json:"slips,omitempty"`
	Pauses      []Pause      `json:"pauses,omitempty"`
	PauseAsk    *PauseAsk    `json:"pause_ask,omitempty"`
	Extensions  []Extension  `json:"extensions,omitempty"`
	Parts       []Part       `json:"parts,omitempty"`
	Evidence    []Evidence   `json:"evidence,omitempty"`
	Calls       []Call       `json:"calls,omitempty"`
	Notes       []Note       `json:"notes,omitempty"`
	Objections  []Objection  `json:"objections,omitempty"`
	Blocks      []Block      `json:"blocks,omitempty"`
	Misses      []Miss       `json:"misses,omitempty"`
	Dates       []DateChange `json:"dates,omitempty"`
	Texts       []TextChange `json:"texts,omitempty"`
	Interviews  []Interview  `json:"interviews,omitempty"`
	Urges       []Urge       `json:"urges,omitempty"`
	Grade       *Grade       `json:"grade,omitempty"`
	Refusals    []Refusal    `json:"refusals,omitempty"`
}

// Person is somebody as the task remembers them.
type Person struct {
	UserID string `json:"user_id,omitempty"`
	Name   string `json:"name,omitempty"`
}

// Overdue says since when the task is late; no date while it is not.
type Overdue struct {
	Since workcal.Date `json:"since,omitzero"` // first day late
}

// Miss is a deadline that passed. It stays, whatever is done afterwards (S1-13).
type Miss struct {
	What string       `json:"what"` // "sign", "due" or an obligation's id
	Node string       `json:"node,omitempty"`
	Org  between.Unit `json:"org"`
	Due  workcal.Date `json:"due"`
}

// Objection is a lead unit saying the task is not theirs (R4).
type Objection struct {
	N       int           `json:"n"`
	By      Person        `json:"by"`
	Org     between.Unit  `json:"org"`
	Reason  string        `json:"reason"`
	Better  *between.Unit `json:"better,omitempty"`
	At      time.Time     `json:"at"`
	Verdict string        `json:"verdict,omitempty"` // kept, reassigned
	Ruling  string        `json:"ruling,omitempty"`
	To      *between.Unit `json:"to,omitempty"`
}

// Block says what the task waits for outside itself (G-12).
type Block struct {
	N     int          `json:"n"`
	Kind  string       `json:"kind"` // task, approval, utility, other
	Ref   string       `json:"ref,omitempty"`
	Text  string       `json:"text"`
	Org   between.Unit `json:"org,omitzero"`
	Since workcal.Date `json:"since"`
	Ended workcal.Date `json:"ended,omitzero"`
}

// DateChange is one line of the due date's history, told to the owner too (C-15, I-10).
type DateChange struct {
	On     workcal.Date `json:"on"`
	By     string       `json:"by"`
	Old    workcal.Date `json:"old,omitzero"`
	New    workcal.Date `json:"new"`
	Kind   string       `json:"kind"` // issued, extended, resumed, amended, reopened, calendar, alternative
	Reason string       `json:"reason,omitempty"`
	Basis  string       `json:"basis,omitempty"` // file id
}

// alternative marks the promised date of R6, which moves nothing.
const alternative = "alternative"

// TextChange keeps the old words of a changed task (R18).
type TextChange struct {
	On      workcal.Date `json:"on"`
	Field   string       `json:"field"`
	Old     string       `json:"old"`
	New     string       `json:"new"`
	Consent string       `json:"consent,omitempty"` // whose consent the change had
	Reason  string       `json:"reason,omitempty"`
}

// Refusal is another case refusing what this one told it; somebody must look.
type Refusal struct {
	Kind   casefile.Kind `json:"kind"`
	CaseID string        `json:"case_id"`
	Act    string        `json:"act"`
	Code   string        `json:"code"`
	At     time.Time     `json:"at"`
}

// Suspended tells whether the task's clock stands still now.
func (t *Task) Suspended() bool {
	n := len(t.Pauses)
	return n > 0 && t.Pauses[n-1].To.IsZero()
}

// DueOn is the date in force, as it stands on a day.
func (t *Task) DueOn(today workcal.Date) workcal.Date { return t.Clock.Due(t.Cal, today).Date }

// FirstDue is the date first set, before any change.
func (t *Task) FirstDue() workcal.Date { return t.Birth.Due }

// OwnerFacing tells whether an owner holds the second key (G-9).
func (t *Task) OwnerFacing() bool {
	return t.Birth.IssueID != "" && t.Birth.Project.EnterpriseID != ""
}

// StatusCode is the status as lists show it.
func (t *Task) StatusCode() string { return string(t.Status) }

// Title is the task in one line.
func (t *Task) Title() string {
	text := []rune(t.Content)
	if len(text) > 80 {
		text = append(text[:79], '…')
	}
	return string(text)
}

// Parties are the units, people and the owner's enterprise the task concerns.
func (t *Task) Parties() []casefile.Party {
	var ps []casefile.Party
	add := func(kind casefile.PartyType, id string) {
		p := casefile.Party{Type: kind, ID: id}
		if id != "" && !slices.Contains(ps, p) {
			ps = append(ps, p)
		}
	}
	add(casefile.PartyOrg, t.Lead.ID)
	for _, u := range t.Co {
		add(casefile.PartyOrg, u.ID)
	}
	add(casefile.PartyUser, t.Handler.UserID)
	add(casefile.PartyUser, t.Birth.Leader)
	if t.OwnerFacing() {
		add(casefile.PartyEnterprise, t.Birth.Project.EnterpriseID)
	}
	return ps
}

// Tallies are the counters a task in this state adds 1 to.
func (t *Task) Tallies() []casefile.Tally {
	ts := []casefile.Tally{{Measure: "task.status", Key: string(t.Status)}}
	if t.Status.Open() {
		ts = append(ts, casefile.Tally{Measure: "task.open_by_org", Key: t.Lead.ID})
		if !t.Overdue.Since.IsZero() {
			ts = append(ts, casefile.Tally{Measure: "task.overdue_by_org", Key: t.Lead.ID})
		}
		if t.Suspended() {
			ts = append(ts, casefile.Tally{Measure: "task.suspended", Key: "all"})
		}
	}
	return ts
}

// Done tells whether nothing can happen any more: cancelled, or closed for so
// long that it cannot be reopened (R10).
func (t *Task) Done() bool {
	if len(t.Owed) > 0 {
		return false
	}
	return t.Status == Cancelled || (t.Status.Over() && t.HasRung(t.farewell()))
}

var _ casefile.Life[Command] = (*Task)(nil)
