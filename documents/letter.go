package documents

import (
	"embed"
	"fmt"
	"io"
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

// LetterField tells what a letter needs.
type LetterField struct {
	Key, Name string
	Optional  bool
	Choices   []string
	Items     []LetterField // of a list
}

// LetterInfo describes one letter. Series is the number series its number
// comes from (〔年〕N号); the caller draws the number and passes it as a value.
type LetterInfo struct {
	Name, Title, Series string
	Fields              []LetterField
}

// Letters are the templates in use.
type Letters struct{ byName map[string]*layout }

// OpenLetters reads the embedded templates, then any in the folders given
// (*.txt at their top), which replace those of the same name. A template that
// cannot be used is an error naming its file and line.
func OpenLetters(overrides ...fs.FS) (*Letters, error) {
	shipped, err := fs.Sub(embeddedTemplates, "templates")
	if err != nil {
		return nil, fmt.Errorf("open the embedded templates: %w", err)
	}
	l := &Letters{byName: map[string]*layout{}}
	for _, folder := range append([]fs.FS{shipped}, overrides...) {
		files, err := fs.Glob(folder, "*.txt")
		if err != nil {
			return nil, fmt.Errorf("list templates: %w", err)
		}
		for _, file := range files {
			source, err := fs.ReadFile(folder, file)
			if err != nil {
				return nil, fmt.Errorf("read template %s: %w", file, err)
			}
			read, err := parseLayout(file, string(source))
			if err != nil {
				return nil, fmt.Errorf("read template: %w", err)
			}
			l.byName[strings.TrimSuffix(path.Base(file), ".txt")] = read
		}
	}
	return l, nil
}

// ShippedLetters are the embedded templates. They are tested, so a bad one is a
// fault in the build and panics.
var ShippedLetters = sync.OnceValue(func() *Letters {
	l, err := OpenLetters()
	if err != nil {
		panic(err)
	}
	return l
})

// Infos lists the letters by name, with what each needs.
func (l *Letters) Infos() []LetterInfo {
	var out []LetterInfo
	for name, t := range l.byName {
		out = append(out, LetterInfo{Name: name, Title: t.title, Series: t.series, Fields: describe(t.fields)})
	}
	slices.SortFunc(out, func(a, b LetterInfo) int { return strings.Compare(a.Name, b.Name) })
	return out
}

func describe(fields []*field) []LetterField {
	var out []LetterField
	for _, f := range fields {
		out = append(out, LetterField{Key: f.key, Name: f.name, Optional: f.optional, Choices: f.choices, Items: describe(f.items)})
	}
	return out
}

// Write writes a letter as .docx. A value that is missing, or not among the
// choices, is a fault naming the field; nothing is printed blank. The same
// values give the same bytes.
func (l *Letters) Write(w io.Writer, name string, v Values) error {
	t, ok := l.byName[name]
	if !ok {
		return fault.New(fault.NotFound, "document.template_unknown", "no template %q", name).With("name", name)
	}
	scope, err := fill(t.fields, v, "")
	if err != nil {
		return err
	}
	d := &docx{title: t.title, author: scope.words["发文单位"], dated: "2000-01-01"}
	if on, ok := v["issued_on"].(workcal.Date); ok && !on.IsZero() {
		d.dated = on.String()
	}
	p := printer{d: d}
	p.print(t.nodes, scope)
	p.flush()
	if err := d.writeTo(w); err != nil {
		return fmt.Errorf("write letter %s: %w", name, err)
	}
	return nil
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
