package process

import (
	"regexp"
	"slices"
	"strings"

	"github.com/diaodu/diaodu/domain/project"
)

// Known is what a definition refers to and does not hold itself. A nil function
// leaves those references unchecked.
type Known struct {
	Orgs    func(id string) bool
	Process func(code string) (*Definition, bool)
}

// Check tells everything that is wrong with a definition, in the order of its
// lines. A definition with no problem but warnings never leads a running case
// into a corner: every reference is there, every way ends, every condition can
// be asked.
func Check(d *Definition, known Known) []Problem {
	c := &checker{d: d, known: known, g: NewGraph(d), at: map[string]string{}, steps: map[string]int{}, fieldOf: map[string]FormField{}}
	for _, f := range d.Fields() {
		c.fieldOf[f.Key] = f
		c.fieldKeys = append(c.fieldKeys, f.Key)
	}
	c.head()
	c.form()
	if len(d.Steps) == 0 {
		c.refuse("steps", "process.no_steps")
		return c.problems
	}
	c.materials()
	c.number()
	if c.sequence(d.Steps, "steps", 0); c.count > MaxSteps {
		c.refuse("steps", "process.too_many_steps", "most", MaxSteps)
		return c.problems
	}
	c.limits()
	c.rules()
	c.calls()
	if !Refuses(c.problems) { // which way the flow goes is known once every step is right
		c.flow()
		c.sums()
	}
	slices.SortStableFunc(c.problems, func(a, b Problem) int { return a.Line - b.Line })
	return c.problems
}

type checker struct {
	d        *Definition
	known    Known
	g        *Graph
	problems []Problem
	at       map[string]string // step id → path
	steps    map[string]int    // step id → line where it first stands
	count    int
	formless bool // the form cannot be read, so nothing is said of its fields

	fieldOf   map[string]FormField
	fieldKeys []string
}

// refuse notes a problem at a place.
func (c *checker) refuse(path, code string, args ...any) {
	c.add(Problem{Path: path, Code: code, Args: pairs(args)})
}

// warn notes what looks wrong and may yet be meant.
func (c *checker) warn(path, code string, args ...any) {
	c.add(Problem{Path: path, Code: code, Args: pairs(args), Warning: true})
}

func (c *checker) add(p Problem) {
	if len(c.problems) >= maxProblems {
		return
	}
	p.Line = c.d.lineOf(p.Path)
	c.problems = append(c.problems, p)
}

// one refuses a word that is none of those a key may have. Empty is the default.
func (c *checker) one(path, value string, known ...string) {
	if value == "" || slices.Contains(known, value) {
		return
	}
	key := path[strings.LastIndexByte(path, '.')+1:]
	if n := near(value, known); n != "" {
		c.refuse(path, "process.unknown_value_near", "key", key, "value", value, "near", n)
		return
	}
	c.refuse(path, "process.unknown_value", "key", key, "value", value, "known", strings.Join(known, "、"))
}

// within refuses a number outside its bounds.
func (c *checker) within(path string, value, least, most int) {
	if value < least || value > most {
		c.refuse(path, "process.number_range", "key", path[strings.LastIndexByte(path, '.')+1:], "value", value, "least", least, "most", most)
	}
}

// maxDays bounds every limit: a working year and more.
const maxDays = 999

// maxQuorum bounds the seats that a vote may wait for.
const maxQuorum = 100

func (c *checker) days(path string, values ...dayValue) {
	for _, v := range values {
		c.within(join(path, v.key), v.days, 0, maxDays)
	}
}

type dayValue struct {
	key  string
	days int
}

func (c *checker) expr(path, expr string) {
	if expr == "" || c.formless {
		return
	}
	for _, p := range c.d.CheckExpr(expr, 0) {
		p.Path = path
		c.add(p)
	}
}

