package statistics

import (
	"strings"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
)

// Weights say how the three rates weigh in the composite score 综合得分, in
// percent. There is no published standard, so the district sets them and names
// the document; without weights there is no score.
type Weights struct {
	Response     int    `json:"response" minimum:"0" maximum:"100"`
	Resolution   int    `json:"resolution" minimum:"0" maximum:"100"`
	Satisfaction int    `json:"satisfaction" minimum:"0" maximum:"100"`
	Basis        string `json:"basis" maxLength:"500" doc:"依据文件"`
}

// Check refuses weights that are not a whole, or that nobody ordered.
func (w Weights) Check() error {
	if min(w.Response, w.Resolution, w.Satisfaction) < 0 || w.Response+w.Resolution+w.Satisfaction != 100 {
		return fault.New(fault.Invalid, "statistics.weights", "weights %d, %d, %d", w.Response, w.Resolution, w.Satisfaction).On("response")
	}
	if strings.TrimSpace(w.Basis) == "" {
		return fault.New(fault.Invalid, "statistics.weights_basis", "no basis").On("basis")
	}
	return nil
}

// MayWeigh refuses everybody but the coordinators.
func MayWeigh(a org.Actor) error {
	if a.Has(org.Coordinator) && !a.Has(org.Admin) {
		return nil
	}
	return fault.New(fault.Forbidden, "request.forbidden", "only coordinators set the weights")
}

// Score is the composite of the three rates, nil without weights or where a rate
// that weighs has nothing to be counted from.
func (w *Weights) Score(figures []Figure) *float64 {
	if w == nil {
		return nil
	}
	weight := map[string]int{Response: w.Response, Resolution: w.Resolution, Satisfaction: w.Satisfaction}
	var sum float64
	for _, f := range figures {
		n := weight[f.Code]
		if n == 0 {
			continue
		}
		if f.Value == nil {
			return nil
		}
		sum += float64(n) * *f.Value / 100
	}
	return number(round(sum, 1))
}
