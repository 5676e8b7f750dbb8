package process

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// How a part of a definition differs from what it was.
const (
	Added   = "added"   // 新增
	Removed = "removed" // 删去
	Changed = "changed" // 改动
)

// Change is one part of a definition that differs: the whole (Definition), a
// material (Material), a field of the form (Form) or a step (Step).
type Change struct {
	Part     string
	Name     string // as people know it, empty for the whole
	How      string
	Settings []Setting // what of it differs; all of one that was added
}

// Setting is one key of a part with both values as a definition writes them, in
// one line; "" where it is not set. Steps have two more keys: "place", the name of
// the step before it, and "kind".
type Setting struct {
	Part string // whose key it is, see Keys
	Key  string
	From string
	To   string
}

// setting is a key with its value, in the order in which people write them.
type setting struct{ part, key, text string }

// Compare tells part by part and step by step what differs between two
// definitions. A definition that cannot be written, such as one with a step of no
// kind, is an error: of such only the texts can be compared.
func Compare(from, to *Definition) ([]Change, error) {
	var all []Change
	a, err := wholeSettings(from)
	if err != nil {
		return nil, err
	}
	b, err := wholeSettings(to)
	if err != nil {
		return nil, err
	}
	if differ := differences(a, b); len(differ) > 0 {
		all = append(all, Change{Part: "Definition", How: Changed, Settings: differ})
	}
	for _, parts := range []func(*Definition) ([]piece, error){materialPieces, formPieces, stepPieces} {
		x, err := parts(from)
		if err != nil {
			return nil, err
		}
		y, err := parts(to)
		if err != nil {
			return nil, err
		}
		all = append(all, comparePieces(x, y)...)
	}
	return all, nil
}

// piece is something a definition has several of, known by its id.
type piece struct {
	part, id, name string
	settings       []setting
	under          string // the block and branch it stands in
	after          string // the name of what stands before it
	ordered        bool   // its place says something
}

func comparePieces(from, to []piece) []Change {
	at := func(all []piece, id string) int {
		return slices.IndexFunc(all, func(p piece) bool { return p.id == id })
	}
	stays := unmoved(from, to)
	var all []Change
	for _, p := range to {
		was := at(from, p.id)
		if was < 0 {
			all = append(all, Change{p.part, p.name, Added, differences(nil, p.settings)})
			continue
		}
		differ := differences(from[was].settings, p.settings)
		if p.ordered && !stays[p.id] {
			differ = append(differ, Setting{"Step", "place", from[was].after, p.after})
		}
		if len(differ) > 0 {
			all = append(all, Change{p.part, p.name, Changed, differ})
		}
	}
	for _, p := range from {
		if at(to, p.id) < 0 {
			all = append(all, Change{p.part, p.name, Removed, differences(p.settings, nil)})
		}
	}
	return all
}

// unmoved are the ids that stand in both in the same block and the same order:
// the longest such row, so that moving one step does not move all others.
func unmoved(from, to []piece) map[string]bool {
	long := make([][]int, len(from)+1)
	for i := range long {
		long[i] = make([]int, len(to)+1)
	}
	same := func(i, j int) bool { return from[i].id == to[j].id && from[i].under == to[j].under }
	for i := len(from) - 1; i >= 0; i-- {
		for j := len(to) - 1; j >= 0; j-- {
			long[i][j] = max(long[i+1][j], long[i][j+1])
			if same(i, j) {
				long[i][j] = long[i+1][j+1] + 1
			}
		}
	}
	stays := map[string]bool{}
	for i, j := 0, 0; i < len(from) && j < len(to); {
		switch {
		case same(i, j):
			stays[from[i].id] = true
			i, j = i+1, j+1
		case long[i+1][j] >= long[i][j+1]:
			i++
		default:
			j++
		}
	}
	return stays
}

// differences lists the keys whose values differ, in the order of to, then what is gone.
func differences(from, to []setting) []Setting {
	text := func(all []setting, s setting) string {
		for _, x := range all {
			if x.part == s.part && x.key == s.key {
				return x.text
			}
		}
		return ""
	}
	var all []Setting
	for _, s := range to {
		if was := text(from, s); was != s.text {
			all = append(all, Setting{s.part, s.key, was, s.text})
		}
	}
	for _, s := range from {
		if text(to, s) == "" && s.text != "" {
			all = append(all, Setting{s.part, s.key, s.text, ""})
		}
	}
	return all
}

func wholeSettings(d *Definition) ([]setting, error) {
	all := []setting{{"Definition", "process", d.Code}, {"Definition", "name", d.Name}}
	for _, part := range []any{d.Matter, d.Limits, d.Rules} {
		own, err := structSettings(reflect.ValueOf(part))
		if err != nil {
			return nil, err
		}
		all = append(all, own...)
	}
	return all, nil
}

