// Package engine is the connection to Temporal: dialling it, and giving orders
// to cases. It knows no rules.
package engine

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
)

// patience is how long an order is repeated, under the same id, while the case
// is between two runs, crowded or out of reach.
const patience = 20 * time.Second

// abreast bounds the orders of one case that this process has in flight.
// Temporal refuses more than ten; people should never see that.
const abreast = 8

// Memory answers for cases whose workflow has ended or was lost.
type Memory interface {
	// Answer finds what an earlier request did; ok is false where it did nothing.
	Answer(ctx context.Context, caseID, requestID string) (answer contract.Answer, ok bool, err error)
	// StateJSON is the whole state of a case, and whether it is done.
	StateJSON(ctx context.Context, caseID string) (state json.RawMessage, done bool, err error)
}

// Cases gives orders to cases.
type Cases struct {
	temporal client.Client
	memory   Memory
	queue    string

	mu    sync.Mutex
	gates map[string]*gate
}

// gate lets some orders of a case through at a time.
type gate struct {
	slots chan struct{}
	users int
}

// NewCases makes the way to the cases. Queue is where workers listen; empty
// means contract.TaskQueue.
func NewCases(c client.Client, memory Memory, queue string) *Cases {
	if queue == "" {
		queue = contract.TaskQueue
	}
	return &Cases{temporal: c, memory: memory, queue: queue, gates: map[string]*gate{}}
}

// Do gives an order to a case and returns after its event is in MySQL. A
// refusal is a *fault.Fault. The same request id is carried out once.
func (c *Cases) Do(ctx context.Context, kind casefile.Kind, id string, command any) (contract.Answer, error) {
	meta, err := metaOf(command)
	if err != nil {
		return contract.Answer{}, err
	}
	options := c.update(contract.CaseID(kind, id), contract.ActUpdate, meta.RequestID, command)
	send := func(ctx context.Context) (client.WorkflowUpdateHandle, error) {
		return c.temporal.UpdateWorkflow(ctx, options)
	}
	answer, err := c.patiently(ctx, id, meta.RequestID, send)
	if f := fault.Of(err); f != nil && f.Kind == fault.NotFound {
		return c.unborn(ctx, contract.Level{Kind: kind, CaseID: id}, meta.RequestID, send, err)
	}
	if !fault.Is(err, "case.closed") {
		return answer, err
	}
	// Temporal runs no such case. One that MySQL knows to be open was lost: it
	// goes on from there, and the order is given again.
	started, rerr := c.resume(ctx, contract.Level{Kind: kind, CaseID: id})
	switch {
	case fault.Is(rerr, "case.not_found"), rerr == nil && !started:
		return answer, err
	case rerr != nil:
		return answer, rerr
	}
	return c.patiently(ctx, id, meta.RequestID, send)
}

// unborn answers for a run that says there is no such case. A report that is
// sent again after its case has ended, or was lost, starts a run that knows
// nothing until it has read MySQL; what MySQL knows meanwhile is the answer.
func (c *Cases) unborn(ctx context.Context, level contract.Level, request string, send sender, refused error) (contract.Answer, error) {
	state, done, err := c.memory.StateJSON(ctx, level.CaseID)
	switch {
	case fault.Is(err, "case.not_found"):
		return contract.Answer{}, refused
	case err != nil:
		return contract.Answer{}, err
	case done:
		return c.remembered(ctx, level.CaseID, request)
	}
	var head casefile.Head
	if err := json.Unmarshal(state, &head); err != nil {
		return contract.Answer{}, fmt.Errorf("state of %s: %w", level.CaseID, err)
	}
	level.Seq = head.Seq
	if err := c.Wake(ctx, level); err != nil {
		return contract.Answer{}, err
	}
	return c.patiently(ctx, level.CaseID, request, send)
}

// remembered is what MySQL recorded of a request to a case that has ended.
func (c *Cases) remembered(ctx context.Context, caseID, request string) (contract.Answer, error) {
	answer, ok, err := c.memory.Answer(ctx, caseID, request)
	if err == nil && !ok {
		err = fault.New(fault.Conflict, "case.closed", "case %s is closed", caseID)
	}
	return answer, err
}

