package seed

import (
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/project"
)

// story is one kind of trouble a project can have, made up after what such
// districts report. Units are the ids of units.go.
type story struct {
	class   string
	heading string
	cause   string
	where   string
	course  string
	ask     string
	lead    string
	co      []string
	grade   issue.Grade
	result  string
	// What a meeting would order, where the story comes to one.
	task     string
	standard string
	// sector is the field whose projects have such trouble; empty is any.
	sector project.Sector
}

// stories are the troubles of these days, taken by their place (today.go, cases.go);
// the year's own are works and help. None is told twice.
var stories = []story{
	{"labour.recruit", "投产前一线操作工缺口较大", "factor", "厂区", "已自行招聘两轮，到岗不足三成", "请协助组织专场招聘", "labour", []string{"park"}, issue.Ordinary,
		"组织两场专场招聘会，到岗86人，满足首条产线需要", "组织企业专场招聘并落实实习基地", "到岗人数不少于企业申报缺口的八成", ""},
	{"finance.loan", "设备采购款贷款审批进度慢", "funds", "企业总部", "银行要求补充土地抵押手续，已提交一个月", "请协调银行加快放款", "finance", []string{"treasury"}, issue.Coordination,
		"银企对接会后完成授信，首笔3000万元已到账", "召开银企对接会并落实授信", "首笔贷款到账", ""},
	{"energy.quota", "新增用能指标尚未批复", "factor", "生产车间", "节能审查意见已报，指标未下达", "请协调落实年度用能指标", "industry", []string{"reform"}, issue.Coordination,
		"用能指标已批复，年综合能耗4200吨标准煤", "协调落实新增用能指标", "取得用能指标批复文件", ""},
	{"power.temporary", "施工临时用电容量不足", "factor", "施工现场", "塔吊与搅拌站不能同时运行", "请增加一台临时变压器", "power_company", []string{"park"}, issue.Ordinary,
		"已架设400千伏安临时变压器并送电", "架设临时变压器并送电", "变压器投运，现场可同时运行主要设备", ""},
	{"water.supply", "厂区供水压力不稳", "planning", "生产区东侧", "高峰时段三楼无水", "请改造支管或增设加压泵", "water_company", []string{"housing"}, issue.Coordination,
		"支管由100毫米改为200毫米，水压稳定在0.3兆帕", "改造供水支管", "末端水压不低于0.28兆帕", ""},
	{"road.access", "大件设备运输道路转弯半径不够", "planning", "园区三号路口", "18米板车无法通过", "请临时拓宽路口", "housing", []string{"transport", "greening"}, issue.Coordination,
		"路口拓宽4.5米，大件设备顺利进场", "拓宽路口并完善标线", "18米板车可一次通过", ""},
	{"approval.delay", "施工许可补正次数多", "approval", "政务大厅", "三次补正，材料要求前后不一致", "请一次性告知并限时办结", "approval", []string{"housing"}, issue.Ordinary,
		"窗口一次性告知，两个工作日内核发施工许可证", "梳理施工许可材料清单并限时办结", "取得施工许可证", ""},
	{"gas.supply", "天然气接入方案迟迟未定", "factor", "热处理车间", "管线走向有两个方案，未定", "请确定接入方案和工期", "gas_company", []string{"planning"}, issue.Coordination,
		"按沿路方案实施，已通气点火", "确定燃气接入方案并施工", "车间通气", ""},
	{"labour.housing", "外来技术工人住宿紧张", "factor", "园区公租房", "申请40套仅配租12套", "请增加园区公租房配租", "park", []string{"housing"}, issue.Ordinary,
		"调剂公租房30套，入住112人", "调剂公租房房源", "配租不少于30套", ""},
	{"policy.subsidy", "技改补助资金未到位", "policy", "企业总部", "去年四季度已公示，资金未拨付", "请协调拨付技改补助", "treasury", []string{"industry"}, issue.Ordinary,
		"技改补助186万元已拨付", "核拨技改补助资金", "资金到账", ""},
	{"eia.review", "环评批复等待时间长", "approval", "涂装车间", "专家意见已修改，待复核", "请加快环评复核", "ecology", nil, issue.Ordinary,
		"环评报告复核通过并取得批复", "完成环评复核", "取得环评批复", ""},
	{"fire.review", "厂房消防设计调整需会商", "approval", "二号厂房", "工艺变更后防火分区需调整", "请组织专家会商", "housing", []string{"emergency"}, issue.Coordination,
		"专家会商形成意见，设计已按意见修改备案", "组织消防设计专家会商", "形成书面会商意见", ""},
	{"land.greening", "施工便道需临时占用绿化带", "planning", "厂区北侧", "便道跨绿化带约60米", "请批准临时占用并明确恢复要求", "greening", []string{"park"}, issue.Ordinary,
		"临时占用手续已办结，便道投入使用", "办理临时占用绿化用地手续", "取得临时占用批复", ""},
	{"land.demolition", "红线内一户坟墓未迁移", "history", "地块西南角", "已签协议，迁移时间未定", "请协调完成迁移", "planning", []string{"park"}, issue.Major,
		"迁坟完成，场地已交付施工", "完成红线内迁坟", "场地移交单", ""},
	{"power.permanent", "专用变电线路路径未批", "planning", "厂外线路", "线路跨越规划道路", "请确定线路路径", "power_company", []string{"planning", "housing"}, issue.Major,
		"线路路径批复，专线完成送电", "批复并建设专用供电线路", "专线送电", ""},
	{"logistics.transport", "重型货车通行证办理不便", "policy", "城区绕城路", "每周需重新申请", "请办理长期通行证", "transport", nil, issue.Ordinary,
		"办理半年期通行证12张", "办理长期通行证", "通行证发放到位", ""},
	{"finance.payment", "工程进度款支付滞后", "funds", "项目部", "二季度进度款未付，影响班组稳定", "请督促支付进度款", "finance", []string{"treasury"}, issue.Coordination,
		"进度款2100万元已支付，农民工工资专户足额", "督促支付工程进度款", "二季度进度款付清", ""},
	{"water.drain", "雨污分流接口位置不明", "planning", "厂区排口", "市政接口图与现场不符", "请现场交底接口位置", "housing", []string{"ecology"}, issue.Ordinary,
		"现场交底完成，雨污接口全部接通", "核实并交底雨污接口", "雨污接口接通", ""},
	{"approval.planning", "厂房局部加层需调整规划条件", "approval", "三号厂房", "容积率需由1.2调整至1.5", "请研究规划条件调整", "planning", []string{"housing"}, issue.Coordination,
		"规划条件调整方案经公示后批复", "研究规划条件调整", "取得规划条件变更批复", ""},
	{"other.other", "园区公交班次少，职工通勤不便", "other", "园区南门", "早晚高峰仅两班", "请增加公交班次", "transport", []string{"park"}, issue.Ordinary,
		"早晚高峰各增加三班，并设临时站点", "优化园区公交线路", "早晚高峰不少于五班", ""},
	{"water.supply", "新建车间消防水池补水管径偏小", "planning", "一号车间", "补水一次需十四个小时，消防验收不予通过", "请核增消防补水口径", "water_company", []string{"housing"}, issue.Coordination,
		"消防补水支管改为160毫米，补水时间缩短到五小时", "核增消防补水口径并施工", "消防水池六小时内补满", ""},
	{"water.supply", "消防水池补水慢，与前次反映系同一管线", "planning", "一号车间泵房", "补水阀已全开，流量仍不足设计值的一半", "请与前次问题一并处理", "water_company", []string{"housing"}, issue.Coordination,
		"与主问题一并改造", "一并改造补水支管", "补水流量达到设计值", ""},
	{"land.greening", "厂区大门外行道树遮挡大货车视线", "planning", "厂区大门", "三株黄葛树位于转弯视距内，已发生两次剐蹭", "请移栽或修枝", "greening", []string{"transport"}, issue.Ordinary,
		"两株移栽、一株修枝，出入口视距满足要求", "移栽或修剪出入口行道树", "出入口视距不小于40米", ""},
	{"power.permanent", "二期配电房增容方案待审", "planning", "二期配电房", "增容至2500千伏安的方案已报两周，未排审", "请尽快安排方案审查", "power_company", []string{"park"}, issue.Coordination,
		"方案审查通过，增容设备已下单", "完成增容方案审查", "取得供电方案答复单", ""},
	{"gas.supply", "烘干线用气压力波动", "factor", "烘干车间", "夜间压力降至0.15兆帕，烘干炉多次熄火", "请稳定供气压力", "gas_company", []string{"emergency"}, issue.Coordination,
		"增设区域调压柜，夜间压力稳定在0.28兆帕", "增设调压设施", "昼夜压力不低于0.25兆帕", ""},
	{"road.access", "园区五号路断头，货车绕行七公里", "planning", "园区五号路东端", "剩余140米未贯通，涉及一处管线迁改", "请贯通断头路", "housing", []string{"planning", "telecom_company"}, issue.Major,
		"五号路贯通，货车不再绕行", "贯通园区五号路剩余路段", "路面铺装完成并通车", ""},
	{"water.drain", "厂区雨水排口高程低于市政管", "planning", "厂区南侧排口", "暴雨时倒灌，已积水两次", "请核定排口标高并改造", "housing", []string{"water_company"}, issue.Coordination,
		"排口抬高0.6米并加装拍门，暴雨未再倒灌", "改造雨水排口", "暴雨时段不倒灌", ""},
	{"approval.delay", "规划核实所需测绘成果迟迟未出", "approval", "政务大厅测绘窗口", "委托测绘满三十天，外业尚未开始", "请督促测绘单位出具成果", "planning", []string{"approval"}, issue.Ordinary,
		"测绘成果已出具，规划核实同步受理", "督促出具测绘成果", "取得规划核实测绘报告", ""},
	{"other.other", "公租房片区快递柜与外卖取餐点缺失", "other", "公租房片区", "两千名职工共用一处取件点，高峰排队半小时", "请增设快递柜和取餐点", "commerce", []string{"park"}, issue.Ordinary,
		"增设快递柜六组、取餐点两处", "增设快递柜和取餐点", "高峰排队不超过五分钟", ""},
	{"approval.delay", "厂房不动产首次登记缺少联合测绘成果", "approval", "不动产登记窗口", "联合测绘与规划核实面积相差38平方米", "请核定面积并办理登记", "planning", []string{"housing"}, issue.Coordination,
		"面积差异核定，不动产权证核发", "核定测绘面积并办理首次登记", "取得不动产权证", ""},
}
