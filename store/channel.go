package store

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/diaodu/diaodu/domain/channel"
	"github.com/diaodu/diaodu/domain/fault"
)

const channelSetting = "channel/"

// Channel is how a channel was set up while the program runs. Sealed is its secret,
// closed under a key that is not in the database; empty where none was given here.
type Channel struct {
	channel.Settings
	Sealed string  `json:"sealed,omitempty"`
	Now    Version `json:"-"` // zero where only the deployment sets it up
}

// Channel reads how a channel was set up; Now is zero where it never was.
func (s *Store) Channel(ctx context.Context, name string) (Channel, error) {
	if !channel.Known(name) {
		return Channel{}, noChannel(name)
	}
	var c Channel
	var err error
	c.Now, err = settingNow(ctx, s.db, channelSetting+name, &c)
	return c, err
}

func noChannel(name string) error {
	return fault.New(fault.NotFound, "channel.not_found", "no channel %q", name)
}

// channelTrace is what the audit log keeps of a channel: never its secret.
type channelTrace struct {
	channel.Settings
	SecretKept bool  `json:"secret_kept"`
	Dropped    int64 `json:"dropped,omitempty"` // messages that waited when it was turned off
}

// SetChannel sets a channel up. was is what the deployment says, for the audit log's
// Before where nothing was set yet; sealed empty keeps the secret there is. What
// still waits for a channel that is turned off is dropped: it would come days late.
func (s *Store) SetChannel(ctx context.Context, by By, name string, expect int, was, next channel.Settings, sealed, reason string) error {
	if !channel.Known(name) {
		return noChannel(name)
	}
	var dropped int64
	c := settingChange{By: by, What: "channel.set", Name: channelSetting + name, Expect: expect, Reason: reason}
	told := func(c Channel) any { return channelTrace{c.Settings, c.Sealed != "", dropped} }
	return changeSetting(ctx, s, c, Channel{Settings: was}, told, func(tx *gorm.DB, now Channel) (Channel, error) {
		now.Settings = next
		if sealed != "" {
			now.Sealed = sealed
		}
		if !next.On {
			gone := tx.WithContext(ctx).Exec("UPDATE deliveries SET state = 'dropped' WHERE channel = ? AND state IN ('queued', 'held')", name)
			if gone.Error != nil {
				return now, fmt.Errorf("drop what waits for %s: %w", name, gone.Error)
			}
			dropped = gone.RowsAffected
		}
		return now, nil
	})
}

// TracedChannelTest writes into the audit log that somebody tried a channel, and
// what came of it.
func (s *Store) TracedChannelTest(ctx context.Context, by By, name string, sent bool) error {
	trace := &Trace{Stream: "setting", Actor: by.Actor, IP: by.IP, What: "channel.test", Subject: channelSetting + name, After: map[string]bool{"sent": sent}}
	return s.traced(ctx, trace, func(*gorm.DB) error { return nil })
}
