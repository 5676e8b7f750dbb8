package statistics

import (
	"cmp"
	"math"
	"slices"
)

func number(v float64) *float64 { return &v }

// round rounds half away from zero to so many decimals.
func round(v float64, decimals int) float64 {
	p := math.Pow10(decimals)
	return math.Round(v*p) / p
}

// percentile is the p-th percentile of the values: the median is the mean of the
// two middle ones where their number is even; any other is by nearest rank, so
// that it is a value that occurred.
func percentile(values []float64, p int) float64 {
	n := len(values)
	if n == 0 {
		return 0
	}
	v := slices.Clone(values)
	slices.Sort(v)
	if p == 50 {
		return (v[(n-1)/2] + v[n/2]) / 2
	}
	rank := (n*p + 99) / 100
	return v[max(rank, 1)-1]
}

// sorted puts the newest first; equal days go by kind and id, so that pages hold still.
func sorted(list []Sample) []Sample {
	slices.SortFunc(list, inOrder)
	return list
}

func inOrder(a, b Sample) int {
	return cmp.Or(cmp.Compare(b.On, a.On), cmp.Compare(a.Kind, b.Kind), cmp.Compare(b.ID, a.ID), cmp.Compare(a.Group, b.Group))
}
