package process

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func changed(t *testing.T, from, to string) []Change {
	t.Helper()
	all, err := Compare(parse(t, from), parse(t, to))
	require.NoError(t, err)
	return all
}

func TestADefinitionDiffersFromItselfInNothing(t *testing.T) {
	for _, text := range []string{right, permit} {
		require.Empty(t, changed(t, text, text))
	}
}

const small = `process: drains
name: 排水接入
form:
  type: object
  properties:
    area: {type: number, title: 面积}
materials:
  - {id: plan, name: 总平面图, required: true}
limits: {statutory: 20, from: accept}
steps:
  - {stage: accept, name: 受理, accepts: true, by: {role: dept_receiver}, within: 5}
  - {stage: look, name: 踏勘, by: {role: handler}, within: 3}
  - {stage: decide, name: 决定, by: {role: dept_lead}, within: 5}
  - end: approved
`

func TestADifferenceIsToldByStepAndSetting(t *testing.T) {
	to := strings.NewReplacer(
		"statutory: 20", "statutory: 15",
		"title: 面积", "title: 用地面积",
		"required: true}", "required: true, deferrable: true}",
		"  - {stage: look, name: 踏勘, by: {role: handler}, within: 3}\n", "",
		"by: {role: dept_lead}, within: 5}", "by: {role: dept_lead}, within: 4, promised: 2}\n  - {stage: issue, name: 制证, by: {role: handler}, within: 1}",
	).Replace(small)
	require.Equal(t, []Change{
		{"Definition", "", Changed, []Setting{{"Limits", "statutory", "20", "15"}}},
		{"Material", "总平面图", Changed, []Setting{{"Material", "deferrable", "", "true"}}},
		{"Form", "用地面积", Changed, []Setting{{"Form", "title", "面积", "用地面积"}}},
		{"Step", "决定", Changed, []Setting{{"Stage", "within", "5", "4"}, {"Stage", "promised", "", "2"}}},
		{"Step", "制证", Added, []Setting{{"Step", "kind", "", "stage"}, {"Step", "name", "", "制证"}, {"Stage", "by", "", "{role: handler}"}, {"Stage", "within", "", "1"}}},
		{"Step", "踏勘", Removed, []Setting{{"Step", "kind", "stage", ""}, {"Step", "name", "踏勘", ""}, {"Stage", "by", "{role: handler}", ""}, {"Stage", "within", "3", ""}}},
	}, changed(t, small, to))
}

func TestOnlyTheStepThatMovedIsSaidToHaveMoved(t *testing.T) {
	lines := strings.SplitAfter(small, "\n")
	look := "  - {stage: look, name: 踏勘, by: {role: handler}, within: 3}\n"
	decide := "  - {stage: decide, name: 决定, by: {role: dept_lead}, within: 5}\n"
	require.Contains(t, lines, look)
	to := strings.Replace(small, look+decide, decide+look, 1)
	require.NotEqual(t, small, to)
	got := changed(t, small, to)
	require.Len(t, got, 1)
	require.Equal(t, Changed, got[0].How)
	require.Equal(t, "place", got[0].Settings[0].Key)
}

func TestStepsWithinABranchAreToldByThemselves(t *testing.T) {
	blocks := func(days string) string {
		return strings.Replace(small, "  - {stage: look, name: 踏勘, by: {role: handler}, within: 3}\n",
			"  - parallel: opinions\n    name: 征求意见\n    branches:\n      - name: 市政\n        steps:\n          - {stage: road, name: 市政审查, by: {role: handler}, within: "+days+"}\n", 1)
	}
	require.Equal(t, []Change{{"Step", "市政审查", Changed, []Setting{{"Stage", "within", "8", "6"}}}}, changed(t, blocks("8"), blocks("6")))
}

// Every setting that a comparison names has words: see Keys.
func TestEveryStepKeyOfAComparisonIsDescribed(t *testing.T) {
	for _, text := range []string{right, permit} {
		d := parse(t, text)
		empty := &Definition{Code: d.Code, Name: d.Name}
		all, err := Compare(empty, d)
		require.NoError(t, err)
		require.NotEmpty(t, all)
		for _, c := range all {
			for _, s := range c.Settings {
				if s.Part == "Form" || s.Key == "place" || s.Key == "kind" {
					continue
				}
				if s.Part == "Step" && described["Kind."+s.Key] != "" {
					continue
				}
				require.NotEmpty(t, described[s.Part+"."+s.Key], "%s.%s", s.Part, s.Key)
			}
		}
	}
}
