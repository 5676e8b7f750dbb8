package supervision

import "github.com/diaodu/diaodu/domain/casefile"

// Table is the life new tasks are born with, for docs/states.
func Table() []casefile.Row { return lives.Rows(Life) }
