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
	ContentSHA string `gorm:"column:content_sha"` // SHA-256, hex, of what it was filled with, without its code
	FileSHA    string `gorm:"column:file_sha"`    // of the file handed out
	Facts      string // JSON of what is printed
	Issuer     string
	IssuedBy   string // user; who had it printed first
	IssuedAt   time.Time

	// The words it was printed with and what they were filled with, so that it is
	// printed again as it was. Both are empty for one from before they were kept.
	TemplateVersion int    // 0 is as shipped
	TemplateSHA     string `gorm:"column:template_sha"`
	Filled          string
}

// Reprints tells whether the letter can be printed again.
func (l IssuedLetter) Reprints() bool { return l.TemplateSHA != "" }

// letterText is the words that letters were printed with, kept once.
type letterText struct {
	SHA  string `gorm:"column:sha;primaryKey"`
	Body string
}

// TableName is letter_texts.
func (letterText) TableName() string { return "letter_texts" }

// TableName is issued_letters.
func (IssuedLetter) TableName() string { return "issued_letters" }

// LetterOf finds the letter of a project that was filled with the same; ok is false
// where none was.
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

// IssueLetter keeps a letter with its code and the words it was printed with, and
// gives what is kept: where the same was issued meanwhile, that letter.
func (s *Store) IssueLetter(ctx context.Context, l IssuedLetter, text string) (IssuedLetter, error) {
	l.TemplateSHA = shaOf(text)
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if err := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&letterText{SHA: l.TemplateSHA, Body: text}).Error; err != nil {
			return err
		}
		return tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&l).Error
	})
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

// LetterWords are the words that an issued letter was printed with.
func (s *Store) LetterWords(ctx context.Context, l IssuedLetter) (string, error) {
	row, err := rowsOf[letterText](s.db).Where("sha = ?", l.TemplateSHA).Take(ctx)
	if err != nil {
		return "", fmt.Errorf("words of issued letter %s: %w", l.Code, err)
	}
	return row.Body, nil
}

// IssuedLetters are the letters of a project that can be printed again, newest first.
func (s *Store) IssuedLetters(ctx context.Context, projectID string, limit int) ([]IssuedLetter, error) {
	list, err := rowsOf[IssuedLetter](s.db).Where("project_id = ? AND template_sha <> ''", projectID).Order("issued_at DESC, code").Limit(limit).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("issued letters of project %s: %w", projectID, err)
	}
	return list, nil
}
