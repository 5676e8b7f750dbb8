package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/audit"
	"github.com/diaodu/diaodu/domain/casefile"
)

// caseFile is a case's present state.
type caseFile struct {
	ID         string `gorm:"primaryKey"`
	Kind       casefile.Kind
	No         string
	Title      string
	Status     string
	Seq        int
	Life       int
	Done       bool
	Unchecked  bool
	Chain      string
	State      string
	BornAt     time.Time
	ChangedAt  time.Time
	RecordedAt time.Time
}

// TableName is case_files.
func (caseFile) TableName() string { return "case_files" }

// caseEvent is one event; Body is the whole of it as JSON.
type caseEvent struct {
	ID        int64 `gorm:"primaryKey"`
	CaseID    string
	Seq       int
	RequestID string
	Kind      casefile.Kind
	Act       string
	ActorID   string
	At        time.Time
	Number    string
	Body      string
}

// TableName is case_events.
func (caseEvent) TableName() string { return "case_events" }

// noun is how one kind of case is folded and projected.
type noun struct {
	blank func() casefile.State
	// project writes the noun's own rows, in the recording transaction. before is
	// nil for the first event.
	project func(tx *gorm.DB, before, after casefile.State, ev casefile.Event) error
}

// nouns holds every kind; each noun's file adds its own in an init-free way: see kinds.go.
func nounOf(kind casefile.Kind) (noun, error) {
	n, ok := nouns[kind]
	if !ok {
		return noun{}, fmt.Errorf("no such kind of case: %q", kind)
	}
	return n, nil
}

// attempts bounds how often a transaction that lost a deadlock is repeated here
// before Temporal repeats the whole activity.
const attempts = 5

// Record writes one event and everything that follows from it in one
// transaction: event, state, audit entry, number, parties, counters, notices and
// the noun's rows. Offered again it writes nothing and says what it holds
// instead: the events from the offered number on, or what the request did before.
func (s *Store) Record(ctx context.Context, ev casefile.Event) (contract.Recorded, error) {
	var rec contract.Recorded
	err := s.inTransaction(ctx, func(tx *gorm.DB) (err error) {
		rec, err = s.recordIn(ctx, tx, ev)
		return err
	})
	if err != nil {
		return contract.Recorded{}, fmt.Errorf("record event %d of %s %s: %w", ev.Seq, ev.Kind, ev.CaseID, err)
	}
	return rec, nil
}

func (s *Store) inTransaction(ctx context.Context, do func(tx *gorm.DB) error) (err error) {
	for range attempts {
		if err = s.db.WithContext(ctx).Transaction(do); !lostRace(err) {
			return err
		}
	}
	return err
}

func (s *Store) recordIn(ctx context.Context, tx *gorm.DB, ev casefile.Event) (contract.Recorded, error) {
	n, err := nounOf(ev.Kind)
	if err != nil {
		return contract.Recorded{}, err
	}
	file, err := lockFile(ctx, tx, ev)
	if err != nil {
		return contract.Recorded{}, err
	}
	if file.Seq >= ev.Seq {
		return held(ctx, tx, ev)
	}
	if file.Seq != ev.Seq-1 {
		return contract.Recorded{}, fmt.Errorf("gap: MySQL is at %d", file.Seq)
	}
	if earlier, err := earlierAct(ctx, tx, ev.CaseID, ev.RequestID, ev.Fingerprint); err != nil || earlier != nil {
		return contract.Recorded{Earlier: earlier}, err
	}
	if err := number(ctx, tx, &ev); err != nil {
		return contract.Recorded{}, err
	}
	before, after, err := fold(n, file, ev)
	if err != nil {
		return contract.Recorded{}, err
	}
	if err := writeEvent(ctx, tx, &file, ev); err != nil {
		return contract.Recorded{}, err
	}
	if err := writeFile(ctx, tx, file, after, ev); err != nil {
		return contract.Recorded{}, err
	}
	if err := writeAround(ctx, tx, before, after, ev); err != nil {
		return contract.Recorded{}, err
	}
	if err := n.project(tx, before, after, ev); err != nil {
		return contract.Recorded{}, fmt.Errorf("project: %w", err)
	}
	return contract.Recorded{Number: ev.Number}, nil
}

// lockFile takes the case's row for this transaction. A case yet to be born has
// none; two births at once meet at the primary key.
func lockFile(ctx context.Context, tx *gorm.DB, ev casefile.Event) (caseFile, error) {
	file, err := rowsOf[caseFile](tx, clause.Locking{Strength: "UPDATE"}).Where("id = ?", ev.CaseID).Take(ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return caseFile{ID: ev.CaseID, Kind: ev.Kind, BornAt: ev.At}, nil
	}
	return file, err
}

// held says what MySQL holds from the offered event on, for adoption.
func held(ctx context.Context, tx *gorm.DB, ev casefile.Event) (contract.Recorded, error) {
	events, err := eventsAfter(ctx, tx, ev.CaseID, ev.Seq-1)
	return contract.Recorded{Adopt: events}, err
}

