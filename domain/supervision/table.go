package supervision

import "github.com/diaodu/diaodu/domain/casefile"

// Table is the life new tasks are born with, for docs/states.
func Table() []casefile.Row {
	rows := make([]casefile.Row, len(lives[Life]))
	for i, s := range lives[Life] {
		rows[i] = casefile.Row{From: []string{string(s.From)}, Act: s.Act, To: string(s.To), By: casefile.Names(s.Who)}
	}
	return rows
}
