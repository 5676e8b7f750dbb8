package meeting

import "github.com/diaodu/diaodu/domain/casefile"

// Table is the life new meetings are born with, for docs/states. Deadlines are
// the acts "ring/<name>".
func Table() []casefile.Row {
	rows := make([]casefile.Row, len(lives[Life]))
	for i, s := range lives[Life] {
		rows[i] = casefile.Row{From: casefile.Names(s.From), Act: s.Act, To: string(s.To), By: casefile.Names(s.Who)}
	}
	return rows
}
