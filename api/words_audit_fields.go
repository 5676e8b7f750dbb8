package api

import (
	"encoding/json"
	"strings"
)

// auditFields name what entries of the audit log say was before and after, by the
// stored names of the fields. Where one name means several things, auditFieldsOf
// has the one of the operations it begins with.
var auditFields = map[string]word{
	"id":           {"编号", "Id"},
	"name":         {"名称", "Name"},
	"short_name":   {"简称", "Short name"},
	"title":        {"标题", "Title"},
	"text":         {"文字", "Text"},
	"type":         {"类别", "Type"},
	"kind":         {"种类", "Kind"},
	"code":         {"代码", "Code"},
	"version":      {"版本", "Version"},
	"basis":        {"依据", "Basis"},
	"reason":       {"原因", "Reason"},
	"note":         {"说明", "Note"},
	"source":       {"来源", "Source"},
	"detail":       {"具体内容", "Details"},
	"demo":         {"演示数据", "Demo data"},
	"sort_no":      {"排序", "Order"},
	"from":         {"起", "From"},
	"to":           {"止", "To"},
	"on":           {"日期", "On"},
	"at":           {"时间", "At"},
	"date":         {"日期", "Date"},
	"year":         {"年度", "Year"},
	"month":        {"月份", "Month"},
	"updated_at":   {"更新时间", "Updated at"},
	"phone":        {"电话", "Phone"},
	"email":        {"邮箱", "Email"},
	"address":      {"地址", "Address"},
	"town_code":    {"镇街", "Town"},
	"parent_id":    {"上级", "Parent"},
	"place":        {"地点", "Place"},
	"tags":         {"标签", "Tags"},
	"n":            {"序号", "Number"},
	"org":          {"单位", "Unit"},
	"valid_from":   {"设立日期", "In being from"},
	"valid_to":     {"撤销日期", "In being until"},
	"effective_on": {"生效日期", "In force from"},
	"status":       {"状态", "Status"},
	"made_by":      {"安排人", "Planned by"},
	"made_at":      {"安排时间", "Planned at"},
	"applied_at":   {"生效时间", "Came into force at"},
	"credit_code":  {"统一社会信用代码", "Credit code"},
	"legal_rep":    {"法定代表人", "Legal representative"},
	"contact":      {"联系人", "Contact"},

	"login":         {"用户名", "Login"},
	"roles":         {"角色", "Roles"},
	"role":          {"身份", "Role"},
	"org_id":        {"所在单位", "Unit"},
	"enterprise_id": {"企业", "Company"},
	"owner_role":    {"在企业团队中的身份", "Place in the company’s team"},
	"disabled":      {"停用", "Disabled"},
	"accept":        {"接受移交", "Accepts the handover"},
	"acts_for":      {"代理谁", "Stands in for"},
	"user_id":       {"人员", "Person"},
	"user_name":     {"姓名", "Name of the person"},

	"ID": {"编号", "Id"}, "Name": {"文件名", "File name"}, "Size": {"大小（字节）", "Size in bytes"}, "SHA256": {"内容摘要", "Hash of the content"},
	"MediaType": {"文件类型", "Media type"}, "UploadedBy": {"上传人", "Uploaded by"}, "UploadedAt": {"上传时间", "Uploaded at"},
	"ForUser": {"被代理人编号", "Id of the person away"}, "ForName": {"被代理人", "Person away"}, "ByUser": {"代理人编号", "Id of the stand-in"}, "ByName": {"代理人", "Stand-in"},
	"From": {"起", "From"}, "To": {"止", "To"}, "Revoked": {"已取消", "Revoked"}, "CreatedAt": {"安排时间", "Arranged at"},

	"content":               {"建设内容", "Content"},
	"benefits":              {"效益", "Benefits"},
	"sector":                {"领域", "Sector"},
	"level":                 {"重点级别", "Key level"},
	"key_year":              {"重点年度", "Key year"},
	"phase":                 {"阶段", "Phase"},
	"phase_before":          {"此前的阶段", "Phase before"},
	"park_id":               {"园区", "Park"},
	"geojson":               {"范围", "Outline on the map"},
	"lat":                   {"纬度", "Latitude"},
	"lon":                   {"经度", "Longitude"},
	"invest_total_wan":      {"总投资（万元）", "Investment in all (10,000 yuan)"},
	"invest_year_wan":       {"年度投资（万元）", "Investment of the year (10,000 yuan)"},
	"invest_includes_parts": {"投资含下级项目", "Investment includes the parts"},
	"stat_registered_on":    {"入统日期", "Registered for statistics on"},
	"merged_into":           {"并入", "Merged into"},
	"milestone":             {"节点", "Milestone"},
	"changes":               {"改动", "Changes"},
	"before":                {"之前", "Before"},
	"after":                 {"之后", "After"},
	"old":                   {"原为", "Was"},
	"new":                   {"改为", "Now"},
	"months":                {"月度投资", "Investment by month"},
	"plan_wan":              {"计划（万元）", "Planned (10,000 yuan)"},
	"actual_wan":            {"完成（万元）", "Done (10,000 yuan)"},
	"into":                  {"保留的项目", "Project kept"},
	"line":                  {"表中行号", "Line of the sheet"},
	"evidence":              {"证明文件", "Evidence"},
	"correction":            {"更正", "Correction"},
	"baseline_date":         {"基准日期", "Baseline date"},
	"target_date":           {"计划日期", "Planned date"},
	"alt_date":              {"备选日期", "Alternative date"},
	"actual_date":           {"实际日期", "Actual date"},
	"hard_by":               {"不得晚于", "Not later than"},
	"hard_constraint":       {"硬约束", "Hard constraint"},
	"blocked_by":            {"受阻于", "Blocked by"},
	"not_needed":            {"不需要", "Not needed"},
	"rebaseline":            {"重设基准", "Baseline set anew"},
	"subject_id":            {"人员、单位或专班", "Person, unit or task force"},
	"field":                 {"所说的栏目", "Field told of"},
	"statement":             {"所说内容", "What it says"},
	"contradicts":           {"与登记不一致", "Contradicts the register"},
	"entries":               {"列入与调出", "Entered and taken off"},
	"act":                   {"列入或调出", "Entered or taken off"},
	"project_id":            {"项目", "Project"},
	"event":                 {"活动", "Event"},
	"members":               {"成员", "Members"},
	"quarter":               {"季度", "Quarter"},
	"held":                  {"已举行", "Held"},
	"count":                 {"个数", "How many"},
	"invest_wan":            {"投资（万元）", "Investment (10,000 yuan)"},
	"mean_wan":              {"平均投资（万元）", "Mean investment (10,000 yuan)"},
	"by_sector":             {"按领域", "By sector"},
	"sentence":              {"一句话", "In one sentence"},

	"lead_id":      {"专班长编号", "Id of the head"},
	"lead_name":    {"专班长", "Head"},
	"issue_id":     {"问题", "Issue"},
	"liaison":      {"企业联络员", "Company liaison"},
	"plan":         {"作战图", "Plan"},
	"contacts":     {"对接记录", "Contacts"},
	"decided_at":   {"议定时间", "Decided at"},
	"set_up_at":    {"成立时间", "Set up at"},
	"dissolved_on": {"撤销日期", "Dissolved on"},
	"summary":      {"总结", "Summary"},
	"lessons":      {"可借鉴的做法", "Lessons"},
	"origin":       {"由何而来", "Origin"},
	"due":          {"时限", "Due"},
	"done_on":      {"完成日期", "Done on"},
	"by_id":        {"记录人编号", "Id of who wrote it"},
	"by_name":      {"记录人", "Written by"},
	"people":       {"对接人员", "Met with"},
	"findings":     {"情况", "Findings"},
	"promise":      {"承诺", "Promise"},
	"forward":      {"跟进日期", "Follow up on"},
	"resolved":     {"已落实", "Kept"},

	"forum":   {"会议类型", "Kind of meeting"},
	"rule":    {"哪天开", "On which day"},
	"day":     {"每月几日", "Day of the month"},
	"nth":     {"第几个", "Which in the month"},
	"weekday": {"星期几（0 为星期日）", "Day of the week (0 is Sunday)"},
	"every":   {"每几个月一次", "Months between"},
	"start":   {"开始时间", "Start"},
	"minutes": {"时长（分钟）", "Minutes"},
	"chair":   {"主持人", "Chair"},
	"paused":  {"停开", "Paused"},

	"days":        {"日期", "Days"},
	"work":        {"上班", "Worked"},
	"off":         {"放假", "Off"},
	"isOffDay":    {"休息", "Off"},
	"papers":      {"通知出处", "Papers"},
	"hours":       {"办公时间", "Office hours"},
	"spans":       {"时段", "Spans"},
	"as_received": {"下班后收到算当日", "After hours counts as that day"},
	"years":       {"各年度", "Years"},
	"local_off":   {"本区休息", "Local days off"},
	"local_work":  {"本区上班", "Local working days"},
	"provisional": {"暂定", "Provisional"},

	"layout":             {"编号样式", "Layout"},
	"reset":              {"何时重新从 1 编起", "Begins again each"},
	"next":               {"下一个编号", "Next number"},
	"l1":                 {"一级类别代码", "Code of the first level"},
	"l1_name":            {"一级类别", "First level"},
	"default_org":        {"默认主办单位", "Lead unit"},
	"retired":            {"停用", "Retired"},
	"with_level":         {"随一级类别停用", "Retired with its level"},
	"host":               {"邮件服务器", "Mail server"},
	"port":               {"端口", "Port"},
	"user":               {"登录账号", "User"},
	"plain":              {"不加密", "Not encrypted"},
	"kinds":              {"哪些消息", "Kinds of notices"},
	"quiet_from":         {"静默起", "Quiet from"},
	"quiet_to":           {"静默止", "Quiet until"},
	"secret_kept":        {"存有口令或地址", "Has a secret"},
	"dropped":            {"丢弃的待发消息", "Waiting messages dropped"},
	"forgotten_versions": {"清除口令的版本数", "Versions whose secret was wiped"},
	"sent":               {"已发出", "Sent"},
	"sha256":             {"内容摘要", "Hash of the content"},
	"lines":              {"行数", "Lines"},
	"hash":               {"定义摘要", "Hash of the definition"},

	"response":     {"响应权重", "Weight of response"},
	"resolution":   {"办结权重", "Weight of resolution"},
	"satisfaction": {"满意权重", "Weight of satisfaction"},

	"query":       {"查询条件", "Query"},
	"filters":     {"查询条件", "Filters"},
	"q":           {"搜索词", "Words searched"},
	"stream":      {"流水", "Stream"},
	"actor":       {"操作人", "Actor"},
	"what":        {"操作", "Operation"},
	"subject":     {"对象", "Object"},
	"rows":        {"条数", "Rows"},
	"up_to":       {"止于第几条", "Up to entry"},
	"list":        {"哪个列表", "List"},
	"format":      {"格式", "Format"},
	"file":        {"文件", "File"},
	"size":        {"大小（字节）", "Size in bytes"},
	"source_id":   {"来源文件编号", "Id of the source"},
	"dry_run":     {"只检查", "Only checked"},
	"in_place_of": {"代理谁", "In place of"},
}

