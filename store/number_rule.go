package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/numberrule"
	"github.com/diaodu/diaodu/domain/workcal"
)

const numberSetting = "number/"

type numberSeries struct {
	Name string `gorm:"primaryKey"`
	Last int
}

// TableName is number_series.
func (numberSeries) TableName() string { return "number_series" }

// NumberRule is a rule in force with what it gives next.
type NumberRule struct {
	numberrule.Numbered
	Rule     numberrule.Rule
	Now      Version // zero where it is as shipped
	Counters []NumberCounter
}

// NumberCounter is a series of the present period. Sub tells apart series of one
// kind, such as those of meetings.
type NumberCounter struct {
	Sub  string `json:"sub,omitempty" doc:"所属系列"`
	Last int    `json:"last" doc:"本期已用到"`
	Next string `json:"next" doc:"下一个编号"`
}

// allot rewrites the series a case asked for by the rule in force. It reads in the
// recording transaction, so that a number is given by the rule of its moment.
func allot(ctx context.Context, tx *gorm.DB, ev *casefile.Event) error {
	kind := numberrule.KindOf(ev.Series.Name)
	if _, ok := numberrule.Of(kind); !ok {
		return nil
	}
	var rule numberrule.Rule
	v, err := settingNow(ctx, tx, numberSetting+kind, &rule)
	if err != nil || v.Version == 0 {
		return err
	}
	s := rule.Series(*ev.Series, workcal.DateOf(ev.At))
	ev.Series = &s
	return nil
}

// NumberRules are the rules in force, with the counters of the day's period.
func (s *Store) NumberRules(ctx context.Context, today workcal.Date) ([]NumberRule, error) {
	var out []NumberRule
	for _, n := range numberrule.All {
		r := NumberRule{Numbered: n, Rule: n.Shipped}
		var err error
		if r.Now, err = settingNow(ctx, s.db, numberSetting+n.Kind, &r.Rule); err != nil {
			return nil, err
		}
		if r.Counters, err = counters(ctx, s.db, n.Kind, r.Rule, today); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

// counters are the series of a kind in the day's period, with what each gives next
// under a rule.
func counters(ctx context.Context, tx *gorm.DB, kind string, rule numberrule.Rule, today workcal.Date) ([]NumberCounter, error) {
	period := rule.Period(today)
	rows, err := rowsOf[numberSeries](tx).Where("name = ? OR name LIKE ?", kind+"/"+period, kind+"/%/"+period).Order("name").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("number series of %s: %w", kind, err)
	}
	if len(rows) == 0 {
		rows = []numberSeries{{Name: kind + "/" + period}}
	}
	var out []NumberCounter
	for _, r := range rows {
		sub := strings.Trim(strings.TrimSuffix(strings.TrimPrefix(r.Name, kind+"/"), period), "/")
		series := rule.Series(casefile.Series{Name: r.Name}, today)
		out = append(out, NumberCounter{Sub: sub, Last: r.Last, Next: fmt.Sprintf(series.Format, r.Last+1)})
	}
	return out, nil
}

// PreviewNumbers says what the next numbers would be under a rule, refusing what
// SetNumberRule would.
func (s *Store) PreviewNumbers(ctx context.Context, kind string, rule numberrule.Rule, today workcal.Date) ([]NumberCounter, error) {
	if err := s.mayNumber(ctx, s.db, kind, rule); err != nil {
		return nil, err
	}
	return counters(ctx, s.db, kind, rule, today)
}

// NumberStart moves a counter on, such as to where a register kept on paper ended.
type NumberStart struct {
	Next int // the next number given; 0 leaves the counter alone
}

type numberTrace struct {
	numberrule.Rule
	Next int `json:"next,omitempty"`
}

// SetNumberRule puts a rule in force. A counter goes on where it is and can only
// be moved forward: no number is given twice (number.used, number.backwards).
func (s *Store) SetNumberRule(ctx context.Context, by By, kind string, expect int, rule numberrule.Rule, start NumberStart, reason string) error {
	n, ok := numberrule.Of(kind)
	if !ok {
		return fault.New(fault.NotFound, "number.not_found", "nothing numbered %q", kind)
	}
	c := settingChange{By: by, What: "number.set", Name: numberSetting + kind, Expect: expect, Reason: reason}
	moved := 0
	told := func(r numberrule.Rule) any { return numberTrace{r, moved} }
	return changeSetting(ctx, s, c, n.Shipped, told, func(tx *gorm.DB, _ numberrule.Rule) (numberrule.Rule, error) {
		if err := s.mayNumber(ctx, tx, kind, rule); err != nil {
			return rule, err
		}
		if start.Next == 0 {
			return rule, nil
		}
		moved = start.Next
		return rule, moveCounter(ctx, tx, kind+"/"+rule.Period(by.today()), start.Next)
	})
}

func moveCounter(ctx context.Context, tx *gorm.DB, name string, next int) error {
	row, err := rowsOf[numberSeries](tx, clause.Locking{Strength: "UPDATE"}).Where("name = ?", name).Take(ctx)
	if err != nil && !errors.Is(err, gorm.ErrRecordNotFound) {
		return fmt.Errorf("number series %s: %w", name, err)
	}
	if next <= row.Last {
		return fault.New(fault.Conflict, "number.backwards", "%s is at %d, not to %d", name, row.Last, next).On("next").With("last", row.Last)
	}
	return put(ctx, tx, []numberSeries{{Name: name, Last: next - 1}})
}

// mayNumber refuses a rule whose numbers could be those of another, now or before.
func (s *Store) mayNumber(ctx context.Context, tx *gorm.DB, kind string, rule numberrule.Rule) error {
	n, ok := numberrule.Of(kind)
	if !ok {
		return fault.New(fault.NotFound, "number.not_found", "nothing numbered %q", kind)
	}
	if err := n.Check(rule); err != nil {
		return err
	}
	for _, other := range numberrule.All {
		rules, _, err := settingHistory[numberrule.Rule](ctx, tx, numberSetting+other.Kind)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(append(rules, other.Shipped), func(r numberrule.Rule) bool { return numberrule.Clash(kind, rule, other.Kind, r) }) {
			return used(kind, rule, other.Kind)
		}
	}
	var results []string
	err := tx.WithContext(ctx).Raw("SELECT name FROM number_series WHERE name LIKE 'result/%'").Scan(&results).Error
	if err != nil {
		return fmt.Errorf("number series of results: %w", err)
	}
	for _, name := range results {
		if numberrule.Shape(strings.TrimPrefix(name, "result/")) == numberrule.Shape(rule.Layout) {
			return used(kind, rule, "result")
		}
	}
	return nil
}

func used(kind string, rule numberrule.Rule, other string) error {
	return fault.New(fault.Conflict, "number.used", "%s: %q could make a number of %s", kind, rule.Layout, other).On("layout").With("other", other)
}

// NumberRuleVersions are the rules a kind had, newest first.
func (s *Store) NumberRuleVersions(ctx context.Context, kind string) ([]numberrule.Rule, []Version, error) {
	if _, ok := numberrule.Of(kind); !ok {
		return nil, nil, fault.New(fault.NotFound, "number.not_found", "nothing numbered %q", kind)
	}
	return settingHistory[numberrule.Rule](ctx, s.db, numberSetting+kind)
}
