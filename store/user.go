package store

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/diaodu/diaodu/domain/account"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

type userRow struct {
	ID                string
	Login             string
	Name              string
	Phone             string
	Email             string
	PasswordHash      string
	MustChange        bool
	DisabledAt        *time.Time
	PasswordChangedAt *time.Time
	CreatedAt         time.Time
}

func (userRow) TableName() string { return "users" }

type roleRow struct {
	UserID    string
	Role      string
	GrantedBy string
	GrantedAt time.Time
}

func (roleRow) TableName() string { return "user_roles" }

// NewUser is an account to be made. Hash is of a password that somebody else
// has seen, so the person must change it at the first login (MustChange).
type NewUser struct {
	ID           string // chosen by the seed; empty for a new one
	Login        string
	Name         string
	Phone        string
	Email        string
	Hash         string
	MustChange   bool
	Roles        []org.Role
	OrgID        string
	EnterpriseID string
	OwnerRole    org.OwnerRole
}

// UserFilter narrows a list of accounts. Empty fields do not.
type UserFilter struct {
	Q            string // in login or name
	Role         org.Role
	OrgID        string
	EnterpriseID string
	After        string // login of the last row of the page before
	Limit        int
}

// freshID makes an id that nobody can guess: a prefix and 96 random bits.
func freshID(prefix string) (string, error) {
	var raw [12]byte
	if _, err := rand.Read(raw[:]); err != nil {
		return "", fmt.Errorf("make id: %w", err)
	}
	return prefix + "-" + hex.EncodeToString(raw[:]), nil
}

func userNotFound(id string) error {
	return fault.New(fault.NotFound, "account.not_found", "no user %s", id)
}

// CreateUser makes an account with its roles and place. The administrator may
// give an enterprise its first PRIMARY; the rest of the team is the PRIMARY's.
func (s *Store) CreateUser(ctx context.Context, by casefile.Meta, n NewUser, at time.Time) (account.User, error) {
	if err := checkNewUser(n); err != nil {
		return account.User{}, err
	}
	id, err := freshID("u")
	if err != nil {
		return account.User{}, err
	}
	if n.ID != "" {
		id = n.ID
	}
	after := map[string]any{"login": n.Login, "name": n.Name, "roles": n.Roles, "org_id": n.OrgID, "enterprise_id": n.EnterpriseID, "owner_role": n.OwnerRole}
	err = s.administered(ctx, by, "user.create", id, nil, after, func(tx *gorm.DB) error {
		row := userRow{ID: id, Login: n.Login, Name: n.Name, Phone: n.Phone, Email: n.Email, PasswordHash: n.Hash, MustChange: n.MustChange, PasswordChangedAt: &at, CreatedAt: at}
		if err := rowsOf[userRow](tx).Create(ctx, &row); err != nil {
			if errors.Is(err, gorm.ErrDuplicatedKey) {
				return fault.New(fault.Conflict, "account.login_taken", "login %s is taken", n.Login).On("login").With("login", n.Login)
			}
			return fmt.Errorf("create user %s: %w", n.Login, err)
		}
		if err := grant(ctx, tx, id, n.Roles, by, at); err != nil {
			return err
		}
		if err := place(ctx, tx, id, "org", n.OrgID, "", by, at); err != nil {
			return err
		}
		if err := place(ctx, tx, id, "enterprise", n.EnterpriseID, n.OwnerRole, by, at); err != nil {
			return err
		}
		made := account.User{ID: id, Name: n.Name, Roles: n.Roles, OrgID: n.OrgID}
		return notePeople(ctx, tx, made, made, at)
	})
	if err != nil {
		return account.User{}, err
	}
	return s.User(ctx, id)
}

func checkNewUser(n NewUser) error {
	if err := account.CheckLogin(n.Login); err != nil {
		return err
	}
	if err := account.CheckRoles(n.Roles); err != nil {
		return err
	}
	if err := account.CheckPlace(n.Roles, n.OrgID, n.EnterpriseID); err != nil {
		return err
	}
	known := []org.OwnerRole{org.Primary, org.Manager, org.Member}
	if n.EnterpriseID != "" && !slices.Contains(known, n.OwnerRole) {
		return fault.New(fault.Invalid, "team.unknown_role", "owner role %q", n.OwnerRole).On("owner_role")
	}
	return nil
}

