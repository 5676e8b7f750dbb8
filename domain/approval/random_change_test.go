package approval

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
)

// migrates moves the case to another version of its process, where it has a place
// there: this one with other limits and ways of deciding, or any other.
func (w *journey) migrates() {
	def := w.another()
	if slices.ContainsFunc(process.Check(&def, process.Known{}), func(p process.Problem) bool { return !p.Warning }) {
		return
	}
	def.Version = w.a.Def.Version + 1
	def.Hash = fmt.Sprintf("h%d", def.Version)
	_ = w.order(keeper, ActMigrate, Form{Reason: "新版", Definition: &def})
}

func (w *journey) another() process.Definition {
	if evenly(w.rt, 4, "another process") == 0 {
		return randomDefinition(w.rt)
	}
	var def process.Definition
	require.NoError(w.rt, json.Unmarshal(raw(w.rt, w.a.Def), &def))
	d := &drawer{rt: w.rt}
	g := process.NewGraph(&def)
	for _, id := range g.IDs() {
		if n, _ := g.Node(id); n.Stage != nil && d.oneIn(2, "changes "+id) {
			s := n.Stage
			s.Ballot, s.Veto = process.Ballot{}, nil
			d.mode(s)
			s.Return.Resume = drawOne(d, "new resume", "", "direct")
			if s.Within > 0 {
				s.Within += rapid.IntRange(0, 3).Draw(w.rt, "more days")
			} else if !s.Accepts {
				s.Within = evenly(w.rt, 4, "new limit")
			}
		}
	}
	if d.oneIn(3, "one step more") {
		def.Steps = append(def.Steps, process.Step{ID: "more", Kind: process.KindStage, Name: "加办", Stage: d.stage(0, false, nil)})
	}
	return def
}

// newHolidays gives the case a calendar with other days off and worked.
func (w *journey) newHolidays() {
	today := casefile.Today(w.now)
	var off, work []workcal.Date
	for n := range 20 {
		switch day := today.AddDays(n - 4); evenly(w.rt, 6, "holiday") {
		case 0:
			off = append(off, day)
		case 1:
			work = append(work, day)
		}
	}
	cal, err := workcal.Embedded().WithLocal(off, work)
	require.NoError(w.rt, err)
	require.NoError(w.rt, w.recalendar(cal))
}

func (w *journey) recalendar(cal workcal.Calendar) error {
	w.n++
	return w.command(Command{Order: casefile.Order{Act: casefile.ActRecalendar, Calendar: &cal,
		Meta: casefile.Meta{RequestID: fmt.Sprintf("cal%d", w.n), Actor: org.Clock}}})
}
