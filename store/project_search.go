package store

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/workcal"
)

// orders are the columns of each order; the id breaks ties, newest first.
var orders = map[project.Order]string{
	"":                  "",
	project.Newest:      "",
	project.MostInvest:  "invest_total_wan",
	project.MostDoubts:  "warnings",
	project.ByPhaseName: "phase",
}

// keyset is where a page ended: the value of the order's column and the id.
type keyset struct {
	V string `json:"v,omitempty"`
	I string `json:"i"`
}

func (k keyset) cursor() string {
	raw, err := json.Marshal(k)
	if err != nil {
		panic(err) // two strings always marshal
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

// keysetOf reads a cursor; what is not one of ours is refused.
func keysetOf(cursor string) (k keyset, err error) {
	if cursor == "" {
		return k, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err == nil {
		err = json.Unmarshal(raw, &k)
	}
	if err != nil || k.I == "" {
		return k, fault.New(fault.Invalid, "request.cursor", "cursor %q", cursor).On("cursor")
	}
	return k, nil
}

// pageSize keeps a page within reason, 20 where nothing is asked.
func pageSize(n int) int {
	if n <= 0 {
		return 20
	}
	return min(n, 100)
}

// Projects lists what the reader may see, a page at a time.
func (s *Store) Projects(ctx context.Context, reader org.Actor, q project.Query) (project.Page[project.Line], error) {
	rows, next, err := s.searchProjects(ctx, reader, q)
	if err != nil {
		return project.Page[project.Line]{}, err
	}
	page := project.Page[project.Line]{Items: make([]project.Line, len(rows)), Next: next}
	for i, r := range rows {
		page.Items[i] = r.line()
	}
	return page, s.nameLines(ctx, page.Items)
}

// DoubtfulProjects lists projects with the warnings about their data, most
// first: the coordinator's work list.
func (s *Store) DoubtfulProjects(ctx context.Context, reader org.Actor, q project.Query, today workcal.Date) (project.Page[project.Doubtful], error) {
	var page project.Page[project.Doubtful]
	if !project.SightOf(reader).All {
		return page, nil
	}
	q.Doubts, q.Order = true, project.MostDoubts
	rows, next, err := s.searchProjects(ctx, reader, q)
	if err != nil || len(rows) == 0 {
		return page, err
	}
	all, err := factsOfMany(ctx, s.db, rows, today)
	if err != nil {
		return page, err
	}
	lines := make([]project.Line, len(rows))
	for i, r := range rows {
		lines[i] = r.line()
	}
	if err := s.nameLines(ctx, lines); err != nil {
		return page, err
	}
	page.Next = next
	for i, l := range lines {
		warnings := project.Warnings(all[i].Facts, today)
		if warnings == nil {
			warnings = []project.Warning{}
		}
		page.Items = append(page.Items, project.Doubtful{Line: l, Warnings: warnings})
	}
	return page, nil
}

func (s *Store) searchProjects(ctx context.Context, reader org.Actor, q project.Query) (rows []projectRow, next string, err error) {
	after, err := keysetOf(q.Cursor)
	if err != nil {
		return nil, "", err
	}
	column, known := orders[q.Order]
	if !known {
		return nil, "", fault.New(fault.Invalid, "request.order", "no order %q", q.Order).On("order")
	}
	limit := pageSize(q.Limit)
	db := filtered(seen(s.db.WithContext(ctx).Table("projects p").Select("p.*"), reader).Where("p.merged_into = ''"), q)
	if column == "" {
		if after.I != "" {
			db = db.Where("p.id < ?", after.I)
		}
		db = db.Order("p.id DESC")
	} else {
		if after.I != "" {
			db = db.Where("p."+column+" < ? OR (p."+column+" = ? AND p.id < ?)", after.V, after.V, after.I)
		}
		db = db.Order("p." + column + " DESC, p.id DESC")
	}
	if err := db.Limit(limit + 1).Find(&rows).Error; err != nil {
		return nil, "", fmt.Errorf("list projects: %w", err)
	}
	if len(rows) > limit {
		rows = rows[:limit]
		next = rows[limit-1].keyset(q.Order).cursor()
	}
	return rows, next, nil
}

// CountProjects counts what Projects lists on all its pages.
func (s *Store) CountProjects(ctx context.Context, reader org.Actor, q project.Query) (n int64, err error) {
	db := filtered(seen(s.db.WithContext(ctx).Table("projects p"), reader).Where("p.merged_into = ''"), q)
	if err := db.Count(&n).Error; err != nil {
		return 0, fmt.Errorf("count projects: %w", err)
	}
	return n, nil
}

func (r projectRow) keyset(o project.Order) keyset {
	switch o {
	case project.MostInvest:
		return keyset{fmt.Sprint(r.InvestTotalWan), r.ID}
	case project.MostDoubts:
		return keyset{fmt.Sprint(r.Warnings), r.ID}
	case project.ByPhaseName:
		return keyset{string(r.Phase), r.ID}
	}
	return keyset{I: r.ID}
}

func filtered(db *gorm.DB, q project.Query) *gorm.DB {
	for _, f := range []struct{ column, value string }{
		{"enterprise_id", q.EnterpriseID},
		{"phase", string(q.Phase)},
		{"level", string(q.Level)},
		{"sector", string(q.Sector)},
		{"town_code", q.TownCode},
		{"park_id", q.ParkID},
		{"lead_org_id", q.LeadOrgID},
		{"leader_id", q.LeaderID},
		{"light", string(q.Light)},
		{"parent_id", q.ParentID},
	} {
		if f.value != "" {
			db = db.Where("p."+f.column+" = ?", f.value)
		}
	}
	if q.KeyYear > 0 {
		db = db.Where("p.level <> '' AND p.key_year = ?", q.KeyYear)
	}
	if q.Doubts {
		db = db.Where("p.warnings > 0")
	}
	if text := strings.TrimSpace(q.Text); text != "" {
		like := containing(text)
		db = db.Where("p.name LIKE ? OR p.code LIKE ? OR p.pinyin LIKE ? OR p.enterprise_id IN "+
			"(SELECT id FROM enterprises WHERE name LIKE ? OR pinyin LIKE ?)", like, like, like, like, like)
	}
	return db
}

// nameLines fills in the names of what lines refer to by id.
func (s *Store) nameLines(ctx context.Context, lines []project.Line) error {
	var owners, towns, parks []string
	for _, l := range lines {
		owners, towns, parks = append(owners, l.EnterpriseID), append(towns, l.TownCode), append(parks, l.ParkID)
	}
	if len(lines) == 0 {
		return nil
	}
	names := make(map[string]string, 3*len(lines))
	for _, from := range []struct {
		sql string
		ids []string
	}{
		{"SELECT CONCAT('e', id) AS k, name FROM enterprises WHERE id IN ?", owners},
		{"SELECT CONCAT('t', code) AS k, name FROM towns WHERE code IN ?", towns},
		{"SELECT CONCAT('o', id) AS k, name FROM orgs WHERE id IN ?", parks},
	} {
		var rows []struct{ K, Name string }
		if err := s.db.WithContext(ctx).Raw(from.sql, from.ids).Scan(&rows).Error; err != nil {
			return fmt.Errorf("names in the register: %w", err)
		}
		for _, r := range rows {
			names[r.K] = r.Name
		}
	}
	for i := range lines {
		l := &lines[i]
		l.EnterpriseName, l.TownName, l.ParkName = names["e"+l.EnterpriseID], names["t"+l.TownCode], names["o"+l.ParkID]
	}
	return nil
}

// ProjectHistory is everything that changed about a project's milestones and
// phases, newest first, with what happened under the ids merged into it.
func (s *Store) ProjectHistory(ctx context.Context, reader org.Actor, id string) ([]project.HistoryLine, error) {
	row, err := visible(ctx, s.db, reader, id)
	if err != nil {
		return nil, err
	}
	ids, err := s.ProjectIDs(ctx, row.ID)
	if err != nil {
		return nil, err
	}
	phases, err := rowsOf[phaseRow](s.db).Where("project_id IN ?", ids).Order("id DESC").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("phases of %s: %w", id, err)
	}
	changes, err := rowsOf[milestoneChange](s.db).Where("project_id IN ?", ids).Order("id DESC").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("milestone history of %s: %w", id, err)
	}
	out := []project.HistoryLine{}
	for len(phases) > 0 || len(changes) > 0 {
		if len(changes) == 0 || (len(phases) > 0 && !phases[0].At.Before(changes[0].At)) {
			p := phases[0]
			phases = phases[1:]
			out = append(out, project.HistoryLine{
				At: p.At, By: p.ByName, What: "phase", Text: "阶段", Field: "phase", Old: p.Was.Text(), New: p.Became.Text(),
				Reason: p.Reason, Basis: p.Evidence,
			})
			continue
		}
		c := changes[0]
		changes = changes[1:]
		out = append(out, project.HistoryLine{
			At: c.At, By: c.ByName, What: string(c.Type), Text: c.Type.Text(), Field: c.Field, Old: c.Was, New: c.Became,
			Reason: c.Reason, Basis: c.Basis,
		})
	}
	return out, nil
}

// ProjectCounts reads the register's counters for boards: measure → key → count
// ("project.phase", "project.light", "project.sector", "project.town",
// "project.key_year", "project.key_phase", "project.doubts", "project.invest_wan").
func (s *Store) ProjectCounts(ctx context.Context) (map[string]map[string]int64, error) {
	var rows []struct {
		Measure, K string
		N          int64
	}
	err := s.db.WithContext(ctx).Raw("SELECT measure, k, SUM(n) AS n FROM counters WHERE measure LIKE 'project.%' " +
		"GROUP BY measure, k HAVING SUM(n) <> 0").Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("register counters: %w", err)
	}
	out := map[string]map[string]int64{}
	for _, r := range rows {
		if out[r.Measure] == nil {
			out[r.Measure] = map[string]int64{}
		}
		out[r.Measure][r.K] = r.N
	}
	return out, nil
}

