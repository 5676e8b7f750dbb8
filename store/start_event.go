package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
)

type startEventRow struct {
	ID        string `gorm:"primaryKey"`
	Name      string
	Quarter   string
	OnDate    dateCol
	Place     string
	Basis     string
	Held      bool
	Demo      bool
	Version   int
	CreatedAt time.Time `gorm:"autoCreateTime:false"`
	UpdatedAt time.Time `gorm:"autoUpdateTime:false"`
}

// TableName is start_events.
func (startEventRow) TableName() string { return "start_events" }

func (r startEventRow) event() project.StartEvent {
	return project.StartEvent{
		ID: r.ID, Name: r.Name, Quarter: r.Quarter, Date: r.OnDate.Date, Place: r.Place, Basis: r.Basis, Held: r.Held, Demo: r.Demo,
	}
}

func (r *startEventRow) put(e project.StartEvent) {
	r.Name, r.Quarter, r.OnDate, r.Place, r.Basis, r.Held, r.Demo = e.Name, e.Quarter, dateCol{e.Date}, e.Place, e.Basis, e.Held, e.Demo
}

type startMember struct {
	EventID   string `gorm:"primaryKey"`
	ProjectID string `gorm:"primaryKey"`
	SortNo    int
}

// TableName is start_event_members.
func (startMember) TableName() string { return "start_event_members" }

// StartEvent is one group start event with its members and their sum. Owners
// see the totals, and of the members only their own.
func (s *Store) StartEvent(ctx context.Context, reader org.Actor, id string) (project.StartEventView, error) {
	row, err := rowsOf[startEventRow](s.db).Where("id = ?", id).Take(ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) || project.SightOf(reader).Nothing() {
		return project.StartEventView{}, noStartEvent(id)
	}
	if err != nil {
		return project.StartEventView{}, fmt.Errorf("start event %s: %w", id, err)
	}
	return s.startEventView(ctx, reader, row)
}

func noStartEvent(id string) error {
	return fault.New(fault.NotFound, "start_event.not_found", "no start event %s", id)
}

func (s *Store) startEventView(ctx context.Context, reader org.Actor, row startEventRow) (project.StartEventView, error) {
	members, err := membersOf(ctx, s.db, row.ID)
	if err != nil {
		return project.StartEventView{}, err
	}
	v := project.StartEventView{StartEvent: row.event(), Version: row.Version, Members: []project.Line{}}
	all := make([]project.Project, len(members))
	for i, m := range members {
		all[i] = m.project()
		if sees(reader, m) {
			v.Members = append(v.Members, m.line())
		}
	}
	v.Totals = project.TotalsOf(all)
	return v, s.nameLines(ctx, v.Members)
}

func membersOf(ctx context.Context, db *gorm.DB, id string) ([]projectRow, error) {
	var rows []projectRow
	err := db.WithContext(ctx).Table("projects p").Select("p.*").Joins("JOIN start_event_members m ON m.project_id = p.id").
		Where("m.event_id = ?", id).Order("m.sort_no, p.id").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("members of start event %s: %w", id, err)
	}
	return rows, nil
}

// StartEvents lists the events, latest first, each with its totals.
func (s *Store) StartEvents(ctx context.Context, reader org.Actor) ([]project.StartEventView, error) {
	if project.SightOf(reader).Nothing() {
		return nil, nil
	}
	rows, err := rowsOf[startEventRow](s.db).Order("on_date DESC, id DESC").Limit(200).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("list start events: %w", err)
	}
	out := make([]project.StartEventView, 0, len(rows))
	for _, r := range rows {
		v, err := s.startEventView(ctx, reader, r)
		if err != nil {
			return nil, err
		}
		v.Members = nil
		out = append(out, v)
	}
	return out, nil
}

