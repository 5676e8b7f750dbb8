package api

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/documents"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/store"
)

const sheetType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

type importIn struct {
	DryRun  bool `query:"dry_run" doc:"只检查，不写入"`
	RawBody huma.MultipartFormFiles[struct {
		File huma.FormFile `form:"file" required:"true" doc:"项目库导入表（.xlsx）"`
	}]
}

// ImportView says what became of each row of a sheet.
type ImportView struct {
	DryRun    bool            `json:"dry_run"`
	Created   int             `json:"created"`
	Updated   int             `json:"updated"`
	Unchanged int             `json:"unchanged"`
	Refused   int             `json:"refused"`
	Rows      []ImportRowView `json:"rows" nullable:"false"`
}

// ImportRowView is one row; a row may have several problems.
type ImportRowView struct {
	Line     int             `json:"line" doc:"表中行号"`
	Code     string          `json:"code"`
	Name     string          `json:"name"`
	ID       string          `json:"id,omitempty"`
	Outcome  project.Outcome `json:"outcome" enum:"created,updated,unchanged,refused,warning"`
	Problems []SheetProblem  `json:"problems" nullable:"false"`
}

// SheetProblem is one thing wrong with a row.
type SheetProblem struct {
	Column string `json:"column,omitempty"`
	Code   string `json:"code"`
	Text   string `json:"text"`
}

// warned is the outcome of a line that only carries a remark about the sheet.
const warned project.Outcome = "warning"

// fileOut answers a file to be saved.
type fileOut struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

// download makes the answer of a file with a Chinese name (RFC 6266).
func download(name, kind string, body []byte) *fileOut {
	return &fileOut{
		ContentType: kind, Body: body,
		Disposition: "attachment; filename*=UTF-8''" + url.PathEscape(name),
	}
}

func registerProjectSheets(api huma.API, d Deps) {
	const tag, base = "项目库", "/api/projects"
	larger := func(o *huma.Operation) { o.MaxBodyBytes = documents.DefaultLimits.Bytes + uploadSlack }
	huma.Register(api, op("projects-import", http.MethodPost, base+"/import", tag, "导入项目", larger), d.importProjects)
	huma.Register(api, op("projects-template", http.MethodGet, base+"/import-template", tag, "下载导入模板"), d.importTemplate)
}

func (d Deps) importProjects(ctx context.Context, in *importIn) (*bodyOut[ImportView], error) {
	if err := project.MayKeep(auth.Actor(ctx)); err != nil {
		return nil, err
	}
	file := in.RawBody.Data().File
	rows, problems, err := documents.ReadProjects(file, documents.DefaultLimits)
	if err != nil {
		return nil, err
	}
	given := make([]project.ImportRow, len(rows))
	for i, r := range rows {
		given[i] = importRow(r)
	}
	results, err := d.Projects.ImportProjects(ctx, d.by(ctx), given, file.Filename, in.DryRun, nil)
	if err != nil {
		return nil, err
	}
	return answer(importView(results, problems, in.DryRun).in(langOf(ctx)), nil)
}

func importRow(r documents.ProjectRow) project.ImportRow {
	row := project.ImportRow{
		Line: r.Line, Code: r.Code, Name: r.Name, Owner: r.Owner, CreditCode: r.CreditCode, Sector: r.Sector, Level: r.Level,
		KeyYear: r.KeyYear, InvestTotalWan: r.InvestTotalWan, InvestYearWan: r.InvestYearWan, Town: r.Town, Park: r.Park,
		Phase: r.Phase, LeadOrg: r.LeadOrg, Leader: r.Leader, Tags: r.Tags,
	}
	for _, m := range r.Milestones {
		row.Milestones = append(row.Milestones, project.ImportDates(m))
	}
	return row
}

