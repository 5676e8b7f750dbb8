package process

import (
	"fmt"
	"strings"
)

// Outline writes a process as indented lines for people: who does what in which
// order, by when, and where it goes otherwise. Units are named by orgName, or by
// their ids where it is nil.
func Outline(d *Definition, orgName func(id string) string) string {
	o := &outliner{d: d, orgName: orgName}
	head := fmt.Sprintf("%s（%s）", d.Name, d.Code)
	if l := d.Limits; l.Statutory > 0 || l.Promised > 0 {
		head += "：" + limitText(l.Statutory, l.Promised)
	}
	o.line(0, head)
	if len(d.Material) > 0 {
		o.line(0, "申报材料 "+o.materials())
	}
	o.sequence(d.Steps, "", 0)
	return o.b.String()
}

// StepWords is one step as the outline tells it.
type StepWords struct {
	Title  string   // its name, or what it does where it has none
	Detail string   // who does it, how they decide together, and by when
	Notes  []string // where it leads otherwise
}

// Describe tells every step of a process by its id, in the words of Outline.
func Describe(d *Definition, orgName func(id string) string) map[string]StepWords {
	o, g, words := &outliner{d: d, orgName: orgName}, NewGraph(d), map[string]StepWords{}
	for _, id := range g.IDs() {
		n, _ := g.Node(id)
		w := StepWords{Title: o.title(n.Step), Detail: o.detail(n.Step), Notes: o.notes(n.Step)}
		if n.When != "" {
			w.Notes = append([]string{"仅当 " + n.When}, w.Notes...)
		}
		words[id] = w
	}
	return words
}

type outliner struct {
	d       *Definition
	orgName func(string) string
	b       strings.Builder
}

func (o *outliner) line(depth int, text string) {
	o.b.WriteString(strings.Repeat("    ", depth) + text + "\n")
}

func (o *outliner) materials() string {
	var words []string
	for _, m := range o.d.Material {
		text := m.Name
		switch {
		case m.Deferrable:
			text += fmt.Sprintf("（可容缺，%d个工作日内补交）", m.DeferDays)
		case m.Commit:
			text += "（可告知承诺）"
		case !m.Required:
			text += "（非必要）"
		}
		words = append(words, text)
	}
	return strings.Join(words, "、")
}

func limitText(law, promise int) string {
	switch {
	case law > 0 && promise > 0:
		return fmt.Sprintf("法定 %d、承诺 %d 个工作日", law, promise)
	case law > 0:
		return fmt.Sprintf("%d 个工作日", law)
	case promise > 0:
		return fmt.Sprintf("承诺 %d 个工作日", promise)
	}
	return ""
}

func (o *outliner) sequence(steps []Step, number string, depth int) {
	for i := range steps {
		o.step(&steps[i], fmt.Sprintf("%s%d", number, i+1), depth)
	}
}

func (o *outliner) step(s *Step, number string, depth int) {
	text := number + ". " + o.title(s)
	if s.When != "" {
		text += "（当 " + s.When + "）"
	}
	if more := o.detail(s); more != "" {
		text += "：" + more
	}
	o.line(depth, text)
	for _, note := range o.notes(s) {
		o.line(depth+1, "→ "+note)
	}
	if s.Kind == KindEach {
		for b := range s.Branches {
			o.sequence(s.Branches[b].Steps, number+".", depth+1)
		}
		return
	}
	for b := range s.Branches {
		br := &s.Branches[b]
		o.line(depth+1, "┄ "+branchText(br, b))
		o.sequence(br.Steps, fmt.Sprintf("%s.%d.", number, b+1), depth+2)
	}
}

func (o *outliner) title(s *Step) string {
	switch {
	case s.Kind == KindGoto:
		return "转到“" + o.d.stepName(s.To) + "”"
	case s.Kind == KindEnd:
		return "办结：" + s.Result.Text()
	case s.Name != "" && (s.Kind == KindStage || strings.Contains(s.Name, s.Kind.Text())):
		return s.Name
	case s.Name != "":
		return s.Kind.Text() + " " + s.Name
	}
	return s.Kind.Text()
}

func branchText(b *Branch, i int) string {
	text := b.Name
	if text == "" {
		text = fmt.Sprintf("分支 %d", i+1)
	}
	switch {
	case b.Otherwise && b.Name == "":
		return "其他情况"
	case b.Otherwise:
		return text + "（其他情况）"
	case b.When != "":
		return text + "（当 " + b.When + "）"
	}
	return text
}

// detail is who does the step, and by when.
func (o *outliner) detail(s *Step) string {
	var words []string
	add := func(text string) {
		if text != "" {
			words = append(words, text)
		}
	}
	switch {
	case s.Stage != nil:
		add(describeAll(s.Stage.By, o.d, o.orgName))
		switch {
		case s.Stage.Mode == "" && len(s.Stage.By) > 1:
			add(All.Text())
		case s.Stage.Mode != Single:
			add(s.Stage.Mode.Text())
		}
		add(limitText(s.Stage.Within, s.Stage.Promised))
	case s.Notice != nil:
		unit := "个工作日"
		if s.Notice.Calendar {
			unit = "天"
		}
		add(fmt.Sprintf("%d %s", s.Notice.Days, unit))
		add(describeAll([]Who{s.Notice.By}, o.d, o.orgName))
	case s.Wait != nil:
		add("等 " + s.Wait.From)
		add(limitText(s.Wait.Within, 0))
	case s.Call != nil:
		add(s.Call.Process)
		if s.Call.Detached {
			add("不等结果")
		}
	case s.Kind == KindCC:
		add(describeAll(s.CC, o.d, o.orgName))
	}
	if s.Over != "" {
		add("按“" + o.d.title(s.Over) + "”逐一")
	}
	return strings.Join(words, "，")
}

// notes are the ways that lead elsewhere.
func (o *outliner) notes(s *Step) []string {
	var all []string
	reject := func(word, to string) {
		switch to {
		case "", "end":
		case "branch":
			all = append(all, word+"：只否决本分支")
		default:
			all = append(all, word+"：回到“"+o.d.stepName(to)+"”")
		}
	}
	switch {
	case s.Stage != nil:
		reject("不通过", s.Stage.OnReject)
		for _, out := range s.Stage.Outcomes {
			if out.To != "" {
				all = append(all, out.Name+"：转到“"+o.d.stepName(out.To)+"”")
			} else {
				all = append(all, out.Name+"：办结，"+out.End.Text())
			}
		}
		if text := lateText(s.Stage.Late); text != "" {
			all = append(all, text)
		}
	case s.Notice != nil:
		reject("异议成立", s.Notice.OnObjection)
	case s.Wait != nil:
		reject("不通过", s.Wait.OnReject)
	case s.Call != nil:
		reject("不通过", s.Call.OnReject)
	default:
		reject("不通过", s.OnReject)
	}
	return all
}

func lateText(l Late) string {
	switch l.Then {
	case "pass":
		return "逾期：视为通过（" + l.Basis + "）"
	case "reject":
		return "逾期：不通过"
	case "return":
		return "逾期：退回"
	case "escalate":
		return "逾期：升级办理"
	}
	return ""
}
