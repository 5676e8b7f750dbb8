package api

import "github.com/diaodu/diaodu/domain/digit"

// RemarkText is what there is to say about one part of a DIGIT service, in Chinese.
func RemarkText(r digit.Remark) string {
	args := anyArgs(r.Args)
	args["in"], args["action"] = r.State, r.Action
	return message(r.Code, args)
}

// digitMessages are what import of DIGIT services has to say.
var digitMessages = map[string]string{
	"digit.too_big":    "文件超过 {max} KB，不能导入。",
	"digit.unreadable": "不是有效的 JSON，读到第 {line} 行为止。",
	"digit.no_service": "文件里没有 DIGIT 业务服务（businessService 及其 states）。",
	"digit.too_many":   "“{service}”过大：最多 {states} 个状态，每个状态最多 {actions} 个动作。",
	"digit.which":      "请指定导入哪一个业务服务：{services}。",

	"digit.no_start":      "没有开始状态，或开始状态没有动作。",
	"digit.state_twice":   "状态“{in}”重复。",
	"digit.next_unknown":  "状态“{in}”的动作“{action}”通向“{next}”，文件中没有这个状态。",
	"digit.no_stage":      "提交后直接到“{in}”结束，中间没有办理环节。",
	"digit.no_way_on":     "状态“{in}”既不结束，也没有继续往下走的动作。",
	"digit.role_unknown":  "状态“{in}”由角色“{role}”办理，请在对照表中写明是本平台的谁；不需要的写 {}。",
	"digit.nobody":        "环节“{in}”没有办理人，请指定。",
	"digit.roles_merged":  "环节“{in}”的不同动作原由不同角色办理（{roles}），导入后其中任何一人都可以作任何结论，请核对。",
	"digit.alias":         "动作里用“{other}”指的就是状态“{in}”，按同一状态处理。",
	"digit.start_other":   "提交动作“{action}”原通向“{other}”，导入后一律从“{entry}”开始。",
	"digit.draft":         "状态“{in}”只由申请人自己填写，并入提交申请，不单设环节。",
	"digit.unreachable":   "从开始走不到状态“{in}”，没有导入。",
	"digit.after_end":     "“{in}”已是终态，其后的动作“{action}”（如重开、评价）不属于审批，没有导入。",
	"digit.finished":      "“{in}”之后只能取消，按办结处理；动作“{action}”请用本平台的作废。",
	"digit.self_transfer": "动作“{action}”不离开“{in}”，用本平台的转办、委派代替。",
	"digit.self_nothing":  "动作“{action}”不离开“{in}”，只是保存或调整，没有导入。",
	"digit.supplement":    "环节“{in}”的动作“{action}”退给申请人补材料后回到原处，按补正处理，状态“{state}”不单设环节。",
	"digit.starter":       "环节“{in}”可由申请人办理。",
	"digit.reject_added":  "环节“{in}”原没有不同意的动作，本平台的环节都可以不同意（结束为不予许可），请核对。",
	"digit.ended_as":      "状态“{in}”按“{result}”结束。",
	"digit.sla_whole":     "全程时限 {ms} 毫秒，按承诺时限 {days} 个工作日计；法定时限请另填。",
	"digit.sla_state":     "环节“{in}”时限 {ms} 毫秒，按承诺 {days} 个工作日计。",
	"digit.papers":        "状态“{in}”要求上传材料，请在流程的材料清单中列明。",
}
