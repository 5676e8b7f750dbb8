package meeting

import (
	"fmt"
	"strings"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Spoken is an item with the texts that the first draft of the minutes is made of.
type Spoken struct {
	ItemID      string
	Title       string
	Speaker     string // the owner, where they spoke
	Resolutions []SpokenResolution
}

// SpokenResolution is one resolution in words.
type SpokenResolution struct {
	ID       string
	Kind     between.ResolutionKind
	Text     string
	Content  string
	Standard string
	Lead     string
	Co       []string
	Due      workcal.Date
}

// Compose writes the first draft of the minutes from what was decided: one
// paragraph per heard item and one per resolution, each at its own anchor, so
// that every task can point at its words (F-11).
func (m *Meeting) Compose(items []Spoken) []Paragraph {
	words := map[string]Spoken{}
	for _, it := range items {
		words[it.ItemID] = it
	}
	parts := []Paragraph{{Anchor: Preface, Text: m.preface()}}
	for _, section := range Sections {
		for i := range m.Items {
			it := &m.Items[i]
			spoken, ok := words[it.ID]
			if it.Section != section || !ok || (!it.Heard && len(it.Outcomes) == 0) {
				continue
			}
			parts = append(parts, Paragraph{Anchor: it.ID, Text: m.heard(it, spoken)})
			for _, r := range spoken.Resolutions {
				parts = append(parts, Paragraph{Anchor: r.ID, Text: r.sentence()})
			}
		}
	}
	return parts
}

func (m *Meeting) preface() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s，%s", chineseDay(m.HeldOn), m.Chair.Name)
	if m.Place != "" {
		fmt.Fprintf(&b, "在%s", m.Place)
	}
	fmt.Fprintf(&b, "主持召开%s%s，研究议题%d项。", m.No, m.Name, len(m.Items))
	if last := m.Last; last != nil && last.Total > 0 {
		fmt.Fprintf(&b, "会议通报了上次议定事项%d项的落实情况：办结%d项，推进%d项，逾期%d项。", last.Total, last.Done, last.Going, last.Overdue)
	}
	b.WriteString("现将会议议定事项纪要如下：")
	return b.String()
}

func (m *Meeting) heard(it *Item, s Spoken) string {
	var b strings.Builder
	b.WriteString("会议")
	if it.Spoke && s.Speaker != "" {
		fmt.Fprintf(&b, "听取了项目业主%s反映的情况，", s.Speaker)
	}
	fmt.Fprintf(&b, "研究了“%s”。", s.Title)
	if it.Late {
		b.WriteString("（本议题为临时列入）")
	}
	if it.LateFiles > 0 {
		b.WriteString("（材料逾期送达）")
	}
	if it.Carry != "" {
		b.WriteString("会议决定，转下次会议继续研究。")
	}
	return b.String()
}

func (r SpokenResolution) sentence() string {
	if r.Lead == "" {
		return r.Text
	}
	var b strings.Builder
	b.WriteString(strings.TrimRight(r.Content, "。"))
	fmt.Fprintf(&b, "。由%s牵头", r.Lead)
	if len(r.Co) > 0 {
		fmt.Fprintf(&b, "，%s配合", strings.Join(r.Co, "、"))
	}
	fmt.Fprintf(&b, "，于%s前完成；完成标准：%s。", chineseDay(r.Due), strings.TrimRight(r.Standard, "。"))
	return b.String()
}

func chineseDay(d workcal.Date) string {
	return fmt.Sprintf("%d年%d月%d日", d.Year(), d.Month(), d.Day())
}

// Split deals paragraphs out into acts that are not too long for one event.
func Split(parts []Paragraph) [][]Paragraph {
	var acts [][]Paragraph
	size := 0
	for _, p := range parts {
		n := len(p.Text) + len(p.Anchor) + 32
		if len(acts) == 0 || size+n > maxEvent*2/3 {
			acts, size = append(acts, nil), 0
		}
		acts[len(acts)-1] = append(acts[len(acts)-1], p)
		size += n
	}
	return acts
}
