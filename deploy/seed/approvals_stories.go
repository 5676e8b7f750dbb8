package seed

import (
	"slices"
	"time"

	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
)

// planStory is a project's plan and what has become of it.
type planStory struct {
	project string
	kind    string   // of plan.Types
	with    []string // optional matters
	drawn   int      // full workdays ago
	play    func(a *dossier)
}

// where finds the enterprise of the story's project, and the town it stands in.
func (s planStory) where() (enterprise, town string) {
	for _, o := range others {
		if o.name == s.project {
			return projects[o.owner].owner, o.town
		}
	}
	i := slices.IndexFunc(projects, func(w works) bool { return w.name == s.project })
	return projects[i].owner, projects[i].town
}

// planStories are told so that each state of an application is seen once or more.
var planStories = []planStory{
	{"冷链物流中心二期", "social_general", []string{"utility-connection", "green-occupation"}, 75, coldStore},
	{"动力电池结构件项目", "social_small", nil, 40, batteryParts},
	{"传感器封测产线项目", "social_small", []string{"energy-review", "green-occupation"}, 45, sensorLine},
	{"车载显示总部基地", "social_with_scheme", []string{"eia"}, 30, displayBase},
	{"钢结构防腐材料项目", "tech_upgrade", []string{"eia", "road-occupation", "fire-design", "utility-connection"}, 28, steelWorks},
	{"智能装备产业园二期", "social_general", nil, 3, industryPark},
}

// at is an hour of a workday so many full workdays ago.
func (a *dossier) at(workdays, hour int) time.Time { return a.ago(workdays).At(hour, 12+a.n%20) }

// filed has the project put on record the day after: the first milestone.
func (a *dossier) filed(handedIn int, content, industry string, invest float64) {
	a.submit(a.at(handedIn, 10), map[string]any{
		"address": a.site(), "invest": invest, "content": content, "industry": industry,
	}, nil, "investment-filing")
	a.acts(a.at(handedIn, 15), "investment-filing", yes("dw-reform", "信息齐全，予以备案", "catalogue", "鼓励类", "remarks", "与项目建议书一致").as("窗口收件人"))
}

// site is where the plan's project stands.
func (a *dossier) site() string {
	i := slices.IndexFunc(towns, func(t org.TownName) bool { return t.Code == a.town })
	return towns[i].Name + "园区三路北侧"
}

// landed brings the land's planning permit within four workdays.
func (a *dossier) landed(handedIn int, use string, area float64) {
	a.submit(a.at(handedIn, 9), map[string]any{
		"address": a.site(), "land_area": area, "supply": "出让", "use": use, "contract_no": "荣地让〔演示〕18号",
	}, nil, "land-planning-permit")
	a.acts(a.at(handedIn-1, 10), "land-planning-permit", yes("dw-planning", "材料齐全，受理"))
	a.acts(a.at(handedIn-2, 15), "land-planning-permit",
		yes("dw-planning", "与出让合同约定的规划条件一致", "conditions", "容积率不低于1.2，建筑系数不低于40%", "plot_ratio", 1.2))
	a.acts(a.at(handedIn-3, 11), "land-planning-permit", yes("dw-planning", "同意核发"))
}

// council are the five units that vote on the supply of land, each with its words.
var council = []deed{
	yes("dw-planning", "供地方案符合国土空间规划"), yes("dw-reform", "项目已备案，同意供地"), yes("dw-treasury", "价款测算无误"),
	yes("dw-ecology", "不涉及生态保护红线"), yes("gaoxinqu", "园区已平场，具备交地条件"),
}

// supplied brings the supply of land to the council, and as many votes as are in.
func (a *dossier) supplied(handedIn int, area float64, votes int) {
	a.submit(a.at(handedIn, 14), map[string]any{"address": a.site(), "land_area": area, "supply": "出让"}, nil, "land-supply")
	a.acts(a.at(handedIn-1, 9), "land-supply", yes("dw-planning", "受理"))
	a.acts(a.at(handedIn-3, 16), "land-supply", yes("dw-planning", "方案已拟", "proposal", "工业用地，出让年限50年，弹性年期可选", "price", 4260.0))
	a.acts(a.at(handedIn-5, 10), "land-supply", council[len(council)-votes:]...)
}

// paid has the treasury report the price paid.
func (a *dossier) paid(workdays int) {
	a.acts(a.at(workdays, 10), "land-supply", deed{login: "dw-treasury", act: approval.ActCallback, form: approval.Form{Outcome: approval.Pass}, paper: "缴款凭证"})
}

