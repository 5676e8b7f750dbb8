package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/documents"
	"github.com/diaodu/diaodu/domain/errand"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/store"
)

// ErrandDesk carries out background work, one order at a time. It works beside
// the door, where the sheets lie and where lists are put into words; any number of
// desks may work at once, and the rows decide who does what. An order outlives
// its desk: a silent one is taken over by the next.
type ErrandDesk struct{ d Deps }

// NewErrandDesk makes a desk of the door's own parts.
func NewErrandDesk(d Deps) ErrandDesk { return ErrandDesk{d.withDefaults()} }

// beat is how often a run shows that it lives, and looks whether it is still wanted.
const beat = time.Second

// errErrandLost ends a run whose order was called off or taken over.
var errErrandLost = errors.New("the order was called off or taken over")

// largeSheet is what may be taken in in the background; nobody waits for it.
var largeSheet = documents.Limits{Bytes: 30 << 20, Unzipped: 200 << 20, Rows: 20000, CellChars: 4000}

// Step carries out the next order; n is 0 where nothing waits.
func (k ErrandDesk) Step(ctx context.Context) (n int, err error) {
	e, ok, err := k.d.Errands.TakeErrand(ctx, k.d.Now())
	if err != nil || !ok {
		return 0, err
	}
	return 1, k.run(ctx, e)
}

// Tidy removes what is past its time.
func (k ErrandDesk) Tidy(ctx context.Context) error {
	ids, err := k.d.Errands.ExpireErrands(ctx, k.d.Now())
	for _, id := range ids {
		err = errors.Join(err, k.d.ErrandFiles.DropErrandFiles(id))
	}
	return errors.Join(err, k.d.ErrandFiles.SweepErrandFiles(k.d.Now()))
}

// errandRun is one run of an order.
type errandRun struct {
	ErrandDesk
	e              errand.Errand
	rows, expected atomic.Int64
}

func (k ErrandDesk) run(ctx context.Context, e errand.Errand) error {
	r := &errandRun{ErrandDesk: k, e: e}
	within, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	beating := make(chan struct{})
	go func() { defer close(beating); r.beat(within, stop) }()
	did := r.carryOut(within)
	lost := errors.Is(context.Cause(within), errErrandLost)
	stop(nil)
	<-beating
	// What became of it is told although the desk is asked to stop.
	after, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return r.end(after, did, lost, ctx.Err() != nil)
}

// beat tells how far the run is until it ends. A database that is away for longer
// than the lease gives the order to whoever comes first; the run then learns so.
func (r *errandRun) beat(ctx context.Context, stop context.CancelCauseFunc) {
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		still, err := r.d.Errands.KeepErrand(ctx, r.e, r.rows.Load(), r.expected.Load(), r.d.Now())
		if err == nil && !still {
			stop(errErrandLost)
			return
		}
	}
}

// carryOut does the work as the orderer stands now. A bug of ours is an error
// like others: it must not end the door.
func (r *errandRun) carryOut(ctx context.Context) (err error) {
	defer func() {
		if bug := recover(); bug != nil {
			err = fmt.Errorf("panic: %v\n%s", bug, debug.Stack())
		}
	}()
	actor, err := r.d.Errands.OrdererNow(ctx, r.e, r.d.Now())
	if err != nil {
		return err
	}
	ctx = auth.WithActor(ctx, actor)
	if r.e.Kind == errand.Import {
		return r.importProjects(ctx)
	}
	return r.export(ctx)
}

func (r *errandRun) end(ctx context.Context, did error, lost, stopping bool) error {
	e, now := r.e, r.d.Now()
	e.Rows, e.Expected = r.rows.Load(), r.expected.Load()
	var still bool
	var err error
	switch f := fault.Of(did); {
	case lost:
		return r.drop()
	case did == nil:
		e.Expected = e.Rows
		e.FileName, e.FileSize, e.SHA256 = r.e.FileName, r.e.FileSize, r.e.SHA256
		if still, err = r.d.Errands.ErrandDone(ctx, e, now); err == nil && !still {
			return r.drop()
		}
		return err
	case stopping:
		return r.d.Errands.PutBackErrand(ctx, e, now)
	case f != nil:
		_, err = r.d.Errands.ErrandFailed(ctx, e, f, now)
		return err
	}
	return errors.Join(fmt.Errorf("order %s: %w", e.ID, did), r.d.Errands.ErrandTroubled(ctx, e, now))
}

// drop removes the sheet of a run that no longer counts.
func (r *errandRun) drop() error { return r.d.ErrandFiles.DropErrandFiles(errandFileStem(r.e)) }

// errandFileStem is a run's own: one that was overtaken writes beside the other.
func errandFileStem(e errand.Errand) string { return e.ID + "." + strconv.Itoa(e.Run) }

func errandFileName(e errand.Errand) string { return errandFileStem(e) + "." + string(e.Format) }

