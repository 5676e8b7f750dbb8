package main

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/go-sql-driver/mysql"

	"github.com/diaodu/diaodu/store"
)

// barGrowth bounds the time at many issues over that at few, for what a person
// waits for most (R8). The rest is told.
const barGrowth = 1.5

var judgedSteps = []string{"first page", "next page", "detail", "to-do"}

// fewIssues is what the large number is compared with.
const fewIssues = 1_000

// step is one thing a person does with the list.
type step struct{ who, name string }

// listCost is what steps cost at one size: medians of milliseconds, rows and statements.
type listCost struct{ ms, rows, statements []float64 }

// compareLists starts the product on an empty folder with its demo district,
// fills it to each size, and has the browser use the list of issues.
func compareLists(ctx context.Context, program string, many, rounds int) (bool, error) {
	p, err := serve(ctx, program)
	if err != nil {
		return false, err
	}
	defer p.stop()
	db, err := sql.Open("mysql", p.dsn())
	if err != nil {
		return false, err
	}
	defer db.Close()
	rows, err := store.Open(ctx, p.dsn())
	if err != nil {
		return false, err
	}
	defer rows.Close()
	var costs [2]map[step]*listCost
	var order []step
	for n, size := range []int{fewIssues, many} {
		began := time.Now()
		have, err := fillIssues(ctx, db, size)
		if err != nil {
			return false, fmt.Errorf("fill to %d issues: %w", size, err)
		}
		fmt.Printf("%d issues, %d of them open (filled in %.0f s", have.all, have.open, time.Since(began).Seconds())
		began = time.Now()
		if _, err := rows.IndexWords(ctx); err != nil {
			return false, err
		}
		fmt.Printf(", made searchable in %.0f s)\n", time.Since(began).Seconds())
		if costs[n], order, err = useList(ctx, db, p.address, rounds); err != nil {
			return false, err
		}
	}
	return printGrowth(order, costs[0], costs[1]), nil
}

// product is the program, run on an empty folder of its own.
type product struct {
	address, dir string
	log          *os.File
	cmd          *exec.Cmd
}

// serve runs the program and returns once it answers.
func serve(ctx context.Context, program string) (_ *product, err error) {
	p := &product{}
	defer func() {
		if err != nil {
			p.stop()
		}
	}()
	if p.dir, err = os.MkdirTemp("", "dlb"); err != nil { // short: the database's socket lies in it
		return nil, err
	}
	if p.log, err = os.Create(filepath.Join(p.dir, "program.log")); err != nil {
		return nil, err
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	listen := free.Addr().String()
	free.Close()
	p.address = "http://" + listen
	cmd := exec.CommandContext(ctx, program)
	cmd.Env = append(os.Environ(), "DIAODU_LISTEN="+listen, "DIAODU_DATA_DIR="+p.dir)
	cmd.Stdout, cmd.Stderr = p.log, p.log
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("%s: %w (make build)", program, err)
	}
	p.cmd = cmd
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(5 * time.Minute); time.Now().Before(deadline); <-tick.C {
		if r, err := http.Get(p.address + "/api/issue-classes"); err == nil {
			r.Body.Close()
			return p, nil // 401 is an answer
		}
	}
	said, _ := os.ReadFile(p.log.Name())
	return nil, fmt.Errorf("%s does not answer; its log ends: %s", program, said[max(0, len(said)-2000):])
}

// stop ends the program and removes its folder.
func (p *product) stop() {
	if p.cmd != nil {
		_ = p.cmd.Process.Signal(syscall.SIGTERM)
		_ = p.cmd.Wait()
	}
	p.log.Close() // without a file it does nothing
	os.RemoveAll(p.dir)
}

// dsn reaches the program's own database.
func (p *product) dsn() string {
	cfg := mysql.NewConfig()
	cfg.User, cfg.Net, cfg.Addr, cfg.DBName = "root", "unix", filepath.Join(p.dir, "mariadb", "my.sock"), "diaodu"
	cfg.Params = map[string]string{"time_zone": "'+08:00'"}
	return cfg.FormatDSN()
}

