package api

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/documents"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/statistics"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// Statistics gathers the facts behind figures; store fits it.
type Statistics interface {
	StatisticsFacts(ctx context.Context, q store.StatisticsQuery) (*statistics.Facts, error)
	LoadAt(ctx context.Context, kind casefile.Kind, id string, at time.Time) (state casefile.State, ok bool, err error)
	TownNames(ctx context.Context) (map[string]string, error)
	SetStatisticsWeights(ctx context.Context, by store.By, w statistics.Weights) error
}

type statisticsDesk struct{ Deps }

func registerStatistics(api huma.API, d Deps) {
	desk := statisticsDesk{d}
	const tag = "统计"
	huma.Register(api, op("statistics", http.MethodGet, "/api/statistics", tag, "统计指标"), desk.report)
	huma.Register(api, op("statistics-items", http.MethodGet, "/api/statistics/{measure}/items", tag, "一个数背后的清单"), desk.items)
	huma.Register(api, op("statistics-monthly", http.MethodGet, "/api/statistics/monthly-report.xlsx", tag, "月报", slowAnswer), desk.monthly)
	huma.Register(api, op("statistics-measures", http.MethodGet, "/api/statistics/measures", tag, "指标口径"), desk.measures)
	huma.Register(api, op("statistics-weigh", http.MethodPut, "/api/statistics/weights", tag, "设置综合得分权重", answers(http.StatusNoContent)), desk.weigh)
}

// StatisticsIn is a period and a moment. Without a period it is the moment's
// year so far.
type StatisticsIn struct {
	AsOf string `query:"as_of" doc:"统计时点：日期（当日24时）或 RFC 3339 时刻，默认现在" example:"2022-06-06"`
	From string `query:"from" doc:"起，默认当年1月1日" example:"2022-01-01"`
	To   string `query:"to" doc:"止，默认统计时点当日" example:"2022-06-06"`
}

// maxPeriod bounds one question, in days.
const maxPeriod = 5*366 + 1

func (in StatisticsIn) query(now time.Time, a org.Actor) (q store.StatisticsQuery, err error) {
	if q.AsOf, err = momentOf(in.AsOf, now); err != nil {
		return q, err
	}
	day := workcal.DateOf(q.AsOf)
	q.From, q.To = workcal.NewDate(day.Year(), time.January, 1), day
	for _, d := range []struct {
		text, name string
		into       *workcal.Date
	}{{in.From, "from", &q.From}, {in.To, "to", &q.To}} {
		if d.text == "" {
			continue
		}
		if *d.into, err = workcal.ParseDate(d.text); err != nil {
			return q, fault.New(fault.Invalid, "statistics.date", "%s %q", d.name, d.text).On(d.name)
		}
	}
	if n := q.To.Sub(q.From); n < 0 || n > maxPeriod {
		return q, fault.New(fault.Invalid, "statistics.period", "from %s to %s", q.From, q.To).On("to")
	}
	if statistics.OwnerOnly(a) {
		q.Enterprise = a.EnterpriseID
		if q.Enterprise == "" {
			q.Enterprise = "-" // an owner without an enterprise has no cases
		}
	}
	return q, nil
}

// momentOf reads a moment: a day means its end, and nothing lies in the future.
func momentOf(text string, now time.Time) (time.Time, error) {
	if text == "" {
		return now, nil
	}
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		day, err := workcal.ParseDate(text)
		if err != nil {
			return now, fault.New(fault.Invalid, "statistics.date", "as_of %q", text).On("as_of")
		}
		if day == workcal.DateOf(now) {
			return now, nil
		}
		at = day.End().Add(-time.Microsecond)
	}
	if at.After(now) {
		return now, fault.New(fault.Invalid, "statistics.future", "as_of %s is to come", at).On("as_of")
	}
	return at, nil
}

func (k statisticsDesk) report(ctx context.Context, in *StatisticsIn) (*bodyOut[statistics.Report], error) {
	reader := auth.Actor(ctx)
	f, err := k.facts(ctx, *in, reader)
	if err != nil {
		return nil, err
	}
	r := statistics.ReportOf(f, reader)
	return answer(r, k.nameTowns(ctx, r.ByTown))
}

func (k statisticsDesk) facts(ctx context.Context, in StatisticsIn, reader org.Actor) (*statistics.Facts, error) {
	q, err := in.query(k.Now(), reader)
	if err != nil {
		return nil, err
	}
	return k.Statistics.StatisticsFacts(ctx, q)
}

