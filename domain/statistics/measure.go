package statistics

import "slices"

// Shape says how a measure's list becomes a figure.
type Shape string

const (
	Count    Shape = "count"    // how many
	Rate     Shape = "rate"     // those that count ÷ all
	Duration Shape = "duration" // median and 90th percentile
	Mean     Shape = "mean"     // average
	Sum      Shape = "sum"      // total
)

// Measure is one published figure. Formula is its definition in Chinese, shown
// beside the figure wherever it appears.
type Measure struct {
	Code    string `json:"code"`
	Name    string `json:"name" spoken:"rules"`
	Unit    string `json:"unit" spoken:"rules"`
	Shape   Shape  `json:"shape"`
	Formula string `json:"formula" spoken:"rules"`
	samples func(*Facts) []entry
}

// Codes of the measures.
const (
	ResolvedKey      = "resolved_this_year"
	Raised           = "raised"
	Resolved         = "resolved"
	InHand           = "open"
	Overdue          = "overdue"
	CarryOver        = "carry_over"
	Response         = "response"
	Resolution       = "resolution"
	Satisfaction     = "satisfaction"
	OnTime           = "on_time"
	OnTimeOriginal   = "on_time_original"
	AppliedOnTime    = "applied_on_time"
	RaiseToTask      = "raise_to_task"
	TaskToClosed     = "task_to_closed"
	RaiseToClosed    = "raise_to_closed"
	DecidedInMeeting = "decided_in_meeting"
	FirstActHours    = "first_act_hours"
	LevelToStart     = "levelling_to_start"
	ForceLag         = "task_force_lag"
	Recurrence       = "recurrence"
	ObjectionRounds  = "objection_rounds"
	Extensions       = "extensions"
	PausedDays       = "paused_days"
	StartProjects    = "start_events"
)

// Measures lists every measure in the order reports print them.
var Measures = []Measure{
	{ResolvedKey, "已帮助重点在建项目解决难题", "项", Count,
		"期内解决（业主确认，或业主未回应但佐证已核实）且解决时项目为重点项目、处于开工或在建阶段的问题数", resolvedKey},
	{Raised, "提出问题", "项", Count, "期内收到的问题数，以收件日（非工作时间提交的计入下一工作日）为准", raised},
	{Resolved, "解决问题", "项", Count, "期内办结且业主确认，或业主未回应但佐证已核实的问题数", resolved},
	{InHand, "在办问题", "项", Count, "统计时点尚未办结、不予受理、撤回或并入的问题数", inHand},
	{Overdue, "逾期任务", "项", Count, "统计时点未办结、未暂停且已过现行办理期限的任务数", overdue},
	{CarryOver, "结转问题等待月数", "个月", Mean, "统计时点在办问题自收件日起的整月数之平均；计入结转的为已满1个月的", carryOver},
	{Response, "响应率", "%", Rate,
		"分子：首次派单后1个工作日内承办单位有首个办理动作的问题；分母：期内首次派单且时限已到或已响应的问题，剔除响应前已撤回、并入、不予受理的", response},
	{Resolution, "解决率", "%", Rate,
		"分子：业主确认解决，或业主未回应但佐证已核实的问题；分母：期内办结的问题，剔除经批准的不予受理以及撤回、并入；未核实即办结的只计入分母", resolution},
	{Satisfaction, "满意率", "%", Rate, "分子：评价4分及以上；分母：期内经业主确认办结且已评价的问题；业主未确认的不计入", satisfaction},
	{OnTime, "按期办结率", "%", Rate, "分子：办结日不晚于现行期限（含批准的延期和暂停）的任务；分母：现行期限在期内且已到期的任务，剔除已撤销和暂停中的", onTime},
	{OnTimeOriginal, "按原定期限办结率", "%", Rate, "分子：办结日不晚于最初期限的任务；分母：最初期限在期内且已到期的任务，剔除已撤销的", onTimeOriginal},
	{AppliedOnTime, "按期申请办结率", "%", Rate, "分子：在现行期限内申请办结的任务，核实和业主确认所用时间不计；分母：现行期限在期内且已到期的任务，剔除已撤销和暂停中的", appliedOnTime},
	{RaiseToTask, "提出到交办", "工作日", Duration, "期内首次交办的问题，自收件日到首次交办日的工作日数，取中位数和90分位数", raiseToTask},
	{TaskToClosed, "交办到办结", "工作日", Duration, "期内办结的任务，自议定日到办结日的工作日数，取中位数和90分位数", taskToClosed},
	{RaiseToClosed, "提出到办结", "工作日", Duration, "期内办结（不含不予受理、撤回、并入）的问题，自收件日到办结日的工作日数，取中位数和90分位数；重新提出的自最初收件日起算", raiseToClosed},
	{DecidedInMeeting, "会上议定率（说了算）", "%", Rate, "分子：当场形成决定的问题议题，暂缓和继续研究不算；分母：期内召开的会议上审议的问题议题", decidedInMeeting},
	{FirstActHours, "首次办理用时（马上办）", "小时", Duration, "期内首次派单且承办单位已有办理动作的问题，自派单到首个办理动作的自然小时数，取中位数和90分位数", firstActHours},
	{LevelToStart, "平场到开工", "天", Duration, "期内开工的项目，自平场到开工的自然日数，取中位数和90分位数；计入的为不到一个月的", levelToStart},
	{ForceLag, "专班组建用时", "天", Duration, "期内组建的专班，自议定到组建的自然日数，取中位数和90分位数；计入的为当日组建的", forceLag},
	{Recurrence, "重复发生率", "%", Rate, "分子：期内在办结后90日内重新提出的问题；分母：期内办结过或重新提出的问题", recurrence},
	{ObjectionRounds, "派单异议轮次", "轮", Mean, "期内首次派单的问题的异议次数之平均；计入的为有过异议的", objectionRounds},
	{Extensions, "批准延期", "次", Count, "期内批准的延期次数", extensions},
	{PausedDays, "暂停工作日", "工作日", Sum, "期内任务暂停计时的工作日之和，按暂停原因分列", pausedDays},
	{StartProjects, "集中开工总投资", "万元", Sum, "期内已举行的集中开工活动的项目总投资之和，子项目与上级项目重复的投资只计一次", startProjects},
}

