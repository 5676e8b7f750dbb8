package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/diaodu/diaodu/domain/fault"
)

const letterSetting = "letter/"

// letterWords are the words of a letter template 文书模板 as a setting keeps them.
type letterWords struct {
	Text string `json:"text"`
}

// letterTrace is what the audit log keeps of them: enough to prove that a version
// is what was published.
type letterTrace struct {
	SHA256 string `json:"sha256"`
	Lines  int    `json:"lines"`
}

func (w letterWords) trace() any {
	return letterTrace{SHA256: shaOf(w.Text), Lines: strings.Count(w.Text, "\n") + 1}
}

func shaOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// LetterText is the words of a letter in force until a moment, now where that is
// zero. Nothing and version 0 is as shipped.
func (s *Store) LetterText(ctx context.Context, name string, until time.Time) (string, Version, error) {
	var w letterWords
	v, err := settingUntil(ctx, s.db, letterSetting+name, until, &w)
	return w.Text, v, err
}

// LetterTexts are all the words a letter had since it shipped, newest first.
func (s *Store) LetterTexts(ctx context.Context, name string) ([]string, []Version, error) {
	all, versions, err := settingHistory[letterWords](ctx, s.db, letterSetting+name)
	texts := make([]string, len(all))
	for i, w := range all {
		texts[i] = w.Text
	}
	return texts, versions, err
}

// SetLetterText puts words in force; the caller has checked them. shipped is what is
// in force where nothing was set. The same words again are fault letter.same.
func (s *Store) SetLetterText(ctx context.Context, by By, name string, expect int, shipped, text, reason string) error {
	c := settingChange{By: by, What: "letter.set", Name: letterSetting + name, Expect: expect, Reason: reason}
	return changeSetting(ctx, s, c, letterWords{shipped}, letterWords.trace, func(_ *gorm.DB, now letterWords) (letterWords, error) {
		if now.Text == text {
			return now, fault.New(fault.Conflict, "letter.same", "%s is so already", name).On("text")
		}
		return letterWords{text}, nil
	})
}
