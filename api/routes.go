package api

import (
	"context"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// register lists every noun's routes. A noun's file holds one function
//
//	func registerIssues(api huma.API, d Deps)
//
// and adds its own small interface to Deps; cases (issue, meeting, task) give
// their acts, view and events to registerCase and add only what is their own.
func register(api huma.API, d Deps) {
	for _, noun := range []func(huma.API, Deps){
		registerHealth,
		registerCalendar,
		registerCalendarFeeds,
		registerSession,
		registerUsers,
		registerPeople,
		registerTeams,
		registerAudit,
		registerAuditExport,
		registerFiles,
		registerStream,
		registerIssues,
		registerTasks,
		registerPlans,
		registerApprovals,
		registerTaskForces,
		registerMeetings,
		registerDocuments,
		registerLedgers,
		registerErrands,
		registerVerify,
		registerProjects,
		registerStartEvents,
		registerEnterprises,
		registerOrgs,
		registerDrafts,
		registerPreferences,
		registerNotices,
		registerProcesses,
		registerBoard,
		registerLadder,
		registerSearch,
		registerStatistics,
		registerNumberRules,
		registerChannels,
		registerIssueClasses,
		registerLetterTemplates,
	} {
		noun(api, d)
	}
}

// op names one operation. Its id becomes the client's method name.
func op(id, method, path, tag, summary string, more ...func(*huma.Operation)) huma.Operation {
	o := huma.Operation{OperationID: id, Method: method, Path: path, Tags: []string{tag}, Summary: summary}
	for _, m := range more {
		m(&o)
	}
	return o
}

// public lets anybody call the operation. The list of public operations is
// short on purpose and a test walks all the others without a session.
func public(o *huma.Operation) { mark(o, "public") }

// beforePasswordChange lets a person who must change the password call it.
func beforePasswordChange(o *huma.Operation) { mark(o, "before_password_change") }

// answers sets the status of a success, such as 201.
func answers(status int) func(*huma.Operation) {
	return func(o *huma.Operation) { o.DefaultStatus = status }
}

func mark(o *huma.Operation, key string) {
	if o.Metadata == nil {
		o.Metadata = map[string]any{}
	}
	o.Metadata[key] = true
}

func isPublic(o *huma.Operation) bool { return o.Metadata["public"] == true }

// isAPI tells addresses of the API from those of the console.
func isAPI(path string) bool {
	return path == "/api" || strings.HasPrefix(path, "/api/") || strings.HasPrefix(path, "/openapi")
}

// schemaName names a type in the OpenAPI document after its package and name
// (issue.View → IssueView), so nouns may use the same short words.
func schemaName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	name := t.Name()
	if name == "" {
		return huma.DefaultSchemaNamer(t, hint)
	}
	own := packageWord(t.PkgPath())
	outer, inner, generic := strings.Cut(name, "[")
	out := own + upperFirst(outer)
	if generic {
		for _, arg := range strings.Split(strings.TrimSuffix(inner, "]"), ",") {
			arg = strings.TrimLeft(arg, "[]*")
			dot := strings.LastIndex(arg, ".")
			if dot < 0 {
				out += upperFirst(arg)
				continue
			}
			out += packageWord(arg[:dot]) + upperFirst(arg[dot+1:])
		}
	}
	return out
}

func packageWord(path string) string {
	word := path[strings.LastIndex(path, "/")+1:]
	switch word {
	case "", "api", "v2", "contract":
		return ""
	}
	return upperFirst(word)
}

func upperFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

type healthOut struct {
	Body struct {
		Status string `json:"status" enum:"ok"`
	}
}

// registerHealth answers that the process lives. Whether its dependencies do is
// `diaodu doctor`'s question, not a public one.
func registerHealth(api huma.API, _ Deps) {
	huma.Register(api, op("alive", http.MethodGet, "/api/health", "运行", "服务存活", public), alive)
}

func alive(context.Context, *struct{}) (*healthOut, error) {
	out := &healthOut{}
	out.Body.Status = "ok"
	return out, nil
}