func (k statisticsDesk) nameTowns(ctx context.Context, lines []statistics.Line) error {
	names, err := k.Statistics.TownNames(ctx)
	for n := range lines {
		if name := names[lines[n].Key]; name != "" {
			lines[n].Name = name
		}
	}
	return err
}

func (k statisticsDesk) measures(context.Context, *struct{}) (*listOut[statistics.Measure], error) {
	return newList(statistics.Measures, ""), nil
}

type weightsIn struct{ Body statistics.Weights }

func (k statisticsDesk) weigh(ctx context.Context, in *weightsIn) (*struct{}, error) {
	return nil, k.Statistics.SetStatisticsWeights(ctx, k.by(ctx), in.Body)
}

type statisticsItemsIn struct {
	StatisticsIn
	PageQuery
	Measure string `path:"measure" maxLength:"40"`
	Class   string `query:"class" doc:"一级类别"`
	Town    string `query:"town"`
	Lead    string `query:"lead" doc:"牵头单位"`
	Part    string `query:"part" enum:"num,den" doc:"num 只列分子"`
}

// StatisticsItems is a page of the list behind a figure, with the figure itself
// over what the reader may see of the list.
type StatisticsItems struct {
	Figure statistics.Figure   `json:"figure"`
	AsOf   time.Time           `json:"as_of"`
	Items  []statistics.Sample `json:"items" nullable:"false"`
	Next   string              `json:"next"`
}

func (k statisticsDesk) items(ctx context.Context, in *statisticsItemsIn) (*bodyOut[StatisticsItems], error) {
	m, ok := statistics.MeasureOf(in.Measure)
	if !ok {
		return nil, fault.New(fault.NotFound, "statistics.unknown", "no measure %s", in.Measure)
	}
	reader := auth.Actor(ctx)
	f, err := k.facts(ctx, in.StatisticsIn, reader)
	if err != nil {
		return nil, err
	}
	list := statistics.Select(statistics.Visible(m.Samples(f), reader), in.Class, in.Town, in.Lead)
	out := StatisticsItems{Figure: m.Over(list), AsOf: f.AsOf, Items: []statistics.Sample{}}
	rest := list
	if in.Cursor != "" {
		mark, err := base64.RawURLEncoding.DecodeString(in.Cursor)
		if err != nil {
			return nil, fault.New(fault.Invalid, "request.cursor", "cursor %q", in.Cursor).On("cursor")
		}
		rest = statistics.Behind(list, string(mark))
	}
	for _, s := range rest {
		if in.Part == "num" && !s.Counts {
			continue
		}
		if in.Q != "" && !strings.Contains(s.Title+s.No+s.ProjectName, in.Q) {
			continue
		}
		if len(out.Items) == in.Limit {
			out.Next = base64.RawURLEncoding.EncodeToString([]byte(out.Items[in.Limit-1].Mark()))
			break
		}
		out.Items = append(out.Items, s)
	}
	return answer(out, nil)
}

type monthlyIn struct {
	Month string `query:"month" pattern:"^[0-9]{4}-[0-9]{2}$" doc:"月份，默认本月" example:"2022-05"`
	AsOf  string `query:"as_of" doc:"冻结时点，默认月末；当月为现在"`
}

// monthly is the 月报: the same figures as the statistics of that month as of the
// moment it is frozen at (K-7).
func (k statisticsDesk) monthly(ctx context.Context, in *monthlyIn) (*paperOut, error) {
	reader := auth.Actor(ctx)
	if err := officialsOnly(reader); err != nil {
		return nil, err
	}
	now := k.Now()
	month := workcal.DateOf(now)
	if in.Month != "" {
		var err error
		if month, err = workcal.ParseDate(in.Month + "-01"); err != nil {
			return nil, fault.New(fault.Invalid, "statistics.date", "month %q", in.Month).On("month")
		}
	}
	first := workcal.NewDate(month.Year(), month.Month(), 1)
	last := workcal.NewDate(month.Year(), month.Month()+1, 1).AddDays(-1)
	if in.AsOf == "" && last.Before(workcal.DateOf(now)) {
		in.AsOf = last.String()
	}
	f, err := k.facts(ctx, StatisticsIn{AsOf: in.AsOf, From: first.String(), To: last.String()}, reader)
	if err != nil {
		return nil, err
	}
	report, err := k.monthlyReport(ctx, f, reader)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := documents.WriteMonthlyReport(&b, report); err != nil {
		return nil, err
	}
	return paper(fmt.Sprintf("%s月报.xlsx", report.Month), excelFile, &b), nil
}
