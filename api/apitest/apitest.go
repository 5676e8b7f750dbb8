// Package apitest runs the real server on a real database for tests: people who
// sign in with real passwords and speak HTTP. The clock can be moved.
package apitest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/api"
	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/account"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/store/storetest"
)

// Password is everybody's.
const Password = "Rongchang-2022"

// PublicURL is where people reach the console, as far as papers and feeds know.
const PublicURL = "https://diaodu.example.gov.cn"

// hashed is made once: hashing is slow on purpose.
var hashed = sync.OnceValues(func() (string, error) { return auth.HashPassword(context.Background(), Password) })

// World is a server, its database and its clock.
type World struct {
	T     testing.TB
	DSN   string
	Store *store.Store
	API   *api.Server
	HTTP  *httptest.Server
	Clock *Clock
	Logs  *Log
	// Desk carries out background work when a test says so.
	Desk api.ErrandDesk
}

// Clock is the server's time: real, plus what a test adds.
type Clock struct {
	mu    sync.Mutex
	ahead time.Duration
}

// Now is the server's present.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead)
}

// Pass lets time pass for the server.
func (c *Clock) Pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
}

// New starts a server on a fresh database. with changes what it is given, such
// as the way to the cases.
func New(t testing.TB, with ...func(*api.Deps)) *World {
	t.Helper()
	return On(t, storetest.DSN(t), with...)
}

// On starts a server on a given, migrated database.
func On(t testing.TB, dsn string, with ...func(*api.Deps)) *World {
	t.Helper()
	w := &World{T: t, DSN: dsn, Clock: &Clock{}, Logs: &Log{}}
	var err error
	w.Store, err = store.Open(context.Background(), w.DSN, store.WithPool(16))
	require.NoError(t, err)
	t.Cleanup(func() { w.Store.Close() })
	files, err := w.Store.Files(t.TempDir())
	require.NoError(t, err)
	deps := api.Deps{
		Log: slog.New(slog.NewJSONHandler(w.Logs, nil)), Now: w.Clock.Now,
		Login: auth.NewLocal(w.Store), Sessions: w.Store, Users: w.Store, Teams: w.Store, Files: files, Changes: w.Store, Audits: w.Store,
		Projects: w.Store, StartEvents: w.Store, Enterprises: w.Store, Orgs: w.Store, Drafts: w.Store, Preferences: w.Store, Processes: w.Store,
		Errands: w.Store, ErrandFiles: files, States: w.Store,
		Calendars: w.Store, CalendarFeeds: w.Store, IssuedLetters: w.Store, PublicURL: PublicURL, NumberRules: w.Store, Channels: w.Store, IssueClasses: w.Store,
		LetterTemplates: w.Store,
	}
	for _, f := range with {
		f(&deps)
	}
	w.API, w.Desk = api.New(deps), api.NewErrandDesk(deps)
	w.HTTP = httptest.NewServer(w.API)
	t.Cleanup(func() { w.API.CloseStreams(); w.HTTP.Close(); w.auditIsNamed() })
	return w
}

// auditIsNamed sees that whatever was written while a test ran is told in words on
// the audit page: the operation and, of its fields, every one.
func (w *World) auditIsNamed() {
	w.T.Helper()
	lines, _, err := w.Store.AuditLog(context.Background(), store.AuditQuery{Limit: 1000})
	if away := new(net.OpError); errors.As(err, &away) {
		return // the test took the database away
	}
	require.NoError(w.T, err)
	for _, l := range lines {
		require.Empty(w.T, api.UnnamedFields(l.What, l.Body), "fields of %s: name them in api/words_audit_fields.go", l.What)
	}
}

// Errands carries out all background work that is due.
func (w *World) Errands() {
	w.T.Helper()
	for {
		n, err := w.Desk.Step(context.Background())
		require.NoError(w.T, err)
		if n == 0 {
			return
		}
	}
}

