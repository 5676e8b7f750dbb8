package statistics

import "github.com/diaodu/diaodu/domain/workcal"

// rulerYears is how many years before the period the ruler begins; older days
// are counted one by one.
const rulerYears = 10

// ruler counts workdays by subtraction: at[n] is how many of the first n days
// after its zero are worked. Counting day by day for each of ten thousand cases
// took seconds.
type ruler struct {
	zero workcal.Date
	at   []int
}

// workdays counts as workcal.Calendar.WorkdaysBetween does.
func (f *Facts) workdays(a, b workcal.Date) int {
	if a.IsZero() || b.IsZero() {
		return 0
	}
	if f.ruler == nil {
		f.ruler = newRuler(f)
	}
	x, y := a.Sub(f.ruler.zero), b.Sub(f.ruler.zero)
	if min(x, y) < 0 || max(x, y) >= len(f.ruler.at) {
		return f.Cal.WorkdaysBetween(a, b)
	}
	return f.ruler.at[y] - f.ruler.at[x]
}

func newRuler(f *Facts) *ruler {
	last := f.To
	if f.Today().After(last) {
		last = f.Today()
	}
	r := &ruler{zero: f.From.AddDays(-366 * rulerYears), at: []int{0}}
	n := 0
	for d := r.zero.AddDays(1); !d.After(last); d = d.AddDays(1) {
		if f.Cal.IsWorkday(d) {
			n++
		}
		r.at = append(r.at, n)
	}
	return r
}
