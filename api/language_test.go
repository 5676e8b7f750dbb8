package api

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/statistics"
)

func TestLanguageIsTheOneAskedFor(t *testing.T) {
	for header, want := range map[string]lang{
		"": chinese, "zh-CN": chinese, "zh-CN,zh;q=0.9,en;q=0.8": chinese, "zh-TW": chinese, "de": chinese, "*": chinese, "what?": chinese,
		"en": english, "en-GB,en;q=0.9": english, "en-US,zh-CN;q=0.5": english, "fr,en;q=0.5": english,
	} {
		require.Equal(t, want, asked(header), header)
	}
}

func TestRefusalsComeInTheLanguageAskedFor(t *testing.T) {
	ask := func(method, path, body, language string) (Problem, http.Header) {
		r := httptest.NewRequest(method, path, strings.NewReader(body))
		r.Header.Set("Accept-Language", language)
		r.Header.Set("Content-Type", "application/json")
		rec := httptest.NewRecorder()
		quietServer(Deps{}).ServeHTTP(rec, r)
		var p Problem
		require.NoError(t, json.Unmarshal(rec.Body.Bytes(), &p))
		return p, rec.Header()
	}
	p, h := ask(http.MethodGet, "/api/nothing", "", "en")
	require.Equal(t, "There is no such address.", p.Detail)
	require.Equal(t, "Not found", p.Title)
	require.Equal(t, "en", h.Get("Content-Language"))
	require.Contains(t, h.Values("Vary"), "Accept-Language")

	p, _ = ask(http.MethodPost, "/api/session", `{"login":1}`, "en")
	require.NotEmpty(t, p.Errors)
	for _, e := range p.Errors {
		require.NotRegexp(t, han, e.Message)
		require.NotContains(t, e.Message, inBoth)
	}
	zh, h := ask(http.MethodPost, "/api/session", `{"login":1}`, "")
	require.Equal(t, "zh-CN", h.Get("Content-Language"))
	require.Len(t, zh.Errors, len(p.Errors))
	for _, e := range zh.Errors {
		require.Regexp(t, han, e.Message)
		require.NotContains(t, e.Message, inBoth)
	}
}

// han are the characters that an English text must not have: Chinese ones and
// the stops that go with them.
var han = regexp.MustCompile(`[\p{Han}，。；：（）、！？]`)

// letterMark is a mark of the letters' own language, which has no English.
var letterMark = regexp.MustCompile(`【[^】]*】`)

// Every pair of words in the package says the same in both languages: the same
// places and numbers, and nothing Chinese in the English.
func TestEveryWordIsSaidInBothLanguages(t *testing.T) {
	all, wrong := everyWord(t), []string{}
	for _, w := range all {
		if w.en == "" || han.MatchString(letterMark.ReplaceAllString(w.en, "")) || !slices.Equal(places(w.zh), places(w.en)) {
			wrong = append(wrong, w.zh+" | "+w.en)
		}
	}
	require.Empty(t, wrong)
	require.Greater(t, len(all), 2000)
}

// everyWord are the pairs of words in the package.
func everyWord(t *testing.T) []word {
	t.Helper()
	var all []word
	eachFile(t, ".", func(_ string, file *ast.File) {
		ast.Inspect(file, func(node ast.Node) bool {
			if zh, en, ok := pairIn(node); ok {
				all = append(all, word{zh, en})
			}
			return true
		})
	})
	return all
}

// What this package says to people is never Chinese alone. Papers are, and the
// OpenAPI document.
func TestNothingIsSaidInChineseAlone(t *testing.T) {
	papers := []string{
		"audit_export.go", "calendar_feed.go", "documents.go", "documents_archive.go", "documents_letters.go", "ledgers.go", "letter.go",
		"projects_sheets.go", "statistics.go", "statistics_monthly.go", "verify.go",
	}
	alone := []string{}
	eachFile(t, ".", func(path string, file *ast.File) {
		if slices.Contains(papers, path) {
			return
		}
		ast.Inspect(file, func(node ast.Node) bool {
			if _, _, ok := pairIn(node); ok {
				return false
			}
			switch node := node.(type) {
			case *ast.StructType: // tags are for the OpenAPI document
				return false
			case *ast.GenDecl:
				return node.Tok != token.CONST // addresses and tags of operations
			case *ast.CallExpr:
				return !describes(node)
			case *ast.BasicLit:
				text, err := strconv.Unquote(node.Value)
				if err == nil && regexp.MustCompile(`\p{Han}`).MatchString(text) && !slices.Contains(recorded, text) {
					alone = append(alone, path+": "+text)
				}
			}
			return true
		})
	})
	require.Empty(t, alone, "a word has two languages; papers are listed above")
}

