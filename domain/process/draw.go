package process

import (
	"fmt"
	"strings"
)

// Draw writes a process as a Mermaid flowchart, which Markdown viewers show as a
// picture. Solid lines are the way forward, dotted ones lead back. Units are
// named by orgName, or by their ids where it is nil.
func Draw(d *Definition, orgName func(id string) string) string {
	w := &drawing{d: d, o: &outliner{d: d, orgName: orgName}, g: NewGraph(d)}
	w.put("flowchart TD")
	w.put("  start([提交])")
	ends := w.sequence(d.Steps, []loose{{node: "start"}}, 1)
	if len(ends) > 0 {
		w.put("  done([%s])", Approved.Text())
		w.connect(ends, "done", 1)
	}
	for _, line := range w.jumps {
		w.put("%s", line)
	}
	return w.b.String()
}

// loose is the end of a line that has yet to reach the next step.
type loose struct{ node, label string }

type drawing struct {
	d     *Definition
	o     *outliner
	g     *Graph
	b     strings.Builder
	jumps []string // drawn last, so that every step they lead to is there
}

func (w *drawing) put(format string, args ...any) {
	fmt.Fprintf(&w.b, format+"\n", args...)
}

// node is the name of a step in the drawing. Ids may be words of the language.
// A goto without condition has no box: it is the line to its target.
func (w *drawing) node(id string) string {
	for range MaxSteps {
		n, ok := w.g.Node(id)
		if !ok {
			break
		}
		if n.Kind != KindGoto || n.When != "" {
			return fmt.Sprintf("n%d", n.Order)
		}
		id = n.To
	}
	return "start"
}

func (w *drawing) connect(from []loose, to string, depth int) {
	for _, l := range from {
		w.put("%s%s", strings.Repeat("  ", depth), arrow(l.node, to, l.label, "-->"))
	}
}

func arrow(from, to, label, line string) string {
	if label == "" {
		return fmt.Sprintf("%s %s %s", from, line, to)
	}
	return fmt.Sprintf("%s %s|%s| %s", from, line, quoted(label), to)
}

// quoted is a text as the language takes it, whatever is in it.
func quoted(text string) string {
	return `"` + strings.NewReplacer("#", "#35;", `"`, "#quot;", "`", "#96;", "<", "#lt;", ">", "#gt;", "\n", " ", "\r", " ").Replace(text) + `"`
}

func (w *drawing) sequence(steps []Step, from []loose, depth int) []loose {
	for i := range steps {
		from = w.step(&steps[i], from, depth)
	}
	return from
}

// step draws one step and gives the lines that leave it.
func (w *drawing) step(s *Step, from []loose, depth int) []loose {
	me, in := w.node(s.ID), strings.Repeat("  ", depth)
	if s.Kind == KindGoto && s.When == "" {
		for _, l := range from {
			w.jump(l.node, s.To, l.label)
		}
		return nil
	}
	w.put("%s%s", in, w.shape(me, s))
	w.connect(from, me, depth)
	out := []loose{{node: me}}
	if s.When != "" {
		out = append(out, w.skip(s, from)...)
	}
	switch s.Kind {
	case KindGoto:
		w.jump(me, s.To, s.When)
		return []loose{{me, "否则"}}
	case KindEnd:
		return out[1:]
	case KindParallel, KindChoose:
		return append(w.branches(s, me, depth), out[1:]...)
	case KindEach:
		w.put("%ssubgraph %s_each [%s]", in, me, quoted("逐单位："+w.d.title(s.Over)))
		var inner []loose
		for b := range s.Branches {
			inner = w.sequence(s.Branches[b].Steps, []loose{{node: me}}, depth+1)
		}
		w.put("%send", in)
		out = append(inner, out[1:]...)
	}
	w.others(s, me)
	return out
}

// skip are the lines that pass over a step with a condition.
func (w *drawing) skip(s *Step, from []loose) []loose {
	if s.Kind == KindGoto {
		return nil
	}
	all := make([]loose, len(from))
	for i, l := range from {
		all[i] = loose{l.node, "否则跳过" + w.o.title(s)}
	}
	return all
}

func (w *drawing) branches(s *Step, me string, depth int) []loose {
	var all []loose
	for b := range s.Branches {
		br := &s.Branches[b]
		label := branchText(br, b)
		if s.Kind == KindParallel && br.When == "" && !br.Otherwise {
			label = br.Name
		}
		all = append(all, w.sequence(br.Steps, []loose{{me, label}}, depth+1)...)
	}
	if s.Kind == KindParallel && len(all) > 0 {
		w.put("%s%s_join{{汇合}}", strings.Repeat("  ", depth), me)
		w.connect(all, me+"_join", depth)
		all = []loose{{node: me + "_join"}}
	}
	w.others(s, me)
	return all
}

// shape is the box of a step.
func (w *drawing) shape(me string, s *Step) string {
	text := w.o.title(s)
	if more := w.o.detail(s); more != "" {
		text += "：" + more
	}
	switch s.Kind {
	case KindChoose, KindGoto:
		return fmt.Sprintf("%s{%s}", me, quoted(text))
	case KindParallel:
		return fmt.Sprintf("%s{{%s}}", me, quoted(text))
	case KindEnd:
		return fmt.Sprintf("%s([%s])", me, quoted(text))
	case KindCall:
		return fmt.Sprintf("%s[[%s]]", me, quoted(text))
	case KindNotice, KindWait:
		return fmt.Sprintf("%s[/%s/]", me, quoted(text))
	case KindCC:
		return fmt.Sprintf("%s>%s]", me, quoted(text))
	}
	return fmt.Sprintf("%s[%s]", me, quoted(text))
}

// others draws the ways that lead elsewhere.
func (w *drawing) others(s *Step, me string) {
	back := func(word, to string) {
		if to != "" && to != "end" && to != "branch" {
			w.jump(me, to, word)
		}
	}
	switch {
	case s.Stage != nil:
		back("不通过", s.Stage.OnReject)
		for _, to := range s.Stage.Return.To {
			if to != "starter" && to != "previous" {
				w.jump(me, to, "退回")
			}
		}
		for i, o := range s.Stage.Outcomes {
			if o.To != "" {
				w.jump(me, o.To, o.Name)
				continue
			}
			end := fmt.Sprintf("%s_out%d", me, i)
			w.jumps = append(w.jumps, fmt.Sprintf("  %s([%s])", end, quoted("办结："+o.End.Text())), "  "+arrow(me, end, o.Name, "-->"))
		}
	case s.Notice != nil:
		back("异议成立", s.Notice.OnObjection)
	case s.Wait != nil:
		back("不通过", s.Wait.OnReject)
	case s.Call != nil:
		back("不通过", s.Call.OnReject)
	default:
		back("不通过", s.OnReject)
	}
}

// jump draws a line to any step, dotted where it leads back.
func (w *drawing) jump(from, to, label string) {
	line := "-.->"
	n, ok := w.g.Node(to)
	var order int
	if _, err := fmt.Sscanf(from, "n%d", &order); err == nil && ok && n.Order > order {
		line = "-->"
	}
	w.jumps = append(w.jumps, "  "+arrow(from, w.node(to), label, line))
}
