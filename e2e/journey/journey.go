// Package journey walks the acceptance scenario S1 (艾珀耐特用水难题) over HTTP,
// as the people of the demo district would, with today's dates, and prints each
// step with its result. It knows the product only from outside.
package journey

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"strconv"
	"time"
)

// thing is any JSON object.
type thing = map[string]any

// walk is one run of the scenario.
type walk struct {
	ctx      context.Context
	base     string
	password string
	run      string // makes names and request ids of this run its own
	requests int
	people   map[string]*person

	project, water, power, meeting string
	tasks                          []string
}

// step is one line of the scenario. It returns what to print.
type step struct {
	id   string
	name string
	do   func(*walk) (string, error)
}

// Way says how the scenario is walked.
type Way struct {
	Base     string // address of the server
	Password string // of the demo accounts
	Out      io.Writer
	// OnSite has the tasks ordered on the spot (R15) instead of in a meeting. On a
	// rest day it is always so: meetings move to the next workday (R1).
	OnSite bool
}

// Run walks the whole scenario and stops at the first step that does not come
// out as it should.
func Run(ctx context.Context, way Way) error {
	out := way.Out
	w := &walk{
		ctx: ctx, base: way.Base, password: way.Password, people: map[string]*person{},
		run: strconv.FormatInt(time.Now().UnixMilli(), 36),
	}
	workday, err := w.isWorkday()
	if err != nil {
		return err
	}
	deciding := meetingUp
	if way.OnSite || !workday {
		deciding = onSite
	}
	for _, part := range [][]step{registering, reporting, deciding, working, closing} {
		for _, s := range part {
			said, err := s.do(w)
			if err != nil {
				fmt.Fprintf(out, "✗ %s %s\n", s.id, s.name)
				return fmt.Errorf("%s %s: %w", s.id, s.name, err)
			}
			fmt.Fprintf(out, "✓ %s %s：%s\n", s.id, s.name, said)
		}
	}
	return nil
}

// person is one signed-in account.
type person struct {
	w    *walk
	name string
	http *http.Client
}

// as signs a demo account in once and keeps the session.
func (w *walk) as(login string) *person {
	if p := w.people[login]; p != nil {
		return p
	}
	jar, _ := cookiejar.New(nil) // its only error is about options
	p := &person{w: w, name: login, http: &http.Client{Jar: jar, Timeout: time.Minute}}
	w.people[login] = p
	return p
}

// signIn opens the session at first use.
func (p *person) signIn() error {
	if p.http.Jar == nil || len(p.http.Jar.Cookies(p.request(http.MethodGet, "/", nil).URL)) > 0 {
		return nil
	}
	_, err := p.send(p.json(http.MethodPost, "/api/session", thing{"login": p.name, "password": p.w.password}))
	return err
}

func (p *person) request(method, path string, body io.Reader) *http.Request {
	r, err := http.NewRequestWithContext(p.w.ctx, method, p.w.base+path, body)
	if err != nil {
		panic(err) // the paths are ours
	}
	return r
}

func (p *person) json(method, path string, body any) *http.Request {
	text, err := json.Marshal(body)
	if err != nil {
		panic(err) // the bodies are ours
	}
	r := p.request(method, path, bytes.NewReader(text))
	r.Header.Set("Content-Type", "application/json")
	p.w.requests++
	r.Header.Set("Idempotency-Key", fmt.Sprintf("demo-%s-%d", p.w.run, p.w.requests))
	return r
}

// problem is a refusal as the server words it.
type problem struct {
	Status int    `json:"status"`
	Code   string `json:"code"`
	Title  string `json:"title"`
	Detail string `json:"detail"`
	Errors []struct {
		Message  string `json:"message"`
		Location string `json:"location"`
	} `json:"errors"`
}

func (p problem) Error() string {
	return fmt.Sprintf("%d %s %s %s %v", p.Status, p.Code, p.Title, p.Detail, p.Errors)
}

func (p *person) send(r *http.Request) (thing, error) {
	answer, err := p.http.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode >= http.StatusBadRequest {
		refused := problem{Status: answer.StatusCode}
		if json.Unmarshal(body, &refused) != nil {
			refused.Detail = string(body)
		}
		return nil, refused
	}
	got := thing{}
	if len(body) > 0 && body[0] == '{' {
		err = json.Unmarshal(body, &got)
	}
	return got, err
}

func (p *person) ask(method, path string, body any, headers ...string) (thing, error) {
	if err := p.signIn(); err != nil {
		return nil, fmt.Errorf("%s signs in: %w", p.name, err)
	}
	r := p.json(method, path, body)
	if method == http.MethodGet {
		r = p.request(method, path, nil)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	got, err := p.send(r)
	if err != nil {
		return nil, fmt.Errorf("%s %s %s: %w", p.name, method, path, err)
	}
	return got, nil
}

func (p *person) get(path string) (thing, error) { return p.ask(http.MethodGet, path, nil) }

func (p *person) post(path string, body any) (thing, error) {
	return p.ask(http.MethodPost, path, body)
}

// act gives an order to a case; fields are those of the act.
func (p *person) act(noun, id, act string, fields thing) (thing, error) {
	body := thing{"act": act}
	for k, v := range fields {
		body[k] = v
	}
	return p.post("/api/"+noun+"/"+id+"/acts", body)
}

// upload sends a file and returns how cases name it.
func (p *person) upload(name, kind string) (thing, error) {
	if err := p.signIn(); err != nil {
		return nil, err
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(part, "%%PDF-1.4\n%% %s %s\n%%%%EOF\n", name, p.w.run)
	if err := form.Close(); err != nil {
		return nil, err
	}
	r := p.request(http.MethodPost, "/api/files", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	p.w.requests++
	r.Header.Set("Idempotency-Key", fmt.Sprintf("demo-%s-%d", p.w.run, p.w.requests))
	got, err := p.send(r)
	if err != nil {
		return nil, fmt.Errorf("%s uploads %s: %w", p.name, name, err)
	}
	return thing{"file_id": got["id"], "name": name, "type": kind}, nil
}

// download fetches a document and tells its size.
func (p *person) download(path string) (int, error) {
	if err := p.signIn(); err != nil {
		return 0, err
	}
	answer, err := p.http.Do(p.request(http.MethodGet, path, nil))
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %d %s", path, answer.StatusCode, body)
	}
	return len(body), err
}

// refusedWith turns an expected refusal into its Chinese words, and anything
// else into an error.
func refusedWith(err error, code string) (string, error) {
	var p problem
	if err == nil {
		return "", fmt.Errorf("was accepted; refusal %s expected", code)
	}
	if !asProblem(err, &p) || p.Code != code {
		return "", fmt.Errorf("refusal %s expected, got: %w", code, err)
	}
	return "按规则拒绝（" + p.Detail + "）", nil
}
