package store

import (
	"context"
	"fmt"

	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/workcal"
)

// ExportProjects hands out what the reader may see, in the shape an import
// reads, a page at a time so that the register is never held whole. An error of
// each ends it.
func (s *Store) ExportProjects(ctx context.Context, reader org.Actor, q project.Query, each func(project.ImportRow) error) error {
	q.Limit, q.Cursor = 100, ""
	for {
		rows, next, err := s.searchProjects(ctx, reader, q)
		if err != nil || len(rows) == 0 {
			return err
		}
		sheet, err := s.sheetRows(ctx, rows)
		if err != nil {
			return err
		}
		for _, r := range sheet {
			if err := each(r); err != nil {
				return err
			}
		}
		if q.Cursor = next; next == "" {
			return nil
		}
	}
}

func (s *Store) sheetRows(ctx context.Context, rows []projectRow) ([]project.ImportRow, error) {
	all, err := factsOfMany(ctx, s.db, rows, workcal.Date{})
	if err != nil {
		return nil, err
	}
	lines := make([]project.Line, len(rows))
	var owners []string
	for i, r := range rows {
		lines[i] = r.line()
		owners = append(owners, r.EnterpriseID)
	}
	if err := s.nameLines(ctx, lines); err != nil {
		return nil, err
	}
	firms, err := rowsOf[enterpriseRow](s.db).Where("id IN ?", owners).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("owners: %w", err)
	}
	codes := make(map[string]string, len(firms))
	for _, f := range firms {
		codes[f.ID] = f.view().CreditCode
	}
	out := make([]project.ImportRow, len(rows))
	for i, l := range lines {
		out[i] = project.ImportRow{
			Code: l.Code, Name: l.Name, Owner: l.EnterpriseName, CreditCode: codes[l.EnterpriseID], Sector: l.Sector, Level: l.Level,
			InvestTotalWan: l.InvestTotalWan, InvestYearWan: rows[i].InvestYearWan, Town: l.TownName, Park: l.ParkName, Phase: l.Phase,
			LeadOrg: l.LeadOrgName, Leader: l.LeaderName, Tags: l.Tags,
		}
		if l.Level != project.NotKey {
			out[i].KeyYear = l.KeyYear
		}
		for _, m := range all[i].Milestones {
			out[i].Milestones = append(out[i].Milestones, project.ImportDates{Type: m.Type, Planned: m.Target, Actual: m.Actual})
		}
	}
	return out, nil
}
