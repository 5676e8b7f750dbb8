package app

import (
	"context"
	"sync"

	"github.com/diaodu/diaodu/api"
	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/web"
	"github.com/diaodu/diaodu/worker"
)

// inUse gives plans the very definitions that applications follow: those in use
// in the district, shipped or written there.
type inUse struct{ store *store.Store }

// Definition is the definition in use under a code; plan.no_such_process where
// there is none.
func (d inUse) Definition(ctx context.Context, code string) (process.Definition, error) {
	def, err := d.store.PublishedProcess(ctx, code)
	if fault.Is(err, "process.not_found") {
		return process.Definition{}, fault.New(fault.NotFound, "plan.no_such_process", "no process %q", code).On("process").With("process", code)
	}
	if err != nil {
		return process.Definition{}, err
	}
	return *def, nil
}

// Door is the HTTP surface over the open parts.
func (p *Parts) Door() *api.Server { return api.New(p.doorDeps()) }

// Errands starts what carries out people's background work: beside the door, where
// their files lie. The function it returns stops it; what is under way goes back
// in the queue.
func (p *Parts) Errands(ctx context.Context) (stop func()) {
	desk := api.NewErrandDesk(p.doorDeps())
	ctx, cancel := context.WithCancel(ctx)
	var done sync.WaitGroup
	done.Go(func() { worker.Errands{Step: desk.Step, Tidy: desk.Tidy, Log: p.Log}.Run(ctx) })
	return func() { cancel(); done.Wait() }
}

// doorDeps gives the door every part it can use; a test finds what is left out.
func (p *Parts) doorDeps() api.Deps {
	s := p.Store
	return api.Deps{
		Web: web.Handler(), Log: p.Log, SecureCookies: p.Config.SecureCookies(), TrustedOrigins: p.Config.TrustedOrigins, PublicURL: p.Config.PublicURL,

		Login: auth.NewLocal(s), Sessions: s, Users: s, Teams: s,
		Projects: s, StartEvents: s, Enterprises: s, Orgs: s, Drafts: s, Preferences: s, States: s, Processes: s,
		Errands: s, ErrandFiles: p.Files,
		Files: p.Files, Changes: s, Audits: s, Notices: s,

		Cases: p.Cases, Calendars: s, Recalendar: p.Cases, CalendarFeeds: s, IssuedLetters: s, Directory: s, Histories: s,
		Issues: s, Ladders: s, Meetings: s, Planner: worker.Planner{Client: p.Temporal}, Tasks: s, TaskForces: s,
		Plans: s, Definitions: inUse{s},
		Approvals: s, Roster: s, People: p.Cases,
		Board: s, Statistics: s,
		NumberRules: s, Channels: s, IssueClasses: s, LetterTemplates: s, Switchboard: p.Switchboard,
	}
}
