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
		"class.lost":        old[1:],
		"class.code":        with(func(c *Catalogue) { one := added; one.Code = "gas.reuse"; *c = append(*c, one) }),
		"class.first_level": with(func(c *Catalogue) { one := added; one.Code, one.L1 = "steam.reuse", "steam"; *c = append(*c, one) }),
		"class.name":        with(func(c *Catalogue) { (*c)[0].Name = " " }),
		"class.twice":       with(func(c *Catalogue) { (*c)[0].Name = (*c)[1].Name }),
		"class.days":        with(func(c *Catalogue) { (*c)[0].Days = 0 }),
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
