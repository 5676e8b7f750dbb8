package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/plan"
	"github.com/diaodu/diaodu/domain/supervision"
)

// searched is how one kind of case is searched by its words.
type searched struct {
	mark    int // of the kind in search_grams; stored, never renumbered
	table   string
	columns []string // what a search looks into; the last are pinyin initials
	// words are what those columns are made of: where they stay, the columns do.
	words func(casefile.State) []string
}

var searchedKinds = map[casefile.Kind]searched{
	casefile.Issue: {1, "issues", []string{"heading", "no", "project_name", "enterprise_name", "pinyin"}, func(s casefile.State) []string {
		i := s.(*issue.Issue)
		return []string{i.Heading, i.No, i.Project.Name, i.Project.EnterpriseName}
	}},
	casefile.Task: {2, "tasks", []string{"title", "no", "project_name", "enterprise_name", "lead_name", "pinyin"}, func(s casefile.State) []string {
		t := s.(*supervision.Task)
		return []string{t.Title(), t.No, t.Birth.Project.Name, t.Birth.Project.EnterpriseName, t.Lead.Name}
	}},
	casefile.Approval: {3, "approvals", []string{"title", "no", "enterprise_name", "applicant_name", "pinyin"}, func(s casefile.State) []string {
		a := s.(*approval.Approval)
		return []string{a.Title(), a.No, a.Birth.Applicant.EnterpriseName, a.Birth.Applicant.Name}
	}},
	casefile.Plan: {4, "plans", []string{"project_name", "no", "enterprise_name", "pinyin"}, func(s casefile.State) []string {
		p := s.(*plan.Plan)
		return []string{p.Project.Name, p.No, p.Project.EnterpriseName}
	}},
}

// contains is the condition that one of the searched columns contains a text.
func (k searched) contains(text string) (cond string, args []any) {
	like := containing(text)
	ors := make([]string, len(k.columns))
	for i, column := range k.columns {
		ors[i] = k.table + "." + column + " LIKE ?"
		args = append(args, like)
	}
	args[len(args)-1] = strings.ToLower(like)
	return "(" + strings.Join(ors, " OR ") + ")", args
}

// gramLength is how many characters a gram has; the last two of a text have fewer.
const gramLength = 3

// gramsOf are the grams of a text, one for each of its characters.
func gramsOf(text string) []string {
	chars := []rune(text)
	grams := make([]string, len(chars))
	for i := range chars {
		grams[i] = string(chars[i:min(i+gramLength, len(chars))])
	}
	return grams
}

// writeWords keeps what a case is searched by, in the recording transaction.
func writeWords(ctx context.Context, tx *gorm.DB, before, after casefile.State, ev casefile.Event) error {
	k, ok := searchedKinds[ev.Kind]
	if !ok || (before != nil && slices.Equal(k.words(before), k.words(after))) {
		return nil
	}
	if err := k.index(ctx, tx, []string{ev.CaseID}); err != nil {
		return fmt.Errorf("words of %s: %w", ev.CaseID, err)
	}
	return nil
}

// index adds the grams of some cases, as their rows are in this transaction.
func (k searched) index(ctx context.Context, tx *gorm.DB, ids []string) error {
	db := tx.WithContext(ctx)
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	err := db.Exec("INSERT INTO search_docs (case_id) VALUES (?)"+strings.Repeat(", (?)", len(ids)-1)+" ON DUPLICATE KEY UPDATE case_id = VALUES(case_id)", args...).Error
	if err != nil {
		return err
	}
	grams, err := k.readGrams(db, ids)
	if err != nil {
		return err
	}
	for some := range slices.Chunk(grams, gramsAtOnce) {
		args = args[:0]
		for _, g := range some {
			args = append(args, k.mark, g.gram, g.n)
		}
		err := db.Exec("INSERT INTO search_grams (kind, gram, n) VALUES (?, ?, ?)"+strings.Repeat(", (?, ?, ?)", len(some)-1)+
			" ON DUPLICATE KEY UPDATE n = VALUES(n)", args...).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// gramsAtOnce is how many grams go with one statement.
const gramsAtOnce = 1000

type gramOf struct {
	gram string
	n    int64
}

// readGrams reads the searched columns of some cases and cuts them into grams, in
// the order of the index.
func (k searched) readGrams(db *gorm.DB, ids []string) ([]gramOf, error) {
	rows, err := db.Raw("SELECT d.n, t."+strings.Join(k.columns, ", t.")+" FROM search_docs d JOIN "+k.table+" t ON t.id = d.case_id WHERE d.case_id IN ?", ids).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var n int64
	texts := make([]string, len(k.columns))
	into := []any{&n}
	for i := range texts {
		into = append(into, &texts[i])
	}
	var all []gramOf
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		for _, text := range texts {
			for _, gram := range gramsOf(text) {
				all = append(all, gramOf{gram, n})
			}
		}
	}
	slices.SortFunc(all, func(a, b gramOf) int {
		if a.gram != b.gram {
			return strings.Compare(a.gram, b.gram)
		}
		return int(a.n - b.n)
	})
	return slices.Compact(all), rows.Err()
}

// indexBatch is how many older cases are made searchable in one transaction.
const indexBatch = 200

// IndexWords makes searchable what was recorded by a version that did not, and
// says how many cases that were. It may run beside people at work and beside
// itself; stopped halfway, it goes on where cases are missing.
func (s *Store) IndexWords(ctx context.Context) (cases int, err error) {
	missing, err := s.wordless(ctx)
	if err != nil {
		return 0, err
	}
	for _, kind := range casefile.Kinds {
		k, ok := searchedKinds[kind]
		if !ok {
			continue
		}
		for after := ""; missing; {
			var ids []string
			err := s.db.WithContext(ctx).Raw("SELECT t.id FROM "+k.table+" t LEFT JOIN search_docs d ON d.case_id = t.id"+
				" WHERE d.n IS NULL AND t.id > ? ORDER BY t.id LIMIT ?", after, indexBatch).Scan(&ids).Error
			if err == nil && len(ids) > 0 {
				err = s.inTransaction(ctx, func(tx *gorm.DB) error { return k.index(ctx, tx, ids) })
			}
			if err != nil {
				return cases, fmt.Errorf("index the words of %s: %w", k.table, err)
			}
			if len(ids) == 0 {
				break
			}
			cases, after = cases+len(ids), ids[len(ids)-1]
		}
		if err := s.db.WithContext(ctx).Exec("INSERT INTO search_ready (kind) VALUES (?) ON DUPLICATE KEY UPDATE kind = VALUES(kind)", kind).Error; err != nil {
			return cases, fmt.Errorf("index the words of %s: %w", k.table, err)
		}
	}
	return cases, nil
}

// wordless tells whether some case has not been made searchable. Neither cases nor
// what they are searched by ever go, so that their numbers tell; looking for the
// cases themselves takes a second or two for 100,000.
func (s *Store) wordless(ctx context.Context) (bool, error) {
	var counts []string
	for _, kind := range casefile.Kinds {
		if k, ok := searchedKinds[kind]; ok {
			counts = append(counts, "(SELECT COUNT(*) FROM "+k.table+")")
		}
	}
	var missing int64
	err := s.db.WithContext(ctx).Raw("SELECT " + strings.Join(counts, " + ") + " - (SELECT COUNT(*) FROM search_docs)").Row().Scan(&missing)
	if err != nil {
		return false, fmt.Errorf("count what is searchable: %w", err)
	}
	return missing != 0, nil
}
