package api

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/casefile"
)

type traceKey struct{}

type traced struct {
	id, ip string
	log    *slog.Logger
}

// trace gives every request its own id. A caller's id is not taken over: it
// would let anybody write into our logs or reuse somebody's trace.
func trace(log *slog.Logger) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			var raw [12]byte
			if _, err := rand.Read(raw[:]); err != nil {
				return fmt.Errorf("make trace id: %w", err)
			}
			id := hex.EncodeToString(raw[:])
			c.Response().Header().Set(echo.HeaderXRequestID, id)
			ctx := context.WithValue(c.Request().Context(), traceKey{}, traced{id: id, ip: c.RealIP(), log: log})
			c.SetRequest(c.Request().WithContext(ctx))
			return next(c)
		}
	}
}

func traceOf(ctx context.Context) string {
	t, _ := ctx.Value(traceKey{}).(traced)
	return t.id
}

// hand is who does what the request asks, for commands and the audit log.
func hand(ctx context.Context) casefile.Meta {
	t, _ := ctx.Value(traceKey{}).(traced)
	return casefile.Meta{Actor: auth.Actor(ctx), IP: t.ip}
}

func logOf(ctx context.Context) *slog.Logger {
	t, _ := ctx.Value(traceKey{}).(traced)
	return loggerOr(t.log)
}

// accessLog writes one line per request: the route rather than the address, so
// that no id of a person or search text lands in a log.
func accessLog(log *slog.Logger) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			began := time.Now()
			if err := next(c); err != nil {
				c.Error(err)
			}
			r := c.Request()
			log.LogAttrs(r.Context(), slog.LevelInfo, "http",
				slog.String("trace", traceOf(r.Context())), slog.String("method", r.Method),
				slog.String("route", c.Path()), slog.Int("status", c.Response().Status),
				slog.Int64("bytes", c.Response().Size), slog.Duration("took", time.Since(began)),
				slog.String("ip", c.RealIP()), slog.String("user", whoOf(r.Context())))
			return nil
		}
	}
}

// recoverPanics answers a bug like any other failure of ours: logged, not told.
func recoverPanics() echo.MiddlewareFunc {
	return middleware.RecoverWithConfig(middleware.RecoverConfig{
		StackSize: 8 << 10, DisableStackAll: true,
		LogErrorFunc: func(c echo.Context, err error, stack []byte) error {
			ctx := c.Request().Context()
			logOf(ctx).ErrorContext(ctx, "panic", "trace", traceOf(ctx), "stack", string(stack))
			return fmt.Errorf("panic: %w", err)
		},
	})
}

// contentPolicy allows our own scripts and styles only: no inline, no third party.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
	"font-src 'self'; connect-src 'self'; manifest-src 'self'; media-src 'self' blob:; " +
	"frame-ancestors 'none'; base-uri 'none'; form-action 'self'"

func secureHeaders(tls bool) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			h := c.Response().Header()
			h.Set("Content-Security-Policy", contentPolicy)
			h.Set("X-Content-Type-Options", "nosniff")
			h.Set("X-Frame-Options", "DENY")
			h.Set("Referrer-Policy", "same-origin")
			h.Set("Cross-Origin-Opener-Policy", "same-origin")
			h.Set("Cross-Origin-Resource-Policy", "same-origin")
			h.Set("Permissions-Policy", "camera=(self), geolocation=(self), microphone=()")
			if tls {
				h.Set("Strict-Transport-Security", "max-age=31536000")
			}
			if isAPI(c.Request().URL.Path) {
				h.Set("Cache-Control", "no-store")
			}
			return next(c)
		}
	}
}

// limitBody caps what is read. Only multipart, which streams to disk, may be large.
func limitBody(upload int64) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			r := c.Request()
			limit := int64(bodyLimit)
			if kind, _, err := mime.ParseMediaType(r.Header.Get(echo.HeaderContentType)); err == nil && kind == echo.MIMEMultipartForm {
				limit = upload + uploadSlack
			}
			if r.ContentLength > limit {
				return statusProblem(langOf(r.Context()), http.StatusRequestEntityTooLarge)
			}
			r.Body = http.MaxBytesReader(c.Response(), r.Body, limit)
			return next(c)
		}
	}
}

// boundAnswers cuts off a reader that takes an answer too slowly. The stream
// bounds each of its writes itself; files and documents may be large.
func boundAnswers() echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			bound := time.Minute
			if c.Request().Method == http.MethodGet && strings.Contains(c.Path(), ".") || strings.HasPrefix(c.Path(), filesPath) {
				bound = 30 * time.Minute
			}
			// Not every connection has a deadline to set, a test's recorder for one.
			_ = http.NewResponseController(c.Response()).SetWriteDeadline(time.Now().Add(bound))
			return next(c)
		}
	}
}

// sameOriginOnly refuses acts that another site's page makes a browser send (CSRF).
func sameOriginOnly(trusted []string) echo.MiddlewareFunc {
	guard := http.NewCrossOriginProtection()
	var bad error
	for _, origin := range trusted {
		bad = errors.Join(bad, guard.AddTrustedOrigin(origin))
	}
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if bad != nil {
				return fmt.Errorf("trusted origins: %w", bad)
			}
			if err := guard.Check(c.Request()); err != nil {
				l := langOf(c.Request().Context())
				p := statusProblem(l, http.StatusForbidden)
				p.Code, p.Detail = "request.cross_origin", message(l, "request.cross_origin", nil)
				return p
			}
			return next(c)
		}
	}
}

// quoted reads an ETag or If-Match value: "7", W/"7" or 7.
func quoted(s string) string {
	return strings.Trim(strings.TrimPrefix(strings.TrimSpace(s), "W/"), `"`)
}
