package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
)

// Where a version of a process came from.
const (
	ProcessShipped = "shipped" // came with a release of the product
	ProcessEdited  = "edited"  // written here
	ProcessBPMN    = "bpmn"    // imported from BPMN 2.0
	ProcessDIGIT   = "digit"   // imported from a business-service file
)

// ProcessRow is a process as lists show it.
type ProcessRow struct {
	Code      string    `gorm:"primaryKey" json:"code"`
	Name      string    `json:"name"`
	Phase     string    `json:"phase,omitempty"`
	Authority string    `json:"authority,omitempty"`
	Current   int       `json:"current"` // version new applications follow; 0 for none
	Newest    int       `json:"newest"`
	Version   int       `json:"version"` // of this row, for If-Match
	ChangedAt time.Time `gorm:"autoUpdateTime:false" json:"changed_at"`
}

// TableName is processes.
func (ProcessRow) TableName() string { return "processes" }

// ProcessVersion is one published version; it is never changed.
type ProcessVersion struct {
	Code            string    `gorm:"primaryKey" json:"code"`
	Version         int       `gorm:"primaryKey;autoIncrement:false" json:"version"`
	Hash            string    `json:"hash"`
	Body            string    `json:"-"`
	Text            string    `json:"text,omitempty"` // YAML
	Source          string    `json:"source"`
	Origin          string    `json:"-"`
	Note            string    `json:"note,omitempty"`
	PublishedBy     string    `json:"published_by"`
	PublishedByName string    `json:"published_by_name"`
	PublishedAt     time.Time `json:"published_at"`
}

// TableName is process_versions.
func (ProcessVersion) TableName() string { return "process_versions" }

// Definition is the version as cases are born with it.
func (v ProcessVersion) Definition() (*process.Definition, error) {
	var d process.Definition
	if err := json.Unmarshal([]byte(v.Body), &d); err != nil {
		return nil, fmt.Errorf("process %s version %d: %w", v.Code, v.Version, err)
	}
	return &d, nil
}

// Processes lists the processes by code.
func (s *Store) Processes(ctx context.Context) ([]ProcessRow, error) {
	rows, err := rowsOf[ProcessRow](s.db).Order("code").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("processes: %w", err)
	}
	return rows, nil
}

// Process is one process; process.not_found where there is none.
func (s *Store) Process(ctx context.Context, code string) (ProcessRow, error) {
	row, err := rowsOf[ProcessRow](s.db).Where("code = ?", code).Take(ctx)
	return row, absent(err, code)
}

func absent(err error, code string) error {
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return fault.New(fault.NotFound, "process.not_found", "no process %s", code)
	}
	if err != nil {
		return fmt.Errorf("process %s: %w", code, err)
	}
	return nil
}

// ProcessVersions lists a process's versions, newest first, without their texts.
func (s *Store) ProcessVersions(ctx context.Context, code string) ([]ProcessVersion, error) {
	rows, err := rowsOf[ProcessVersion](s.db).Select("code", "version", "hash", "source", "note", "published_by", "published_by_name", "published_at").
		Where("code = ?", code).Order("version DESC").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("versions of %s: %w", code, err)
	}
	return rows, nil
}

// ProcessVersion is one version, whole.
func (s *Store) ProcessVersion(ctx context.Context, code string, version int) (ProcessVersion, error) {
	row, err := rowsOf[ProcessVersion](s.db).Where("code = ? AND version = ?", code, version).Take(ctx)
	return row, absent(err, code)
}

// PublishedProcess is the definition that new applications follow, processes it
// calls embedded; process.not_found where none is in use.
func (s *Store) PublishedProcess(ctx context.Context, code string) (*process.Definition, error) {
	row, err := s.Process(ctx, code)
	if err != nil {
		return nil, err
	}
	if row.Current == 0 {
		return nil, fault.New(fault.NotFound, "process.not_found", "process %s is not in use", code)
	}
	v, err := s.ProcessVersion(ctx, code, row.Current)
	if err != nil {
		return nil, err
	}
	return v.Definition()
}

// PublishProcess makes a definition the next version and lets new applications
// follow it; running cases keep theirs (E33). What says the same as the version
// in use is the fault process.unchanged. Draft is the draft's version that the
// definition was read from, 0 for none: the draft goes with it, unless it says
// something else by now (process.draft_changed, process.draft_gone).
func (s *Store) PublishProcess(ctx context.Context, by casefile.Meta, d *process.Definition, v ProcessVersion, draft int, at time.Time) (ProcessVersion, error) {
	v.Code, v.PublishedBy, v.PublishedByName, v.PublishedAt = d.Code, by.Actor.UserID, by.Actor.Name, at.Truncate(time.Microsecond)
	trace := &Trace{Stream: "process", Actor: by.Actor, IP: by.IP, What: "process.publish", Subject: d.Code}
	err := s.traced(ctx, trace, func(tx *gorm.DB) error {
		row, err := lockProcess(ctx, tx, d, at)
		if err != nil {
			return err
		}
		if row.Current != 0 {
			used, err := rowsOf[ProcessVersion](tx).Select("hash").Where("code = ? AND version = ?", d.Code, row.Current).Take(ctx)
			if err == nil && used.Hash == d.Hash {
				return fault.New(fault.Conflict, "process.unchanged", "%s says the same as version %d", d.Code, row.Current).With("version", row.Current)
			}
		}
		v.Version = row.Newest + 1
		if err := writeVersion(ctx, tx, d, &v); err != nil {
			return err
		}
		trace.After = map[string]any{"version": v.Version, "hash": d.Hash, "note": v.Note}
		trace.Before = map[string]any{"version": row.Current}
		if draft != 0 {
			if err := takeProcessDraft(ctx, tx, d.Code, draft); err != nil {
				return err
			}
		}
		return useVersion(ctx, tx, row, d, v.Version, v.Version, at)
	})
	if err != nil {
		return v, fmt.Errorf("publish %s: %w", d.Code, err)
	}
	return v, nil
}

