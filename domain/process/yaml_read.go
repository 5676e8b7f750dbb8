package process

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// reader fills Go values from YAML nodes by their yaml tags and notes every key
// it does not know and every value of a wrong type. The library's own strictness
// stops at the first error and does not reach below custom types, and its
// decoding takes what a careful reader refuses: 1 for a text, null for a list.
type reader struct {
	problems     []Problem
	lines        map[string]int // path → line of its key
	nodes, bytes int            // read so far
	steps        int
	made         namer
}

func (r *reader) say(line int, path, code string, args ...any) {
	if len(r.problems) < maxProblems {
		r.problems = append(r.problems, Problem{Line: line, Path: path, Code: code, Args: pairs(args)})
	}
}

// enter counts a node and follows an alias. It gives nil once too much was read:
// aliases of aliases may stand for more than any memory holds.
func (r *reader) enter(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if r.nodes > maxNodes || r.bytes > maxBytes {
		return nil
	}
	r.nodes++
	r.bytes += len(n.Value)
	if r.nodes > maxNodes || r.bytes > maxBytes {
		r.say(n.Line, "", "process.yaml_too_much")
		return nil
	}
	return n
}

type entry struct {
	key   string
	value *yaml.Node
	line  int
}

// entries lists a mapping's keys in order, each once.
func (r *reader) entries(n *yaml.Node, path string) []entry {
	if n.Kind != yaml.MappingNode {
		r.wrong(n, path, reflect.Struct)
		return nil
	}
	var all []entry
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := r.enter(n.Content[i])
		if k == nil {
			return nil
		}
		line := n.Content[i].Line
		if k.Kind != yaml.ScalarNode || k.Tag == "!!merge" {
			r.say(line, path, "process.yaml_key")
			continue
		}
		if first, twice := seen[k.Value]; twice {
			r.say(line, join(path, k.Value), "process.yaml_key_twice", "key", k.Value, "first", first)
			continue
		}
		seen[k.Value] = line
		r.lines[join(path, k.Value)] = line
		all = append(all, entry{k.Value, n.Content[i+1], line})
	}
	return all
}

func (r *reader) unknown(e entry, path string, known []string) {
	if n := near(e.key, known); n != "" {
		r.say(e.line, join(path, e.key), "process.yaml_unknown_key_near", "key", e.key, "near", n)
		return
	}
	r.say(e.line, join(path, e.key), "process.yaml_unknown_key", "key", e.key, "known", strings.Join(known, "、"))
}

// wrong says that a node is not of the kind wanted.
func (r *reader) wrong(n *yaml.Node, path string, want reflect.Kind) {
	key := path[strings.LastIndexByte(path, '.')+1:]
	switch {
	case n.Tag == "!!null":
		r.say(n.Line, path, "process.yaml_empty", "key", key)
	case want == reflect.Struct:
		r.say(n.Line, path, "process.yaml_want_map", "key", key)
	case want == reflect.Slice:
		r.say(n.Line, path, "process.yaml_want_list", "key", key)
	case want == reflect.Int:
		r.say(n.Line, path, "process.yaml_want_int", "key", key)
	case want == reflect.Bool:
		r.say(n.Line, path, "process.yaml_want_bool", "key", key)
	default:
		r.say(n.Line, path, "process.yaml_want_text", "key", key)
	}
}

func (r *reader) value(n *yaml.Node, v reflect.Value, path string) {
	n = r.enter(n)
	if n == nil {
		return
	}
	switch to := v.Addr().Interface().(type) {
	case *[]Step:
		*to = r.sequence(n, path, 0)
		return
	case *Form:
		to.Schema = r.form(n, path)
		return
	case *[]Who:
		if n.Kind == yaml.MappingNode {
			*to = make([]Who, 1)
			r.object(n, v.Index(0), join(path, 0))
			return
		}
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		r.object(n, v.Elem(), path)
	case reflect.Struct:
		r.object(n, v, path)
	case reflect.Slice:
		r.list(n, v, path)
	default:
		r.scalar(n, v, path)
	}
}

func (r *reader) scalar(n *yaml.Node, v reflect.Value, path string) {
	switch {
	case n.Kind != yaml.ScalarNode:
	case v.Kind() == reflect.String && n.Tag == "!!str":
		v.SetString(n.Value)
		return
	case v.Kind() == reflect.Bool && n.Tag == "!!bool":
		v.SetBool(strings.EqualFold(n.Value, "true"))
		return
	case v.Kind() == reflect.Int && n.Tag == "!!int":
		if i, err := strconv.ParseInt(n.Value, 10, 32); err == nil {
			v.SetInt(i)
			return
		}
	}
	r.wrong(n, path, v.Kind())
}

func (r *reader) list(n *yaml.Node, v reflect.Value, path string) {
	if n.Kind != yaml.SequenceNode {
		r.wrong(n, path, reflect.Slice)
		return
	}
	if len(n.Content) > maxNodes {
		r.say(n.Line, path, "process.yaml_too_much")
		return
	}
	out := reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content))
	for i, c := range n.Content {
		r.lines[join(path, i)] = c.Line
		r.value(c, out.Index(i), join(path, i))
	}
	v.Set(out)
}

// object fills a struct from a mapping.
func (r *reader) object(n *yaml.Node, v reflect.Value, path string) {
	if line := v.FieldByName("Line"); line.IsValid() {
		line.SetInt(int64(n.Line))
	}
	tags := tagsOf(v.Type())
	for _, e := range r.entries(n, path) {
		i := slices.IndexFunc(tags, func(t tag) bool { return t.name == e.key })
		if i < 0 {
			r.unknown(e, path, names(tags))
			continue
		}
		r.value(e.value, v.Field(tags[i].field), join(path, e.key))
	}
}

// tag is one key of a mapping and the field it fills.
type tag struct {
	name  string
	field int
}

func tagsOf(t reflect.Type) []tag {
	var all []tag
	for i := range t.NumField() {
		if name := t.Field(i).Tag.Get("yaml"); name != "" && name != "-" {
			all = append(all, tag{name, i})
		}
	}
	return all
}

func names(tags []tag) []string {
	var all []string
	for _, t := range tags {
		all = append(all, t.name)
	}
	return all
}
