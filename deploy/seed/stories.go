package seed

import "github.com/diaodu/diaodu/domain/issue"

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
}

var stories = []story{
	{"labour.recruit", "投产前一线操作工缺口较大", "factor", "厂区", "已自行招聘两轮，到岗不足三成", "请协助组织专场招聘", "labour", []string{"park"}, issue.Ordinary,
		"组织两场专场招聘会，到岗86人，满足首条产线需要", "组织企业专场招聘并落实实习基地", "到岗人数不少于企业申报缺口的八成"},
	{"finance.loan", "设备采购款贷款审批进度慢", "funds", "企业总部", "银行要求补充土地抵押手续，已提交一个月", "请协调银行加快放款", "finance", []string{"treasury"}, issue.Coordination,
		"银企对接会后完成授信，首笔3000万元已到账", "召开银企对接会并落实授信", "首笔贷款到账"},
	{"energy.quota", "新增用能指标尚未批复", "factor", "生产车间", "节能审查意见已报，指标未下达", "请协调落实年度用能指标", "industry", []string{"reform"}, issue.Coordination,
		"用能指标已批复，年综合能耗4200吨标准煤", "协调落实新增用能指标", "取得用能指标批复文件"},
	{"power.temporary", "施工临时用电容量不足", "factor", "施工现场", "塔吊与搅拌站不能同时运行", "请增加一台临时变压器", "power_company", []string{"park"}, issue.Ordinary,
		"已架设400千伏安临时变压器并送电", "架设临时变压器并送电", "变压器投运，现场可同时运行主要设备"},
	{"water.supply", "厂区供水压力不稳", "planning", "生产区东侧", "高峰时段三楼无水", "请改造支管或增设加压泵", "water_company", []string{"housing"}, issue.Coordination,
		"支管由100毫米改为200毫米，水压稳定在0.3兆帕", "改造供水支管", "末端水压不低于0.28兆帕"},
	{"road.access", "大件设备运输道路转弯半径不够", "planning", "园区三号路口", "18米板车无法通过", "请临时拓宽路口", "housing", []string{"transport", "greening"}, issue.Coordination,
		"路口拓宽4.5米，大件设备顺利进场", "拓宽路口并完善标线", "18米板车可一次通过"},
	{"approval.delay", "施工许可补正次数多", "approval", "政务大厅", "三次补正，材料要求前后不一致", "请一次性告知并限时办结", "approval", []string{"housing"}, issue.Ordinary,
		"窗口一次性告知，两个工作日内核发施工许可证", "梳理施工许可材料清单并限时办结", "取得施工许可证"},
	{"gas.supply", "天然气接入方案迟迟未定", "factor", "热处理车间", "管线走向有两个方案，未定", "请确定接入方案和工期", "gas_company", []string{"planning"}, issue.Coordination,
		"按沿路方案实施，已通气点火", "确定燃气接入方案并施工", "车间通气"},
	{"labour.housing", "外来技术工人住宿紧张", "factor", "园区公租房", "申请40套仅配租12套", "请增加园区公租房配租", "park", []string{"housing"}, issue.Ordinary,
		"调剂公租房30套，入住112人", "调剂公租房房源", "配租不少于30套"},
	{"policy.subsidy", "技改补助资金未到位", "policy", "企业总部", "去年四季度已公示，资金未拨付", "请协调拨付技改补助", "treasury", []string{"industry"}, issue.Ordinary,
		"技改补助186万元已拨付", "核拨技改补助资金", "资金到账"},
	{"eia.review", "环评批复等待时间长", "approval", "涂装车间", "专家意见已修改，待复核", "请加快环评复核", "ecology", nil, issue.Ordinary,
		"环评报告复核通过并取得批复", "完成环评复核", "取得环评批复"},
	{"fire.review", "厂房消防设计调整需会商", "approval", "二号厂房", "工艺变更后防火分区需调整", "请组织专家会商", "housing", []string{"emergency"}, issue.Coordination,
		"专家会商形成意见，设计已按意见修改备案", "组织消防设计专家会商", "形成书面会商意见"},
	{"land.greening", "施工便道需临时占用绿化带", "planning", "厂区北侧", "便道跨绿化带约60米", "请批准临时占用并明确恢复要求", "greening", []string{"park"}, issue.Ordinary,
		"临时占用手续已办结，便道投入使用", "办理临时占用绿化用地手续", "取得临时占用批复"},
	{"land.demolition", "红线内一户坟墓未迁移", "history", "地块西南角", "已签协议，迁移时间未定", "请协调完成迁移", "planning", []string{"park"}, issue.Major,
		"迁坟完成，场地已交付施工", "完成红线内迁坟", "场地移交单"},
	{"power.permanent", "专用变电线路路径未批", "planning", "厂外线路", "线路跨越规划道路", "请确定线路路径", "power_company", []string{"planning", "housing"}, issue.Major,
		"线路路径批复，专线完成送电", "批复并建设专用供电线路", "专线送电"},
	{"logistics.transport", "重型货车通行证办理不便", "policy", "城区绕城路", "每周需重新申请", "请办理长期通行证", "transport", nil, issue.Ordinary,
		"办理半年期通行证12张", "办理长期通行证", "通行证发放到位"},
	{"finance.payment", "工程进度款支付滞后", "funds", "项目部", "二季度进度款未付，影响班组稳定", "请督促支付进度款", "finance", []string{"treasury"}, issue.Coordination,
		"进度款2100万元已支付，农民工工资专户足额", "督促支付工程进度款", "二季度进度款付清"},
	{"water.drain", "雨污分流接口位置不明", "planning", "厂区排口", "市政接口图与现场不符", "请现场交底接口位置", "housing", []string{"ecology"}, issue.Ordinary,
		"现场交底完成，雨污接口全部接通", "核实并交底雨污接口", "雨污接口接通"},
	{"approval.planning", "厂房局部加层需调整规划条件", "approval", "三号厂房", "容积率需由1.2调整至1.5", "请研究规划条件调整", "planning", []string{"housing"}, issue.Coordination,
		"规划条件调整方案经公示后批复", "研究规划条件调整", "取得规划条件变更批复"},
	{"other.other", "园区公交班次少，职工通勤不便", "other", "园区南门", "早晚高峰仅两班", "请增加公交班次", "transport", []string{"park"}, issue.Ordinary,
		"早晚高峰各增加三班，并设临时站点", "优化园区公交线路", "早晚高峰不少于五班"},
}