// recorded are words that are stored, and Chinese therefore.
var recorded = []string{
	"重点问题月调度会",                 // the name of a meeting without a series
	"未命名",                      // the name of a file without one
	"回到第 %d 版：", "回到随程序提供的文字：", // why a letter's words were published
	"专班长",          // a member's part
	"【调度】测试消息",     // a test message
	"承诺时限", "法定时限", // joined to a stage, and so is their English
	// In the OpenAPI document:
	"问题", "任务", "区县重点问题月调度平台：业主报事、会议议定、部门交办、业主确认。", "text/event-stream；事件 case 的 data 为 Moved",
	"这是", "在“通知渠道”里发出的测试消息，收到即说明渠道可用。",
}

// describes tells calls that write the OpenAPI document.
func describes(call *ast.CallExpr) bool {
	name := ""
	switch f := call.Fun.(type) {
	case *ast.Ident:
		name = f.Name
	case *ast.SelectorExpr:
		name = f.Sel.Name
	}
	return slices.Contains([]string{"op", "order", "atOnce", "DefaultConfig", "documentNotice"}, name)
}

func eachFile(t *testing.T, folder string, look func(path string, file *ast.File)) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, "*.go"))
	require.NoError(t, err)
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		look(path, file)
	}
}

// pairIn reads a pair of words, or the two texts of a shape.
func pairIn(node ast.Node) (zh, en string, ok bool) {
	var both []ast.Expr
	switch node := node.(type) {
	case *ast.CompositeLit:
		both = node.Elts
	case *ast.CallExpr:
		if f, plain := node.Fun.(*ast.Ident); plain && f.Name == "shape" {
			both = node.Args
		}
	}
	if len(both) != 2 {
		return "", "", false
	}
	a, first := both[0].(*ast.BasicLit)
	b, second := both[1].(*ast.BasicLit)
	if !first || !second || a.Kind != token.STRING || b.Kind != token.STRING {
		return "", "", false
	}
	zh, _ = strconv.Unquote(a.Value)
	en, _ = strconv.Unquote(b.Value)
	return zh, en, regexp.MustCompile(`\p{Han}`).MatchString(zh)
}

var place = regexp.MustCompile(`\{[a-z_]*\}|%(\[\d\])?\.?\d*[a-z]`)

// places are what a text is filled with, sorted. Where numbers say which value
// goes where, the order may differ.
func places(text string) []string {
	found := place.FindAllString(text, -1)
	if slices.ContainsFunc(found, func(p string) bool { return strings.Contains(p, "[") }) {
		return nil
	}
	if strings.Contains(text, "{") {
		slices.Sort(found)
		found = slices.Compact(found)
	}
	return found
}

// What the rules say themselves is in the book: every piece of their Chinese is
// part of a phrase.
func TestWhatTheRulesSayIsInTheBook(t *testing.T) {
	missing := []string{}
	for folder, files := range map[string][]string{
		"../domain/project":     {"warning.go", "light.go", "phase.go", "milestone.go", "project.go", "start_event.go", "edit.go", "role.go"},
		"../domain/plan":        {"names.go", "types.go", "types_table.go", "command.go"},
		"../domain/issue":       {"classes.go", "slot.go", "elements.go", "view.go"},
		"../domain/supervision": {"light.go", "view.go", "closing.go", "clock.go"},
		"../domain/process":     {"text.go", "outline.go", "form_check.go", "condition.go", "condition_text.go"},
		"../domain/statistics":  {"measure.go"},
		"../domain/org":         {"org.go", "unit.go"},
		"../domain/enterprise":  {"enterprise.go"},
		"../documents":          {"import_value.go"},
		"../store":              {"todo.go", "board_lists.go"},
	} {
		eachFile(t, folder, func(path string, file *ast.File) {
			if !slices.Contains(files, filepath.Base(path)) {
				return
			}
			ast.Inspect(file, func(node ast.Node) bool {
				switch node := node.(type) {
				case *ast.StructType:
					return false
				case *ast.BasicLit:
					text, err := strconv.Unquote(node.Value)
					if err != nil || node.Kind != token.STRING || strings.HasPrefix(text, "^") {
						return true
					}
					for _, piece := range regexp.MustCompile(`%%|%(\[\d\])?\.?\d*[a-z]`).Split(text, -1) {
						if piece = strings.TrimSpace(piece); regexp.MustCompile(`\p{Han}`).MatchString(piece) && !inBook(piece) && !slices.Contains(notSaid, piece) {
							missing = append(missing, path+": "+piece)
						}
					}
				}
				return true
			})
		})
	}
	require.Empty(t, missing, "add a phrase to api/phrases_*.go")
}

