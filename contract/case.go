// Package contract is what the API, the workflows and the activities say to
// each other: names, ids and messages. Names are stored in histories: they are
// added and never renamed. One struct in, one struct out.
package contract

import (
	"time"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/workcal"
)

// TaskQueue is where the workers listen.
const TaskQueue = "diaodu"

// Names of the case workflows' handlers.
const (
	ActUpdate   = "act"   // an order; refused ones never enter history
	AdoptUpdate = "adopt" // wakes a case that MySQL is ahead of
	StateQuery  = "state" // the whole state, for an operator
)

// Names of the activities.
const (
	RecordActivity  = "record"  // write one event: one transaction
	HistoryActivity = "history" // events that MySQL has and the workflow has not
	TellActivity    = "tell"    // give another case an order
	SweepActivity   = "sweep"   // find cases that MySQL is ahead of
	SpreadActivity  = "spread"  // expand notices to people and channels
)

// SweepWorkflow is the name of the workflow that levels quiet cases.
const SweepWorkflow = "sweep"

// Types of the errors that cross Temporal.
const (
	FaultError    = "fault"    // details: fault.Fault
	AnsweredError = "answered" // the request was carried out before; details: Answer
)

// CaseID is the workflow id of a case.
func CaseID(kind casefile.Kind, id string) string { return string(kind) + "/" + id }

// WorkflowName is the registered name of a kind's workflow.
func WorkflowName(kind casefile.Kind) string { return string(kind) }

// Answer is what an accepted order brings back, after its event is in MySQL.
type Answer struct {
	CaseID string    `json:"case_id"`
	Seq    int       `json:"seq"`
	No     string    `json:"no,omitempty"`
	Number string    `json:"number,omitempty"` // the number this very act was given, if any
	Status string    `json:"status"`
	At     time.Time `json:"at"`
}

// Recorded is the recorder's word on one event.
type Recorded struct {
	Number string `json:"number,omitempty"`
	// Adopt holds the events, in order, that MySQL already had at and after the
	// offered sequence number: the workflow must fold them and judge again.
	Adopt []casefile.Event `json:"adopt,omitempty"`
	// Earlier is set where the same request was carried out longer ago than the
	// workflow remembers.
	Earlier *Answer `json:"earlier,omitempty"`
}

// HistoryAsk asks for the events of a case after a sequence number.
type HistoryAsk struct {
	CaseID string `json:"case_id"`
	After  int    `json:"after"`
}

// History is the answer, in order of sequence.
type History struct {
	Events []casefile.Event `json:"events"`
}

// Tell is an effect on its way, with the working-day calendar for a case yet to
// be born.
type Tell struct {
	From   string           `json:"from"` // the telling case, "kind/id"
	Effect casefile.Effect  `json:"effect"`
	Cal    workcal.Calendar `json:"cal"`
}

// Level compares what MySQL holds of a case with what its workflow must know.
type Level struct {
	Kind   casefile.Kind `json:"kind"`
	CaseID string        `json:"case_id"`
	Seq    int           `json:"seq"`
}