func materialPieces(d *Definition) ([]piece, error) {
	var all []piece
	for _, m := range d.Material {
		own, err := structSettings(reflect.ValueOf(m))
		if err != nil {
			return nil, err
		}
		all = append(all, piece{part: "Material", id: m.ID, name: m.Name, settings: own})
	}
	return all, nil
}

// formPieces are the fields of the form, and what its schema says beside them.
func formPieces(d *Definition) ([]piece, error) {
	if len(d.Form.Schema) == 0 {
		return nil, nil
	}
	var schema map[string]json.RawMessage
	if err := json.Unmarshal(d.Form.Schema, &schema); err != nil {
		return nil, fmt.Errorf("form of %s: %w", d.Code, err)
	}
	var fields map[string]map[string]json.RawMessage
	if raw, ok := schema["properties"]; ok {
		if err := json.Unmarshal(raw, &fields); err != nil {
			return nil, fmt.Errorf("fields of %s: %w", d.Code, err)
		}
		delete(schema, "properties")
	}
	rest, err := jsonSettings(schema)
	if err != nil {
		return nil, err
	}
	all := []piece{{part: "Form", settings: rest}}
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		own, err := jsonSettings(fields[key])
		if err != nil {
			return nil, err
		}
		name := key
		for _, s := range own {
			if s.key == "title" {
				name = s.text
			}
		}
		all = append(all, piece{part: "Form", id: key, name: name, settings: own})
	}
	return all, nil
}

func stepPieces(d *Definition) ([]piece, error) {
	g, o := NewGraph(d), &outliner{d: d}
	before := map[string]string{}
	for _, id := range g.IDs() {
		if n, _ := g.Node(id); n.Next != "" {
			before[n.Next] = o.title(n.Step)
		}
	}
	var all []piece
	for _, id := range g.IDs() {
		n, _ := g.Node(id)
		own, err := stepSettings(n.Step)
		if err != nil {
			return nil, err
		}
		under := fmt.Sprintf("%s/%d", n.Parent, n.Branch)
		all = append(all, piece{part: "Step", id: id, name: o.title(n.Step), settings: own, under: under, after: before[id], ordered: true})
	}
	return all, nil
}

// stepSettings are a step's own keys: the steps within it speak for themselves.
func stepSettings(s *Step) ([]setting, error) {
	flat := *s
	flat.Branches = slices.Clone(s.Branches)
	for i := range flat.Branches {
		flat.Branches[i].Steps = nil
	}
	if s.Kind == KindEach {
		flat.Branches = nil
	}
	n, err := writeStep(&flat, namer{})
	if err != nil {
		return nil, err
	}
	own, _ := flat.own()
	all := []setting{{"Step", "kind", string(s.Kind)}}
	for i := 0; i+1 < len(n.Content); i += 2 {
		part, key := "Step", n.Content[i].Value
		if own.IsValid() && described[own.Type().Name()+"."+key] != "" {
			part = own.Type().Name()
		}
		if key == "id" || key == string(s.Kind) && s.Kind != KindGoto && s.Kind != KindEnd && s.Kind != KindCC {
			continue // what it is known by
		}
		text, err := inLine(n.Content[i+1])
		if err != nil {
			return nil, err
		}
		all = append(all, setting{part, key, text})
	}
	return all, nil
}

func structSettings(v reflect.Value) ([]setting, error) {
	n, err := writeStruct(v)
	if err != nil {
		return nil, err
	}
	var all []setting
	for i := 0; i+1 < len(n.Content); i += 2 {
		text, err := inLine(n.Content[i+1])
		if err != nil {
			return nil, err
		}
		all = append(all, setting{v.Type().Name(), n.Content[i].Value, text})
	}
	return all, nil
}

func jsonSettings(of map[string]json.RawMessage) ([]setting, error) {
	var all []setting
	for _, key := range slices.Sorted(maps.Keys(of)) {
		n, err := formNode(of[key])
		if err != nil {
			return nil, err
		}
		text, err := inLine(n)
		if err != nil {
			return nil, err
		}
		all = append(all, setting{"Form", key, text})
	}
	return all, nil
}

// inLine writes a value as a definition does, in one line.
func inLine(n *yaml.Node) (string, error) {
	if n.Kind == yaml.ScalarNode {
		return n.Value, nil
	}
	flow := *n
	flow.Style = yaml.FlowStyle
	out, err := yaml.Marshal(&flow)
	if err != nil {
		return "", fmt.Errorf("write a value: %w", err)
	}
	return strings.Join(strings.Fields(string(out)), " "), nil
}
