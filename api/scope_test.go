package api_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/api"
	"github.com/diaodu/diaodu/api/apitest"
	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/plan"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/store/storetest"
)

// allCases gives orders to cases of every kind without Temporal between.
type allCases struct {
	store *store.Store
	now   func() time.Time
}

func (s *allCases) Begin(ctx context.Context, head casefile.Head, command any) (contract.Answer, error) {
	return s.Do(ctx, head.Kind, head.ID, command)
}

func (s *allCases) Do(ctx context.Context, kind casefile.Kind, id string, command any) (contract.Answer, error) {
	var ev casefile.Event
	var err error
	head := casefile.Head{ID: id, Kind: kind, Cal: workcal.Embedded()}
	switch c := command.(type) {
	case issue.Command:
		ev, err = decided(ctx, s, &issue.Issue{Head: head}, c.Meta, func(i *issue.Issue) (casefile.Event, error) { return i.Decide(c, s.now()) })
	case meeting.Command:
		ev, err = decided(ctx, s, &meeting.Meeting{Head: head}, c.Meta, func(m *meeting.Meeting) (casefile.Event, error) { return m.Decide(c, s.now()) })
	case supervision.Command:
		ev, err = decided(ctx, s, &supervision.Task{Head: head}, c.Meta, func(t *supervision.Task) (casefile.Event, error) { return t.Decide(c, s.now()) })
	case plan.Command:
		ev, err = decided(ctx, s, &plan.Plan{Head: head}, c.Meta, func(p *plan.Plan) (casefile.Event, error) { return p.Decide(c, s.now()) })
	case approval.Command:
		ev, err = decided(ctx, s, &approval.Approval{Head: head}, c.Meta, func(a *approval.Approval) (casefile.Event, error) { return a.Decide(c, s.now()) })
	default:
		err = fmt.Errorf("no such command %T", command)
	}
	if err != nil {
		return contract.Answer{}, err
	}
	rec, err := s.store.Record(ctx, ev)
	return contract.Answer{CaseID: id, Seq: ev.Seq, Number: rec.Number, Status: ev.To}, err
}

func decided[S casefile.State](ctx context.Context, s *allCases, state S, by casefile.Meta, decide func(S) (casefile.Event, error)) (casefile.Event, error) {
	head := state.CaseHead()
	blank := *head
	if err := s.store.Load(ctx, head.Kind, head.ID, state); err != nil {
		*head = blank
	}
	if err := state.CaseHead().Expected(by); err != nil {
		return casefile.Event{}, err
	}
	return decide(state)
}

func (s *allCases) PlanSeries(context.Context, string) error { return nil }
func (s *allCases) Recalendar(context.Context) error         { return nil }

// guardWorld is a server with one of everything that has an id, all of it
// enterprise e1's or the water company's, and people who have no part in it.
type guardWorld struct {
	*papersWorld
	ids map[string]string // by the first word of the address
}

func guarded(t *testing.T) *guardWorld {
	cases := &allCases{}
	p := &papersWorld{cal: workcal.Embedded().Slice(2021, 2024)}
	p.World = apitest.New(t, func(d *api.Deps) {
		s, ok := d.Users.(*store.Store)
		require.True(t, ok)
		cases.store, cases.now = s, d.Now
		d.Recalendar = cases
		d.Cases, d.Directory, d.States, d.Histories, d.Planner = cases, s, s, s, cases
		d.Issues, d.Tasks, d.TaskForces, d.Meetings, d.Notices = s, s, s, s, s
		d.Ladders = s
		d.Board, d.Statistics = s, s
		d.Plans, d.Definitions = s, library(t)
		d.Approvals, d.Roster = s, s
	})
	w := &guardWorld{papersWorld: p}
	w.Enterprise("e1", "重庆艾珀耐特高分子材料有限公司")
	w.Enterprise("e3", "局外公司")
	w.Org("o-water", "区水务公司")
	w.Org("o-other", "区文旅委")
	planUnits(w.World)
	w.Official("coordinator", "", org.Coordinator)
	w.Official("chair", "", org.Chair)
	w.Official("admin", "", org.Admin)
	water := w.Official("water", "o-water", org.UtilityAgent)
	w.Official("stranger", "o-other", org.Handler)
	you := w.Owner("you", "e1", org.Primary)
	w.Owner("mate", "e1", org.Member)
	w.Owner("other", "e3", org.Primary)
	w.reporter = org.Actor{UserID: you.ID, Name: "游少卿", Roles: []org.Role{org.Owner}, EnterpriseID: "e1", OwnerRole: org.Primary}
	w.ids = map[string]string{
		"orgs": "o-water", "users": water.ID, "enterprises": "e1", "issues": "i1", "tasks": "t1", "meeting-series": "monthly",
		"approvals": "a1",
	}
	w.fill()
	return w
}

