package documents

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/ZeroHawkeye/wordZero/pkg/document"
	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/fault"
)

// mayMinutes are the minutes of the May 2022 meeting of scenario S1 (S1-14).
func mayMinutes(t *testing.T) Minutes {
	return Minutes{
		Mark: "荣昌区重点问题月调度会议纪要", DocNo: "专题会议纪要〔2022〕5号",
		Title: "2022年5月重点问题月调度会议纪要", HeldOn: day(t, "2022-05-10"),
		Place: "区政府第一会议室", Chair: "区政府主要领导周某某",
		Attendees: Attendees{
			Attend: []Party{
				{"区发展改革委", []string{"李某"}}, {"区住房城乡建委", []string{"王某某"}}, {"区城市管理局", []string{"赵某"}},
				{"高新区管委会", []string{"钱某某", "孙某"}}, {"区水务公司", []string{"吴某"}}, {"荣昌供电公司", []string{"郑某某"}},
			},
			Excused: []Party{{"区财政局", []string{"冯某"}}},
			Observe: []Party{{"重庆艾珀耐特高分子材料有限公司", []string{"游少卿"}}},
		},
		Items: []MinutesItem{
			{
				No: 1, IssueID: "issue-1", Title: "关于钢结构防腐材料项目生产区域用水问题",
				Project: "钢结构防腐材料项目", Owner: "重庆艾珀耐特高分子材料有限公司",
				Positions: []Position{{"区城市管理局", "同意临时占用周边绿化用地，须办理临时占用绿地手续"}},
				Resolutions: []Resolution{
					{
						Anchor: "1-1", Kind: "议定事项", Text: "协调周边绿化用地用于供水管网改造", Lead: "区城市管理局",
						Co: []string{"高新区管委会", "区水务公司"}, Standard: "取得绿化用地使用同意文件", Due: day(t, "2022-05-19"),
					},
					{
						Anchor: "1-2", Kind: "议定事项", Text: "将供水管道牵入项目施工范围", Lead: "区水务公司",
						Standard: "供水管道敷设不少于80米并通水", Due: day(t, "2022-05-31"), Amended: "将供水管道牵至项目红线",
					},
					{Anchor: "1-3", Kind: "原则同意", Text: "成立钢结构防腐材料项目工作专班，对接服务企业"},
				},
			},
			{
				No: 2, IssueID: "issue-2", Title: "关于某智能装备项目用工问题", Project: "某智能装备项目",
				Resolutions: []Resolution{{Anchor: "2-1", Kind: "继续研究", Text: "由区人力社保局会同高新区管委会提出方案，提交下次会议"}},
			},
			{No: 3, IssueID: "issue-3", Title: "关于某电子科技项目融资问题"},
		},
		IssuedBy: "荣昌区人民政府办公室", IssuedOn: day(t, "2022-05-13"),
		Distribution: []string{"区委办公室", "区人大常委会办公室", "区政协办公室", "区级有关部门", "高新区管委会", "区水务公司", "荣昌供电公司"},
	}
}

func written(t *testing.T, m Minutes) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, WriteMinutes(&b, m))
	if dir := os.Getenv("DIAODU_DOCUMENTS_DIR"); dir != "" {
		require.NoError(t, os.WriteFile(filepath.Join(dir, t.Name()+".docx"), b.Bytes(), 0o644))
	}
	return b.Bytes()
}

func TestMinutesFollowTheOfficialPage(t *testing.T) {
	_, parts := readDocx(t, written(t, mayMinutes(t)))
	doc := parts["word/document.xml"]
	require.Contains(t, doc, `<w:pgSz w:w="11906" w:h="16838"/>`, "A4")
	require.Contains(t, doc, `w:top="2098" w:right="1474" w:bottom="1984" w:left="1588"`, "37, 26, 35, 28 mm")
	require.Equal(t, 22, (16838-2098-1984)/grid, "22 lines fit the 版心")
	require.Contains(t, doc, `<w:docGrid w:type="lines" w:linePitch="579"/>`)
	require.Equal(t, 28, (11906-1588-1474)/(16*20-5), "28 characters fill a line of 16 pt set 5 twips tighter")
	require.Contains(t, parts["word/settings.xml"], "<w:evenAndOddHeaders/>")
	require.Contains(t, doc, `<w:footerReference w:type="default" r:id="rId4"/><w:footerReference w:type="even" r:id="rId5"/>`)
	for name, align := range map[string]string{"word/footer1.xml": "right", "word/footer2.xml": "left"} {
		require.Contains(t, parts[name], `<w:jc w:val="`+align+`"/>`)
		require.Contains(t, parts[name], "— ")
		require.Contains(t, parts[name], " PAGE ")
		require.Contains(t, parts[name], `w:eastAsia="宋体"`)
		require.Contains(t, parts[name], `<w:sz w:val="28"/>`, "四号")
	}
	require.Contains(t, parts["word/styles.xml"], `w:eastAsia="仿宋_GB2312"`)
	require.Contains(t, parts["word/styles.xml"], `<w:spacing w:val="-5"/><w:sz w:val="32"/>`, "三号")
}