// notSaid are pieces that phrases.go knows otherwise.
var notSaid = []string{"，且", "，或"} // joints

func inBook(piece string) bool {
	for _, list := range phrases {
		for _, w := range list {
			if w.zh == piece || strings.Contains(w.zh, "{") && strings.Contains(w.zh, piece) {
				return true
			}
		}
	}
	return false
}

func TestPhrasesAreFoundWholeAndInParts(t *testing.T) {
	for zh, en := range map[string]string{
		"谋划": "Planned",
		"“签约”目标日期2022-05-01已过，无实际日期，也无替代日期": "The target 2022-05-01 of “Signed” has passed, with neither an actual nor an alternative date",
		"“谋划”之后只能进入：签约、前期":                  "after “Planned” come only: Signed, Preparation",
		"窗口、区住建委承办人，会签，法定 10、承诺 5 个工作日":     "窗口, handler of 区住建委, all, statutory 10, promised 5 working days",
		"12个项目, 总投资约35亿元":                   "12 projects, about 3500 million yuan in all",
		"用水 · 供水接入":                         "Water · Water supply",
		"张三、李四":                             "张三、李四",
		"企业请求尽快接通临时用电，请区里协调。":               "企业请求尽快接通临时用电，请区里协调。",
	} {
		require.Equal(t, en, phraseList(english, zh))
		require.Equal(t, zh, phraseList(chinese, zh))
	}
}

// Answers that carry the rules' own words are copied, never changed in place: the
// list of measures belongs to everybody.
func TestAnswersAreRewordedInACopy(t *testing.T) {
	page := struct{ Items []statistics.Measure }{statistics.Measures}
	said := reworded(english, reflect.ValueOf(page)).Interface().(struct{ Items []statistics.Measure })
	require.Equal(t, "Response rate", said.Items[6].Name)
	require.Equal(t, "响应率", statistics.Measures[6].Name)

	view := project.View{PhaseText: "在建", Warnings: []project.Warning{{Code: "no_town", Text: "没有所在镇街"}}}
	view.Project.Name = "开工" // what people wrote stays, whatever it says
	got := reworded(english, reflect.ValueOf(&view)).Interface().(*project.View)
	require.Equal(t, "Under construction", got.PhaseText)
	require.Equal(t, "No town", got.Warnings[0].Text)
	require.Equal(t, "开工", got.Project.Name)
}

// What was kept in Chinese says in English what it would have said at the time,
// whatever its values were.
func TestKeptSentencesAreRecalledInEnglish(t *testing.T) {
	for code, w := range registerMessages { // rows of imports are what is kept
		args := map[string]any{}
		for _, p := range places(w.zh) {
			name := strings.Trim(p, "{}")
			args[name] = "渝" + name
			if name == "n" || strings.HasPrefix(name, "n_") {
				args[name] = 17
			}
		}
		require.Equal(t, message(english, code, args), recalled(english, code, message(chinese, code, args)), code)
		require.Equal(t, message(chinese, code, args), recalled(chinese, code, message(chinese, code, args)), code)
	}
	require.Equal(t, "Project name must not be empty", recalled(english, "missing", "项目名称不能为空"))
	require.Equal(t, "某人写的话", recalled(english, "import.unknown_name", "某人写的话"), "a sentence the code no longer says stays")
}

// What the definition's editor says of a key has its English beside the very
// Chinese that the rules have.
func TestEveryKeyOfADefinitionIsExplainedInEnglish(t *testing.T) {
	known := map[string]bool{}
	for _, w := range keyWords {
		require.False(t, known[w.zh], "%s: twice", w.zh)
		known[w.zh] = true
	}
	used := map[string]bool{}
	for _, g := range process.Keys() {
		require.Contains(t, partWords, g.Part)
		for _, k := range g.Keys {
			require.True(t, known[k.Text], "%s.%s: add “%s” to api/words_keys.go", g.Part, k.Name, k.Text)
			used[k.Text] = true
		}
	}
	require.Len(t, used, len(keyWords), "a meaning that no key has")
}
