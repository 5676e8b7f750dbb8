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
	"github.com/diaodu/diaodu/store"
)

// Password is every demo account's. It is public: demo data must not stand on
// an address that strangers reach.
const Password = "Diaodu-2026"

// keeper is who the demo records say wrote them.
var keeper = org.Actor{UserID: "demo", Name: "演示数据", Roles: []org.Role{org.Admin, org.Coordinator}}

// marker names the setting that tells how far a filling came.
const marker, filling, filled = "demo", "filling", "filled"

// Needed tells whether the installation is empty: nobody can sign in yet. A
// filling that was cut short is an error: half a district would mislead people,
// and nobody but the filling has written to it.
func Needed(ctx context.Context, s *store.Store) (bool, error) {
	state, err := s.Setting(ctx, marker)
	if err != nil {
		return false, err
	}
	if state == filling {
		return false, errors.New("上次装入演示数据时中断，数据不完整：请换一个空的数据目录重新启动")
	}
	users, _, err := s.Users(ctx, store.UserFilter{Limit: 1})
	if err != nil {
		return false, fmt.Errorf("look for accounts: %w", err)
	}
	return len(users) == 0, nil
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
	enterprises map[string]string // name to id
	projects    map[string]string // name to id
	files       *store.Files
	// refused lists acts of the year that the rules did not allow; their stories stop there.
	refused []string
}

// Fill writes the demo district. Dates are placed before now: the start event is
// the latest 6 June, as in 2022. Say is told each step, in Chinese.
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
	return &district{
		store: s, now: now, event: latestJune(workcal.DateOf(now)),
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
	parts := append(d.register(), part{"开工以来的问题、调度会与督办任务", d.fillYear})
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
	at := d.event.AddDays(days).Time().Add(9 * time.Hour)
	if at.After(d.now) {
		at = d.now
	}
	return store.By{Actor: keeper, At: at}
}

func meta() casefile.Meta { return casefile.Meta{RequestID: "seed", Actor: keeper} }
