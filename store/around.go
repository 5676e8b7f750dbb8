package store

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/diaodu/diaodu/domain/casefile"
)

// shards is over how many rows one counter is spread.
const shards = 8

type caseParty struct {
	CaseID  string             `gorm:"primaryKey"`
	Type    casefile.PartyType `gorm:"primaryKey"`
	PartyID string             `gorm:"primaryKey"`
	Kind    casefile.Kind
	BornAt  time.Time // of the case, so that lists by party come in their order
}

// TableName is case_parties.
func (caseParty) TableName() string { return "case_parties" }

// writeAround writes what lists, counters and people need to know of an event.
func writeAround(ctx context.Context, tx *gorm.DB, before, after casefile.State, ev casefile.Event) error {
	if err := writeParties(ctx, tx, before, after, ev); err != nil {
		return fmt.Errorf("parties: %w", err)
	}
	var old []casefile.Tally
	if before != nil {
		old = before.Tallies()
	}
	if err := count(ctx, tx, ev.CaseID, old, after.Tallies()); err != nil {
		return fmt.Errorf("counters: %w", err)
	}
	if err := announce(ctx, tx, ev); err != nil {
		return fmt.Errorf("announcements: %w", err)
	}
	return linkFiles(ctx, tx, ev)
}

func writeParties(ctx context.Context, tx *gorm.DB, before, after casefile.State, ev casefile.Event) error {
	var old []casefile.Party
	if before != nil {
		old = before.Parties()
	}
	now := after.Parties()
	for _, p := range old {
		if slices.Contains(now, p) {
			continue
		}
		_, err := rowsOf[caseParty](tx).Where("case_id = ? AND type = ? AND party_id = ?", ev.CaseID, p.Type, p.ID).Delete(ctx)
		if err != nil {
			return err
		}
	}
	var added []caseParty
	for _, p := range now {
		if p.ID != "" && !slices.Contains(old, p) {
			added = append(added, caseParty{CaseID: ev.CaseID, Type: p.Type, PartyID: p.ID, Kind: ev.Kind, BornAt: after.CaseHead().BornAt})
		}
	}
	if len(added) == 0 {
		return nil
	}
	return tx.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&added).Error
}

// count adds the difference between two sets of tallies. Rows are touched in
// one order, so that transactions wait for each other instead of deadlocking.
func count(ctx context.Context, tx *gorm.DB, caseID string, old, now []casefile.Tally) error {
	diff := map[casefile.Tally]int{}
	for _, t := range old {
		diff[t]--
	}
	for _, t := range now {
		diff[t]++
	}
	var changed []casefile.Tally
	for t, n := range diff {
		if n != 0 {
			changed = append(changed, t)
		}
	}
	if len(changed) == 0 {
		return nil
	}
	slices.SortFunc(changed, func(a, b casefile.Tally) int {
		return strings.Compare(a.Measure+"\x00"+a.Key, b.Measure+"\x00"+b.Key)
	})
	h := fnv.New32a()
	_, _ = h.Write([]byte(caseID))
	shard := h.Sum32() % shards
	var rows []string
	var args []any
	for _, t := range changed {
		rows = append(rows, "(?, ?, ?, ?)")
		args = append(args, t.Measure, t.Key, shard, diff[t])
	}
	return tx.WithContext(ctx).Exec("INSERT INTO counters (measure, k, shard, n) VALUES "+strings.Join(rows, ", ")+
		" ON DUPLICATE KEY UPDATE n = n + VALUES(n)", args...).Error
}

// Counts reads the counters of a measure: its keys and their values.
func (s *Store) Counts(ctx context.Context, measure string) (map[string]int64, error) {
	var rows []struct {
		K string
		N int64
	}
	err := s.db.WithContext(ctx).Raw("SELECT k, SUM(n) AS n FROM counters WHERE measure = ? GROUP BY k", measure).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("counters %s: %w", measure, err)
	}
	counts := make(map[string]int64, len(rows))
	for _, r := range rows {
		counts[r.K] = r.N
	}
	return counts, nil
}

// announce writes the event's notices with it (J-4); the spreader carries them on.
func announce(ctx context.Context, tx *gorm.DB, ev casefile.Event) error {
	if len(ev.Notices) == 0 {
		return nil
	}
	rows := make([]announcement, 0, len(ev.Notices))
	for i, n := range ev.Notices {
		body, err := json.Marshal(n)
		if err != nil {
			return err
		}
		rows = append(rows, announcement{CaseID: ev.CaseID, Seq: ev.Seq, N: i + 1, Code: n.Code, Body: string(body), At: ev.At})
	}
	return tx.WithContext(ctx).Create(&rows).Error
}