var (
	codePattern  = regexp.MustCompile(`^[a-z][a-z0-9-]{1,62}[a-z0-9]$`)
	idPattern    = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,62}$`)
	fieldPattern = regexp.MustCompile(`^[a-z][A-Za-z0-9_]{0,62}$`)
)

func (c *checker) head() {
	d, m := c.d, c.d.Matter
	if !codePattern.MatchString(d.Code) {
		c.refuse("process", "process.code", "value", d.Code)
	}
	if strings.TrimSpace(d.Name) == "" {
		c.refuse("name", "process.no_name")
	}
	if m.Stage != "" && !slices.Contains(Phases, m.Stage) {
		c.one("matter.stage", string(m.Stage), texts(Phases)...)
	}
	c.org("matter.authority", m.Authority)
	c.resultNumber()
	c.days("matter", dayValue{"check_within", m.CheckWithin})
	if m.Commitment && m.CheckWithin == 0 {
		c.refuse("matter.commitment", "process.commitment_unchecked")
	}
	if t := project.MilestoneType(m.Milestone); m.Milestone != "" && !t.Known() {
		c.one("matter.milestone", m.Milestone, texts(project.MilestoneTypes)...)
	}
}

func texts[S ~string](all []S) []string {
	out := make([]string, len(all))
	for i, s := range all {
		out[i] = string(s)
	}
	return out
}

func (c *checker) org(path, id string) {
	if id != "" && c.known.Orgs != nil && !c.known.Orgs(id) {
		c.refuse(path, "process.unknown_org", "id", id)
	}
}

// form refuses a schema that cannot be used and fields that cannot be named.
func (c *checker) form() {
	if len(c.d.Form.Schema) == 0 {
		return
	}
	s := shapeOf(c.d.Form.Schema)
	if s.bad != nil {
		c.formless = true
		c.refuse("form", "process.form_schema", "why", s.bad.Error())
		return
	}
	if _, err := s.validator(c.d.Form.Schema, ""); err != nil {
		c.formless = true
		path, why := schemaMistake(err)
		c.refuse(path, "process.form_schema", "why", why)
		return
	}
	for _, f := range s.fields {
		if !fieldPattern.MatchString(f.Key) {
			c.refuse(join("form.properties", f.Key), "process.field_key", "key", f.Key)
		}
	}
}

func (c *checker) materials() {
	seen := map[string]bool{}
	for i, m := range c.d.Material {
		path := join("materials", i)
		switch {
		case !idPattern.MatchString(m.ID):
			c.refuse(join(path, "id"), "process.id", "value", m.ID)
		case seen[m.ID]:
			c.refuse(join(path, "id"), "process.id_twice", "id", m.ID)
		}
		seen[m.ID] = true
		if strings.TrimSpace(m.Name) == "" {
			c.refuse(path, "process.material_no_name", "id", m.ID)
		}
		c.days(path, dayValue{"defer_days", m.DeferDays})
		if m.Deferrable != (m.DeferDays != 0) {
			c.refuse(path, "process.defer_days", "name", m.Name)
		}
		c.expr(join(path, "when"), m.When)
		for j, id := range m.For {
			if n, ok := c.g.Node(id); !ok || n.Kind != KindStage {
				c.refuse(join(path, "for", j), "process.not_a_stage", "id", id)
			}
		}
	}
}

// number walks all steps once: their paths are needed before any is checked.
func (c *checker) number() {
	c.walk(c.d.Steps, "steps", func(s *Step, path string) {
		c.count++
		if _, seen := c.at[s.ID]; !seen {
			c.at[s.ID] = path
			c.steps[s.ID] = c.lineAt(s, path)
		}
	})
}

// lineAt is a step's own line, known also where its path is not.
func (c *checker) lineAt(s *Step, path string) int {
	if s.Line > 0 {
		return s.Line
	}
	return c.d.lineOf(path)
}

func (c *checker) walk(steps []Step, path string, visit func(*Step, string)) {
	for i := range steps {
		here := join(path, i)
		visit(&steps[i], here)
		for b := range steps[i].Branches {
			c.walk(steps[i].Branches[b].Steps, stepsPath(&steps[i], here, b), visit)
		}
	}
}

// stepsPath is where a branch's steps stand in the text.
func stepsPath(s *Step, path string, branch int) string {
	if s.Kind == KindEach {
		return join(path, "steps")
	}
	return join(path, "branches", branch, "steps")
}
