// Command bench compares our decision with the least that a durable decision
// can be on the same servers: a bare workflow whose update runs one local
// activity with one transaction. It prints ratios of one run; seconds depend on
// the machine and are shown only to be looked at.
package main

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"runtime/pprof"
	"slices"
	"sync"
	"time"

	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"
)

// Bars of the ratios ours ÷ bare.
const (
	barEvents     = 1.1
	barLatency    = 1.4
	barThroughput = 0.7
	barCommits    = 2.0
	barStatements = 12.0 // of a department's decision
)

func main() {
	serial := flag.Int("serial", 300, "decisions of the latency run, each way")
	clients := flag.Int("clients", 10, "clients of the throughput run")
	length := flag.Duration("for", 6*time.Second, "length of one throughput round")
	rounds := flag.Int("rounds", 3, "throughput rounds, each way by turns")
	pollers := flag.Bool("pollers", false, "compare numbers of workflow pollers instead")
	figures := flag.Bool("figures", false, "compare a year's report over 65,536 issues with reading their rows instead")
	lists := flag.Bool("list", false, "compare the list of issues at many with the same at 1,000 instead")
	issues := flag.Int("issues", 100_000, "how many issues -list fills in")
	pages := flag.Bool("pages", false, "time every page of the console, opened cold, instead")
	program := flag.String("program", "bin/diaodu-allinone", "the built product, for -list and -pages")
	profile := flag.String("profile", "", "write a CPU profile of the run to this file")
	strict := flag.Bool("strict", false, "fail where a bar is missed")
	flag.Parse()
	slog.SetDefault(slog.New(slog.DiscardHandler))
	if *profile != "" {
		stop, err := startProfile(*profile)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		defer stop()
	}
	if *figures {
		exitUnless(compareFigures(context.Background(), *rounds))(*strict)
		return
	}
	if *lists {
		exitUnless(compareLists(context.Background(), *program, *issues, *rounds))(*strict)
		return
	}
	if *pages {
		exitUnless(timePages(context.Background(), *program))(*strict)
		return
	}
	if *pollers {
		if err := comparePollers(context.Background(), *clients, *rounds, *length); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	ok, err := run(context.Background(), *serial, *clients, *rounds, *length)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if *strict && !ok {
		os.Exit(1)
	}
}

// exitUnless ends a comparison: with an error where it failed, or, where strict,
// where a bar is missed.
func exitUnless(ok bool, err error) func(strict bool) {
	return func(strict bool) {
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		if err != nil || (strict && !ok) {
			os.Exit(1)
		}
	}
}

// startProfile writes a CPU profile until the function it returns is called.
func startProfile(path string) (stop func(), err error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, err
	}
	return func() { pprof.StopCPUProfile(); f.Close() }, nil
}

func run(ctx context.Context, serial, clients, rounds int, length time.Duration) (bool, error) {
	dir, err := os.MkdirTemp("", "diaodu-bench")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(dir)
	p, err := open(ctx, dir)
	if err != nil {
		return false, err
	}
	defer p.close()
	r := report{}
	if err := p.warm(ctx); err != nil {
		return false, err
	}
	if err := r.events(ctx, p); err != nil {
		return false, err
	}
	if err := r.departments(ctx, p, serial); err != nil {
		return false, err
	}
	if err := r.latency(ctx, p, serial); err != nil {
		return false, err
	}
	if err := r.throughput(ctx, p, clients, rounds, length); err != nil {
		return false, err
	}
	return r.print(), nil
}

func dial(address string) (client.Client, error) {
	return client.Dial(client.Options{HostPort: address, Logger: sdklog.NewStructuredLogger(slog.New(slog.DiscardHandler))})
}

// report is what the run found.
type report struct {
	eventsOurs, eventsBare    float64
	commitsOurs, commitsBare  float64
	queriesOurs, queriesBare  float64
	latencyOurs, latencyBare  time.Duration
	perSecondOurs, perSecBare float64
	approvals                 [2]cost // outside a plan, and inside
	approvalsBare             [2]time.Duration
}

// departments measures five departments that decide side by side.
func (r *report) departments(ctx context.Context, p *parts, serial int) error {
	if err := p.hire(ctx); err != nil {
		return err
	}
	bare, err := p.bare(ctx, "departments")
	if err != nil {
		return err
	}
	for k, inPlan := range []bool{false, true} {
		cases := max(4, serial/5) // half of them are counted, half timed, five decisions each
		if r.approvals[k], r.approvalsBare[k], err = p.departmentsCost(ctx, cases, inPlan, bare); err != nil {
			return err
		}
	}
	return nil
}

// events counts, over some decisions, what each adds to history and asks of MySQL.
func (r *report) events(ctx context.Context, p *parts) error {
	const n = 20
	count := func(w way) (events, commits, queries float64, err error) {
		h0, err := p.historyLength(ctx, w.workflowID)
		if err != nil {
			return 0, 0, 0, err
		}
		c0, q0, err := status(p.db)
		if err != nil {
			return 0, 0, 0, err
		}
		for range n {
			if err := w.decide(ctx); err != nil {
				return 0, 0, 0, err
			}
		}
		c1, q1, err := status(p.db)
		if err != nil {
			return 0, 0, 0, err
		}
		h1, err := p.historyLength(ctx, w.workflowID)
		return float64(h1-h0) / n, (c1 - c0) / n, (q1 - q0) / n, err
	}
	bare, err := p.bare(ctx, "count")
	if err != nil {
		return err
	}
	ours, err := p.ours(ctx, "count")
	if err != nil {
		return err
	}
	if r.eventsBare, r.commitsBare, r.queriesBare, err = count(bare); err != nil {
		return err
	}
	r.eventsOurs, r.commitsOurs, r.queriesOurs, err = count(ours)
	return err
}

