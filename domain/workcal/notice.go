package workcal

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"unicode/utf8"

	"github.com/diaodu/diaodu/domain/fault"
)

// Notice is one year's holiday notice 放假通知 of the State Council, in the
// format of the public holiday-cn files. Papers are the addresses of the
// notices it rests on: two where the year was amended, none where it is not out.
type Notice struct {
	Year   int         `json:"year"`
	Papers []string    `json:"papers"`
	Days   []NoticeDay `json:"days"`
}

// NoticeDay is one day a notice names: off, or a make-up workday 调休上班.
type NoticeDay struct {
	Name     string `json:"name"`
	Date     Date   `json:"date"`
	IsOffDay bool   `json:"isOffDay"`
}

const (
	firstNoticeYear = 1950
	lastNoticeYear  = 2200
	// maxNoticeBytes and maxNoticeDays keep a wrong file from being worked through.
	maxNoticeBytes = 1 << 20
	maxNoticeDays  = 400
)

// ParseNotice reads a notice file. A bad one is a fault whose args say where:
// "line" (from 1), "column" where known, and "value", the offending text. Codes:
// calendar.encoding, .too_large, .syntax, .year, .papers, .empty, .day, .date,
// .name, .off_missing, .duplicate, .out_of_year, .work_on_weekday.
func ParseNotice(content []byte) (Notice, error) {
	if len(content) > maxNoticeBytes {
		return Notice{}, fault.New(fault.Invalid, "calendar.too_large", "%d bytes is no notice", len(content))
	}
	// Editors on Windows leave a byte-order mark in front.
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	if !utf8.Valid(content) {
		return Notice{}, fault.New(fault.Invalid, "calendar.encoding", "the file is not UTF-8").
			With("line", lineOf(content, firstBadRune(content)))
	}
	r := &noticeReader{content: content, dec: json.NewDecoder(bytes.NewReader(content))}
	if err := r.read(); err != nil {
		return Notice{}, err
	}
	if err := r.notice.check(); err != nil {
		return Notice{}, r.locate(err)
	}
	return r.notice, nil
}

// noticeReader remembers where each day was read, so that faults can say it.
type noticeReader struct {
	content []byte
	dec     *json.Decoder
	notice  Notice
	at      []int // offset of each day
	yearAt  int
}

func (r *noticeReader) read() error {
	if err := r.expect('{'); err != nil {
		return err
	}
	for r.dec.More() {
		key, err := r.dec.Token()
		if err != nil {
			return r.syntax(err)
		}
		if err := r.field(key); err != nil {
			return err
		}
	}
	if err := r.expect('}'); err != nil {
		return err
	}
	if _, err := r.dec.Token(); !errors.Is(err, io.EOF) {
		return r.fault("calendar.syntax", r.next(), "something follows the notice")
	}
	return nil
}

func (r *noticeReader) field(key json.Token) error {
	at := r.next()
	switch key {
	case "year":
		r.yearAt = at
		if err := r.dec.Decode(&r.notice.Year); err != nil {
			return r.bad(err, "calendar.year", at)
		}
	case "papers":
		if err := r.dec.Decode(&r.notice.Papers); err != nil {
			return r.bad(err, "calendar.papers", at)
		}
	case "days":
		return r.days()
	default: // $schema, $id and the like
		var skipped json.RawMessage
		if err := r.dec.Decode(&skipped); err != nil {
			return r.syntax(err)
		}
	}
	return nil
}

func (r *noticeReader) days() error {
	if err := r.expect('['); err != nil {
		return err
	}
	r.notice.Days, r.at = nil, nil
	for r.dec.More() {
		at := r.next()
		if len(r.at) == maxNoticeDays {
			return r.fault("calendar.too_large", at, "more than %d days", maxNoticeDays)
		}
		var day struct {
			Name     string `json:"name"`
			Date     string `json:"date"`
			IsOffDay *bool  `json:"isOffDay"`
		}
		if err := r.dec.Decode(&day); err != nil {
			return r.bad(err, "calendar.day", at)
		}
		date, err := ParseDate(day.Date)
		switch {
		case err != nil:
			return r.valueFault("calendar.date", at, day.Date, "%q is no date", day.Date)
		case day.IsOffDay == nil:
			return r.valueFault("calendar.off_missing", at, day.Date, "isOffDay is missing for %s", day.Date)
		}
		r.notice.Days = append(r.notice.Days, NoticeDay{day.Name, date, *day.IsOffDay})
		r.at = append(r.at, at)
	}
	return r.expect(']')
}

func (r *noticeReader) expect(want json.Delim) error {
	at := r.next()
	got, err := r.dec.Token()
	if err != nil {
		return r.syntax(err)
	}
	if got != want {
		return r.fault("calendar.syntax", at, "expected %q", want.String())
	}
	return nil
}

