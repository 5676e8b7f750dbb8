package workcal

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/diaodu/diaodu/domain/fault"
)

// sevenFestivals are the holidays a year's notice arranges (全国年节及纪念日放假办法),
// by the names the notices give them.
var sevenFestivals = []string{"元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"}

// NoticeReading is what was read of a notice, for a person to compare with the paper
// before it is put in force.
type NoticeReading struct {
	Notice Notice
	// Missing are the holidays of the seven that the notice does not name.
	Missing []string
	// Skipped are sentences that name a day and yet give none off, such as the
	// encouragement to take New Year's eve as paid leave (2024).
	Skipped []string
	// Amends tells that the text changes one holiday of a year's notice; the other
	// days are those in force.
	Amends bool
	// Unnumbered tells that the text bore no document number 文号; its title stands for it.
	Unnumbered bool
}

// Festival is one holiday 节日 of a notice: the days off and the weekend days
// worked for it, each ascending.
type Festival struct {
	Name string
	Off  []Date
	Work []Date
}

// ReadNotice reads a year's notice in either form: the holiday-cn file, or the
// text as the General Office publishes it. inForce are the notices in force: a text
// that amends one holiday needs the rest of its year. Faults are those of ParseNotice
// and, for a text, the codes calendar.text_*, whose args name the "holiday" and the
// "piece" of the text.
func ReadNotice(content []byte, inForce []Notice) (NoticeReading, error) {
	if len(content) > maxNoticeBytes {
		return NoticeReading{}, fault.New(fault.Invalid, "calendar.too_large", "%d bytes is no notice", len(content))
	}
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	var r NoticeReading
	var err error
	switch {
	case bytes.HasPrefix(bytes.TrimSpace(content), []byte("{")), json.Valid(content):
		r.Notice, err = ParseNotice(content)
	case !utf8.Valid(content):
		err = fault.New(fault.Invalid, "calendar.encoding", "the text is not UTF-8").
			With("line", lineOf(content, firstBadRune(content)))
	default:
		r, err = readNoticeText(string(content), inForce)
	}
	if err != nil {
		return NoticeReading{}, err
	}
	r.Missing = r.Notice.missing()
	return r, nil
}

// Festivals are the holidays of the notice in the order of their first day off.
func (n Notice) Festivals() []Festival {
	var list []Festival
	for _, day := range n.Days {
		i := slices.IndexFunc(list, func(f Festival) bool { return f.Name == day.Name })
		if i < 0 {
			list = append(list, Festival{Name: day.Name})
			i = len(list) - 1
		}
		if day.IsOffDay {
			list[i].Off = append(list[i].Off, day.Date)
		} else {
			list[i].Work = append(list[i].Work, day.Date)
		}
	}
	for i := range list {
		list[i].Off, list[i].Work = sorted(list[i].Off), sorted(list[i].Work)
	}
	slices.SortStableFunc(list, func(a, b Festival) int { return a.first().Compare(b.first()) })
	return list
}

// first is the first day off, or the first day worked where none is off.
func (f Festival) first() Date {
	for _, days := range [][]Date{f.Off, f.Work} {
		if len(days) > 0 {
			return days[0]
		}
	}
	return Date{}
}

// missing are the holidays of the seven that no day is named for. Mid-Autumn and
// National Day may be one: 国庆节、中秋节.
func (n Notice) missing() []string {
	var missing []string
	for _, name := range sevenFestivals {
		short := name
		if utf8.RuneCountInString(name) > 2 { // files may say 清明, 国庆
			short = strings.TrimSuffix(name, "节")
		}
		named := func(d NoticeDay) bool { return d.IsOffDay && strings.Contains(d.Name, short) }
		if !slices.ContainsFunc(n.Days, named) {
			missing = append(missing, name)
		}
	}
	return missing
}
