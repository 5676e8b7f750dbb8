// Package project is the register of key projects 重点项目: what a project is,
// the enforced order of its life, its milestones with four dates each, the
// warnings about its data, its light, and group start events. It does no I/O
// and never asks the time: today and the calendar come in as arguments.
package project

import (
	"strings"
	"unicode/utf8"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Level is the list a key project is on.
type Level string

const (
	DistrictKey Level = "district" // 区级重点
	CityKey     Level = "city"     // 市级重点
	Watched     Level = "watched"  // 百项重点关注
	NotKey      Level = ""         // not on any list
)

// Levels lists the levels in the order screens show them.
var Levels = []Level{CityKey, DistrictKey, Watched}

// Text is the level in Chinese.
func (l Level) Text() string {
	switch l {
	case CityKey:
		return "市级重点"
	case DistrictKey:
		return "区级重点"
	case Watched:
		return "百项关注"
	}
	return ""
}

// Sector is the field a project works in 领域.
type Sector string

const (
	Equipment   Sector = "equipment"   // 智能装备
	Electronics Sector = "electronics" // 电子科技
	Materials   Sector = "materials"   // 新材料
	Biotech     Sector = "biotech"     // 生物医药
	Food        Sector = "food"        // 食品加工
	Agri        Sector = "agri"        // 现代农牧
	Ceramics    Sector = "ceramics"    // 陶瓷建材
	Logistics   Sector = "logistics"   // 现代物流
	Tourism     Sector = "tourism"     // 文旅康养
	Infra       Sector = "infra"       // 基础设施
	Energy      Sector = "energy"      // 能源环保
	OtherSector Sector = "other"       // 其他
)

// Sectors lists the sectors in the order totals are printed.
var Sectors = []Sector{
	Equipment, Electronics, Materials, Biotech, Food, Agri, Ceramics, Logistics, Tourism, Infra, Energy, OtherSector,
}

var sectorTexts = map[Sector]string{
	Equipment: "智能装备", Electronics: "电子科技", Materials: "新材料", Biotech: "生物医药", Food: "食品加工",
	Agri: "现代农牧", Ceramics: "陶瓷建材", Logistics: "现代物流", Tourism: "文旅康养", Infra: "基础设施",
	Energy: "能源环保", OtherSector: "其他",
}

// Text is the sector in Chinese.
func (s Sector) Text() string { return sectorTexts[s] }

// ParseSector reads a sector from its stored value or its Chinese name.
func ParseSector(s string) (Sector, bool) {
	for _, x := range Sectors {
		if string(x) == s || x.Text() == s {
			return x, true
		}
	}
	return "", false
}

// ParseLevel reads a level from its stored value or its Chinese name.
func ParseLevel(s string) (Level, bool) {
	for _, l := range Levels {
		if string(l) == s || l.Text() == s {
			return l, true
		}
	}
	return "", s == ""
}

// Project is one record that approvals, issues, meetings and statistics share.
type Project struct {
	ID           string `json:"id"`
	Code         string `json:"code"` // national project code 项目代码; empty while not given yet
	Name         string `json:"name"`
	EnterpriseID string `json:"enterprise_id"`
	// ParentID is the project this one is a part of (总部+生产基地, 一期/二期; A-6).
	ParentID string `json:"parent_id"`
	// InvestIncludesParts says that the total already contains the parts' totals.
	InvestIncludesParts bool `json:"invest_includes_parts"`

	Level   Level `json:"level"`    // set by the yearly list, see ListEntry
	KeyYear int   `json:"key_year"` // the latest year on the list, 0 for never

	Sector         Sector `json:"sector"`
	Kind           string `json:"kind"`             // 建设性质: 新建, 扩建, 技改 …
	InvestTotalWan int64  `json:"invest_total_wan"` // 总投资, 万元
	InvestYearWan  int64  `json:"invest_year_wan"`  // 年度计划投资, 万元

	TownCode string   `json:"town_code"` // 500153xxx
	ParkID   string   `json:"park_id"`
	Address  string   `json:"address"`
	Lat      *float64 `json:"lat"`     // WGS-84, optional
	Lon      *float64 `json:"lon"`     //
	GeoJSON  string   `json:"geojson"` // optional outline

	Phase Phase `json:"phase"`
	// PhaseBefore is where a suspended project stopped, empty otherwise.
	PhaseBefore Phase `json:"phase_before"`

	// StatRegisteredOn is the day the project entered the statistics 入库入统.
	StatRegisteredOn workcal.Date `json:"stat_registered_on"`
	Content          string       `json:"content"`  // 建设内容
	Benefits         string       `json:"benefits"` // 预期效益
	Tags             []string     `json:"tags"`
	// MergedInto is the project that took this one over, empty otherwise.
	MergedInto string `json:"merged_into"`
	// Demo marks made-up records 演示数据.
	Demo bool `json:"demo"`
}

// Check refuses a record whose fields cannot be right. What is merely missing
// or odd is a Warning instead.
func (p Project) Check() error {
	switch {
	case strings.TrimSpace(p.Name) == "":
		return missing("name", "项目名称")
	case utf8.RuneCountInString(p.Name) > 200:
		return invalid("project.name_too_long", "name", "the name is longer than 200 characters")
	case p.EnterpriseID == "":
		return missing("enterprise_id", "项目业主")
	case !p.Phase.Known():
		return invalid("phase.unknown", "phase", "no phase %q", p.Phase).With("to", string(p.Phase))
	case sectorTexts[p.Sector] == "":
		return invalid("project.sector_unknown", "sector", "no sector %q", p.Sector)
	case p.Level != NotKey && p.Level.Text() == "":
		return invalid("project.level_unknown", "level", "no level %q", p.Level)
	case p.InvestTotalWan < 0 || p.InvestYearWan < 0 || p.InvestTotalWan > maxInvestWan:
		return invalid("project.invest_range", "invest_total_wan", "investment %d out of range", p.InvestTotalWan)
	case p.ParentID != "" && p.ParentID == p.ID:
		return invalid("project.parent_loop", "parent_id", "a project cannot be part of itself")
	case !goodPoint(p.Lat, p.Lon):
		return invalid("project.point_range", "lat", "not a point on the globe")
	}
	if p.Code != "" {
		return CheckCode(p.Code)
	}
	return nil
}

// maxInvestWan is 10,000 亿元: more is a unit mistake (元 for 万元).
const maxInvestWan = 100_000_000

func goodPoint(lat, lon *float64) bool {
	if lat == nil && lon == nil {
		return true
	}
	return lat != nil && lon != nil && *lat >= -90 && *lat <= 90 && *lon >= -180 && *lon <= 180
}

// CheckCode tells whether the text has the shape of a project code 项目代码: the
// 24 characters of the national platform (2022-500153-30-03-123456, with or
// without letters), or a district's own number of 4 to 40 letters, digits and dashes.
func CheckCode(code string) error {
	if n := len(code); n < 4 || n > 40 {
		return invalid("project.code_format", "code", "code %q has %d characters", code, n)
	}
	for _, r := range code {
		if r != '-' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') {
			return invalid("project.code_format", "code", "code %q has %q in it", code, r)
		}
	}
	return nil
}

