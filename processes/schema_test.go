package processes

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/diaodu/diaodu/domain/process"
)

func TestTheSchemaIsOfTheTypes(t *testing.T) {
	text, err := process.Schema()
	require.NoError(t, err)
	if os.Getenv("UPDATE_GOLDEN") == "1" {
		require.NoError(t, os.WriteFile("process.schema.json", text, 0o644))
	}
	require.Equal(t, string(text), string(Schema), "run with UPDATE_GOLDEN=1 and read the difference")
}

// editor is what an editor does with a text and the schema.
func editor(t *testing.T) func(text string) error {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	require.NoError(t, c.AddResource("process.schema.json", doc))
	schema, err := c.Compile("process.schema.json")
	require.NoError(t, err)
	return func(text string) error {
		var v any
		require.NoError(t, yaml.Unmarshal([]byte(text), &v))
		raw, err := json.Marshal(v)
		require.NoError(t, err)
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
		require.NoError(t, err)
		return schema.Validate(doc)
	}
}

// fixtures are every definition of the tree, shipped or tried in tests.
func fixtures(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, pattern := range []string{"*.yaml", "../domain/process/testdata/*.yaml"} {
		files, err := filepath.Glob(pattern)
		require.NoError(t, err)
		for _, file := range files {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			all[file] = string(text)
		}
	}
	require.Greater(t, len(all), 20)
	all["write-a-process.md"] = example(t)
	return all
}

// example is the definition in the how-to.
func example(t *testing.T) string {
	t.Helper()
	doc, err := os.ReadFile("../docs/how-to/write-a-process.md")
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(doc), "```yaml\n")
	require.True(t, found)
	text, _, found := strings.Cut(rest, "```")
	require.True(t, found)
	return text
}

// What people begin from must be right in every way.
func TestTheExampleOfTheHowToIsRight(t *testing.T) {
	d, problems := process.Parse([]byte(example(t)))
	require.Empty(t, problems)
	require.Empty(t, process.Check(d, process.Known{}))
	require.Contains(t, process.Outline(d, nil), "2.1.1. 并行 并联审查")
	require.Contains(t, process.Draw(d, nil), "汇合")
}

func TestWhatIsReadAlsoPassesInAnEditor(t *testing.T) {
	check := editor(t)
	for file, text := range fixtures(t) {
		_, problems := process.Parse([]byte(text))
		require.Empty(t, problems, file)
		require.NoError(t, check(text), file)
	}
}

// An unknown key is refused by both, wherever it stands.
func TestAnUnknownKeyIsRefusedByBoth(t *testing.T) {
	check := editor(t)
	for file, text := range fixtures(t) {
		var root yaml.Node
		require.NoError(t, yaml.Unmarshal([]byte(text), &root))
		for n := range mappings(root.Content[0], "") {
			before := n.Content
			n.Content = append([]*yaml.Node{{Kind: yaml.ScalarNode, Tag: "!!str", Value: "colour"}, {Kind: yaml.ScalarNode, Tag: "!!str", Value: "red"}}, before...)
			wrong, err := yaml.Marshal(root.Content[0])
			require.NoError(t, err)
			n.Content = before
			_, problems := process.Parse(wrong)
			require.NotEmpty(t, problems, "%s: %s", file, wrong)
			require.Contains(t, problems[0].Code, "process.yaml_unknown_key")
			require.Error(t, check(string(wrong)), "%s: %s", file, wrong)
		}
	}
}

// mappings walks every mapping that is the definition's own: a form's schema is
// the form's affair.
func mappings(n *yaml.Node, key string) func(yield func(*yaml.Node) bool) {
	return func(yield func(*yaml.Node) bool) {
		if key == "form" {
			return
		}
		if n.Kind == yaml.MappingNode && !yield(n) {
			return
		}
		for i, c := range n.Content {
			inside := ""
			if n.Kind == yaml.MappingNode {
				if i%2 == 0 {
					continue
				}
				inside = n.Content[i-1].Value
			}
			for m := range mappings(c, inside) {
				if !yield(m) {
					return
				}
			}
		}
	}
}

// What is wrong in a text's form is wrong in an editor too.
func TestWrongTypesAndWordsAreRefusedByTheSchema(t *testing.T) {
	check := editor(t)
	const head = "process: abc\nname: 甲\nsteps:\n"
	require.NoError(t, check(head+"  - end: approved\n"))
	require.NoError(t, check(head+"  - choose:\n    branches: []\n"))
	for _, wrong := range []string{
		head + "  - end: done\n",
		head + "  - stage: Accept\n",
		head + "  - stage:\n",
		head + "  - name: nothing\n",
		head + "  - stage: a\n    wait: b\n",
		head + "  - stage: a\n    by: handler\n",
		head + "  - stage: a\n    by: {role: boss}\n",
		head + "  - stage: a\n    within: two\n",
		head + "  - stage: a\n    mode: many\n",
		head + "  - stage: a\n    may: [fly]\n",
		head + "  - stage: a\n    late: {then: wait}\n",
		head + "  - stage: a\n    branches: []\n",
		head + "  - parallel: a\n",
		head + "  - accept\n",
		"process: ABC\nname: 甲\nsteps: []\n",
		"process: abc\nsteps: []\n",
		"process: abc\nname: 甲\nsteps: {}\n",
		"process: abc\nname: 甲\nform: []\nsteps: []\n",
		"process: abc\nname: 甲\nmatter: {stage: sometime}\nsteps: []\n",
	} {
		require.Error(t, check(wrong), wrong)
	}
}

func TestEveryKeyIsDescribed(t *testing.T) {
	var root map[string]any
	require.NoError(t, json.Unmarshal(Schema, &root))
	var walk func(v any, path string)
	walk = func(v any, path string) {
		o, ok := v.(map[string]any)
		if !ok {
			return
		}
		if properties, ok := o["properties"].(map[string]any); ok {
			for key, p := range properties {
				description, _ := p.(map[string]any)["description"].(string)
				require.Regexp(t, `\p{Han}`, description, "%s.%s", path, key)
				require.NotContains(t, strings.ToLower(description), "todo")
			}
		}
		for key, one := range o {
			walk(one, path+"/"+key)
		}
	}
	walk(root, "")
}