// UseProcess lets new applications follow another published version (回滚), or
// none where version is 0. expect is the version of the process's row that was
// seen, 0 expects nothing.
func (s *Store) UseProcess(ctx context.Context, by casefile.Meta, code string, version, expect int, note string, at time.Time) error {
	trace := &Trace{Stream: "process", Actor: by.Actor, IP: by.IP, What: "process.use", Subject: code}
	err := s.traced(ctx, trace, func(tx *gorm.DB) error {
		row, err := rowsOf[ProcessRow](tx, clause.Locking{Strength: "UPDATE"}).Where("code = ?", code).Take(ctx)
		if err != nil {
			return absent(err, code)
		}
		if expect > 0 && row.Version != expect {
			return stale(expect, row.Version)
		}
		if row.Current == version {
			return fault.New(fault.Conflict, "process.in_use", "version %d is in use", version).With("version", version)
		}
		d := &process.Definition{Code: code, Name: row.Name, Matter: process.Matter{Stage: process.Phase(row.Phase), Authority: row.Authority}}
		if version != 0 {
			v, err := rowsOf[ProcessVersion](tx).Where("code = ? AND version = ?", code, version).Take(ctx)
			if err != nil {
				return absent(err, code)
			}
			if d, err = v.Definition(); err != nil {
				return err
			}
		}
		trace.Before, trace.After = map[string]any{"version": row.Current}, map[string]any{"version": version, "note": note}
		return useVersion(ctx, tx, row, d, version, row.Newest, at)
	})
	if err != nil {
		return fmt.Errorf("use %s version %d: %w", code, version, err)
	}
	return nil
}

// ShipProcesses adds the definitions of a release. One that was never here is
// put in use; where the district wrote its own since, theirs stays in use. It is
// called at every start and mostly changes nothing.
func (s *Store) ShipProcesses(ctx context.Context, defs []process.Definition, texts map[string][]byte, at time.Time) error {
	for i := range defs {
		d := &defs[i]
		seen, err := rowsOf[ProcessVersion](s.db).Select("version", "hash", "source").Where("code = ?", d.Code).Find(ctx)
		if err != nil {
			return fmt.Errorf("ship %s: %w", d.Code, err)
		}
		if slices.ContainsFunc(seen, func(v ProcessVersion) bool { return v.Hash == d.Hash }) {
			continue
		}
		own := slices.ContainsFunc(seen, func(v ProcessVersion) bool { return v.Source != ProcessShipped })
		if err := s.ship(ctx, d, string(texts[d.Code]), own, at); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) ship(ctx context.Context, d *process.Definition, text string, own bool, at time.Time) error {
	v := ProcessVersion{Code: d.Code, Text: text, Source: ProcessShipped, PublishedBy: org.Clock.UserID, PublishedByName: org.Clock.Name, PublishedAt: at.Truncate(time.Microsecond)}
	trace := &Trace{Stream: "process", Actor: org.Clock, What: "process.ship", Subject: d.Code}
	err := s.traced(ctx, trace, func(tx *gorm.DB) error {
		row, err := lockProcess(ctx, tx, d, at)
		if err != nil {
			return err
		}
		v.Version = row.Newest + 1
		trace.After = map[string]any{"version": v.Version, "hash": d.Hash}
		if err := writeVersion(ctx, tx, d, &v); err != nil {
			return err
		}
		use := v.Version
		if own {
			use = row.Current
		}
		return useVersion(ctx, tx, row, d, use, v.Version, at)
	})
	if err != nil {
		return fmt.Errorf("ship %s: %w", d.Code, err)
	}
	return nil
}

// lockProcess takes a process's row for this transaction, making it where it is new.
func lockProcess(ctx context.Context, tx *gorm.DB, d *process.Definition, at time.Time) (ProcessRow, error) {
	row := ProcessRow{Code: d.Code, Name: d.Name, Version: 1, ChangedAt: at.Truncate(time.Microsecond)}
	if err := tx.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error; err != nil {
		return row, err
	}
	return rowsOf[ProcessRow](tx, clause.Locking{Strength: "UPDATE"}).Where("code = ?", d.Code).Take(ctx)
}

func writeVersion(ctx context.Context, tx *gorm.DB, d *process.Definition, v *ProcessVersion) error {
	published := *d
	published.Version = v.Version
	body, err := json.Marshal(published)
	if err != nil {
		return err
	}
	v.Hash, v.Body = d.Hash, string(body)
	return rowsOf[ProcessVersion](tx).Create(ctx, v)
}

func useVersion(ctx context.Context, tx *gorm.DB, row ProcessRow, d *process.Definition, current, newest int, at time.Time) error {
	row.Name, row.Phase, row.Authority = d.Name, string(d.Matter.Stage), d.Matter.Authority
	row.Current, row.Newest, row.Version, row.ChangedAt = current, newest, row.Version+1, at.Truncate(time.Microsecond)
	_, err := rowsOf[ProcessRow](tx).Where("code = ?", row.Code).Select("*").Omit("code").Updates(ctx, row)
	return err
}
