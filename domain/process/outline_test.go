package process

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/diaodu/diaodu/internal/golden"
)

func orgNames(id string) string {
	return map[string]string{"org-a": "区住建委", "org-fire": "区消防救援支队", "org-plan": "区规资局"}[id]
}

func TestAProcessIsToldInLines(t *testing.T) {
	golden.Same(t, golden.Updated, "testdata/right.outline.txt", Outline(parse(t, right), orgNames))
	golden.Same(t, golden.Updated, "testdata/permit.outline.txt", Outline(parse(t, permit), nil))
}

func TestAProcessIsDrawn(t *testing.T) {
	golden.Same(t, golden.Updated, "testdata/right.mmd", Draw(parse(t, right), orgNames))
	golden.Same(t, golden.Updated, "testdata/permit.mmd", Draw(parse(t, permit), nil))
}

var (
	drawnNode = regexp.MustCompile(`^ *(\w+)(\(\[|\[\[|\[/|\[|\{\{|\{|>)("[^"]*"|提交|准予|汇合)(\]\)|\]\]|/\]|\]|\}\}|\})$`)
	drawnLine = regexp.MustCompile(`^ *(\w+) (-->|-\.->)(\|"[^"]*"\|)? (\w+)$`)
)

// Whatever the names and conditions hold, every line of a drawing is a box, a
// line between boxes that are there, or the frame of a group.
func TestADrawingIsWellFormed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := &Definition{Name: drawText(t, "name"), Steps: drawSteps(t, 0)}
		renumber(d.Steps, new(int))
		boxes := map[string]bool{}
		var ends []string
		for _, line := range strings.Split(strings.TrimSpace(Draw(d, nil)), "\n")[1:] {
			trimmed := strings.TrimSpace(line)
			switch m := drawnLine.FindStringSubmatch(line); {
			case m != nil:
				ends = append(ends, m[1], m[4])
			case drawnNode.MatchString(line):
				boxes[drawnNode.FindStringSubmatch(line)[1]] = true
			case trimmed == "end", strings.HasPrefix(trimmed, "subgraph "):
			default:
				t.Fatalf("not a line of a drawing: %q", line)
			}
		}
		for _, e := range ends {
			if !boxes[e] {
				t.Fatalf("a line to %s, which is not there:\n%s", e, Draw(d, nil))
			}
		}
		Outline(d, nil)
	})
}

// renumber gives every step an id of its own, and gotos a step that is there.
func renumber(steps []Step, n *int) {
	for i := range steps {
		*n++
		steps[i].ID = fmt.Sprintf("s%d", *n)
		if steps[i].Kind == KindGoto {
			steps[i].To = "s1"
		}
		for b := range steps[i].Branches {
			renumber(steps[i].Branches[b].Steps, n)
		}
	}
}

func TestEverybodyIsDescribed(t *testing.T) {
	d := parse(t, right)
	d.Form.Schema = []byte(`{"type":"object","properties":{"unit":{"type":"string","title":"主管单位"}}}`)
	for want, w := range map[string]Who{
		"申请人":       {Starter: true},
		"申请人选定的人员":  {Chosen: "starter"},
		"“受理”选定的人员": {Chosen: "accept"},
		"申请人从区住建委承办人中选定的人员":           {Chosen: "starter", Role: "handler"},
		"“受理”从区消防救援支队承办人中选定的人员（每人一席）": {Chosen: "accept", Role: "handler", Org: "org-fire", Each: true},
		"人员 u1":         {User: "u1"},
		"“主管单位”所填人员":    {UserField: "unit"},
		"“主管单位”所填单位承办人": {OrgField: "unit", Role: "handler"},
		"该单位部门负责人":      {OrgField: "item", Role: "dept_lead"},
		"区消防救援支队承办人":    {Org: "org-fire", Role: "handler"},
		"org-x 承办人":     {Org: "org-x", Role: "handler"},
		"区住建委承办人":       {Role: "handler"},
		"督查室（每人一席）":     {Role: "supervisor", Each: true},
		"督查室（权重 3）":     {Role: "supervisor", Weight: 3},
		"主审":            {Role: "supervisor", Name: "主审"},
		"stranger":      {Role: "stranger"},
	} {
		require.Equal(t, want, w.Describe(d, orgNames))
	}
}

func TestEveryWordOfADefinitionHasChinese(t *testing.T) {
	for _, k := range Kinds {
		require.NotEmpty(t, k.Text(), k)
	}
	for _, m := range Modes {
		require.NotEmpty(t, m.Text(), m)
	}
	for _, r := range Results {
		require.NotEmpty(t, r.Text(), r)
	}
	for _, o := range Ops {
		require.NotEmpty(t, o.Text(), o)
	}
	for _, p := range Phases {
		require.NotEmpty(t, p.Text(), p)
	}
}
