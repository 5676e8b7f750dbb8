package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/account"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/store"
)

// SessionCookie carries the session's token; scripts cannot read it.
const SessionCookie = "diaodu_session"

// Sessions finds, starts and ends signed-in browsers. store fits it.
type Sessions interface {
	// Session finds a live session by the hash of its token and notes its use.
	// Expired, revoked and disabled ones are fault session.required.
	Session(ctx context.Context, id string, at time.Time) (account.Session, error)
	// LookAtSession is Session without noting a use.
	LookAtSession(ctx context.Context, id string, at time.Time) (account.Session, error)
	StartSession(ctx context.Context, n store.NewSession, at time.Time) error
	EndSession(ctx context.Context, id string) error
	// TakePlace makes the session act for an absent person, "" for oneself.
	TakePlace(ctx context.Context, session, userID, absent string, at time.Time) error
	User(ctx context.Context, id string) (account.User, error)
	Secret(ctx context.Context, login string) (account.Secret, bool, error)
	ChangePassword(ctx context.Context, self casefile.Meta, old, hash, session string, at time.Time) error
}

type sessionKey struct{}

// sessionOf is the session behind the request.
func sessionOf(ctx context.Context) account.Session {
	s, _ := ctx.Value(sessionKey{}).(account.Session)
	return s
}

// whoOf names the user for the access log, "-" for nobody.
func whoOf(ctx context.Context) string {
	if id := auth.Actor(ctx).UserID; id != "" {
		return id
	}
	return "-"
}

// establish finds out who is asking before any operation runs. Whoever is not
// established gets nothing but the public operations, whatever the operation.
func (d Deps) establish(api huma.API) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		if isPublic(ctx.Operation()) {
			next(ctx)
			return
		}
		s, err := d.session(ctx)
		if err == nil && s.MustChange && ctx.Operation().Metadata["before_password_change"] != true {
			err = fault.New(fault.Forbidden, "account.must_change", "user %s must change the password", s.Actor.UserID)
		}
		if err != nil {
			_ = huma.WriteErr(api, ctx, http.StatusInternalServerError, "", err) // huma logs its own failure to write
			return
		}
		ctx = huma.WithValue(ctx, sessionKey{}, s)
		next(huma.WithContext(ctx, auth.WithActor(ctx.Context(), s.Actor)))
	}
}

func (d Deps) session(ctx huma.Context) (account.Session, error) {
	c, err := huma.ReadCookie(ctx, SessionCookie)
	if err != nil || c.Value == "" || d.Sessions == nil {
		return account.Session{}, fault.New(fault.Forbidden, "session.required", "no session")
	}
	return d.Sessions.Session(ctx.Context(), auth.HashToken(c.Value), d.Now())
}

// SessionView is who is signed in and what the console must ask of them.
type SessionView struct {
	User       UserView  `json:"user"`
	MustChange bool      `json:"must_change" doc:"须先修改密码"`
	EndsAt     time.Time `json:"ends_at" doc:"无操作时的自动退出时间"`
}

// UserView is the person a request acts as.
type UserView struct {
	UserID         string        `json:"user_id"`
	Login          string        `json:"login,omitempty"`
	Name           string        `json:"name"`
	Roles          []org.Role    `json:"roles" nullable:"false"`
	OrgID          string        `json:"org_id,omitempty"`
	OrgName        string        `json:"org_name,omitempty"`
	EnterpriseID   string        `json:"enterprise_id,omitempty"`
	EnterpriseName string        `json:"enterprise_name,omitempty"`
	OwnerRole      org.OwnerRole `json:"owner_role,omitempty"`
	StandsInFor    string        `json:"stands_in_for,omitempty" doc:"正在代替谁（用户编号）"`
}

type loginIn struct {
	Agent string `header:"User-Agent"`
	Body  struct {
		Login    string `json:"login" minLength:"1" maxLength:"64" doc:"用户名"`
		Password string `json:"password" minLength:"1" maxLength:"256" doc:"密码"`
		Code     string `json:"code,omitempty" maxLength:"16" doc:"动态验证码（启用第二因素时）"`
	}
}

type sessionOut struct {
	Cookie http.Cookie `header:"Set-Cookie"`
	Body   SessionView
}

type passwordIn struct {
	Body struct {
		Current string `json:"current" minLength:"1" maxLength:"256" doc:"现密码"`
		New     string `json:"new" minLength:"1" maxLength:"256" doc:"新密码：至少10位，含大写、小写、数字、符号中的三类"`
	}
}

type placeIn struct {
	Body struct {
		UserID string `json:"user_id" maxLength:"32" doc:"被代理人；空为恢复本人身份"`
	}
}

func registerSession(api huma.API, d Deps) {
	const tag = "登录"
	huma.Register(api, op("session-start", http.MethodPost, "/api/session", tag, "登录", public), d.signIn)
	huma.Register(api, op("session-get", http.MethodGet, "/api/session", tag, "当前用户", beforePasswordChange), d.whoAmI)
	huma.Register(api, op("session-who", http.MethodGet, "/api/session/who", tag, "登录没有，是谁", public), d.whoIfAny)
	huma.Register(api, op("session-end", http.MethodDelete, "/api/session", tag, "退出", beforePasswordChange), d.signOut)
	huma.Register(api, op("session-password", http.MethodPost, "/api/session/password", tag, "修改密码", beforePasswordChange, answers(http.StatusNoContent)), d.changePassword)
	huma.Register(api, op("session-place", http.MethodPut, "/api/session/place", tag, "切换代理身份"), d.takePlace)
}