// DueMilestone is a milestone that falls due, or has passed its date.
type DueMilestone struct {
	ProjectID   string                `json:"project_id"`
	ProjectName string                `json:"project_name"`
	Type        project.MilestoneType `json:"type"`
	Text        string                `json:"text" spoken:"rules"`
	Target      workcal.Date          `json:"target_date"`
	Alt         workcal.Date          `json:"alt_date"`
	HardBy      workcal.Date          `json:"hard_by"`
	DaysLeft    int                   `json:"days_left" doc:"自然日，负数为已过"`
	Past        bool                  `json:"past"`
}

// DueMilestones lists milestones not reached whose target, or alternative date
// where there is one, is not after until: those past and those of the coming
// days (K-5, K-6), earliest first, at most 500.
func (s *Store) DueMilestones(ctx context.Context, reader org.Actor, today, until workcal.Date) ([]DueMilestone, error) {
	var rows []struct {
		ProjectID, Name string
		Type            project.MilestoneType
		TargetDate      dateCol
		AltDate         dateCol
		HardBy          dateCol
	}
	err := seen(s.db.WithContext(ctx).Table("projects p"), reader).
		Select("m.project_id, p.name, m.type, m.target_date, m.alt_date, m.hard_by").
		Joins("JOIN project_milestones m ON m.project_id = p.id").
		Where("p.merged_into = '' AND p.phase NOT IN ('terminated','suspended')").
		Where("m.actual_date IS NULL AND m.not_needed = 0 AND COALESCE(m.alt_date, m.target_date) <= ?", until.String()).
		Order("COALESCE(m.alt_date, m.target_date), m.project_id").Limit(500).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("milestones due: %w", err)
	}
	out := make([]DueMilestone, len(rows))
	for i, r := range rows {
		by := r.TargetDate.Date
		if !r.AltDate.IsZero() {
			by = r.AltDate.Date
		}
		out[i] = DueMilestone{
			ProjectID: r.ProjectID, ProjectName: r.Name, Type: r.Type, Text: r.Type.Text(), Target: r.TargetDate.Date,
			Alt: r.AltDate.Date, HardBy: r.HardBy.Date, DaysLeft: by.Sub(today), Past: by.Before(today),
		}
	}
	return out, nil
}
