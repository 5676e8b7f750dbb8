package documents

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/fault"
)

// One form with every kind of field, for what may and may not be written.
const testForm = `名称：函
编号类别：函
字段：
  doc_no   文号（须印）  编号｜1号
  who      单位  哪个单位｜甲
  more     说明（可不填）  说明｜乙
  code     核验码（可不填；须印）  码｜A
  at       核验网址（可不填；须印）  址｜B
  colour   等级（蓝|黄）  等级｜蓝
  list[]   清单（须印）  清单
  list.no  序号  序号｜1／2
  list.it  事项（须印）  事项｜丙／丁
`

const testWords = `【文号】{{文号}}
【标题】函
{{单位}}
【如有 说明】
{{说明}}
【完】
【如有 核验码】
【如有 核验网址】
{{核验码}}，{{核验网址}}
【完】
【完】
【色条】{{等级}}
【每项 清单】
| {{序号}} | {{事项}} |
【完】
`

func testLetters(t *testing.T, words string) *Letters {
	t.Helper()
	l, err := OpenLetters(fstest.MapFS{"t.txt": {Data: []byte("\ufeff" + strings.ReplaceAll(testForm+"----\n"+words, "\n", "\r\n"))}})
	require.NoError(t, err)
	return l
}

// Every reason for refusing words: its code, its line, what it names.
func TestWordsThatMayNotBePutInForce(t *testing.T) {
	l := testLetters(t, testWords)
	_, none, err := l.Check("t", testWords)
	require.NoError(t, err)
	require.Empty(t, none)
	end := strings.Count(testWords, "\n") + 1
	tail := func(lines string) string { return testWords + lines }
	swap := func(old, new string) string {
		require.Contains(t, testWords, old)
		return strings.Replace(testWords, old, new, 1)
	}
	for name, c := range map[string]struct {
		words, code string
		line        int
		arg, says   string
	}{
		"a name that means nothing":         {tail("{{电话}}"), "letter.no_field", end, "name", "电话"},
		"a condition on nothing":            {tail("【如有 电话】\n【完】"), "letter.no_field", end, "name", "电话"},
		"an item outside its list":          {tail("{{事项}}"), "letter.item_outside", end, "list", "清单"},
		"what may lack, unguarded":          {tail("{{说明}}"), "letter.may_lack", end, "name", "说明"},
		"what may lack, where it does":      {tail("【如无 说明】\n{{说明}}\n【完】"), "letter.may_lack", end + 1, "name", "说明"},
		"a list as a word":                  {tail("{{清单}}"), "letter.is_list", end, "name", "清单"},
		"a word as a list":                  {tail("【每项 单位】\n【完】"), "letter.not_list", end, "name", "单位"},
		"a list in a list":                  {tail("【每项 清单】\n【每项 清单】\n【完】\n【完】"), "letter.list_in_list", end + 1, "", ""},
		"a condition on what is sure":       {tail("【如有 单位】\n【完】"), "letter.always_given", end, "name", "单位"},
		"a block left open":                 {tail("//看\n【如有 说明】\n完了"), "letter.not_closed", end + 1, "mark", "【如有 说明】"},
		"an end of nothing":                 {tail("【完】\n{{单位}}"), "letter.closes_nothing", end, "", ""},
		"a mark nobody knows":               {tail("【标提】函"), "letter.mark_unknown", end, "mark", "标提"},
		"a mark with more in it":            {tail("【注 二】函"), "letter.mark_unknown", end, "mark", "注 二"},
		"a mark left open":                  {tail("【注 函"), "letter.mark_open", end, "", ""},
		"widths that are none":              {tail("【表宽】10 x"), "letter.widths", end, "", ""},
		"one brace":                         {tail("{单位}"), "letter.braces", end, "", ""},
		"braces left open":                  {tail("{{单位}"), "letter.braces", end, "", ""},
		"a bar of words":                    {tail("【色条】黄"), "letter.bar", end, "", ""},
		"a bar of no colour":                {tail("【色条】{{单位}}"), "letter.bar", end, "", ""},
		"no title":                          {swap("【标题】函\n", ""), "letter.no_title", 0, "", ""},
		"a title that may be left out":      {swap("【标题】函\n", "【如有 说明】\n【标题】函\n【完】\n"), "letter.no_title", 0, "", ""},
		"no number":                         {swap("{{文号}}", "一号"), "letter.must_print", 0, "name", "文号"},
		"no code":                           {swap("{{核验码}}，", ""), "letter.must_print", 0, "name", "核验码"},
		"a number on a condition":           {swap("【文号】{{文号}}", "【如有 说明】\n{{文号}}\n【完】"), "letter.must_always", 0, "name", "文号"},
		"a number in a list":                {swap("【文号】{{文号}}\n", "") + "【每项 清单】\n{{文号}}\n【完】", "letter.must_always", 0, "name", "文号"},
		"a code only where something lacks": {swap("【如有 核验网址】", "【如无 说明】"), "letter.must_always", 0, "name", "核验码"},
		"no list":                           {swap("【每项 清单】\n| {{序号}} | {{事项}} |\n【完】\n", ""), "letter.must_print", 0, "name", "清单"},
		"a list without what it is for":     {swap("{{事项}}", "事项"), "letter.must_print", 0, "name", "清单的事项"},
	} {
		t.Run(name, func(t *testing.T) {
			_, mistakes, err := l.Check("t", c.words)
			require.NoError(t, err)
			at := slices.IndexFunc(mistakes, func(m Mistake) bool { return m.Code == c.code })
			require.GreaterOrEqual(t, at, 0, "%v", mistakes)
			require.Equal(t, c.line, mistakes[at].Line)
			if c.arg != "" {
				require.Equal(t, c.says, mistakes[at].Args[c.arg])
			}
		})
	}
}

