package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"time"

	"crypto/rand"
	"encoding/hex"
)

// person is one signed-in account.
type person struct {
	name    string
	address string
	http    *http.Client
}

// object is any JSON object.
type object map[string]any

// problem is a refusal as the server words it.
type problem struct {
	Status int    `json:"status"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
	Title  string `json:"title"`
}

func (p *problem) Error() string {
	text := p.Detail
	if text == "" {
		text = p.Title
	}
	return fmt.Sprintf("%d %s %s", p.Status, p.Code, text)
}

func signIn(address, login, password string) (*person, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	p := &person{address: address, http: &http.Client{Jar: jar, Timeout: 40 * time.Second}}
	got, err := p.send(http.MethodPost, "/api/session", object{"login": login, "password": password}, nil)
	if err != nil {
		return nil, fmt.Errorf("登录 %s：%w", login, err)
	}
	user, _ := got["user"].(map[string]any)
	p.name, _ = user["name"].(string)
	return p, nil
}

func (p *person) get(path string) (object, error) { return p.send(http.MethodGet, path, nil, nil) }

// post sends a write under a request id of its own.
func (p *person) post(path string, body any) (object, error) {
	return p.send(http.MethodPost, path, body, http.Header{"Idempotency-Key": {key()}})
}

// act orders an act on a case.
func (p *person) act(noun, id, act string, fields object) (object, error) {
	body := object{"act": act}
	for k, v := range fields {
		body[k] = v
	}
	got, err := p.post("/api/"+noun+"/"+id+"/acts", body)
	if err != nil {
		return nil, fmt.Errorf("%s %s：%w", p.name, act, err)
	}
	return got, nil
}

func (p *person) send(method, path string, body any, header http.Header) (object, error) {
	var content io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		content = bytes.NewReader(raw)
	}
	req, err := http.NewRequest(method, p.address+path, content)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	for k, v := range header {
		req.Header[k] = v
	}
	return p.finish(req)
}

func (p *person) finish(req *http.Request) (object, error) {
	res, err := p.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	if res.StatusCode >= 300 {
		refused := &problem{Status: res.StatusCode}
		_ = json.Unmarshal(raw, refused)
		return nil, refused
	}
	got := object{}
	if len(raw) > 0 && raw[0] == '{' {
		if err := json.Unmarshal(raw, &got); err != nil {
			return nil, fmt.Errorf("%s：%w", req.URL.Path, err)
		}
	}
	return got, nil
}

// download fetches a paper and returns its size.
func (p *person) download(path string) (int, error) {
	res, err := p.http.Get(p.address + path)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, err
	}
	if res.StatusCode != http.StatusOK {
		refused := &problem{Status: res.StatusCode}
		_ = json.Unmarshal(raw, refused)
		return 0, refused
	}
	return len(raw), nil
}

// upload sends a file as evidence of a kind and returns it as an attachment.
func (p *person) upload(name, kind string, content []byte) (object, error) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		return nil, err
	}
	if _, err := part.Write(content); err != nil {
		return nil, err
	}
	if err := form.Close(); err != nil {
		return nil, err
	}
	req, err := http.NewRequest(http.MethodPost, p.address+"/api/files", &body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", form.FormDataContentType())
	req.Header.Set("Idempotency-Key", key())
	got, err := p.finish(req)
	if err != nil {
		return nil, fmt.Errorf("上传 %s：%w", name, err)
	}
	return object{"file_id": got["id"], "name": got["name"], "sha256": got["sha256"], "size": got["size"], "type": kind}, nil
}

func key() string {
	var raw [12]byte
	_, _ = rand.Read(raw[:]) // never fails
	return hex.EncodeToString(raw[:])
}
