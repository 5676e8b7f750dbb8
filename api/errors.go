package api

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/labstack/echo/v4"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/store"
)

// Problem is the one shape of every refusal (RFC 9457). Code is stable and for
// programs; Title and Detail are for people, in the language asked for; Trace finds our log line.
type Problem struct {
	Type   string         `json:"type" doc:"固定为 about:blank"`
	Title  string         `json:"title" doc:"问题类别"`
	Status int            `json:"status" doc:"HTTP 状态码"`
	Detail string         `json:"detail" doc:"具体说明，可直接展示"`
	Code   string         `json:"code" doc:"稳定的错误代码，供程序判断"`
	Field  string         `json:"field,omitempty" doc:"出错的输入项"`
	Args   map[string]any `json:"args,omitempty" doc:"说明中用到的值，如先办人"`
	Errors []FieldProblem `json:"errors,omitempty" doc:"逐项校验结果"`
	// Opinion gives back what the person had written for an act that came second.
	Opinion string `json:"opinion,omitempty" doc:"您填写而未能提交的意见，可另行使用"`
	// Stale: it is not as the person saw it; what else may be wrong is theirs to mend.
	Stale bool   `json:"stale,omitempty" doc:"情况已变，载入最新情况后再办"`
	Trace string `json:"trace,omitempty" doc:"故障追踪号，报修时提供"`
}

// FieldProblem is one input that does not pass. It never echoes the value,
// which may be a password.
type FieldProblem struct {
	Field   string `json:"field" doc:"输入项位置，如 body.title"`
	Message string `json:"message" doc:"说明"`
	Matter  string `json:"matter,omitempty" doc:"一窗申报时：是哪个事项的"`
}

func (p *Problem) Error() string { return p.Code + ": " + p.Detail }

// GetStatus makes Problem a huma.StatusError.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType answers application/problem+json whatever JSON was asked for.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// Headings of several refusals.
var (
	notAllowed = word{"无权办理", "Not allowed"}
	notFound   = word{"未找到", "Not found"}
	busy       = word{"系统繁忙", "The system is busy"}
	logInFirst = word{"请先登录", "Please log in"}
)

// kinds says which HTTP status and heading a kind of fault has.
var kinds = map[fault.Kind]struct {
	status int
	title  word
}{
	fault.Invalid:   {http.StatusUnprocessableEntity, word{"填写有误", "Not filled in properly"}},
	fault.Forbidden: {http.StatusForbidden, notAllowed},
	fault.NotFound:  {http.StatusNotFound, notFound},
	fault.Conflict:  {http.StatusConflict, word{"当前状态不能办理", "Not possible in the present state"}},
	fault.Stale:     {http.StatusPreconditionFailed, word{"内容已被更新", "Changed meanwhile"}},
	fault.Reused:    {http.StatusUnprocessableEntity, word{"请求编号重复使用", "Request number used twice"}},
	fault.Busy:      {http.StatusServiceUnavailable, busy},
}

// statuses are the refusals the door itself makes, by HTTP status.
var statuses = map[int]struct {
	code  string
	title word
}{
	http.StatusBadRequest:            {"request.unreadable", word{"请求无法识别", "Request cannot be read"}},
	http.StatusUnauthorized:          {"session.required", logInFirst},
	http.StatusForbidden:             {"request.forbidden", notAllowed},
	http.StatusNotFound:              {"route.unknown", notFound},
	http.StatusMethodNotAllowed:      {"route.method", word{"不支持的操作", "Operation not supported"}},
	http.StatusNotAcceptable:         {"request.not_acceptable", word{"无法按要求的格式返回", "Format not available"}},
	http.StatusRequestTimeout:        {"request.too_slow", word{"请求超时", "Took too long"}},
	http.StatusRequestEntityTooLarge: {"request.too_large", word{"内容过大", "Too large"}},
	http.StatusUnsupportedMediaType:  {"request.media_type", word{"格式不支持", "Format not supported"}},
	http.StatusUnprocessableEntity:   {"request.invalid", word{"填写有误", "Not filled in properly"}},
	http.StatusServiceUnavailable:    {"server.busy", busy},
}

