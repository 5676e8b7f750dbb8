package store

import (
	"context"
	"fmt"
	"time"

	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
)

// rosterMost bounds the people of one post; no district has as many.
const rosterMost = 200

// Found answers what applications ask of the directory: who holds a post now, or
// who a person is. A post's people are the accounts not shut that hold the role
// in the unit, or in the whole district where no unit is asked for; a unit without
// a role is everybody who works there; a person is found unless shut out. Answers come in the order of the questions, At left
// empty: it is the case's own time that counts.
func (s *Store) Found(ctx context.Context, asks []approval.Ask) ([]approval.Found, error) {
	units, err := s.unitsAsked(ctx, asks)
	if err != nil {
		return nil, err
	}
	found := make([]approval.Found, 0, len(asks))
	for _, q := range asks {
		f := approval.Found{Key: q.Key, Org: units[q.Org]}
		if f.People, err = s.peopleAsked(ctx, q); err != nil {
			return nil, fmt.Errorf("ask the directory for %s: %w", q.Key, err)
		}
		if q.User != "" && len(f.People) > 0 {
			if f.Org, err = s.unitNow(ctx, f.People[0].OrgID); err != nil {
				return nil, err
			}
		}
		found = append(found, f)
	}
	return found, nil
}

func (s *Store) unitsAsked(ctx context.Context, asks []approval.Ask) (map[string]between.Unit, error) {
	units := map[string]between.Unit{}
	for _, q := range asks {
		if _, known := units[q.Org]; known || q.Org == "" {
			continue
		}
		u, err := s.unitNow(ctx, q.Org)
		if err != nil {
			return nil, err
		}
		units[q.Org] = u
	}
	return units, nil
}

// unitNow is a unit by id; one that is not there has its id for a name, so that
// people see what the definition asked for.
func (s *Store) unitNow(ctx context.Context, id string) (between.Unit, error) {
	if id == "" {
		return between.Unit{}, nil
	}
	rows, err := rowsOf[orgRow](s.db).Where("id = ?", id).Find(ctx)
	if err != nil {
		return between.Unit{}, fmt.Errorf("unit %s: %w", id, err)
	}
	if len(rows) == 0 {
		return between.Unit{ID: id, Name: id}, nil
	}
	return between.Unit{ID: id, Name: rows[0].Name, Type: rows[0].Type}, nil
}

const peopleSQL = `SELECT u.id AS user_id, u.name, COALESCE(m.unit_id, '') AS org_id, COALESCE(o.name, '') AS org_name
  FROM users u LEFT JOIN memberships m ON m.running_of = u.id AND m.kind = 'org' LEFT JOIN orgs o ON o.id = m.unit_id `

func (s *Store) peopleAsked(ctx context.Context, q approval.Ask) ([]approval.Person, error) {
	where, args := "WHERE u.id = ? AND u.disabled_at IS NULL", []any{q.User}
	switch {
	case q.User != "":
	case q.Role == "":
		where, args = "WHERE u.disabled_at IS NULL AND m.unit_id = ?", []any{q.Org}
	default:
		where, args = "JOIN user_roles r ON r.user_id = u.id AND r.role = ? WHERE u.disabled_at IS NULL", []any{string(q.Role)}
		if q.Org != "" {
			where, args = where+" AND m.unit_id = ?", append(args, q.Org)
		}
	}
	people := []approval.Person{}
	err := s.db.WithContext(ctx).Raw(peopleSQL+where+" ORDER BY u.id LIMIT ?", append(args, rosterMost)...).Scan(&people).Error
	return people, err
}

// PersonNow is somebody an act names, as the directory knows them; ok is false
// for nobody, and for somebody shut out.
func (s *Store) PersonNow(ctx context.Context, id string) (p approval.Person, ok bool, err error) {
	people, err := s.peopleAsked(ctx, approval.Ask{User: id})
	if err != nil {
		return p, false, fmt.Errorf("ask the directory for %s: %w", id, err)
	}
	if id == "" || len(people) == 0 {
		return p, false, nil
	}
	return people[0], true, nil
}

// standsInFor lists the people whose place somebody may take on that day, as
// the actors they are.
func (s *Store) standsInFor(ctx context.Context, userID string, at time.Time) ([]org.Actor, error) {
	list, err := s.StandIns(ctx, userID, at)
	if err != nil {
		return nil, err
	}
	var absent []org.Actor
	for _, d := range list {
		if d.ByUser != userID {
			continue
		}
		a, err := s.absent(ctx, userID, d.ForUser, at)
		if fault.Of(err) != nil {
			continue // begins later, or the absent person was shut out
		}
		if err != nil {
			return nil, err
		}
		absent = append(absent, a)
	}
	return absent, nil
}