// Begin gives a case its first order; the case is born of it. Where it already
// lives the order goes to it, so a retry is safe.
func (c *Cases) Begin(ctx context.Context, head casefile.Head, command any) (contract.Answer, error) {
	meta, err := metaOf(command)
	if err != nil {
		return contract.Answer{}, err
	}
	// The rules and the way of waiting in force today go into the start, so that a
	// birth that is replayed under later ones is the birth it was.
	head.Life, head.Keeper = cmp.Or(head.Life, contract.LifeOf(head.Kind)), cmp.Or(head.Keeper, contract.Keeper)
	id := contract.CaseID(head.Kind, head.ID)
	return c.patiently(ctx, head.ID, meta.RequestID, func(ctx context.Context) (client.WorkflowUpdateHandle, error) {
		return c.temporal.UpdateWithStartWorkflow(ctx, client.UpdateWithStartWorkflowOptions{
			StartWorkflowOperation: c.temporal.NewWithStartWorkflowOperation(c.start(id), contract.WorkflowName(head.Kind), head),
			UpdateOptions:          c.update(id, contract.ActUpdate, meta.RequestID, command),
		})
	})
}

// Wake makes a case adopt what MySQL holds beyond it. A case Temporal does not
// run, though it is not done, is started again from its state in MySQL.
func (c *Cases) Wake(ctx context.Context, level contract.Level) error {
	id := contract.CaseID(level.Kind, level.CaseID)
	request := fmt.Sprintf("level:%s:%d", level.CaseID, level.Seq)
	handle, err := c.temporal.UpdateWorkflow(ctx, c.update(id, contract.AdoptUpdate, request, level))
	if err == nil {
		err = handle.Get(ctx, nil)
	}
	var missing *serviceerror.NotFound
	switch {
	case fault.Is(faultOf(err), "case.level"):
		return nil
	case errors.As(err, &missing):
		_, err = c.resume(ctx, level)
	}
	return err
}

// resume starts a case from its state in MySQL; one that is done stays ended.
func (c *Cases) resume(ctx context.Context, level contract.Level) (started bool, err error) {
	state, done, err := c.memory.StateJSON(ctx, level.CaseID)
	if err != nil || done {
		return false, err
	}
	id := contract.CaseID(level.Kind, level.CaseID)
	if _, err := c.temporal.ExecuteWorkflow(ctx, c.start(id), contract.WorkflowName(level.Kind), state); err != nil {
		return false, fmt.Errorf("resume %s: %w", id, err)
	}
	return true, nil
}

// State asks a running case for its whole state.
func (c *Cases) State(ctx context.Context, kind casefile.Kind, id string, into any) error {
	value, err := c.temporal.QueryWorkflow(ctx, contract.CaseID(kind, id), "", contract.StateQuery)
	if err != nil {
		return fmt.Errorf("state of %s %s: %w", kind, id, err)
	}
	return value.Get(into)
}

func (c *Cases) start(id string) client.StartWorkflowOptions {
	return client.StartWorkflowOptions{
		ID: id, TaskQueue: c.queue,
		WorkflowIDConflictPolicy: enumspb.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
		WorkflowIDReusePolicy:    enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
		// Half of the default: a worker that died is noticed sooner.
		WorkflowTaskTimeout: 5 * time.Second,
	}
}

func (c *Cases) update(id, name, request string, arg any) client.UpdateWorkflowOptions {
	return client.UpdateWorkflowOptions{
		WorkflowID: id, UpdateName: name, UpdateID: updateID(request, arg), Args: []any{arg},
		WaitForStage: client.WorkflowUpdateStageCompleted,
	}
}

// updateID tells Temporal which calls are one: the same request with the same
// content. Another content under the same request id must reach the case, which
// refuses it; Temporal would answer it with the first one's answer.
func updateID(request string, arg any) string {
	print, err := casefile.Fingerprint(arg)
	if err != nil {
		return request // the call itself will fail to encode and say so
	}
	return request + "/" + print
}

// sender gives Temporal one order, the same each time it is called.
type sender func(context.Context) (client.WorkflowUpdateHandle, error)

