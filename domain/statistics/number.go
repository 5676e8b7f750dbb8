package statistics

import (
	"cmp"
	"math"
)

func number(v float64) *float64 { return &v }

// round rounds half away from zero to so many decimals.
func round(v float64, decimals int) float64 {
	p := math.Pow10(decimals)
	return math.Round(v*p) / p
}

// percentile is the p-th percentile of sorted values: the median is the mean of
// the two middle ones where their number is even; any other is by nearest rank,
// so that it is a value that occurred.
func percentile(v []float64, p int) float64 {
	n := len(v)
	if n == 0 {
		return 0
	}
	if p == 50 {
		return (v[(n-1)/2] + v[n/2]) / 2
	}
	rank := (n*p + 99) / 100
	return v[max(rank, 1)-1]
}

// inOrder puts the newest first; equal days go by kind and id, so that pages
// hold still.
func inOrder(a, b Sample) int {
	return cmp.Or(cmp.Compare(b.On, a.On), cmp.Compare(a.Kind, b.Kind), cmp.Compare(b.ID, a.ID), cmp.Compare(a.Group, b.Group))
}

// newest is the same order of lines not shown yet.
func newest(a, b entry) int {
	if c := b.on.Compare(a.on); c != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(a.about.Kind, b.about.Kind), cmp.Compare(b.about.ID, a.about.ID), cmp.Compare(a.group, b.group))
}