// importView joins what the sheet's reader and the register said of each row, in
// Chinese, as it is kept.
func importView(results []project.ImportResult, problems []documents.Problem, dry bool) ImportView {
	v := ImportView{DryRun: dry, Rows: []ImportRowView{}}
	for _, r := range results {
		row := ImportRowView{Line: r.Line, Code: r.Code, Name: r.Name, ID: r.ID, Outcome: r.Outcome, Problems: []SheetProblem{}}
		if r.Fault != nil {
			row.Problems = append(row.Problems, SheetProblem{Code: r.Fault.Code, Text: message(chinese, r.Fault.Code, r.Fault.Args)})
		}
		v.Rows = append(v.Rows, row)
	}
	for _, p := range problems {
		i := slices.IndexFunc(v.Rows, func(r ImportRowView) bool { return r.Line == p.Row })
		if i < 0 {
			i = len(v.Rows)
			v.Rows = append(v.Rows, ImportRowView{Line: p.Row, Code: p.Marks["code"], Name: p.Marks["name"], Outcome: warned, Problems: []SheetProblem{}})
		}
		if !p.Warning {
			v.Rows[i].Outcome = project.Refused
		}
		v.Rows[i].Problems = append(v.Rows[i].Problems, SheetProblem{Column: p.Column, Code: p.Code, Text: p.Text})
	}
	slices.SortStableFunc(v.Rows, func(a, b ImportRowView) int { return a.Line - b.Line })
	v.tally()
	return v
}

// in puts what was said of the rows into words.
func (v ImportView) in(l lang) ImportView {
	for _, r := range v.Rows {
		for n, p := range r.Problems {
			r.Problems[n].Column, r.Problems[n].Text = phrase(l, p.Column), recalled(l, p.Code, p.Text)
		}
	}
	return v
}

// tally counts what became of the rows.
func (v *ImportView) tally() {
	for _, r := range v.Rows {
		switch r.Outcome {
		case project.Created:
			v.Created++
		case project.Updated:
			v.Updated++
		case project.Unchanged:
			v.Unchanged++
		case project.Refused:
			v.Refused++
		}
	}
}

// sheetColumns are the register's columns with this district's names to choose from.
func (d Deps) sheetColumns(ctx context.Context) ([]documents.Column, error) {
	towns, err := d.Orgs.Towns(ctx)
	if err != nil {
		return nil, err
	}
	units, err := d.Orgs.Orgs(ctx, store.OrgQuery{On: d.today()})
	if err != nil {
		return nil, err
	}
	var townNames, parks, names []string
	for _, t := range towns {
		townNames = append(townNames, t.Name)
	}
	for _, u := range units {
		name := u.ShortName
		if name == "" {
			name = u.Name
		}
		names = append(names, name)
		if u.Type == org.Park {
			parks = append(parks, name)
		}
	}
	return documents.ProjectColumns(townNames, parks, names, nil), nil
}

func (d Deps) importTemplate(ctx context.Context, _ *struct{}) (*fileOut, error) {
	columns, err := d.sheetColumns(ctx)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := documents.WriteTemplate(&b, "重点项目库导入表", columns); err != nil {
		return nil, fmt.Errorf("write the template: %w", err)
	}
	return download("重点项目库导入表.xlsx", sheetType, b.Bytes()), nil
}

// exportCells are a project's cells in the order of the columns; what is not
// known is an empty cell.
func exportCells(columns []documents.Column, r project.ImportRow) []any {
	cells := map[string]any{
		"code": cellOf(r.Code), "name": r.Name, "owner": r.Owner, "credit_code": cellOf(r.CreditCode), "sector": r.Sector.Text(),
		"level": cellOf(r.Level.Text()), "invest_total": r.InvestTotalWan, "invest_year": r.InvestYearWan, "town": cellOf(r.Town),
		"park": cellOf(r.Park), "phase": r.Phase.Text(), "lead_org": cellOf(r.LeadOrg), "leader": cellOf(r.Leader),
		"tags": cellOf(joinTags(r.Tags)),
	}
	if r.KeyYear > 0 {
		cells["key_year"] = int64(r.KeyYear)
	}
	for _, m := range r.Milestones {
		if !m.Planned.IsZero() {
			cells[string(m.Type)+"_plan"] = m.Planned
		}
		if !m.Actual.IsZero() {
			cells[string(m.Type)+"_actual"] = m.Actual
		}
	}
	out := make([]any, len(columns))
	for i, c := range columns {
		out[i] = cells[c.Key]
	}
	return out
}

// cellOf is the cell of a text, empty for none.
func cellOf(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func joinTags(tags []string) string {
	out := ""
	for i, t := range tags {
		if i > 0 {
			out += "、"
		}
		out += t
	}
	return out
}
