package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/diaodu/diaodu/domain/account"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

type sessionRow struct {
	ID        string
	UserID    string
	ActsFor   string
	IP        string
	Agent     string
	CreatedAt time.Time
	SeenAt    time.Time
}

func (sessionRow) TableName() string { return "sessions" }

// NewSession is a browser that has just signed in.
type NewSession struct {
	ID     string // hash of the token
	UserID string
	IP     string
	Agent  string
}

// StartSession records a signed-in browser. The oldest ones of the same person
// give way beyond account.SessionsEach, and ended ones are swept.
func (s *Store) StartSession(ctx context.Context, n NewSession, at time.Time) error {
	trace := &Trace{Stream: "session", Actor: org.Actor{UserID: n.UserID}, IP: n.IP, What: "session.start", Subject: n.UserID}
	return s.traced(ctx, trace, func(tx *gorm.DB) error {
		if err := tx.Raw("SELECT name FROM users WHERE id = ?", n.UserID).Scan(&trace.Actor.Name).Error; err != nil {
			return fmt.Errorf("read user %s: %w", n.UserID, err)
		}
		if err := tx.Exec("DELETE FROM sessions WHERE user_id = ? AND (created_at < ? OR seen_at < ?)",
			n.UserID, at.Add(-account.LiveFor), at.Add(-account.IdleFor)).Error; err != nil {
			return fmt.Errorf("sweep sessions of %s: %w", n.UserID, err)
		}
		var live []string
		if err := tx.Raw("SELECT id FROM sessions WHERE user_id = ? ORDER BY created_at DESC, id", n.UserID).Scan(&live).Error; err != nil {
			return fmt.Errorf("list sessions of %s: %w", n.UserID, err)
		}
		if len(live) >= account.SessionsEach {
			if err := tx.Exec("DELETE FROM sessions WHERE id IN ?", live[account.SessionsEach-1:]).Error; err != nil {
				return fmt.Errorf("end old sessions of %s: %w", n.UserID, err)
			}
		}
		if err := tx.Exec("DELETE FROM sessions WHERE created_at < ?", at.Add(-account.LiveFor)).Error; err != nil {
			return fmt.Errorf("sweep sessions: %w", err)
		}
		row := sessionRow{ID: n.ID, UserID: n.UserID, IP: clip(n.IP, 64), Agent: clip(n.Agent, 255), CreatedAt: at, SeenAt: at}
		if err := rowsOf[sessionRow](tx).Create(ctx, &row); err != nil {
			return fmt.Errorf("start session of %s: %w", n.UserID, err)
		}
		return nil
	})
}

// personSQL reads a person as an actor in one statement: roles, unit and
// enterprise as they are on a day. It wants that day twice.
const personSQL = `u.id AS user_id, u.name, u.must_change, u.disabled_at,
  COALESCE((SELECT GROUP_CONCAT(r.role) FROM user_roles r WHERE r.user_id = u.id), '') AS roles,
  COALESCE(mo.unit_id, '') AS org_id, COALESCE(o.name, '') AS org_name, COALESCE(me.unit_id, '') AS enterprise_id, COALESCE(me.owner_role, '') AS owner_role`

const personJoins = `
  LEFT JOIN memberships mo ON mo.running_of = u.id AND mo.kind = 'org' AND mo.since <= ?
  LEFT JOIN orgs o ON o.id = mo.unit_id
  LEFT JOIN memberships me ON me.running_of = u.id AND me.kind = 'enterprise' AND me.since <= ?`

type personRow struct {
	UserID       string
	Name         string
	MustChange   bool
	DisabledAt   *time.Time
	Roles        string
	OrgID        string
	OrgName      string
	EnterpriseID string
	OwnerRole    string
}

func (p personRow) actor() org.Actor {
	return org.Actor{
		UserID: p.UserID, Name: p.Name, Roles: rolesOf(p.Roles), OrgID: p.OrgID, OrgName: p.OrgName,
		EnterpriseID: p.EnterpriseID, OwnerRole: org.OwnerRole(p.OwnerRole),
	}
}

