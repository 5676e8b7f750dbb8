package statistics

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Report is every figure of a period, as of a moment.
type Report struct {
	AsOf    time.Time    `json:"as_of"`
	From    workcal.Date `json:"from"`
	To      workcal.Date `json:"to"`
	Figures []Figure     `json:"measures" nullable:"false"`
	// Own are the figures of the reader's unit alone; Figures are then the district's.
	Own []Figure `json:"own,omitempty" doc:"本单位的数"`
	// Score is the composite of the three rates by the district's own weights.
	Score   *float64     `json:"score" doc:"综合得分；未设权重时为空"`
	Weights *Weights     `json:"weights,omitempty"`
	ByClass []Line       `json:"by_class" nullable:"false"`
	ByTown  []Line       `json:"by_town" nullable:"false"`
	ByLead  []Line       `json:"by_lead" nullable:"false"`
	Heat    []Heat       `json:"heat" nullable:"false"`
	Months  []Month      `json:"months" nullable:"false"`
	Waiting []Waiting    `json:"waiting" nullable:"false"`
	Paused  []Paused     `json:"paused" nullable:"false"`
	Events  []StartEvent `json:"start_events" nullable:"false"`
}

// Line is one class, town or lead unit.
type Line struct {
	Key     string            `json:"key"`
	Name    string            `json:"name" spoken:"rules"`
	Group   string            `json:"group,omitempty" spoken:"rules"` // kind of unit: units are compared with their like
	Figures map[string]Figure `json:"measures"`
	// Rank is the place by on-time rate among units of the same kind; 0 where
	// fewer than five tasks fell due (K-4).
	Rank int `json:"rank,omitempty"`
}

// Heat is how many issues one class raised in one town in one month (K-8).
type Heat struct {
	Class string `json:"class"`
	Town  string `json:"town"`
	Month string `json:"month"` // 2022-05
	N     int    `json:"n"`
}

// Month is how many issues were raised and how many resolved in one month.
type Month struct {
	Month    string `json:"month"` // 2022-05
	Raised   int    `json:"raised"`
	Resolved int    `json:"resolved"`
}

// Waiting is how many open issues have waited so many whole months.
type Waiting struct {
	Months int `json:"months"`
	N      int `json:"n"`
}

// Paused is the workdays that tasks stood still for one reason.
type Paused struct {
	Reason string  `json:"reason"`
	Days   float64 `json:"days"`
	N      int     `json:"n"`
}

// lineMeasures are the figures of each class, town and unit.
var lineMeasures = []string{
	Raised, Resolved, InHand, Overdue, Response, Resolution, Satisfaction, OnTime, OnTimeOriginal,
	TaskToClosed, RaiseToClosed, Extensions, PausedDays, ObjectionRounds,
}

// ReportOf counts every figure for a reader. Owners get their own enterprise's,
// units the district's totals and their own, everybody else the district's.
func ReportOf(f *Facts, a org.Actor) Report {
	r := Report{AsOf: f.AsOf, From: f.From, To: f.To, Figures: []Figure{}, Heat: []Heat{}, Waiting: []Waiting{}, Paused: []Paused{}, Events: []StartEvent{}}
	lists := map[string][]entry{}
	for _, m := range Measures {
		list := m.samples(f)
		if OwnerOnly(a) {
			list = visible(list, a)
		}
		lists[m.Code] = list
		r.Figures = append(r.Figures, m.overEntries(list))
		if ofUnit(a) {
			r.Own = append(r.Own, m.overEntries(visible(list, a)))
		}
	}
	r.Weights, r.Score = f.Weights, f.Weights.Score(r.Figures)
	r.ByClass = linesOf(lists, func(s *About) (string, string, string) { return s.Class, f.Classes.LevelName(s.Class), "" })
	r.ByTown = linesOf(lists, func(s *About) (string, string, string) { return s.Town, s.Town, "" })
	r.ByLead = ranked(linesOf(lists, func(s *About) (string, string, string) { return s.LeadID, s.LeadName, string(s.LeadType) }))
	if ofUnit(a) || OwnerOnly(a) {
		r.ByLead = slices.DeleteFunc(r.ByLead, func(l Line) bool { return l.Key != a.OrgID || OwnerOnly(a) })
	}
	r.Heat, r.Waiting, r.Paused = heatOf(lists[Raised]), waitingOf(lists[CarryOver]), pausedOf(lists[PausedDays])
	r.Months = monthsOf(f, lists[Raised], lists[Resolved])
	for _, e := range f.Events {
		if f.in(e.Date) && !OwnerOnly(a) {
			r.Events = append(r.Events, e)
		}
	}
	return r
}

