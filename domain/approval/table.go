package approval

import "github.com/diaodu/diaodu/domain/casefile"

// Table is the life new applications are born with, for docs/states. What
// happens inside a status is its definition's to say.
func Table() []casefile.Row {
	rows := make([]casefile.Row, len(lives[Life]))
	for i, s := range lives[Life] {
		by := casefile.Names(s.Who)
		for j, who := range by {
			by[j] = "approval_" + who // an officer is somebody else in the other lives
		}
		rows[i] = casefile.Row{From: []string{string(s.From)}, Act: s.Act, To: string(s.To), By: by}
	}
	return rows
}