// auditFieldsOf are the fields whose names mean something else in some operations,
// by what the operation begins with.
var auditFieldsOf = map[string]map[string]word{
	"channel":     {"from": {"发件地址", "Sender"}, "on": {"启用", "On"}},
	"series":      {"from": {"首次会议月份", "First month"}, "user_id": {"编号", "Id"}, "name": {"名称或姓名", "Name"}},
	"class":       {"days": {"期限（工作日）", "Working days"}, "name": {"类别", "Class"}},
	"team":        {"to": {"移交给", "Offered to"}},
	"project":     {"from": {"从何", "From"}, "to": {"到何", "To"}},
	"start_event": {"members": {"成员项目", "Projects"}, "name": {"活动名称", "Name of the event"}},
	"user":        {"name": {"姓名", "Name"}},
	"task_force":  {"role": {"分工", "Part"}, "to": {"离开日期", "Left on"}, "from": {"加入日期", "Joined on"}},
}

// auditNames are the names, in a language, of the fields that an entry's body has.
func auditNames(l lang, what string, body json.RawMessage) map[string]string {
	names := map[string]string{}
	for _, key := range bodyKeys(body) {
		if w, ok := auditField(what, key); ok {
			names[key] = w.in(l)
		}
	}
	return names
}

// UnnamedFields are the fields of an entry that the audit page shows by their
// stored names, because nobody gave them one in words.
func UnnamedFields(what string, body json.RawMessage) []string {
	var unnamed []string
	for _, key := range bodyKeys(body) {
		if _, ok := auditField(what, key); !ok {
			unnamed = append(unnamed, key)
		}
	}
	return unnamed
}

func auditField(what, key string) (word, bool) {
	part, _, _ := strings.Cut(what, ".")
	if w, ok := auditFieldsOf[part][key]; ok {
		return w, true
	}
	w, ok := auditFields[key]
	return w, ok
}

// bodyKeys are the keys of what was before and after, at any depth.
func bodyKeys(body json.RawMessage) []string {
	var told struct{ Before, After any }
	if len(body) == 0 || json.Unmarshal(body, &told) != nil {
		return nil // an act on a case: the case tells of it
	}
	var keys []string
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, x := range v {
				walk(x)
			}
		case map[string]any:
			for k, x := range v {
				keys = append(keys, k)
				walk(x)
			}
		}
	}
	walk(told.Before)
	walk(told.After)
	return keys
}