// OwnerOnly tells whether the reader sees one enterprise's cases alone.
func OwnerOnly(a org.Actor) bool { return a.Has(org.Owner) || a.EnterpriseID != "" }

// ofUnit tells whether the reader sees one unit's cases alone, beside totals.
func ofUnit(a org.Actor) bool { return !seesDistrict(a) && a.Has(org.DeptRoles...) && a.OrgID != "" }

func seesDistrict(a org.Actor) bool {
	return casefile.SeesAll(a) || a.Has(org.Leader, org.ServiceOfficer, org.MinutesReviewer)
}

// Visible keeps the lines the reader may see one by one.
func Visible(list []Sample, a org.Actor) []Sample {
	kept := []Sample{}
	for n := range list {
		if list[n].mayBeSeen(a) {
			kept = append(kept, list[n])
		}
	}
	return kept
}

func visible(list []entry, a org.Actor) []entry {
	kept := []entry{}
	for _, e := range list {
		if e.about.mayBeSeen(a) {
			kept = append(kept, e)
		}
	}
	return kept
}

func (s *About) mayBeSeen(a org.Actor) bool {
	switch {
	case OwnerOnly(a):
		return s.EnterpriseID != "" && s.EnterpriseID == a.EnterpriseID && (!s.Restricted || s.RaisedBy == a.UserID)
	case casefile.SeesAll(a):
		return true
	case seesDistrict(a):
		return !s.Restricted
	case ofUnit(a):
		return s.LeadID == a.OrgID
	}
	return false
}

// group is one class, town or unit while its lines are counted.
type group struct {
	line    Line
	tallies []*tally // by place in lineMeasures
	// named and grouped are the lines that the name and the kind were taken from,
	// with their measure's place: the first measure's newest line says them.
	named, grouped     entry
	namedBy, groupedBy int
}

// linesOf groups the lists by what key says of each line; lines that belong to
// no group, such as a start event's, are left out.
func linesOf(lists map[string][]entry, key func(*About) (key, name, kind string)) []Line {
	at := map[string]*group{}
	for place, code := range lineMeasures {
		m, _ := MeasureOf(code)
		list := lists[code]
		for n := range list {
			k, name, kind := key(list[n].about)
			if k == "" {
				continue
			}
			g := at[k]
			if g == nil {
				g = &group{line: Line{Key: k, Figures: map[string]Figure{}}, tallies: make([]*tally, len(lineMeasures)), namedBy: -1, groupedBy: -1}
				at[k] = g
			}
			if g.tallies[place] == nil {
				g.tallies[place] = m.tally(0)
			}
			g.tallies[place].add(list[n].counts, list[n].value)
			if g.namedBy < 0 || g.namedBy == place && newest(list[n], g.named) < 0 {
				g.named, g.namedBy, g.line.Name = list[n], place, name
			}
			if kind != "" && (g.groupedBy < 0 || g.groupedBy == place && newest(list[n], g.grouped) < 0) {
				g.grouped, g.groupedBy, g.line.Group = list[n], place, kind
			}
		}
	}
	lines := make([]Line, 0, len(at))
	for _, g := range at {
		for place, code := range lineMeasures {
			m, _ := MeasureOf(code)
			if g.tallies[place] == nil {
				g.tallies[place] = m.tally(0)
			}
			g.line.Figures[code] = m.of(g.tallies[place])
		}
		lines = append(lines, g.line)
	}
	slices.SortFunc(lines, func(a, b Line) int {
		return cmp.Or(cmp.Compare(b.Figures[Raised].Den, a.Figures[Raised].Den), cmp.Compare(a.Key, b.Key))
	})
	return lines
}