// status reads how many transactions were committed and statements carried out.
func status(db *sql.DB) (commits, statements float64, err error) {
	rows, err := db.Query("SHOW GLOBAL STATUS WHERE Variable_name IN ('Com_commit', 'Com_select', 'Com_insert', 'Com_update', 'Com_delete', 'Com_replace')")
	if err != nil {
		return 0, 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		var n float64
		if err := rows.Scan(&name, &n); err != nil {
			return 0, 0, err
		}
		if name == "Com_commit" {
			commits = n
		} else {
			statements += n
		}
	}
	return commits, statements, rows.Err()
}

// latency takes turns, so that whatever else the machine does meets both alike.
func (r *report) latency(ctx context.Context, p *parts, n int) error {
	bare, err := p.bare(ctx, "serial")
	if err != nil {
		return err
	}
	ours, err := p.ours(ctx, "serial")
	if err != nil {
		return err
	}
	var took [2][]time.Duration
	for range n {
		for k, w := range []way{bare, ours} {
			began := time.Now()
			if err := w.decide(ctx); err != nil {
				return err
			}
			took[k] = append(took[k], time.Since(began))
		}
	}
	r.latencyBare, r.latencyOurs = median(took[0]), median(took[1])
	return nil
}

func median(d []time.Duration) time.Duration {
	slices.Sort(d)
	return d[len(d)/2]
}

// throughput lets each client decide on a case of its own, by turns.
func (r *report) throughput(ctx context.Context, p *parts, clients, rounds int, length time.Duration) error {
	var done [2]int
	for round := range rounds {
		for k, make := range []func(context.Context, string) (way, error){p.bare, p.ours} {
			ways := []way{}
			for c := range clients {
				w, err := make(ctx, fmt.Sprintf("load-%d-%d", round, c))
				if err != nil {
					return err
				}
				ways = append(ways, w)
			}
			n, err := load(ctx, ways, length)
			if err != nil {
				return err
			}
			done[k] += n
		}
	}
	seconds := length.Seconds() * float64(rounds)
	r.perSecBare, r.perSecondOurs = float64(done[0])/seconds, float64(done[1])/seconds
	return nil
}

func load(ctx context.Context, ways []way, length time.Duration) (int, error) {
	var (
		mu    sync.Mutex
		total int
		fail  error
		all   sync.WaitGroup
	)
	end := time.Now().Add(length)
	for _, w := range ways {
		all.Go(func() {
			n := 0
			var err error
			for err == nil && time.Now().Before(end) {
				if err = w.decide(ctx); err == nil {
					n++
				}
			}
			mu.Lock()
			defer mu.Unlock()
			total += n
			fail = err
		})
	}
	all.Wait()
	return total, fail
}

// print shows the ratios and tells whether every bar is met.
func (r *report) print() bool {
	ok := true
	line := func(what string, ours, bare, ratio, bar float64, atMost bool) {
		sign, met := "≤", ratio <= bar
		if !atMost {
			sign, met = "≥", ratio >= bar
		}
		ok = ok && met
		verdict := "met"
		if !met {
			verdict = "MISSED"
		}
		fmt.Printf("%-32s ours %8.2f  bare %8.2f  ratio %5.2f  (bar %s %.2f: %s)\n", what, ours, bare, ratio, sign, bar, verdict)
	}
	line("history events per decision", r.eventsOurs, r.eventsBare, r.eventsOurs/r.eventsBare, barEvents, true)
	line("serial latency, median ms", ms(r.latencyOurs), ms(r.latencyBare), ms(r.latencyOurs)/ms(r.latencyBare), barLatency, true)
	line("decisions per second, 10 clients", r.perSecondOurs, r.perSecBare, r.perSecondOurs/r.perSecBare, barThroughput, false)
	line("commits per decision", r.commitsOurs, r.commitsBare, r.commitsOurs, barCommits, true)
	fmt.Printf("%-32s ours %8.2f  bare %8.2f\n", "SQL statements per decision", r.queriesOurs, r.queriesBare)
	for k, where := range []string{"one of five departments", "the same inside a plan"} {
		c := r.approvals[k]
		fmt.Println(where)
		line("  history events per decision", c.events, r.eventsBare, c.events/r.eventsBare, barEvents, true)
		line("  commits per decision", c.commits, r.commitsBare, c.commits, barCommits, true)
		line("  SQL statements per decision", c.queries, r.queriesBare, c.queries, barStatements, true)
		line("  serial latency, median ms", ms(c.latency), ms(r.approvalsBare[k]), ms(c.latency)/ms(r.approvalsBare[k]), barLatency, true)
	}
	return ok
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
