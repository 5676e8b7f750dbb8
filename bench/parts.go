package main

import (
	"context"
	"database/sql"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/go-sql-driver/mysql"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/diaodu/diaodu/activities"
	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/embedded/mariadb"
	embedded "github.com/diaodu/diaodu/embedded/temporal"
	"github.com/diaodu/diaodu/engine"
	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/worker"
)

// way is one kind of decision on one case.
type way struct {
	workflowID string
	decide     func(context.Context) error
}

// parts is one Temporal, one MariaDB and one worker for both ways.
type parts struct {
	client client.Client
	db     *sql.DB
	store  *store.Store
	cases  *engine.Cases
	ends   []func()
}

func (p *parts) close() {
	for n := len(p.ends) - 1; n >= 0; n-- {
		p.ends[n]()
	}
}

func open(ctx context.Context, dir string) (*parts, error) {
	p := &parts{}
	if err := p.openDatabase(ctx, dir); err != nil {
		return nil, err
	}
	if _, err := p.db.Exec("CREATE TABLE bench_rows (id bigint AUTO_INCREMENT PRIMARY KEY, body text NOT NULL)"); err != nil {
		return nil, err
	}
	return p, p.openTemporal(ctx, dir)
}

// openDatabase starts a private MariaDB with our schema.
func (p *parts) openDatabase(ctx context.Context, dir string) error {
	maria, err := mariadb.Start(ctx, mariadb.Options{Dir: dir + "/mysql"})
	if err != nil {
		return err
	}
	p.ends = append(p.ends, func() { _ = maria.Stop() })
	root, err := sql.Open("mysql", maria.DSN(""))
	if err != nil {
		return err
	}
	defer root.Close()
	if _, err := root.Exec("CREATE DATABASE IF NOT EXISTS bench CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci"); err != nil {
		return err
	}
	// The bare way sends its values as ours does: one round trip for each statement.
	cfg, err := mysql.ParseDSN(maria.DSN("bench"))
	if err != nil {
		return err
	}
	cfg.InterpolateParams = true
	if p.db, err = sql.Open("mysql", cfg.FormatDSN()); err != nil {
		return err
	}
	p.ends = append(p.ends, func() { p.db.Close() })
	if p.store, err = store.Open(ctx, maria.DSN("bench")); err != nil {
		return err
	}
	p.ends = append(p.ends, func() { p.store.Close() })
	return p.store.Migrate(ctx)
}

// openTemporal starts a Temporal and a worker on the database.
func (p *parts) openTemporal(ctx context.Context, dir string) error {
	server, err := embedded.Start(ctx, embedded.Options{Dir: dir + "/temporal"})
	if err != nil {
		return err
	}
	p.ends = append(p.ends, func() { _ = server.Stop() })
	if p.client, err = dial(server.Address()); err != nil {
		return err
	}
	p.ends = append(p.ends, p.client.Close)
	p.cases = engine.NewCases(p.client, p.store, "")
	w := worker.New(p.client, worker.Deps{
		Records: activities.Records{Store: p.store}, Tells: activities.Tells{Cases: p.cases, Roster: p.store, Classes: p.store},
		Sweeps: activities.Sweeps{Levels: p.store, Cases: p.cases},
	}, "")
	w.RegisterWorkflowWithOptions(bareWorkflow, workflow.RegisterOptions{Name: "bare"})
	w.RegisterActivityWithOptions(bareActivity{p.db}.Do, activity.RegisterOptions{Name: "bare-write"})
	if err := w.Start(); err != nil {
		return err
	}
	p.ends = append(p.ends, w.Stop)
	return nil
}

// bareActivity writes one row in one transaction.
type bareActivity struct{ db *sql.DB }

// Do writes the row.
func (a bareActivity) Do(ctx context.Context, body string) error {
	tx, err := a.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO bench_rows (body) VALUES (?)", body); err != nil {
		_ = tx.Rollback()
		return err
	}
	return tx.Commit()
}