// signIn starts a fresh session every time, so that a token planted before
// login is worth nothing.
func (d Deps) signIn(ctx context.Context, in *loginIn) (*sessionOut, error) {
	at := d.Now()
	login := strings.ToLower(strings.TrimSpace(in.Body.Login))
	id, err := d.Login.Authenticate(ctx, auth.Credentials{Login: login, Password: in.Body.Password, Code: in.Body.Code}, at)
	if err != nil {
		return nil, err
	}
	token, err := auth.NewToken()
	if err != nil {
		return nil, err
	}
	session := auth.HashToken(token)
	if err := d.Sessions.StartSession(ctx, store.NewSession{ID: session, UserID: id, IP: hand(ctx).IP, Agent: in.Agent}, at); err != nil {
		return nil, err
	}
	s, err := d.Sessions.Session(ctx, session, at)
	if err != nil {
		return nil, err
	}
	view, err := d.sessionView(ctx, s)
	if err != nil {
		return nil, err
	}
	return &sessionOut{Cookie: d.cookie(token, 0), Body: view}, nil
}

func (d Deps) cookie(token string, maxAge int) http.Cookie {
	return http.Cookie{
		Name: SessionCookie, Value: token, Path: "/", MaxAge: maxAge,
		HttpOnly: true, Secure: d.SecureCookies, SameSite: http.SameSiteLaxMode,
	}
}

func (d Deps) whoAmI(ctx context.Context, _ *struct{}) (*bodyOut[SessionView], error) {
	return answer(d.sessionView(ctx, sessionOf(ctx)))
}

// WhoView is who is signed in, if anybody is.
type WhoView struct {
	Session *SessionView `json:"session,omitempty" doc:"未登录时没有"`
}

type whoIn struct {
	Token string `cookie:"diaodu_session" maxLength:"200"`
}

// whoIfAny answers also whoever is not signed in: asking is no mistake, and a
// browser notes every refusal as an error.
func (d Deps) whoIfAny(ctx context.Context, in *whoIn) (*bodyOut[WhoView], error) {
	var who WhoView
	if in.Token == "" {
		return answer(who, nil)
	}
	s, err := d.Sessions.Session(ctx, auth.HashToken(in.Token), d.Now())
	if fault.Of(err) != nil { // unknown or ended
		return answer(who, nil)
	}
	if err != nil {
		return nil, err
	}
	v, err := d.sessionView(ctx, s)
	who.Session = &v
	return answer(who, err)
}

func (d Deps) sessionView(ctx context.Context, s account.Session) (SessionView, error) {
	u, err := d.Sessions.User(ctx, s.Actor.UserID)
	if err != nil {
		return SessionView{}, err
	}
	v := SessionView{MustChange: s.MustChange, EndsAt: s.EndsAt(), User: UserView{
		UserID: s.Actor.UserID, Login: u.Login, Name: s.Actor.Name, Roles: s.Actor.Roles, OrgID: s.Actor.OrgID, OrgName: s.Actor.OrgName,
		EnterpriseID: s.Actor.EnterpriseID, EnterpriseName: u.EnterpriseName, OwnerRole: s.Actor.OwnerRole, StandsInFor: s.Actor.StandsInFor,
	}}
	if v.User.Roles == nil {
		v.User.Roles = []org.Role{}
	}
	return v, nil
}

type signedOut struct {
	Cookie http.Cookie `header:"Set-Cookie"`
}

func (d Deps) signOut(ctx context.Context, _ *struct{}) (*signedOut, error) {
	if err := d.Sessions.EndSession(ctx, sessionOf(ctx).ID); err != nil {
		return nil, err
	}
	return &signedOut{Cookie: d.cookie("", -1)}, nil
}

// changePassword asks for the present one again, and a wrong one counts like a
// wrong login: an open browser must not be a way to guess.
func (d Deps) changePassword(ctx context.Context, in *passwordIn) (*struct{}, error) {
	u, err := d.Sessions.User(ctx, auth.Actor(ctx).UserID)
	if err != nil {
		return nil, err
	}
	if err := auth.CheckPassword(u.Login, in.Body.New); err != nil {
		return nil, fault.Of(err).On("new")
	}
	if in.Body.New == in.Body.Current {
		return nil, fault.New(fault.Invalid, "password.same", "new equals current").On("new")
	}
	_, err = d.Login.Authenticate(ctx, auth.Credentials{Login: u.Login, Password: in.Body.Current}, d.Now())
	if fault.Is(err, "session.refused") {
		return nil, fault.New(fault.Invalid, "password.wrong", "wrong current password").On("current")
	}
	if err != nil {
		return nil, err
	}
	secret, _, err := d.Sessions.Secret(ctx, u.Login)
	if err != nil {
		return nil, err
	}
	hash, err := auth.HashPassword(ctx, in.Body.New)
	if err != nil {
		return nil, err
	}
	return nil, d.Sessions.ChangePassword(ctx, hand(ctx), secret.Hash, hash, sessionOf(ctx).ID, d.Now())
}

func (d Deps) takePlace(ctx context.Context, in *placeIn) (*bodyOut[SessionView], error) {
	s := sessionOf(ctx)
	if err := d.Sessions.TakePlace(ctx, s.ID, s.Actor.UserID, in.Body.UserID, d.Now()); err != nil {
		return nil, err
	}
	s, err := d.Sessions.Session(ctx, s.ID, d.Now())
	if err != nil {
		return nil, err
	}
	return answer(d.sessionView(ctx, s))
}
