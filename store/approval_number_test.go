package store_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Results are numbered in the transaction of the decision, without gaps, anew
// each year; matters that print alike share their numbers (R17).
func TestResultsAreNumberedByYearWithoutGaps(t *testing.T) {
	r := newRoom(t)
	signed := func(code, template string) string {
		return "process: " + code + "\nname: 供地\nmatter: {code: " + strings.ToUpper(code) + ", authority: o-build, number: \"" + template +
			"\"}\nsteps: [{stage: sign, by: {role: leader}}]\n"
	}
	grant := func(id, on, text, want string) {
		r.now = workcal.MustDate(on).At(10, 0)
		r.submit(id, text)
		r.do(id, fileChair, approval.ActApprove, approval.Form{Opinion: "准予"})
		require.Equal(t, want, r.cases[id].End.Number)
	}
	yearly, forever := "荣府地〔{year}〕%d号", "荣备%04d号"
	grant("n1", "2022-12-30", signed("land", yearly), "荣府地〔2022〕1号")
	grant("n2", "2022-12-30", signed("other-land", yearly), "荣府地〔2022〕2号")
	grant("n3", "2022-12-30", signed("filing", forever), "荣备0001号")
	r.now = workcal.MustDate("2022-12-30").At(11, 0)
	r.submit("n4", signed("land", yearly))
	r.do("n4", fileChair, approval.ActReject, approval.Form{Opinion: "不予许可"})
	grant("n5", "2023-01-03", signed("land", yearly), "荣府地〔2023〕1号")
	grant("n6", "2023-01-03", signed("filing", forever), "荣备0002号")
	grant("n7", "2022-12-30", signed("land", yearly), "荣府地〔2022〕3号")
}
