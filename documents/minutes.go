package documents

import (
	"fmt"
	"io"
	"strings"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Minutes is one 会议纪要 as it is printed. Every name and text is already in
// Chinese; dates are days in China.
type Minutes struct {
	Mark         string // 纪要标志, such as 荣昌区重点问题月调度会议纪要
	DocNo        string // 专题会议纪要〔2022〕5号, given by the caller; empty only in a draft
	Title        string // 标题, such as 2022年5月重点问题月调度会纪要
	Meeting      string // the meeting in the opening sentence; the title without 纪要 where empty
	HeldOn       workcal.Date
	Place        string
	Chair        string // 区委书记 张某某
	Opening      string // replaces the opening sentence where given
	Report       string // 上次议定事项落实情况, a sentence within the opening
	Ending       string // a closing paragraph
	Attendees    Attendees
	Items        []MinutesItem
	IssuedBy     string // 印发机关
	IssuedOn     workcal.Date
	Distribution []string // 分送
	// Draft prints 送审稿 and the sign chain, and allows a number still to come.
	Draft     bool
	SignChain []Signature
	// Extract prints 摘要 and leaves out attendance and distribution; see OwnerExtract.
	Extract bool
}

// Attendees are those who came 出席, were excused 请假 and sat in 列席.
type Attendees struct{ Attend, Excused, Observe []Party }

// Party is a unit with those who stood for it.
type Party struct {
	Org   string
	Names []string
}

// MinutesItem is one item of the agenda with what was decided on it.
type MinutesItem struct {
	No          int // its place on the agenda; the printed number is counted anew
	IssueID     string
	Title       string
	Project     string
	Owner       string // 项目业主
	Wording     string // the paragraph as it was signed; replaces project and owner
	Positions   []Position
	Resolutions []Resolution
}

// Position is what a unit said (部门意见). It is never given to the owner.
type Position struct{ Org, Text string }

// Resolution is one 议定事项. A task has a Lead; Anchor names its paragraph for links.
type Resolution struct {
	Anchor   string
	Kind     string // 原则同意, 暂缓, … ; not printed before a task
	Text     string
	Lead     string   // 牵头单位
	Co       []string // 配合单位
	Standard string   // 完成标准
	Due      workcal.Date
	Wording  string // the paragraph as it was signed; replaces the sentence made of the parts
	// Amended is the text before the chair consented to a change after closing (R18).
	Amended string
}

// Signature is one step of 起草, 审改, 审核, 签发.
type Signature struct {
	Step, Name, Opinion string
	On                  workcal.Date
}

// WriteMinutes writes the minutes as a .docx in the 纪要 format of GB/T
// 9704-2012 section 10.3. The same minutes give the same bytes. A missing part
// is a fault naming it; nothing is printed blank.
func WriteMinutes(w io.Writer, m Minutes) error {
	if err := m.check(); err != nil {
		return err
	}
	d := &docx{title: m.Mark + " " + m.DocNo, author: m.IssuedBy, dated: m.dated().String()}
	m.head(d)
	m.opening(d)
	for i, item := range m.Items {
		item.print(d, i+1)
	}
	paragraphs(d, m.Ending)
	if !m.Extract {
		m.attendance(d)
	}
	if m.Draft {
		m.chain(d)
	}
	m.imprint(d)
	if err := d.writeTo(w); err != nil {
		return fmt.Errorf("write minutes %s: %w", m.DocNo, err)
	}
	return nil
}

// OwnerExtract is the copy an owner gets (F-13): only the items of the issues
// named, without positions, attendance or distribution. The items keep their text.
func OwnerExtract(m Minutes, issueIDs ...string) Minutes {
	mine := map[string]bool{}
	for _, id := range issueIDs {
		mine[id] = true
	}
	e := m
	e.Extract, e.Draft, e.SignChain, e.Distribution, e.Attendees = true, false, nil, nil, Attendees{}
	e.Items, e.Opening, e.Report, e.Ending = nil, "", "", ""
	for _, item := range m.Items {
		if !mine[item.IssueID] {
			continue
		}
		own := item
		own.Positions = nil
		own.Resolutions = append([]Resolution(nil), item.Resolutions...)
		for i := range own.Resolutions {
			own.Resolutions[i].Amended = ""
		}
		e.Items = append(e.Items, own)
	}
	return e
}

func (m Minutes) check() error {
	missing := func(field, name string) error {
		return fault.New(fault.Invalid, "document.field_missing", "minutes need %s", field).On(field).With("name", name)
	}
	for _, f := range []struct{ field, name, value string }{
		{"mark", "纪要标志", m.Mark}, {"title", "标题", m.Title}, {"place", "会议地点", m.Place},
		{"chair", "主持人", m.Chair}, {"issued_by", "印发机关", m.IssuedBy}, {"held_on", "会议日期", m.HeldOn.String()},
	} {
		if strings.TrimSpace(f.value) == "" {
			return missing(f.field, f.name)
		}
	}
	if !m.Draft && m.DocNo == "" {
		return missing("doc_no", "纪要文号")
	}
	if !m.Draft && m.IssuedOn.IsZero() {
		return missing("issued_on", "印发日期")
	}
	if len(m.Items) == 0 {
		return missing("items", "议题")
	}
	for i, item := range m.Items {
		for j, r := range item.Resolutions {
			at := fmt.Sprintf("items[%d].resolutions[%d]", i, j)
			switch {
			case r.Wording != "":
			case strings.TrimSpace(r.Text) == "":
				return missing(at+".text", "议定意见")
			case r.Lead != "" && r.Due.IsZero():
				return missing(at+".due", "完成时限")
			case r.Lead != "" && r.Standard == "":
				return missing(at+".standard", "完成标准")
			}
		}
	}
	return nil
}

// dated is the day the paper bears.
func (m Minutes) dated() workcal.Date {
	if m.IssuedOn.IsZero() {
		return m.HeldOn
	}
	return m.IssuedOn
}

// head is the red part: 纪要标志 35 mm below the top of the 版心, the number, the
// issuing office and day, and the red line.
func (m Minutes) head(d *docx) {
	const below, toRule = 1984, 227 // 35 mm, 4 mm
	d.add(para{align: "center", before: below, natural: true}, text{s: m.Mark, font: xbSong, size: fitSize(m.Mark, markPoints, markPoints/2), color: red})
	number := m.DocNo
	if number == "" {
		number = "（文号待编）"
	}
	d.add(para{align: "center", before: 300, natural: true}, text{s: number})
	d.add(para{align: "left", tab: wide - size3*10, before: 120, left: 100, right: 100, natural: true},
		text{s: m.IssuedBy + "\t" + ChineseDate(m.dated())})
	d.add(para{rule: red, line: toRule})
	d.blank()
	d.add(para{align: "center", outline: 1}, text{s: m.Title, font: xbSong, size: fitSize(m.Title, 22, 18)})
	switch {
	case m.Draft:
		d.add(para{align: "center"}, text{s: "（送审稿）", font: kaiTi})
	case m.Extract:
		d.add(para{align: "center"}, text{s: "（摘录：仅含与贵单位有关的议题）", font: kaiTi})
	}
	d.blank()
}

func (m Minutes) opening(d *docx) {
	s := m.Opening
	if s == "" {
		meeting := m.Meeting
		if meeting == "" {
			meeting = strings.TrimSuffix(m.Title, "纪要")
		}
		s = fmt.Sprintf("%s，%s在%s主持召开%s", ChineseDate(m.HeldOn), m.Chair, m.Place, meeting)
		if m.Extract {
			s += "。现将有关议定事项摘录如下："
		} else {
			s += fmt.Sprintf("，研究议题%d项。%s现将会议议定事项纪要如下：", len(m.Items), m.Report)
		}
	}
	paragraphs(d, s)
}

// paragraphs prints each line of a text as a paragraph of its own.
func paragraphs(d *docx, s string) {
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" {
			d.add(body, text{s: line})
		}
	}
}

