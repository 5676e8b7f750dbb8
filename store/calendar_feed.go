package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// feedRows is how many things of each kind a calendar shows.
const feedRows = 100

// noteFeedEvery is how exactly the last reading of a feed is kept.
const noteFeedEvery = 10 * time.Minute

// CalendarFeed is a person's secret calendar address 日历订阅. The secret itself
// is known to nobody but who was shown it.
type CalendarFeed struct {
	UserID    string `gorm:"primaryKey"`
	TokenHash string
	CreatedAt time.Time
	ReadAt    *time.Time // nil: no program has read it yet
}

// TableName is calendar_feeds.
func (CalendarFeed) TableName() string { return "calendar_feeds" }

// CalendarFeed reads a person's feed; ok is false where they have none.
func (s *Store) CalendarFeed(ctx context.Context, userID string) (f CalendarFeed, ok bool, err error) {
	f, err = rowsOf[CalendarFeed](s.db).Where("user_id = ?", userID).Take(ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return f, false, nil
	}
	if err != nil {
		return f, false, fmt.Errorf("calendar feed of %s: %w", userID, err)
	}
	return f, true, nil
}

// MakeCalendarFeed gives the doer a feed under the hash of a new secret. An
// earlier address of theirs stops working.
func (s *Store) MakeCalendarFeed(ctx context.Context, by casefile.Meta, tokenHash string, at time.Time) error {
	id := by.Actor.UserID
	trace := &Trace{Stream: "user", Actor: by.Actor, IP: by.IP, What: "calendar_feed.make", Subject: id}
	return s.traced(ctx, trace, func(tx *gorm.DB) error {
		row := CalendarFeed{UserID: id, TokenHash: tokenHash, CreatedAt: at}
		if err := tx.Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error; err != nil {
			return fmt.Errorf("make calendar feed of %s: %w", id, err)
		}
		return nil
	})
}

// RevokeCalendarFeed takes the doer's feed away. Having none is no error.
func (s *Store) RevokeCalendarFeed(ctx context.Context, by casefile.Meta) error {
	id := by.Actor.UserID
	trace := &Trace{Stream: "user", Actor: by.Actor, IP: by.IP, What: "calendar_feed.revoke", Subject: id}
	return s.traced(ctx, trace, func(tx *gorm.DB) error {
		if err := tx.Exec("DELETE FROM calendar_feeds WHERE user_id = ?", id).Error; err != nil {
			return fmt.Errorf("revoke calendar feed of %s: %w", id, err)
		}
		return nil
	})
}

// FeedReader is the person whose feed a secret opens, as they stand today. An
// unknown or revoked secret and a disabled person are fault calendar.no_feed.
func (s *Store) FeedReader(ctx context.Context, tokenHash string, at time.Time) (org.Actor, error) {
	missing := fault.New(fault.NotFound, "calendar.no_feed", "no calendar feed")
	f, err := rowsOf[CalendarFeed](s.db).Where("token_hash = ?", tokenHash).Take(ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return org.Actor{}, missing
	}
	if err != nil {
		return org.Actor{}, fmt.Errorf("find calendar feed: %w", err)
	}
	p, err := s.person(ctx, s.db, f.UserID, at)
	if err != nil {
		return org.Actor{}, err
	}
	if p.DisabledAt != nil {
		return org.Actor{}, missing
	}
	if f.ReadAt == nil || at.Sub(*f.ReadAt) >= noteFeedEvery {
		if err := s.db.WithContext(ctx).Exec("UPDATE calendar_feeds SET read_at = ? WHERE token_hash = ?", at, tokenHash).Error; err != nil {
			return org.Actor{}, fmt.Errorf("note use of calendar feed: %w", err)
		}
	}
	return p.actor(), nil
}

// DueTodos lists the dated things a person must do, for a calendar: their own
// to-dos, and the days on which what they lead is due. What others are late with
// is on an overseer's work page and in nobody's calendar.
func (s *Store) DueTodos(ctx context.Context, a org.Actor, today workcal.Date) ([]TodoItem, error) {
	sources, err := s.boxTodos(ctx, a, today)
	if err != nil {
		return nil, err
	}
	sources = append(append(sources, ownTodos(a, today)...), leadTodos(a)...)
	var all []TodoItem
	for _, t := range sources {
		_, items, err := s.todoItems(ctx, t, today, feedRows)
		if err != nil {
			return nil, fmt.Errorf("due days, %s: %w", t.key, err)
		}
		for _, it := range items {
			if !it.Due.IsZero() {
				all = append(all, it)
			}
		}
	}
	return all, nil
}

// leadTodos are the ends of the tasks that a unit, or a leader, answers for.
func leadTodos(a org.Actor) []todo {
	lead := func(column, id string) []todo {
		return []todo{{"due", "到期", casefile.Task, "'" + FeedDue + "'", "tasks.due", "",
			"tasks.open = 1 AND tasks.suspended = 0 AND tasks.status <> 'apply_close' AND " + column + " = ?", []any{id}}}
	}
	switch {
	case a.Has(org.DeptRoles...) && a.OrgID != "":
		return lead("tasks.lead_id", a.OrgID)
	case a.Has(org.Leader):
		return lead("tasks.leader_id", a.UserID)
	}
	return nil
}

// FeedDue is what a task waits for on the day it ends.
const FeedDue = "task_due"
