package documents

import (
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/diaodu/diaodu/domain/project"
)

// ProjectRow and ProjectDates are the register's own rows: what is read here is
// imported as it is.
type (
	ProjectRow   = project.ImportRow
	ProjectDates = project.ImportDates
)

// importedMilestones are the milestones the register's sheet has columns for.
var importedMilestones = []project.MilestoneType{
	project.OfLevelling, project.OfStart, project.OfCompletion, project.OfProduction,
}

// ProjectColumns are the register's columns. Towns, parks, organisations and
// leaders fill the template's drop-downs and may be nil for reading.
func ProjectColumns(towns, parks, orgs, leaders []string) []Column {
	var sectors, levels, phases []string
	for _, s := range project.Sectors {
		sectors = append(sectors, s.Text())
	}
	for _, l := range project.Levels {
		levels = append(levels, l.Text())
	}
	for _, p := range project.Phases {
		phases = append(phases, p.Text())
	}
	columns := []Column{
		{Key: "code", Name: "项目代码", Type: Code, Width: 30, Required: true, Unique: true, Marks: true, Normal: project.NormalCode, Note: "投资项目在线审批监管平台代码；重复导入时按此代码更新", Example: "2204-500153-04-01-123456"},
		{Key: "name", Name: "项目名称", Width: 28, Required: true, Marks: true, Example: "钢结构防腐材料项目"},
		{Key: "owner", Name: "项目业主", Width: 28, Required: true, Note: "企业全称", Example: "重庆艾珀耐特高分子材料有限公司"},
		{Key: "credit_code", Name: "统一社会信用代码", Type: Code, Width: 22, Normal: strings.ToUpper, Note: "18位数字或大写字母", Example: "91500226MA0000000X"},
		{Key: "sector", Name: "领域", Required: true, Choices: sectors, Strict: true, Example: "新材料"},
		{Key: "level", Name: "重点级别", Choices: levels, Strict: true, Note: "不在重点名单的留空", Example: "区级重点"},
		{Key: "key_year", Name: "重点年度", Type: Whole, Note: "列入重点名单的年份；填了重点级别的必填", Example: "2022"},
		{Key: "invest_total", Name: "总投资(万元)", Type: Whole, Width: 14, Required: true, Note: "单位为万元，取整", Example: "50000"},
		{Key: "invest_year", Name: "年度计划投资(万元)", Type: Whole, Width: 18, Note: "单位为万元，取整", Example: "20000"},
		{Key: "town", Name: "镇街", Width: 14, Required: true, Choices: towns, Example: "昌州街道"},
		{Key: "park", Name: "园区", Width: 16, Choices: parks, Example: "荣昌高新区"},
		{Key: "phase", Name: "阶段", Required: true, Choices: phases, Strict: true, Example: project.Prep.Text()},
		{Key: "lead_org", Name: "牵头单位", Width: 18, Choices: orgs, Example: "区发展改革委"},
		{Key: "leader", Name: "包联领导", Width: 12, Choices: leaders},
	}
	examples := []string{"2022-05-09", "2022-05-09", "2022-06-06", "", "2022-12-31", "", "2023-03-31", ""}
	for i, m := range importedMilestones {
		columns = append(columns,
			Column{Key: string(m) + "_plan", Name: m.Text() + "计划日期", Type: Day, Width: 14, Example: examples[2*i]},
			Column{Key: string(m) + "_actual", Name: m.Text() + "实际日期", Type: Day, Width: 14, Note: "已发生的才填", Example: examples[2*i+1]})
	}
	return append(columns, Column{Key: "tags", Name: "标签", Width: 24, Note: "多个标签用顿号隔开", Example: "新材料、总部+生产基地"})
}

