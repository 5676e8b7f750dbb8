package plan

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Change is what one event did to a plan: Event.Data. It holds results, not
// rules, so that old events fold the same under new rules. Things with an id or
// a number replace the one that has it; what is absent did not change. The store
// projects its rows from the same struct.
type Change struct {
	Born     *Birth            `json:"born,omitempty"`
	Calendar *workcal.Calendar `json:"calendar,omitempty"`
	Text     string            `json:"text,omitempty"` // reason of the act, as the history shows it
	Basis    string            `json:"basis,omitempty"`
	Matter   string            `json:"matter,omitempty"` // the matter the act is about
	Total    *Timing           `json:"total,omitempty"`
	Stages   []Stage           `json:"stages,omitempty"`
	Matters  []Matter          `json:"matters,omitempty"`
	Library  []Given           `json:"library,omitempty"`
	Common   []process.Field   `json:"common,omitempty"` // all of them, where any changed
	Batches  []Batch           `json:"batches,omitempty"`
	Blocks   []Block           `json:"blocks,omitempty"`
	Issues   []IssueRef        `json:"issues,omitempty"`
	Reached  []Reached         `json:"reached,omitempty"`
	Shifts   []Shift           `json:"shifts,omitempty"`
	Holds    []Hold            `json:"holds,omitempty"`
	Notes    []Note            `json:"notes,omitempty"`
	Warnings []Warning         `json:"warnings,omitempty"` // new ones
	EndedOn  *workcal.Date     `json:"ended_on,omitempty"`
	Ending   string            `json:"ending,omitempty"`
	Rang     string            `json:"rang,omitempty"`
	Told     []casefile.Told   `json:"told,omitempty"`

	// What others must be told of it.
	Births []between.ApprovalBirth    `json:"births,omitempty"`
	Opens  []Opening                  `json:"opens,omitempty"`
	Tells  []between.MilestoneReached `json:"tells,omitempty"`
}

// Birth is what never changes of a plan.
type Birth struct {
	Project  between.ProjectRef   `json:"project"`
	Facts    process.ProjectFacts `json:"facts"`
	Type     string               `json:"type"`
	TypeName string               `json:"type_name"`
	Window   between.Unit         `json:"window"`
	Targets  []TargetDate         `json:"targets,omitempty"`
}

// Opening is an issue to be opened.
type Opening struct {
	ID     string `json:"id"`
	Report Report `json:"report"`
}

// ReadChange reads what an event did.
func ReadChange(ev casefile.Event) (Change, error) {
	var c Change
	if len(ev.Data) == 0 {
		return c, nil
	}
	if err := json.Unmarshal(ev.Data, &c); err != nil {
		return c, fmt.Errorf("read event %d of plan %s: %w", ev.Seq, ev.CaseID, err)
	}
	return c, nil
}

// Apply folds one event. It judges nothing and computes no rule: results are in
// the event.
func (p *Plan) Apply(ev casefile.Event) error {
	c, err := ReadChange(ev)
	if err != nil {
		return err
	}
	if err := p.Take(ev); err != nil {
		return err
	}
	p.Status = Status(ev.To)
	if b := c.Born; b != nil {
		p.Project, p.Facts, p.Type, p.TypeName, p.Window, p.Targets = b.Project, b.Facts, b.Type, b.TypeName, b.Window, b.Targets
	}
	if c.Calendar != nil {
		p.Cal = *c.Calendar
	}
	if c.Total != nil {
		p.Total = *c.Total
	}
	if c.Common != nil {
		p.Common = c.Common
	}
	if c.EndedOn != nil {
		p.EndedOn, p.Ending = *c.EndedOn, c.Ending
	}
	p.setLists(c)
	p.Settle(c.Told)
	if c.Rang != "" {
		p.Rang(c.Rang)
	}
	return p.owe(ev, c)
}

func (p *Plan) setLists(c Change) {
	p.Stages = casefile.Upsert(p.Stages, c.Stages, stageKey)
	p.Matters = casefile.Upsert(p.Matters, c.Matters, matterKey)
	p.Library = casefile.Upsert(p.Library, c.Library, givenKey)
	p.Batches = casefile.Upsert(p.Batches, c.Batches, batchKey)
	p.Blocks = casefile.Upsert(p.Blocks, c.Blocks, blockKey)
	p.Issues = casefile.Upsert(p.Issues, c.Issues, issueKey)
	p.Reached = casefile.Upsert(p.Reached, c.Reached, reachedKey)
	p.Shifts = casefile.Upsert(p.Shifts, c.Shifts, shiftKey)
	p.Holds = casefile.Upsert(p.Holds, c.Holds, holdKey)
	p.Notes = casefile.Upsert(p.Notes, c.Notes, noteKey)
	p.Warnings = append(slices.Clip(p.Warnings), c.Warnings...)
}

func stageKey(s Stage) string     { return string(s.Phase) }
func matterKey(m Matter) string   { return m.ID }
func givenKey(g Given) string     { return g.ID }
func batchKey(b Batch) int        { return b.N }
func blockKey(b Block) int        { return b.N }
func issueKey(i IssueRef) string  { return i.Key }
func reachedKey(r Reached) string { return r.Milestone }
func shiftKey(s Shift) int        { return s.N }
func holdKey(h Hold) int          { return h.N }
func noteKey(n Note) int          { return n.N }

// ActReach is what the register is told of a milestone. The register is no case:
// its door carries the order out once.
const ActReach = "reach"

// owe owes the approvals to be born, the issues to be opened and the milestones
// to be told.
func (p *Plan) owe(ev casefile.Event, c Change) error {
	for _, b := range c.Births {
		err := p.Owe(ev.Seq, casefile.Approval, b.ApprovalID, "submit", true, struct {
			Act   string                `json:"act"`
			Birth between.ApprovalBirth `json:"birth"`
		}{"submit", b})
		if err != nil {
			return err
		}
	}
	for _, o := range c.Opens {
		err := p.Owe(ev.Seq, casefile.Issue, o.ID, "report", true, struct {
			Act    string `json:"act"`
			Report Report `json:"report"`
		}{"report", o.Report})
		if err != nil {
			return err
		}
	}
	for _, m := range c.Tells {
		err := p.Owe(ev.Seq, casefile.Register, m.ProjectID, ActReach, false, struct {
			Act   string                   `json:"act"`
			Reach between.MilestoneReached `json:"reach"`
		}{ActReach, m})
		if err != nil {
			return err
		}
	}
	return nil
}