// grant writes roles; the table's own key refuses two separated duties.
func grant(ctx context.Context, tx *gorm.DB, userID string, roles []org.Role, by casefile.Meta, at time.Time) error {
	rows := make([]roleRow, len(roles))
	for i, r := range roles {
		rows[i] = roleRow{UserID: userID, Role: string(r), GrantedBy: by.Actor.UserID, GrantedAt: at}
	}
	err := rowsOf[roleRow](tx).CreateInBatches(ctx, &rows, len(rows))
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return fault.New(fault.Conflict, "account.roles_apart", "roles %v of %s", roles, userID).On("roles")
	}
	if err != nil {
		return fmt.Errorf("grant %v to %s: %w", roles, userID, err)
	}
	return nil
}

const userSQL = `SELECT u.id, u.login, u.name, u.phone, u.email, u.must_change, u.disabled_at, u.locked_until, u.last_login_at, u.created_at, u.version,
  COALESCE((SELECT GROUP_CONCAT(r.role) FROM user_roles r WHERE r.user_id = u.id), '') AS roles,
  COALESCE(mo.unit_id, '') AS org_id, COALESCE(o.name, '') AS org_name,
  COALESCE(me.unit_id, '') AS enterprise_id, COALESCE(e.name, '') AS enterprise_name, COALESCE(me.owner_role, '') AS owner_role
  FROM users u
  LEFT JOIN memberships mo ON mo.running_of = u.id AND mo.kind = 'org' LEFT JOIN orgs o ON o.id = mo.unit_id
  LEFT JOIN memberships me ON me.running_of = u.id AND me.kind = 'enterprise' LEFT JOIN enterprises e ON e.id = me.unit_id`

type userListRow struct {
	ID, Login, Name, Phone, Email, Roles, OrgID, OrgName, EnterpriseID, EnterpriseName, OwnerRole string

	MustChange                           bool
	DisabledAt, LockedUntil, LastLoginAt *time.Time
	CreatedAt                            time.Time
	Version                              int
}

func (r userListRow) user() account.User {
	return account.User{
		ID: r.ID, Login: r.Login, Name: r.Name, Phone: r.Phone, Email: r.Email, Roles: rolesOf(r.Roles),
		OrgID: r.OrgID, OrgName: r.OrgName, EnterpriseID: r.EnterpriseID, EnterpriseName: r.EnterpriseName,
		OwnerRole: org.OwnerRole(r.OwnerRole), MustChange: r.MustChange, Disabled: r.DisabledAt != nil,
		LockedUntil: orZero(r.LockedUntil), LastLoginAt: orZero(r.LastLoginAt), CreatedAt: r.CreatedAt, Version: r.Version,
	}
}

func orZero(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

// User reads one account.
func (s *Store) User(ctx context.Context, id string) (account.User, error) {
	return userIn(ctx, s.db, id)
}

func userIn(ctx context.Context, tx *gorm.DB, id string) (account.User, error) {
	var row userListRow
	err := tx.WithContext(ctx).Raw(userSQL+" WHERE u.id = ?", id).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return account.User{}, userNotFound(id)
	}
	if err != nil {
		return account.User{}, fmt.Errorf("read user %s: %w", id, err)
	}
	return row.user(), nil
}

// UserByLogin reads one account by the name it signs in with.
func (s *Store) UserByLogin(ctx context.Context, login string) (account.User, error) {
	secret, ok, err := s.Secret(ctx, login)
	if err != nil {
		return account.User{}, err
	}
	if !ok {
		return account.User{}, userNotFound(login)
	}
	return s.User(ctx, secret.UserID)
}

