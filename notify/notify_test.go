package notify_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/notify"
)

func TestRenderFillsValuesAndLeavesNoHoles(t *testing.T) {
	text := notify.Render("issue.dispatch", []casefile.Arg{{Key: "no", Value: "R-2022-05-0012"}, {Key: "title", Value: "无水"}, {Key: "lead", Value: "水务公司"}})
	require.Equal(t, "问题 R-2022-05-0012“无水”已派给 水务公司 主办，时限 。", text)
	require.NotContains(t, notify.Render("nobody.knows", nil), "{")
}

func TestRobotPostsAndBelievesOnlyErrcodeZero(t *testing.T) {
	answers := []string{`{"errcode":0,"errmsg":"ok"}`, `{"errcode":45009,"errmsg":"api freq out of limit"}`}
	var bodies []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var got struct {
			Text struct{ Content string }
		}
		require.NoError(t, json.NewDecoder(r.Body).Decode(&got))
		bodies = append(bodies, got.Text.Content)
		_, _ = w.Write([]byte(answers[len(bodies)-1]))
	}))
	defer server.Close()
	c := notify.NewWeCom(server.URL)
	require.NoError(t, c.Send(context.Background(), casefile.Letter{ID: "1", Text: strings.Repeat("调度", 2000)}))
	require.LessOrEqual(t, len(bodies[0]), 2048)
	require.True(t, utf8.ValidString(bodies[0]))
	require.ErrorContains(t, c.Send(context.Background(), casefile.Letter{ID: "2", Text: "催办"}), "45009")
}

// mailServer takes one message the way an SMTP server does.
func mailServer(t *testing.T) (port int, got <-chan string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { l.Close() })
	letters := make(chan string, 1)
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		in := bufio.NewScanner(conn)
		say := func(s string) { _, _ = conn.Write([]byte(s + "\r\n")) }
		say("220 ready")
		var letter strings.Builder
		data := false
		for in.Scan() {
			line := in.Text()
			switch {
			case data && line == ".":
				data = false
				letters <- letter.String()
				say("250 taken")
			case data:
				letter.WriteString(line + "\n")
			case strings.HasPrefix(line, "EHLO"), strings.HasPrefix(line, "MAIL"), strings.HasPrefix(line, "RCPT"), strings.HasPrefix(line, "RSET"), strings.HasPrefix(line, "NOOP"):
				say("250 ok")
			case strings.HasPrefix(line, "DATA"):
				data = true
				say("354 go on")
			case strings.HasPrefix(line, "QUIT"):
				say("221 bye")
				return
			}
		}
	}()
	return l.Addr().(*net.TCPAddr).Port, letters
}

func TestEmailIsHandedOver(t *testing.T) {
	port, got := mailServer(t)
	c := notify.NewEmail(notify.SMTP{Host: "127.0.0.1", Port: port, From: "diaodu@example.gov.cn", Plain: true})
	require.NoError(t, c.Send(context.Background(), casefile.Letter{ID: "d-7", To: "you@example.com", Subject: "notice", Text: "hello", Link: "http://x/issues/1"}))
	letter := <-got
	require.Contains(t, letter, "d-7@diaodu")
	require.Contains(t, letter, "http://x/issues/1")
}
