// Package worker runs workflows and activities. Everything it runs is listed
// here under the names of contract: a renamed Go function must not rename what
// histories know. It refuses to hold state of its own.
package worker

import (
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/diaodu/diaodu/activities"
	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/workflows"
)

// Deps is what the activities need.
type Deps struct {
	Records activities.Records
	Tells   activities.Tells
	Sweeps  activities.Sweeps

	Recalendars activities.Recalendars
	People      activities.People
	Meetings    activities.Meetings

	// Pollers is how many ask Temporal for workflow tasks; 0 means the measured
	// best. Only the bench sets it.
	Pollers int
}

// Pollers and sizes, chosen by measurement: `go run ./bench -pollers`
// (docs/decisions/0012).
const (
	workflowPollers = 4
	activityPollers = 4
	stickyCache     = 2000 // workflows kept in memory
	localAtOnce     = 64
)

// New makes a worker that is not yet running. Queue empty means contract.TaskQueue.
func New(c client.Client, deps Deps, queue string) worker.Worker {
	if queue == "" {
		queue = contract.TaskQueue
	}
	pollers := workflowPollers
	if deps.Pollers > 0 {
		pollers = deps.Pollers
	}
	worker.SetStickyWorkflowCacheSize(stickyCache)
	w := worker.New(c, queue, worker.Options{
		MaxConcurrentWorkflowTaskPollers:        pollers,
		MaxConcurrentActivityTaskPollers:        activityPollers,
		MaxConcurrentLocalActivityExecutionSize: localAtOnce,
		WorkerStopTimeout:                       15 * time.Second,
	})
	RegisterWorkflows(w)
	RegisterActivities(w, deps)
	return w
}

// RegisterWorkflows lists every workflow; replay tests use the same list.
func RegisterWorkflows(r worker.WorkflowRegistry) {
	r.RegisterWorkflowWithOptions(workflows.Issue, workflow.RegisterOptions{Name: contract.WorkflowName(casefile.Issue)})
	r.RegisterWorkflowWithOptions(workflows.Meeting, workflow.RegisterOptions{Name: contract.WorkflowName(casefile.Meeting)})
	r.RegisterWorkflowWithOptions(workflows.Task, workflow.RegisterOptions{Name: contract.WorkflowName(casefile.Task)})
	r.RegisterWorkflowWithOptions(workflows.Approval, workflow.RegisterOptions{Name: contract.WorkflowName(casefile.Approval)})
	r.RegisterWorkflowWithOptions(workflows.Plan, workflow.RegisterOptions{Name: contract.WorkflowName(casefile.Plan)})
	r.RegisterWorkflowWithOptions(workflows.Sweep, workflow.RegisterOptions{Name: contract.SweepWorkflow})
	r.RegisterWorkflowWithOptions(workflows.OpenMeetings, workflow.RegisterOptions{Name: contract.OpenMeetingsWorkflow})
	r.RegisterWorkflowWithOptions(workflows.People, workflow.RegisterOptions{Name: contract.PeopleWorkflow})
	r.RegisterWorkflowWithOptions(workflows.Recalendar, workflow.RegisterOptions{Name: contract.RecalendarWorkflow})
}

// RegisterActivities lists every activity.
func RegisterActivities(r worker.ActivityRegistry, d Deps) {
	r.RegisterActivityWithOptions(d.Records.Record, activity.RegisterOptions{Name: contract.RecordActivity})
	r.RegisterActivityWithOptions(d.Records.History, activity.RegisterOptions{Name: contract.HistoryActivity})
	r.RegisterActivityWithOptions(d.Tells.Tell, activity.RegisterOptions{Name: contract.TellActivity})
	r.RegisterActivityWithOptions(d.Sweeps.Sweep, activity.RegisterOptions{Name: contract.SweepActivity})
	r.RegisterActivityWithOptions(d.Meetings.OpenMeetings, activity.RegisterOptions{Name: contract.OpenMeetingsActivity})
	r.RegisterActivityWithOptions(d.People.Tell, activity.RegisterOptions{Name: contract.PeopleActivity})
	r.RegisterActivityWithOptions(d.Recalendars.Recalendar, activity.RegisterOptions{Name: contract.RecalendarActivity})
}
