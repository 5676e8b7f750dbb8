package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/diaodu/diaodu/domain/account"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// CreateStandIn lets one person take another's place for some days 代.
func (s *Store) CreateStandIn(ctx context.Context, by casefile.Meta, forUser, byUser string, from, to workcal.Date, at time.Time) (account.StandIn, error) {
	absent, err := s.User(ctx, forUser)
	if err != nil {
		return account.StandIn{}, err
	}
	deputy, err := s.User(ctx, byUser)
	if err != nil {
		return account.StandIn{}, err
	}
	if err := account.CheckStandIn(by.Actor, absent, deputy, from, to, workcal.DateOf(at)); err != nil {
		return account.StandIn{}, err
	}
	id, err := freshID("d")
	if err != nil {
		return account.StandIn{}, err
	}
	made := account.StandIn{ID: id, ForUser: absent.ID, ForName: absent.Name, ByUser: deputy.ID, ByName: deputy.Name, From: from, To: to, CreatedAt: at}
	err = s.administered(ctx, by, "standin.create", id, nil, made, func(tx *gorm.DB) error {
		err := tx.Exec("INSERT INTO stand_ins (id, for_user, by_user, from_date, to_date, made_by, made_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
			id, absent.ID, deputy.ID, from.String(), to.String(), by.Actor.UserID, at).Error
		if err != nil {
			return fmt.Errorf("let %s stand in for %s: %w", deputy.ID, absent.ID, err)
		}
		return nil
	})
	return made, err
}

// RevokeStandIn ends a stand-in now. The absent person, and the administrator, may.
func (s *Store) RevokeStandIn(ctx context.Context, by casefile.Meta, id string, at time.Time) error {
	var forUser string
	err := s.db.WithContext(ctx).Raw("SELECT for_user FROM stand_ins WHERE id = ?", id).Take(&forUser).Error
	if errors.Is(err, gorm.ErrRecordNotFound) || err == nil && forUser != by.Actor.UserID && !by.Actor.Has(org.Admin) {
		return fault.New(fault.NotFound, "standin.not_found", "no stand-in %s of %s", id, by.Actor.UserID)
	}
	if err != nil {
		return fmt.Errorf("read stand-in %s: %w", id, err)
	}
	return s.administered(ctx, by, "standin.revoke", id, nil, nil, func(tx *gorm.DB) error {
		if err := tx.Exec("UPDATE stand_ins SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL", at, id).Error; err != nil {
			return fmt.Errorf("revoke stand-in %s: %w", id, err)
		}
		return nil
	})
}

// StandIns lists the stand-ins that concern a person, either way, that have not
// ended; for an empty userID, everybody's.
func (s *Store) StandIns(ctx context.Context, userID string, at time.Time) ([]account.StandIn, error) {
	var rows []struct {
		ID, ForUser, ForName, ByUser, ByName string
		FromDate, ToDate, MadeAt             time.Time
	}
	err := s.db.WithContext(ctx).Raw(`SELECT d.id, d.for_user, a.name AS for_name, d.by_user, b.name AS by_name, d.from_date, d.to_date, d.made_at
	  FROM stand_ins d JOIN users a ON a.id = d.for_user JOIN users b ON b.id = d.by_user
	  WHERE d.revoked_at IS NULL AND d.to_date >= ? AND (? = '' OR d.for_user = ? OR d.by_user = ?)
	  ORDER BY d.from_date, d.id LIMIT 200`, workcal.DateOf(at).String(), userID, userID, userID).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("list stand-ins: %w", err)
	}
	list := make([]account.StandIn, len(rows))
	for i, r := range rows {
		list[i] = account.StandIn{
			ID: r.ID, ForUser: r.ForUser, ForName: r.ForName, ByUser: r.ByUser, ByName: r.ByName,
			From: workcal.DateOf(r.FromDate), To: workcal.DateOf(r.ToDate), CreatedAt: r.MadeAt,
		}
	}
	return list, nil
}

// TakePlace makes a session act in an absent person's place from now on, or in
// one's own again where absent is empty.
func (s *Store) TakePlace(ctx context.Context, session, userID, absent string, at time.Time) error {
	if absent != "" {
		if _, err := s.absent(ctx, userID, absent, at); err != nil {
			return err
		}
	}
	return s.traced(ctx, &Trace{
		Stream: "session", Actor: org.Actor{UserID: userID}, What: "session.place", Subject: userID, After: map[string]any{"acts_for": absent},
	}, func(tx *gorm.DB) error {
		if err := tx.Exec("UPDATE sessions SET acts_for = ? WHERE id = ?", absent, session).Error; err != nil {
			return fmt.Errorf("take place of %s: %w", absent, err)
		}
		return nil
	})
}

// absent reads the person whose place is taken, if that is allowed today.
func (s *Store) absent(ctx context.Context, deputy, absent string, at time.Time) (org.Actor, error) {
	day := workcal.DateOf(at).String()
	var n int64
	err := s.db.WithContext(ctx).Raw(`SELECT COUNT(*) FROM stand_ins WHERE by_user = ? AND for_user = ? AND revoked_at IS NULL
	  AND from_date <= ? AND to_date >= ?`, deputy, absent, day, day).Scan(&n).Error
	if err != nil {
		return org.Actor{}, fmt.Errorf("check stand-in for %s: %w", absent, err)
	}
	if n == 0 {
		return org.Actor{}, fault.New(fault.Forbidden, "standin.ended", "%s does not stand in for %s today", deputy, absent)
	}
	return s.Actor(ctx, absent, at)
}
