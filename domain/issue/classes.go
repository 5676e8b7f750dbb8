package issue

// Class is one second-level class of issues; its first level is what the
// statistics count by (D-3).
type Class struct {
	Code    string `json:"code"`
	Name    string `json:"name"`
	L1      string `json:"l1"`
	L1Name  string `json:"l1_name"`
	Default string `json:"default_org"` // key of the unit that usually leads, see the dispatch catalogue 派单目录
	Days    int    `json:"days"`        // workdays from receipt to delivery, until a grade says otherwise
}

// Classes is the catalogue, in the order people choose from.
var Classes = []Class{
	{Code: "water.supply", Name: "供水接入", L1: "water", L1Name: "用水", Default: "housing", Days: 15},
	{Code: "water.drain", Name: "排水排污", L1: "water", L1Name: "用水", Default: "ecology", Days: 15},
	{Code: "power.temporary", Name: "临时用电", L1: "power", L1Name: "用电", Default: "power_company", Days: 7},
	{Code: "power.permanent", Name: "正式用电", L1: "power", L1Name: "用电", Default: "power_company", Days: 15},
	{Code: "gas.supply", Name: "用气接入", L1: "gas", L1Name: "用气", Default: "gas_company", Days: 10},
	{Code: "energy.quota", Name: "用能指标", L1: "energy", L1Name: "用能", Default: "industry", Days: 22},
	{Code: "labour.recruit", Name: "招工用工", L1: "labour", L1Name: "用工", Default: "labour", Days: 7},
	{Code: "labour.housing", Name: "员工住宿", L1: "labour", L1Name: "用工", Default: "park", Days: 10},
	{Code: "finance.loan", Name: "贷款融资", L1: "finance", L1Name: "融资", Default: "finance", Days: 15},
	{Code: "finance.payment", Name: "工程款拨付", L1: "finance", L1Name: "融资", Default: "treasury", Days: 10},
	{Code: "land.supply", Name: "供地与指标", L1: "land", L1Name: "用地", Default: "planning", Days: 22},
	{Code: "land.demolition", Name: "征地拆迁", L1: "land", L1Name: "用地", Default: "town", Days: 22},
	{Code: "land.greening", Name: "绿化用地", L1: "land", L1Name: "用地", Default: "greening", Days: 15},
	{Code: "road.access", Name: "道路与管网", L1: "road", L1Name: "道路管网", Default: "housing", Days: 15},
	{Code: "approval.delay", Name: "审批手续", L1: "approval", L1Name: "审批", Default: "approval", Days: 15},
	{Code: "approval.planning", Name: "规划调整", L1: "approval", L1Name: "审批", Default: "planning", Days: 22},
	{Code: "eia.review", Name: "环评", L1: "eia", L1Name: "环评", Default: "ecology", Days: 15},
	{Code: "fire.review", Name: "消防", L1: "fire", L1Name: "消防", Default: "housing", Days: 15},
	{Code: "logistics.transport", Name: "物流运输", L1: "logistics", L1Name: "物流", Default: "transport", Days: 7},
	{Code: "policy.subsidy", Name: "政策兑现", L1: "policy", L1Name: "政策兑现", Default: "treasury", Days: 22},
	{Code: "other.other", Name: "其他", L1: "other", L1Name: "其他", Default: "coordination", Days: 15},
}

// ClassOf finds a class by its code.
func ClassOf(code string) (Class, bool) {
	for _, c := range Classes {
		if c.Code == code {
			return c, true
		}
	}
	return Class{}, false
}

// ClassL1 is the first level of a class code; unknown codes count as other.
func ClassL1(code string) string {
	if c, ok := ClassOf(code); ok {
		return c.L1
	}
	return "other"
}

// Sources are the channels an issue may come by (D-2), code to 中文.
var Sources = []Choice{
	{"platform", "平台"}, {"phone", "电话"}, {"visit", "走访"}, {"onsite", "现场会"}, {"mailbox", "书记区长信箱"},
	{"group", "工作群"}, {"hotline", "12345热线"}, {"department", "部门上报"}, {"chamber", "商会"}, {"meeting", "会议"},
	{SourceApproval, "审批计划"},
}

// Causes are why an issue arose, code to 中文.
var Causes = []Choice{
	{"planning", "前期规划"}, {"policy", "政策"}, {"funds", "资金"}, {"factor", "要素"}, {"approval", "审批"},
	{"history", "历史遗留"}, {"enterprise", "企业自身"}, {"other", "其他"},
}

// Choice is one entry of a short list that people choose from.
type Choice struct {
	Code string `json:"code"`
	Name string `json:"name" spoken:"rules"`
}

// Codes are what the entries of a list are named by.
func Codes(list []Choice) []string {
	codes := make([]string, len(list))
	for i, c := range list {
		codes[i] = c.Code
	}
	return codes
}

func among(code string, list []Choice) bool {
	for _, c := range list {
		if c.Code == code {
			return true
		}
	}
	return false
}
