package store

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"gorm.io/gorm"
)

// overwrite sets every column of the row that has row's id, but for kept ones: what
// every act does to its case's row in a list. row is a pointer. It does what GORM's
// Updates does, without the callbacks and clauses that build the statement.
func overwrite(ctx context.Context, tx *gorm.DB, row any, kept ...string) error {
	st := &gorm.Statement{DB: tx}
	if err := st.Parse(row); err != nil {
		return fmt.Errorf("columns of %T: %w", row, err)
	}
	v := reflect.ValueOf(row).Elem()
	var q strings.Builder
	q.WriteString("UPDATE " + st.Schema.Table + " SET ")
	var args []any
	for _, f := range st.Schema.Fields {
		if f.DBName == "" || !f.Updatable || f.PrimaryKey || slices.Contains(kept, f.DBName) {
			continue
		}
		if len(args) > 0 {
			q.WriteString(", ")
		}
		q.WriteString(f.DBName + " = ?")
		value, _ := f.ValueOf(ctx, v)
		args = append(args, value)
	}
	id, _ := st.Schema.PrioritizedPrimaryField.ValueOf(ctx, v)
	q.WriteString(" WHERE id = ?")
	_, err := execOften(ctx, tx, q.String(), append(args, id)...)
	return err
}
