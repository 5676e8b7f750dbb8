package store

import (
	"context"
	"fmt"

	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/workcal"
)

// ProjectSheet is a page of what the reader may see, in the shape an import reads.
func (s *Store) ProjectSheet(ctx context.Context, reader org.Actor, q project.Query) (sheet []project.ImportRow, next string, err error) {
	rows, next, err := s.searchProjects(ctx, reader, q)
	if err != nil || len(rows) == 0 {
		return nil, "", err
	}
	sheet, err = s.sheetRows(ctx, rows)
	return sheet, next, err
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