// timePages opens every page of the console cold on a server that does nothing
// else, and tells whether each can be used in time; the script holds the bar.
func timePages(ctx context.Context, program string) (bool, error) {
	p, err := serve(ctx, program)
	if err != nil {
		return false, err
	}
	defer p.stop()
	cmd := exec.CommandContext(ctx, "node", "e2e/pace.mjs")
	cmd.Dir = "web"
	cmd.Env = append(os.Environ(), "DIAODU_ADDRESS="+p.address)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	err = cmd.Run()
	if exit := new(exec.ExitError); errors.As(err, &exit) && exit.ExitCode() == 2 {
		return false, nil
	}
	return err == nil, err
}

// useList runs the script and counts what the database does in each of its steps.
func useList(ctx context.Context, db *sql.DB, address string, rounds int) (map[step]*listCost, []step, error) {
	cmd := exec.CommandContext(ctx, "node", "e2e/list.mjs")
	cmd.Dir = "web"
	cmd.Env = append(os.Environ(), "DIAODU_ADDRESS="+address, fmt.Sprintf("DIAODU_ROUNDS=%d", rounds))
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, nil, err
	}
	costs, order, err := followSteps(db, out, in)
	if waited := cmd.Wait(); err == nil && waited != nil {
		err = fmt.Errorf("e2e/list.mjs: %w", waited)
	}
	return costs, order, err
}

func followSteps(db *sql.DB, out io.Reader, in io.Writer) (map[step]*listCost, []step, error) {
	costs := map[step]*listCost{}
	var order []step
	var now step
	var rows, statements float64
	for lines := bufio.NewScanner(out); lines.Scan(); {
		word, rest, _ := strings.Cut(lines.Text(), " ")
		r, s, err := listStatus(db)
		if err != nil {
			return nil, nil, err
		}
		switch word {
		case "begin":
			who, name, _ := strings.Cut(rest, " ")
			now, rows, statements = step{who, name}, r, s
			if costs[now] == nil {
				costs[now] = &listCost{}
				order = append(order, now)
			}
		case "end":
			took, err := strconv.ParseFloat(rest, 64)
			if err != nil {
				return nil, nil, err
			}
			c := costs[now]
			c.ms, c.rows, c.statements = append(c.ms, took), append(c.rows, r-rows), append(c.statements, s-statements-1) // without our own question
		default:
			fmt.Println(lines.Text())
			continue
		}
		if _, err := fmt.Fprintln(in); err != nil {
			return nil, nil, err
		}
	}
	return costs, order, nil
}

// listStatus reads how many rows the server has read and statements it was asked.
func listStatus(db *sql.DB) (rows, statements float64, err error) {
	found, err := db.Query("SHOW GLOBAL STATUS WHERE Variable_name IN ('Rows_read', 'Questions')")
	if err != nil {
		return 0, 0, err
	}
	defer found.Close()
	for found.Next() {
		var name string
		var n float64
		if err := found.Scan(&name, &n); err != nil {
			return 0, 0, err
		}
		if name == "Rows_read" {
			rows = n
		} else {
			statements = n
		}
	}
	return rows, statements, found.Err()
}

func middle(v []float64) float64 {
	s := slices.Sorted(slices.Values(v))
	return s[len(s)/2]
}

// printGrowth shows each step at both sizes and tells whether the judged ones
// keep their bars. Milliseconds are of the browser, from the click to what it shows.
func printGrowth(order []step, small, large map[step]*listCost) bool {
	ok := true
	fmt.Printf("%-12s %-16s %9s %9s %6s %9s %9s %6s\n", "who", "what", "ms few", "ms many", "ratio", "rows few", "rows many", "stmts")
	for _, k := range order {
		s, l := small[k], large[k]
		if s == nil || l == nil {
			continue
		}
		ratio := middle(l.ms) / middle(s.ms)
		note := ""
		if slices.Contains(judgedSteps, k.name) {
			met := ratio <= barGrowth
			ok = ok && met
			note = fmt.Sprintf("bar %.1f: %s", barGrowth, verdict(met))
		}
		fmt.Printf("%-12s %-16s %9.0f %9.0f %6.2f %9.0f %9.0f %6.0f  %s\n", k.who, k.name, middle(s.ms), middle(l.ms), ratio, middle(s.rows), middle(l.rows), middle(l.statements), note)
	}
	return ok
}