// rolesOf reads a comma-separated list, in the order screens show roles.
func rolesOf(list string) []org.Role {
	held := strings.Split(list, ",")
	var roles []org.Role
	for _, r := range org.Roles {
		if slices.Contains(held, string(r)) {
			roles = append(roles, r)
		}
	}
	return roles
}

func noSession(why string) error { return fault.New(fault.Forbidden, "session.required", "%s", why) }

// Session finds a live session by the hash of its token and notes its use.
// Where the person stands in for somebody, the actor is that place's; once that
// has ended, the person's own again. Expired sessions and disabled people are
// fault session.required.
func (s *Store) Session(ctx context.Context, id string, at time.Time) (account.Session, error) {
	got, err := s.LookAtSession(ctx, id, at)
	if err != nil {
		return got, err
	}
	return got, s.touch(ctx, id, got.SeenAt, at)
}

// LookAtSession is Session for what is not a use, such as an open stream.
func (s *Store) LookAtSession(ctx context.Context, id string, at time.Time) (account.Session, error) {
	var row struct {
		Person    personRow `gorm:"embedded"`
		ActsFor   string
		CreatedAt time.Time
		SeenAt    time.Time
	}
	day := workcal.DateOf(at).String()
	err := s.db.WithContext(ctx).Raw("SELECT s.acts_for, s.created_at, s.seen_at, "+personSQL+
		" FROM sessions s JOIN users u ON u.id = s.user_id"+personJoins+" WHERE s.id = ?", day, day, id).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return account.Session{}, noSession("unknown session")
	}
	if err != nil {
		return account.Session{}, fmt.Errorf("find session: %w", err)
	}
	got := account.Session{ID: id, Actor: row.Person.actor(), MustChange: row.Person.MustChange, CreatedAt: row.CreatedAt, SeenAt: row.SeenAt}
	if row.Person.DisabledAt != nil || !at.Before(got.EndsAt()) {
		return account.Session{}, noSession("session has ended")
	}
	if row.ActsFor != "" {
		switch absent, err := s.absent(ctx, row.Person.UserID, row.ActsFor, at); {
		case err == nil:
			got.Actor = account.StandingIn(got.Actor, absent)
		case !fault.Is(err, "standin.ended"):
			return account.Session{}, err
		}
	}
	return got, nil
}

// touch notes the use of a session, at most once in account.TouchEvery.
func (s *Store) touch(ctx context.Context, id string, seen, at time.Time) error {
	if at.Sub(seen) < account.TouchEvery {
		return nil
	}
	if err := s.db.WithContext(ctx).Exec("UPDATE sessions SET seen_at = ? WHERE id = ? AND seen_at < ?", at, id, at).Error; err != nil {
		return fmt.Errorf("note use of session: %w", err)
	}
	return nil
}

// Actor reads a person as they stand today, for work done in their name.
func (s *Store) Actor(ctx context.Context, userID string, at time.Time) (org.Actor, error) {
	p, err := s.person(ctx, s.db, userID, at)
	if err != nil {
		return org.Actor{}, err
	}
	return p.actor(), nil
}

func (s *Store) person(ctx context.Context, tx *gorm.DB, userID string, at time.Time) (personRow, error) {
	var row personRow
	day := workcal.DateOf(at).String()
	err := tx.WithContext(ctx).Raw("SELECT "+personSQL+" FROM users u"+personJoins+" WHERE u.id = ?", day, day, userID).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return row, userNotFound(userID)
	}
	if err != nil {
		return row, fmt.Errorf("read user %s: %w", userID, err)
	}
	return row, nil
}

// EndSession signs one browser out. Ending an unknown session is no error.
func (s *Store) EndSession(ctx context.Context, id string) error {
	if err := s.db.WithContext(ctx).Exec("DELETE FROM sessions WHERE id = ?", id).Error; err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	return nil
}

