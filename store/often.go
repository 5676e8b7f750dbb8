package store

import (
	"context"
	"database/sql"
	"sync"
	"time"

	"gorm.io/gorm"
)

// keepsPrepared bounds how many statements stay prepared on each connection.
// Those that acts run are a few dozen; one of several rows has a text for each
// number of rows. What comes when all places are taken goes with its values.
const keepsPrepared = 64

// prepareWithin bounds how long the preparation of a statement may take.
const prepareWithin = 5 * time.Second

// pool is the database as GORM sees it. Statements that acts run again and again
// stay prepared on each connection (docs/decisions/0019); all others go with
// their values.
type pool struct {
	*sql.DB
	mu    sync.RWMutex
	often map[string]*sql.Stmt // nil while it is being prepared
}

func newPool(db *sql.DB) *pool { return &pool{DB: db, often: map[string]*sql.Stmt{}} }

// GetDBConn gives GORM the pool beneath.
func (p *pool) GetDBConn() (*sql.DB, error) { return p.DB, nil }

// BeginTx begins a transaction that knows the prepared statements.
func (p *pool) BeginTx(ctx context.Context, opts *sql.TxOptions) (gorm.ConnPool, error) {
	tx, err := p.DB.BeginTx(ctx, opts)
	if err != nil {
		return nil, err
	}
	return &poolTx{tx, p}, nil
}

// prepared is the statement of a text where it is prepared; where it is not, it
// soon will be. Nobody waits for that: whoever asks holds a connection, and
// preparing takes another.
func (p *pool) prepared(q string) *sql.Stmt {
	p.mu.RLock()
	s, known := p.often[q]
	full := len(p.often) >= keepsPrepared
	p.mu.RUnlock()
	if known || full {
		return s
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if s, known = p.often[q]; !known {
		p.often[q] = nil
		go p.prepare(q)
	}
	return s
}

func (p *pool) prepare(q string) {
	ctx, cancel := context.WithTimeout(context.Background(), prepareWithin)
	defer cancel()
	s, err := p.PrepareContext(ctx, q)
	p.mu.Lock()
	defer p.mu.Unlock()
	if err != nil {
		delete(p.often, q) // the next to ask tries again
		return
	}
	p.often[q] = s
}

// poolTx is a transaction of the pool.
type poolTx struct {
	*sql.Tx
	pool *pool
}

// execOften runs a statement whose text comes again with the next acts, prepared
// where it is, and says how many rows it changed. It does what GORM's Exec does,
// slow log and translated errors included, without building the statement anew.
func execOften(ctx context.Context, tx *gorm.DB, q string, args ...any) (changed int64, err error) {
	began := time.Now()
	var done sql.Result
	if t, ok := tx.Statement.ConnPool.(*poolTx); ok {
		done, err = t.execOften(ctx, q, args)
	} else {
		done, err = tx.Statement.ConnPool.ExecContext(ctx, q, args...)
	}
	if err == nil {
		changed, err = done.RowsAffected()
	}
	tx.Logger.Trace(ctx, began, func() (string, int64) { return q, changed }, err)
	if translator, ok := tx.Dialector.(gorm.ErrorTranslator); ok && err != nil {
		err = translator.Translate(err)
	}
	return changed, err
}

func (t *poolTx) execOften(ctx context.Context, q string, args []any) (sql.Result, error) {
	if s := t.pool.prepared(q); s != nil {
		return t.StmtContext(ctx, s).ExecContext(ctx, args...)
	}
	return t.ExecContext(ctx, q, args...)
}
