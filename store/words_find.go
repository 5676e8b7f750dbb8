package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"gorm.io/gorm"

	"github.com/diaodu/diaodu/domain/casefile"
)

const (
	// matchesMost is up to how many cases a search is told by their ids. Where
	// more match, a page is soon full of them, newest first, without an index.
	matchesMost = 500
	// gramsProbed is how many grams of a text are asked how rare they are, and
	// gramsCounted up to how many of each are counted.
	gramsProbed  = 8
	gramsCounted = 3000
	// gramsJoined is how many of the rarest must come together in a case.
	gramsJoined = 3
)

// matches are the cases that contain a text, where they are known and few enough
// to be named; where not, each row must be looked at.
type matches struct {
	named bool
	ids   []string
}

// filter keeps the rows of a kind's table that contain the text.
func (m matches) filter(db *gorm.DB, kind casefile.Kind, text string) *gorm.DB {
	k := searchedKinds[kind]
	switch {
	case text == "":
		return db
	case m.named:
		return db.Where(k.table+".id IN ?", m.ids)
	}
	cond, args := k.contains(text)
	return db.Where(cond, args...)
}

// matching finds the cases of a kind that contain a text, by its grams. What is
// found is what LIKE finds in the searched columns.
func (s *Store) matching(ctx context.Context, kind casefile.Kind, text string) (matches, error) {
	seek := strings.TrimSpace(text) // what contains the text contains this
	if seek == "" || !foldsAlike(seek) {
		return matches{}, nil
	}
	ready, err := s.searchable(ctx, kind)
	if err != nil || !ready {
		return matches{}, err
	}
	k := searchedKinds[kind]
	var from string
	var args []any
	if utf8.RuneCountInString(seek) < gramLength {
		from, args, err = s.beginning(ctx, k, seek)
	} else {
		from, args, err = s.together(ctx, k, seek)
	}
	if err != nil {
		return matches{}, fmt.Errorf("search %s: %w", k.table, err)
	}
	if from == "" {
		return matches{}, nil
	}
	cond, like := k.contains(text)
	var ids []string
	err = s.db.WithContext(ctx).Raw("SELECT STRAIGHT_JOIN "+k.table+".id FROM "+from+" JOIN search_docs d ON d.n = g.n JOIN "+k.table+" ON "+k.table+".id = d.case_id"+
		" WHERE "+cond+" LIMIT ?", append(append(args, like...), matchesMost+1)...).Scan(&ids).Error
	if err != nil {
		return matches{}, fmt.Errorf("search %s: %w", k.table, err)
	}
	if len(ids) > matchesMost {
		return matches{}, nil
	}
	return matches{named: true, ids: ids}, nil
}

// foldsAlike tells that a text's small letters are the same letters to the
// database, too: pinyin is sought in small letters.
func foldsAlike(text string) bool {
	for _, r := range text {
		if r == utf8.RuneError || (r > unicode.MaxASCII && unicode.ToLower(r) != r) {
			return false
		}
	}
	return true
}

// searchable tells whether all cases of a kind have their grams.
func (s *Store) searchable(ctx context.Context, kind casefile.Kind) (bool, error) {
	if _, known := s.ready.Load(kind); known {
		return true, nil
	}
	var n int
	if err := s.db.WithContext(ctx).Raw("SELECT COUNT(*) FROM search_ready WHERE kind = ?", kind).Scan(&n).Error; err != nil {
		return false, fmt.Errorf("is %s searchable: %w", kind, err)
	}
	if n > 0 {
		s.ready.Store(kind, true)
	}
	return n > 0, nil
}

// beginning names the cases that have a gram which begins with a short text; from
// is empty where they are too many.
func (s *Store) beginning(ctx context.Context, k searched, text string) (from string, args []any, err error) {
	var found []int64
	like := strings.TrimPrefix(containing(text), "%")
	err = s.db.WithContext(ctx).Raw("SELECT DISTINCT n FROM search_grams WHERE kind = ? AND gram LIKE ? LIMIT ?", k.mark, like, matchesMost+1).Scan(&found).Error
	if err != nil || len(found) > matchesMost {
		return "", nil, err
	}
	return "(SELECT n FROM search_docs WHERE n IN ?) g", []any{found}, nil
}

// together names the cases in which a text's rarest grams come together.
func (s *Store) together(ctx context.Context, k searched, text string) (from string, args []any, err error) {
	var grams, asked []string
	whole := gramsOf(text)
	whole = whole[:len(whole)-gramLength+1]
	// From the end, which tells numbers apart.
	for i := len(whole) - 1; i >= 0; i -= (len(whole) + gramsProbed - 1) / gramsProbed {
		grams = append(grams, whole[i])
	}
	for i, gram := range grams {
		asked = append(asked, fmt.Sprintf("SELECT %d AS i, COUNT(*) AS n FROM (SELECT 1 FROM search_grams WHERE kind = ? AND gram = ? LIMIT ?) x", i))
		args = append(args, k.mark, gram, gramsCounted)
	}
	var counts []struct{ I, N int }
	if err := s.db.WithContext(ctx).Raw(strings.Join(asked, " UNION ALL "), args...).Scan(&counts).Error; err != nil {
		return "", nil, err
	}
	slices.SortFunc(counts, func(a, b struct{ I, N int }) int { return a.N - b.N })
	from, args = "(SELECT n FROM search_grams WHERE kind = ? AND gram = ?) g", []any{k.mark, grams[counts[0].I]}
	for i, c := range counts[1:min(len(counts), gramsJoined)] {
		from += fmt.Sprintf(" JOIN search_grams g%d ON g%d.kind = ? AND g%d.gram = ? AND g%d.n = g.n", i, i, i, i)
		args = append(args, k.mark, grams[c.I])
	}
	return from, args, nil
}