func TestAllMistakesAreToldAtOnceFromTheTop(t *testing.T) {
	_, mistakes, err := testLetters(t, testWords).Check("t", "【标题】函\n{{电话}}\n【如有 说明】\n{{单位\n")
	require.NoError(t, err)
	var told []string
	for _, m := range mistakes {
		told = append(told, m.Code)
	}
	require.Equal(t, []string{"letter.no_field", "letter.not_closed", "letter.braces"}, told[:3])
	require.Greater(t, len(told), 3, "and what is lacking")
}

func TestWordsOfAnOfficeArePrinted(t *testing.T) {
	l := ShippedLetters()
	info, _ := l.Info(UrgeLetter)
	own, err := l.Template(UrgeLetter, strings.Replace(info.Text, "请抓紧办理", "请倒排工期", 1))
	require.NoError(t, err)
	sheet, err := own.Sample()
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, sheet.WriteDocx(&b))
	paras, _ := readDocx(t, b.Bytes())
	require.Contains(t, allText(paras), "请倒排工期，并于2026年6月4日前")
	_, err = l.Template("none", "")
	require.True(t, fault.Is(err, "document.template_unknown"))
	_, _, err = l.Check("none", "")
	require.True(t, fault.Is(err, "document.template_unknown"))
}

// The page and the Word file hold the same words in the same order.
func TestPageAndFileSayTheSame(t *testing.T) {
	l := ShippedLetters()
	for _, info := range l.Infos() {
		template, err := l.Template(info.Name, "")
		require.NoError(t, err)
		for kind, v := range map[string]Values{"full": everything(info.Fields), "sample": sample(template.form.fields, 0)} {
			sheet, err := template.Sheet(v)
			require.NoError(t, err)
			var b bytes.Buffer
			require.NoError(t, sheet.WriteDocx(&b))
			paras, _ := readDocx(t, b.Bytes())
			var file, page []string
			for _, p := range paras {
				file = append(file, p.text)
			}
			for _, block := range sheet.Blocks {
				page = append(page, block.Text)
				for _, row := range block.Rows {
					for _, box := range row {
						page = append(page, strings.Split(box.Text, "\n")...)
					}
				}
			}
			blank := func(s string) bool { return s == "" }
			require.Equal(t, slices.DeleteFunc(file, blank), slices.DeleteFunc(page, blank), "%s %s", info.Name, kind)
			require.NotEmpty(t, sheet.Heading())
		}
	}
}

