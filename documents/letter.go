package documents

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/workcal"
)

//go:embed templates/*.txt
var embeddedTemplates embed.FS

// The letters that ship with the program, by the name of their template.
const (
	TaskLetter       = "task"            // 任务交办单
	SlipLetter       = "slip"            // 督办单 (蓝, 黄, 红)
	UrgeLetter       = "urge"            // 催办通知书
	MeetingNotice    = "meeting_notice"  // 会议通知
	AgendaPaper      = "agenda_item"     // 议题单
	AcceptanceNotice = "acceptance"      // 受理通知书
	CorrectionNotice = "correction"      // 补正告知书
	ExtensionNotice  = "extension"       // 延期告知书
	SuspensionNotice = "suspension"      // 特别程序(暂停)告知书
	ClosingReport    = "closing_report"  // 办结报告
	ProgressLetter   = "progress_letter" // 项目进展函
)

// Values fill a letter: by field key a string, int, int64, float64,
// workcal.Date, time.Time (shown in China time), []string (joined by 、), or
// []Values for a list.
type Values map[string]any

// LetterField tells what a letter needs, and whoever writes its words what that is.
type LetterField struct {
	Key, Name        string
	Optional, Must   bool // may be without value; must be printed where it has one
	Choices          []string
	Meaning, Example string
	Items            []LetterField // of a list
}

// LetterInfo describes one letter. Series is the number series its number
// comes from (〔年〕N号); the caller draws the number and passes it as a value.
type LetterInfo struct {
	Name, Title, Series string
	Text                string // the shipped words
	Fields              []LetterField
}

// Letters are the letters that the program can write, with their shipped words.
type Letters struct{ byName map[string]*form }

// OpenLetters reads letters from a folder: a *.txt at its top for each. One that
// cannot be used is an error naming its file and line.
func OpenLetters(folder fs.FS) (*Letters, error) {
	l := &Letters{byName: map[string]*form{}}
	files, err := fs.Glob(folder, "*.txt")
	if err != nil {
		return nil, fmt.Errorf("list templates: %w", err)
	}
	for _, file := range files {
		source, err := fs.ReadFile(folder, file)
		if err != nil {
			return nil, fmt.Errorf("read template %s: %w", file, err)
		}
		f, err := readForm(file, string(source))
		if err != nil {
			return nil, fmt.Errorf("read template: %w", err)
		}
		t, mistakes, lacking := readWords(f, f.body)
		for _, p := range append(mistakes, lacking...) {
			return nil, fmt.Errorf("read template: %s below the dashes, %w", file, p)
		}
		for _, one := range f.all() {
			if _, used := t.printed[one]; !used {
				return nil, fmt.Errorf("read template: %s: field %s (%s) is declared and never used", file, one.key, one.name)
			}
		}
		l.byName[strings.TrimSuffix(path.Base(file), ".txt")] = f
	}
	return l, nil
}

// ShippedLetters are the embedded letters. They are tested, so a bad one is a
// fault in the build and panics.
var ShippedLetters = sync.OnceValue(func() *Letters {
	shipped, err := fs.Sub(embeddedTemplates, "templates")
	if err != nil {
		panic(err)
	}
	l, err := OpenLetters(shipped)
	if err != nil {
		panic(err)
	}
	return l
})

