package plan

// Matters that several types have alike.
var (
	filed           = Rule{Process: "investment-filing"}
	landAfterFiling = Rule{Process: "land-planning-permit", Needs: soft("investment-filing")}
	supplied        = Rule{Process: "land-supply", Needs: soft("land-planning-permit"), Parallel: true}
	previewed       = Rule{Process: "land-preview"}
	feasible        = Rule{Process: "feasibility", Needs: on("land-preview")}
	schemed         = Rule{Process: "design-scheme", Needs: on("land-planning-permit")}
	planned         = Rule{Process: "planning-permit", Needs: all(on("design-scheme"), soft("land-supply"))}
	drawings        = Rule{Process: "drawing-review", Needs: soft("planning-permit"), Parallel: true}
	deepDrawings    = Rule{Process: "drawing-review", Needs: on("preliminary-design"), Parallel: true}
	permitted       = Rule{Process: "construction-permit", Needs: permitNeeds("planning-permit", "drawing-review")}
)

// Types are the kinds of project, in the order people choose from.
var Types = []Type{
	{
		Code: "social_small", Name: "社会投资中小型项目", For: "建筑面积不大于5000平方米、功能单一、风险等级低的社会投资房屋建筑", Promised: 50,
		Stages: leads(10, 14, 14, 12),
		Matters: withSide(
			filed, landAfterFiling, supplied,
			Rule{Process: "planning-permit", Needs: all(on("land-planning-permit"), soft("land-supply"))},
			Rule{Process: "construction-permit", Needs: permitNeeds("planning-permit")},
		),
	},
	{
		Code: "social_general", Name: "社会投资一般项目", For: "其他社会投资房屋建筑和厂房", Promised: 70,
		Stages: leads(15, 20, 20, 15),
		Matters: withSide(
			filed, landAfterFiling, supplied, schemed, planned, drawings, permitted,
		),
	},
	{
		Code: "social_with_scheme", Name: "带方案出让用地项目（拿地即开工）", For: "土地出让前已确定设计方案的工业、仓储项目", Promised: 45,
		Stages: leads(10, 10, 12, 13),
		Matters: withSide(
			filed,
			Rule{Process: "design-scheme", Parallel: true}, // before the land is let
			landAfterFiling, supplied,
			Rule{Process: "planning-permit", Needs: all(on("land-planning-permit", "design-scheme"), soft("land-supply"))},
			Rule{Process: "drawing-review", Needs: on("design-scheme"), Parallel: true},
			Rule{Process: "construction-permit", Needs: all(permitNeeds("planning-permit"), soft("drawing-review"))},
		),
	},
	{
		Code: "social_approved", Name: "核准类企业投资项目", For: "列入政府核准的投资项目目录的企业投资项目", Promised: 85,
		Stages: leads(30, 20, 20, 15),
		Matters: withSide(
			previewed,
			Rule{Process: "investment-approval", Needs: on("land-preview")},
			Rule{Process: "land-planning-permit", Needs: on("investment-approval")},
			supplied, schemed, planned, drawings, permitted,
		),
	},
	{
		Code: "government", Name: "政府投资房屋建筑项目", For: "政府直接投资和资本金注入的房屋建筑", Promised: 90,
		Stages: leads(35, 25, 15, 15),
		Matters: withSide(
			previewed, feasible,
			Rule{Process: "land-planning-permit", Needs: on("feasibility")},
			Rule{Process: "land-supply", Needs: on("land-planning-permit")},
			Rule{Process: "design-scheme", Needs: soft("land-planning-permit")},
			Rule{Process: "preliminary-design", Needs: on("design-scheme", "feasibility")},
			planned, deepDrawings, permitted,
		),
	},
	{
		Code: "municipal_line", Name: "市政基础设施线性工程", For: "城市道路、管网、轨道等线性市政工程", Promised: 90,
		Stages: leads(30, 25, 20, 15),
		Matters: withSide(
			previewed, feasible,
			Rule{Process: "land-planning-permit", Needs: on("feasibility"), Parallel: true},
			Rule{Process: "design-scheme", Needs: on("feasibility")},
			Rule{Process: "preliminary-design", Needs: on("design-scheme")},
			Rule{Process: "planning-permit", Needs: on("design-scheme")},
			deepDrawings, permitted,
		),
	},
	{
		Code: "tech_upgrade", Name: "技术改造备案类项目", For: "在原有厂房内更新设备、不新增建设用地和建筑面积的技术改造", Promised: 20,
		Stages: leads(2, 0, 5, 13),
		Matters: withSide(
			filed,
			Rule{Process: "construction-permit", Needs: permitNeeds("investment-filing")},
		),
	},
}

// withSide adds what every project has, its acceptance at the end, and the optional
// matters. Needs on matters a type does not have are void.
func withSide(own ...Rule) []Rule {
	own = append(own, Rule{Process: "joint-acceptance", Needs: built("construction-permit")},
		Rule{Process: "completion-filing", Needs: on("joint-acceptance")})
	has := func(id string) bool {
		for _, r := range own {
			if r.Process == id {
				return true
			}
		}
		return false
	}
	for _, r := range side {
		if !has(r.Process) {
			own = append(own, r)
		}
	}
	return own
}
