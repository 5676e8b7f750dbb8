package store

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// query is a statement on the rows of one type, in the words of gorm's generics
// API and with their meaning. It exists because of what gorm.G costs here: some
// hundred methods and closures for every row type, with names that spell out the
// whole struct, made this package 100 MB and 40 seconds of compiling (measured
// with sixty row types). This makes it 16 MB and 4 seconds.
type query[T any] struct{ o ops } // not embedded: promoted methods would be made once per row type

// rowsOf begins a statement on T's table. Clauses go first, such as a locking one.
func rowsOf[T any](db *gorm.DB, clauses ...clause.Expression) query[T] {
	q := query[T]{ops{db: db}}
	if len(clauses) > 0 {
		q.o = q.o.with(func(db *gorm.DB) *gorm.DB { return db.Clauses(clauses...) })
	}
	return q
}

func (q query[T]) Where(cond any, args ...any) query[T]     { return query[T]{q.o.where(cond, args)} }
func (q query[T]) Or(cond any, args ...any) query[T]        { return query[T]{q.o.or(cond, args)} }
func (q query[T]) Select(cols string, more ...any) query[T] { return query[T]{q.o.pick(cols, more)} }
func (q query[T]) Omit(cols ...string) query[T]             { return query[T]{q.o.omit(cols)} }
func (q query[T]) Order(by any) query[T]                    { return query[T]{q.o.order(by)} }
func (q query[T]) Limit(n int) query[T]                     { return query[T]{q.o.limit(n)} }
func (q query[T]) Offset(n int) query[T]                    { return query[T]{q.o.offset(n)} }

// First is the first row by primary key; gorm.ErrRecordNotFound where none is.
func (q query[T]) First(ctx context.Context) (row T, err error) {
	err = q.o.apply(ctx).First(&row).Error
	return row, err
}

// Take is any row; gorm.ErrRecordNotFound where none is.
func (q query[T]) Take(ctx context.Context) (row T, err error) {
	err = q.o.apply(ctx).Take(&row).Error
	return row, err
}

// Find is every row.
func (q query[T]) Find(ctx context.Context) (rows []T, err error) {
	err = q.o.apply(ctx).Find(&rows).Error
	return rows, err
}

// Count counts the rows of a column, "*" for all.
func (q query[T]) Count(ctx context.Context, column string) (n int64, err error) {
	err = q.o.apply(ctx).Model(new(T)).Select(column).Count(&n).Error
	return n, err
}

// Create inserts one row.
func (q query[T]) Create(ctx context.Context, row *T) error { return q.o.apply(ctx).Create(row).Error }

// CreateInBatches inserts many rows, at most size in one statement.
func (q query[T]) CreateInBatches(ctx context.Context, rows *[]T, size int) error {
	return q.o.apply(ctx).CreateInBatches(rows, size).Error
}

// Update sets one column and says how many rows it changed.
func (q query[T]) Update(ctx context.Context, column string, value any) (int, error) {
	return affected(q.o.apply(ctx).Model(new(T)).Update(column, value))
}

// Updates sets the columns named by Select, or the row's non-zero ones.
func (q query[T]) Updates(ctx context.Context, row T) (int, error) {
	return affected(q.o.apply(ctx).Updates(&row))
}

// Delete removes the rows and says how many.
func (q query[T]) Delete(ctx context.Context) (int, error) {
	return affected(q.o.apply(ctx).Delete(new(T)))
}

func affected(db *gorm.DB) (int, error) { return int(db.RowsAffected), db.Error }

// ops is what a query will ask for; it is the same code for every row type.
type ops struct {
	db   *gorm.DB
	list []func(*gorm.DB) *gorm.DB
}

// with adds a step without touching the query it came from.
func (o ops) with(step func(*gorm.DB) *gorm.DB) ops {
	return ops{o.db, append(o.list[:len(o.list):len(o.list)], step)}
}

func (o ops) apply(ctx context.Context) *gorm.DB {
	db := o.db.Session(&gorm.Session{NewDB: true, Context: ctx})
	for _, step := range o.list {
		db = step(db)
	}
	return db
}

func (o ops) where(cond any, args []any) ops {
	return o.with(func(db *gorm.DB) *gorm.DB { return db.Where(cond, args...) })
}

func (o ops) or(cond any, args []any) ops {
	return o.with(func(db *gorm.DB) *gorm.DB { return db.Or(cond, args...) })
}

func (o ops) pick(cols string, more []any) ops {
	return o.with(func(db *gorm.DB) *gorm.DB { return db.Select(cols, more...) })
}

func (o ops) omit(cols []string) ops {
	return o.with(func(db *gorm.DB) *gorm.DB { return db.Omit(cols...) })
}

func (o ops) order(by any) ops {
	return o.with(func(db *gorm.DB) *gorm.DB { return db.Order(by) })
}

func (o ops) limit(n int) ops {
	return o.with(func(db *gorm.DB) *gorm.DB { return db.Limit(n) })
}

func (o ops) offset(n int) ops {
	return o.with(func(db *gorm.DB) *gorm.DB { return db.Offset(n) })
}
