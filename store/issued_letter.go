package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/diaodu/diaodu/domain/fault"
)

// IssuedLetter is a letter that was handed out with a verification code 核验码.
type IssuedLetter struct {
	Code       string `gorm:"primaryKey"`
	Kind       string // its template
	ProjectID  string
	ContentSHA string `gorm:"column:content_sha"` // SHA-256, hex, of the letter without its code
	FileSHA    string `gorm:"column:file_sha"`    // of the file handed out
	Facts      string // JSON of what is printed
	Issuer     string
	IssuedBy   string // user; who had it printed first
	IssuedAt   time.Time
}

// TableName is issued_letters.
func (IssuedLetter) TableName() string { return "issued_letters" }

// LetterOf finds the letter of a project that said the same words; ok is false
// where none did.
func (s *Store) LetterOf(ctx context.Context, projectID, contentSHA string) (l IssuedLetter, ok bool, err error) {
	l, err = rowsOf[IssuedLetter](s.db).Where("project_id = ? AND content_sha = ?", projectID, contentSHA).Take(ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return l, false, nil
	}
	if err != nil {
		return l, false, fmt.Errorf("issued letter of project %s: %w", projectID, err)
	}
	return l, true, nil
}

// IssueLetter keeps a letter with its code and gives what is kept: where the same
// words were issued meanwhile, that letter.
func (s *Store) IssueLetter(ctx context.Context, l IssuedLetter) (IssuedLetter, error) {
	err := s.db.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&l).Error
	if err != nil {
		return l, fmt.Errorf("issue letter of project %s: %w", l.ProjectID, err)
	}
	kept, ok, err := s.LetterOf(ctx, l.ProjectID, l.ContentSHA)
	if err == nil && !ok {
		err = fmt.Errorf("issue letter of project %s: code is taken", l.ProjectID)
	}
	return kept, err
}

// IssuedLetter finds a letter by its code. An unknown one is fault verify.unknown.
func (s *Store) IssuedLetter(ctx context.Context, code string) (IssuedLetter, error) {
	l, err := rowsOf[IssuedLetter](s.db).Where("code = ?", code).Take(ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return l, fault.New(fault.NotFound, "verify.unknown", "no letter with this code")
	}
	if err != nil {
		return l, fmt.Errorf("find issued letter: %w", err)
	}
	return l, nil
}
