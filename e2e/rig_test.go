// Package e2e runs whole journeys against real parts: MariaDB, Temporal, the
// worker, the door. Nothing is mocked.
package e2e

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	sdkworker "go.temporal.io/sdk/worker"

	"github.com/diaodu/diaodu/activities"
	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/embedded/temporal/temporaltest"
	"github.com/diaodu/diaodu/engine"
	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/store/storetest"
	"github.com/diaodu/diaodu/worker"
)

// rig is one district on real servers of its own.
type rig struct {
	t      *testing.T
	dsn    string
	env    temporaltest.Env
	store  *store.Store
	client client.Client
	cases  *engine.Cases
}

func newRig(t *testing.T) *rig {
	dsn := storetest.DSN(t)
	env := temporaltest.New(t)
	return &rig{t: t, dsn: dsn, env: env, store: openStore(t, dsn), client: env.Client(t)}
}

func openStore(t *testing.T, dsn string) *store.Store {
	s, err := store.Open(context.Background(), dsn)
	require.NoError(t, err)
	t.Cleanup(func() { s.Close() })
	return s
}

// work starts a worker in this process.
func (r *rig) work() *rig {
	r.cases = engine.NewCases(r.client, r.store, "")
	w := newWorker(r.client, r.store, r.cases, r.store)
	require.NoError(r.t, w.Start())
	r.t.Cleanup(w.Stop)
	return r
}

func newWorker(c client.Client, s *store.Store, cases *engine.Cases, rec activities.Recorder) sdkworker.Worker {
	return worker.New(c, worker.Deps{
		Records: activities.Records{Store: rec},
		Tells:   activities.Tells{Cases: cases, Roster: s, Register: s, Classes: s},
		Sweeps:  activities.Sweeps{Levels: s, Cases: cases, Quiet: time.Millisecond},

		Recalendars: activities.Recalendars{Calendars: s, Cases: cases},
		People:      activities.People{Book: s, Cases: cases, Now: time.Now},
		Meetings:    activities.Meetings{Book: s, Cases: cases, Now: time.Now},
	}, "")
}

var (
	owner       = org.Actor{UserID: "u-owner", Name: "游少卿", Roles: []org.Role{org.Owner}, EnterpriseID: "e1", OwnerRole: org.Primary}
	coordinator = org.Actor{UserID: "u-co", Name: "统筹甲", Roles: []org.Role{org.Coordinator}, OrgID: "o-key", OrgName: "区重点办"}
	colleague   = org.Actor{UserID: "u-co2", Name: "统筹乙", Roles: []org.Role{org.Coordinator}, OrgID: "o-key", OrgName: "区重点办"}
)

var requests atomic.Int64

func request() string { return fmt.Sprintf("req-%d-%d", os.Getpid(), requests.Add(1)) }

func command(a org.Actor, request, act string, f issue.Form) issue.Command {
	return issue.Command{Order: casefile.Order{Meta: casefile.Meta{RequestID: request, Actor: a}, Act: act}, Form: f}
}

func head(id string) casefile.Head {
	year := time.Now().Year()
	return casefile.Head{ID: id, Kind: casefile.Issue, Cal: workcal.Embedded().Slice(year-1, year+1)}
}

func report(heading string) issue.Form {
	return issue.Form{Report: &issue.ReportForm{
		Project: between.ProjectRef{ID: "p1", Name: "钢结构防腐材料项目", EnterpriseID: "e1", EnterpriseName: "重庆艾珀耐特高分子材料有限公司"},
		Class:   "water.supply", Heading: heading, Demand: "请协调接入主供水管道", Facts: fiveElements, Unclassified: true,
	}}
}

var fiveElements = issue.Facts{Who: "业主单位", When: "2022年4月以来", Where: "生产区域", Cause: "前期规划", Course: "围墙外有主管，未接入"}

// newIssue reports an issue and returns its id.
func (r *rig) newIssue(heading string) string {
	id := casefile.DerivedID(casefile.Issue, r.env.Namespace, heading, requests.Add(1))
	_, err := r.cases.Begin(context.Background(), head(id), command(owner, request(), issue.Report, report(heading)))
	require.NoError(r.t, err)
	return id
}

