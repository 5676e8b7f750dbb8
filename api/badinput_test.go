package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/api"
	"github.com/diaodu/diaodu/api/apitest"
)

// writes lists the operations that take a JSON body.
func (w *guardWorld) writes() []call {
	var list []call
	for _, c := range w.calls() {
		if c.schema() != nil && c.op.OperationID != "session-start" {
			list = append(list, c)
		}
	}
	return list
}

// sent is a body as bytes.
func (c call) sent(as *apitest.Client, body string, headers ...string) *apitest.Answer {
	key++
	all := []string{"Content-Type", "application/json", "Idempotency-Key", fmt.Sprintf("bad-%d", key), "If-Match", `"1"`}
	return as.Do(c.method, c.path, strings.NewReader(body), append(all, headers...)...)
}

// wellRefused tells what is wrong with a refusal; nothing where it is right.
func wellRefused(a *apitest.Answer) string {
	var p api.Problem
	switch {
	case a.Status >= 500:
		return "our failure"
	case a.Status < 400:
		return "accepted"
	case a.Header.Get("Content-Type") != "application/problem+json":
		return "no problem"
	case json.Unmarshal(a.Body, &p) != nil || p.Code == "" || p.Status != a.Status:
		return "no code"
	case !han(p.Title) || !han(p.Detail):
		return "not Chinese"
	case len(a.Body) > 4000:
		return "echoes what was sent"
	}
	return ""
}

func han(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r >= 0x4e00 && r <= 0x9fff })
}

func jsonOf(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(raw)
}

// bodyWith is the least valid body with one field set.
func (c call) bodyWith(field string, value any) string {
	b, ok := c.body().(map[string]any)
	if !ok {
		b = map[string]any{}
	}
	b[field] = value
	return jsonOf(b)
}

// Bad input gets a clear error in Chinese and changes nothing, whoever sends it.
func TestWhatCannotBeReadIsRefusedAndChangesNothing(t *testing.T) {
	w := guarded(t)
	people := []*apitest.Client{w.Login("coordinator"), w.Login("you"), w.Login("admin"), w.Login("water")}
	before := w.prints()
	n := 0
	refused := func(c call, a *apitest.Answer, sent string) {
		n++
		if why := wellRefused(a); why != "" {
			t.Errorf("%s: %s: %.120q: %d %.200s", c.op.OperationID, why, sent, a.Status, a.Body)
		}
	}
	for _, c := range w.writes() {
		free := c.op.OperationID == "drafts-save" // whatever a form keeps
		for _, as := range people {
			for _, body := range []string{`{"a`, `[]`, `"x"`, "7", "\x00", "{\"a\":\"\x00\"}", strings.Repeat("[", 5000), "{} {}", "\xff\xfe"} {
				refused(c, c.sent(as, body), body)
			}
			refused(c, as.Do(c.method, c.path, strings.NewReader("<a/>"), "Content-Type", "application/xml", "Idempotency-Key", "k"), "xml")
			for field, s := range c.schema().Properties {
				if s.Value.Type == nil || free {
					continue
				}
				body := c.bodyWith(field, wrong(s.Value))
				refused(c, c.sent(as, body), body)
			}
			if !free {
				body := c.bodyWith("no_such_field", 1)
				refused(c, c.sent(as, body), body)
			}
		}
	}
	require.Greater(t, n, 2000)
	require.Equal(t, before, w.prints(), "nothing changed")
}

// wrong is a value of another type.
func wrong(s *openapi3.Schema) any {
	if s.Type.Includes("object") || s.Type.Includes("array") {
		return 7
	}
	return map[string]any{"x": 1}
}