// designed passes the design scheme through its joint review; who sums it up need
// not decide it once more.
func (a *dossier) designed(handedIn int, area float64) {
	a.submit(a.at(handedIn, 10), map[string]any{
		"address": a.site(), "build_area": area, "review_units": []string{"housing", "greening", "ecology"}, "neighbours": false,
	}, nil, "design-scheme")
	a.acts(a.at(handedIn-1, 9), "design-scheme", yes("dw-planning", "受理，转相关部门联审"))
	a.acts(a.at(handedIn-4, 10), "design-scheme", yes("zhujian", "总平面与消防车道可行"), yes("chengguan", "绿地率满足要求"), yes("dw-ecology", "雨污分流清晰"))
	a.acts(a.at(handedIn-6, 15), "design-scheme", yes("dw-planning", "汇总完毕", "joint_opinion", "各部门原则同意，施工图阶段落实雨水回用"))
}

// permitted brings the planning permit of the works.
func (a *dossier) permitted(handedIn int, area float64) {
	a.submit(a.at(handedIn, 10), map[string]any{"address": a.site(), "build_area": area, "low_risk": false, "height": 21.5}, nil, "planning-permit")
	a.acts(a.at(handedIn-1, 10), "planning-permit", yes("dw-planning", "受理"))
	a.acts(a.at(handedIn-3, 16), "planning-permit", yes("dw-planning", "图纸符合规划条件", "indicators", "计容面积、建筑高度、退让距离均符合"))
	a.acts(a.at(handedIn-4, 10), "planning-permit", yes("dw-planning", "复核一致"), yes("zhujian", "结构形式与面积核对无误"))
	a.acts(a.at(handedIn-5, 11), "planning-permit", yes("dw-planning", "同意核发"))
}

// reviewed brings the review of the working drawings to its end.
func (a *dossier) reviewed(handedIn int, area float64) {
	a.submit(a.at(handedIn, 11), map[string]any{
		"address": a.site(), "build_area": area, "special_fire": false, "air_defence": false,
	}, nil, "drawing-review")
	a.acts(a.at(handedIn-1, 10), "drawing-review", yes("zhujian", "接收"))
	a.acts(a.at(handedIn-5, 15), "drawing-review", yes("zhujian", "结构计算书复核通过"), yes("dw-emergency", "安全专篇完整"))
	a.acts(a.at(handedIn-7, 10), "drawing-review", yes("zhujian", "意见已汇总", "joint_opinion", "同意通过，三处节点详图补注"))
	a.acts(a.at(handedIn-8, 10), "drawing-review", yes("zhujian-fz", "核发"))
}

// coldStore has come as far as its construction permit; the utilities and the
// green strip in front of it are under way.
func coldStore(a *dossier) {
	a.filed(74, "冷库8万吨、分拣中心2.4万平方米", "仓储物流", 28000)
	a.landed(72, "仓储", 68000)
	a.supplied(67, 68000, 5)
	a.designed(66, 92000)
	a.paid(60)
	a.acts(a.at(58, 15), "land-supply", yes("fenguan", "同意供地"))
	a.permitted(52, 92000)
	a.reviewed(30, 92000)
	a.submit(a.at(5, 10), map[string]any{"address": a.site(), "contract_price": 3980.0, "builder": "重庆渝西建工有限公司（演示）", "build_area": 92000.0}, []paper{
		{id: "fund-arrangement", committed: "建设资金已落实到位，如有不实愿承担法律责任"},
	}, "construction-permit")
	a.acts(a.at(4, 9), "construction-permit", yes("zhujian", "条件齐备，受理"))
	a.acts(a.at(3, 15), "construction-permit", yes("zhujian-fz", "同意核发"))
	a.submit(a.at(4, 14), map[string]any{
		"place": "冷链大道绿化带K0+120至K0+210", "area": 860.0, "from_date": a.ago(-5).String(), "to_date": a.ago(-60).String(), "reason": "施工便道临时占用",
	}, nil, "green-occupation")
	a.acts(a.at(3, 10), "green-occupation", yes("chengguan", "受理"))
	a.acts(a.at(2, 9), "green-occupation", slices.Concat(
		surveyed("chengguan", a.ago(2), "冷链大道绿化带", "占用范围与申请一致，不迁移乔木"),
		[]deed{yes("chengguan", "同意占用，工后恢复", "restoration", "工后30日内按原标准恢复", "trees", 0)})...)
	a.submit(a.at(0, 10), map[string]any{
		"address": a.site(), "utilities": []string{"power_company", "water_company", "telecom_company"}, "power_load": 6300.0, "water_daily": 420.0,
	}, nil, "utility-connection")
}

