package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/audit"
	"github.com/diaodu/diaodu/domain/casefile"
)

// Verified is the result of checking the whole audit log.
type Verified struct {
	Streams int `json:"streams"`
	Entries int `json:"entries"`
	// Broken lists what is wrong, for a person to look at.
	Broken []string `json:"broken"`
}

// VerifyAudit checks every chain, every event's text, and that each case's
// present state is the fold of its events.
func (s *Store) VerifyAudit(ctx context.Context) (Verified, error) {
	v := Verified{Broken: []string{}}
	var streams []string
	err := s.db.WithContext(ctx).Raw("SELECT DISTINCT stream FROM audit_entries ORDER BY stream").Scan(&streams).Error
	if err != nil {
		return v, fmt.Errorf("audit streams: %w", err)
	}
	for _, stream := range streams {
		n, err := s.verifyInSnapshot(ctx, stream)
		if wrong, found := errors.AsType[*brokenChain](err); found {
			v.Broken = append(v.Broken, wrong.Error())
		} else if err != nil {
			return v, fmt.Errorf("verify stream %s: %w", stream, err)
		}
		v.Streams++
		v.Entries += n
	}
	var orphans []string
	err = s.db.WithContext(ctx).Raw("SELECT f.id FROM case_files f LEFT JOIN audit_entries a ON a.stream = CONCAT(f.kind, '/', f.id) WHERE a.id IS NULL").Scan(&orphans).Error
	if err != nil {
		return v, fmt.Errorf("cases without audit: %w", err)
	}
	for _, id := range orphans {
		v.Broken = append(v.Broken, "case "+id+" has no audit entries")
	}
	return v, nil
}

// brokenChain is something wrong with what is stored, and not with reading it.
type brokenChain struct{ error }

func broken(format string, args ...any) error { return &brokenChain{fmt.Errorf(format, args...)} }

// verifyInSnapshot checks one stream as it stood at one moment. Statements of
// their own would each see another one (READ COMMITTED), and an act recorded
// between them would look like a forged chain to the auditor.
func (s *Store) verifyInSnapshot(ctx context.Context, stream string) (n int, err error) {
	snapshot := &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) (err error) {
		n, err = verifyStream(ctx, tx, stream)
		return err
	}, snapshot)
	return n, err
}

func verifyStream(ctx context.Context, tx *gorm.DB, stream string) (int, error) {
	rows, err := rowsOf[auditEntry](tx).Where("stream = ?", stream).Order("n").Find(ctx)
	if err != nil {
		return 0, err
	}
	kind, caseID, isCase := strings.Cut(stream, "/")
	bodies := map[int]string{}
	if isCase {
		events, err := rowsOf[caseEvent](tx).Where("case_id = ?", caseID).Find(ctx)
		if err != nil {
			return 0, err
		}
		if len(events) != len(rows) {
			return len(rows), broken("stream %s: %d events, %d entries", stream, len(events), len(rows))
		}
		for _, e := range events {
			bodies[e.Seq] = e.Body
		}
	}
	var chain audit.Chain
	for _, r := range rows {
		body := r.Body
		if isCase {
			body = bodies[r.N]
		}
		if err := chain.Next(r.entry(), []byte(body)); err != nil {
			return len(rows), &brokenChain{err}
		}
	}
	if isCase {
		return len(rows), verifyCase(ctx, tx, casefile.Kind(kind), caseID, &chain)
	}
	head, err := rowsOf[auditStream](tx).Where("stream = ?", stream).Take(ctx)
	if err != nil && !errors.Is(err, gorm.ErrRecordNotFound) {
		return len(rows), err
	}
	if n, hash := chain.End(); n != head.N || hash != head.Hash {
		return len(rows), broken("stream %s: ends at %d, its head says %d", stream, n, head.N)
	}
	return len(rows), nil
}

// verifyCase checks that the case's row is where its chain ends and that its
// state is the fold of its events.
func verifyCase(ctx context.Context, tx *gorm.DB, kind casefile.Kind, id string, chain *audit.Chain) error {
	file, err := rowsOf[caseFile](tx).Where("id = ?", id).Take(ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return broken("case %s: %w", contract.CaseID(kind, id), err)
	} else if err != nil {
		return err
	}
	if n, hash := chain.End(); n != file.Seq || hash != file.Chain {
		return broken("case %s: chain ends at %d, the case says %d", id, n, file.Seq)
	}
	events, err := eventsAfter(ctx, tx, id, 0)
	if err != nil {
		return err
	}
	state, err := foldCase(kind, id, events)
	if err != nil {
		return &brokenChain{err}
	}
	same, err := file.holds(state)
	if err != nil {
		return fmt.Errorf("case %s: %w", id, err)
	}
	if !same {
		return broken("case %s: its state is not the fold of its events", id)
	}
	return nil
}
