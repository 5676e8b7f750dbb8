package api

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/account"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// Users administers accounts. store fits it.
type Users interface {
	Users(ctx context.Context, f store.UserFilter) ([]account.User, string, error)
	User(ctx context.Context, id string) (account.User, error)
	CreateUser(ctx context.Context, by casefile.Meta, n store.NewUser, at time.Time) (account.User, error)
	Rename(ctx context.Context, by casefile.Meta, id string, expect int, name, phone, email string) (account.User, error)
	SetPlace(ctx context.Context, by casefile.Meta, id string, expect int, roles []org.Role, orgID string, at time.Time) (account.User, error)
	SetDisabled(ctx context.Context, by casefile.Meta, id string, disabled bool, at time.Time) (account.User, error)
	ResetPassword(ctx context.Context, by casefile.Meta, id, hash string, at time.Time) error
	StandIns(ctx context.Context, userID string, at time.Time) ([]account.StandIn, error)
	CreateStandIn(ctx context.Context, by casefile.Meta, forUser, byUser string, from, to workcal.Date, at time.Time) (account.StandIn, error)
	RevokeStandIn(ctx context.Context, by casefile.Meta, id string, at time.Time) error
}

// AccountView is an account as the administrator sees it.
type AccountView struct {
	UserView
	Phone       string     `json:"phone,omitempty"`
	Email       string     `json:"email,omitempty"`
	MustChange  bool       `json:"must_change"`
	Disabled    bool       `json:"disabled"`
	LockedUntil *time.Time `json:"locked_until,omitempty"`
	LastLoginAt *time.Time `json:"last_login_at,omitempty"`
	CreatedAt   time.Time  `json:"created_at"`
	Version     int        `json:"version" doc:"姓名、联系方式、角色与单位的版本，修改时以 If-Match 带回"`
	// InitialPassword is shown once, when it is made.
	InitialPassword string `json:"initial_password,omitempty" doc:"初始密码，仅显示一次，首次登录须修改"`
}

func accountView(u account.User) AccountView {
	v := AccountView{
		UserView: UserView{
			UserID: u.ID, Login: u.Login, Name: u.Name, Roles: u.Roles, OrgID: u.OrgID, OrgName: u.OrgName,
			EnterpriseID: u.EnterpriseID, EnterpriseName: u.EnterpriseName, OwnerRole: u.OwnerRole,
		},
		Phone: u.Phone, Email: u.Email, MustChange: u.MustChange, Disabled: u.Disabled,
		LockedUntil: orNil(u.LockedUntil), LastLoginAt: orNil(u.LastLoginAt), CreatedAt: u.CreatedAt, Version: u.Version,
	}
	if v.Roles == nil {
		v.Roles = []org.Role{}
	}
	return v
}

func orNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

type usersIn struct {
	PageQuery
	Role       string `query:"role" maxLength:"32"`
	Org        string `query:"org" maxLength:"32"`
	Enterprise string `query:"enterprise" maxLength:"32"`
}

// Contact is how a person is called and reached.
type Contact struct {
	Name  string `json:"name" minLength:"1" maxLength:"64" pattern:"\\S" patternDescription:"非空白文字" doc:"姓名"`
	Phone string `json:"phone,omitempty" maxLength:"32" pattern:"^[0-9+() -]*$" patternDescription:"电话号码"`
	Email string `json:"email,omitempty" maxLength:"128"`
}

type newUserIn struct {
	Body struct {
		Contact
		Login        string        `json:"login" maxLength:"32" doc:"用户名：小写字母、数字、点、横线，3至32位"`
		Roles        []org.Role    `json:"roles" minItems:"1" maxItems:"8"`
		OrgID        string        `json:"org_id,omitempty" maxLength:"32"`
		EnterpriseID string        `json:"enterprise_id,omitempty" maxLength:"32"`
		OwnerRole    org.OwnerRole `json:"owner_role,omitempty"`
	}
}

// PlaceBody is what an official may do and where they belong.
type PlaceBody struct {
	Roles []org.Role `json:"roles" minItems:"1" maxItems:"8"`
	OrgID string     `json:"org_id,omitempty" maxLength:"32"`
}

type disableIn struct {
	IDIn
	Body struct {
		Disabled bool `json:"disabled"`
	}
}

func registerUsers(api huma.API, d Deps) {
	const tag = "账号"
	huma.Register(api, op("users-list", http.MethodGet, "/api/users", tag, "账号列表"), d.listUsers)
	huma.Register(api, op("users-create", http.MethodPost, "/api/users", tag, "新建账号", answers(http.StatusCreated)), d.createUser)
	huma.Register(api, op("users-get", http.MethodGet, "/api/users/{id}", tag, "查看账号"), d.getUser)
	huma.Register(api, op("users-rename", http.MethodPatch, "/api/users/{id}", tag, "修改姓名与联系方式"), d.renameUser)
	huma.Register(api, op("users-roles", http.MethodPut, "/api/users/{id}/roles", tag, "调整角色与单位"), d.setRoles)
	huma.Register(api, op("users-disable", http.MethodPut, "/api/users/{id}/disabled", tag, "停用或启用"), d.disableUser)
	huma.Register(api, op("users-password", http.MethodPost, "/api/users/{id}/password", tag, "重置密码"), d.resetPassword)
	registerStandIns(api, d)
}

