package plan

import "github.com/diaodu/diaodu/domain/process"

// NationalLimit is the workdays within which all approvals of an ordinary
// construction project shall be given, from the first to the last: 国办发〔2019〕
// 11号, 120个工作日. A type's own promise lies below it.
const NationalLimit = 120

// Type is a kind of project with the plan it needs (B-1). The promises per type
// and stage are the district's own and stand here as data.
type Type struct {
	Code     string      `json:"code"`
	Name     string      `json:"name" spoken:"rules"`
	For      string      `json:"for" spoken:"rules"` // which projects it is for
	Promised int         `json:"promised"`           // workdays, the whole plan
	Stages   []StageRule `json:"stages"`
	Matters  []Rule      `json:"matters"`
}

// StageRule is one stage of a type: who leads it and what is promised.
type StageRule struct {
	Phase    process.Phase `json:"phase"`
	Lead     string        `json:"lead"`     // unit id
	Promised int           `json:"promised"` // workdays
}

// Rule is one matter of a type.
type Rule struct {
	Process  string `json:"process"`                       // code of its definition
	When     string `json:"when,omitempty" spoken:"rules"` // optional: which projects need it; empty for all
	Needs    []Need `json:"needs,omitempty"`
	Parallel bool   `json:"parallel,omitempty"`
}

// TypeOf finds a type by its code.
func TypeOf(code string) (Type, bool) {
	for _, t := range Types {
		if t.Code == code {
			return t, true
		}
	}
	return Type{}, false
}

// on names matters that must be approved before.
func on(ids ...string) []Need {
	needs := make([]Need, len(ids))
	for i, id := range ids {
		needs[i] = Need{ID: id}
	}
	return needs
}

// soft names matters whose result may follow 容缺.
func soft(ids ...string) []Need {
	needs := on(ids...)
	for i := range needs {
		needs[i].Deferrable = true
	}
	return needs
}

// built is the time of construction after a permit.
func built(id string) []Need { return []Need{{ID: id, Lag: buildDays}} }

// permitNeeds are the needs of a construction permit: those named, and whatever
// of the optional matters the project has. Construction begins after them.
func permitNeeds(ids ...string) []Need {
	return all(on(append(ids, "fire-design", "civil-defence", "high-rise-review", "flood-crossing")...), soft("eia", "water-soil", "energy-review"))
}

func all(lists ...[]Need) []Need {
	var out []Need
	for _, l := range lists {
		out = append(out, l...)
	}
	return out
}

// leads are the stages' usual lead units.
func leads(land, construction, permit, completion int) []StageRule {
	return []StageRule{
		{process.LandUse, "planning", land}, {process.Construction, "planning", construction},
		{process.Permit, "housing", permit}, {process.Completion, "housing", completion},
	}
}

// side are the matters that any type may need, beside its main line.
var side = []Rule{
	{Process: "energy-review", When: "年综合能源消费量1000吨标准煤以上（或年电力消费量500万千瓦时以上）的项目", Parallel: true},
	{Process: "eia", When: "列入建设项目环境影响评价分类管理名录、应编制报告书或报告表的项目", Parallel: true},
	{Process: "water-soil", When: "征占地面积5000平方米以上或挖填土石方总量1000立方米以上的生产建设项目", Parallel: true},
	{Process: "flood-crossing", When: "跨河、穿河、临河或者涉及河道管理范围的项目", Parallel: true},
	{Process: "road-occupation", When: "施工需要临时占用、挖掘城市道路的项目", Needs: soft("planning-permit"), Parallel: true},
	{Process: "green-occupation", When: "施工需要临时占用城市绿化用地的项目", Parallel: true},
	{Process: "fire-design", When: "特殊建设工程", Needs: soft("planning-permit")},
	{Process: "high-rise-review", When: "超限高层建筑工程", Needs: on("planning-permit")},
	{Process: "civil-defence", When: "应当结合修建防空地下室的民用建筑", Needs: on("planning-permit")},
	{Process: "utility-connection", When: "需要供水、排水、供电、燃气、通信接入的项目", Needs: soft("planning-permit"), Parallel: true},
	{Process: "drainage-permit", When: "向城镇排水设施排放污水的企业事业单位", Needs: soft("joint-acceptance"), Parallel: true},
}