// body is an ordinary paragraph: two characters in.
var body = para{first: 200}

func (item MinutesItem) print(d *docx, n int) {
	d.add(para{first: 200, outline: 2, keep: true}, text{s: chineseNumber(n) + "、" + item.Title, font: heiTi})
	paragraphs(d, item.Wording)
	if item.Project != "" && item.Wording == "" {
		s := "项目：" + item.Project
		if item.Owner != "" {
			s += "（业主：" + item.Owner + "）"
		}
		d.add(body, text{s: s + "。"})
	}
	for _, p := range item.Positions {
		d.add(body, text{s: p.Org + "：", font: kaiTi}, text{s: stop(p.Text)})
	}
	if len(item.Resolutions) == 0 {
		d.add(body, text{s: "本议题未作议定，转下次会议研究。"})
		return
	}
	d.add(para{first: 200, keep: true}, text{s: "会议议定："})
	for j, r := range item.Resolutions {
		r.print(d, j+1)
	}
}

func (r Resolution) print(d *docx, n int) {
	number := "（" + chineseNumber(n) + "）"
	p := body
	p.anchor = r.Anchor
	switch {
	case r.Wording != "":
		d.add(p, text{s: number, font: kaiTi}, text{s: stop(r.Wording)})
	case r.Lead == "":
		s := stop(r.Text)
		if r.Kind != "" && !strings.Contains(r.Text, r.Kind) {
			s = r.Kind + "。" + s
		}
		d.add(p, text{s: number, font: kaiTi}, text{s: s})
	default:
		s := "由" + r.Lead + "牵头"
		if len(r.Co) > 0 {
			s += "，" + strings.Join(r.Co, "、") + "配合"
		}
		s += "，于" + ChineseDate(r.Due) + "前完成。完成标准：" + stop(r.Standard)
		d.add(p, text{s: number, font: kaiTi}, text{s: stop(r.Text)}, text{s: s})
	}
	if r.Amended != "" {
		d.add(body, text{s: "（经主持人同意于会后变更，原议定意见：" + strings.TrimRight(r.Amended, "。") + "。）", font: kaiTi})
	}
}

