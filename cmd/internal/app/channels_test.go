package app

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/activities"
	"github.com/diaodu/diaodu/api"
	"github.com/diaodu/diaodu/api/apitest"
	"github.com/diaodu/diaodu/config"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/notify"
	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/store/storetest"
)

// taker is the other side of a channel: it keeps what it took.
type taker struct {
	mu  sync.Mutex
	got []string
}

func (k *taker) take(s string) { k.mu.Lock(); k.got = append(k.got, s); k.mu.Unlock() }

func (k *taker) taken() []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return append([]string(nil), k.got...)
}

// mailServer speaks SMTP on this machine and gives its port.
func (k *taker) mailServer(t *testing.T) int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go k.smtp(conn)
		}
	}()
	return l.Addr().(*net.TCPAddr).Port
}

func (k *taker) smtp(conn net.Conn) {
	defer conn.Close()
	say := func(s string) { _, _ = conn.Write([]byte(s + "\r\n")) }
	say("220 ready")
	var letter strings.Builder
	data := false
	for in := bufio.NewScanner(conn); in.Scan(); {
		line := in.Text()
		switch {
		case data && line == ".":
			data = false
			k.take(letter.String())
			letter.Reset()
			say("250 taken")
		case data:
			letter.WriteString(line + "\n")
		case line == "DATA":
			data = true
			say("354 go on")
		case line == "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

// robot is the address of a group robot that keeps what is posted.
func (k *taker) robot(t *testing.T) string {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var got struct{ Text struct{ Content string } }
		if json.NewDecoder(r.Body).Decode(&got) == nil {
			k.take(got.Text.Content)
		}
		_, _ = w.Write([]byte(`{"errcode":0,"errmsg":"ok"}`))
	}))
	t.Cleanup(server.Close)
	return server.URL + "/send?key=top-secret-key"
}

// office is a server with its switchboard and a post desk on one database.
type office struct {
	*apitest.World
	t     *testing.T
	board *Switchboard
	desk  activities.Post
	now   time.Time
	n     int
}

func newOffice(t *testing.T) *office {
	o := &office{t: t, now: workcal.DateOf(time.Now()).AddDays(1).At(10, 0)}
	o.World = apitest.New(t, func(d *api.Deps) {
		s := d.Channels.(*store.Store)
		board, err := NewSwitchboard(s, config.Config{DataDir: t.TempDir()})
		require.NoError(t, err)
		o.board, d.Switchboard = board, board
	})
	o.desk = activities.Post{Book: o.Store, Ways: o.board.Ways, Render: notify.Render, Link: apitest.PublicURL, Now: func() time.Time { return o.now }}
	for login, role := range map[string]org.Role{"admin": org.Admin, "wang": org.Coordinator, "auditor": org.Auditor} {
		u := o.Official(login, "", role)
		_, err := storetest.SQL(t, o.DSN).Exec("UPDATE users SET email = ? WHERE id = ?", login+"@example.gov.cn", u.ID)
		require.NoError(t, err)
		require.NoError(t, o.Store.SetNoticePreference(t.Context(), store.NoticePreference{UserID: u.ID, Email: store.MailNow}))
	}
	return o
}

// news is an issue newly reported, told to the coordinators.
func (o *office) news() {
	o.n++
	i := &issue.Issue{Head: casefile.Head{ID: fmt.Sprintf("i%d", o.n), Kind: casefile.Issue, Cal: workcal.Embedded().Slice(2026, 2027)}}
	by := casefile.Meta{RequestID: fmt.Sprintf("r%d", o.n), Actor: org.Actor{UserID: "u-wang", Name: "王统筹", Roles: []org.Role{org.Coordinator}}}
	ev, err := i.Decide(issue.Command{Order: casefile.Order{Meta: by, Act: issue.Report}, Form: issue.Form{Report: &issue.ReportForm{
		Project: between.ProjectRef{ID: "p1", Name: "项目", EnterpriseID: "e1", EnterpriseName: "企业"}, Source: "phone", Class: "water.supply",
		Heading: "供水不足", Demand: "请协调", Unclassified: true,
	}}}, o.now)
	require.NoError(o.t, err)
	_, err = o.Store.Record(o.t.Context(), ev)
	require.NoError(o.t, err)
}

// post tells and sends all that is due.
func (o *office) post() {
	_, err := o.desk.Spread(o.t.Context())
	require.NoError(o.t, err)
	for {
		n, err := o.desk.Deliver(o.t.Context())
		require.NoError(o.t, err)
		if n == 0 {
			return
		}
	}
}

func (o *office) set(name string, version int, form map[string]any) *apitest.Answer {
	full := map[string]any{"on": true, "quiet_from": 0, "quiet_to": 0, "kinds": []string{"issue", "task"}, "reason": "测试设置"}
	for k, v := range form {
		full[k] = v
	}
	return o.Login("admin").Do(http.MethodPut, "/api/channels/"+name, full, "If-Match", fmt.Sprintf(`"%d"`, version))
}