// batteryParts shows a permit beyond its limit, which opened an issue, the land's
// paper that may follow 容缺, and a decision that waits for the district's leader.
func batteryParts(a *dossier) {
	a.filed(39, "年产电池壳体80万套，厂房4800平方米", "汽车制造", 9600)
	a.landed(37, "工业", 14000)
	a.supplied(30, 14000, 5)
	a.permitted(28, 4800)
	a.submit(a.at(13, 9), map[string]any{"address": a.site(), "contract_price": 1260.0, "builder": "荣昌恒建工程有限公司（演示）", "build_area": 4800.0}, []paper{
		{id: "safety-measures", committed: "按专项施工方案组织施工，落实质量安全措施"},
	}, "construction-permit")
	a.acts(a.at(12, 14), "construction-permit", yes("zhujian", "同意受理，用地手续容缺后补"))
	a.paid(1)
	a.dispatchLate(a.ago(3), "housing")
}

// sensorLine shows 退回 after a signer was added 加签, a vote under way, a
// rejection and an application that stands still 挂起.
func sensorLine(a *dossier) {
	a.filed(44, "封测产线4条，净化车间1.1万平方米", "电子信息", 16800)
	a.landed(42, "工业", 21000)
	a.submit(a.at(40, 10), map[string]any{"coal_equivalent": 860.0, "power": 420.0}, []paper{
		{id: "energy-statement", committed: "年综合能源消费量低于1000吨标准煤，严格执行限额标准"},
	}, "energy-review")
	a.acts(a.at(39, 10), "energy-review", yes("dw-reform", "受理"))
	a.acts(a.at(38, 10), "energy-review", yes("dw-reform", "承诺书与说明已登记"))
	a.acts(a.at(37, 16), "energy-review", deed{login: "dw-reform", act: approval.ActReject, form: approval.Form{
		Opinion: "净化空调系统单位面积电耗高于限定值，说明与设备清单不一致，不予通过；调整设备选型后可重新申请",
	}})
	a.permitWithReturn()
	a.supplied(8, 21000, 2)
	a.submit(a.at(10, 15), map[string]any{
		"place": "产线北侧防护绿地", "area": 420.0, "from_date": a.ago(-10).String(), "to_date": a.ago(-40).String(), "reason": "材料临时堆场",
	}, []paper{{id: "restoration-plan", committed: "占用期满20日内按原标准恢复绿地"}}, "green-occupation")
	a.acts(a.at(9, 10), "green-occupation", yes("chengguan", "受理"))
	a.acts(a.at(5, 11), "green-occupation", deed{login: "tongchou", act: approval.ActSuspend, form: approval.Form{
		Reason: "绿地下方燃气管线迁改方案未定，方案确定前暂停办理",
	}})
}

// permitWithReturn has the second reader ask the safety people first, and the
// first reader's drawings sent back.
func (a *dossier) permitWithReturn() {
	a.submit(a.at(12, 10), map[string]any{"address": a.site(), "build_area": 11000.0, "low_risk": false, "height": 18.0}, nil, "planning-permit")
	a.acts(a.at(11, 10), "planning-permit", yes("dw-planning", "受理"))
	a.acts(a.at(9, 15), "planning-permit", yes("dw-planning", "图纸基本符合规划条件", "indicators", "建筑高度18米，退让道路红线8米"))
	a.acts(a.at(8, 10), "planning-permit", deed{login: "zhujian", act: approval.ActAddSign, form: approval.Form{
		People: []approval.Person{a.helper("dw-emergency")}, Position: approval.BeforeMe, Opinion: "涉及危化品暂存，请应急局先出意见",
	}})
	a.acts(a.at(7, 16), "planning-permit", yes("dw-emergency", "暂存间防爆间距满足要求"))
	a.acts(a.at(6, 10), "planning-permit", deed{login: "dw-planning", act: approval.ActReturn, form: approval.Form{
		To: "drawings", Resume: "direct", Opinion: "北侧退让距离标注与总图不一致，请重新核对后再报复核",
	}})
}

// displayBase shows 并联会签 with some units' opinions in, 补正 that was answered
// and waits to be taken in, and a notice to the public.
func displayBase(a *dossier) {
	a.filed(29, "车载显示总部大楼及模组产线2条", "电子信息", 66000)
	a.submit(a.at(9, 9), map[string]any{"address": a.site(), "land_area": 39000.0, "supply": "出让", "use": "工业"}, nil, "land-planning-permit")
	a.submit(a.at(6, 10), map[string]any{
		"address": a.site(), "build_area": 48000.0, "height": 60.0, "review_units": []string{"housing", "ecology", "greening", "transport"}, "neighbours": true,
	}, []paper{{id: "traffic-impact", deferred: true}}, "design-scheme")
	a.acts(a.at(5, 9), "design-scheme", deed{login: "dw-planning", act: approval.ActApprove, form: approval.Form{
		Opinion: "受理，交通影响评价报告容缺后补", Defer: []string{"traffic-impact"},
	}})
	a.acts(a.at(3, 10), "design-scheme", yes("dw-ecology", "污水纳管去向明确，同意"), yes("dw-transport", "主出入口避开公交站台，同意"))
	a.acts(a.at(7, 10), "land-planning-permit", deed{login: "dw-planning", act: approval.ActSupplement, form: approval.Form{Gaps: []approval.Gap{
		{Material: "red-line", Code: "inconsistent", Text: "红线图坐标与出让合同附图不一致，请按合同附图重新出图"},
		{Code: "incomplete", Text: "请补填出让合同编号"},
	}}})
	a.acts(a.at(1, 16), "land-planning-permit", deed{act: approval.ActSupply, form: approval.Form{
		Opinion: "红线图已按合同附图重新出具，合同编号已补填", Fields: fieldsOf("contract_no", "荣地让〔演示〕31号"),
	}, paper: "red-line"})
	a.submit(a.at(3, 10), map[string]any{"address": a.site(), "doc_type": "报告表", "industry": "电子器件制造"}, nil, "eia")
	a.acts(a.at(2, 10), "eia", yes("dw-ecology", "受理并公示"))
}

