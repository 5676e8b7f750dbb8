// Package seed fills an empty installation with a demo district 演示数据: real
// place names of 荣昌区, made-up companies and people, every record marked as
// demo. It goes through the same doors as people do, so no rule is skipped, and
// it never touches an installation that already has accounts.
package seed

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/internal/shipped"
	"github.com/diaodu/diaodu/store"
)

// Password is every demo account's. It is public: demo data must not stand on
// an address that strangers reach.
const Password = "Diaodu-2026"

// keeper is who the demo records say wrote them.
var keeper = org.Actor{UserID: "demo", Name: "演示数据", Roles: []org.Role{org.Admin, org.Coordinator}}

// marker names the setting that tells how far a filling came.
const marker, filling, filled, taken = "demo", "filling", "filled", "taken"

// ErrTaken says that a filling was cut off and that people, or the workflows,
// have gone on with what was there: it is theirs now and is left alone.
var ErrTaken = errors.New("上次装入演示数据时中断，其后库里已有别的记录：原样保留，不再装入；要完整的演示数据请换一个空的数据目录")

// Needed tells whether the installation is empty: nobody can sign in yet. What a
// filling that was cut off has left is cleared away first, or ErrTaken where
// anybody else has written since.
func Needed(ctx context.Context, s *store.Store) (bool, error) {
	state, err := s.Setting(ctx, marker)
	if err != nil {
		return false, err
	}
	switch state {
	case taken:
		return false, ErrTaken
	case filling:
		alone, err := s.OnlyBy(ctx, keeper.UserID)
		if err != nil {
			return false, err
		}
		if !alone {
			return false, ErrTaken
		}
		if err := s.Clear(ctx); err != nil {
			return false, fmt.Errorf("清除未装完的演示数据：%w", err)
		}
		return true, shipped.Adopt(ctx, s)
	}
	users, _, err := s.Users(ctx, store.UserFilter{Limit: 1})
	if err != nil {
		return false, fmt.Errorf("look for accounts: %w", err)
	}
	return len(users) == 0, nil
}

// Take is called by whatever begins to work on an installation. Had a filling
// been cut off, what it left is in use from now on.
func Take(ctx context.Context, s *store.Store, now time.Time) error {
	state, err := s.Setting(ctx, marker)
	if err != nil || state != filling {
		return err
	}
	return s.SetSetting(ctx, store.By{Actor: keeper, At: now}, marker, taken)
}

// Present tells whether the demo district is in this installation.
func Present(ctx context.Context, s *store.Store) bool {
	_, err := s.User(ctx, "demo-"+Shown[0].Login)
	return err == nil
}

// district is one filling in progress.
type district struct {
	store       *store.Store
	now         time.Time
	event       workcal.Date      // day of the latest second-quarter start event
	before      workcal.Date      // day of the first-quarter start event of the year before
	begin       workcal.Date      // first workday of the twelve months shown
	enterprises map[string]string // name to id
	projects    map[string]string // name to id
	files       *store.Files
	// refused lists acts of the year that the rules did not allow; their stories stop there.
	refused []string
}

// Fill writes the demo district with twelve months of life before now. The start
// event is the latest 6 June, as in 2022; what happened before it happened to
// projects of an earlier one. Say is told each step, in Chinese.
func Fill(ctx context.Context, s *store.Store, files *store.Files, now time.Time, say func(string)) error {
	_, err := fill(ctx, s, files, now, say)
	return err
}

// FillRegister writes the district without any case: units, enterprises,
// accounts, projects and their start event.
func FillRegister(ctx context.Context, s *store.Store, now time.Time) error {
	d := newDistrict(s, nil, now)
	return d.parts(ctx, d.register(), func(string) {})
}

func newDistrict(s *store.Store, files *store.Files, now time.Time) *district {
	today := workcal.DateOf(now)
	event := latestJune(today)
	return &district{
		store: s, now: now, event: event, before: workcal.NewDate(event.Year()-1, time.March, 18), begin: today.AddDays(-365),
		enterprises: map[string]string{}, projects: map[string]string{}, files: files,
	}
}

// part is one step of the filling.
type part struct {
	name string
	fill func(context.Context) error
}

func (d *district) register() []part {
	return []part{
		{"单位与镇街", d.fillUnits},
		{"企业", d.fillEnterprises},
		{"账号", d.fillPeople},
		{"项目与集中开工活动", d.fillProjects},
	}
}

func (d *district) parts(ctx context.Context, parts []part, say func(string)) error {
	for _, p := range parts {
		if err := p.fill(ctx); err != nil {
			return fmt.Errorf("演示数据（%s）：%w", p.name, err)
		}
		say(p.name)
	}
	return nil
}

func fill(ctx context.Context, s *store.Store, files *store.Files, now time.Time, say func(string)) (*district, error) {
	d := newDistrict(s, files, now)
	if err := s.SetSetting(ctx, store.By{Actor: keeper, At: now}, marker, filling); err != nil {
		return d, err
	}
	parts := append(d.register(), part{"一年来的问题、调度会与督办任务", d.fillYear}, part{"工作专班", d.fillForce})
	if err := d.parts(ctx, parts, say); err != nil {
		return d, err
	}
	return d, s.SetSetting(ctx, store.By{Actor: keeper, At: now}, marker, filled)
}

// latestJune is the latest 6 June whose next working week has passed.
func latestJune(today workcal.Date) workcal.Date {
	day := workcal.NewDate(today.Year(), time.June, 6)
	if day.Before(today) {
		return day
	}
	return workcal.NewDate(today.Year()-1, time.June, 6)
}

// by is who writes, some days before or after the start event, at nine o'clock.
func (d *district) by(days int) store.By {
	return d.morning(d.event.AddDays(days))
}

// morning is nine o'clock of a day, or now where that is still to come.
func (d *district) morning(day workcal.Date) store.By {
	at := day.At(9, 0)
	if at.After(d.now) {
		at = d.now
	}
	return store.By{Actor: keeper, At: at}
}

func meta() casefile.Meta { return casefile.Meta{RequestID: "seed", Actor: keeper} }
