package app

import (
	"github.com/diaodu/diaodu/api"
	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/web"
)

// Door is the HTTP surface over the open parts.
func (p *Parts) Door() *api.Server {
	s := p.Store
	return api.New(api.Deps{
		Web: web.Handler(), Log: p.Log, SecureCookies: p.Config.SecureCookies(), TrustedOrigins: p.Config.TrustedOrigins,

		Login: auth.NewLocal(s), Sessions: s, Users: s, Teams: s,
		Projects: s, StartEvents: s, Enterprises: s, Orgs: s, Drafts: s, States: s,
		Files: p.Files,

		Cases: p.Cases, Calendars: s, Recalendar: p.Cases, Directory: s, Histories: s, Issues: s, Notices: s,
	})
}