func TestWhatTheAdministratorSetsIsHowNoticesLeave(t *testing.T) {
	o := newOffice(t)
	var mail, group taker
	port := mail.mailServer(t)
	o.Login("wang").Get("/api/channels").Refused(http.StatusForbidden, "setting.admin_only")
	o.news()
	o.post()
	require.Empty(t, mail.taken(), "nothing is set up")

	box := map[string]any{"host": "127.0.0.1", "port": port, "from": "diaodu@example.gov.cn", "plain": true}
	o.set("email", 0, box).Want(http.StatusOK)
	o.set("email", 0, box).Refused(http.StatusPreconditionFailed, "stale")
	o.set("wecom", 0, map[string]any{}).Refused(http.StatusUnprocessableEntity, "channel.no_address")
	o.set("wecom", 0, map[string]any{"secret": "key=1"}).Refused(http.StatusUnprocessableEntity, "channel.address")
	o.set("wecom", 0, map[string]any{"secret": group.robot(t)}).Want(http.StatusOK)
	o.news()
	o.post()
	require.Len(t, mail.taken(), 1)
	require.Contains(t, mail.taken()[0], "wang@example.gov.cn")
	require.Len(t, group.taken(), 1)
	require.Contains(t, group.taken()[0], "供水不足")

	// Issues no longer go to the group; mail keeps its quiet hours.
	o.set("wecom", 1, map[string]any{"kinds": []string{"task"}}).Want(http.StatusOK)
	box["quiet_from"], box["quiet_to"] = 9*60, 11*60
	o.set("email", 1, box).Want(http.StatusOK)
	o.news()
	o.post()
	require.Len(t, group.taken(), 1)
	require.Len(t, mail.taken(), 1, "it is ten o'clock")
	o.now = o.now.Add(time.Hour + time.Minute)
	o.post()
	require.Len(t, mail.taken(), 2)

	// What waits when a channel is turned off is dropped, and said so.
	o.now = workcal.DateOf(o.now).AddDays(1).At(10, 0)
	o.news()
	o.post()
	box["on"] = false
	o.set("email", 2, box).Want(http.StatusOK)
	o.now = o.now.Add(3 * time.Hour)
	o.news()
	o.post()
	require.Len(t, mail.taken(), 2)
	var log api.List[api.AuditView]
	o.Login("auditor").Get("/api/audit?what=channel.set").Want(http.StatusOK).JSON(&log)
	require.Len(t, log.Items, 5)
	require.Contains(t, string(log.Items[0].Body), `"dropped":1`)
}

func TestATestMessageTellsWhatCameOfIt(t *testing.T) {
	o := newOffice(t)
	var mail, group taker
	admin := o.Login("admin")
	admin.Post("/api/channels/email/test", nil).Refused(http.StatusConflict, "channel.not_set_up")
	port := mail.mailServer(t)
	box := map[string]any{"host": "127.0.0.1", "port": port, "from": "diaodu@example.gov.cn", "plain": true}
	o.set("email", 0, box).Want(http.StatusOK)
	var out api.ChannelTest
	admin.Post("/api/channels/email/test", nil).Want(http.StatusOK).JSON(&out)
	require.True(t, out.Sent)
	require.Equal(t, "admin@example.gov.cn", out.To)
	require.Len(t, mail.taken(), 1)

	closed, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	dead := closed.Addr().(*net.TCPAddr).Port
	require.NoError(t, closed.Close())
	box["port"] = dead
	o.set("email", 1, box).Want(http.StatusOK)
	admin.Post("/api/channels/email/test", nil).Want(http.StatusOK).JSON(&out)
	require.False(t, out.Sent)
	require.Contains(t, out.Answer, "refused")

	o.set("wecom", 0, map[string]any{"secret": group.robot(t), "on": false}).Want(http.StatusOK)
	admin.Post("/api/channels/wecom/test", nil).Want(http.StatusOK).JSON(&out)
	require.True(t, out.Sent, "tried before it is turned on")
	require.Len(t, group.taken(), 1)
	o.Login("wang").Post("/api/channels/wecom/test", nil).Refused(http.StatusForbidden, "setting.admin_only")
}

