package api

import (
	"context"
	"fmt"
	"strings"

	"github.com/labstack/echo/v4"
	textlanguage "golang.org/x/text/language"
)

// lang is the language an answer is written in. It is settled once for each
// request and handed on to whatever renders words; papers 文书, notices and
// exports are Chinese for everybody (decision 0024).
type lang int

const (
	chinese lang = iota // zh-CN, also where nothing was asked for
	english
)

func (l lang) tag() string {
	if l == english {
		return "en"
	}
	return "zh-CN"
}

// word is one thing to say in both languages, side by side, so that whoever adds
// one sees that the other is missing. words_test.go walks the package's source
// and compares the two.
type word struct{ zh, en string }

func (w word) in(l lang) string {
	if l == english {
		return w.en
	}
	return w.zh
}

// with fills the numbers and names in, as fmt.Sprintf does.
func (w word) with(l lang, values ...any) string { return fmt.Sprintf(w.in(l), values...) }

// wordOf is a code in words. One without words is shown as it is, which the
// noun's own test must not let happen.
func wordOf(l lang, words map[string]word, code string) string {
	if w, ok := words[code]; ok {
		return w.in(l)
	}
	return code
}

// listed joins names as the language does.
func listed(l lang, names []string) string { return strings.Join(names, comma.in(l)) }

var comma = word{zh: "、", en: ", "}

type langKey struct{}

// langOf is the language the request asked for; work that no request began
// speaks Chinese.
func langOf(ctx context.Context) lang {
	l, _ := ctx.Value(langKey{}).(lang)
	return l
}

// speaking is ctx with the language settled, for papers that read through the
// handlers people use.
func speaking(ctx context.Context, l lang) context.Context {
	return context.WithValue(ctx, langKey{}, l)
}

var spoken = textlanguage.NewMatcher([]textlanguage.Tag{textlanguage.SimplifiedChinese, textlanguage.English})

// asked is the language an Accept-Language header prefers: English where it comes
// before Chinese, Chinese in every other case.
func asked(header string) lang {
	tags, _, err := textlanguage.ParseAcceptLanguage(header)
	if err != nil {
		return chinese
	}
	if _, n, sure := spoken.Match(tags...); n == 1 && sure >= textlanguage.High {
		return english
	}
	return chinese
}

// chooseLanguage settles the language of each answer and says so.
func chooseLanguage() echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			r := c.Request()
			if !isAPI(r.URL.Path) {
				return next(c)
			}
			l := asked(r.Header.Get("Accept-Language"))
			h := c.Response().Header()
			h.Add(echo.HeaderVary, "Accept-Language")
			c.Response().Before(func() {
				switch kind := h.Get(echo.HeaderContentType); {
				case strings.HasPrefix(r.URL.Path, filesPath): // in whatever language somebody wrote it
				case strings.Contains(kind, "json") || kind == "":
					h.Set("Content-Language", l.tag())
				default:
					h.Set("Content-Language", chinese.tag()) // a paper
				}
			})
			c.SetRequest(r.WithContext(speaking(r.Context(), l)))
			return next(c)
		}
	}
}

// clause is a sentence without its stop, for use inside another.
func clause(s string) string { return strings.TrimRight(s, "。.") }