func TestEveryFieldOfALetterIsExplainedWithAnExample(t *testing.T) {
	for _, info := range ShippedLetters().Infos() {
		for _, f := range info.Fields {
			for _, one := range append([]LetterField{f}, f.Items...) {
				require.NotEmpty(t, one.Meaning, "%s %s", info.Name, one.Key)
				require.Equal(t, one.Items == nil, one.Example != "", "%s %s", info.Name, one.Key)
			}
		}
		number := slices.IndexFunc(info.Fields, func(f LetterField) bool { return f.Key == "doc_no" })
		require.True(t, info.Fields[number].Must, "%s must print its number", info.Name)
	}
}

// Offices write the names of fields into words of their own, which are kept for
// ever: a name may come, never go or change.
func TestNamesOfFieldsStay(t *testing.T) {
	const frozen = "testdata/letter_fields.txt"
	var have []string
	for _, info := range ShippedLetters().Infos() {
		for _, f := range info.Fields {
			have = append(have, info.Name+" "+f.Name)
			for _, item := range f.Items {
				have = append(have, info.Name+" "+f.Name+" "+item.Name)
			}
		}
	}
	if os.Getenv("UPDATE_FROZEN") != "" {
		require.NoError(t, os.WriteFile(frozen, []byte(strings.Join(have, "\n")+"\n"), 0o644))
	}
	kept, err := os.ReadFile(frozen)
	require.NoError(t, err)
	require.Subset(t, have, strings.Split(strings.TrimSpace(string(kept)), "\n"))
}

func TestAFormThatCannotBeReadStopsTheBuild(t *testing.T) {
	for says, source := range map[string]string{
		"dashes":      "名称：函\n",
		"名称":          "编号类别：函\n----\n【标题】函",
		"cannot read": "名称：函\n  Who 单位\n----\n【标题】函",
		"neither":     "名称：函\n  who 单位（随便）\n----\n【标题】函",
		"not a list":  "名称：函\n  who.no 单位\n----\n【标题】函",
		"never used":  "名称：函\n  who 单位  谁｜甲\n----\n【标题】函",
		"no_field":    "名称：函\n----\n【标题】函\n{{单位}}",
	} {
		_, err := OpenLetters(fstest.MapFS{"t.txt": {Data: []byte(source)}})
		require.ErrorContains(t, err, says)
		require.ErrorContains(t, err, "t.txt")
	}
}

func TestKeptValuesPrintTheSameLetter(t *testing.T) {
	l := ShippedLetters()
	v := taskValues(t)
	raw, err := v.Keep()
	require.NoError(t, err)
	again, err := taskValues(t).Keep()
	require.NoError(t, err)
	require.Equal(t, raw, again, "the same values, the same bytes")
	kept, err := Kept(raw)
	require.NoError(t, err)
	require.Equal(t, letter(t, l, TaskLetter, v), letter(t, l, TaskLetter, kept), "byte for byte, with its date")
	_, err = Values{"odd": struct{}{}}.Keep()
	require.Error(t, err)
}

func TestPrintedValuesAreThoseOnThePaper(t *testing.T) {
	l := testLetters(t, testWords)
	template, _, err := l.Check("t", "【标题】函\n{{单位}}\n【每项 清单】\n{{事项}}\n【完】")
	require.NoError(t, err)
	got := template.Printed(Values{"who": "甲", "more": "乙", "list": []Values{{"no": 1, "it": "丙"}}})
	require.Equal(t, Values{"who": "甲", "list": []Values{{"it": "丙"}}}, got)
}
