package process

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// In YAML a step is a mapping with its kind as one key and the kind's own fields
// beside it:
//
//   - stage: accept          # the id
//     name: 窗口受理
//     by: {role: dept_receiver}
//   - goto: accept           # where to
//   - end: approved          # the result
//   - cc: {role: supervisor} # who is told
//
// The key of every other kind holds the step's id. Steps that people never speak
// of (see namesItself) may leave it out.

// namesItself tells whether a step of the kind needs no id from its writer: no
// record, clock or person refers to it.
func (k Kind) namesItself() bool { return k.Block() || k == KindGoto || k == KindCC || k == KindEnd }

// idBeside tells whether the kind's key holds something else than the id.
func (k Kind) idBeside() bool { return k == KindGoto || k == KindCC || k == KindEnd }

// namer gives ids to steps that have none, by kind and place: the third goto to
// accept is goto-accept-3, whatever ids the others have. So a text that is
// written back may leave out exactly those ids that reading it will give again.
type namer map[string]int

func (n namer) due(s *Step) string {
	base := string(s.Kind)
	switch {
	case s.Kind == KindGoto && s.To != "":
		base += "-" + s.To
	case s.Kind == KindEnd && s.Result != "":
		base += "-" + string(s.Result)
	}
	n[base]++
	return fmt.Sprintf("%s-%d", base, n[base])
}

// sequence reads a list of steps.
func (r *reader) sequence(n *yaml.Node, path string, depth int) []Step {
	if n.Kind != yaml.SequenceNode {
		r.wrong(n, path, reflect.Slice)
		return nil
	}
	if depth > MaxDepth {
		r.say(n.Line, path, "process.too_deep", "most", MaxDepth)
		return nil
	}
	steps := make([]Step, 0, min(len(n.Content), MaxSteps))
	for i, c := range n.Content {
		r.steps++
		if r.steps > MaxSteps {
			if r.steps == MaxSteps+1 {
				r.say(c.Line, join(path, i), "process.too_many_steps", "most", MaxSteps)
			}
			break
		}
		r.lines[join(path, i)] = c.Line
		if c = r.enter(c); c != nil {
			steps = append(steps, r.step(c, join(path, i), depth))
		}
	}
	return steps
}

// step reads one step.
func (r *reader) step(n *yaml.Node, path string, depth int) Step {
	s := Step{Line: n.Line}
	all := r.entries(n, path)
	if kind, ok := r.kind(n, all, path); ok {
		s.Kind = kind
	} else {
		return s
	}
	// The kind's key first: an id is due at a step's place, before the steps
	// inside it.
	for _, e := range all {
		if e.key == string(s.Kind) {
			r.head(&s, e, path)
		}
	}
	due := r.made.due(&s)
	own, tags := s.own()
	for _, e := range all {
		if e.key != string(s.Kind) {
			r.stepKey(&s, e, own, tags, path, depth)
		}
	}
	if s.ID == "" && s.Kind.namesItself() {
		s.ID = due
	}
	return s
}

// kind finds the one key that is a kind.
func (r *reader) kind(n *yaml.Node, all []entry, path string) (Kind, bool) {
	var found []string
	for _, e := range all {
		if slices.Contains(Kinds, Kind(e.key)) {
			found = append(found, e.key)
		}
	}
	switch {
	case len(found) == 1:
		return Kind(found[0]), true
	case len(found) > 1:
		r.say(n.Line, path, "process.step_two_kinds", "kinds", strings.Join(found, "、"))
	case n.Kind == yaml.MappingNode:
		r.say(n.Line, path, "process.step_no_kind", "kinds", joined(Kinds))
	}
	return "", false
}

func joined[S ~string](all []S) string {
	texts := make([]string, len(all))
	for i, s := range all {
		texts[i] = string(s)
	}
	return strings.Join(texts, "、")
}

// head reads what stands behind the kind.
func (r *reader) head(s *Step, e entry, path string) {
	path = join(path, e.key)
	target := reflect.ValueOf(&s.ID).Elem()
	switch s.Kind {
	case KindGoto:
		target = reflect.ValueOf(&s.To).Elem()
	case KindEnd:
		target = reflect.ValueOf(&s.Result).Elem()
	case KindCC:
		target = reflect.ValueOf(&s.CC).Elem()
	}
	if e.value.Tag == "!!null" && s.Kind.namesItself() && !s.Kind.idBeside() {
		return
	}
	r.value(e.value, target, path)
}