// fill makes one thing of each kind.
func (w *guardWorld) fill() {
	co, you := w.Login("coordinator"), w.Login("you")
	var file api.FileView
	you.Upload("照片.txt", []byte("现场情况说明")).Want(http.StatusCreated).JSON(&file)
	w.report(casefile.Attachment{FileID: file.ID, Name: file.Name, SHA256: file.SHA256})
	w.issueTask()
	w.apply()
	w.ids["files"], w.ids["meetings"] = file.ID, w.meet().ID
	var p project.View
	made := newProject("钢结构防腐材料项目")
	made["enterprise_id"] = "e1"
	delete(made, "town_code")
	co.Post("/api/projects", made).Want(http.StatusCreated).JSON(&p)
	var drawn struct{ ID string }
	co.Post("/api/plans", map[string]any{"project_id": p.ID, "type": "social_small"}).Want(http.StatusCreated).JSON(&drawn)
	w.ids["plans"] = drawn.ID
	var e project.StartEventView
	co.Post("/api/start-events", map[string]any{"name": "开工活动", "date": "2026-06-08", "members": []string{p.ID}}).Want(http.StatusCreated).JSON(&e)
	var force struct{ ID string }
	co.Post("/api/task-forces", map[string]any{"name": "用水专班", "lead_id": w.UserID("water")}).Want(http.StatusCreated).JSON(&force)
	from := workcal.DateOf(w.Clock.Now())
	var stand struct{ ID string }
	w.Login("water").Post("/api/stand-ins", map[string]any{"by_user": w.UserID("coordinator"), "from": from.String(), "to": from.AddDays(5).String()}).
		Want(http.StatusCreated).JSON(&stand)
	you.Do(http.MethodPut, "/api/drafts/issue/d1", map[string]any{"title": "用水"}).Want(http.StatusOK)
	you.Do(http.MethodPut, "/api/preferences/lists/issues", map[string]any{"hidden": []string{"no"}, "views": []any{}}).Want(http.StatusNoContent)
	var export struct{ ID string }
	co.Post("/api/tasks/ledger", nil).Want(http.StatusAccepted).JSON(&export)
	w.ids["errands"] = export.ID
	w.publish("try-permit", tryPermit)
	w.ids["projects"], w.ids["start-events"], w.ids["task-forces"], w.ids["stand-ins"] = p.ID, e.ID, force.ID, stand.ID
}

// call is one operation of the served document with its address filled in.
type call struct {
	op           *openapi3.Operation
	method, path string
	names        []string // parameters of the address
}

// calls lists every operation. An address it cannot fill in fails the test, so
// that a new route is looked at by whoever adds it.
func (w *guardWorld) calls() []call {
	w.T.Helper()
	params := map[string]string{
		"n": "1", "user": w.UserID("mate"), "kind": "issue", "name": "d1", "measure": "raised", "year": "2026",
		"code": "try-permit", "version": "1", "list": "issues", "file": "x.ics", "item": "i1", "channel": "email", "letter": "task", "change": "g1",
	}
	var list []call
	for path, item := range served(w.T.(*testing.T), w.World).Paths.Map() {
		for method, o := range item.Operations() {
			c := call{op: o, method: method, path: path}
			noun, _, _ := strings.Cut(strings.TrimPrefix(path, "/api/"), "/")
			for _, p := range append(slices.Clone(item.Parameters), o.Parameters...) {
				if p.Value.In != "path" {
					continue
				}
				name := p.Value.Name
				value := params[name]
				if name == "id" {
					value = w.ids[noun]
				}
				require.NotEmpty(w.T, value, "%s %s: this test does not know what {%s} is; tell it", method, path, name)
				c.path = strings.ReplaceAll(c.path, "{"+name+"}", value)
				c.names = append(c.names, name)
			}
			list = append(list, c)
		}
	}
	slices.SortFunc(list, func(a, b call) int { return strings.Compare(a.path+a.method, b.path+b.method) })
	return list
}

