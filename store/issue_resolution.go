package store

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"github.com/diaodu/diaodu/domain/issue"
)

// issueResolution is what an issue's project was when the issue was resolved.
type issueResolution struct {
	IssueID      string `gorm:"primaryKey"`
	Seq          int    `gorm:"primaryKey;autoIncrement:false"`
	ResolvedOn   dateCol
	ProjectKey   bool
	ProjectPhase string
}

// TableName is issue_resolutions.
func (issueResolution) TableName() string { return "issue_resolutions" }

// noteResolution notes what the project was when its issue was resolved: the
// year's headline counts key projects under construction (2.1.7). What was noted
// with the same event before stands.
func noteResolution(tx *gorm.DB, row *IssueRow) error {
	ctx := tx.Statement.Context
	note, err := rowsOf[issueResolution](tx).Where("issue_id = ? AND seq = ?", row.ID, row.Seq).Take(ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		var p struct {
			Level   string
			KeyYear int
			Phase   string
		}
		if err := tx.Raw("SELECT level, key_year, phase FROM projects WHERE id = ?", row.ProjectID).Scan(&p).Error; err != nil {
			return fmt.Errorf("project %s: %w", row.ProjectID, err)
		}
		note = issueResolution{
			IssueID: row.ID, Seq: row.Seq, ResolvedOn: row.ResolvedOn, ProjectKey: p.Level != "" && p.KeyYear > 0, ProjectPhase: p.Phase,
		}
		err = rowsOf[issueResolution](tx).Create(ctx, &note)
	}
	if err != nil {
		return fmt.Errorf("resolution of %s: %w", row.ID, err)
	}
	row.ProjectKey, row.ProjectPhase = note.ProjectKey, note.ProjectPhase
	return nil
}

// resolvedAs finds what the project was at the resolution that held at an
// earlier state of the issue.
func resolvedAs(ctx context.Context, db *gorm.DB, row *IssueRow, i *issue.Issue) error {
	if i.ResolvedOn.IsZero() {
		return nil
	}
	notes, err := rowsOf[issueResolution](db).Where("issue_id = ? AND seq <= ?", i.ID, i.Seq).Order("seq DESC").Limit(1).Find(ctx)
	if err != nil {
		return fmt.Errorf("resolution of %s: %w", i.ID, err)
	}
	if len(notes) > 0 {
		row.ProjectKey, row.ProjectPhase = notes[0].ProjectKey, notes[0].ProjectPhase
	}
	return nil
}
