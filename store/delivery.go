package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/casefile"
)

// lease is how long a taken delivery stays taken: if its sender is killed,
// another takes it afterwards.
const lease = 2 * time.Minute

// giveUp is after how many failures a delivery is left for a person to look at.
const giveUp = 10

// TakeParcel takes the next delivery that is due, for sending; ok is false
// where none is. A message may be sent twice where its sender dies between the
// other side's yes and ours; its id is the same both times.
func (s *Store) TakeParcel(ctx context.Context, now time.Time) (d contract.Parcel, ok bool, err error) {
	err = s.inTransaction(ctx, func(tx *gorm.DB) error {
		d = contract.Parcel{}
		err := tx.WithContext(ctx).Raw(parcels+" WHERE d.id = (SELECT x.id FROM deliveries x WHERE x.state IN ('queued', 'sending') AND x.next_at <= ? ORDER BY x.next_at, x.id LIMIT 1)", now).
			Scan(&d).Error
		if err != nil || d.ID == 0 {
			return err
		}
		// Whoever changes the row first has it.
		got := tx.WithContext(ctx).Exec("UPDATE deliveries SET state = 'sending', attempts = attempts + 1, next_at = ? WHERE id = ? AND attempts = ? AND state = ?",
			now.Add(lease), d.ID, d.Attempts, d.State)
		ok = got.RowsAffected == 1
		return got.Error
	})
	if err != nil || !ok {
		return d, false, err
	}
	err = taken(&d)
	return d, err == nil, err
}

// parcels reads deliveries d with what they tell.
const parcels = "SELECT d.id, d.channel, d.target, d.user_id, d.state, d.attempts, a.code, a.body, f.kind, a.case_id, a.id AS announcement" +
	" FROM deliveries d JOIN announcements a ON a.id = d.announcement_id JOIN case_files f ON f.id = a.case_id"

// taken makes a delivery that was read one that is being sent: counted, its words read.
func taken(d *contract.Parcel) error {
	d.Attempts++
	var n casefile.Notice
	if err := json.Unmarshal([]byte(d.Body), &n); err != nil {
		return fmt.Errorf("delivery %d: %w", d.ID, err)
	}
	d.Args = n.Args
	return nil
}

// ParcelSent notes that the other side took the message.
func (s *Store) ParcelSent(ctx context.Context, id int64, now time.Time) error {
	return s.db.WithContext(ctx).Exec("UPDATE deliveries SET state = 'sent', sent_at = ?, error = '' WHERE id = ?", now, id).Error
}

// ParcelFailed notes a failure and when to try again: later each time, and
// after ten times not at all.
func (s *Store) ParcelFailed(ctx context.Context, d contract.Parcel, why error, now time.Time) error {
	return s.failed(ctx, d, "queued", why, now)
}

// failed puts a delivery back into the state in which it waits, or gives it up.
func (s *Store) failed(ctx context.Context, d contract.Parcel, state string, why error, now time.Time) error {
	if d.Attempts >= giveUp {
		state = "failed"
	}
	wait := min(time.Minute<<min(d.Attempts, 10), 6*time.Hour)
	text := []rune(why.Error())
	return s.db.WithContext(ctx).Exec("UPDATE deliveries SET state = ?, next_at = ?, error = ? WHERE id = ?",
		state, now.Add(wait), string(text[:min(len(text), 400)]), d.ID).Error
}