// steelWorks is the plan of the owner whom everybody looks at: 补正 for them to
// answer, a review near its promise, utilities at work side by side.
func steelWorks(a *dossier) {
	a.filed(27, "成都总公司两条热浸锌线搬迁改造", "金属制品", 18600)
	a.submit(a.at(15, 10), map[string]any{"address": a.site(), "doc_type": "报告表", "industry": "金属表面处理"}, nil, "eia")
	a.acts(a.at(14, 10), "eia", yes("dw-ecology", "受理并公示"))
	a.submit(a.at(6, 9), map[string]any{
		"road": "昌州大道东段K1+200", "way": "挖掘", "area": 180.0, "traffic": true, "greenery": true,
		"from_date": a.ago(-12).String(), "to_date": a.ago(-30).String(), "pipe_units": []string{"water_company", "gas_company"},
	}, nil, "road-occupation")
	a.acts(a.at(5, 10), "road-occupation", deed{login: "chengguan", act: approval.ActSupplement, form: approval.Form{Gaps: []approval.Gap{
		{Material: "traffic-plan", Code: "incomplete", Text: "交通组织方案缺夜间施工的警示和疏导措施，请补充后加盖公章"},
		{Material: "general-layout", Code: "unclear", Text: "总平面图未标明挖掘段与现状给水管的净距"},
	}}})
	a.submit(a.at(6, 14), map[string]any{
		"address": a.site(), "utilities": []string{"power_company", "water_company", "gas_company"}, "power_load": 8000.0, "water_daily": 600.0, "gas_hourly": 240.0,
	}, nil, "utility-connection")
	a.acts(a.at(5, 9), "utility-connection", yes("chuangkou", "接单，分送三家公用企业"))
	services := []struct{ unit, login, seen, scheme string }{
		{"gas_company", "dw-gas_company", "中压管已到地块东侧", "东侧中压管接入，设调压箱一座"},
		{"power_company", "gongdian", "10千伏峰高线有间隔可用", "自峰高站双回接入，8000千伏安分期投运"},
		{"water_company", "shuiwu", "DN300管压力0.28兆帕", ""},
	}
	for _, s := range services {
		for _, x := range surveyed(s.login, a.ago(3), a.site(), s.seen) {
			a.acts(a.at(3, 10), "utility-connection", x.of(s.unit))
		}
		a.acts(a.at(3, 15), "utility-connection", yes(s.login, "具备接入条件").of(s.unit))
		if s.scheme != "" {
			a.acts(a.at(2, 15), "utility-connection", yes(s.login, "方案已答复", "scheme", s.scheme, "cost", 186000.0).of(s.unit))
		}
	}
	a.acts(a.at(1, 15), "utility-connection", yes("dw-gas_company", "已验通").of("gas_company"))
	a.submit(a.at(3, 11), map[string]any{"address": a.site(), "build_area": 32000.0, "special_design": false, "height": 18.6}, nil, "fire-design")
	a.acts(a.at(2, 9), "fire-design", yes("zhujian", "受理"))
	a.acts(a.at(1, 10), "fire-design", deed{login: "zhujian", act: approval.ActAddSign, form: approval.Form{
		People: []approval.Person{a.helper("dw-emergency")}, Position: approval.BeforeMe, Opinion: "酸洗车间火灾危险性类别请应急局先行认定",
	}})
}

// industryPark has only begun.
func industryPark(a *dossier) {
	a.submit(a.at(0, 16), map[string]any{
		"address": a.site(), "invest": 90000.0, "content": "标准厂房15万平方米及配套", "industry": "产业园区",
	}, nil, "investment-filing")
}

// fieldsOf are fields of a form, in pairs.
func fieldsOf(fields ...any) []process.Field { return yes("", "", fields...).form.Fields }