func TestMinutesReadBack(t *testing.T) {
	paras, _ := readDocx(t, written(t, mayMinutes(t)))

	mark := paras[0]
	require.Equal(t, "荣昌区重点问题月调度会议纪要", mark.text)
	require.Equal(t, []string{"FF0000"}, mark.colors)
	require.Equal(t, []string{"方正小标宋简体"}, mark.fonts)
	require.Equal(t, "center", mark.align)
	require.Equal(t, "专题会议纪要〔2022〕5号", paras[1].text)
	require.Equal(t, "center", paras[1].align)

	title := find(t, paras, "2022年5月重点问题月调度会议纪要")
	require.Equal(t, []string{"44"}, title.sizes, "二号")
	find(t, paras, "2022年5月10日，区政府主要领导周某某在区政府第一会议室主持召开2022年5月重点问题月调度会议，研究议题3项。")

	require.Equal(t, []string{"黑体"}, find(t, paras, "一、关于钢结构防腐材料项目生产区域用水问题").fonts)
	task := find(t, paras, "（一）协调周边绿化用地用于供水管网改造。由区城市管理局牵头，高新区管委会、区水务公司配合，于2022年5月19日前完成。完成标准：取得绿化用地使用同意文件。")
	require.Equal(t, "p_1_1", task.mark)
	require.Equal(t, []string{"楷体_GB2312"}, task.fonts)
	find(t, paras, "（三）原则同意。成立钢结构防腐材料项目工作专班，对接服务企业。")
	find(t, paras, "（经主持人同意于会后变更，原议定意见：将供水管道牵至项目红线。）")
	find(t, paras, "二、关于某智能装备项目用工问题")
	find(t, paras, "本议题未作议定，转下次会议研究。")

	attend := find(t, paras, "出席：")
	require.Equal(t, "出席：区发展改革委李某，区住房城乡建委王某某，区城市管理局赵某，高新区管委会钱某某、孙某，区水务公司吴某，荣昌供电公司郑某某。", attend.text)
	require.Equal(t, []string{"黑体"}, attend.fonts)
	require.Equal(t, "300", attend.hanging)
	find(t, paras, "请假：区财政局冯某。")
	find(t, paras, "列席：重庆艾珀耐特高分子材料有限公司游少卿。")
	find(t, paras, "分送：区委办公室，")
	find(t, paras, "荣昌区人民政府办公室\t2022年5月13日印发")
}

func TestMinutesAreTheSameBytesEachTime(t *testing.T) {
	require.Equal(t, written(t, mayMinutes(t)), written(t, mayMinutes(t)))
}

func TestOwnerGetsOnlyTheirOwnItem(t *testing.T) {
	whole := mayMinutes(t)
	paras, _ := readDocx(t, written(t, OwnerExtract(whole, "issue-1")))
	text := allText(paras)
	require.Contains(t, text, "一、关于钢结构防腐材料项目生产区域用水问题")
	require.Contains(t, text, "摘录")
	for _, hidden := range []string{"智能装备", "电子科技", "须办理临时占用绿地手续", "出席", "分送", "冯某", "牵至项目红线"} {
		require.NotContains(t, text, hidden)
	}
	require.Len(t, whole.Items, 3, "the whole minutes are left as they were")
	require.NotEmpty(t, whole.Items[0].Positions)
	require.NotEmpty(t, whole.Items[0].Resolutions[1].Amended)

	err := WriteMinutes(&bytes.Buffer{}, OwnerExtract(whole, "issue-9"))
	require.True(t, fault.Is(err, "document.field_missing"), "an extract of nothing is refused")
}

func TestDraftMinutesShowTheSignChain(t *testing.T) {
	m := mayMinutes(t)
	m.Draft, m.DocNo = true, ""
	m.SignChain = []Signature{
		{Step: "起草", Name: "陈某", On: day(t, "2022-05-11")}, {Step: "审改", Name: "刘某", Opinion: "同意", On: day(t, "2022-05-12")},
		{Step: "审核"}, {Step: "签发"},
	}
	paras, _ := readDocx(t, written(t, m))
	text := allText(paras)
	require.Contains(t, text, "（送审稿）")
	require.Contains(t, text, "（文号待编）")
	require.NotContains(t, text, "印发\n")
	require.True(t, find(t, paras, "审改").inTable)
}

func TestMinutesNameWhatIsMissing(t *testing.T) {
	for field, spoil := range map[string]func(*Minutes){
		"doc_no":                      func(m *Minutes) { m.DocNo = "" },
		"chair":                       func(m *Minutes) { m.Chair = " " },
		"issued_on":                   func(m *Minutes) { m.IssuedOn = m.Items[0].Resolutions[2].Due },
		"items":                       func(m *Minutes) { m.Items = nil },
		"items[0].resolutions[1].due": func(m *Minutes) { m.Items[0].Resolutions[1].Due = m.Items[0].Resolutions[2].Due },
	} {
		m := mayMinutes(t)
		spoil(&m)
		var b bytes.Buffer
		f := fault.Of(WriteMinutes(&b, m))
		require.NotNil(t, f, field)
		require.Equal(t, field, f.Field)
		require.Zero(t, b.Len(), "nothing is written")
	}
}

func TestMinutesHoldAnyPastedText(t *testing.T) {
	m := mayMinutes(t)
	m.Items[0].Title = "A&B <项目> \x00\x0b\"引号\""
	paras, _ := readDocx(t, written(t, m))
	find(t, paras, `A&B <项目> "引号"`)
}

// A second reader opens the file: not only our own.
func TestMinutesOpenInAnotherReader(t *testing.T) {
	document.SetGlobalLevel(document.LogLevelSilent)
	path := filepath.Join(t.TempDir(), "minutes.docx")
	require.NoError(t, os.WriteFile(path, written(t, mayMinutes(t)), 0o600))
	doc, err := document.Open(path)
	require.NoError(t, err)
	require.Greater(t, len(doc.Body.GetParagraphs()), 15)
	require.Len(t, doc.Body.GetTables(), 1, "the imprint")
}