// schema is the body's JSON schema, nil where there is none.
func (c call) schema() *openapi3.Schema {
	if c.op.RequestBody == nil {
		return nil
	}
	if m := c.op.RequestBody.Value.Content["application/json"]; m != nil {
		return m.Schema.Value
	}
	return nil
}

// acts are orders that mean something in each kind of case.
var acts = map[string]string{"issues-act": "urge", "tasks-act": "urge", "meetings-act": "collect", "task-forces-act": "dissolve", "plans-act": "note",
	"approvals-act": "urge"}

// body is the least that passes as valid by its schema.
func (c call) body() any {
	if c.op.OperationID == "files-upload" || c.op.OperationID == "projects-import" {
		return strings.NewReader("--x--\r\n")
	}
	s := c.schema()
	if s == nil {
		return nil
	}
	b := sample(s, "")
	if m, ok := b.(map[string]any); ok {
		if act := acts[c.op.OperationID]; act != "" {
			m["act"] = act
		}
	}
	return b
}

// dates are the days among what is required; their schema says no more than string.
var dates = []string{"date", "from", "to", "on", "due", "first"}

// sample makes a value of a schema: what is required and nothing else.
func sample(s *openapi3.Schema, name string) any {
	switch {
	case len(s.Enum) > 0:
		return s.Enum[0]
	case s.Type.Includes("object"):
		m := map[string]any{}
		for _, need := range s.Required {
			m[need] = sample(s.Properties[need].Value, need)
		}
		return m
	case s.Type.Includes("array"):
		list := []any{}
		if s.MinItems > 0 {
			list = append(list, sample(s.Items.Value, name))
		}
		return list
	case s.Type.Includes("boolean"):
		return true
	case s.Type.Includes("integer"), s.Type.Includes("number"):
		if s.Min != nil {
			return *s.Min
		}
		return 1
	}
	switch {
	case s.Format == "date", slices.Contains(dates, name):
		return "2026-06-08"
	case name == "start":
		return "14:30"
	case s.Format == "date-time":
		return "2026-06-08T10:00:00+08:00"
	}
	return strings.Repeat("x", max(1, int(s.MinLength)))
}

func (c call) do(as *apitest.Client, body any) *apitest.Answer {
	key++
	return as.Do(c.method, c.path, body, "Idempotency-Key", fmt.Sprintf("guard-%d", key), "If-Match", `"1"`)
}

// prints is what every table holds, as checksums. Sessions move with every look.
func (w *guardWorld) prints() map[string]string {
	w.T.Helper()
	db := storetest.SQL(w.T, w.DSN)
	rows, err := db.Query("SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name NOT IN ('sessions', 'settings')")
	require.NoError(w.T, err)
	defer rows.Close()
	var tables []string
	for rows.Next() {
		var name string
		require.NoError(w.T, rows.Scan(&name))
		tables = append(tables, "`"+name+"`")
	}
	require.NoError(w.T, rows.Err())
	sums, err := db.Query("CHECKSUM TABLE " + strings.Join(tables, ", "))
	require.NoError(w.T, err)
	defer sums.Close()
	prints := map[string]string{}
	for sums.Next() {
		var name, sum string
		require.NoError(w.T, sums.Scan(&name, &sum))
		prints[name] = sum
	}
	require.NoError(w.T, sums.Err())
	require.Greater(w.T, len(prints), 50)
	return prints
}

