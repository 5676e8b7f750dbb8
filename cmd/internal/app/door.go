package app

import (
	"github.com/diaodu/diaodu/api"
	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/web"
	"github.com/diaodu/diaodu/worker"
)

// Door is the HTTP surface over the open parts.
func (p *Parts) Door() *api.Server { return api.New(p.doorDeps()) }

// doorDeps gives the door every part it can use; a test finds what is left out.
func (p *Parts) doorDeps() api.Deps {
	s := p.Store
	return api.Deps{
		Web: web.Handler(), Log: p.Log, SecureCookies: p.Config.SecureCookies(), TrustedOrigins: p.Config.TrustedOrigins,

		Login: auth.NewLocal(s), Sessions: s, Users: s, Teams: s,
		Projects: s, StartEvents: s, Enterprises: s, Orgs: s, Drafts: s, States: s, Processes: s,
		Files: p.Files, Changes: s, Audits: s, Notices: s,

		Cases: p.Cases, Calendars: s, Recalendar: p.Cases, Directory: s, Histories: s,
		Issues: s, Meetings: s, Planner: worker.Planner{Client: p.Temporal}, Tasks: s, TaskForces: s,
		Plans: s, Definitions: p.Processes,
		Approvals: s, Roster: s, People: p.Cases,
		Board: s, Statistics: s,
	}
}
