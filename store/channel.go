package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

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
		var err error
		if !next.On {
			dropped, err = dropWaiting(ctx, tx, name)
		}
		return now, err
	})
}

// dropWaiting drops what still waits for a channel and counts it.
func dropWaiting(ctx context.Context, tx *gorm.DB, name string) (int64, error) {
	gone := tx.WithContext(ctx).Exec("UPDATE deliveries SET state = 'dropped' WHERE channel = ? AND state IN ('queued', 'held')", name)
	if gone.Error != nil {
		return 0, fmt.Errorf("drop what waits for %s: %w", name, gone.Error)
	}
	return gone.RowsAffected, nil
}

// ChannelSecretKept tells whether a secret of a channel is kept here: by what is in
// force, or by an earlier version.
func (s *Store) ChannelSecretKept(ctx context.Context, name string) (bool, error) {
	past, _, err := settingHistory[Channel](ctx, s.db, channelSetting+name)
	return slices.ContainsFunc(past, func(c Channel) bool { return c.Sealed != "" }), err
}

// ForgetChannelSecret forgets a channel's secret, also the ones that earlier versions
// kept, and turns the channel off: what waits is dropped, as in SetChannel. What the
// deployment says is not the database's to forget. A channel without any is fault
// channel.no_secret.
func (s *Store) ForgetChannelSecret(ctx context.Context, by By, name string, expect int, reason string) error {
	if !channel.Known(name) {
		return noChannel(name)
	}
	trace := channelForgotten{}
	c := settingChange{By: by, What: "channel.forget", Name: channelSetting + name, Expect: expect, Reason: reason}
	told := func(c Channel) any {
		trace.channelTrace = channelTrace{c.Settings, c.Sealed != "", trace.Dropped}
		return trace
	}
	return changeSetting(ctx, s, c, Channel{}, told, func(tx *gorm.DB, now Channel) (Channel, error) {
		var err error
		if trace.Forgotten, err = forgetSealed(ctx, tx, name); err != nil {
			return now, err
		}
		now.Sealed, now.On = "", false
		trace.Dropped, err = dropWaiting(ctx, tx, name)
		return now, err
	})
}

// channelForgotten is what the audit log keeps of a secret that is forgotten.
type channelForgotten struct {
	channelTrace
	Forgotten int `json:"forgotten_versions,omitempty"` // how many versions kept one
}

// forgetSealed takes the sealed secret out of every version of a channel.
func forgetSealed(ctx context.Context, tx *gorm.DB, name string) (int, error) {
	past, versions, err := settingHistory[Channel](ctx, tx, channelSetting+name)
	n := 0
	for i, c := range past {
		if err != nil || c.Sealed == "" {
			continue
		}
		c.Sealed = ""
		n++
		var body []byte
		if body, err = json.Marshal(c); err == nil {
			err = tx.WithContext(ctx).Exec("UPDATE setting_versions SET body = ? WHERE name = ? AND version = ?", string(body), channelSetting+name, versions[i].Version).Error
		}
	}
	switch {
	case err != nil:
		return n, fmt.Errorf("forget the secret of %s: %w", name, err)
	case n == 0:
		return n, fault.New(fault.Conflict, "channel.no_secret", "no secret of %s is kept", name)
	}
	return n, nil
}

// TracedChannelTest writes into the audit log that somebody tried a channel, and
// what came of it.
func (s *Store) TracedChannelTest(ctx context.Context, by By, name string, sent bool) error {
	trace := &Trace{Stream: "setting", Actor: by.Actor, IP: by.IP, What: "channel.test", Subject: channelSetting + name, After: map[string]bool{"sent": sent}}
	return s.traced(ctx, trace, func(*gorm.DB) error { return nil })
}