// The register of units, the project register and the events' sums are for every
// official; accounts, units and stand-ins are the administrator's own work.
var allowed = map[string][]string{
	"orgs-get":         {"other", "stranger", "admin"},
	"start-events-get": {"other", "stranger", "admin"},
	"enterprises-get":  {"stranger", "admin"},
	"projects-get":     {"stranger", "admin"},
	"projects-history": {"stranger", "admin"},
	"orgs-update":      {"admin"}, "orgs-changes": {"admin"},
	"users-get": {"admin"}, "users-rename": {"admin"}, "users-roles": {"admin"}, "users-disable": {"admin"}, "users-password": {"admin"},
	"team-list": {"admin"}, "standins-revoke": {"admin"},
	"series-list": {"other", "stranger", "admin"},
}

// Row-level scope on every id (API1, ASVS 8.2.2, R16): whoever has no part in a
// thing neither reads nor changes it, whatever the method.
func TestNobodyReachesWhatIsNotTheirs(t *testing.T) {
	w := guarded(t)
	people := map[string]*apitest.Client{"": w.Anybody(), "other": w.Login("other"), "stranger": w.Login("stranger"), "admin": w.Login("admin")}
	before := w.prints()
	walked := 0
	for _, c := range w.calls() {
		if !slices.Contains(c.names, "id") {
			continue
		}
		walked++
		for _, who := range slices.Sorted(maps.Keys(people)) {
			if slices.Contains(allowed[c.op.OperationID], who) {
				continue
			}
			a := c.do(people[who], c.body())
			name := fmt.Sprintf("%s (%s %s) by %q: %s", c.op.OperationID, c.method, c.path, who, a.Body)
			if who == "" {
				require.Equal(t, http.StatusUnauthorized, a.Status, name)
				continue
			}
			if !slices.Contains([]int{http.StatusForbidden, http.StatusNotFound}, a.Status) {
				t.Errorf("%d %s", a.Status, name)
				continue
			}
			var p api.Problem
			a.JSON(&p)
			require.Regexp(t, `\p{Han}`, p.Detail, name)
			require.NotContains(t, string(a.Body), "艾珀耐特", name)
		}
	}
	require.Greater(t, walked, 45)
	require.Equal(t, before, w.prints(), "nothing changed")
}

// Sight follows the present: who has left, or lost the case, reads nothing of it.
func TestWhoIsNoPartyAnyMoreReadsNothing(t *testing.T) {
	w := guarded(t)
	gone := w.reporter
	for enterprise, want := range map[string]int{"e1": 1, "e3": 0} {
		gone.EnterpriseID = enterprise
		rows, _, err := w.Store.Issues(t.Context(), gone, store.IssueQuery{})
		require.NoError(t, err)
		require.Len(t, rows, want, enterprise)
	}

	co, water, next := w.Login("coordinator"), w.Login("water"), w.Login("stranger")
	const one = "/api/issues/i1"
	co.Post(one+"/acts", map[string]any{"act": "dispatch", "class": "water.supply", "grade": "ordinary", "lead": map[string]any{"id": "o-water", "name": "水"}}).
		Want(http.StatusOK)
	water.Get(one).Want(http.StatusOK)
	next.Get(one).Refused(http.StatusNotFound, "issue.not_found")
	water.Post(one+"/acts", map[string]any{"act": "object", "reason": "管网不属我单位管理", "better": map[string]any{"id": "o-other", "name": "文"}}).Want(http.StatusOK)
	co.Post(one+"/acts", map[string]any{"act": "dispatch", "class": "water.supply", "grade": "ordinary", "lead": map[string]any{"id": "o-other", "name": "文"}}).
		Want(http.StatusOK)
	next.Get(one).Want(http.StatusOK)
	for _, path := range []string{one, one + "/events", one + "/similar"} {
		water.Get(path).Refused(http.StatusNotFound, "issue.not_found")
	}
	var list struct{ Items []struct{ ID string } }
	water.Get("/api/issues").Want(http.StatusOK).JSON(&list)
	require.Empty(t, list.Items)

	// The owner reads the course of it, not who pushed it to whom.
	events := string(w.Login("you").Get(one + "/events").Want(http.StatusOK).Body)
	require.NotContains(t, events, "管网不属")
	require.NotContains(t, string(w.Login("you").Get(one).Want(http.StatusOK).Body), "管网不属")
}