func (r *rig) do(id string, a org.Actor, act string, f issue.Form) (contract.Answer, error) {
	return r.cases.Do(context.Background(), casefile.Issue, id, command(a, request(), act, f))
}

func (r *rig) issue(id string) *issue.Issue {
	i, err := r.store.Issue(context.Background(), id)
	require.NoError(r.t, err)
	return i
}

// level asserts that MySQL and the workflow hold the same case, and that the
// audit log verifies.
func (r *rig) level(id string) {
	r.t.Helper()
	var running issue.Issue
	require.NoError(r.t, r.cases.State(context.Background(), casefile.Issue, id, &running))
	require.Equal(r.t, *r.issue(id), running, "MySQL equals the workflow")
	r.verify()
}

func (r *rig) verify() {
	r.t.Helper()
	v, err := r.store.VerifyAudit(context.Background())
	require.NoError(r.t, err)
	require.Empty(r.t, v.Broken)
	require.NotZero(r.t, v.Entries)
}

// historyLength is how many events the case's present run has.
func (r *rig) historyLength(id string) int64 {
	d, err := r.client.DescribeWorkflowExecution(context.Background(), contract.CaseID(casefile.Issue, id), "")
	require.NoError(r.t, err)
	return d.WorkflowExecutionInfo.HistoryLength
}

// oneClock asserts that the case waits for its next deadline and for nothing
// else: a timer somebody forgot rings for nobody and wakes the case all the same.
func (r *rig) oneClock(kind casefile.Kind, id string) {
	r.t.Helper()
	running := map[int64]string{}
	events := r.client.GetWorkflowHistory(context.Background(), contract.CaseID(kind, id), "", false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for events.HasNext() {
		ev, err := events.Next()
		require.NoError(r.t, err)
		if started := ev.GetTimerStartedEventAttributes(); started != nil {
			running[ev.EventId] = started.StartToFireTimeout.AsDuration().String()
		}
		delete(running, ev.GetTimerCanceledEventAttributes().GetStartedEventId())
		delete(running, ev.GetTimerFiredEventAttributes().GetStartedEventId())
	}
	require.LessOrEqual(r.t, len(running), 1, "timers that run: %v", running)
}

// --- a worker in a process of its own, that may be killed ---

const childEnv = "DIAODU_E2E_WORKER"

func TestMain(m *testing.M) {
	if spec := os.Getenv(childEnv); spec != "" {
		if err := childWorker(spec); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// dying is a recorder that kills its process at a named point of a named act.
type dying struct {
	*store.Store
	act, point string
}

func (d dying) Record(ctx context.Context, ev casefile.Event) (contract.Recorded, error) {
	if ev.Act == d.act && d.point == "before-commit" {
		die()
	}
	rec, err := d.Store.Record(ctx, ev)
	if ev.Act == d.act && d.point == "after-commit" && err == nil {
		die()
	}
	return rec, err
}

func die() { _ = syscall.Kill(os.Getpid(), syscall.SIGKILL); select {} }

// childWorker works for "address|namespace|dsn|act|point" until killed.
func childWorker(spec string) error {
	part := strings.Split(spec, "|")
	c, err := client.Dial(client.Options{HostPort: part[0], Namespace: part[1], Identity: "test"})
	if err != nil {
		return err
	}
	s, err := store.Open(context.Background(), part[2])
	if err != nil {
		return err
	}
	w := newWorker(c, s, engine.NewCases(c, s, ""), dying{s, part[3], part[4]})
	if err := w.Start(); err != nil {
		return err
	}
	select {}
}

// child starts a worker process that dies at the point of the act; wait
// returns when it has.
func (r *rig) child(act, point string) (wait func()) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+strings.Join([]string{r.env.Address, r.env.Namespace, r.dsn, act, point}, "|"))
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	require.NoError(r.t, cmd.Start())
	done := make(chan struct{})
	go func() { _ = cmd.Wait(); close(done) }()
	r.t.Cleanup(func() { _ = cmd.Process.Kill(); <-done })
	return func() {
		r.t.Helper()
		select {
		case <-done:
		case <-time.After(30 * time.Second):
			r.t.Fatal("the worker did not reach the point of its death")
		}
	}
}
