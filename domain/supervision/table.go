package supervision

import "github.com/diaodu/diaodu/domain/casefile"

// Table is the life new tasks are born with, for docs/states.
func Table() []casefile.Row { return lives.Rows(Life) }

// Acts are those that people may order of a task, of whatever version, for the
// API's document.
func Acts() []string { return casefile.ByHand(Life, lives.Rows, string(System)) }
