package meeting

import (
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
)

// Table is the life new meetings are born with, for docs/states. Deadlines are
// the acts "ring/<name>".
func Table() []casefile.Row { return table(Life) }

// Acts are those that people may order of a meeting, of whatever version, for the
// API's document.
func Acts() []string { return casefile.ByHand(Life, table, string(org.System)) }

func table(life int) []casefile.Row {
	rows := make([]casefile.Row, len(lives[life]))
	for i, s := range lives[life] {
		rows[i] = casefile.Row{From: casefile.Names(s.From), Act: s.Act, To: string(s.To), By: casefile.Names(s.Who)}
	}
	return rows
}
