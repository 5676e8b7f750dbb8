package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/issue"
)

const classSetting = "issue_classes"

// IssueClasses is the district's catalogue of classes; its version is 0 where it is
// as shipped.
func (s *Store) IssueClasses(ctx context.Context) (issue.Catalogue, Version, error) {
	c := issue.Shipped()
	var set issue.Catalogue
	v, err := settingNow(ctx, s.db, classSetting, &set)
	if err == nil && v.Version > 0 {
		c = set
	}
	return c, v, err
}

// IssueClassesAt is the catalogue as it was in force just before a moment.
func (s *Store) IssueClassesAt(ctx context.Context, at time.Time) (issue.Catalogue, error) {
	c := issue.Shipped()
	var set issue.Catalogue
	v, err := settingUntil(ctx, s.db, classSetting, at, &set)
	if err == nil && v.Version > 0 {
		c = set
	}
	return c, err
}

// ClassFor is a class as the district's catalogue has it, retired or not, for an
// order that the system gives; nil where the catalogue is as shipped.
func (s *Store) ClassFor(ctx context.Context, code string) (*issue.Class, error) {
	list, v, err := s.IssueClasses(ctx)
	if err != nil || v.Version == 0 {
		return nil, err
	}
	l, ok := list.Of(code)
	if !ok {
		return nil, nil
	}
	return &l.Class, nil
}

// IssueClassUse counts the issues of each class.
func (s *Store) IssueClassUse(ctx context.Context) (map[string]int, error) {
	var rows []struct {
		Class string
		N     int
	}
	if err := s.db.WithContext(ctx).Raw("SELECT class, COUNT(*) AS n FROM issues GROUP BY class").Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("use of classes: %w", err)
	}
	use := make(map[string]int, len(rows))
	for _, r := range rows {
		use[r.Class] = r.N
	}
	return use, nil
}

// SetIssueClasses puts a catalogue in force. Issues keep the class they were put
// into as it was then; new ones get the new catalogue's.
func (s *Store) SetIssueClasses(ctx context.Context, by By, expect int, next issue.Catalogue, reason string) error {
	c := settingChange{By: by, What: "class.set", Name: classSetting, Expect: expect, Reason: reason}
	told := func(c issue.Catalogue) any { return c }
	return changeSetting(ctx, s, c, issue.Shipped(), told, func(tx *gorm.DB, now issue.Catalogue) (issue.Catalogue, error) {
		if err := next.Follow(now); err != nil {
			return nil, err
		}
		return next, classUnits(ctx, tx, now, next)
	})
}

// classUnits refuses a usual lead that is no unit of the district. What the
// catalogue said before may stay: the shipped one names units a district may lack.
func classUnits(ctx context.Context, tx *gorm.DB, now, next issue.Catalogue) error {
	for _, l := range next {
		if was, _ := now.Of(l.Code); l.Default == "" || l.Default == issue.TownLeads || was.Default == l.Default {
			continue
		}
		var n int64
		if err := tx.WithContext(ctx).Raw("SELECT COUNT(*) FROM orgs WHERE id = ?", l.Default).Scan(&n).Error; err != nil {
			return fmt.Errorf("units of classes: %w", err)
		}
		if n == 0 {
			return fault.New(fault.Invalid, "class.unit", "class %q: no unit %q", l.Code, l.Default).On("classes").With("name", l.Name)
		}
	}
	return nil
}