// PlanStartEvent creates an event (id empty) or changes one not yet held: its
// fields and its members, in the order given.
func (s *Store) PlanStartEvent(ctx context.Context, by By, e project.StartEvent, members []string, expect int) (project.StartEventView, error) {
	if err := project.MayKeep(by.Actor); err != nil {
		return project.StartEventView{}, err
	}
	if err := e.Check(); err != nil {
		return project.StartEventView{}, err
	}
	id := e.ID
	trace := &Trace{Stream: "start_event", Actor: by.Actor, IP: by.IP, What: "start_event.plan"}
	err := s.traced(ctx, trace, func(tx *gorm.DB) error {
		row, err := openEvent(ctx, tx, by, id, expect)
		if err != nil {
			return err
		}
		e.ID, e.Held = row.ID, false
		row.put(e)
		trace.Subject, trace.After = row.ID, map[string]any{"event": e, "members": members}
		err = tx.WithContext(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error
		if errors.Is(err, gorm.ErrDuplicatedKey) {
			return fault.New(fault.Conflict, "start_event.exists", "event %s exists", e.Name).On("name").With("name", e.Name)
		}
		if err != nil {
			return fmt.Errorf("write start event %s: %w", row.ID, err)
		}
		return setMembers(ctx, tx, by, row.ID, members)
	})
	if err != nil {
		return project.StartEventView{}, err
	}
	return s.StartEvent(ctx, by.Actor, e.ID)
}

// openEvent makes a new event's row, or locks one that may still change.
func openEvent(ctx context.Context, tx *gorm.DB, by By, id string, expect int) (startEventRow, error) {
	if id == "" {
		return startEventRow{ID: registerID("k", by.At), Version: 1, CreatedAt: by.At, UpdatedAt: by.At}, nil
	}
	row, err := rowsOf[startEventRow](tx, clause.Locking{Strength: "UPDATE"}).Where("id = ?", id).Take(ctx)
	switch {
	case errors.Is(err, gorm.ErrRecordNotFound):
		return row, noStartEvent(id)
	case err != nil:
		return row, fmt.Errorf("lock start event %s: %w", id, err)
	case expect > 0 && row.Version != expect:
		return row, stale(expect, row.Version)
	case row.Held:
		return row, fault.New(fault.Conflict, "start_event.held", "event %s is held", id).With("name", row.Name)
	}
	row.Version++
	row.UpdatedAt = by.At
	return row, nil
}

// setMembers writes who takes part; a project is in one event at most.
func setMembers(ctx context.Context, tx *gorm.DB, by By, id string, members []string) error {
	if err := tx.WithContext(ctx).Exec("DELETE FROM start_event_members WHERE event_id = ?", id).Error; err != nil {
		return fmt.Errorf("members of start event %s: %w", id, err)
	}
	var seenIDs []string
	for i, m := range members {
		p, err := visible(ctx, tx, by.Actor, m)
		if err != nil {
			return err
		}
		if slices.Contains(seenIDs, p.ID) {
			return fault.New(fault.Invalid, "start_event.twice", "project %s twice", m).On("members").With("name", p.Name)
		}
		seenIDs = append(seenIDs, p.ID)
		row := startMember{EventID: id, ProjectID: p.ID, SortNo: i + 1}
		err = rowsOf[startMember](tx).Create(ctx, &row)
		if errors.Is(err, gorm.ErrDuplicatedKey) {
			return fault.New(fault.Conflict, "start_event.elsewhere", "project %s is in another event", m).On("members").With("name", p.Name)
		}
		if err != nil {
			return fmt.Errorf("member %s: %w", m, err)
		}
	}
	return nil
}

// HoldStartEvent records that the event took place: every member starts 开工 on
// its day. It is all or nothing; a refusal names the members that cannot start.
func (s *Store) HoldStartEvent(ctx context.Context, by By, id string, expect int) (project.StartEventView, error) {
	if err := project.MayKeep(by.Actor); err != nil {
		return project.StartEventView{}, err
	}
	trace := &Trace{Stream: "start_event", Actor: by.Actor, IP: by.IP, What: "start_event.hold", Subject: id}
	err := s.traced(ctx, trace, func(tx *gorm.DB) error {
		row, err := openEvent(ctx, tx, by, id, expect)
		if err != nil {
			return err
		}
		members, err := membersOf(ctx, tx, id)
		if err != nil {
			return err
		}
		e := row.event()
		if e.Date.After(by.today()) {
			return fault.New(fault.Conflict, "start_event.future", "event %s is on %s", id, e.Date).With("date", e.Date.String())
		}
		if len(members) == 0 {
			return fault.New(fault.Conflict, "start_event.empty", "event %s has no members", id)
		}
		totals, err := startMembers(ctx, tx, by, e, members)
		if err != nil {
			return err
		}
		trace.After = totals
		row.Held = true
		_, err = rowsOf[startEventRow](tx).Where("id = ?", id).Select("held", "version", "updated_at").Updates(ctx, row)
		return err
	})
	if err != nil {
		return project.StartEventView{}, err
	}
	return s.StartEvent(ctx, by.Actor, id)
}

// startMembers moves every member to 开工, in the order of their ids so that two
// writers never wait for each other in a circle.
func startMembers(ctx context.Context, tx *gorm.DB, by By, e project.StartEvent, members []projectRow) (project.Totals, error) {
	ordered := slices.Clone(members)
	slices.SortFunc(ordered, func(a, b projectRow) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	evidence := e.Basis
	if evidence == "" {
		evidence = e.Name
	}
	all, refused := make([]project.Project, 0, len(members)), []string{}
	for _, m := range ordered {
		row, err := rowsOf[projectRow](tx, clause.Locking{Strength: "UPDATE"}).Where("id = ?", m.ID).Take(ctx)
		if err != nil {
			return project.Totals{}, fmt.Errorf("lock project %s: %w", m.ID, err)
		}
		c := &projectChange{tx: tx, by: by, row: row, before: row.project(), After: row.project()}
		if c.facts, err = factsOf(ctx, tx, row, by.today()); err != nil {
			return project.Totals{}, err
		}
		all = append(all, c.before)
		if row.Phase.AtLeast(project.Started) {
			continue // started before the ceremony; the fact stays
		}
		err = c.move(ctx, project.Move{To: project.Started, On: e.Date, Evidence: evidence, Reason: e.Name})
		if fault.Of(err) != nil {
			refused = append(refused, row.Name)
			continue
		}
		if err == nil {
			err = c.save(ctx)
		}
		if err == nil {
			err = seal(ctx, tx, &Trace{
				Stream: "project", Actor: by.Actor, IP: by.IP, What: "project.phase", Subject: row.ID,
				Before: c.before, After: audited{c.After, c.Detail},
			})
		}
		if err != nil {
			return project.Totals{}, err
		}
	}
	if len(refused) > 0 {
		return project.Totals{}, fault.New(fault.Conflict, "start_event.not_ready", "%d members cannot start", len(refused)).
			On("members").With("names", refused).With("count", len(refused))
	}
	return project.TotalsOf(all), nil
}
