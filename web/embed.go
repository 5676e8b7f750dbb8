// Package web carries the built console inside the program and serves it. It
// knows nothing of cases or of people: whatever is not a file of the build is
// answered with the one page, whose own router takes over.
package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"errors"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strings"
	"time"
)

// dist is written by `make web`. Until then it holds only index.html, a note
// that says so.
//
//go:embed all:dist
var dist embed.FS

// built is the page of a finished build, placeholder the committed note.
const (
	built       = "app.html"
	placeholder = "index.html"
)

// Handler serves the console: hashed assets for a year, everything else fresh.
func Handler() http.Handler {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // the embedded tree is part of the program
	}
	return handlerOf(files)
}

func handlerOf(files fs.FS) http.Handler {
	page, err := fs.ReadFile(files, built)
	if errors.Is(err, fs.ErrNotExist) {
		page, err = fs.ReadFile(files, placeholder)
	}
	if err != nil {
		panic(err)
	}
	c := console{files: files, page: page, policy: policyFor(page)}
	return http.HandlerFunc(c.serve)
}

type console struct {
	files  fs.FS
	page   []byte
	policy string
}

func (c console) serve(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	if !c.isFile(name) {
		// A missing hashed file is a missing file, never the page: an old tab that
		// asks for a chunk of the last release must see an error, not HTML.
		if strings.HasPrefix(name, "assets/") {
			http.NotFound(w, r)
			return
		}
		c.servePage(w, r)
		return
	}
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if strings.HasPrefix(name, "assets/") {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		w.Header().Set("Cache-Control", "no-cache")
	}
	http.ServeFileFS(w, r, c.files, name)
}

func (c console) isFile(name string) bool {
	if name == "" || name == built || name == placeholder || strings.HasPrefix(name, ".") {
		return false
	}
	info, err := fs.Stat(c.files, name)
	return err == nil && !info.IsDir()
}

func (c console) servePage(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-cache")
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", c.policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(c.page))
}

var inlineScript = regexp.MustCompile(`(?s)<script[^>]*>(.+?)</script>`)

// policyFor is the content security policy of the page: own files only, and the
// page's own inline scripts by hash, so that 'unsafe-inline' is never needed.
func policyFor(page []byte) string {
	scripts := "script-src 'self'"
	for _, m := range inlineScript.FindAllSubmatch(page, -1) {
		sum := sha256.Sum256(m[1])
		scripts += " 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	return strings.Join([]string{
		"default-src 'self'", scripts, "style-src 'self'", "img-src 'self' blob: data:", "font-src 'self'",
		"connect-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
	}, "; ")
}