// mayReadUsers are the administrator, who keeps accounts, and the auditor.
func mayReadUsers(a org.Actor) error {
	if a.Has(org.Auditor) {
		return nil
	}
	return account.CheckAdmin(a)
}

func (d Deps) listUsers(ctx context.Context, in *usersIn) (*listOut[AccountView], error) {
	if err := mayReadUsers(auth.Actor(ctx)); err != nil {
		return nil, err
	}
	users, next, err := d.Users.Users(ctx, store.UserFilter{
		Q: in.Q, Role: org.Role(in.Role), OrgID: in.Org, EnterpriseID: in.Enterprise, After: in.Cursor, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	views := make([]AccountView, len(users))
	for i, u := range users {
		views[i] = accountView(u)
	}
	return newList(views, next), nil
}

func (d Deps) getUser(ctx context.Context, in *IDIn) (*versioned[AccountView], error) {
	if err := mayReadUsers(auth.Actor(ctx)); err != nil {
		return nil, err
	}
	u, err := d.Users.User(ctx, in.ID)
	return withVersion(accountView(u), u.Version, err)
}

func (d Deps) createUser(ctx context.Context, in *newUserIn) (*bodyOut[AccountView], error) {
	if err := account.CheckAdmin(auth.Actor(ctx)); err != nil {
		return nil, err
	}
	b := in.Body
	n := store.NewUser{
		Login: b.Login, Name: b.Name, Phone: b.Phone, Email: b.Email, Roles: b.Roles,
		OrgID: b.OrgID, EnterpriseID: b.EnterpriseID, OwnerRole: b.OwnerRole,
	}
	if b.EnterpriseID != "" {
		n.OwnerRole = org.Primary // the rest of the team is the PRIMARY's own affair
	}
	return answer(d.newAccount(ctx, n))
}

// newAccount makes an account with a password that is shown once.
func (d Deps) newAccount(ctx context.Context, n store.NewUser) (AccountView, error) {
	password, hash, err := auth.InitialPassword(ctx)
	if err != nil {
		return AccountView{}, err
	}
	n.Hash, n.MustChange = hash, true
	u, err := d.Users.CreateUser(ctx, hand(ctx), n, d.Now())
	if err != nil {
		return AccountView{}, err
	}
	d.peopleChanged(ctx, nil)
	v := accountView(u)
	v.InitialPassword = password
	return v, nil
}

func (d Deps) renameUser(ctx context.Context, in *changeIn[Contact]) (*versioned[AccountView], error) {
	if err := account.CheckAdmin(auth.Actor(ctx)); err != nil {
		return nil, err
	}
	expect, err := in.mustExpect()
	if err != nil {
		return nil, err
	}
	u, err := d.Users.Rename(ctx, hand(ctx), in.ID, expect, in.Body.Name, in.Body.Phone, in.Body.Email)
	return withVersion(accountView(u), u.Version, err)
}

func (d Deps) setRoles(ctx context.Context, in *changeIn[PlaceBody]) (*versioned[AccountView], error) {
	if err := account.CheckAdmin(auth.Actor(ctx)); err != nil {
		return nil, err
	}
	expect, err := in.mustExpect()
	if err != nil {
		return nil, err
	}
	u, err := d.Users.SetPlace(ctx, hand(ctx), in.ID, expect, in.Body.Roles, in.Body.OrgID, d.Now())
	d.peopleChanged(ctx, err)
	return withVersion(accountView(u), u.Version, err)
}

func (d Deps) disableUser(ctx context.Context, in *disableIn) (*bodyOut[AccountView], error) {
	if err := account.CheckAdmin(auth.Actor(ctx)); err != nil {
		return nil, err
	}
	u, err := d.Users.SetDisabled(ctx, hand(ctx), in.ID, in.Body.Disabled, d.Now())
	d.peopleChanged(ctx, err)
	return answer(accountView(u), err)
}

// peopleChanged has open applications told at once of a change that was made.
// The change itself is written down, so that a signal lost here is made good.
func (d Deps) peopleChanged(ctx context.Context, err error) {
	if err != nil || d.People == nil {
		return
	}
	if err := d.People.PeopleChanged(ctx); err != nil {
		logOf(ctx).LogAttrs(ctx, slog.LevelWarn, "applications hear of a person later", slog.Any("error", err))
	}
}

func (d Deps) resetPassword(ctx context.Context, in *IDIn) (*bodyOut[AccountView], error) {
	if err := account.CheckAdmin(auth.Actor(ctx)); err != nil {
		return nil, err
	}
	password, hash, err := auth.InitialPassword(ctx)
	if err != nil {
		return nil, err
	}
	if err := d.Users.ResetPassword(ctx, hand(ctx), in.ID, hash, d.Now()); err != nil {
		return nil, err
	}
	u, err := d.Users.User(ctx, in.ID)
	v := accountView(u)
	v.InitialPassword = password
	return answer(v, err)
}
