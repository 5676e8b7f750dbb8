// Package api is the door: it establishes who is asking, turns HTTP into
// commands and reads, and answers in JSON. It judges nothing itself; a case's
// own table does, and it writes no case table.
package api

import (
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"
	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
)

// Version of the HTTP contract, shown in /openapi.json.
const Version = "1.0.0"

const (
	bodyLimit   = 2 << 20 // bytes of a JSON request
	uploadSlack = 1 << 20 // bytes of multipart framing around a file
)

// Server is the whole HTTP surface: API, stream of changes, and the console.
type Server struct {
	echo *echo.Echo
	api  huma.API
	feed *feed
}

// New builds the server. It touches nothing outside the process.
func New(d Deps) *Server {
	d = d.withDefaults()
	answerInOurWords()

	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.IPExtractor = echo.ExtractIPFromXFFHeader(
		echo.TrustLoopback(true), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false))
	e.HTTPErrorHandler = answerError
	e.Use(
		trace(d.Log), chooseLanguage(), accessLog(d.Log), recoverPanics(), secureHeaders(d.SecureCookies),
		limitBody(d.MaxUpload), boundAnswers(), sameOriginOnly(d.TrustedOrigins), compress(),
		console(d.Web),
	)

	s := &Server{echo: e, api: humaecho.NewV4(e, openAPI()), feed: d.feed}
	s.api.UseMiddleware(d.establish(s.api))
	register(s.api, d)
	return s
}

// ServeHTTP makes the server an http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.echo.ServeHTTP(w, r) }

// OpenAPI is the promise the server keeps, as served at /openapi.json.
func (s *Server) OpenAPI() *huma.OpenAPI { return s.api.OpenAPI() }

// HTTP wraps the server with timeouts fit for a public port. There is no write
// timeout, for the stream of changes stays open for hours; boundAnswers sets a
// deadline for each ordinary answer instead.
func (s *Server) HTTP(addr string) *http.Server {
	h := &http.Server{
		Addr:              addr,
		Handler:           s,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
	h.RegisterOnShutdown(s.CloseStreams)
	return h
}

// CloseStreams ends every stream of changes, which a graceful shutdown would
// otherwise wait for. Call it when the server is told to stop.
func (s *Server) CloseStreams() { s.feed.close() }

func openAPI() huma.Config {
	cfg := huma.DefaultConfig("调度 diaodu", Version)
	cfg.Info.Description = "区县重点问题月调度平台：业主报事、会议议定、部门交办、业主确认。"
	cfg.CreateHooks = nil // no $schema in bodies
	cfg.DocsPath = ""     // the stock page loads a CDN
	cfg.SchemasPath = ""
	cfg.Transformers = append(cfg.Transformers, inWords)
	cfg.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaName)
	cfg.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"session": {Type: "apiKey", In: "cookie", Name: SessionCookie},
	}
	cfg.OnAddOperation = append(cfg.OnAddOperation, func(_ *huma.OpenAPI, op *huma.Operation) {
		if !isPublic(op) {
			op.Security = []map[string][]string{{"session": {}}}
		}
	})
	return cfg
}

// compress skips the stream, which a compressor would hold back, and files,
// which are compressed already.
func compress() echo.MiddlewareFunc {
	return middleware.GzipWithConfig(middleware.GzipConfig{
		MinLength: 1024,
		Skipper: func(c echo.Context) bool {
			p := c.Request().URL.Path
			return p == streamPath || strings.HasSuffix(p, ".xlsx") || len(p) > len(filesPath) && p[:len(filesPath)] == filesPath
		},
	})
}

// console answers every address the API does not know with the web console,
// whose router reads the address itself.
func console(web http.Handler) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			err := next(c)
			r := c.Request()
			reads := r.Method == http.MethodGet || r.Method == http.MethodHead
			if web == nil || !errors.Is(err, echo.ErrNotFound) || isAPI(r.URL.Path) || !reads {
				return err
			}
			web.ServeHTTP(c.Response(), r)
			return nil
		}
	}
}

func loggerOr(l *slog.Logger) *slog.Logger {
	if l == nil {
		return slog.Default()
	}
	return l
}
