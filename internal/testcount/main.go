// Command testcount reads `go test -json` on its standard input and prints one
// line per package, the whole output of what failed, and, last, one line
// "N passed, N failed". It ends with 1 where anything failed or nothing ran.
// With -add FILE it adds the counts of a vitest JSON report to the closing line.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
)

func main() {
	add := flag.String("add", "", "vitest JSON report whose counts are added")
	flag.Parse()
	c := newCounter(os.Stdout)
	if err := c.read(os.Stdin); err != nil {
		fmt.Fprintln(os.Stderr, "testcount:", err)
		os.Exit(2)
	}
	if err := c.addVitest(*add); err != nil {
		fmt.Fprintln(os.Stderr, "testcount:", err)
		os.Exit(2)
	}
	if !c.close() {
		os.Exit(1)
	}
}

// event is one line of `go test -json`.
type event struct {
	Action     string
	Package    string
	ImportPath string // of build output
	Test       string
	Output     string
	Elapsed    float64
}

type counter struct {
	out     io.Writer
	passed  int
	failed  int
	skipped int
	output  map[string][]string // by package/test, until it passes
	lost    []string            // packages that failed without a failing test
	red     map[string]int      // failing tests by package
}

func newCounter(out io.Writer) *counter {
	return &counter{out: out, output: map[string][]string{}, red: map[string]int{}}
}

func (c *counter) read(in io.Reader) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 64<<10), 16<<20)
	for lines.Scan() {
		var e event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			fmt.Fprintln(c.out, lines.Text()) // the go command speaks plainly at times
			continue
		}
		c.take(e)
	}
	return lines.Err()
}

func (c *counter) take(e event) {
	key := e.Package + "\x00" + e.Test
	switch e.Action {
	case "output":
		c.output[key] = append(c.output[key], e.Output)
	case "build-output":
		fmt.Fprint(c.out, e.Output)
	case "pass", "skip":
		delete(c.output, key)
		if e.Test == "" {
			c.line("ok  ", e)
		} else if e.Action == "pass" {
			c.passed++
		} else {
			c.skipped++
			fmt.Fprintf(c.out, "skip %s %s\n", short(e.Package), e.Test)
		}
	case "fail":
		if e.Test != "" {
			c.failed++
			c.red[e.Package]++
		} else if c.red[e.Package] == 0 {
			c.failed++ // did not build, panicked or ran out of time
			c.lost = append(c.lost, e.Package)
		}
		fmt.Fprint(c.out, strings.Join(c.output[key], ""))
		delete(c.output, key)
		if e.Test == "" {
			c.line("FAIL", e)
		}
	}
}

func (c *counter) line(word string, e event) {
	if e.Action == "skip" {
		return // no test files
	}
	fmt.Fprintf(c.out, "%s %s %.1fs\n", word, short(e.Package), e.Elapsed)
}

func short(pkg string) string {
	if i := strings.Index(pkg, "/diaodu/diaodu"); i >= 0 {
		return "." + pkg[i+len("/diaodu/diaodu"):]
	}
	return pkg
}

// vitest is the part of vitest's JSON report that is counted.
type vitest struct {
	Passed int `json:"numPassedTests"`
	Failed int `json:"numFailedTests"`
	Suites int `json:"numFailedTestSuites"`
}

func (c *counter) addVitest(path string) error {
	if path == "" {
		return nil
	}
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		fmt.Fprintln(c.out, "FAIL ./web: types, tests or weight of the console failed, see above")
		c.failed++
		return nil
	}
	if err != nil {
		return err
	}
	var v vitest
	if err := json.Unmarshal(raw, &v); err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	word := "ok  "
	if v.Failed+v.Suites > 0 {
		word = "FAIL"
	}
	fmt.Fprintf(c.out, "%s ./web %d passed, %d failed\n", word, v.Passed, max(v.Failed, v.Suites))
	c.passed += v.Passed
	c.failed += max(v.Failed, v.Suites)
	return nil
}

// close prints the closing lines and tells whether everything is well.
func (c *counter) close() bool {
	slices.Sort(c.lost)
	for _, pkg := range c.lost {
		fmt.Fprintf(c.out, "FAIL %s: did not build or did not finish\n", short(pkg))
	}
	fmt.Fprintf(c.out, "%d passed, %d failed", c.passed, c.failed)
	if c.skipped > 0 {
		fmt.Fprintf(c.out, ", %d skipped", c.skipped)
	}
	fmt.Fprintln(c.out)
	return c.failed == 0 && c.passed > 0
}