// Infos lists the letters by name, with what each needs.
func (l *Letters) Infos() []LetterInfo {
	var out []LetterInfo
	for name := range l.byName {
		info, _ := l.Info(name)
		out = append(out, info)
	}
	slices.SortFunc(out, func(a, b LetterInfo) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// Info describes one letter; ok is false where there is none of that name.
func (l *Letters) Info(name string) (info LetterInfo, ok bool) {
	f, ok := l.byName[name]
	if !ok {
		return info, false
	}
	return LetterInfo{Name: name, Title: f.title, Series: f.series, Text: f.body, Fields: describe(f.fields)}, true
}

func describe(fields []*field) []LetterField {
	var out []LetterField
	for _, f := range fields {
		out = append(out, LetterField{
			Key: f.key, Name: f.name, Optional: f.optional, Must: f.must, Choices: f.choices, Meaning: f.meaning,
			Example: strings.Join(f.examples, "／"), Items: describe(f.items),
		})
	}
	return out
}

// Template is a 文书模板: the words of one letter, read and ready to be filled.
type Template struct {
	form    *form
	nodes   []node
	printed map[*field]bool // the fields it prints
}

// Template reads words for a letter, "" being the shipped ones. Words with a mistake
// are an error: only what Check let pass is kept.
func (l *Letters) Template(name, text string) (*Template, error) {
	f, ok := l.byName[name]
	if !ok {
		return nil, noLetter(name)
	}
	if text == "" {
		text = f.body
	}
	t, mistakes, _ := readWords(f, text)
	if len(mistakes) > 0 {
		return nil, fmt.Errorf("template %s: %w", name, mistakes[0])
	}
	return t, nil
}

// Check reads words that somebody writes for a letter, and lists all that is wrong
// with them: those with a line first by their line, then what they lack.
func (l *Letters) Check(name, text string) (*Template, []Mistake, error) {
	f, ok := l.byName[name]
	if !ok {
		return nil, nil, noLetter(name)
	}
	t, mistakes, lacking := readWords(f, text)
	return t, append(mistakes, lacking...), nil
}

func noLetter(name string) error {
	return fault.New(fault.NotFound, "document.template_unknown", "no template %q", name).With("name", name)
}

// Sample is the letter with the example of each field.
func (t *Template) Sample() (Sheet, error) { return t.Sheet(sample(t.form.fields, 0)) }

// Sheet fills the letter. A value that is missing, or not among the choices, is a
// fault naming the field; nothing is printed blank.
func (t *Template) Sheet(v Values) (Sheet, error) {
	scope, err := fill(t.form.fields, v, "")
	if err != nil {
		return Sheet{}, err
	}
	s := Sheet{Title: t.form.title, author: scope.words["发文单位"], dated: "2000-01-01"}
	if on, ok := v["issued_on"].(workcal.Date); ok && !on.IsZero() {
		s.dated = on.String()
	}
	var p printer
	p.print(t.nodes, scope)
	p.flush()
	s.Blocks = p.blocks
	return s, nil
}

// Printed leaves of the values those that the letter prints.
func (t *Template) Printed(v Values) Values { return t.only(t.form.fields, v) }

func (t *Template) only(fields []*field, v Values) Values {
	out := Values{}
	for _, f := range fields {
		one, given := v[f.key]
		if _, printed := t.printed[f]; !printed || !given {
			continue
		}
		if items, ok := one.([]Values); ok {
			kept := make([]Values, len(items))
			for i := range items {
				kept[i] = t.only(f.items, items[i])
			}
			one = kept
		}
		out[f.key] = one
	}
	return out
}

// filled holds the words of one scope: the letter's, or one item's of a list.
type filled struct {
	words map[string]string
	lists map[string][]*filled
	outer *filled
}

// word is the text of a field, looked up outwards.
func (f *filled) word(name string) string {
	for s := f; s != nil; s = s.outer {
		if w, ok := s.words[name]; ok {
			return w
		}
	}
	return ""
}

// any tells whether a list has items, looked up outwards.
func (f *filled) any(name string) bool {
	for s := f; s != nil; s = s.outer {
		if len(s.lists[name]) > 0 {
			return true
		}
	}
	return false
}

func (f *filled) expand(s string) string {
	return placeholder.ReplaceAllStringFunc(s, func(m string) string {
		return f.word(placeholder.FindStringSubmatch(m)[1])
	})
}

// fill turns values into words and finds what is missing.
func fill(fields []*field, v Values, at string) (*filled, error) {
	out := &filled{words: map[string]string{}, lists: map[string][]*filled{}}
	for _, f := range fields {
		here := at + f.key
		if f.list {
			items, _ := v[f.key].([]Values)
			if len(items) == 0 && !f.optional {
				return nil, lacking(f, here)
			}
			for i, item := range items {
				inner, err := fill(f.items, item, fmt.Sprintf("%s[%d].", here, i))
				if err != nil {
					return nil, err
				}
				inner.outer = out
				out.lists[f.name] = append(out.lists[f.name], inner)
			}
			continue
		}
		s, err := word(v[f.key])
		if err != nil {
			return nil, fmt.Errorf("field %s: %w", here, err)
		}
		switch {
		case s == "" && !f.optional:
			return nil, lacking(f, here)
		case s != "" && f.choices != nil && !slices.Contains(f.choices, s):
			return nil, fault.New(fault.Invalid, "document.field_choice", "%s may not be %q", here, s).
				On(here).With("name", f.name).With("choices", strings.Join(f.choices, "、"))
		}
		out.words[f.name] = s
	}
	return out, nil
}

func lacking(f *field, at string) error {
	return fault.New(fault.Invalid, "document.field_missing", "the letter needs %s", at).On(at).With("name", f.name)
}

func word(v any) (string, error) {
	switch x := v.(type) {
	case nil:
		return "", nil
	case string:
		return strings.TrimSpace(clean(x)), nil
	case int:
		return strconv.Itoa(x), nil
	case int64:
		return strconv.FormatInt(x, 10), nil
	case float64:
		return plainNumber(x), nil
	case workcal.Date:
		return ChineseDate(x), nil
	case time.Time:
		return ChineseTime(x), nil
	case []string:
		return strings.Join(x, "、"), nil
	}
	return "", fmt.Errorf("a letter cannot print a %T", v)
}

// plainNumber writes a number without zeros it does not need.
func plainNumber(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }
