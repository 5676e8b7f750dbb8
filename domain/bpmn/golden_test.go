package bpmn

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/internal/golden"
)

// fixtures reads every model of testdata by name.
func fixtures(t testing.TB) map[string][]byte {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.bpmn")
	require.NoError(t, err)
	all := map[string][]byte{}
	for _, p := range paths {
		file, err := os.ReadFile(p)
		require.NoError(t, err)
		all[strings.TrimSuffix(filepath.Base(p), ".bpmn")] = file
	}
	require.GreaterOrEqual(t, len(all), 15)
	return all
}

func told(list []Refusal) string {
	var b strings.Builder
	for _, r := range list {
		fmt.Fprintf(&b, "# %d %s %s %s %q", r.Line, r.Level, r.Code, r.ElementID, r.Name)
		for _, k := range slices.Sorted(keys(r.Args)) {
			fmt.Fprintf(&b, " %s=%s", k, r.Args[k])
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func keys(m map[string]string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// What every fixture becomes stands beside it: what was said of its elements,
// and the definition as people read it.
func TestFixturesBecomeWhatStandsBesideThem(t *testing.T) {
	for name, file := range fixtures(t) {
		var b strings.Builder
		m, problems := Read(file)
		for _, p := range problems {
			fmt.Fprintf(&b, "# %d %s %v\n", p.Line, p.Code, p.Args)
		}
		if m != nil {
			ids := []string{""}
			if n := processes(m); len(n) > 1 {
				ids = append(ids, n...)
			}
			for _, id := range ids {
				d, refusals := ToDefinition(m, id, nil)
				fmt.Fprintf(&b, "--- process %q\n%s", id, told(refusals))
				require.Equal(t, HasRefused(refusals), d == nil, name)
				require.True(t, slices.IsSortedFunc(refusals, func(x, y Refusal) int { return cmp.Compare(x.Line, y.Line) }), name)
				if d != nil {
					requireSound(t, d, refusals)
					text, err := d.YAML()
					require.NoError(t, err, name)
					b.Write(text)
				}
			}
		}
		golden.Same(t, golden.Updated, "testdata/"+name+".golden", b.String())
	}
}

// requireSound: what Check refuses in an imported definition was said by the
// import as something to mend, and nothing else is wrong with it.
func requireSound(t require.TestingT, d *process.Definition, refusals []Refusal) {
	expected := map[string]bool{}
	for _, r := range refusals {
		switch r.Code {
		case nobodyNamed, nobodyKnown, peopleFormula:
			expected["process.stage_nobody"] = true
		case nobodyToTell:
			expected["process.cc_nobody"] = true
		case noNoticeKeeper:
			expected["process.who_nobody"] = true
		case callNothing:
			expected["process.call_nothing"] = true
		case noDefault:
			expected["process.choose_otherwise"], expected["process.parallel_conditional"] = true, true
		}
	}
	for _, p := range process.Check(d, process.Known{}) {
		// A circle of gateways alone stays one; Check says so better than we could.
		if !p.Warning && p.Code != "process.spinning" && p.Code != "process.endless" {
			require.Contains(t, expected, p.Code, "%+v", p)
		}
	}
}

func processes(m *Model) []string {
	var ids []string
	for _, el := range m.Root().elements() {
		if el.is("process") {
			ids = append(ids, el.attr("id"))
		}
	}
	return ids
}

func TestAFileIsWrittenCanonicallyEqual(t *testing.T) {
	for name, file := range fixtures(t) {
		m, problems := Read(file)
		if m == nil {
			require.NotEmpty(t, problems, name)
			continue
		}
		require.Equal(t, file, m.Source, "%s: the source is kept byte for byte", name)
		text, _ := toUTF8(file)
		require.Equal(t, canonical(t, text), canonical(t, Write(m)), name)
	}
}

// canonical writes XML in one form after the rules of Canonical XML: attributes
// sorted, texts joined, namespaces resolved. It uses the decoder by itself and
// none of our reader.
func canonical(t *testing.T, file []byte) string {
	t.Helper()
	var b strings.Builder
	// A literal line break in a value is a space to XML, one written as a
	// reference is not; the decoder does not tell them apart.
	file = tags.ReplaceAllFunc(file, func(tag []byte) []byte {
		return spaces.ReplaceAll(bytes.ReplaceAll(tag, []byte("\r\n"), []byte(" ")), []byte(" "))
	})
	d := xml.NewDecoder(bytes.NewReader(file))
	d.CharsetReader = (&reader{}).charset
	var text strings.Builder
	flush := func() {
		if text.Len() > 0 {
			fmt.Fprintf(&b, "T%q\n", text.String())
			text.Reset()
		}
	}
	for depth := 0; ; {
		token, err := d.Token()
		if err != nil {
			require.ErrorContains(t, err, "EOF")
			return b.String()
		}
		switch x := token.(type) {
		case xml.CharData:
			if depth > 0 {
				text.Write(x)
			}
			continue
		case xml.ProcInst:
			if x.Target == "xml" {
				continue
			}
		}
		flush()
		switch x := token.(type) {
		case xml.StartElement:
			depth++
			slices.SortFunc(x.Attr, func(p, q xml.Attr) int {
				return cmp.Or(cmp.Compare(p.Name.Space, q.Name.Space), cmp.Compare(p.Name.Local, q.Name.Local))
			})
			fmt.Fprintf(&b, "<%q", x.Name)
			for _, a := range x.Attr {
				fmt.Fprintf(&b, " %q=%q", a.Name, a.Value)
			}
			b.WriteString("\n")
		case xml.EndElement:
			depth--
			fmt.Fprintf(&b, ">%q\n", x.Name)
		case xml.Comment:
			fmt.Fprintf(&b, "!%q\n", x)
		case xml.ProcInst:
			fmt.Fprintf(&b, "?%q %q\n", x.Target, bytes.TrimSpace(x.Inst))
		}
	}
}

var (
	tags   = regexp.MustCompile(`<[\pL_][^<>]*>`)
	spaces = regexp.MustCompile(`[\n\r\t]`)
)