// own is the part of a step that only its kind has, made where it is missing.
func (s *Step) own() (reflect.Value, []tag) {
	var part any
	switch s.Kind {
	case KindStage:
		if s.Stage == nil {
			s.Stage = &Stage{}
		}
		part = s.Stage
	case KindCall:
		if s.Call == nil {
			s.Call = &Call{}
		}
		part = s.Call
	case KindNotice:
		if s.Notice == nil {
			s.Notice = &Notice{}
		}
		part = s.Notice
	case KindWait:
		if s.Wait == nil {
			s.Wait = &Wait{}
		}
		part = s.Wait
	default:
		return reflect.Value{}, nil
	}
	v := reflect.ValueOf(part).Elem()
	return v, tagsOf(v.Type())
}

// stepKeys lists the keys that a step of the kind may have beside its kind and
// those of the kind's own part: what every step has, and what only blocks have.
func stepKeys(k Kind) []string {
	keys := []string{"id", "name", "when"}
	switch k {
	case KindParallel, KindChoose:
		keys = append(keys, "branches", "on_reject")
	case KindEach:
		keys = append(keys, "over", "steps", "on_reject")
	case KindCall:
		keys = append(keys, "over")
	}
	return keys
}

func (r *reader) stepKey(s *Step, e entry, own reflect.Value, tags []tag, path string, depth int) {
	if i := slices.IndexFunc(tags, func(t tag) bool { return t.name == e.key }); i >= 0 {
		r.value(e.value, own.Field(tags[i].field), join(path, e.key))
		return
	}
	known := stepKeys(s.Kind)
	if !slices.Contains(known, e.key) {
		r.unknown(e, path, append(known, names(tags)...))
		return
	}
	path = join(path, e.key)
	switch e.key {
	case "id":
		if s.ID != "" {
			r.say(e.line, path, "process.step_id_twice", "kind", string(s.Kind))
			return
		}
		r.value(e.value, reflect.ValueOf(&s.ID).Elem(), path)
	case "name":
		r.value(e.value, reflect.ValueOf(&s.Name).Elem(), path)
	case "when":
		r.value(e.value, reflect.ValueOf(&s.When).Elem(), path)
	case "over":
		r.value(e.value, reflect.ValueOf(&s.Over).Elem(), path)
	case "on_reject":
		r.value(e.value, reflect.ValueOf(&s.OnReject).Elem(), path)
	case "branches":
		s.Branches = r.branches(e.value, path, depth+1)
	case "steps":
		s.Branches = []Branch{{Line: e.line}}
		if n := r.enter(e.value); n != nil {
			s.Branches[0].Steps = r.sequence(n, path, depth+1)
		}
	}
}

// branches reads the branches of a block.
func (r *reader) branches(n *yaml.Node, path string, depth int) []Branch {
	if n = r.enter(n); n == nil {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		r.wrong(n, path, reflect.Slice)
		return nil
	}
	all := make([]Branch, 0, min(len(n.Content), MaxSteps))
	for i, c := range n.Content {
		if c = r.enter(c); c == nil || i > MaxSteps {
			break
		}
		here := join(path, i)
		r.lines[here] = n.Content[i].Line
		all = append(all, r.branch(c, here, depth))
	}
	return all
}

func (r *reader) branch(n *yaml.Node, path string, depth int) Branch {
	b := Branch{Line: n.Line}
	known := []string{"name", "when", "otherwise", "steps"}
	for _, e := range r.entries(n, path) {
		here := join(path, e.key)
		switch e.key {
		case "name":
			r.value(e.value, reflect.ValueOf(&b.Name).Elem(), here)
		case "when":
			r.value(e.value, reflect.ValueOf(&b.When).Elem(), here)
		case "otherwise":
			r.value(e.value, reflect.ValueOf(&b.Otherwise).Elem(), here)
		case "steps":
			if n := r.enter(e.value); n != nil {
				b.Steps = r.sequence(n, here, depth)
			}
		default:
			r.unknown(e, path, known)
		}
	}
	return b
}