// Users lists accounts by login. Next is the cursor of the page after, empty at the end.
func (s *Store) Users(ctx context.Context, f UserFilter) (users []account.User, next string, err error) {
	where, args := []string{"u.login > ?"}, []any{f.After}
	add := func(cond string, values ...any) { where, args = append(where, cond), append(args, values...) }
	if f.Q != "" {
		like := "%" + likeText(f.Q) + "%"
		add("(u.login LIKE ? OR u.name LIKE ?)", like, like)
	}
	if f.Role != "" {
		add("EXISTS (SELECT 1 FROM user_roles r WHERE r.user_id = u.id AND r.role = ?)", string(f.Role))
	}
	if f.OrgID != "" {
		add("mo.unit_id = ?", f.OrgID)
	}
	if f.EnterpriseID != "" {
		add("me.unit_id = ?", f.EnterpriseID)
	}
	var rows []userListRow
	q := userSQL + " WHERE " + strings.Join(where, " AND ") + " ORDER BY u.login LIMIT ?"
	if err := s.db.WithContext(ctx).Raw(q, append(args, f.Limit+1)...).Scan(&rows).Error; err != nil {
		return nil, "", fmt.Errorf("list users: %w", err)
	}
	if len(rows) > f.Limit {
		rows = rows[:f.Limit]
		next = rows[f.Limit-1].Login
	}
	for _, r := range rows {
		users = append(users, r.user())
	}
	return users, next, nil
}

// likeText takes the meaning from what LIKE reads as a pattern.
func likeText(q string) string {
	return strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(q)
}

// lockUser holds a person's row until the transaction ends: changes of one
// person's roles, place and password happen one after another.
func lockUser(tx *gorm.DB, id string) error {
	var got string
	err := tx.Raw("SELECT id FROM users WHERE id = ? FOR UPDATE", id).Take(&got).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return userNotFound(id)
	}
	if err != nil {
		return fmt.Errorf("lock user %s: %w", id, err)
	}
	return nil
}

// place ends a person's running membership of a kind and, where unit is given,
// starts one today. Being where one already is changes nothing.
func place(ctx context.Context, tx *gorm.DB, userID, kind, unit string, role org.OwnerRole, by casefile.Meta, at time.Time) error {
	day := workcal.DateOf(at).String()
	var now struct{ UnitID, OwnerRole string }
	err := tx.WithContext(ctx).Raw("SELECT unit_id, owner_role FROM memberships WHERE running_of = ? AND kind = ?", userID, kind).Take(&now).Error
	if err != nil && !errors.Is(err, gorm.ErrRecordNotFound) {
		return fmt.Errorf("read membership of %s: %w", userID, err)
	}
	if now.UnitID == unit && now.OwnerRole == string(role) {
		return nil
	}
	if err := tx.Exec("UPDATE memberships SET until = ? WHERE running_of = ? AND kind = ?", day, userID, kind).Error; err != nil {
		return fmt.Errorf("end membership of %s: %w", userID, err)
	}
	if unit == "" {
		return nil
	}
	if err := unitExists(tx, kind, unit); err != nil {
		return err
	}
	id, err := freshID("m")
	if err != nil {
		return err
	}
	err = tx.Exec("INSERT INTO memberships (id, user_id, kind, unit_id, owner_role, since, made_by, made_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		id, userID, kind, unit, string(role), day, by.Actor.UserID, at).Error
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return fault.New(fault.Conflict, "team.has_primary", "enterprise %s has a PRIMARY", unit)
	}
	if err != nil {
		return fmt.Errorf("place %s in %s: %w", userID, unit, err)
	}
	return nil
}

// unitExists refuses a place in a unit or enterprise that the register has not.
func unitExists(tx *gorm.DB, kind, unit string) error {
	q, field := "SELECT COUNT(*) FROM orgs WHERE id = ?", "org_id"
	if kind == "enterprise" {
		q, field = "SELECT COUNT(*) FROM enterprises WHERE id = ?", "enterprise_id"
	}
	var n int64
	if err := tx.Raw(q, unit).Scan(&n).Error; err != nil {
		return fmt.Errorf("find %s %s: %w", kind, unit, err)
	}
	if n == 0 {
		return fault.New(fault.Invalid, "account.no_unit", "no %s %s", kind, unit).On(field)
	}
	return nil
}
