package app

import (
	"log/slog"

	"github.com/diaodu/diaodu/api"
	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/config"
	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/web"
)

// Door is the HTTP surface over the open parts.
func Door(cfg config.Config, log *slog.Logger, s *store.Store) *api.Server {
	return api.New(api.Deps{
		Web: web.Handler(), Log: log, SecureCookies: cfg.SecureCookies(), TrustedOrigins: cfg.TrustedOrigins,

		Login: auth.NewLocal(s), Sessions: s, Users: s, Teams: s,
		Projects: s, StartEvents: s, Enterprises: s, Orgs: s, Drafts: s,
	})
}
