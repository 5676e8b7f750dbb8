package issue

import (
	"strings"
	"unicode/utf8"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Longest texts, in characters.
const (
	maxLine = 100
	maxText = 2000
)

// Form is everything a person may fill in; each act reads its own fields.
type Form struct {
	Report *ReportForm `json:"report,omitempty"` // report, supplement

	Reason  string   `json:"reason,omitempty"`  // why: accept without an element, return, object, withdraw, dispute, escalate, shelve…
	Basis   string   `json:"basis,omitempty"`   // 依据: ask_reject
	Missing []string `json:"missing,omitempty"` // return_for_info: the elements asked for; none: those that lack
	Facts   *Facts   `json:"facts,omitempty"`   // accept: what the officer fills in; supplement: what was asked
	Text    string   `json:"text,omitempty"`    // note, supplement, solve_offline result, log_call, take_position stand

	Class    string             `json:"class,omitempty"`     // triage, dispatch
	Grade    Grade              `json:"grade,omitempty"`     // triage, dispatch
	Lead     *between.Unit      `json:"lead,omitempty"`      // dispatch, arbitrate
	Co       []between.Unit     `json:"co,omitempty"`        // dispatch, arbitrate
	Better   *between.Unit      `json:"better,omitempty"`    // object: who should have it instead (R4)
	Limit    int                `json:"limit,omitempty"`     // dispatch: workdays, 0 for the grade's
	Into     *Ref               `json:"into,omitempty"`      // merge; link: the other issue
	PreCoord string             `json:"pre_coord,omitempty"` // pre_coordinate
	Position []between.Position `json:"positions,omitempty"` // pre_coordinate
	Tendency string             `json:"tendency,omitempty"`  // pre_coordinate
	Meeting  *Ref               `json:"meeting,omitempty"`   // put_on_agenda
	Override bool               `json:"override,omitempty"`  // put_on_agenda: the chair goes beyond R2
	Forum    between.Forum      `json:"forum,omitempty"`     // escalate, descend: to which forum

	Way   string             `json:"way,omitempty"`   // ask_slot: onsite, phone or video
	Slot  *between.OwnerSlot `json:"slot,omitempty"`  // admit_slot: when the owner is heard
	Bring string             `json:"bring,omitempty"` // admit_slot: what to bring

	Outcome *between.Outcome    `json:"outcome,omitempty"` // resolve
	Result  *between.TaskResult `json:"result,omitempty"`  // hear_task
	Task    *between.TaskBirth  `json:"task,omitempty"`    // order_on_site

	NoteSeq  int          `json:"note_seq,omitempty"` // publish
	Public   bool         `json:"public,omitempty"`   // note: the owner may read it at once
	Rating   int          `json:"rating,omitempty"`   // confirm, rate: 1…5
	Comment  string       `json:"comment,omitempty"`  // confirm, rate
	Channel  string       `json:"channel,omitempty"`  // log_call
	Reached  bool         `json:"reached,omitempty"`  // log_call
	ReviewOn workcal.Date `json:"review_on,omitzero"` // shelve, review

	Files []casefile.Attachment `json:"files,omitempty"`
}

// Command is one order to an issue.
type Command struct {
	casefile.Order
	Form
	// Catalogued is the named class as the district's catalogue has it at the moment;
	// the door looks it up, and the event keeps it. Nil where the shipped one holds.
	Catalogued *Class `json:"catalogued,omitempty"`
}

// ReportForm is what is reported: at most six fields on a phone (D-1), the rest
// by the officer.
type ReportForm struct {
	Project    between.ProjectRef `json:"project"` // filled by the door from the register
	Source     string             `json:"source,omitempty"`
	Class      string             `json:"class"`
	Heading    string             `json:"heading"`
	Cause      string             `json:"cause,omitempty"`
	Demand     string             `json:"ask"`
	Facts      Facts              `json:"facts"`
	Impact     Impact             `json:"impact,omitzero"`
	Restricted bool               `json:"restricted,omitempty"`
	// Unclassified is the reporter's word that nothing secret is in it (R13).
	Unclassified bool `json:"unclassified"`
	// Origin is the plan behind a report of the system's; nobody else may name one.
	Origin *between.IssueOrigin `json:"origin,omitempty"`
}

// secretWords mark matters that must not be written here (R13).
var secretWords = []string{"绝密", "机密级", "秘密级", "国家秘密", "涉密", "军事秘密"}

// checkForm checks the fields of one act, whoever orders it.
func (f *Form) checkForm(act string) error {
	if err := f.checkTexts(); err != nil {
		return err
	}
	switch act {
	case Report:
		return f.checkReport()
	case ReturnInfo:
		if err := checkMissing(f.Missing); err != nil {
			return err
		}
		return need("reason", f.Reason)
	case Object, Withdraw, Dispute, Escalate, Shelve, Appeal, Reopen, Rework, RefuseReject, TakeOffAgenda, Rectify, DeclineSlot, Descend:
		return need("reason", f.Reason)
	case AskReject:
		if err := need("reason", f.Reason); err != nil {
			return err
		}
		return need("basis", f.Basis)
	case Supplement, Note, SolveOffline, TakePosition, LogCall:
		return need("text", f.Text)
	case PreCoordinate:
		return f.checkPreCoordination()
	case Dispatch, Arbitrate:
		return f.checkDispatch()
	case Triage:
		return f.checkTriage()
	case Merge, Link:
		return needRef("into", f.Into)
	case PutOnAgenda:
		return needRef("meeting", f.Meeting)
	case AskSlot:
		return f.checkWay()
	case AdmitSlot:
		return f.checkSlot()
	case Confirm:
		return checkRating(f.Rating, true)
	case Rate:
		return checkRating(f.Rating, false)
	}
	return nil
}

func (f *Form) checkReport() error {
	r := f.Report
	if r == nil {
		return fault.New(fault.Invalid, "issue.report_missing", "nothing is reported").On("report")
	}
	if r.Project.ID == "" {
		return fault.New(fault.Invalid, "issue.project", "which project?").On("project_id")
	}
	if err := need("heading", r.Heading); err != nil {
		return err
	}
	if n := utf8.RuneCountInString(r.Heading); n > maxLine {
		return tooLong("heading", maxLine, n)
	}
	if err := need("ask", r.Demand); err != nil {
		return err
	}
	if r.Cause != "" && !among(r.Cause, Causes) {
		return fault.New(fault.Invalid, "issue.cause", "no cause %q", r.Cause).On("cause")
	}
	if r.Source != "" && !among(r.Source, Sources) {
		return fault.New(fault.Invalid, "issue.source", "no source %q", r.Source).On("source")
	}
	if r.Impact.LossWan < 0 {
		return fault.New(fault.Invalid, "issue.loss", "a loss of %d", r.Impact.LossWan).On("loss_wan")
	}
	if !r.Unclassified {
		return fault.New(fault.Invalid, "issue.unclassified", "the reporter did not say that nothing is secret").On("unclassified")
	}
	return nil
}

func (f *Form) checkPreCoordination() error {
	if err := need("pre_coord", f.PreCoord); err != nil {
		return err
	}
	for _, p := range f.Position {
		if p.Org.ID == "" || strings.TrimSpace(p.Stand) == "" {
			return fault.New(fault.Invalid, "issue.position", "a position needs its unit and its stand").On("positions")
		}
	}
	return need("tendency", f.Tendency)
}

func (f *Form) checkTriage() error {
	if _, ok := limits[f.Grade]; f.Grade != "" && !ok {
		return fault.New(fault.Invalid, "issue.grade", "no grade %q", f.Grade).On("grade")
	}
	return nil
}

func (f *Form) checkDispatch() error {
	if err := f.checkTriage(); err != nil {
		return err
	}
	if f.Lead == nil || f.Lead.ID == "" {
		return fault.New(fault.Invalid, "issue.lead", "a dispatch needs one lead unit").On("lead")
	}
	seen := map[string]bool{f.Lead.ID: true}
	for _, u := range f.Co {
		if u.ID == "" || seen[u.ID] {
			return fault.New(fault.Invalid, "issue.co", "unit %q twice or empty", u.ID).On("co")
		}
		seen[u.ID] = true
	}
	if f.Limit < 0 || f.Limit > 250 {
		return fault.New(fault.Invalid, "issue.limit", "a limit of %d workdays", f.Limit).On("limit")
	}
	return nil
}

func checkRating(rating int, optional bool) error {
	if rating == 0 && optional {
		return nil
	}
	if rating < 1 || rating > 5 {
		return fault.New(fault.Invalid, "issue.rating", "a rating of %d", rating).On("rating")
	}
	return nil
}

func needRef(field string, r *Ref) error {
	if r == nil || r.ID == "" {
		return fault.New(fault.Invalid, "issue.ref", "%s is not named", field).On(field)
	}
	return nil
}

func need(field, text string) error {
	if strings.TrimSpace(text) == "" {
		return fault.New(fault.Invalid, "issue.needs_text", "%s is empty", field).On(field).With("field", field)
	}
	return nil
}

func tooLong(field string, limit, n int) error {
	return fault.New(fault.Invalid, "issue.too_long", "%s has %d characters", field, n).On(field).With("limit", limit).With("field", field)
}

type namedText struct{ field, text string }

// texts lists every free text of the form, in a fixed order.
func (f *Form) texts() []namedText {
	t := []namedText{
		{"reason", f.Reason}, {"basis", f.Basis}, {"text", f.Text}, {"pre_coord", f.PreCoord},
		{"tendency", f.Tendency}, {"comment", f.Comment}, {"bring", f.Bring},
	}
	for _, p := range f.Position {
		t = append(t, namedText{"positions", p.Stand}, namedText{"positions", p.Basis})
	}
	facts := []*Facts{f.Facts}
	if r := f.Report; r != nil {
		t = append(t, namedText{"heading", r.Heading}, namedText{"ask", r.Demand}, namedText{"impact_note", r.Impact.Note})
		facts = append(facts, &r.Facts)
	}
	for _, fs := range facts {
		for _, e := range elements {
			if fs != nil {
				t = append(t, namedText{"facts", *e.text(fs)})
			}
		}
	}
	return t
}

// checkTexts bounds every text and refuses classified matters (R13).
func (f *Form) checkTexts() error {
	for _, t := range f.texts() {
		if n := utf8.RuneCountInString(t.text); n > maxText {
			return tooLong(t.field, maxText, n)
		}
		for _, w := range secretWords {
			if strings.Contains(t.text, w) {
				return fault.New(fault.Invalid, "issue.secret", "%s holds %q", t.field, w).On(t.field).With("word", w)
			}
		}
	}
	if len(f.Files) > 20 {
		return fault.New(fault.Invalid, "issue.too_many_files", "%d files", len(f.Files)).On("files")
	}
	return nil
}
