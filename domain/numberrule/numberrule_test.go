package numberrule

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/workcal"
)

func TestWhatShipsPassesAndClashesWithNothing(t *testing.T) {
	for i, n := range All {
		require.NoError(t, n.Check(n.Shipped), n.Kind)
		for _, other := range All[i+1:] {
			require.False(t, Clash(n.Kind, n.Shipped, other.Kind, other.Shipped), "%s %s", n.Kind, other.Kind)
		}
	}
}

func TestLayoutsThatCouldNotBeToldApartAreRefused(t *testing.T) {
	issue, _ := Of("issue")
	task, _ := Of("task")
	for _, c := range []struct {
		n             Numbered
		layout, reset string
		code          string
	}{
		{task, "督办〔{year}〕{n}号", Yearly, "number.layout"},
		{task, "督办〔{year}〕号", Yearly, "number.counter"},
		{task, "督办〔{year}〕%d号%d", Yearly, "number.counter"},
		{task, "督办%d号", Yearly, "number.year"},
		{task, "督办{year}%d号", Yearly, "number.touching"},
		{task, "督办{year}-13710-%d", Yearly, "number.layout"},
		{task, "督办{year}/%d", Yearly, "number.layout"},
		{task, "督办<{year}>%d", Yearly, "number.layout"},
		{task, "督办{year}-%s-%d", Yearly, "number.layout"},
		{task, "督办〔{year}〕%d号督办督办督办督办督办督办督办督办督办督办督办督办督办督办督办", Yearly, "number.layout"},
		{task, "督办〔{year}〕{month}月%d号", Monthly, "number.reset"},
		{task, "督办〔{year}〕{month}月%d号", Yearly, "number.month"},
		{issue, "R-{year}-%d", Monthly, "number.month"},
		{issue, "R-{year}-%d", "week", "number.reset"},
		{issue, "R-{year}-%05d", Yearly, ""},
		{task, "荣督〔{year}〕%03d号", Yearly, ""},
	} {
		err := c.n.Check(Rule{c.layout, c.reset})
		if c.code == "" {
			require.NoError(t, err, c.layout)
			continue
		}
		require.True(t, fault.Is(err, c.code), "%s: %v", c.layout, err)
	}
}

func TestOneNumberCanNotComeOfTwoRules(t *testing.T) {
	monthly := Rule{"R-{year}-{month}-%04d", Monthly}
	require.True(t, Clash("task", Rule{"督办单〔{year}〕%d号", Yearly}, "slip", Rule{"督办单〔{year}〕%03d号", Yearly}))
	require.True(t, Clash("issue", Rule{"R-%d-{year}", Yearly}, "issue", Rule{"R-{year}-%d", Yearly}), "R-2022-2023 of both")
	require.False(t, Clash("issue", Rule{"R-{year}-%d", Yearly}, "issue", Rule{"R-{year}-%04d", Yearly}), "one counter")
	require.False(t, Clash("issue", Rule{"R-{year}-%d", Yearly}, "issue", monthly))
	require.Equal(t, "R-#-#", Shape("R-2022-0007"))
	require.Equal(t, Shape("荣府地〔2026〕%d号"), Shape("荣府地〔{year}〕%03d号"))
}

func TestSeriesFollowTheRule(t *testing.T) {
	on, err := workcal.ParseDate("2022-05-10")
	require.NoError(t, err)
	for _, c := range []struct {
		rule         Rule
		born         string
		name, number string
	}{
		{Rule{"R-{year}-{month}-%04d", Monthly}, "issue/2022-05", "issue/2022-05", "R-2022-05-0007"},
		{Rule{"荣问〔{year}〕%d号", Yearly}, "issue/2022-05", "issue/2022", "荣问〔2022〕7号"},
		{Rule{"第%d次（{year}）", Yearly}, "meeting/monthly/2022", "meeting/monthly/2022", "第7次（2022）"},
		{Rule{"纪要〔{year}〕%02d号", Yearly}, "minutes/2021", "minutes/2021", "纪要〔2021〕07号"},
	} {
		s := c.rule.Series(casefile.Series{Name: c.born}, on)
		require.Equal(t, c.name, s.Name)
		require.Equal(t, c.number, fmt.Sprintf(s.Format, 7))
	}
	require.Equal(t, "2022-05", Rule{Reset: Monthly}.Period(on))
	require.Equal(t, "2022", Rule{Reset: Yearly}.Period(on))
}