// ledgerOf is the ledger that was ordered.
func (d Deps) ledgerOf(e errand.Errand) (ledger, error) {
	switch e.List {
	case errand.Issues:
		in := &IssueListIn{}
		return d.issueLedger(in), readFilters(e.Filters, in)
	case errand.Tasks:
		in := &TaskListIn{}
		return d.taskLedger(in), readFilters(e.Filters, in)
	case errand.Approvals:
		in := &ApprovalListIn{}
		return d.approvalLedger(in), readFilters(e.Filters, in)
	case errand.Projects:
		in := &ProjectQueryIn{}
		return d.projectLedger(in), readFilters(e.Filters, in)
	case errand.Audit:
		in := &AuditListIn{}
		return d.auditLedger(in, e.Format), readFilters(e.Filters, in)
	}
	return ledger{}, fmt.Errorf("no list %q", e.List)
}

func (r *errandRun) export(ctx context.Context) error {
	began := r.d.Now()
	d := r.d
	d.Now = func() time.Time { return began } // one day for all pages
	l, err := d.ledgerOf(r.e)
	if err != nil {
		return err
	}
	if err := l.mayHave(ctx); err != nil {
		return err
	}
	n, err := l.count(ctx)
	if err != nil {
		return err
	}
	r.expected.Store(n)
	if l.begin != nil {
		if err := l.begin(ctx, store.By{Actor: auth.Actor(ctx), IP: r.e.IP, At: began}); err != nil {
			return err
		}
	}
	table := l.table(ctx, began, func(items int64) error {
		r.rows.Store(items)
		return context.Cause(ctx)
	})
	r.e.FileName = l.fileName(began)
	r.e.FileSize, r.e.SHA256, err = d.ErrandFiles.KeepErrandFile(errandFileName(r.e), func(w io.Writer) error {
		return l.write(w, table)
	})
	return err
}

// importProjects takes a sheet in row by row. What each row came to is kept as it
// comes; a run that takes over goes through all rows again, finds taken what is
// taken (rows are matched by project code), and leaves standing that it was.
func (r *errandRun) importProjects(ctx context.Context) error {
	actor := auth.Actor(ctx)
	_, content, err := r.d.Files.Open(ctx, actor, r.e.SourceID)
	if err != nil {
		return err
	}
	defer content.Close()
	rows, problems, err := documents.ReadProjects(content, largeSheet)
	if err != nil {
		return err
	}
	r.expected.Store(int64(len(rows)))
	given := make([]project.ImportRow, len(rows))
	for i, row := range rows {
		given[i] = importRow(row)
	}
	// What the sheet's reader refuses or remarks of a row goes first.
	remarks := map[int][]documents.Problem{}
	for _, p := range problems {
		remarks[p.Row] = append(remarks[p.Row], p)
	}
	by := store.By{Actor: actor, IP: r.e.IP, At: r.d.Now()}
	_, err = r.d.Projects.ImportProjects(ctx, by, given, r.e.Source, r.e.DryRun, func(one project.ImportResult) error {
		r.rows.Add(1)
		said := remarks[one.Line]
		delete(remarks, one.Line)
		if one.Fault != nil {
			problems = append(problems, documents.Problem{Row: one.Line, Code: one.Fault.Code, Text: message(chinese, one.Fault.Code, one.Fault.Args)})
		}
		return errors.Join(r.line(context.WithoutCancel(ctx), []project.ImportResult{one}, said), context.Cause(ctx))
	})
	if err != nil {
		return err
	}
	for _, said := range remarks { // of rows that the reader kept out; each has its own key
		if err := r.line(ctx, nil, said); err != nil {
			return err
		}
	}
	return r.reasons(content, problems)
}

// reasons gives the sheet back with why each row was left out beside it; where
// none was, nothing is to be corrected and there is no sheet.
func (r *errandRun) reasons(sheet io.ReadSeeker, problems []documents.Problem) error {
	if !slices.ContainsFunc(problems, func(p documents.Problem) bool { return !p.Warning }) {
		return nil
	}
	if _, err := sheet.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("read the sheet of %s again: %w", r.e.ID, err)
	}
	columns := documents.ProjectColumns(nil, nil, nil, nil)
	var err error
	r.e.FileName = strings.TrimSuffix(r.e.Source, path.Ext(r.e.Source)) + "（" + documents.ReasonColumn + "）.xlsx"
	r.e.FileSize, r.e.SHA256, err = r.d.ErrandFiles.KeepErrandFile(errandFileName(r.e), func(w io.Writer) error {
		return documents.WriteErrors(w, sheet, columns, problems, largeSheet)
	})
	return err
}

func (r *errandRun) line(ctx context.Context, results []project.ImportResult, said []documents.Problem) error {
	for _, row := range importView(results, said, r.e.DryRun).Rows {
		raw, err := json.Marshal(row)
		if err != nil {
			return fmt.Errorf("row %d: %w", row.Line, err)
		}
		taken := !r.e.DryRun && (row.Outcome == project.Created || row.Outcome == project.Updated)
		if err := r.d.Errands.ErrandLine(ctx, r.e.ID, row.Line, taken, raw); err != nil {
			return err
		}
	}
	return nil
}
