// Package statistics defines every published figure of the district (domain.md
// 2.1.7, 1.K): its formula, what it is divided by, and the list of cases behind
// it. A figure is always counted from that list, so the two cannot differ. It
// does no I/O and never asks the time.
package statistics

import (
	"time"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Facts is everything figures are counted from, as it stood at AsOf. The same
// moment and period always give the same facts (R12).
type Facts struct {
	AsOf   time.Time
	From   workcal.Date // first day of the period
	To     workcal.Date // last day of the period
	Cal    workcal.Calendar
	Issues []Issue
	Tasks  []Task
	Agenda []AgendaItem
	Forces []Force
	Starts []Start
	Pauses []Pause
	// Extended are the extensions granted in the period, Closings and Reopenings
	// the issues closed and reopened in it, each time it happened.
	Extended   []Happened
	Closings   []Happened
	Reopenings []Happened
	Events     []StartEvent
	Weights    *Weights // of the composite score; nil where none are set
	// Classes names the first levels as the catalogue did at the moment: what is
	// counted is their codes, which never change.
	Classes issue.Catalogue

	ruler *ruler
}

// Today is the day of the moment asked about.
func (f *Facts) Today() workcal.Date { return workcal.DateOf(f.AsOf) }

// in tells whether a day lies in the period and was not yet to come.
func (f *Facts) in(d workcal.Date) bool {
	return !d.IsZero() && !d.Before(f.From) && !d.After(f.To) && !d.After(f.Today())
}

// About says what a fact concerns: whom it may be shown to and how it is grouped.
type About struct {
	Kind         string   `json:"kind"` // issue, task, meeting, task_force, project
	ID           string   `json:"id"`
	No           string   `json:"no,omitempty"`
	Title        string   `json:"title"`
	Class        string   `json:"class,omitempty"` // first level
	Town         string   `json:"town,omitempty"`
	LeadID       string   `json:"lead_id,omitempty"`
	LeadName     string   `json:"lead_name,omitempty"`
	LeadType     org.Type `json:"-"`
	ProjectName  string   `json:"project_name,omitempty"`
	EnterpriseID string   `json:"-"`
	Restricted   bool     `json:"-"` // only coordinators and the reporter may see it
	RaisedBy     string   `json:"-"`
}

// Issue is one issue.
type Issue struct {
	About
	State         issue.State
	Open          bool
	ReceivedOn    workcal.Date
	FirstDispatch time.Time
	RespondBy     workcal.Date // last day of the first answer
	FirstAct      time.Time    // of a unit
	ClosedOn      workcal.Date
	Due           workcal.Date
	Paused        bool
	Verified      bool
	Rating        int
	Rounds        int
	Waits         int
	ProjectKey    bool // the project was a key project when the issue was resolved
	ProjectPhase  project.Phase
	FirstTaskOn   workcal.Date
}

// Solved tells whether the issue counts as solved: the owner confirmed it, or it
// was closed without them and the evidence was verified (R9).
func (i *Issue) Solved() bool {
	return i.State == issue.Closed || (i.State == issue.ClosedUnconfirmed && i.Verified)
}

// settled tells whether the issue was closed by being dealt with. Refused,
// withdrawn and merged ones are the approved exclusions.
func (i *Issue) settled() bool {
	return i.State == issue.Closed || i.State == issue.ClosedUnconfirmed
}

// Task is one task.
type Task struct {
	About
	State       supervision.Status
	Open        bool
	IssueID     string
	DecidedOn   workcal.Date
	Due         workcal.Date
	OriginalDue workcal.Date
	AppliedOn   workcal.Date // closing was applied for
	ClosedOn    workcal.Date
	Late        bool // applied for after the due date in force then
	Extended    int
	Suspended   bool
	LeaderName  string
}

// AgendaItem is one issue heard by a meeting; On is the day it was held.
type AgendaItem struct {
	About
	On      workcal.Date
	Decided bool // with something other than 暂缓 or 继续研究
}

// Force is one task force; LagDays is from the resolution to its set-up.
type Force struct {
	About
	On      workcal.Date
	LagDays int
}

// Start is one project that was levelled and has started.
type Start struct {
	About
	Levelled workcal.Date
	Started  workcal.Date
}

// Pause is one suspension of a task; To is zero while it lasts.
type Pause struct {
	About
	Code     string
	From, To workcal.Date
}

// Happened is something that happened to a case on a day.
type Happened struct {
	About
	On  workcal.Date
	Seq int // of the event
}

// StartEvent is a group start event with its totals as they were when it was held.
type StartEvent struct {
	ID     string         `json:"id"`
	Name   string         `json:"name"`
	Date   workcal.Date   `json:"date"`
	Totals project.Totals `json:"totals"`
}

// Kinds of what a fact concerns.
const (
	OfIssue   = string(casefile.Issue)
	OfTask    = string(casefile.Task)
	OfForce   = "task_force"
	OfProject = "project"
	OfStart   = "start_event"
)

// Undecided are the resolutions that put a decision off.
var Undecided = []between.ResolutionKind{between.DecideDefer, between.DecideStudy}
