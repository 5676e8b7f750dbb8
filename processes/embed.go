// Package processes is the approval definitions that ship with the program, one
// YAML file for each matter 事项. It reads them and embeds what they call; it
// judges nothing that domain/process does not.
package processes

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/diaodu/diaodu/domain/process"
)

//go:embed *.yaml
var files embed.FS

// Shipped is the version of a definition that came with the program and was
// never edited here.
const Shipped = 1

// Texts are the definitions as they were written, by code.
func Texts() (map[string][]byte, error) {
	names, err := fs.Glob(files, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("processes: %w", err)
	}
	texts := make(map[string][]byte, len(names))
	for _, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("process %s: %w", name, err)
		}
		texts[strings.TrimSuffix(name, ".yaml")] = text
	}
	return texts, nil
}

// All reads the shipped definitions, in the order of their codes: what they call
// is embedded, and they are sealed under version Shipped.
func All() ([]process.Definition, error) {
	texts, err := Texts()
	if err != nil {
		return nil, err
	}
	read := make(map[string]*process.Definition, len(texts))
	codes := make([]string, 0, len(texts))
	for code, text := range texts {
		d, problems := process.Parse(text)
		if len(problems) > 0 {
			return nil, fmt.Errorf("process %s, line %d: %s", code, problems[0].Line, problems[0].Code)
		}
		if d.Code != code {
			return nil, fmt.Errorf("file %s.yaml holds process %s", code, d.Code)
		}
		read[code] = d
		codes = append(codes, code)
	}
	slices.Sort(codes)
	all := make([]process.Definition, 0, len(codes))
	for _, code := range codes {
		d := *read[code]
		if err := complete(&d, read); err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return all, nil
}

// complete embeds what a definition calls and seals it.
func complete(d *process.Definition, known map[string]*process.Definition) error {
	d.Version = Shipped
	for _, code := range calls(d) {
		sub, ok := known[code]
		if !ok {
			return fmt.Errorf("process %s calls %s, which is not there", d.Code, code)
		}
		s := *sub
		if err := complete(&s, known); err != nil {
			return err
		}
		d.Subs = append(d.Subs, s)
	}
	if err := process.Seal(d); err != nil {
		return fmt.Errorf("process %s: %w", d.Code, err)
	}
	return nil
}

// calls lists what a definition calls, each once, in reading order.
func calls(d *process.Definition) []string {
	var codes []string
	g := process.NewGraph(d)
	for _, id := range g.IDs() {
		n, _ := g.Node(id)
		if n.Kind == process.KindCall && n.Call != nil && !slices.Contains(codes, n.Call.Process) {
			codes = append(codes, n.Call.Process)
		}
	}
	return codes
}
