package issue

import (
	"reflect"
	"runtime"
	"strings"

	"github.com/diaodu/diaodu/domain/casefile"
)

// Table is the life new issues are born with, for docs/states. People are named
// by the relation the life asks for, such as leadOr.
func Table() []casefile.Row { return table(Life) }

// Acts are those that people may order of an issue, of whatever version, for the
// API's document.
func Acts() []string { return casefile.ByHand(Life, table, "system") }

func table(life int) []casefile.Row {
	rows := make([]casefile.Row, len(lives[life]))
	for i, s := range lives[life] {
		rows[i] = casefile.Row{From: casefile.Names(s.from), Act: s.act, To: string(s.to), By: []string{nameOf(s.by)}}
	}
	return rows
}

func nameOf(by who) string {
	name := runtime.FuncForPC(reflect.ValueOf(by).Pointer()).Name()
	return name[strings.LastIndex(name, ".")+1:]
}
