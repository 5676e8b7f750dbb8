package process

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// FuzzParse: whatever the text, reading, checking and writing it end, and what is
// read is what is written back.
func FuzzParse(f *testing.F) {
	for _, text := range []string{permit, right, survey, conditions, filling, deep(MaxDepth), laughs("x")} {
		f.Add([]byte(text))
	}
	for _, c := range badTexts {
		if len(c.text) < 2000 {
			f.Add([]byte(c.text))
		}
	}
	for _, w := range wrongs {
		f.Add([]byte(w.new))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		d, problems := Parse(text)
		if (d == nil) == (len(problems) == 0) {
			t.Fatalf("neither a definition nor a problem, or both: %v", problems)
		}
		if len(problems) > maxProblems {
			t.Fatalf("%d problems", len(problems))
		}
		if d == nil {
			return
		}
		for _, p := range Check(d, Known{}) {
			if p.Code == "" || p.Line < 0 {
				t.Fatalf("%v", p)
			}
		}
		written, err := d.YAML()
		if err != nil {
			t.Fatal(err)
		}
		back, problems := Parse(written)
		if len(problems) > 0 {
			t.Fatalf("%v\n%s", problems, written)
		}
		want, _ := json.Marshal(d)
		got, _ := json.Marshal(back)
		if string(want) != string(got) {
			t.Fatalf("want %s\ngot  %s", want, got)
		}
	})
}

// The largest texts that are read are checked in a moment too.
func TestALargeTextIsCheckedInAMoment(t *testing.T) {
	fields, unknown := "", ""
	for i := range 2000 {
		fields += fmt.Sprintf("    field_number_%d: {type: string}\n", i)
		unknown += fmt.Sprintf("field_numbre_%d, ", i)
	}
	large := "process: abc\nname: n\nform:\n  type: object\n  properties:\n" + fields +
		"steps:\n  - stage: a\n    name: n\n    by: {role: leader}\n    fields: {write: [" + unknown + "]}\n  - end: approved\n"
	seats := "process: abc\nname: n\nsteps:\n  - stage: a\n    name: n\n    by: [" + strings.Repeat("{role: leader},", 4000) + "]\n  - end: approved\n"
	for _, text := range []string{large, seats} {
		d := parse(t, text)
		began := time.Now()
		require.Len(t, Check(d, Known{}), maxProblems)
		require.Less(t, time.Since(began), 5*time.Second)
	}
}
