package approval

import "github.com/diaodu/diaodu/domain/casefile"

// Table is the life new applications are born with, for docs/states. What
// happens inside a status is its definition's to say.
func Table() []casefile.Row {
	rows := lives.Rows(Life)
	for _, r := range rows {
		for j, who := range r.By {
			r.By[j] = "approval_" + who // an officer is somebody else in the other lives
		}
	}
	return rows
}

// Acts are those that people may order of an application, of whatever version, for
// the API's document.
func Acts() []string { return casefile.ByHand(Life, lives.Rows, string(System)) }
