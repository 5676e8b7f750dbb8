package api_test

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/api"
	"github.com/diaodu/diaodu/api/apitest"
)

// open lists the operations anybody may call. Adding one is a decision.
var open = []string{"GET /api/health", "POST /api/session", "GET /api/session/who", "GET /api/calendar-feed/{file}", "GET /api/verify/{code}"}

func served(t *testing.T, w *apitest.World) *openapi3.T {
	t.Helper()
	a := w.Anybody().Get("/openapi.json").Want(http.StatusOK)
	doc, err := openapi3.NewLoader().LoadFromData(a.Body)
	require.NoError(t, err)
	return doc
}

func TestTheServedDocumentIsValid(t *testing.T) {
	w := apitest.New(t)
	doc := served(t, w)
	require.Equal(t, "3.1.0", doc.OpenAPI)
	require.NoError(t, doc.Validate(context.Background(), openapi3.AllowExtraSiblingFields("patternDescription")))
	require.Empty(t, doc.Servers, "addresses are relative to where the document is served")
}

// The console's types come from docs/openapi.json. After any change of a route,
// a body or an answer: cd web && npm run gen, and commit what it wrote.
func TestTheCommittedDocumentIsWhatTheCodeSays(t *testing.T) {
	now, err := api.Document()
	require.NoError(t, err)
	again, err := api.Document()
	require.NoError(t, err)
	require.True(t, bytes.Equal(now, again), "the document is the same every time it is written")
	committed, err := os.ReadFile("../docs/openapi.json")
	require.NoError(t, err)
	if !bytes.Equal(now, committed) {
		t.Fatal("docs/openapi.json is stale: run (cd web && npm run gen) and commit docs/openapi.json and web/src/api/schema.d.ts")
	}
}

var param = regexp.MustCompile(`\{[a-z_]+\}`)

// Closed by default: whatever route is added, nobody gets in without a session.
func TestNoRouteAnswersWithoutASession(t *testing.T) {
	w := apitest.New(t)
	var walked int
	for path, item := range served(t, w).Paths.Map() {
		for method := range item.Operations() {
			name := method + " " + path
			if contains(open, name) {
				continue
			}
			walked++
			a := w.Anybody().Do(method, param.ReplaceAllString(path, "x"), nil)
			p := a.Refused(http.StatusUnauthorized, "session.required")
			require.Equal(t, "请先登录。", p.Detail, name)
		}
	}
	require.Greater(t, walked, 15)
}

func TestEveryOperationIsDescribedInChinese(t *testing.T) {
	w := apitest.New(t)
	for path, item := range served(t, w).Paths.Map() {
		for method, o := range item.Operations() {
			require.NotEmpty(t, o.OperationID, path)
			require.Len(t, o.Tags, 1, "%s %s", method, path)
			require.Regexp(t, `\p{Han}`, o.Summary, "%s %s", method, path)
			require.NotNil(t, o.Responses.Default(), "%s %s answers problems", method, path)
		}
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// The document lists what acts may be ordered and what some fields may say; whoever
// sends something else is answered by the rules, in their words, as ever.
func TestWhatTheDocumentListsIsStillForTheRulesToJudge(t *testing.T) {
	w := guarded(t)
	act := served(t, w.World).Components.Schemas["IssueAct"].Value.Properties
	require.Contains(t, act["act"].Value.Enum, "put_on_agenda")
	require.NotContains(t, act["act"].Value.Enum, "hear_task", "the system's own")
	require.Equal(t, []any{"ordinary", "coordination", "major"}, act["grade"].Value.Enum)
	require.Equal(t, []any{"who", "when", "where", "cause", "course"}, act["missing"].Value.Items.Value.Enum)

	send := func(body map[string]any) *apitest.Answer {
		return w.Login("coordinator").Do(http.MethodPost, "/api/issues/i1/acts", body, "Idempotency-Key", "k")
	}
	send(map[string]any{"act": "dance"}).Refused(http.StatusUnprocessableEntity, "issue.no_such_act")
	send(map[string]any{"act": "hear_task"}).Refused(http.StatusForbidden, "issue.not_yours")
	send(map[string]any{"act": "return_for_info", "reason": "请补充", "missing": []string{"weather"}}).Refused(http.StatusUnprocessableEntity, "issue.element")
}

// A view that embeds the rules' view may say a field its own way. JSON takes the
// outer one by its name in JSON, the document by its name in Go: where those are
// not the same field, the document, and with it the console, speaks of another type
// than is answered.
func TestTheDocumentDescribesTheFieldThatIsAnswered(t *testing.T) {
	schemas := api.New(api.Deps{}).OpenAPI().Components.Schemas
	var walked int
	for name := range schemas.Map() {
		of := schemas.TypeFromRef("#/components/schemas/" + name)
		for of != nil && of.Kind() == reflect.Pointer {
			of = of.Elem()
		}
		if of == nil || of.Kind() != reflect.Struct {
			continue
		}
		walked++
		outer := map[string]reflect.StructField{}
		for _, f := range reflect.VisibleFields(of) {
			key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if key == "" || key == "-" || !f.IsExported() {
				continue
			}
			known, taken := outer[key]
			if !taken {
				outer[key] = f
				continue
			}
			require.Equal(t, known.Name, f.Name, "%s says %q twice, under two names in Go", name, key)
		}
	}
	require.Greater(t, walked, 100)
}