// endSessions signs a person out everywhere but in one browser ("" for none).
func endSessions(tx *gorm.DB, userID, but string) error {
	if err := tx.Exec("DELETE FROM sessions WHERE user_id = ? AND id <> ?", userID, but).Error; err != nil {
		return fmt.Errorf("end sessions of %s: %w", userID, err)
	}
	return nil
}

// Secret finds an account's password by login.
func (s *Store) Secret(ctx context.Context, login string) (account.Secret, bool, error) {
	var row struct {
		ID           string
		PasswordHash string
		LockedUntil  sql.NullTime
		DisabledAt   sql.NullTime
	}
	err := s.db.WithContext(ctx).Raw("SELECT id, password_hash, locked_until, disabled_at FROM users WHERE login = ?", login).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return account.Secret{}, false, nil
	}
	if err != nil {
		return account.Secret{}, false, fmt.Errorf("find login: %w", err)
	}
	return account.Secret{UserID: row.ID, Hash: row.PasswordHash, LockedUntil: row.LockedUntil.Time, Disabled: row.DisabledAt.Valid}, true, nil
}

// LoginFailed counts a wrong password. The fifth locks the account; a lock that
// has passed starts the count again.
func (s *Store) LoginFailed(ctx context.Context, userID string, at time.Time) error {
	trace := &Trace{Stream: "session", Actor: org.Actor{UserID: userID}, What: "session.failed", Subject: userID}
	return s.traced(ctx, trace, func(tx *gorm.DB) error {
		var row struct {
			Failures    int
			LockedUntil *time.Time
		}
		if err := tx.Raw("SELECT failures, locked_until FROM users WHERE id = ? FOR UPDATE", userID).Take(&row).Error; err != nil {
			return fmt.Errorf("count failed login of %s: %w", userID, err)
		}
		if row.LockedUntil != nil && row.LockedUntil.After(at) {
			return nil // locked already; more guesses do not prolong it
		}
		if row.LockedUntil != nil {
			row.Failures, row.LockedUntil = 0, nil
		}
		row.Failures++
		if row.Failures >= account.MaxFailures {
			until := at.Add(account.LockFor)
			row.LockedUntil = &until
		}
		if err := tx.Exec("UPDATE users SET failures = ?, locked_until = ? WHERE id = ?", row.Failures, row.LockedUntil, userID).Error; err != nil {
			return fmt.Errorf("count failed login of %s: %w", userID, err)
		}
		return nil
	})
}

// LoginPassed clears the count of failures. It does not where the account was
// locked while the password was being compared: guesses made all at once get no
// more tries than guesses made one by one.
func (s *Store) LoginPassed(ctx context.Context, userID string, at time.Time) (bool, error) {
	r := s.db.WithContext(ctx).Exec(`UPDATE users SET failures = 0, locked_until = NULL, last_login_at = ?, logins = logins + 1
	  WHERE id = ? AND disabled_at IS NULL AND (locked_until IS NULL OR locked_until <= ?)`, at, userID, at)
	if r.Error != nil {
		return false, fmt.Errorf("note login of %s: %w", userID, r.Error)
	}
	return r.RowsAffected == 1, nil
}

// Rehash replaces a password hash made at an older cost, unless the password
// has changed meanwhile.
func (s *Store) Rehash(ctx context.Context, userID, old, hash string) error {
	if err := s.db.WithContext(ctx).Exec("UPDATE users SET password_hash = ? WHERE id = ? AND password_hash = ?", hash, userID, old).Error; err != nil {
		return fmt.Errorf("rehash password of %s: %w", userID, err)
	}
	return nil
}

// clip shortens outside text to what a column holds, on a character boundary.
func clip(s string, n int) string {
	r := []rune(strings.ToValidUTF8(s, "�"))
	if len(r) > n {
		r = r[:n]
	}
	return string(r)
}
