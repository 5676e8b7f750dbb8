package issue

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/fault"
)

func TestACatalogueFollowsTheOneBefore(t *testing.T) {
	old := Shipped()
	require.NoError(t, old.Follow(old), "what ships follows itself")
	with := func(change func(c *Catalogue)) Catalogue {
		c := slices.Clone(old)
		change(&c)
		return c
	}
	added := Listed{Class: Class{Code: "water.reuse", Name: "中水回用", L1: "water", L1Name: "用水", Days: 20}}
	for code, next := range map[string]Catalogue{
		"": with(func(c *Catalogue) {
			*c = append(*c, added)
			(*c)[0].Name, (*c)[0].Days, (*c)[1].Retired = "供水", 9, true
		}),
		"class.lost": old[1:],
		"class.code": with(func(c *Catalogue) { one := added; one.Code = "gas.reuse"; *c = append(*c, one) }),
		"class.first_level": with(func(c *Catalogue) {
			one := added
			one.Code, one.L1, one.L1Name = "steam.reuse", "steam", ""
			*c = append(*c, one)
		}),
		"class.level_twice": with(func(c *Catalogue) { one := added; one.Code, one.L1 = "steam.reuse", "steam"; *c = append(*c, one) }),
		"class.name":        with(func(c *Catalogue) { (*c)[0].Name = " " }),
		"class.twice":       with(func(c *Catalogue) { (*c)[0].Name = (*c)[1].Name }),
		"class.days":        with(func(c *Catalogue) { (*c)[0].Days = 0 }),
		"class.with_level":  with(func(c *Catalogue) { (*c)[0].WithLevel = true }),
		"class.none": with(func(c *Catalogue) {
			for i := range *c {
				(*c)[i].Retired = true
			}
		}),
	} {
		err := next.Follow(old)
		if code == "" {
			require.NoError(t, err)
			continue
		}
		require.True(t, fault.Is(err, code), "%s: %v", code, err)
	}
}

// First levels come, are renamed and go with their classes; what is counted is the code.
func TestFirstLevelsAreTheDistrictsToo(t *testing.T) {
	old := Shipped()
	next := slices.Clone(old)
	for i := range next {
		switch next[i].L1 {
		case "water":
			next[i].L1Name = "水务"
		case "fire":
			next[i].Retired = true
		}
	}
	next = append(next, Listed{Class: Class{Code: "heat.supply", Name: "供热接入", L1: "heat", L1Name: "用热", Days: 10}})
	require.NoError(t, next.Follow(old))
	levels := next.Levels()
	require.Equal(t, Level{Code: "water", Name: "水务"}, levels[0])
	require.Contains(t, levels, Level{Code: "fire", Name: "消防", Retired: true})
	require.Equal(t, Level{Code: "heat", Name: "用热"}, levels[len(levels)-1])
	require.Equal(t, "水务", next.LevelName("water"))
	require.Equal(t, "nowhere", next.LevelName("nowhere"))

	next[1].L1Name = "排水" // one class of the level alone
	require.True(t, fault.Is(next.Follow(old), "class.first_level"))
	next[1].L1Name, next[0].L1Name = "用电", "用电"
	require.True(t, fault.Is(next.Follow(old), "class.level_twice"))
}
