package process

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
)

// Schema is the JSON Schema of a definition's YAML, by which editors complete and
// check what people write. It is made from the types that Parse fills and the
// words that Check knows, so that the three cannot differ. It is written in
// draft 7, which every editor understands.
func Schema() ([]byte, error) {
	defs := object{}
	for _, t := range []reflect.Type{
		reflect.TypeFor[Matter](), reflect.TypeFor[Material](), reflect.TypeFor[Limits](), reflect.TypeFor[Rules](), reflect.TypeFor[Nobody](),
		reflect.TypeFor[Who](), reflect.TypeFor[Ballot](), reflect.TypeFor[Outcome](), reflect.TypeFor[Return](), reflect.TypeFor[Late](),
		reflect.TypeFor[Fields](),
	} {
		defs.put(t.Name(), ownSchema(t))
	}
	defs.put("Whos", object{{"description", "一个人选，或若干人选的列表"},
		{"anyOf", []any{pointTo("Who"), object{{"type", "array"}, {"items", pointTo("Who")}}}}})
	defs.put("Steps", object{{"type", "array"}, {"maxItems", MaxSteps}, {"items", pointTo("Step")}})
	defs.put("Branch", branchSchema())
	var kinds []any
	for _, k := range Kinds {
		defs.put("Step."+string(k), stepSchema(k))
		kinds = append(kinds, pointTo("Step."+string(k)))
	}
	defs.put("Step", object{{"description", "一个步骤：以种类为键，种类的各项写在同一层"}, {"oneOf", kinds}})

	root := object{{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", "调度 流程定义"},
		{"description", "写法见 docs/how-to/write-a-process.md；完整的检查请用 diaodu process check"}}
	root = append(root, ownSchema(reflect.TypeFor[Definition]())...)
	root.put("required", []any{"process", "name", "steps"})
	root.put("definitions", defs)
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(root); err != nil {
		return nil, fmt.Errorf("write the schema of definitions: %w", err)
	}
	return b.Bytes(), nil
}

// object is a JSON object that keeps the order of its keys.
type object []member

type member struct {
	key   string
	value any
}

func (o *object) put(key string, value any) { *o = append(*o, member{key, value}) }

// MarshalJSON writes the members in their order.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(jsonText(m.key))
		b.WriteByte(':')
		var value bytes.Buffer
		e := json.NewEncoder(&value)
		e.SetEscapeHTML(false)
		if err := e.Encode(m.value); err != nil {
			return nil, err
		}
		b.Write(bytes.TrimSpace(value.Bytes()))
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

func pointTo(name string) object { return object{{"$ref", "#/definitions/" + name}} }

// ownSchema is the mapping that fills a struct.
func ownSchema(t reflect.Type) object {
	properties := object{}
	addProperties(&properties, t)
	return object{{"type", "object"}, {"additionalProperties", false}, {"properties", properties}}
}

func addProperties(properties *object, t reflect.Type) {
	for _, tag := range tagsOf(t) {
		properties.put(tag.name, valueSchema(t.Name(), tag.name, t.Field(tag.field).Type))
	}
}

// valueSchema is one key of a mapping.
func valueSchema(owner, key string, t reflect.Type) object {
	s := object{}
	if text := described[owner+"."+key]; text != "" {
		s.put("description", text)
	}
	switch {
	case t == reflect.TypeFor[[]Step]():
		return append(s, object{{"allOf", []any{pointTo("Steps")}}}...)
	case t == reflect.TypeFor[[]Who]():
		return append(s, object{{"allOf", []any{pointTo("Whos")}}}...)
	case t == reflect.TypeFor[Form]():
		return append(s, object{{"type", "object"}}...)
	}
	switch t.Kind() {
	case reflect.Pointer:
		return append(s, object{{"allOf", []any{pointTo(t.Elem().Name())}}}...)
	case reflect.Struct:
		return append(s, object{{"allOf", []any{pointTo(t.Name())}}}...)
	case reflect.Slice:
		item := valueSchema(owner, key+"[]", t.Elem())
		if t.Elem().Kind() == reflect.Struct {
			item = pointTo(t.Elem().Name())
		}
		return append(s, object{{"type", "array"}, {"items", item}}...)
	case reflect.Int:
		return append(s, object{{"type", "integer"}}...)
	case reflect.Bool:
		return append(s, object{{"type", "boolean"}}...)
	}
	s.put("type", "string")
	return append(s, wordsSchema(owner, key, t)...)
}

// wordsSchema is what a text may be, where not everything is allowed.
func wordsSchema(owner, key string, t reflect.Type) object {
	if p := patterns[owner+"."+key]; p != "" {
		return object{{"pattern", p}}
	}
	words, meaning := vocabulary(owner+"."+key, t)
	if words == nil {
		return nil
	}
	s := object{{"enum", words}}
	if meaning != nil {
		s.put("enumDescriptions", meaning)
	}
	return s
}

// vocabulary lists the words of a key with their meaning in Chinese.
func vocabulary(name string, t reflect.Type) (words, meaning []string) {
	switch t {
	case reflect.TypeFor[org.Role]():
		return both(org.Roles, org.Role.Text)
	case reflect.TypeFor[Phase]():
		return both(Phases, Phase.Text)
	case reflect.TypeFor[Mode]():
		return both(Modes, Mode.Text)
	case reflect.TypeFor[Op]():
		return both(Ops, Op.Text)
	case reflect.TypeFor[Result]():
		return both(Results, Result.Text)
	}
	if name == "Matter.milestone" {
		return both(project.MilestoneTypes, project.MilestoneType.Text)
	}
	return wordsOf[name], nil
}

func both[S ~string](all []S, text func(S) string) (words, meaning []string) {
	for _, s := range all {
		words, meaning = append(words, string(s)), append(meaning, text(s))
	}
	return words, meaning
}

// patterns of texts that are names.
var patterns = map[string]string{
	"Definition.process": codePattern.String(),
	"Matter.number":      numberTemplate,
	"Material.id":        idPattern.String(),
	"Outcome.id":         idPattern.String(),
	"Call.process":       codePattern.String(),
	"Step.id":            idPattern.String(),
}

// stepSchema is a step of one kind.
func stepSchema(k Kind) object {
	properties := object{{string(k), headSchema(k)}}
	required := []any{string(k)}
	text := reflect.TypeFor[string]()
	s := Step{Kind: k}
	own, tags := s.own()
	for _, key := range stepKeys(k) {
		switch key {
		case "branches":
			properties.put(key, object{{"description", described["Step.branches"]}, {"type", "array"}, {"items", pointTo("Branch")}})
			required = append(required, key)
		case "steps":
			properties.put(key, object{{"description", described["Step.steps"]}, {"allOf", []any{pointTo("Steps")}}})
			required = append(required, key)
		default:
			properties.put(key, valueSchema("Step", key, text))
		}
	}
	if len(tags) > 0 {
		addProperties(&properties, own.Type())
	}
	return object{{"description", k.Text() + "：" + described["Kind."+string(k)]}, {"type", "object"}, {"required", required},
		{"additionalProperties", false}, {"properties", properties}}
}

// headSchema is what stands behind the kind.
func headSchema(k Kind) object {
	s := object{{"description", described["Kind."+string(k)]}}
	switch {
	case k == KindCC:
		return append(s, object{{"allOf", []any{pointTo("Whos")}}}...)
	case k == KindEnd:
		return append(s, valueSchema("", "", reflect.TypeFor[Result]())...)
	case k.Block():
		return append(s, object{{"type", []any{"string", "null"}}, {"pattern", idPattern.String()}}...)
	}
	return append(s, object{{"type", "string"}, {"pattern", idPattern.String()}}...)
}

func branchSchema() object {
	s := ownSchema(reflect.TypeFor[Branch]())
	return append(object{{"description", strings.TrimSpace(described["Step.branches"])}}, s...)
}
