package process

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// What is printed alike is counted together, and only that: by its template a
// number is never given twice.
func TestAResultsNumberCarriesItsYearAndCounter(t *testing.T) {
	for _, c := range []struct{ template, series, first string }{
		{"荣府地〔{year}〕%d号", "result/荣府地〔2026〕%d号", "荣府地〔2026〕1号"},
		{"建字第500153{year}%05d号", "result/建字第5001532026%d号", "建字第500153202600001号"},
		{"P-%06d", "result/P-%d", "P-000001"},
		{"{year}年第%d期100%%", "result/2026年第%d期100%%", "2026年第1期100%"},
	} {
		s := Matter{Number: c.template}.Series(2026)
		require.Equal(t, c.series, s.Name)
		require.Equal(t, c.first, fmt.Sprintf(s.Format, 1))
		require.Regexp(t, numberTemplate, c.template)
		next := Matter{Number: c.template}.Series(2027)
		require.Equal(t, next.Name == s.Name, fmt.Sprintf(next.Format, 1) == c.first, "the counter begins anew only with another year shown")
	}
	require.Nil(t, Matter{}.Series(2026))
}
