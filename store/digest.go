package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/workcal"
)

// digestHour is when daily letters 每天汇总 go out, China time.
const digestHour = 18

// bundleSize is how many notices one daily letter holds; more make another one.
const bundleSize = 200

// nextDigest is when a notice that waits for the daily letter goes out: what comes
// after today's letter goes into tomorrow's.
func nextDigest(now time.Time) time.Time {
	day := workcal.DateOf(now)
	if at := day.At(digestHour, 0); now.Before(at) {
		return at
	}
	return day.AddDays(1).At(digestHour, 0)
}

// errBundleTaken undoes the taking of a bundle that another post was quicker to take.
var errBundleTaken = errors.New("the bundle is taken")

// TakeBundle takes the next daily letter that is due, for sending; ok is false where
// none is. What its reader has read meanwhile is left out, so a bundle may be empty;
// what they have still to act on is marked.
// Like a parcel it is taken for a while, and may be sent twice under the same id
// where its sender dies between the other side's yes and ours.
func (s *Store) TakeBundle(ctx context.Context, now time.Time) (b contract.Bundle, ok bool, err error) {
	err = s.inTransaction(ctx, func(tx *gorm.DB) error {
		b, ok = contract.Bundle{}, false
		db := tx.WithContext(ctx)
		err := db.Raw("SELECT user_id FROM deliveries WHERE state = 'held' AND next_at <= ? ORDER BY next_at, id LIMIT 1", now).Scan(&b.UserID).Error
		if err != nil || b.UserID == "" {
			return err
		}
		read := db.Exec("UPDATE deliveries d JOIN notices n ON n.user_id = d.user_id AND n.announcement_id = d.announcement_id"+
			" SET d.state = 'dropped' WHERE d.user_id = ? AND d.state = 'held' AND d.next_at <= ? AND n.read_at IS NOT NULL", b.UserID, now)
		if read.Error != nil {
			return read.Error
		}
		err = db.Raw(parcels+" WHERE d.user_id = ? AND d.state = 'held' AND d.next_at <= ? ORDER BY d.id LIMIT ?", b.UserID, now, bundleSize).Scan(&b.Parcels).Error
		ok = err == nil
		if err != nil || len(b.Parcels) == 0 {
			return err
		}
		got := db.Exec("UPDATE deliveries SET attempts = attempts + 1, next_at = ? WHERE id IN ? AND state = 'held' AND next_at <= ?",
			now.Add(lease), b.IDs(), now)
		if got.Error == nil && int(got.RowsAffected) != len(b.Parcels) {
			return errBundleTaken
		}
		return got.Error
	})
	if errors.Is(err, errBundleTaken) {
		return contract.Bundle{}, false, nil
	}
	if err != nil {
		return contract.Bundle{}, false, fmt.Errorf("take a daily letter: %w", err)
	}
	if len(b.Parcels) == 0 {
		return b, ok, nil
	}
	asked, err := s.stillAsked(ctx, b.UserID, now)
	if err != nil {
		return b, false, fmt.Errorf("daily letter of %s: %w", b.UserID, err)
	}
	for i := range b.Parcels {
		if err := taken(&b.Parcels[i]); err != nil {
			return b, false, err
		}
		b.Parcels[i].Asks = asked[b.Parcels[i].Announcement]
		b.Email = b.Parcels[i].Target // the address of the latest
	}
	return b, ok, nil
}

// BundleSent notes that the other side took the daily letter.
func (s *Store) BundleSent(ctx context.Context, b contract.Bundle, now time.Time) error {
	return s.db.WithContext(ctx).Exec("UPDATE deliveries SET state = 'sent', sent_at = ?, error = '' WHERE id IN ?", now, b.IDs()).Error
}

// BundleFailed notes a failure and when to try again, as for a parcel. Other
// people's letters do not wait for it.
func (s *Store) BundleFailed(ctx context.Context, b contract.Bundle, why error, now time.Time) error {
	for _, p := range b.Parcels {
		if err := s.failed(ctx, p, "held", why, now); err != nil {
			return err
		}
	}
	return nil
}