// ranked gives each unit its place among its like. Equal rates share a place.
func ranked(lines []Line) []Line {
	for n := range lines {
		mine := lines[n].Figures[OnTime]
		if mine.Small || mine.Value == nil {
			continue
		}
		lines[n].Rank = 1
		for _, other := range lines {
			f := other.Figures[OnTime]
			if other.Group == lines[n].Group && !f.Small && f.Value != nil && *f.Value > *mine.Value {
				lines[n].Rank++
			}
		}
	}
	return lines
}

func heatOf(list []entry) []Heat {
	type spot struct {
		class, town string
		month       workcal.Date // its first day
	}
	n := map[spot]int{}
	for _, s := range list {
		n[spot{s.about.Class, s.about.Town, s.on.AddDays(1 - s.on.Day())}]++
	}
	heat := make([]Heat, 0, len(n))
	for at, count := range n {
		heat = append(heat, Heat{Class: at.class, Town: at.town, Month: at.month.String()[:7], N: count})
	}
	slices.SortFunc(heat, func(a, b Heat) int {
		return cmp.Or(cmp.Compare(a.Month, b.Month), cmp.Compare(a.Class, b.Class), cmp.Compare(a.Town, b.Town))
	})
	return heat
}

// monthsOf has every month of the period up to the moment, also those in which
// nothing happened: a line drawn over them must not skip them.
func monthsOf(f *Facts, raised, resolved []entry) []Month {
	name := func(d workcal.Date) string { return d.String()[:7] }
	months, at := []Month{}, map[string]int{}
	end := f.To
	if today := f.Today(); today.Before(end) {
		end = today
	}
	for d := f.From.AddDays(1 - f.From.Day()); !end.Before(d); d = workcal.NewDate(d.Year(), d.Month()+1, 1) {
		at[name(d)] = len(months)
		months = append(months, Month{Month: name(d)})
	}
	for _, e := range raised {
		if n, ok := at[name(e.on)]; ok {
			months[n].Raised++
		}
	}
	for _, e := range resolved {
		if n, ok := at[name(e.on)]; ok {
			months[n].Resolved++
		}
	}
	return months
}

func waitingOf(list []entry) []Waiting {
	n := map[int]int{}
	for _, s := range list {
		n[int(s.value)]++
	}
	waiting := make([]Waiting, 0, len(n))
	for months, count := range n {
		waiting = append(waiting, Waiting{Months: months, N: count})
	}
	slices.SortFunc(waiting, func(a, b Waiting) int { return a.Months - b.Months })
	return waiting
}

func pausedOf(list []entry) []Paused {
	at := map[string]*Paused{}
	for _, s := range list {
		if at[s.group] == nil {
			at[s.group] = &Paused{Reason: s.group}
		}
		at[s.group].Days += s.value
		at[s.group].N++
	}
	paused := make([]Paused, 0, len(at))
	for _, p := range at {
		paused = append(paused, *p)
	}
	slices.SortFunc(paused, func(a, b Paused) int { return cmp.Compare(a.Reason, b.Reason) })
	return paused
}

// Select keeps the lines of one class, town and lead unit; empty keeps all.
func Select(list []Sample, class, town, lead string) []Sample {
	return slices.DeleteFunc(list, func(s Sample) bool {
		return (class != "" && s.Class != class) || (town != "" && s.Town != town) || (lead != "" && s.LeadID != lead)
	})
}

// Behind are the lines of a sorted list that come after a mark, whether or not
// the line it named is still there.
func Behind(list []Sample, mark string) []Sample {
	part := strings.SplitN(mark, ",", 4)
	if len(part) != 4 {
		return nil
	}
	last := Sample{About: About{Kind: part[1], ID: part[2]}, On: part[0], Group: part[3]}
	for n := range list {
		if inOrder(last, list[n]) < 0 {
			return list[n:]
		}
	}
	return nil
}

// Mark names a line among those of its measure.
func (s Sample) Mark() string { return s.On + "," + s.Kind + "," + s.ID + "," + s.Group }
