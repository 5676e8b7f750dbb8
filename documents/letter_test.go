package documents

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/fault"
)

func letters(t *testing.T) *Letters {
	t.Helper()
	return ShippedLetters()
}

// filledIn prints a letter with its shipped words.
func filledIn(l *Letters, w *bytes.Buffer, name string, v Values) error {
	template, err := l.Template(name, "")
	if err != nil {
		return err
	}
	sheet, err := template.Sheet(v)
	if err != nil {
		return err
	}
	return sheet.WriteDocx(w)
}

func letter(t *testing.T, l *Letters, name string, v Values) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, filledIn(l, &b, name, v))
	if dir := os.Getenv("DIAODU_DOCUMENTS_DIR"); dir != "" {
		require.NoError(t, os.WriteFile(filepath.Join(dir, strings.ReplaceAll(t.Name(), "/", "-")+"-"+name+".docx"), b.Bytes(), 0o644))
	}
	return b.Bytes()
}

// everything fills every field with words that say which field they came from.
func everything(fields []LetterField) Values {
	v := Values{}
	for _, f := range fields {
		switch {
		case f.Items != nil:
			v[f.Key] = []Values{everything(f.Items), everything(f.Items)}
		case f.Choices != nil:
			v[f.Key] = f.Choices[len(f.Choices)-1]
		default:
			v[f.Key] = "甲" + f.Name + "乙"
		}
	}
	return v
}

func TestEveryLetterOfTheListShips(t *testing.T) {
	want := []string{
		TaskLetter, SlipLetter, UrgeLetter, MeetingNotice, AgendaPaper, AcceptanceNotice,
		CorrectionNotice, ExtensionNotice, SuspensionNotice, ClosingReport, ProgressLetter,
	}
	var have []string
	for _, info := range letters(t).Infos() {
		have = append(have, info.Name)
		require.NotEmpty(t, info.Series, info.Name)
	}
	slices.Sort(want)
	require.Equal(t, want, have)
}

func TestEveryLetterPrintsEveryFieldItIsGiven(t *testing.T) {
	l := letters(t)
	for _, info := range l.Infos() {
		t.Run(info.Name, func(t *testing.T) {
			paras, _ := readDocx(t, letter(t, l, info.Name, everything(info.Fields)))
			text := allText(paras)
			require.NotContains(t, text, "{{")
			require.NotContains(t, text, "【")
			for _, f := range info.Fields {
				if f.Items == nil && f.Choices == nil {
					require.Contains(t, text, "甲"+f.Name+"乙")
				}
				for _, item := range f.Items {
					require.Equal(t, 2, strings.Count(text, "甲"+item.Name+"乙"), "once for each item of %s", f.Name)
				}
			}
		})
	}
}

func TestALetterNamesTheFieldThatIsMissing(t *testing.T) {
	l := letters(t)
	for _, info := range l.Infos() {
		for _, f := range info.Fields {
			v := everything(info.Fields)
			v[f.Key] = ""
			var b bytes.Buffer
			err := filledIn(l, &b, info.Name, v)
			if f.Optional {
				require.NoError(t, err, "%s without %s", info.Name, f.Key)
				paras, _ := readDocx(t, b.Bytes())
				require.NotContains(t, allText(paras), "甲"+f.Name+"乙")
				continue
			}
			got := fault.Of(err)
			require.NotNil(t, got, "%s without %s", info.Name, f.Key)
			require.Equal(t, "document.field_missing", got.Code)
			require.Equal(t, f.Key, got.Field)
			require.Equal(t, f.Name, got.Args["name"])
			require.Zero(t, b.Len(), "nothing is written")
		}
	}
}

func TestAnItemOfAListNamesWhatIsMissing(t *testing.T) {
	l := letters(t)
	v := taskValues(t)
	v["reports"].([]Values)[1]["ask"] = "  "
	f := fault.Of(filledIn(l, &bytes.Buffer{}, TaskLetter, v))
	require.NotNil(t, f)
	require.Equal(t, "reports[1].ask", f.Field)
}

func taskValues(t *testing.T) Values {
	return Values{
		"doc_no": "荣调度交办〔2022〕12号", "lead_org": "区水务公司", "co_orgs": []string{"区城市管理局", "高新区管委会"},
		"leader": "周某某", "project": "钢结构防腐材料项目", "owner": "重庆艾珀耐特高分子材料有限公司", "issue_no": "R-2022-05-0012",
		"basis": "专题会议纪要〔2022〕5号第一项第（二）条", "content": "将供水管道牵入项目施工范围",
		"standard": "供水管道敷设不少于80米并通水", "evidence": "管网走向图、现场照片", "due": day(t, "2022-05-31"),
		"sign_by": day(t, "2022-05-11"),
		"reports": []Values{
			{"node": "第1日", "due": day(t, "2022-05-11"), "ask": "部署情况"},
			{"node": "第3日", "due": day(t, "2022-05-13"), "ask": "措施与进展"},
			{"node": "第7日", "due": day(t, "2022-05-17"), "ask": "结果或申请办结"},
		},
		"issuer": "荣昌区重点问题调度办公室", "issued_on": day(t, "2022-05-10"), "contact": "陈某，023-46700000",
	}
}

func TestTaskLetterReadsAsItIsWritten(t *testing.T) {
	b := letter(t, letters(t), TaskLetter, taskValues(t))
	require.Equal(t, b, letter(t, letters(t), TaskLetter, taskValues(t)), "the same bytes each time")
	paras, parts := readDocx(t, b)
	require.Equal(t, "荣昌区重点问题调度办公室", paras[0].text)
	require.Equal(t, []string{"FF0000"}, paras[0].colors)
	require.Equal(t, "荣调度交办〔2022〕12号", paras[1].text)
	require.Equal(t, "区水务公司：", find(t, paras, "区水务公司：").text)
	due := slices.IndexFunc(paras, func(p readPara) bool { return p.text == "完成时限" })
	require.Equal(t, "2022年5月31日", paras[due+1].text)
	require.True(t, paras[due].inTable)
	require.Equal(t, []string{"黑体"}, paras[due].fonts)
	find(t, paras, "区城市管理局、高新区管委会")
	require.Equal(t, "right", find(t, paras, "2022年5月10日").align)
	require.NotContains(t, allText(paras), "责任人", "an optional row without a value is left out")
	require.Contains(t, parts["docProps/core.xml"], "2022-05-10T00:00:00Z")
}

func TestSlipIsBlueYellowOrRedAndNothingElse(t *testing.T) {
	l := letters(t)
	var fields []LetterField
	for _, info := range l.Infos() {
		if info.Name == SlipLetter {
			fields = info.Fields
		}
	}
	v := everything(fields)
	for colour, name := range slipColours {
		v["colour"] = colour
		paras, parts := readDocx(t, letter(t, l, SlipLetter, v))
		require.Contains(t, parts["word/document.xml"], `w:fill="`+barColours[name]+`"`)
		find(t, paras, colour+"色督办")
	}
	v["colour"] = "绿"
	f := fault.Of(filledIn(l, &bytes.Buffer{}, SlipLetter, v))
	require.NotNil(t, f)
	require.Equal(t, "document.field_choice", f.Code)
	require.Equal(t, "colour", f.Field)
	require.Equal(t, "蓝、黄、红", f.Args["choices"])
}
