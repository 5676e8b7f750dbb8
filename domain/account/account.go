// Package account holds the rules of accounts: who may hold which roles, who
// may change an enterprise's team, how long a session and a lock last. It keeps
// no password and does no I/O.
package account

import (
	"regexp"
	"slices"
	"time"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
)

// Limits of 等保 (GB/T 22239) as usually assessed at level three.
const (
	MaxFailures  = 5                // wrong passwords before the account locks
	LockFor      = 30 * time.Minute // how long it stays locked
	IdleFor      = 30 * time.Minute // a session unused this long has ended
	LiveFor      = 12 * time.Hour   // a session this old has ended, used or not
	TouchEvery   = time.Minute      // how exactly the last use of a session is kept
	SessionsEach = 10               // live sessions of one person; the oldest gives way
)

// User is an account as an administrator sees it. It never carries the password.
type User struct {
	ID             string
	Login          string
	Name           string
	Phone          string
	Email          string
	Roles          []org.Role
	OrgID          string
	OrgName        string
	EnterpriseID   string
	EnterpriseName string
	OwnerRole      org.OwnerRole
	MustChange     bool
	Disabled       bool
	LockedUntil    time.Time // zero when not locked
	LastLoginAt    time.Time // zero when never
	CreatedAt      time.Time
	Version        int // of name, contacts, roles and unit, as the administrator sets them
}

// Secret is what is known of an account's password.
type Secret struct {
	UserID      string
	Hash        string // PHC string; empty where no password was ever set
	LockedUntil time.Time
	Disabled    bool
}

// Session is one signed-in browser, found by the hash of its token.
type Session struct {
	ID         string // SHA-256 of the token, hex
	Actor      org.Actor
	MustChange bool
	CreatedAt  time.Time
	SeenAt     time.Time
}

// EndsAt is when the session ends if it is not used again.
func (s Session) EndsAt() time.Time {
	idle, absolute := s.SeenAt.Add(IdleFor), s.CreatedAt.Add(LiveFor)
	if idle.Before(absolute) {
		return idle
	}
	return absolute
}

var loginShape = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{2,31}$`)

// CheckLogin refuses names that could pass for another: letters are lower case
// ASCII, so neither case, trailing space nor look-alikes make a second account.
func CheckLogin(login string) error {
	if !loginShape.MatchString(login) {
		return fault.New(fault.Invalid, "account.login", "login %q", login).On("login")
	}
	return nil
}

// apart are the roles of the separated administrators (三员分立): whoever holds
// one holds nothing else. store's unique key on duties says the same.
var apart = []org.Role{org.Admin, org.Auditor}

// CheckRoles refuses unknown roles, the system's own, and one person being both
// administrator and auditor, or either and anything else (domain.md 2.1.3).
func CheckRoles(roles []org.Role) error {
	if len(roles) == 0 {
		return fault.New(fault.Invalid, "account.no_role", "no role").On("roles")
	}
	for i, r := range roles {
		if !slices.Contains(org.Roles, r) {
			return fault.New(fault.Invalid, "account.unknown_role", "role %q", r).On("roles").With("role", string(r))
		}
		if slices.Contains(roles[:i], r) {
			return fault.New(fault.Invalid, "account.role_twice", "role %q twice", r).On("roles").With("role", string(r))
		}
		if slices.Contains(apart, r) && len(roles) > 1 {
			return fault.New(fault.Invalid, "account.roles_apart", "roles %v on one person", roles).On("roles")
		}
	}
	return nil
}

// CheckPlace refuses roles without the unit they act for: owners need an
// enterprise, department roles a unit, and nobody is in both.
func CheckPlace(roles []org.Role, orgID, enterpriseID string) error {
	owner := slices.Contains(roles, org.Owner)
	switch {
	case owner && len(roles) > 1:
		return fault.New(fault.Invalid, "account.owner_and_official", "owner with %v", roles).On("roles")
	case owner && enterpriseID == "":
		return fault.New(fault.Invalid, "account.enterprise_needed", "owner without enterprise").On("enterprise_id")
	case !owner && enterpriseID != "":
		return fault.New(fault.Invalid, "account.not_owner", "enterprise without owner role").On("enterprise_id")
	case owner && orgID != "":
		return fault.New(fault.Invalid, "account.owner_and_official", "owner in unit %s", orgID).On("org_id")
	}
	for _, r := range org.DeptRoles {
		if slices.Contains(roles, r) && orgID == "" {
			return fault.New(fault.Invalid, "account.org_needed", "role %s without unit", r).On("org_id")
		}
	}
	return nil
}

// CheckAdmin lets only the system administrator administer accounts.
func CheckAdmin(a org.Actor) error {
	if !a.Has(org.Admin) {
		return fault.New(fault.Forbidden, "account.admin_only", "%s is no administrator", a.UserID)
	}
	return nil
}
