package api_test

import (
	"context"
	"net/http"
	"regexp"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/api/apitest"
)

// open lists the operations anybody may call. Adding one is a decision.
var open = []string{"GET /api/health", "POST /api/session", "GET /api/calendar-feed/{file}", "GET /api/verify/{code}"}

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