func TestAnActNeedsItsHeaders(t *testing.T) {
	w := guarded(t)
	people := []*apitest.Client{w.Login("coordinator"), w.Login("you"), w.Login("water")}
	before := w.prints()
	keyed := 0
	for _, c := range w.calls() {
		needs := slices.ContainsFunc(c.op.Parameters, func(p *openapi3.ParameterRef) bool {
			return p.Value.Name == "Idempotency-Key" && p.Value.Required
		})
		if !needs {
			continue
		}
		keyed++
		for _, as := range people {
			as.Do(c.method, c.path, c.body()).Refused(http.StatusUnprocessableEntity, "request.key_missing")
			for _, bad := range []string{"clock:due", strings.Repeat("k", 65), "a b", "键"} {
				a := as.Do(c.method, c.path, c.body(), "Idempotency-Key", bad)
				require.Empty(t, wellRefused(a), "%s %q %s", c.op.OperationID, bad, a.Body)
			}
			for _, seen := range []string{`"six"`, `"-1"`, `"0"`, `"99999999999999999999"`} {
				a := as.Do(c.method, c.path, c.body(), "Idempotency-Key", "k", "If-Match", seen)
				require.Empty(t, wellRefused(a), "%s %s %s", c.op.OperationID, seen, a.Body)
			}
		}
	}
	require.GreaterOrEqual(t, keyed, 6)
	urge := map[string]any{"act": "urge", "text": "请尽快办理"}
	people[1].Do(http.MethodPost, "/api/issues/i1/acts", urge, "Idempotency-Key", "k", "If-Match", `"99"`).
		Refused(http.StatusPreconditionFailed, "case.stale")
	for _, noun := range []string{"issues", "tasks", "meetings"} {
		a := people[0].Post("/api/"+noun+"/"+w.ids[noun]+"/acts", map[string]any{"act": "fly"})
		require.Empty(t, wellRefused(a), "%s", a.Body)
	}
	require.Equal(t, before, w.prints(), "nothing changed")
}

// hostile are values that have broken other systems, by what they replace.
var hostile = struct{ texts, numbers []any }{
	texts: []any{
		"a\x00b", strings.Repeat("长", 10000), "😀🏗️", "2022-02-30", "", "' OR 1=1 --",
	},
	numbers: []any{-1, 0, 1.5, 1e18, json.Number("9223372036854775807"), json.Number("1e400")},
}

// deep fills a schema with one text and one number, every field there is.
func deep(s *openapi3.Schema, text, number any, depth int) any {
	switch {
	case s.Type.Includes("object"):
		m := map[string]any{}
		for name, p := range s.Properties {
			if depth > 0 {
				m[name] = deep(p.Value, text, number, depth-1)
			}
		}
		return m
	case s.Type.Includes("array"):
		if s.Items == nil {
			return []any{}
		}
		return []any{deep(s.Items.Value, text, number, depth)}
	case s.Type.Includes("integer"), s.Type.Includes("number"):
		return number
	case s.Type.Includes("boolean"):
		return true
	case len(s.Enum) > 0:
		return s.Enum[0]
	}
	return text
}

// Whatever a field holds, we never fail; what we refuse, we refuse in Chinese.
func TestHostileValuesNeverBreakUs(t *testing.T) {
	w := guarded(t)
	logins := []string{"coordinator", "you", "admin", "water"}
	people := map[string]*apitest.Client{}
	for _, login := range logins {
		people[login] = w.Login(login)
	}
	n := 0
	try := func(c call, login, body string) {
		n++
		a := c.sent(people[login], body, "If-Match", "*")
		if why := wellRefused(a); why != "" && why != "accepted" {
			t.Errorf("%s by %s: %s: %.200q: %d %.300s", c.op.OperationID, login, why, body, a.Status, a.Body)
		}
	}
	for _, c := range w.writes() {
		if c.op.OperationID == "users-disable" || c.op.OperationID == "users-roles" || c.op.OperationID == "team-role" {
			continue // they would end the sessions of this test; their fields are names from lists
		}
		for _, login := range logins {
			acts := append(w.actions(people[login], c), "")
			for _, act := range acts {
				for field, s := range c.schema().Properties {
					if field == "act" && act != "" || s.Value.Type == nil {
						continue
					}
					for i := range max(len(hostile.texts), len(hostile.numbers)) {
						v := deep(s.Value, hostile.texts[i%len(hostile.texts)], hostile.numbers[i%len(hostile.numbers)], 3)
						b, ok := c.body().(map[string]any)
						if !ok {
							b = map[string]any{}
						}
						if b[field] = v; act != "" {
							b["act"] = act
						}
						try(c, login, jsonOf(b))
						if s.Value.Type.Includes("boolean") {
							break
						}
					}
					try(c, login, c.bodyWith(field, nil))
				}
			}
		}
	}
	require.Greater(t, n, 2500)
	v, err := w.Store.VerifyAudit(t.Context())
	require.NoError(t, err)
	require.Empty(t, v.Broken)
}

// actions are the acts that the reader may order on the operation's case now.
func (w *guardWorld) actions(as *apitest.Client, c call) []string {
	if !strings.HasSuffix(c.path, "/acts") {
		return nil
	}
	a := as.Get(strings.TrimSuffix(c.path, "/acts"))
	if a.Status != http.StatusOK {
		return nil
	}
	var v struct{ Actions []struct{ Act string } }
	a.JSON(&v)
	var acts []string
	for _, x := range v.Actions {
		acts = append(acts, x.Act)
	}
	return acts
}
