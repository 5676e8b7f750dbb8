package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/diaodu/diaodu/domain/account"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
)

// administered runs a change of accounts in one transaction with its audit entry.
func (s *Store) administered(ctx context.Context, by casefile.Meta, what, subject string, before, after any, change func(tx *gorm.DB) error) error {
	return s.traced(ctx, &Trace{
		Stream: "user", Actor: by.Actor, IP: by.IP, What: what, Subject: subject, Before: before, After: after,
	}, change)
}

// changeUser makes one change of an account for somebody who saw its version
// expect (0 expects nothing): lock, version, change, audit, all in one
// transaction. change says in the trace what was and what is.
func (s *Store) changeUser(ctx context.Context, by casefile.Meta, what, userID string, expect int, change func(tx *gorm.DB, before account.User, t *Trace) error) (account.User, error) {
	t := &Trace{Stream: "user", Actor: by.Actor, IP: by.IP, What: what, Subject: userID}
	err := s.traced(ctx, t, func(tx *gorm.DB) error {
		if err := lockUser(tx, userID); err != nil {
			return err
		}
		before, err := userIn(ctx, tx, userID)
		if err != nil {
			return err
		}
		if expect > 0 && before.Version != expect {
			return stale(expect, before.Version)
		}
		if err := tx.Exec("UPDATE users SET version = version + 1 WHERE id = ?", userID).Error; err != nil {
			return fmt.Errorf("next version of user %s: %w", userID, err)
		}
		return change(tx, before, t)
	})
	if err != nil {
		return account.User{}, err
	}
	return s.User(ctx, userID)
}

// SetPlace changes what an official may do and where they belong; the person is
// signed out everywhere, so that no old page acts with old roles. Owners' teams
// are not changed here. expect is the version seen, 0 expects nothing.
func (s *Store) SetPlace(ctx context.Context, by casefile.Meta, userID string, expect int, roles []org.Role, orgID string, at time.Time) (account.User, error) {
	if err := account.CheckRoles(roles); err != nil {
		return account.User{}, err
	}
	if err := account.CheckPlace(roles, orgID, ""); err != nil {
		return account.User{}, err
	}
	return s.changeUser(ctx, by, "user.roles", userID, expect, func(tx *gorm.DB, before account.User, t *Trace) error {
		if before.EnterpriseID != "" {
			return fault.New(fault.Forbidden, "team.officials", "%s is in the team of %s", userID, before.EnterpriseID)
		}
		t.Before = map[string]any{"roles": before.Roles, "org_id": before.OrgID}
		t.After = map[string]any{"roles": roles, "org_id": orgID}
		if err := tx.Exec("DELETE FROM user_roles WHERE user_id = ?", userID).Error; err != nil {
			return fmt.Errorf("take roles of %s: %w", userID, err)
		}
		if err := grant(ctx, tx, userID, roles, by, at); err != nil {
			return err
		}
		if err := place(ctx, tx, userID, "org", orgID, "", by, at); err != nil {
			return err
		}
		if err := keepAnAdmin(tx); err != nil {
			return err
		}
		moved := before
		moved.Roles, moved.OrgID = roles, orgID
		if err := notePeople(ctx, tx, before, moved, at); err != nil {
			return err
		}
		return endSessions(tx, userID, "")
	})
}