// bareWorkflow takes updates and writes each: nothing is judged, remembered or sealed.
func bareWorkflow(ctx workflow.Context) error {
	end := false
	options := workflow.LocalActivityOptions{
		StartToCloseTimeout: 4 * time.Second, RetryPolicy: &temporal.RetryPolicy{MaximumAttempts: 1},
	}
	err := workflow.SetUpdateHandler(ctx, "act", func(ctx workflow.Context, body string) (string, error) {
		return "ok", workflow.ExecuteLocalActivity(workflow.WithLocalActivityOptions(ctx, options), "bare-write", body).Get(ctx, nil)
	})
	if err != nil {
		return err
	}
	return workflow.Await(ctx, func() bool { return end })
}

var serialNo atomic.Int64

// bare starts a bare case.
func (p *parts) bare(ctx context.Context, name string) (way, error) {
	id := fmt.Sprintf("bare-%s-%d", name, serialNo.Add(1))
	_, err := p.client.ExecuteWorkflow(ctx, client.StartWorkflowOptions{ID: id, TaskQueue: contract.TaskQueue}, "bare")
	if err != nil {
		return way{}, err
	}
	decide := func(ctx context.Context) error {
		h, err := p.client.UpdateWorkflow(ctx, client.UpdateWorkflowOptions{
			WorkflowID: id, UpdateName: "act", UpdateID: fmt.Sprint("b", serialNo.Add(1)), Args: []any{"已联系业主，正在协调"},
			WaitForStage: client.WorkflowUpdateStageCompleted,
		})
		if err != nil {
			return err
		}
		return h.Get(ctx, nil)
	}
	return way{id, decide}, nil
}

// ours is a decision of ours on the usual worker.
func (p *parts) ours(ctx context.Context, name string) (way, error) {
	return p.oursBy(ctx, p.cases, name)
}

// oursBy reports an issue; a decision is a note on it: judged, folded, projected,
// counted, sealed.
func (p *parts) oursBy(ctx context.Context, cases *engine.Cases, name string) (way, error) {
	id := casefile.DerivedID(casefile.Issue, "bench", name, serialNo.Add(1))
	a := org.Actor{UserID: "u-co", Name: "统筹", Roles: []org.Role{org.Coordinator}}
	order := func(act string, f issue.Form) issue.Command {
		meta := casefile.Meta{RequestID: fmt.Sprint("o", serialNo.Add(1)), Actor: a}
		return issue.Command{Order: casefile.Order{Meta: meta, Act: act}, Form: f}
	}
	year := time.Now().Year()
	head := casefile.Head{ID: id, Kind: casefile.Issue, Cal: workcal.Embedded().Slice(year-1, year+1)}
	_, err := cases.Begin(ctx, head, order(issue.Report, issue.Form{Report: &issue.ReportForm{
		Project: between.ProjectRef{ID: "p1", Name: "测算项目", EnterpriseID: "e1", EnterpriseName: "测算企业"},
		Class:   "water.supply", Heading: "无水", Demand: "接水", Unclassified: true,
	}}))
	if err != nil {
		return way{}, err
	}
	decide := func(ctx context.Context) error {
		_, err := cases.Do(ctx, casefile.Issue, id, order(issue.Note, issue.Form{Text: "已联系业主，正在协调"}))
		return err
	}
	return way{contract.CaseID(casefile.Issue, id), decide}, nil
}

// warm lets caches fill on both ways.
func (p *parts) warm(ctx context.Context) error {
	for _, make := range []func(context.Context, string) (way, error){p.bare, p.ours} {
		w, err := make(ctx, "warm")
		if err != nil {
			return err
		}
		for range 30 {
			if err := w.decide(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *parts) historyLength(ctx context.Context, id string) (int64, error) {
	d, err := p.client.DescribeWorkflowExecution(ctx, id, "")
	if err != nil {
		return 0, err
	}
	return d.WorkflowExecutionInfo.HistoryLength, nil
}