// NormalCode is the one spelling of a code: no blanks, full-width and Chinese
// dashes made plain, upper case. Two spellings of one code would import twice.
func NormalCode(s string) string {
	var b strings.Builder
	for _, r := range strings.ToUpper(strings.TrimSpace(s)) {
		switch {
		case r == ' ' || r == '\u3000' || r == '\t':
			continue
		case r == '—' || r == '–' || r == '－' || r == '‐':
			r = '-'
		case r >= '０' && r <= '９':
			r = '0' + (r - '０')
		case r >= 'Ａ' && r <= 'Ｚ':
			r = 'A' + (r - 'Ａ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Roots gives the projects whose totals may be added up without counting any
// money twice: a part is left out when a project above it, in the same
// list, already includes its parts.
func Roots(all []Project) []Project {
	byID := make(map[string]Project, len(all))
	for _, p := range all {
		byID[p.ID] = p
	}
	var roots []Project
	for _, p := range all {
		if !coveredAbove(p, byID) {
			roots = append(roots, p)
		}
	}
	return roots
}

func coveredAbove(p Project, byID map[string]Project) bool {
	seen := map[string]bool{p.ID: true}
	for p.ParentID != "" {
		up, ok := byID[p.ParentID]
		if !ok || seen[up.ID] {
			return false
		}
		if up.InvestIncludesParts {
			return true
		}
		seen[up.ID], p = true, up
	}
	return false
}

// CheckParent refuses a chain of parents that comes back to the project.
// above are the would-be parent and its parents, nearest first.
func (p Project) CheckParent(above []Project) error {
	for _, up := range above {
		if up.ID == p.ID {
			return invalid("project.parent_loop", "parent_id", "project %s would be part of itself", p.ID)
		}
	}
	return nil
}

func invalid(code, field, text string, args ...any) *fault.Fault {
	return fault.New(fault.Invalid, code, text, args...).On(field)
}

func missing(field, name string) error {
	return invalid("project.missing", field, "%s is missing", field).With("name", name)
}
