package documents

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// form is what a letter is, whatever its words: its name, its number series and
// the fields that programs fill. It ships with the program; an office edits the
// words below it.
type form struct {
	file, title, series string
	fields              []*field
	body                string // the shipped words
}

// field is one thing a letter needs to be told. Key is what programs call it,
// name what the template's words call it.
type field struct {
	key, name string
	optional  bool // may be without value
	must      bool // must be printed where it has one, whatever the words
	choices   []string
	list      bool
	items     []*field // of a list
	meaning   string   // for whoever writes the words
	examples  []string // for the preview; of an item of a list, one for each item
}

// declaration is one line of a form: key, name, notes, meaning and example.
var declaration = regexp.MustCompile(`^\s+([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)(\[\])?\s+([^\s（(]+?)(?:[（(]([^）)]+)[）)])?(?:\s+([^｜]+?)(?:｜(.+))?)?\s*$`)

// readForm reads the file of a letter. What is wrong with it is a fault of the
// build, so it is told by file and line.
func readForm(file, source string) (*form, error) {
	head, body, found := strings.Cut(plainText(source), "\n----\n")
	if !found {
		return nil, fmt.Errorf("%s: the line of dashes between fields and text is missing", file)
	}
	f := &form{file: file, body: body}
	for i, line := range strings.Split(head, "\n") {
		switch {
		case strings.TrimSpace(line) == "", strings.HasPrefix(line, "//"), strings.HasPrefix(line, "字段"):
		case strings.HasPrefix(line, "名称："):
			f.title = strings.TrimSpace(strings.TrimPrefix(line, "名称："))
		case strings.HasPrefix(line, "编号类别："):
			f.series = strings.TrimSpace(strings.TrimPrefix(line, "编号类别："))
		default:
			if err := f.declare(line); err != nil {
				return nil, fmt.Errorf("%s line %d: %w", file, i+1, err)
			}
		}
	}
	if f.title == "" {
		return nil, fmt.Errorf("%s: the 名称 is missing", file)
	}
	return f, nil
}

// plainText is a text as it is kept: without the marks that editors on Windows add.
func plainText(s string) string {
	return strings.TrimPrefix(strings.ReplaceAll(s, "\r\n", "\n"), "\ufeff")
}

func (f *form) declare(line string) error {
	m := declaration.FindStringSubmatch(line)
	if m == nil {
		return fmt.Errorf("cannot read the field %q", line)
	}
	one := &field{key: m[1], name: m[3], list: m[2] != "", meaning: m[5]}
	if m[6] != "" {
		one.examples = strings.Split(m[6], "／")
	}
	if err := one.notes(m[4]); err != nil {
		return err
	}
	list, key, nested := strings.Cut(one.key, ".")
	if !nested {
		f.fields = append(f.fields, one)
		return nil
	}
	for _, parent := range f.fields {
		if parent.key == list && parent.list {
			one.key = key
			parent.items = append(parent.items, one)
			return nil
		}
	}
	return fmt.Errorf("%s is not a list declared above", list)
}

func (f *field) notes(all string) error {
	for note := range strings.SplitSeq(all, "；") {
		switch {
		case note == "可不填":
			f.optional = true
		case note == "须印":
			f.must = true
		case strings.Contains(note, "|"):
			f.choices = strings.Split(note, "|")
		case note != "":
			return fmt.Errorf("%q says neither 可不填 nor 须印 nor choices", note)
		}
	}
	return nil
}

// owner is the list that a field is an item's of; nil where it is the letter's own.
func (f *form) owner(one *field) *field {
	for _, list := range f.fields {
		if slices.Contains(list.items, one) {
			return list
		}
	}
	return nil
}

// all are the fields with those of lists after their list.
func (f *form) all() []*field {
	var out []*field
	for _, one := range f.fields {
		out = append(append(out, one), one.items...)
	}
	return out
}

// sample fills every field with its example.
func sample(fields []*field, item int) Values {
	v := Values{}
	for _, f := range fields {
		switch {
		case f.list:
			n := 1
			for _, in := range f.items {
				n = max(n, len(in.examples))
			}
			var items []Values
			for i := range n {
				items = append(items, sample(f.items, i))
			}
			v[f.key] = items
		case len(f.examples) > 0:
			v[f.key] = f.examples[min(item, len(f.examples)-1)]
		}
	}
	return v
}