// SetDisabled shuts or opens an account. A PRIMARY who is shut out loses that
// place, so that the administrator can give the enterprise another.
func (s *Store) SetDisabled(ctx context.Context, by casefile.Meta, userID string, disabled bool, at time.Time) (account.User, error) {
	before, err := s.User(ctx, userID)
	if err != nil {
		return account.User{}, err
	}
	if by.Actor.UserID == userID {
		return account.User{}, fault.New(fault.Conflict, "account.self", "%s would shut themselves out", userID)
	}
	was, is := map[string]any{"disabled": before.Disabled}, map[string]any{"disabled": disabled}
	err = s.administered(ctx, by, "user.disable", userID, was, is, func(tx *gorm.DB) error {
		if err := lockUser(tx, userID); err != nil {
			return err
		}
		var when *time.Time
		if disabled {
			when = &at
		}
		if err := tx.Exec("UPDATE users SET disabled_at = ?, failures = 0, locked_until = NULL WHERE id = ?", when, userID).Error; err != nil {
			return fmt.Errorf("disable user %s: %w", userID, err)
		}
		if disabled && before.OwnerRole == org.Primary {
			if err := place(ctx, tx, userID, "enterprise", before.EnterpriseID, org.Member, by, at); err != nil {
				return err
			}
		}
		if err := keepAnAdmin(tx); err != nil {
			return err
		}
		if err := notePeople(ctx, tx, before, before, at); err != nil {
			return err
		}
		return endSessions(tx, userID, "")
	})
	if err != nil {
		return account.User{}, err
	}
	return s.User(ctx, userID)
}

// keepAnAdmin refuses a change after which nobody could administer accounts.
func keepAnAdmin(tx *gorm.DB) error {
	var left []string
	err := tx.Raw(`SELECT u.id FROM user_roles r JOIN users u ON u.id = r.user_id
	  WHERE r.role = ? AND u.disabled_at IS NULL FOR UPDATE`, string(org.Admin)).Scan(&left).Error
	if err != nil {
		return fmt.Errorf("count administrators: %w", err)
	}
	if len(left) == 0 {
		return fault.New(fault.Conflict, "account.last_admin", "no administrator would be left")
	}
	return nil
}

// ResetPassword gives a person a password that must be changed at the next
// login, lifts a lock, and signs them out everywhere.
func (s *Store) ResetPassword(ctx context.Context, by casefile.Meta, userID, hash string, at time.Time) error {
	return s.administered(ctx, by, "user.password_reset", userID, nil, nil, func(tx *gorm.DB) error {
		if err := lockUser(tx, userID); err != nil {
			return err
		}
		if err := tx.Exec(`UPDATE users SET password_hash = ?, must_change = 1, failures = 0, locked_until = NULL, password_changed_at = ?
		  WHERE id = ?`, hash, at, userID).Error; err != nil {
			return fmt.Errorf("reset password of %s: %w", userID, err)
		}
		return endSessions(tx, userID, "")
	})
}

// ChangePassword sets the person's own new password and signs out every other
// browser of theirs. old is the hash that was verified; a change meanwhile is a conflict.
func (s *Store) ChangePassword(ctx context.Context, self casefile.Meta, old, hash, session string, at time.Time) error {
	return s.administered(ctx, self, "user.password_change", self.Actor.UserID, nil, nil, func(tx *gorm.DB) error {
		r := tx.Exec("UPDATE users SET password_hash = ?, must_change = 0, password_changed_at = ? WHERE id = ? AND password_hash = ?",
			hash, at, self.Actor.UserID, old)
		if r.Error != nil {
			return fmt.Errorf("change password of %s: %w", self.Actor.UserID, r.Error)
		}
		if r.RowsAffected == 0 {
			return fault.New(fault.Conflict, "password.changed", "password of %s has changed", self.Actor.UserID)
		}
		return endSessions(tx, self.Actor.UserID, session)
	})
}

// Rename changes a person's name and contact data. expect is the version seen, 0
// expects nothing.
func (s *Store) Rename(ctx context.Context, by casefile.Meta, userID string, expect int, name, phone, email string) (account.User, error) {
	return s.changeUser(ctx, by, "user.rename", userID, expect, func(tx *gorm.DB, before account.User, t *Trace) error {
		t.Before = map[string]any{"name": before.Name, "phone": before.Phone, "email": before.Email}
		t.After = map[string]any{"name": name, "phone": phone, "email": email}
		if err := tx.Exec("UPDATE users SET name = ?, phone = ?, email = ? WHERE id = ?", name, phone, email, userID).Error; err != nil {
			return fmt.Errorf("rename user %s: %w", userID, err)
		}
		return nil
	})
}