// ReadProjects reads the register's sheet into typed rows. Rows with problems
// are left out and their problems listed; warnings leave the row in. Whether a
// town, organisation or leader is known is for the caller to say.
func ReadProjects(r io.Reader, limits Limits) ([]project.ImportRow, []Problem, error) {
	rows, problems, err := ReadSheet(r, ProjectColumns(nil, nil, nil, nil), limits)
	if err != nil {
		return nil, nil, err
	}
	var out []project.ImportRow
	for _, row := range rows {
		p, wrong := projectRow(row)
		if len(wrong) > 0 {
			problems = append(problems, wrong...)
			continue
		}
		out = append(out, p)
	}
	SortProblems(problems)
	return out, problems, nil
}

var creditCode = regexp.MustCompile(`^[0-9A-HJ-NPQRTUWXY]{18}$`)

func projectRow(row Row) (project.ImportRow, []Problem) {
	p := project.ImportRow{
		Line: row.Line, Code: row.Text("code"), Name: row.Text("name"), Owner: row.Text("owner"),
		CreditCode: row.Text("credit_code"), KeyYear: int(row.Whole("key_year")),
		InvestTotalWan: row.Whole("invest_total"), InvestYearWan: row.Whole("invest_year"),
		Town: row.Text("town"), Park: row.Text("park"), LeadOrg: row.Text("lead_org"), Leader: row.Text("leader"),
		Tags: splitTags(row.Text("tags")),
	}
	// The sheet's choices are the domain's own words, so these cannot fail.
	p.Sector, _ = project.ParseSector(row.Text("sector"))
	p.Level, _ = project.ParseLevel(row.Text("level"))
	p.Phase, _ = project.ParsePhase(row.Text("phase"))
	for _, m := range importedMilestones {
		d := project.ImportDates{Type: m, Planned: row.Day(string(m) + "_plan"), Actual: row.Day(string(m) + "_actual")}
		if !d.Planned.IsZero() || !d.Actual.IsZero() {
			p.Milestones = append(p.Milestones, d)
		}
	}
	return p, checkProject(p)
}

func checkProject(p project.ImportRow) []Problem {
	var out []Problem
	marks := map[string]string{"code": shortMark(p.Code), "name": shortMark(p.Name)}
	add := func(column, code, text string, args ...any) {
		out = append(out, Problem{Row: p.Line, Column: column, Code: code, Text: fmt.Sprintf(text, args...), Marks: marks})
	}
	if project.CheckCode(p.Code) != nil {
		add("项目代码", "bad_code", "项目代码“%s”应为4至40位字母、数字或短横线", p.Code)
	}
	if p.CreditCode != "" && !creditCode.MatchString(p.CreditCode) {
		add("统一社会信用代码", "bad_credit_code", "统一社会信用代码“%s”应为18位数字或大写字母", p.CreditCode)
	}
	if p.Level != project.NotKey && p.KeyYear == 0 {
		add("重点年度", "missing", "填了重点级别的，重点年度不能为空")
	}
	if p.KeyYear != 0 && (p.KeyYear < 2000 || p.KeyYear > lastYear) {
		add("重点年度", "bad_year", "重点年度“%d”不是有效年份", p.KeyYear)
	}
	if p.InvestTotalWan <= 0 {
		add("总投资(万元)", "not_positive", "总投资应大于0")
	}
	if p.InvestYearWan < 0 {
		add("年度计划投资(万元)", "negative", "年度计划投资不能为负数")
	}
	if p.InvestYearWan > p.InvestTotalWan && p.InvestTotalWan > 0 {
		add("年度计划投资(万元)", "over_total", "年度计划投资%d万元大于总投资%d万元", p.InvestYearWan, p.InvestTotalWan)
	}
	last := project.ImportDates{}
	for _, m := range p.Milestones {
		if m.Actual.IsZero() {
			continue
		}
		if m.Actual.Before(last.Actual) {
			add(m.Type.Text()+"实际日期", "out_of_order", "%s实际日期%s早于%s实际日期%s",
				m.Type.Text(), m.Actual, last.Type.Text(), last.Actual)
		}
		last = m
	}
	return out
}

func splitTags(s string) []string {
	var tags []string
	for t := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune("、，,；;\n", r) }) {
		if t = tidy(t); t != "" {
			tags = append(tags, t)
		}
	}
	return tags
}
