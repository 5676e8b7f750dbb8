package workcal

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/diaodu/diaodu/domain/fault"
)

var (
	amendedHoliday = regexp.MustCompile(`(延长|调整)(\d{4})年(` + festivals + `)(?:假期|放假|安排)`)
	extendedTo     = regexp.MustCompile(`延长(?:\d{4}年)?(` + festivals + `)假期至`)
	arrangedThus   = regexp.MustCompile(`通知如下[。:]?`)
)

// amend reads a text that changes one holiday of a year, as those of 2019 (劳动节
// rearranged) and 2020 (春节 made longer). The other days are those in force: without
// the year's own notice it is refused.
func (r *noticeText) amend(content string, items []textItem, title []string, inForce []Notice) (NoticeReading, error) {
	name := canonical(title[3])
	r.year, _ = strconv.Atoi(title[2])
	at := slices.IndexFunc(inForce, func(n Notice) bool {
		return n.Year == r.year && len(n.Papers) > 0 && len(n.daysOff(name)) > 0
	})
	if at < 0 {
		return NoticeReading{}, fault.New(fault.Invalid, "calendar.text_no_base", "no notice of %d with %s in force", r.year, name).
			With("year", r.year).With("holiday", name)
	}
	base := inForce[at]
	for _, day := range base.Days {
		r.days[day.Date] = day
	}
	var err error
	if long := extendedTo.FindStringIndex(r.text); title[1] == "延长" && long != nil {
		err = r.lengthen(name, r.text[long[1]:], base.daysOff(name))
	} else {
		err = r.rearrange(name, items)
	}
	if err != nil {
		return NoticeReading{}, err
	}
	out, err := r.reading(content, "国务院办公厅关于"+title[1]+title[2]+"年"+name+"假期的通知")
	if err != nil {
		return NoticeReading{}, err
	}
	papers := slices.Clone(base.Papers)
	for _, p := range out.Notice.Papers {
		if !slices.Contains(papers, p) {
			papers = append(papers, p)
		}
	}
	out.Notice.Papers, out.Amends = papers, true
	return out, nil
}

// daysOff are the days off of one holiday, ascending.
func (n Notice) daysOff(name string) []Date {
	var off []Date
	for _, day := range n.Days {
		if day.Name == name && day.IsOffDay {
			off = append(off, day.Date)
		}
	}
	return sorted(off)
}

// lengthen reads 至2月2日(…),2月3日(星期一)起正常上班: every day from the last one off
// is off too, whatever was to be worked of them.
func (r *noticeText) lengthen(name, s string, off []Date) error {
	i := &itemReader{noticeText: r, item: textItem{name: name, text: s}, off: off}
	last := off[len(off)-1]
	to, rest, err := i.day(s, last, true)
	switch {
	case err != nil:
		return err
	case to.IsZero():
		return i.unread(s)
	case to.Before(last), to.Sub(last) >= longestHoliday:
		return i.fault("calendar.text_span", name, s[:len(s)-len(rest)], "from %s to %s", last, to)
	}
	piece := s[:len(s)-len(rest)]
	for d := last.AddDays(1); !d.After(to); d = d.AddDays(1) {
		if r.days[d].Name == name {
			delete(r.days, d)
		}
		if err := i.add([]Date{d}, true, piece); err != nil {
			return err
		}
		i.off = append(i.off, d)
	}
	rest = strings.TrimLeft(rest, ",、")
	if !statedDay.MatchString(rest) {
		return nil
	}
	_, err = i.statement(rest)
	return err
}

// rearrange reads the holiday anew; nothing of the old arrangement stays.
func (r *noticeText) rearrange(name string, items []textItem) error {
	item := textItem{name: name, last: true}
	switch at := arrangedThus.FindStringIndex(r.text); {
	case len(items) == 1 && items[0].name == name:
		item.text = items[0].text
	case len(items) == 0 && at != nil:
		item.text = r.text[at[1]:]
	default:
		return r.fault("calendar.text_unread", name, r.text, "no arrangement of %s", name)
	}
	for d, day := range r.days {
		if day.Name == name {
			delete(r.days, d)
		}
	}
	return r.readItem(item)
}
