package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/account"
	"github.com/diaodu/diaodu/domain/fault"
)

// SessionCookie carries the session's token; scripts cannot read it.
const SessionCookie = "diaodu_session"

// Sessions finds and ends signed-in browsers. store fits it.
type Sessions interface {
	// Session finds a live session by the hash of its token and notes its use.
	// Expired, revoked and disabled ones are fault session.required.
	Session(ctx context.Context, id string, at time.Time) (account.Session, error)
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
	required := fault.New(fault.Forbidden, "session.required", "no session")
	c, err := huma.ReadCookie(ctx, SessionCookie)
	if err != nil || c.Value == "" || d.Sessions == nil {
		return account.Session{}, required
	}
	return d.Sessions.Session(ctx.Context(), auth.HashToken(c.Value), d.Now())
}