// problemOf turns any error into what the caller may see. What is not the
// caller's to mend is logged with the trace and answered without its text.
func problemOf(ctx context.Context, err error) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	l := langOf(ctx)
	if f := fault.Of(err); f != nil {
		return faultProblem(l, f)
	}
	var tooLarge *http.MaxBytesError
	var he *echo.HTTPError
	switch {
	case errors.As(err, &tooLarge):
		return statusProblem(l, http.StatusRequestEntityTooLarge)
	case errors.As(err, &he) && he.Code < http.StatusInternalServerError:
		return statusProblem(l, he.Code)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return statusProblem(l, http.StatusServiceUnavailable)
	}
	id := traceOf(ctx)
	if store.Away(err) {
		logOf(ctx).LogAttrs(ctx, slog.LevelWarn, "database away", slog.String("trace", id), slog.Any("error", err))
		return statusProblem(l, http.StatusServiceUnavailable)
	}
	logOf(ctx).LogAttrs(ctx, slog.LevelError, "request failed", slog.String("trace", id), slog.Any("error", err))
	return &Problem{
		Type: "about:blank", Status: http.StatusInternalServerError, Code: "server.failed",
		Title: word{"系统故障", "System failure"}.in(l), Detail: message(l, "server.failed", nil), Trace: id,
	}
}

func faultProblem(l lang, f *fault.Fault) *Problem {
	k, ok := kinds[f.Kind]
	if !ok {
		k = kinds[fault.Invalid]
	}
	args := shortened(f.Args)
	p := &Problem{
		Type: "about:blank", Status: k.status, Title: k.title.in(l), Code: f.Code,
		Detail: message(l, f.Code, args), Field: f.Field, Args: args,
		Stale: f.Kind == fault.Stale || slices.Contains(overtaken, f.Code) || strings.HasSuffix(f.Code, ".wrong_state"),
	}
	if f.Code == "session.required" || f.Code == "session.refused" || f.Code == "session.locked" {
		p.Status, p.Title = http.StatusUnauthorized, logInFirst.in(l)
	}
	if f.Code == "calendar.feed_often" || f.Code == "verify.often" {
		p.Status, p.Title = http.StatusTooManyRequests, word{"操作过于频繁", "Too often"}.in(l)
	}
	return p
}

// shortened cuts what a refusal repeats of the input: an answer is no echo.
func shortened(args map[string]any) map[string]any {
	if args == nil {
		return nil
	}
	short := make(map[string]any, len(args))
	for name, v := range args {
		if text, ok := v.(string); ok && utf8.RuneCountInString(text) > longestArg {
			v = string([]rune(text)[:longestArg]) + "…"
		}
		short[name] = v
	}
	return short
}

// longestArg is how many characters of a value are repeated.
const longestArg = 200

func statusProblem(l lang, status int) *Problem {
	s, ok := statuses[status]
	if !ok {
		s = statuses[http.StatusBadRequest]
	}
	return &Problem{Type: "about:blank", Status: status, Title: s.title.in(l), Code: s.code, Detail: message(l, s.code, nil)}
}

// validationProblem reports every input that does not pass.
func validationProblem(l lang, status int, errs []error) *Problem {
	p := statusProblem(l, status)
	for _, err := range errs {
		var d huma.ErrorDetailer
		if !errors.As(err, &d) {
			continue
		}
		detail := d.ErrorDetail()
		if code, why := undecodedText(l, detail.Message); code != "" {
			p.Code, p.Detail = code, why
			p.Errors = append(p.Errors, FieldProblem{Field: detail.Location, Message: why})
			continue
		}
		p.Errors = append(p.Errors, FieldProblem{Field: detail.Location, Message: shapeText(l, detail.Message)})
		if strings.EqualFold(detail.Location, "header."+headerKey) && detail.Value == nil || detail.Value == "" {
			p.Code, p.Detail = "request.key_missing", message(l, "request.key_missing", nil)
		}
	}
	if len(p.Errors) > 0 {
		p.Field = strings.TrimPrefix(p.Errors[0].Field, "body.")
		if p.Code == "request.invalid" {
			p.Detail = message(l, "request.invalid_field", map[string]any{"field": p.Field, "why": p.Errors[0].Message})
		}
	}
	return p
}

// humaProblem is huma's error factory: faults keep their own status, validation
// becomes 422 with a list, the rest goes through problemOf.
func humaProblem(hctx huma.Context, status int, msg string, errs ...error) huma.StatusError {
	if hctx == nil {
		return &Problem{Type: "about:blank", Status: status}
	}
	ctx := hctx.Context()
	for _, err := range errs {
		var d huma.ErrorDetailer
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) || !errors.As(err, &d) && status >= http.StatusInternalServerError {
			return problemOf(ctx, err)
		}
	}
	if status >= http.StatusInternalServerError {
		return problemOf(ctx, errors.New(msg))
	}
	return validationProblem(langOf(ctx), status, errs)
}

// answerError is Echo's last word: unknown routes, middleware refusals, panics.
func answerError(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	p := problemOf(c.Request().Context(), err)
	c.Response().Header().Set(echo.HeaderContentType, p.ContentType(""))
	c.Response().WriteHeader(p.Status)
	if c.Request().Method != http.MethodHead {
		_ = json.NewEncoder(c.Response()).Encode(p) // the reader has gone; nothing is left to tell
	}
}
