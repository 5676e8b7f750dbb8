package process

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// words are texts that YAML likes to take for something else.
var tricky = []string{"", "a", "是", "yes", "No", "~", "null", "1", "0x1f", "1e3", "1_000", "2022-05-10", "-", "- a", "? a", ": b", "a: b", "a #b", "#c",
	"'q'", "\"q\"", "*a", "&a", "!t", "%d", "@x", "`", " lead", "trail ", "two\nlines", "\n", "\n\n x\n", "tab\there", "a\\nb", "\u2028", "\ufeff",
	"{a}", "[b]", "|", ">", "<<", "=", "form.a > 1 && form.b == 'x'", "条件：是"}

// drawText gives an empty text only where one is wanted: an absent key and an
// empty one are the same in Go.
func drawText(t *rapid.T, label string) string {
	return rapid.OneOf(rapid.SampledFrom(tricky), rapid.String()).Draw(t, label)
}

// fill gives random values to whatever has a yaml tag.
func fill(t *rapid.T, v reflect.Value, depth int) {
	switch to := v.Addr().Interface().(type) {
	case *[]Step:
		*to = drawSteps(t, depth)
		return
	case *Form:
		if rapid.Bool().Draw(t, "has form") {
			to.Schema = drawJSON(t, 0)
		}
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(drawText(t, "text"))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "bool"))
	case reflect.Int:
		v.SetInt(int64(rapid.Int32().Draw(t, "int")))
	case reflect.Pointer:
		if rapid.Bool().Draw(t, "has") {
			v.Set(reflect.New(v.Type().Elem()))
			fill(t, v.Elem(), depth)
		}
	case reflect.Slice:
		n := rapid.IntRange(-1, 3).Draw(t, "len")
		if n >= 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
		}
		for i := range v.Len() {
			fill(t, v.Index(i), depth)
		}
	case reflect.Struct:
		for _, tag := range tagsOf(v.Type()) {
			fill(t, v.Field(tag.field), depth)
		}
	}
}

func drawSteps(t *rapid.T, depth int) []Step {
	n := rapid.IntRange(-1, 4-depth).Draw(t, "steps")
	if n < 0 {
		return nil
	}
	steps := make([]Step, n)
	for i := range steps {
		steps[i] = drawStep(t, depth)
	}
	return steps
}

func drawStep(t *rapid.T, depth int) Step {
	s := Step{Kind: rapid.SampledFrom(Kinds).Draw(t, "kind"), ID: rapid.SampledFrom([]string{"a", "goto-a-1", "end-approved-2", "cc-1", "签"}).Draw(t, "id"),
		Name: drawText(t, "name"), When: drawText(t, "when")}
	if own, _ := s.own(); own.IsValid() {
		fill(t, own, depth)
	}
	switch s.Kind {
	case KindGoto:
		s.To = drawText(t, "to")
	case KindEnd:
		s.Result = rapid.SampledFrom([]Result{Approved, Rejected, ""}).Draw(t, "result")
	case KindCC:
		s.CC = make([]Who, rapid.IntRange(0, 2).Draw(t, "whos"))
		for i := range s.CC {
			fill(t, reflect.ValueOf(&s.CC[i]).Elem(), depth)
		}
	case KindCall:
		s.Over = drawText(t, "over")
	case KindEach:
		s.Over = drawText(t, "over")
		s.Branches = []Branch{{Steps: drawSteps(t, depth+1)}}
		if s.Branches[0].Steps == nil {
			s.Branches = nil
		}
	case KindParallel, KindChoose:
		n := rapid.IntRange(-1, 3).Draw(t, "branches")
		if n >= 0 {
			s.Branches = make([]Branch, n)
		}
		for i := range s.Branches {
			s.Branches[i] = Branch{Name: drawText(t, "name"), When: drawText(t, "when"),
				Otherwise: rapid.Bool().Draw(t, "otherwise"), Steps: drawSteps(t, depth+1)}
		}
	}
	return s
}

func drawJSON(t *rapid.T, depth int) json.RawMessage {
	v := map[string]any{}
	for range rapid.IntRange(0, 3).Draw(t, "keys") {
		key := drawText(t, "key")
		switch rapid.IntRange(0, 5).Draw(t, "value") {
		case 0:
			v[key] = drawText(t, "text")
		case 1:
			v[key] = rapid.Float64().Draw(t, "float")
		case 2:
			v[key] = []any{rapid.Int64().Draw(t, "int"), nil, true, drawText(t, "text")}
		case 3:
			v[key] = json.Number(rapid.SampledFrom([]string{"1.0", "1e5", "-0", "0.10", "123456789012345678901234567890", "1E+2"}).Draw(t, "number"))
		default:
			if depth < 3 {
				v[key] = drawJSON(t, depth+1)
			}
		}
	}
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestWhatIsWrittenIsReadBack: any definition, however odd its words, survives
// being written as YAML.
func TestWhatIsWrittenIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := &Definition{}
		fill(t, reflect.ValueOf(d).Elem(), 0)
		text, err := d.YAML()
		if err != nil {
			t.Fatal(err)
		}
		back, problems := Parse(text)
		if len(problems) > 0 {
			t.Fatalf("%v\n%s", problems, text)
		}
		want, got := readable(t, d), readable(t, back)
		if want != got {
			t.Fatalf("written as\n%s\nwant %s\ngot  %s", text, want, got)
		}
		again, err := back.YAML()
		if err != nil || string(again) != string(text) {
			t.Fatalf("written differently the second time: %v\n%s\n%s", err, text, again)
		}
	})
}

// readable is a definition's JSON with its form's schema laid out anew, so that
// only what the schema says is compared, key order included.
func readable(t *rapid.T, d *Definition) string {
	text, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestSealIsOfTheContent(t *testing.T) {
	d := parse(t, permit)
	require.NoError(t, Seal(d))
	require.Len(t, d.Hash, 64)
	first := d.Hash
	text, err := d.YAML()
	require.NoError(t, err)
	back := parse(t, string(text))
	back.Version = 7
	back.Subs = nil
	require.NoError(t, Seal(back))
	require.Equal(t, first, back.Hash, "neither layout nor version counts")

	var travelled Definition
	require.NoError(t, json.Unmarshal(mustJSON(t, d), &travelled))
	require.NoError(t, Seal(&travelled))
	require.Equal(t, first, travelled.Hash, "as it travels with a case")

	back.Steps[0].Name = "另一个名称"
	require.NoError(t, Seal(back))
	require.NotEqual(t, first, back.Hash)

	sub := *back
	sub.Version = 3
	travelled.Subs = []Definition{sub}
	require.NoError(t, Seal(&travelled))
	with := travelled.Hash
	require.NotEqual(t, first, with)
	travelled.Subs[0].Version = 4
	require.NoError(t, Seal(&travelled))
	require.Equal(t, with, travelled.Hash)
}

func TestAStepWithPartsOfAnotherKindIsNotWritten(t *testing.T) {
	for _, s := range []Step{
		{ID: "a", Kind: KindEnd, Stage: &Stage{}},
		{ID: "a", Kind: KindStage, To: "b"},
		{ID: "a", Kind: KindEach, Branches: make([]Branch, 2)},
		{ID: "a", Kind: "loop"},
	} {
		_, err := (&Definition{Steps: []Step{s}}).YAML()
		require.Error(t, err)
	}
}
