package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
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
	Calendar   string // version of the calendar it counts with
	Chain      string
	State      string
	Steady     string // the part of the state that hardly ever changes, of kinds that have one
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
	// workOut, of a kind whose rows take some making, stands for project: it makes
	// them while the case's row is being written, and says how to write them.
	workOut func(before, after casefile.State, ev casefile.Event) (func(tx *gorm.DB) error, error)
	sight   sight
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
	var now *known
	err := s.inTransaction(ctx, func(tx *gorm.DB) (err error) {
		rec, now, err = s.recordIn(ctx, tx, ev)
		return err
	})
	var again *repeated
	if errors.As(err, &again) {
		return contract.Recorded{Earlier: &again.answer}, nil
	}
	if err != nil {
		return contract.Recorded{}, fmt.Errorf("record event %d of %s %s: %w", ev.Seq, ev.Kind, ev.CaseID, err)
	}
	s.recent.keep(now)
	return rec, nil
}

// repeated ends a transaction whose request was carried out before.
type repeated struct{ answer contract.Answer }

func (r *repeated) Error() string {
	return fmt.Sprintf("the request was carried out at %d", r.answer.Seq)
}

func (s *Store) inTransaction(ctx context.Context, do func(tx *gorm.DB) error) (err error) {
	for range attempts {
		if err = s.db.WithContext(ctx).Transaction(do); !lostRace(err) {
			return err
		}
	}
	return err
}

func (s *Store) recordIn(ctx context.Context, tx *gorm.DB, ev casefile.Event) (contract.Recorded, *known, error) {
	n, err := nounOf(ev.Kind)
	if err != nil {
		return contract.Recorded{}, nil, err
	}
	if last := s.recent.take(ev); last != nil {
		now, err := step(ctx, tx, n, last, &ev)
		if !errors.Is(err, errMovedOn) {
			return contract.Recorded{}, now, err
		}
	}
	file, err := lockFile(ctx, tx, ev)
	if err != nil {
		return contract.Recorded{}, nil, err
	}
	if file.Seq >= ev.Seq {
		rec, err := held(ctx, tx, ev)
		return rec, nil, err
	}
	if file.Seq != ev.Seq-1 {
		return contract.Recorded{}, nil, fmt.Errorf("gap: MySQL is at %d", file.Seq)
	}
	if err := number(ctx, tx, &ev); err != nil {
		return contract.Recorded{}, nil, err
	}
	now, err := step(ctx, tx, n, &known{file: file}, &ev)
	return contract.Recorded{Number: ev.Number}, now, err
}

// step writes what an event makes of the case as it was.
func step(ctx context.Context, tx *gorm.DB, n noun, was *known, ev *casefile.Event) (*known, error) {
	before, after, err := was.folded(n, *ev)
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(ev)
	if err != nil {
		return nil, fmt.Errorf("event: %w", err)
	}
	project := n.projecting(before, after, *ev)
	entry := entryOf(*ev, body, was.file.Chain)
	file, err := writeFile(ctx, tx, was, before, after, *ev, entry.Hash)
	if err != nil {
		return nil, err
	}
	if err := writeEvent(ctx, tx, *ev, body, entry); err != nil {
		return nil, err
	}
	if err := writeAround(ctx, tx, before, after, *ev); err != nil {
		return nil, err
	}
	if err := project(tx); err != nil {
		return nil, fmt.Errorf("project: %w", err)
	}
	if err := writeWords(ctx, tx, before, after, *ev); err != nil {
		return nil, err
	}
	return n.between(file, before, after, *ev), nil
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
	if err := allot(ctx, tx, ev); err != nil {
		return err
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

// entryOf seals the event into the case's chain.
func entryOf(ev casefile.Event, body []byte, prev string) audit.Entry {
	entry := audit.Entry{
		Stream: contract.CaseID(ev.Kind, ev.CaseID), N: ev.Seq, At: ev.At, ActorID: ev.Actor.UserID, Actor: ev.Actor.Name,
		IP: ev.IP, What: ev.Act, Subject: ev.CaseID, BodySHA: audit.HashBody(body), Prev: prev,
	}
	entry.Seal()
	return entry
}

// writeEvent writes the event and its entry of the audit log.
func writeEvent(ctx context.Context, tx *gorm.DB, ev casefile.Event, body []byte, entry audit.Entry) error {
	// The three writes of every act are plain SQL: they are a third of its cost.
	_, err := execOften(ctx, tx, "INSERT INTO case_events (case_id, seq, request_id, kind, act, actor_id, at, number, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
		ev.CaseID, ev.Seq, ev.RequestID, ev.Kind, ev.Act, ev.Actor.UserID, ev.At, ev.Number, string(body))
	if err != nil {
		return doneBefore(ctx, tx, ev, err)
	}
	// The event row is the entry's body; the entry does not repeat it.
	return writeEntry(ctx, tx, entry, "")
}

// doneBefore reads why an event could not be inserted. The unique key of case
// and request finds a repetition without asking before every act.
func doneBefore(ctx context.Context, tx *gorm.DB, ev casefile.Event, err error) error {
	if !errors.Is(err, gorm.ErrDuplicatedKey) {
		return fmt.Errorf("event: %w", err)
	}
	earlier, rerr := earlierAct(ctx, tx, ev.CaseID, ev.RequestID, ev.Fingerprint)
	switch {
	case rerr != nil:
		return rerr
	case earlier != nil:
		return &repeated{*earlier}
	}
	return fmt.Errorf("event: %w", err)
}

// writeFile writes the case's row. A case that was known without reading it must
// still be in MySQL what it was, to the letter: errMovedOn where it is not.
func writeFile(ctx context.Context, tx *gorm.DB, was *known, before, after casefile.State, ev casefile.Event, chain string) (caseFile, error) {
	file := was.file
	steadyToo := file.Steady == "" || steadyMoved(before, after)
	if err := file.hold(after, steadyToo); err != nil {
		return file, err
	}
	head := after.CaseHead()
	file.No, file.Title, file.Status, file.Seq, file.Life = head.No, after.Title(), after.StatusCode(), ev.Seq, head.Life
	file.Done, file.Unchecked, file.Calendar, file.Chain = after.Done(), true, head.Cal.Version, chain
	file.ChangedAt, file.RecordedAt = ev.At, time.Now()
	if was.file.Seq == 0 {
		file.BornAt = ev.At
		if err := rowsOf[caseFile](tx).Create(ctx, &file); err != nil {
			return file, fmt.Errorf("case file: %w", err)
		}
		return file, nil
	}
	q := "UPDATE case_files SET no = ?, title = ?, status = ?, seq = ?, life = ?, done = ?, unchecked = 1, calendar = ?, chain = ?, state = ?," +
		" changed_at = ?, recorded_at = ?"
	args := []any{
		file.No, file.Title, file.Status, file.Seq, file.Life, file.Done, file.Calendar, file.Chain, file.State, file.ChangedAt, file.RecordedAt,
	}
	if file.Steady != was.file.Steady {
		q, args = q+", steady = ?", append(args, file.Steady)
	}
	q, args = q+" WHERE id = ?", append(args, file.ID)
	if was.unread() {
		q += " AND seq = ? AND chain = ? AND recorded_at = ? AND CRC32(state) = ?"
		args = append(args, was.file.Seq, was.file.Chain, was.file.RecordedAt, crc32.ChecksumIEEE([]byte(was.file.State)))
	}
	changed, err := execOften(ctx, tx, q, args...)
	switch {
	case err != nil:
		return file, fmt.Errorf("case file: %w", err)
	case was.unread() && changed == 0:
		return file, errMovedOn
	}
	return file, nil
}
