package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/time/rate"

	"github.com/diaodu/diaodu/domain/casefile"
)

// robotsPerMinute is what WeCom and DingTalk both allow one robot; DingTalk
// silences a robot for ten minutes beyond it.
const robotsPerMinute = 20

// longest is what WeCom takes of a text, in bytes.
const longest = 2048

// robot posts to a group robot's address; the two makers differ in little.
type robot struct {
	name, url string
	client    *http.Client
	pace      *rate.Limiter
}

// NewWeCom posts to a 企业微信 group robot.
func NewWeCom(url string) Channel { return newRobot(WeCom, url) }

// NewDingTalk posts to a 钉钉 group robot.
func NewDingTalk(url string) Channel { return newRobot(DingTalk, url) }

func newRobot(name, url string) Channel {
	return &robot{
		name: name, url: url, client: &http.Client{Timeout: 10 * time.Second},
		pace: rate.NewLimiter(rate.Every(time.Minute/robotsPerMinute), 3),
	}
}

func (r *robot) Name() string { return r.name }

// Send waits for the robot's pace, then posts. Both makers answer 200 with an
// errcode; anything but 0 is a failure.
func (r *robot) Send(ctx context.Context, l casefile.Letter) error {
	if err := r.pace.Wait(ctx); err != nil {
		return fmt.Errorf("%s pace: %w", r.name, err)
	}
	body, err := json.Marshal(map[string]any{
		"msgtype": "text", "text": map[string]any{"content": cut(l.Text+"\n"+l.Link, longest)},
	})
	if err != nil {
		return fmt.Errorf("%s message: %w", r.name, err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, r.url, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("%s address cannot be read", r.name) // the error holds the address, which is the key
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := r.client.Do(req)
	if err != nil {
		return fmt.Errorf("%s: %w", r.name, withoutAddress(err))
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, 4096))
	if err != nil {
		return fmt.Errorf("%s answer: %w", r.name, err)
	}
	var said struct {
		Code int    `json:"errcode"`
		Text string `json:"errmsg"`
	}
	if res.StatusCode != http.StatusOK || json.Unmarshal(answer, &said) != nil || said.Code != 0 {
		return fmt.Errorf("%s refused: status %d, code %d %s", r.name, res.StatusCode, said.Code, said.Text)
	}
	return nil
}

// withoutAddress takes the robot's address out of an error: it is its key, and
// errors are logged and shown.
func withoutAddress(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// cut shortens text to so many bytes without splitting a character.
func cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	end := 0
	for i := range s {
		if i > limit-3 {
			break
		}
		end = i
	}
	return s[:end] + "…"
}