// stop ends a sentence that its writer left open.
func stop(s string) string {
	s = strings.TrimSpace(s)
	for _, end := range []string{"。", "！", "？", "；", "：", "）", ".", "!", "?", ";"} {
		if strings.HasSuffix(s, end) {
			return s
		}
	}
	return s + "。"
}

// attendance lists who came. The word is in 黑体; further lines align with the
// first character after the full-width colon.
func (m Minutes) attendance(d *docx) {
	d.blank()
	for _, g := range []struct {
		word    string
		parties []Party
	}{{"出席", m.Attendees.Attend}, {"请假", m.Attendees.Excused}, {"列席", m.Attendees.Observe}} {
		if len(g.parties) == 0 {
			continue
		}
		d.add(para{left: 500, hanging: 300, align: "left"}, text{s: g.word + "：", font: heiTi}, text{s: listParties(g.parties)})
	}
}

func listParties(parties []Party) string {
	out := make([]string, 0, len(parties))
	for _, p := range parties {
		s := p.Org
		if len(p.Names) > 0 {
			s += strings.Join(p.Names, "、")
		}
		out = append(out, s)
	}
	return strings.Join(out, "，") + "。"
}

// chain prints who has reviewed a draft and who still has to.
func (m Minutes) chain(d *docx) {
	if len(m.SignChain) == 0 {
		return
	}
	d.blank()
	rows := [][]cell{{{s: "环节", heading: true}, {s: "姓名", heading: true}, {s: "意见", heading: true}, {s: "日期", heading: true}}}
	for _, s := range m.SignChain {
		rows = append(rows, []cell{{s: s.Step, heading: true}, {s: s.Name}, {s: s.Opinion}, {s: ChineseDate(s.On)}})
	}
	d.table([]int{14, 20, 34, 32}, 1, rows)
}

// imprint is the 版记: distribution, issuing office and day, in 四号 between rules.
func (m Minutes) imprint(d *docx) {
	if m.Draft {
		return
	}
	d.blank()
	var lines []imprintLine
	if len(m.Distribution) > 0 {
		lines = append(lines, imprintLine{"分送：" + strings.Join(m.Distribution, "，") + "。", true})
	}
	lines = append(lines, imprintLine{m.IssuedBy + "\t" + ChineseDate(m.IssuedOn) + "印发", false})
	d.imprint(lines)
}