// Log is what the server wrote to its log.
type Log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write makes Log an io.Writer.
func (l *Log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// String is everything written so far.
func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// Org makes a unit.
func (w *World) Org(id, name string) {
	w.T.Helper()
	w.sql("INSERT INTO orgs (id, name, type, valid_from, version, created_at, updated_at) VALUES (?, ?, 'department', '2020-01-01', 1, NOW(6), NOW(6))", id, name)
}

// Enterprise makes a company.
func (w *World) Enterprise(id, name string) {
	w.T.Helper()
	w.sql("INSERT INTO enterprises (id, name, tags, version, created_at, updated_at) VALUES (?, ?, '[]', 1, NOW(6), NOW(6))", id, name)
}

func (w *World) sql(q string, args ...any) {
	w.T.Helper()
	_, err := storetest.SQL(w.T, w.DSN).Exec(q, args...)
	require.NoError(w.T, err)
}

// Person makes an account that signs in with Password.
func (w *World) Person(n store.NewUser) account.User {
	w.T.Helper()
	hash, err := hashed()
	require.NoError(w.T, err)
	n.Hash = hash
	if n.Name == "" {
		n.Name = n.Login
	}
	by := casefile.Meta{Actor: org.Actor{UserID: "system", Name: "系统", Roles: []org.Role{org.System}}}
	u, err := w.Store.CreateUser(context.Background(), by, n, w.Clock.Now())
	require.NoError(w.T, err)
	return u
}

// Official makes an account with roles, in a unit where orgID is given.
func (w *World) Official(login, orgID string, roles ...org.Role) account.User {
	w.T.Helper()
	return w.Person(store.NewUser{Login: login, Roles: roles, OrgID: orgID})
}

// Owner makes an account in an enterprise's team.
func (w *World) Owner(login, enterpriseID string, role org.OwnerRole) account.User {
	w.T.Helper()
	return w.Person(store.NewUser{Login: login, Roles: []org.Role{org.Owner}, EnterpriseID: enterpriseID, OwnerRole: role})
}

// UserID is the id of an account by its login.
func (w *World) UserID(login string) string {
	w.T.Helper()
	u, err := w.Store.UserByLogin(context.Background(), login)
	require.NoError(w.T, err)
	return u.ID
}

// As is the person as the doer of a write that a test makes without HTTP.
func As(userID string) casefile.Meta { return casefile.Meta{Actor: org.Actor{UserID: userID}} }

// Client is one browser.
type Client struct {
	w    *World
	http *http.Client
}

// Anybody is a browser that has not signed in.
func (w *World) Anybody() *Client {
	jar, err := cookiejar.New(nil)
	require.NoError(w.T, err)
	return &Client{w: w, http: &http.Client{Jar: jar, Timeout: 30 * time.Second}}
}

// Login opens a browser in which the person has signed in. It makes the session
// itself: comparing passwords is slow on purpose, and has its own tests.
func (w *World) Login(login string) *Client {
	w.T.Helper()
	c := w.Anybody()
	token, err := auth.NewToken()
	require.NoError(w.T, err)
	session := store.NewSession{ID: auth.HashToken(token), UserID: w.UserID(login), IP: "127.0.0.1"}
	require.NoError(w.T, w.Store.StartSession(context.Background(), session, w.Clock.Now()))
	at, err := url.Parse(w.HTTP.URL)
	require.NoError(w.T, err)
	c.http.Jar.SetCookies(at, []*http.Cookie{{Name: api.SessionCookie, Value: token, Path: "/"}})
	return c
}

// Answer is what the server said.
type Answer struct {
	t      testing.TB
	Status int
	Header http.Header
	Body   []byte
}

// Do sends a request; body is JSON, unless it is an io.Reader. headers are
// pairs of name and value.
func (c *Client) Do(method, path string, body any, headers ...string) *Answer {
	c.w.T.Helper()
	var r io.Reader
	kind := ""
	switch b := body.(type) {
	case nil:
	case io.Reader:
		r = b
	default:
		raw, err := json.Marshal(b)
		require.NoError(c.w.T, err)
		r, kind = bytes.NewReader(raw), "application/json"
	}
	req, err := http.NewRequest(method, c.w.HTTP.URL+path, r)
	require.NoError(c.w.T, err)
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := c.http.Do(req)
	require.NoError(c.w.T, err)
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	require.NoError(c.w.T, err)
	return &Answer{t: c.w.T, Status: res.StatusCode, Header: res.Header, Body: raw}
}

// HTTPClient is the browser's own client, for streams.
func (c *Client) HTTPClient() *http.Client { return c.http }

// Get reads.
func (c *Client) Get(path string) *Answer { c.w.T.Helper(); return c.Do(http.MethodGet, path, nil) }

// Post acts, with a fresh request id.
func (c *Client) Post(path string, body any) *Answer {
	c.w.T.Helper()
	key, err := auth.NewToken()
	require.NoError(c.w.T, err)
	return c.Do(http.MethodPost, path, body, "Idempotency-Key", key)
}

// Upload sends a file as its form would.
func (c *Client) Upload(name string, content []byte) *Answer {
	c.w.T.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", name)
	require.NoError(c.w.T, err)
	_, err = part.Write(content)
	require.NoError(c.w.T, err)
	require.NoError(c.w.T, form.Close())
	return c.Do(http.MethodPost, "/api/files", io.Reader(&body), "Content-Type", form.FormDataContentType())
}

// Want demands a status and hands the answer on.
func (a *Answer) Want(status int) *Answer {
	a.t.Helper()
	require.Equal(a.t, status, a.Status, "%s", a.Body)
	return a
}

// Refused demands a problem with this code.
func (a *Answer) Refused(status int, code string) api.Problem {
	a.t.Helper()
	a.Want(status)
	require.Equal(a.t, "application/problem+json", a.Header.Get("Content-Type"))
	var p api.Problem
	a.JSON(&p)
	require.Equal(a.t, code, p.Code, "%s", a.Body)
	return p
}

// JSON reads the body.
func (a *Answer) JSON(into any) {
	a.t.Helper()
	require.NoError(a.t, json.Unmarshal(a.Body, into), "%s", a.Body)
}
