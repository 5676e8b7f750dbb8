package project

import (
	"fmt"

	"github.com/diaodu/diaodu/domain/workcal"
)

// StartEvent is a group start event 集中开工活动. Its totals are never
// typed in: they are the sum of its members.
type StartEvent struct {
	ID      string       `json:"id"`
	Name    string       `json:"name"`
	Quarter string       `json:"quarter"` // 2022Q2
	Date    workcal.Date `json:"date"`
	Place   string       `json:"place"`
	Basis   string       `json:"basis"`
	Held    bool         `json:"held"` // the starts are recorded; members no longer change
	Demo    bool         `json:"demo"`
}

// Check refuses an event whose fields cannot be right.
func (e StartEvent) Check() error {
	switch {
	case e.Name == "":
		return missing("name", "活动名称")
	case e.Date.IsZero():
		return missing("date", "活动日期")
	case e.Quarter != QuarterOf(e.Date):
		return invalid("start_event.quarter", "quarter", "%s is not in %s", e.Date, e.Quarter).With("want", QuarterOf(e.Date))
	}
	return nil
}

// QuarterOf names the quarter of a day, like 2022Q2.
func QuarterOf(d workcal.Date) string {
	return fmt.Sprintf("%sQ%d", d.String()[:4], (int(d.Month())+2)/3)
}

// SectorTotal is one sector's share of a start event.
type SectorTotal struct {
	Sector    Sector `json:"sector"`
	Text      string `json:"text" spoken:"rules"`
	Count     int    `json:"count"`
	InvestWan int64  `json:"invest_wan"`
}

// Totals are the figures of a start event.
type Totals struct {
	Count     int           `json:"count"`
	InvestWan int64         `json:"invest_wan"`
	MeanWan   int64         `json:"mean_wan"`
	BySector  []SectorTotal `json:"by_sector" nullable:"false"`
	Sentence  string        `json:"sentence" spoken:"rules"`
}

// TotalsOf adds up the members, each once. Money that a part shares with a
// member above it is not counted twice.
func TotalsOf(members []Project) Totals {
	t := Totals{Count: len(members), BySector: []SectorTotal{}}
	sums := make(map[Sector]*SectorTotal, len(Sectors))
	for _, s := range Sectors {
		sums[s] = &SectorTotal{Sector: s, Text: s.Text()}
	}
	for _, p := range members {
		sums[p.Sector].Count++
	}
	for _, p := range Roots(members) {
		t.InvestWan += p.InvestTotalWan
		sums[p.Sector].InvestWan += p.InvestTotalWan
	}
	for _, s := range Sectors {
		if sums[s].Count > 0 {
			t.BySector = append(t.BySector, *sums[s])
		}
	}
	if t.Count > 0 {
		t.MeanWan = t.InvestWan / int64(t.Count)
	}
	t.Sentence = fmt.Sprintf("%d个项目, 总投资%s", t.Count, Yi(t.InvestWan))
	return t
}

// Yi prints 万元 the way reports do: whole 亿元 from ten 亿 up, one decimal from
// one 亿 up, 万元 below, with 约 where anything was rounded.
func Yi(wan int64) string {
	switch {
	case wan >= 100_000:
		return about(wan%10_000 != 0) + fmt.Sprintf("%d亿元", (wan+5_000)/10_000)
	case wan >= 10_000:
		tenths := (wan + 500) / 1_000
		if tenths%10 == 0 {
			return about(wan%1_000 != 0) + fmt.Sprintf("%d亿元", tenths/10)
		}
		return about(wan%1_000 != 0) + fmt.Sprintf("%d.%d亿元", tenths/10, tenths%10)
	}
	return fmt.Sprintf("%d万元", wan)
}

func about(rounded bool) string {
	if rounded {
		return "约"
	}
	return ""
}

// StartEventView is a start event as its readers see it.
type StartEventView struct {
	StartEvent
	Totals  Totals `json:"totals"`
	Members []Line `json:"members,omitempty"`
	Version int    `json:"version"`
}