// MeasureOf finds a measure by its code.
func MeasureOf(code string) (Measure, bool) {
	for _, m := range Measures {
		if m.Code == code {
			return m, true
		}
	}
	return Measure{}, false
}

// Sample is one line of the list behind a figure.
type Sample struct {
	About
	On     string  `json:"on"`     // the day that puts it into the period
	Counts bool    `json:"counts"` // part of the numerator, or of what the formula singles out
	Value  float64 `json:"value"`  // days, hours, rounds… 1 where only the number of lines matters
	Group  string  `json:"group,omitempty"`
}

// Figure is a measure's value over a list.
type Figure struct {
	Measure
	// Value is null where there is nothing to divide by: no rate is not 0 %.
	Value  *float64 `json:"value"`
	Num    int      `json:"num"`
	Den    int      `json:"den"`
	Median *float64 `json:"median,omitempty"`
	P90    *float64 `json:"p90,omitempty"`
	// Small tells that fewer than five cases are too few to rank by.
	Small bool `json:"small"`
}

// SmallN is how many cases a rate or a duration needs before anybody is ranked
// by it (K-4).
const SmallN = 5

// Samples is the list behind the measure, newest first.
func (m Measure) Samples(f *Facts) []Sample {
	entries := m.samples(f)
	slices.SortFunc(entries, newest)
	list := make([]Sample, len(entries))
	for n := range entries {
		list[n] = entries[n].sample()
	}
	return list
}

// Over is the figure of a list.
func (m Measure) Over(list []Sample) Figure {
	t := m.tally(len(list))
	for n := range list {
		t.add(list[n].Counts, list[n].Value)
	}
	return m.of(t)
}

// overEntries is Over of a list that nobody sees.
func (m Measure) overEntries(list []entry) Figure {
	t := m.tally(len(list))
	for n := range list {
		t.add(list[n].counts, list[n].value)
	}
	return m.of(t)
}

// tally is what a figure needs to know of its list. Values are kept only where
// their order decides. Sums are of whole numbers, so the order of adding them
// changes no digit.
type tally struct {
	num, den int
	sum      float64
	keep     bool
	values   []float64
}

func (m Measure) tally(length int) *tally {
	t := &tally{keep: m.Shape == Duration}
	if t.keep {
		t.values = make([]float64, 0, length)
	}
	return t
}

func (t *tally) add(counts bool, value float64) {
	t.den++
	if counts {
		t.num++
	}
	t.sum += value
	if t.keep {
		t.values = append(t.values, value)
	}
}

func (m Measure) of(t *tally) Figure {
	f := Figure{Measure: m, Num: t.num, Den: t.den}
	f.Small = f.Den < SmallN && m.Shape != Count && m.Shape != Sum
	switch {
	case m.Shape == Count:
		f.Value = number(float64(f.Den))
	case m.Shape == Sum:
		f.Value = number(t.sum)
	case f.Den == 0:
	case m.Shape == Rate:
		f.Value = number(round(100*float64(f.Num)/float64(f.Den), 1))
	case m.Shape == Mean:
		f.Value = number(round(t.sum/float64(f.Den), 2))
	case m.Shape == Duration:
		slices.Sort(t.values)
		f.Median, f.P90 = number(percentile(t.values, 50)), number(percentile(t.values, 90))
		f.Value = f.Median
	}
	return f
}
