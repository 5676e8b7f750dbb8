package seed

import (
	"strings"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/supervision"
)

// What people write in the year, by who writes it. The words in braces are the
// issue's own, so that no two people say the same.
var (
	notes = []string{
		"{lead}已到{where}核实：{course}，情况属实，正与{co}商定办法。",
		"上午会同{co}到{where}踏勘，{owner}在场。初步意见：{task}。",
		"与{owner}电话对接，{course}。定于两日内到{where}现场办公。",
		"已调阅{project}前期资料，{course}。拟按“{standard}”的要求提出方案。",
		"{lead}召集{co}在{where}开碰头会，商定由{lead}负责到底。",
		"经查，{course}。已列入{lead}本周督办清单，专人跟进。",
	}
	thanks = []string{
		"{result}，感谢{lead}。", "今天到{where}看过，确已解决。", "“{ask}”已经落实，{owner}没有其他意见。", "{lead}上门三次，办得细致。",
		"办得比预想快，{project}进度没有耽误。", "{standard}，达到了我们的要求。", "结果满意，希望{where}后续维护也有人管。", "{co}配合得好，一次就办成了。",
	}
	lukewarm = []string{
		"问题解决了，但过程偏长，中间催过一次。", "{result}，只是比答复的时间晚了几天。", "办成了，建议{lead}以后提前告知{where}的施工安排。", "结果可以，{co}之间衔接还可以更快。",
	}
	complaints = []string{
		"{where}只处理了一半，“{standard}”还没有达到。", "答复说“{result}”，现场与此不符。", "{where}又出现同样情况，请{lead}再来一次。", "{ask}，目前仅口头答应，没有见到实际动作。",
	}
	reworks = []string{
		"请{lead}会同{co}再到{where}，与{owner}当面销号。", "按“{standard}”逐条对照，{lead}三日内补做。", "由{lead}主要负责人牵头复查{where}。",
	}
	finished = []string{
		"{result}；业主提出的遗留问题已处理。", "{lead}二次到场整改，{result}，已请{owner}复验。", "返工完成，{standard}。",
	}
	withdrawals = []string{
		"{project}调整了方案，不再需要此项协调。", "企业已自行解决：{where}采用了替代办法。", "经与{lead}沟通，暂无必要，需要时再报。", "股东会决定暂缓该项工程，先撤回。",
	}
	objections = []string{
		"{where}不在我单位管护范围，依“三定”规定应由{co}牵头。", "“{ask}”涉及的审批权不在{lead}，请重新研究派单。", "我单位无此项资金渠道，建议由{co}主办、我单位配合。",
	}
	rulings = []string{
		"经核对职责清单，仍由{lead}主办，{co}配合。", "统筹办现场裁定：{where}日常由{lead}管理，不改派。",
	}
	stands = []string{
		"同意牵头，请{co}同步配合", "无异议，方案和时间表会前已报统筹办", "愿意牵头，需{co}明确一名联络员", "可以按“{standard}”办理，资金渠道已落实",
	}
	precoords = []string{
		"会前召集{lead}、{co}到{where}现场协调，责任基本明确，时限尚需会议确定。",
		"统筹办与{lead}、{owner}三方对账：{course}。分歧在于由谁出资，建议上会。",
		"已两次协调，{lead}同意牵头，{co}对分工有保留，提请会议议定。",
		"{owner}反映“{heading}”，{lead}核实属实，跨部门事项，建议上会。",
	}
	tendencies = []string{
		"建议由{lead}牵头，{task}。", "建议明确{lead}主办、{co}协办，做到{standard}。", "建议限期{task}，逾期由督查室跟踪。",
	}
	paragraphs = []string{
		"关于{project}“{heading}”问题。会议听取了{owner}和{lead}的汇报。会议议定：由{lead}牵头，{co}配合，{task}，确保{standard}。",
		"关于{heading}。会议认为，{course}，影响{project}建设。会议要求，{lead}负责{task}，{co}按职责配合，以“{standard}”为办结标准。",
		"{lead}汇报了{heading}的会前协调情况。会议同意会前意见：{task}；标准为{standard}；{co}确定一名负责人，随叫随到。",
	}
	speeches = []string{
		"{heading}，{course}。{ask}。", "我们最急的是{where}：{course}，{ask}。", "{project}正在关键期，{heading}已影响工期，{ask}。",
	}
	verdicts = []string{
		"{standard}，按期完成，业主认可。", "现场抽查{where}，与佐证一致。", "牵头有力，{co}配合到位。", "{result}，资料齐全。",
	}
	lates = []string{
		"超过议定时限，督办后完成：{result}。", "{lead}前期推动偏慢，红灯后补齐，{where}已验收。", "时限已过才完成，业主评价一般。",
	}
	confirms = []string{
		"{where}已查验，问题解决。", "对照“{standard}”核过，同意销号。", "收到办结材料，{result}，无异议。",
	}
)

