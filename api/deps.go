package api

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/documents"
)

// Deps is everything the door needs, as small interfaces: store, engine and
// auth fit them. Every route is registered whatever is given, so that the served
// OpenAPI document is always whole; a nil part answers 500 when it is used.
type Deps struct {
	// --- shell ---
	Web            http.Handler // the console; nil answers 404
	Log            *slog.Logger // nil means slog.Default
	Now            func() time.Time
	SecureCookies  bool     // the session cookie travels over TLS only
	TrustedOrigins []string // other origins whose pages may act, such as "https://oa.example.gov.cn"
	// PublicURL is how people reach the console, without a slash at its end, for
	// links in what leaves it.
	PublicURL string
	MaxUpload int64 // bytes of one uploaded file; 0 means 200 MiB

	// --- accounts ---
	Login    auth.Authenticator
	Sessions Sessions
	Users    Users
	Teams    Teams

	// --- audit ---
	Audits Audits

	// --- files ---
	Files Files

	// --- changes ---
	Changes Changes // read by the stream of changes; store fits it
	// Heartbeat is how often a stream shows that it lives and looks whether its
	// session still does; 0 means 20 s.
	Heartbeat time.Duration
	feed      *feed
	// --- calendar ---
	Calendars     Calendars
	Recalendar    Recalendarer
	CalendarFeeds CalendarFeeds

	// --- cases ---
	Cases     Cases
	Directory Directory
	Histories Histories
	Issues    Issues
	Ladders   Ladders
	Tasks     Tasks

	// --- approval plans ---
	Plans       Plans
	Definitions Definitions
	// --- approvals ---
	Approvals Approvals
	Roster    Roster
	People    PeopleTeller // nil leaves changes of people to the clock

	// --- task forces ---
	TaskForces TaskForces
	Meetings   Meetings
	Planner    Planner

	// --- figures ---
	Board      Board
	Statistics Statistics

	// --- documents ---
	States        States
	Letters       *documents.Letters // nil means those shipped
	Office        documents.Office   // who issues papers; zero means Rongchang's
	IssuedLetters IssuedLetters
	// --- background work ---
	Errands     Errands
	ErrandFiles ErrandFiles
	// --- register ---
	Projects    Projects
	StartEvents StartEvents
	Enterprises Enterprises
	Orgs        Orgs
	Drafts      Drafts
	Preferences Preferences
	Notices     Notices

	// --- processes ---
	Processes Processes

	// --- what the administrator sets ---
	NumberRules  NumberRules
	Channels     Channels
	Switchboard  Switchboard
	IssueClasses IssueClasses
	// LetterTemplates are the words of letters.
	LetterTemplates LetterTemplates
}

func (d Deps) withDefaults() Deps {
	d.Log = loggerOr(d.Log)
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.MaxUpload == 0 {
		d.MaxUpload = 200 << 20
	}
	if d.Letters == nil {
		d.Letters = documents.ShippedLetters()
	}
	if d.Office == (documents.Office{}) {
		d.Office = documents.Rongchang
	}
	if d.Heartbeat == 0 {
		d.Heartbeat = 20 * time.Second
	}
	d.feed = newFeed(d.Changes, d.Log)
	return d
}
