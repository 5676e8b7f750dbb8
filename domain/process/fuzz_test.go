package process

import (
	"encoding/json"
	"testing"
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