// next is the offset of the next value, past blanks and punctuation.
func (r *noticeReader) next() int {
	at := int(r.dec.InputOffset())
	for at < len(r.content) && bytes.IndexByte([]byte(" \t\r\n,:"), r.content[at]) >= 0 {
		at++
	}
	return at
}

// syntax asks for the place of broken JSON once more, of the whole file: the
// decoder's own offsets depend on how it came to the place.
func (r *noticeReader) syntax(err error) error {
	at := int(r.dec.InputOffset())
	var whole any
	var bad *json.SyntaxError
	if errors.As(json.Unmarshal(r.content, &whole), &bad) {
		at = int(bad.Offset) - 1
		err = bad
	}
	return r.fault("calendar.syntax", at, "%v", err)
}

// bad is a value of the wrong kind, or broken JSON inside it.
func (r *noticeReader) bad(err error, code string, at int) error {
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		return r.valueFault(code, at, kind.Value, "%v", err)
	}
	return r.syntax(err)
}

func (r *noticeReader) fault(code string, at int, text string, args ...any) *fault.Fault {
	at = min(max(at, 0), len(r.content))
	column := utf8.RuneCount(r.content[bytes.LastIndexByte(r.content[:at], '\n')+1:at]) + 1
	return fault.New(fault.Invalid, code, text, args...).With("line", lineOf(r.content, at)).With("column", column)
}

func (r *noticeReader) valueFault(code string, at int, value, text string, args ...any) *fault.Fault {
	return r.fault(code, at, text, args...).With("value", value)
}

// locate adds the line to a fault that check found on a day or on the year.
func (r *noticeReader) locate(err error) error {
	f := fault.Of(err)
	if f == nil {
		return err
	}
	at := r.yearAt
	if i, ok := f.Args["index"].(int); ok {
		at = r.at[i]
	}
	return f.With("line", lineOf(r.content, at))
}

// check refuses a notice that contradicts itself. Day faults carry "index".
func (n Notice) check() error {
	if n.Year < firstNoticeYear || n.Year > lastNoticeYear {
		return fault.New(fault.Invalid, "calendar.year", "%d is no year of a notice", n.Year).With("value", n.Year)
	}
	if len(n.Days) == 0 {
		return fault.New(fault.Invalid, "calendar.empty", "the notice of %d names no day", n.Year).With("year", n.Year)
	}
	seen := make(map[Date]bool, len(n.Days))
	for i, d := range n.Days {
		if code := n.wrong(d, seen); code != "" {
			return fault.New(fault.Invalid, code, "%s %q in the notice of %d", d.Date, d.Name, n.Year).
				With("value", d.Date.String()).With("index", i).With("year", n.Year)
		}
		seen[d.Date] = true
	}
	return nil
}

// wrong is the code of what is wrong with a day, or "". A notice names days of
// its own year, and at its ends of the December before and the January after.
func (n Notice) wrong(d NoticeDay, seen map[Date]bool) string {
	switch {
	case d.Name == "":
		return "calendar.name"
	case d.Date.Before(NewDate(n.Year-1, 12, 1)), d.Date.After(NewDate(n.Year+1, 1, 31)):
		return "calendar.out_of_year"
	case seen[d.Date]:
		return "calendar.duplicate"
	case !d.IsOffDay && !d.Date.weekend():
		return "calendar.work_on_weekday"
	}
	return ""
}

// exceptions are the days on which the notice departs from Monday to Friday.
func (n Notice) exceptions() Year {
	y := Year{Year: n.Year, Provisional: len(n.Papers) == 0}
	for _, d := range n.Days {
		switch {
		case d.IsOffDay && !d.Date.weekend():
			y.Off = append(y.Off, d.Date)
		case !d.IsOffDay && d.Date.weekend():
			y.Work = append(y.Work, d.Date)
		}
	}
	y.Off, y.Work = sorted(y.Off), sorted(y.Work)
	return y
}

// without forgets the days n names: the notice that comes last has the last word.
func (y Year) without(n Notice) Year {
	unnamed := func(d Date) bool {
		return !slices.ContainsFunc(n.Days, func(named NoticeDay) bool { return named.Date == d })
	}
	y.Off, y.Work = keep(y.Off, unnamed), keep(y.Work, unnamed)
	return y
}

func lineOf(content []byte, at int) int {
	return bytes.Count(content[:min(max(at, 0), len(content))], []byte("\n")) + 1
}

func firstBadRune(content []byte) int {
	for at := 0; at < len(content); {
		r, size := utf8.DecodeRune(content[at:])
		if r == utf8.RuneError && size <= 1 {
			return at
		}
		at += size
	}
	return len(content)
}