// nodeReports are the 13710 reports by node: deployment, measures, progress, result, next.
var nodeReports = map[string][][5]string{
	supervision.NodeD1: {
		{"{lead}主要负责人当天签批，指定专人负责{where}事项。", "{co}各定一名联络员，建立联络群。", "已与{owner}通话，约定到场时间。", "明确了责任人和三步安排。", "两日内到{where}踏勘并拿出方案。"},
		{"接单当日开会，{task}列入{lead}重点清单。", "调取{project}图纸与前期批文。", "核对{course}的成因，资料已收齐。", "形成问题清单一份。", "与{co}会商分工。"},
	},
	supervision.NodeD3: {
		{"{lead}分管负责人带队到{where}。", "会同{co}踏勘，商定实施办法并交底。", "方案已与{owner}确认，人员和材料到位。", "完成现场交底和第一步施工准备。", "按方案{task}。"},
		{"{lead}与{co}签署分工备忘。", "倒排工期，逐日报统筹办。", "{where}已开始实施，{owner}派人跟班。", "前两道手续办结。", "完成余下手续，备齐佐证。"},
	},
	supervision.NodeD7: {
		{"{lead}每两日调度一次。", "对照“{standard}”逐项核查。", "主体事项完成，剩收尾。", "{where}已具备验收条件。", "请{owner}到场查验后申请办结。"},
		{"进入收尾，{lead}驻场一人。", "会同{co}完成自查，列出尾项两条。", "尾项一条已销，另一条三日内完成。", "{task}主要工作完成。", "整理佐证，提交办结。"},
	},
}

// shares are what a co-organizer reports of its part on the third day.
var shares = [][5]string{
	{"{unit}明确一名科长配合{lead}。", "按分工备好{where}的基础资料。", "资料已移交{lead}，本单位环节不再占用时间。", "配合事项交底完毕。", "{lead}需要时两小时内到场。"},
	{"{unit}分管领导参加{where}踏勘。", "对{task}涉及本单位的审批提前审查。", "预审意见已反馈{lead}。", "预审通过，只待正式申报。", "收到申报当日办结。"},
	{"{unit}已与{lead}、{owner}建群对接。", "安排一个班组配合{where}现场。", "人员已到场，今日开始配合。", "本单位承担的部分完成过半。", "三日内完成并通知{lead}复核。"},
}

// shareOf is a co-organizer's report.
func (t *trouble) shareOf(unit string) supervision.Form {
	r, w := shares[(t.n+len(unit))%len(shares)], t.words()
	put := func(s string) string { return w.Replace(strings.ReplaceAll(s, "{unit}", shortName(unit))) }
	return supervision.Form{Node: supervision.NodeD3, Report: &supervision.ReportForm{
		Deployment: put(r[0]), Measures: put(r[1]), Progress: put(r[2]), Result: put(r[3]), Next: put(r[4]),
	}}
}

// say picks the sentence of a pool and puts the words in.
func (t *trouble) say(pool []string) string { return t.words().Replace(pool[t.n%len(pool)]) }

func (t *trouble) words() *strings.Replacer {
	var co []string
	for _, id := range t.story.co {
		co = append(co, shortName(id))
	}
	if len(co) == 0 {
		co = []string{t.town() + "政府"}
	}
	return strings.NewReplacer(
		"{lead}", shortName(t.story.lead), "{co}", strings.Join(co, "、"), "{where}", t.story.where, "{course}", t.story.course,
		"{ask}", strings.TrimPrefix(t.story.ask, "请"), "{result}", t.story.result, "{task}", t.story.task, "{standard}", t.story.standard,
		"{heading}", t.story.heading, "{owner}", t.owner.Name, "{project}", t.works.name,
	)
}

// town is where the project stands.
func (t *trouble) town() string {
	for _, town := range towns {
		if town.Code == t.works.town {
			return town.Name
		}
	}
	return ""
}

func shortName(unit string) string {
	for _, u := range units {
		if u.ID == unit {
			return u.ShortName
		}
	}
	return unit
}

// reportAt is what the unit reports at a node of the 13710 plan.
func (t *trouble) reportAt(node string) supervision.Form {
	pool, w := nodeReports[node], t.words()
	r := pool[t.n%len(pool)]
	percent := map[string]int{supervision.NodeD1: 10, supervision.NodeD3: 40, supervision.NodeD7: 75}[node]
	return supervision.Form{Node: node, Report: &supervision.ReportForm{
		Percent:    &percent,
		Deployment: w.Replace(r[0]), Measures: w.Replace(r[1]), Progress: w.Replace(r[2]), Result: w.Replace(r[3]), Next: w.Replace(r[4]),
	}}
}

// stand is the lead unit's word before the meeting.
func (t *trouble) stand() []between.Position {
	return []between.Position{{Org: t.units[t.story.lead], Stand: t.say(stands), Basis: shortName(t.story.lead) + "职责清单"}}
}
