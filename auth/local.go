package auth

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/alexedwards/argon2id"

	"github.com/diaodu/diaodu/domain/account"
	"github.com/diaodu/diaodu/domain/fault"
)

// Credentials are what a person shows to sign in. Code is for a second factor
// or an identity provider's answer; passwords leave it empty.
type Credentials struct {
	Login    string
	Password string
	Code     string
}

// Authenticator tells who shows the credentials: the user's id, or a fault.
// Local passwords are one; OIDC (统一认证) and a second factor are others, chained
// in front of it.
type Authenticator interface {
	Authenticate(ctx context.Context, c Credentials, at time.Time) (userID string, err error)
}

// Accounts is what Local needs kept; store fits it.
type Accounts interface {
	// Secret finds an account by login; ok is false where there is none.
	Secret(ctx context.Context, login string) (s account.Secret, ok bool, err error)
	// LoginFailed counts a wrong password and locks at the limit.
	LoginFailed(ctx context.Context, userID string, at time.Time) error
	// LoginPassed clears the count, unless the account has been locked meanwhile:
	// then ok is false and the right password does not count.
	LoginPassed(ctx context.Context, userID string, at time.Time) (ok bool, err error)
	// Rehash replaces a hash made at an older cost, if it still is the same one.
	Rehash(ctx context.Context, userID, old, hash string) error
}

// Local authenticates by passwords kept here.
type Local struct{ accounts Accounts }

// NewLocal makes the authenticator of local passwords.
func NewLocal(a Accounts) *Local { return &Local{accounts: a} }

// nobody is compared when the login is unknown, so that an answer takes as long
// as for a login that exists.
var nobody = sync.OnceValues(func() (string, error) {
	return argon2id.CreateHash("nobody signs in with this", &cost)
})

// Authenticate answers the same for an unknown login, a wrong password and a
// disabled account, so that nobody learns which logins exist.
func (l *Local) Authenticate(ctx context.Context, c Credentials, at time.Time) (string, error) {
	s, known, err := l.accounts.Secret(ctx, c.Login)
	if err != nil {
		return "", err
	}
	hash := s.Hash
	if !known || s.Disabled || hash == "" {
		known = false
		if hash, err = nobody(); err != nil {
			return "", fmt.Errorf("hash for unknown logins: %w", err)
		}
	}
	if known && s.LockedUntil.After(at) {
		return "", locked(s.LockedUntil.Sub(at))
	}
	match, outdated, err := verifyPassword(ctx, c.Password, hash)
	if err != nil {
		return "", err
	}
	if !known {
		return "", refused()
	}
	if !match {
		if err := l.accounts.LoginFailed(ctx, s.UserID, at); err != nil {
			return "", err
		}
		return "", refused()
	}
	return s.UserID, l.pass(ctx, s, c.Password, outdated, at)
}

func (l *Local) pass(ctx context.Context, s account.Secret, password string, outdated bool, at time.Time) error {
	ok, err := l.accounts.LoginPassed(ctx, s.UserID, at)
	if err != nil {
		return err
	}
	if !ok {
		return locked(account.LockFor)
	}
	if !outdated {
		return nil
	}
	hash, err := HashPassword(ctx, password)
	if err != nil {
		return err
	}
	return l.accounts.Rehash(ctx, s.UserID, s.Hash, hash)
}

// Verify compares a password with a stored hash, for a person who changes it.
func Verify(ctx context.Context, password, hash string) (bool, error) {
	match, _, err := verifyPassword(ctx, password, hash)
	return match, err
}

func refused() error { return fault.New(fault.Forbidden, "session.refused", "wrong login or password") }

func locked(left time.Duration) error {
	minutes := int((left + time.Minute - 1) / time.Minute)
	return fault.New(fault.Forbidden, "session.locked", "locked for %s", left).With("minutes", minutes)
}