// patiently repeats an order, under the same id, until it is answered, refused,
// or patience ends.
func (c *Cases) patiently(ctx context.Context, caseID, requestID string, send sender) (contract.Answer, error) {
	leave, err := c.enter(ctx, caseID)
	if err != nil {
		return contract.Answer{}, err
	}
	defer leave()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for pause := 20 * time.Millisecond; ; pause = min(2*pause, time.Second) {
		var answer contract.Answer
		handle, err := send(ctx)
		if err == nil {
			err = handle.Get(ctx, &answer)
		}
		if err == nil {
			return answer, nil
		}
		answer, err, again := c.settle(ctx, caseID, requestID, err)
		if !again {
			return answer, err
		}
		select {
		case <-ctx.Done():
			return contract.Answer{}, fault.New(fault.Busy, "case.busy", "case %s did not answer: %v", caseID, err)
		case <-time.After(pause):
		}
	}
}

// settle reads an error: an answer after all, a refusal, or a reason to try again.
func (c *Cases) settle(ctx context.Context, caseID, requestID string, err error) (contract.Answer, error, bool) {
	var app *temporal.ApplicationError
	if errors.As(err, &app) && app.Type() == contract.AnsweredError {
		var answer contract.Answer
		if derr := app.Details(&answer); derr != nil {
			return answer, fmt.Errorf("answer of %s: %w", caseID, derr), false
		}
		return answer, nil, false
	}
	if f := fault.Of(faultOf(err)); f != nil {
		return contract.Answer{}, f, f.Kind == fault.Busy
	}
	var missing *serviceerror.NotFound
	if !errors.As(err, &missing) {
		return contract.Answer{}, err, transient(ctx, err)
	}
	answer, err := c.remembered(ctx, caseID, requestID)
	return answer, err, false
}

// transient tells whether a try under the same id may yet succeed.
func transient(ctx context.Context, err error) bool {
	if ctx.Err() != nil {
		return true // the caller's loop sees the end of patience and says so
	}
	var (
		app         *temporal.ApplicationError
		invalid     *serviceerror.InvalidArgument
		denied      *serviceerror.PermissionDenied
		unsupported *serviceerror.Unimplemented
	)
	return !errors.As(err, &app) && !errors.As(err, &invalid) && !errors.As(err, &denied) && !errors.As(err, &unsupported)
}

// faultOf finds a fault that crossed Temporal.
func faultOf(err error) error {
	var app *temporal.ApplicationError
	if !errors.As(err, &app) || app.Type() != contract.FaultError {
		return nil
	}
	var f fault.Fault
	if app.Details(&f) != nil {
		return nil
	}
	return &f
}

// metaOf reads the Meta of any noun's command.
func metaOf(command any) (casefile.Meta, error) {
	if c, ok := command.(interface{ CaseOrder() *casefile.Order }); ok {
		return c.CaseOrder().Meta, nil
	}
	if c, ok := command.(interface{ GivenBy() casefile.Meta }); ok {
		return c.GivenBy(), nil
	}
	body, err := json.Marshal(command)
	if err != nil {
		return casefile.Meta{}, fmt.Errorf("command: %w", err)
	}
	var o casefile.Order
	if err := json.Unmarshal(body, &o); err != nil {
		return casefile.Meta{}, fmt.Errorf("command: %w", err)
	}
	if o.Meta.RequestID == "" {
		return o.Meta, fault.New(fault.Invalid, "request.key_missing", "an order needs a request id")
	}
	return o.Meta, nil
}

func (c *Cases) enter(ctx context.Context, caseID string) (leave func(), err error) {
	c.mu.Lock()
	g := c.gates[caseID]
	if g == nil {
		g = &gate{slots: make(chan struct{}, abreast)}
		c.gates[caseID] = g
	}
	g.users++
	c.mu.Unlock()
	forget := func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if g.users--; g.users == 0 {
			delete(c.gates, caseID)
		}
	}
	select {
	case g.slots <- struct{}{}:
		return func() { <-g.slots; forget() }, nil
	case <-ctx.Done():
		forget()
		return nil, fault.New(fault.Busy, "case.busy", "case %s is crowded", caseID)
	}
}