// earlierAct finds what the request did longer ago than the workflow remembers.
func earlierAct(ctx context.Context, tx *gorm.DB, caseID, requestID, print string) (*contract.Answer, error) {
	row, err := rowsOf[caseEvent](tx).Where("case_id = ? AND request_id = ?", caseID, requestID).Take(ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	ev, err := row.event()
	if err != nil {
		return nil, err
	}
	if print != "" && ev.Fingerprint != print {
		return nil, casefile.Reused(requestID)
	}
	return &contract.Answer{CaseID: caseID, Seq: ev.Seq, Number: ev.Number, Status: ev.To, At: ev.At}, nil
}

func (r caseEvent) event() (casefile.Event, error) {
	var ev casefile.Event
	if err := json.Unmarshal([]byte(r.Body), &ev); err != nil {
		return ev, fmt.Errorf("event %d of %s: %w", r.Seq, r.CaseID, err)
	}
	return ev, nil
}

// number allots the next official number of the series. It is gap-free because
// it lives and dies with the transaction (R17).
func number(ctx context.Context, tx *gorm.DB, ev *casefile.Event) error {
	if ev.Series == nil {
		return nil
	}
	err := tx.WithContext(ctx).Exec("INSERT INTO number_series (name, last) VALUES (?, 1) ON DUPLICATE KEY UPDATE last = last + 1", ev.Series.Name).Error
	if err != nil {
		return fmt.Errorf("number series %s: %w", ev.Series.Name, err)
	}
	var last int
	if err := tx.WithContext(ctx).Raw("SELECT last FROM number_series WHERE name = ?", ev.Series.Name).Scan(&last).Error; err != nil {
		return fmt.Errorf("number series %s: %w", ev.Series.Name, err)
	}
	ev.Number = fmt.Sprintf(ev.Series.Format, last)
	nameByNumber(ev)
	return nil
}

// nameByNumber gives a newborn case's notices its number, which nobody knew
// when they were written.
func nameByNumber(ev *casefile.Event) {
	for n := range ev.Notices {
		for k, a := range ev.Notices[n].Args {
			if a.Key == "no" && (a.Value == "" || a.Value == ev.CaseID) {
				ev.Notices[n].Args[k].Value = ev.Number
			}
		}
	}
}

// fold makes the state before and after the event, by the domain's own code.
func fold(n noun, file caseFile, ev casefile.Event) (before, after casefile.State, err error) {
	after = n.blank()
	if file.Seq > 0 {
		before = n.blank()
		if err := json.Unmarshal([]byte(file.State), before); err != nil {
			return nil, nil, fmt.Errorf("state: %w", err)
		}
		if err := json.Unmarshal([]byte(file.State), after); err != nil {
			return nil, nil, fmt.Errorf("state: %w", err)
		}
	} else {
		*after.CaseHead() = casefile.Head{ID: ev.CaseID, Kind: ev.Kind}
	}
	if err := after.Apply(ev); err != nil {
		return nil, nil, fmt.Errorf("fold: %w", err)
	}
	return before, after, nil
}

// writeEvent writes the event and seals it into the case's chain.
func writeEvent(ctx context.Context, tx *gorm.DB, file *caseFile, ev casefile.Event) error {
	body, err := json.Marshal(ev)
	if err != nil {
		return fmt.Errorf("event: %w", err)
	}
	entry := audit.Entry{
		Stream: contract.CaseID(ev.Kind, ev.CaseID), N: ev.Seq, At: ev.At, ActorID: ev.Actor.UserID, Actor: ev.Actor.Name,
		IP: ev.IP, What: ev.Act, Subject: ev.CaseID, BodySHA: audit.HashBody(body), Prev: file.Chain,
	}
	entry.Seal()
	file.Chain = entry.Hash
	row := caseEvent{
		CaseID: ev.CaseID, Seq: ev.Seq, RequestID: ev.RequestID, Kind: ev.Kind, Act: ev.Act,
		ActorID: ev.Actor.UserID, At: ev.At, Number: ev.Number, Body: string(body),
	}
	if err := rowsOf[caseEvent](tx).Create(ctx, &row); err != nil {
		return fmt.Errorf("event: %w", err)
	}
	// The event row is the entry's body; the entry does not repeat it.
	return writeEntry(ctx, tx, entry, "")
}

func writeFile(ctx context.Context, tx *gorm.DB, file caseFile, after casefile.State, ev casefile.Event) error {
	state, err := json.Marshal(after)
	if err != nil {
		return fmt.Errorf("state: %w", err)
	}
	head := after.CaseHead()
	born := file.Seq == 0
	file.No, file.Title, file.Status, file.Seq, file.Life = head.No, after.Title(), after.StatusCode(), ev.Seq, head.Life
	file.Done, file.Unchecked, file.State = after.Done(), true, string(state)
	file.ChangedAt, file.RecordedAt = ev.At, time.Now()
	if born {
		file.BornAt = ev.At
		err = rowsOf[caseFile](tx).Create(ctx, &file)
	} else {
		_, err = rowsOf[caseFile](tx).Select("*").Omit("id", "kind", "born_at").Where("id = ?", file.ID).Updates(ctx, file)
	}
	if err != nil {
		return fmt.Errorf("case file: %w", err)
	}
	return nil
}
