package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// settingVersion is one version of what an administrator sets; Body is JSON.
type settingVersion struct {
	Name    string `gorm:"primaryKey"`
	Version int    `gorm:"primaryKey;autoIncrement:false"`
	Body    string
	Reason  string
	SetBy   string
	SetName string
	SetAt   time.Time
}

// TableName is setting_versions.
func (settingVersion) TableName() string { return "setting_versions" }

// Version is who set a version of a setting, when and why.
type Version struct {
	Version int       `json:"version"`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
	Reason  string    `json:"reason,omitempty"`
}

func (r settingVersion) version() Version {
	return Version{Version: r.Version, By: r.SetName, At: r.SetAt, Reason: r.Reason}
}

// settingNow reads what is in force into to, which stays as it is where nothing
// was ever set; the version is then 0.
func settingNow(ctx context.Context, tx *gorm.DB, name string, to any) (Version, error) {
	return settingUntil(ctx, tx, name, time.Time{}, to)
}

// settingUntil is settingNow as it was just before a moment; zero is now.
func settingUntil(ctx context.Context, tx *gorm.DB, name string, until time.Time, to any) (Version, error) {
	q := rowsOf[settingVersion](tx).Where("name = ?", name)
	if !until.IsZero() {
		q = q.Where("set_at < ?", until)
	}
	row, err := q.Order("version DESC").Take(ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Version{}, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(row.Body), to)
	}
	if err != nil {
		return Version{}, fmt.Errorf("setting %s: %w", name, err)
	}
	return row.version(), nil
}

// settingHistory reads every version of a setting, newest first.
func settingHistory[T any](ctx context.Context, tx *gorm.DB, name string) (bodies []T, versions []Version, err error) {
	rows, err := rowsOf[settingVersion](tx).Where("name = ?", name).Order("version DESC").Find(ctx)
	for _, r := range rows {
		var body T
		if err == nil {
			err = json.Unmarshal([]byte(r.Body), &body)
		}
		bodies, versions = append(bodies, body), append(versions, r.version())
	}
	if err != nil {
		return nil, nil, fmt.Errorf("versions of %s: %w", name, err)
	}
	return bodies, versions, nil
}

// settingChange is one change of a setting by an administrator.
type settingChange struct {
	By     By
	What   string // for the audit log, such as "number.set"
	Name   string
	Expect int // the version the person looked at; 0 where it was as shipped
	Reason string
}

// changeSetting writes the next version with its audit entry. was is what is in
// force where nothing was set yet; do makes of it what is to be. Whoever looked at
// an older version gets stale. What the audit log keeps is what told makes of a
// body: without secrets.
func changeSetting[T any](ctx context.Context, s *Store, c settingChange, was T, told func(T) any, do func(tx *gorm.DB, now T) (T, error)) error {
	trace := &Trace{Stream: "setting", Actor: c.By.Actor, IP: c.By.IP, What: c.What, Subject: c.Name}
	return s.traced(ctx, trace, func(tx *gorm.DB) error {
		now := was
		v, err := settingNow(ctx, tx, c.Name, &now)
		if err != nil {
			return err
		}
		if v.Version != c.Expect {
			return stale(c.Expect, v.Version)
		}
		trace.Before = told(now)
		next, err := do(tx, now)
		if err != nil {
			return err
		}
		trace.After = told(next)
		body, err := json.Marshal(next)
		if err != nil {
			return fmt.Errorf("setting %s: %w", c.Name, err)
		}
		// Two who change at once meet at the primary key; the later one finds a newer version.
		row := settingVersion{Name: c.Name, Version: v.Version + 1, Body: string(body), Reason: c.Reason, SetBy: c.By.Actor.UserID, SetName: c.By.Actor.Name, SetAt: c.By.At}
		return rowsOf[settingVersion](tx).Create(ctx, &row)
	})
}