// A restricted issue is the reporter's and the coordinators', in lists as well.
func TestARestrictedIssueIsInNobodyElsesLists(t *testing.T) {
	w := guarded(t)
	w.Official("service", "", org.ServiceOfficer)
	i := &issue.Issue{Head: casefile.Head{ID: "i9", Kind: casefile.Issue, Cal: w.cal}}
	ev, err := i.Decide(issue.Command{Order: casefile.Order{Meta: w.meta(w.reporter), Act: issue.Report}, Form: issue.Form{Report: &issue.ReportForm{
		Project: apnt, Class: "water.supply", Heading: "只给统筹看", Demand: "请协调", Restricted: true, Unclassified: true,
	}}}, workcal.MustDate("2022-05-07").At(10, 0))
	w.record(i, ev, err)
	for login, sees := range map[string]bool{"coordinator": true, "you": true, "service": false, "mate": false, "other": false, "stranger": false} {
		c := w.Login(login)
		require.Equal(t, sees, strings.Contains(string(c.Get("/api/issues").Want(http.StatusOK).Body), "只给统筹看"), login)
		require.Equal(t, sees && login != "you", strings.Contains(string(c.Get("/api/my-todos").Want(http.StatusOK).Body), "只给统筹看"), login)
		if !sees {
			c.Get("/api/issues/i9").Refused(http.StatusNotFound, "issue.not_found")
			require.NotContains(t, string(c.Get("/api/issues?q="+url.QueryEscape("统筹")).Want(http.StatusOK).Body), "只给统筹看", login)
		}
	}
}

// naming fills in every property that looks like an id with one value.
func naming(s *openapi3.Schema, name, id string) any {
	switch {
	case s.Type.Includes("object"):
		m := map[string]any{}
		for prop, ref := range s.Properties {
			if slices.Contains(s.Required, prop) || namesSomething(prop) {
				m[prop] = naming(ref.Value, prop, id)
			}
		}
		return m
	case s.Type.Includes("array") && namesSomething(name):
		return []any{naming(s.Items.Value, name, id)}
	case s.Type.Includes("string") && len(s.Enum) == 0 && namesSomething(name):
		return id
	}
	return sample(s, name)
}

func namesSomething(prop string) bool {
	return prop == "id" || strings.HasSuffix(prop, "_id") || strings.HasSuffix(prop, "_ids") ||
		slices.Contains([]string{"lead", "co", "members", "files", "into", "by_user"}, prop)
}

// Whoever may not do a thing is told the same whether what they name exists or
// not: a refusal is no way to find out which ids there are. Units are no secret.
func TestARefusalDoesNotTellWhichIDsExist(t *testing.T) {
	w := guarded(t)
	other := w.Login("other")
	answer := func(c call, id string) (int, string) {
		b := naming(c.schema(), "", id)
		if m, ok := b.(map[string]any); ok && acts[c.op.OperationID] != "" {
			m["act"] = acts[c.op.OperationID]
		}
		a := c.do(other, b)
		var p api.Problem
		if a.Status >= http.StatusBadRequest {
			a.JSON(&p)
		}
		return a.Status, p.Code
	}
	asked := 0
	for _, c := range w.calls() {
		if c.schema() == nil {
			continue
		}
		status, code := answer(c, "missing-id")
		for noun, id := range w.ids {
			if noun == "orgs" || noun == "meeting-series" {
				continue
			}
			asked++
			gotStatus, gotCode := answer(c, id)
			if gotStatus != status || gotCode != code {
				t.Errorf("%s tells that %s exists: %d %s, for a missing one %d %s", c.op.OperationID, noun, gotStatus, gotCode, status, code)
			}
		}
	}
	require.Greater(t, asked, 200)
}
