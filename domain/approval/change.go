package approval

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Change is what one event did to an application: the rows as they are after
// it. Folding takes them over and computes no rule.
type Change struct {
	Birth     *between.ApprovalBirth `json:"birth,omitempty"`
	Def       *process.Definition    `json:"def,omitempty"`
	Semantics int                    `json:"semantics,omitempty"`
	Before    *Status                `json:"before,omitempty"`
	Round     int                    `json:"round,omitempty"`
	Form      []process.Field        `json:"form,omitempty"`   // a patch; null removes
	Filled    []string               `json:"filled,omitempty"` // fields a stage filled first
	Runs      []Run                  `json:"runs,omitempty"`
	Seats     []Seat                 `json:"seats,omitempty"`
	Law       *workcal.Clock         `json:"law,omitempty"`
	Promise   *workcal.Clock         `json:"promise,omitempty"`
	ClockSeq  *int                   `json:"clock_seq,omitempty"`
	Calendar  *workcal.Calendar      `json:"calendar,omitempty"`

	Stops       []Stop                 `json:"stops,omitempty"`
	Materials   []Material             `json:"materials,omitempty"`
	Supplements []Supplement           `json:"supplements,omitempty"`
	Copies      []Copy                 `json:"copies,omitempty"`
	Consults    []Consult              `json:"consults,omitempty"`
	Objections  []Objection            `json:"objections,omitempty"`
	Chosen      []between.ChosenPeople `json:"chosen,omitempty"`
	Roster      []Found                `json:"roster,omitempty"`
	Word        *Word                  `json:"word,omitempty"`
	Extended    *Extended              `json:"extended,omitempty"`
	End         *End                   `json:"end,omitempty"`
	Migrations  []Migration            `json:"migrations,omitempty"`
	Dates       []DateMove             `json:"dates,omitempty"` // what a new calendar moved; only the event keeps it

	Owe  []Owed          `json:"owe,omitempty"`
	Told []casefile.Told `json:"told,omitempty"`
	Rang string          `json:"rang,omitempty"`

	// Words and files of the act itself; the event keeps them, the state does not.
	Seat    string                `json:"seat,omitempty"`
	Opinion string                `json:"opinion,omitempty"`
	Reason  string                `json:"reason,omitempty"`
	Files   []casefile.Attachment `json:"files,omitempty"`
	To      string                `json:"to,omitempty"`
	People  []Person              `json:"people,omitempty"`
	Batch   string                `json:"batch,omitempty"`
	Detail  string                `json:"detail,omitempty"` // a code that says more, such as the outcome
}

// Owed is an effect on another case, or a question to the directory.
type Owed struct {
	Kind    casefile.Kind   `json:"kind"`
	CaseID  string          `json:"case_id"`
	Act     string          `json:"act"`
	Start   bool            `json:"start,omitempty"`
	Command json.RawMessage `json:"command"`
}

// ReadChange reads what an event did.
func ReadChange(ev casefile.Event) (Change, error) {
	var c Change
	if len(ev.Data) == 0 {
		return c, nil
	}
	if err := json.Unmarshal(ev.Data, &c); err != nil {
		return c, fmt.Errorf("read event %d of approval %s: %w", ev.Seq, ev.CaseID, err)
	}
	return c, nil
}

// Apply folds one event. It judges nothing and computes no rule: results are in
// the event.
func (a *Approval) Apply(ev casefile.Event) error {
	c, err := ReadChange(ev)
	if err != nil {
		return err
	}
	if err := a.Take(ev); err != nil {
		return err
	}
	a.Status = Status(ev.To)
	a.takeCore(c)
	a.takeLists(c)
	if c.End != nil {
		end := *c.End
		// The number of the result is allotted while its event is recorded (R17);
		// the first event's number is the application's own.
		if ev.Number != "" && ev.Seq > 1 {
			end.Number = ev.Number
		}
		a.End = &end
	}
	a.Settle(c.Told)
	for _, told := range c.Told {
		if told.Refused != "" && !moot(told) {
			a.Refusals = append(a.Refusals, Refusal{Kind: told.Kind, CaseID: told.CaseID, Act: told.Act, Code: told.Refused, At: ev.At})
		}
	}
	if c.Rang != "" {
		a.Rang(c.Rang)
	}
	a.forget()
	for _, o := range c.Owe {
		if err := o.numbered(ev); err != nil {
			return err
		}
		if err := a.Owe(ev.Seq, o.Kind, o.CaseID, o.Act, o.Start, o.Command); err != nil {
			return err
		}
	}
	return nil
}

// moot tells whether a refusal needs nobody's look: a sub-case that has ended
// cannot be stopped.
func moot(t casefile.Told) bool {
	ordered := t.Act == ActTerminate || t.Act == ActSuspend || t.Act == ActActivate
	return t.Kind == casefile.Approval && ordered && (t.Refused == "approval.ended" || t.Refused == "approval.wrong_state")
}

func (a *Approval) takeCore(c Change) {
	if c.Birth != nil {
		a.Birth = *c.Birth
	}
	if c.Def != nil {
		a.Def = *c.Def
	}
	if c.Semantics != 0 {
		a.Semantics = c.Semantics
	}
	if c.Before != nil {
		a.Before = *c.Before
	}
	if c.Round != 0 {
		a.Round = c.Round
	}
	if c.Law != nil {
		a.Law = *c.Law
	}
	if c.Promise != nil {
		a.Promise = *c.Promise
	}
	if c.ClockSeq != nil {
		a.ClockSeq = *c.ClockSeq
	}
	if c.Calendar != nil {
		a.Cal = *c.Calendar
	}
	if c.Word != nil {
		a.Word = c.Word
	}
	if c.Extended != nil {
		a.Extended = c.Extended
	}
}

func (a *Approval) takeLists(c Change) {
	a.Form = process.Put(a.Form, c.Form)
	a.Filled = append(slices.Clip(a.Filled), c.Filled...)
	a.Runs = casefile.Upsert(a.Runs, c.Runs, func(r Run) int { return r.N })
	had := len(a.Seats)
	a.Seats = casefile.Upsert(a.Seats, c.Seats, func(s Seat) string { return s.ID })
	a.SeatNo += len(a.Seats) - had
	a.Stops = casefile.Upsert(a.Stops, c.Stops, func(s Stop) string { return s.Key })
	a.Materials = casefile.Upsert(a.Materials, c.Materials, func(m Material) string { return m.ID })
	a.Supplements = casefile.Upsert(a.Supplements, c.Supplements, func(s Supplement) int { return s.N })
	a.Copies = casefile.Upsert(a.Copies, c.Copies, func(x Copy) string { return x.Person.UserID })
	a.Consults = casefile.Upsert(a.Consults, c.Consults, func(x Consult) int { return x.N })
	a.Objections = casefile.Upsert(a.Objections, c.Objections, func(o Objection) int { return o.N })
	a.Chosen = casefile.Upsert(a.Chosen, c.Chosen, func(x between.ChosenPeople) string { return x.Step })
	a.Roster = casefile.Upsert(a.Roster, c.Roster, func(f Found) string { return f.Key })
	a.Migrations = casefile.Upsert(a.Migrations, c.Migrations, func(m Migration) int { return m.Seq })
}
