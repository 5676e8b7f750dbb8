// Package life reads the table of a case's life: in which status which act may be
// ordered, by whom, and where it leads. The nouns whose rows stand for one status
// each write their tables with it (approval 审批件, plan 审批计划, supervision 督办任务).
package life

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/diaodu/diaodu/domain/casefile"
)

// Step says: from this status, this act leads there, and these may order it.
// An empty To leaves the status as it is, or lets the act choose. W are the noun's
// places: what a person can be towards one case.
type Step[S, W ~string] struct {
	From S
	Act  string
	To   S
	Who  []W
}

// Steps writes one rule for several statuses.
func Steps[S, W ~string](from []S, act string, to S, who ...W) []Step[S, W] {
	rows := make([]Step[S, W], len(from))
	for i, f := range from {
		rows[i] = Step[S, W]{f, act, to, who}
	}
	return rows
}

// Lives holds every version of a life. A case keeps the version it was born with;
// a shipped version is never edited: each noun keeps its Lines in a file.
type Lives[S, W ~string] map[int][]Step[S, W]

// Found is what a table says of an act.
type Found int

const (
	Unknown Found = iota // no status knows the act
	NotNow               // the act is another status's
	Theirs               // the act is possible, and others may order it
	Yours                // the actor may order it
)

// Find looks an act up in one version, in a status; is tells which places the
// actor has. The step is of use where the act is possible now.
func (l Lives[S, W]) Find(version int, in S, act string, is func(W) bool) (Step[S, W], Found) {
	found := Unknown
	for _, s := range l[version] {
		if s.Act != act {
			continue
		}
		found = NotNow
		if s.From != in {
			continue
		}
		if slices.ContainsFunc(s.Who, is) {
			return s, Yours
		}
		return s, Theirs
	}
	return Step[S, W]{}, found
}

// Rows is one version as documents show it.
func (l Lives[S, W]) Rows(version int) []casefile.Row {
	rows := make([]casefile.Row, len(l[version]))
	for i, s := range l[version] {
		rows[i] = casefile.Row{From: []string{string(s.From)}, Act: s.Act, To: string(s.To), By: casefile.Names(s.Who)}
	}
	return rows
}

// Lines tells every version, a line a step: open cases replay by what stands in
// them.
func (l Lives[S, W]) Lines() string {
	var b strings.Builder
	for _, v := range slices.Sorted(maps.Keys(l)) {
		for _, s := range l[v] {
			fmt.Fprintf(&b, "%d %s --%s--> %s by %s\n", v, cmp.Or(string(s.From), "-"), s.Act, cmp.Or(string(s.To), "-"), strings.Join(casefile.Names(s.Who), ","))
		}
	}
	return b.String()
}