func TestSecretsAreWrittenAndNeverReadBack(t *testing.T) {
	o := newOffice(t)
	admin := o.Login("admin")
	const address, password = "http://127.0.0.1:1/send?key=robot-secret-42", "mail-secret-42"
	o.set("dingtalk", 0, map[string]any{"secret": address}).Want(http.StatusOK)
	box := map[string]any{"host": "127.0.0.1", "port": 1, "user": "diaodu", "from": "diaodu@example.gov.cn", "secret": password}
	o.set("email", 0, box).Want(http.StatusOK)
	var out api.ChannelTest
	answer := admin.Post("/api/channels/dingtalk/test", nil).Want(http.StatusOK)
	answer.JSON(&out)
	require.False(t, out.Sent)
	o.news()
	o.post()
	seen := string(answer.Body) + string(admin.Get("/api/channels").Want(http.StatusOK).Body) +
		string(o.Login("auditor").Get("/api/audit?limit=100").Want(http.StatusOK).Body) + o.Logs.String()
	for _, q := range []string{"SELECT body FROM setting_versions", "SELECT body FROM audit_entries", "SELECT error FROM deliveries"} {
		rows, err := storetest.SQL(t, o.DSN).Query(q)
		require.NoError(t, err)
		for rows.Next() {
			var s string
			require.NoError(t, rows.Scan(&s))
			seen += s
		}
		require.NoError(t, rows.Close())
	}
	require.Contains(t, seen, "secret_set")
	require.NotContains(t, seen, "secret-42")

	// Another server does not get the password of the one before.
	delete(box, "secret")
	box["host"] = "localhost"
	o.set("email", 1, box).Refused(http.StatusUnprocessableEntity, "channel.secret_again")
	box["host"] = "127.0.0.1"
	o.set("email", 1, box).Want(http.StatusOK)

	// Under another key nothing opens, and no message is queued for it.
	board, err := NewSwitchboard(o.Store, config.Config{SecretKey: strings.Repeat("另", 20)})
	require.NoError(t, err)
	ways, err := board.Ways(t.Context())
	require.NoError(t, err)
	require.Empty(t, ways.Policies)
}

func TestAForgottenSecretIsNowhereAnyMore(t *testing.T) {
	o := newOffice(t)
	admin := o.Login("admin")
	var group taker
	forget := func(name string, version int) *apitest.Answer {
		return admin.Do(http.MethodPost, "/api/channels/"+name+"/forget", map[string]string{"reason": "机器人停用"}, "If-Match", fmt.Sprintf(`"%d"`, version))
	}
	forget("dingtalk", 0).Refused(http.StatusConflict, "channel.no_secret")
	forget("pigeon", 0).Refused(http.StatusNotFound, "channel.not_found")
	o.set("dingtalk", 0, map[string]any{"secret": "http://127.0.0.1:1/send?key=old"}).Want(http.StatusOK)
	o.set("dingtalk", 1, map[string]any{"secret": group.robot(t)}).Want(http.StatusOK)
	o.set("dingtalk", 2, map[string]any{"kinds": []string{"issue"}}).Want(http.StatusOK) // keeps it
	o.news()
	_, err := o.desk.Spread(t.Context())
	require.NoError(t, err) // one message waits

	forget("dingtalk", 2).Refused(http.StatusPreconditionFailed, "stale")
	var now api.ChannelView
	forget("dingtalk", 3).Want(http.StatusOK).JSON(&now)
	require.False(t, now.On)
	require.False(t, now.SecretSet)
	require.Equal(t, []string{"edit"}, actsOf(now.Actions))
	var sealed int
	require.NoError(t, storetest.SQL(t, o.DSN).QueryRow(`SELECT COUNT(*) FROM setting_versions WHERE body LIKE '%sealed%'`).Scan(&sealed))
	require.Zero(t, sealed, "also the one that was overwritten")
	o.post()
	require.Empty(t, group.taken(), "what waited is dropped")
	o.set("dingtalk", 4, nil).Refused(http.StatusUnprocessableEntity, "channel.no_address")
	forget("dingtalk", 4).Refused(http.StatusConflict, "channel.no_secret")

	var log api.List[api.AuditView]
	o.Login("auditor").Get("/api/audit?what=channel.forget").Want(http.StatusOK).JSON(&log)
	require.Len(t, log.Items, 1)
	for _, told := range []string{`"forgotten_versions":3`, `"dropped":1`, `"secret_kept":false`} {
		require.Contains(t, string(log.Items[0].Body), told)
	}
	_, err = o.Store.VerifyAudit(t.Context())
	require.NoError(t, err, "the register stands: it never held a secret")
}

func actsOf(list []api.ActionView) []string {
	out := make([]string, len(list))
	for i, a := range list {
		out[i] = a.Act
	}
	return out
}

func TestTheKeyIsMadeOnceAndOnlyItsOwnerReadsIt(t *testing.T) {
	c := config.Config{DataDir: t.TempDir()}
	one, err := secretKey(c)
	require.NoError(t, err)
	again, err := secretKey(c)
	require.NoError(t, err)
	require.Equal(t, one, again)
	info, err := os.Stat(c.Sub("secret.key"))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}
