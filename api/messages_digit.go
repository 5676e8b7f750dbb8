package api

import "github.com/diaodu/diaodu/domain/digit"

// RemarkText is what there is to say about one part of a DIGIT service, in Chinese.
func RemarkText(r digit.Remark) string { return serviceRemark(chinese, r) }

func serviceRemark(l lang, r digit.Remark) string {
	args := anyArgs(l, r.Args)
	args["in"], args["action"] = r.State, r.Action
	return message(l, r.Code, args)
}

// digitMessages are what import of DIGIT services has to say.
var digitMessages = map[string]word{
	"digit.too_big": {"文件超过 {max} KB，不能导入。",
		"The file is larger than {max} KB and cannot be imported."},
	"digit.unreadable": {"不是有效的 JSON，读到第 {line} 行为止。",
		"This is no valid JSON; it could be read up to line {line}."},
	"digit.no_service": {"文件里没有 DIGIT 业务服务（businessService 及其 states）。",
		"The file has no DIGIT business service (businessService with its states)."},
	"digit.too_many": {"“{service}”过大：最多 {states} 个状态，每个状态最多 {actions} 个动作。",
		"“{service}” is too large: at most {states} states and {actions} actions in each."},
	"digit.which": {"请指定导入哪一个业务服务：{services}。",
		"Please say which business service to import: {services}."},

	"digit.no_start": {"没有开始状态，或开始状态没有动作。",
		"There is no start state, or it has no actions."},
	"digit.state_twice": {"状态“{in}”重复。",
		"The state “{in}” is given twice."},
	"digit.next_unknown": {"状态“{in}”的动作“{action}”通向“{next}”，文件中没有这个状态。",
		"The action “{action}” of state “{in}” leads to “{next}”, which the file does not have."},
	"digit.no_stage": {"提交后直接到“{in}”结束，中间没有办理环节。",
		"After handing in it ends directly at “{in}”, with no step between."},
	"digit.no_way_on": {"状态“{in}”既不结束，也没有继续往下走的动作。",
		"The state “{in}” neither ends nor has an action that leads on."},
	"digit.role_unknown": {"状态“{in}”由角色“{role}”办理，请在对照表中写明是本平台的谁；不需要的写 {}。",
		"The state “{in}” is handled by the role “{role}”; say in the table of people who that is here, or write {} if nobody."},
	"digit.nobody": {"环节“{in}”没有办理人，请指定。",
		"Step “{in}” has nobody to do it; please name somebody."},
	"digit.roles_merged": {"环节“{in}”的不同动作原由不同角色办理（{roles}），导入后其中任何一人都可以作任何结论，请核对。",
		"The actions of step “{in}” belonged to different roles ({roles}); after import any of them can decide any outcome. Please check."},
	"digit.alias": {"动作里用“{other}”指的就是状态“{in}”，按同一状态处理。",
		"The actions call the state “{in}” “{other}”; both are taken as the same state."},
	"digit.start_other": {"提交动作“{action}”原通向“{other}”，导入后一律从“{entry}”开始。",
		"The submitting action “{action}” led to “{other}”; after import everything begins at “{entry}”."},
	"digit.draft": {"状态“{in}”只由申请人自己填写，并入提交申请，不单设环节。",
		"The state “{in}” is filled in by the applicant alone; it becomes part of handing in, not a step."},
	"digit.unreachable": {"从开始走不到状态“{in}”，没有导入。",
		"The state “{in}” cannot be reached from the start and was not imported."},
	"digit.after_end": {"“{in}”已是终态，其后的动作“{action}”（如重开、评价）不属于审批，没有导入。",
		"“{in}” is final; the action “{action}” after it (reopening, rating) is no approval and was not imported."},
	"digit.finished": {"“{in}”之后只能取消，按办结处理；动作“{action}”请用本平台的作废。",
		"After “{in}” it can only be cancelled, so it ends there; for the action “{action}” use voiding."},
	"digit.self_transfer": {"动作“{action}”不离开“{in}”，用本平台的转办、委派代替。",
		"The action “{action}” does not leave “{in}”; transfer and delegation take its place."},
	"digit.self_nothing": {"动作“{action}”不离开“{in}”，只是保存或调整，没有导入。",
		"The action “{action}” does not leave “{in}” and only saves or adjusts; it was not imported."},
	"digit.supplement": {"环节“{in}”的动作“{action}”退给申请人补材料后回到原处，按补正处理，状态“{state}”不单设环节。",
		"The action “{action}” of step “{in}” asks the applicant for more and comes back; it becomes a supplement, and the state “{state}” no step."},
	"digit.starter": {"环节“{in}”可由申请人办理。",
		"Step “{in}” may be done by the applicant."},
	"digit.reject_added": {"环节“{in}”原没有不同意的动作，本平台的环节都可以不同意（结束为不予许可），请核对。",
		"Step “{in}” had no rejecting action; every step here can reject (and end as rejected). Please check."},
	"digit.ended_as": {"状态“{in}”按“{result}”结束。",
		"The state “{in}” ends as “{result}”."},
	"digit.sla_whole": {"全程时限 {ms} 毫秒，按承诺时限 {days} 个工作日计；法定时限请另填。",
		"The whole limit of {ms} milliseconds counts as a promise of {days} working days; fill in the statutory limit separately."},
	"digit.sla_state": {"环节“{in}”时限 {ms} 毫秒，按承诺 {days} 个工作日计。",
		"The limit of {ms} milliseconds of step “{in}” counts as a promise of {days} working days."},
	"digit.papers": {"状态“{in}”要求上传材料，请在流程的材料清单中列明。",
		"The state “{in}” asks for uploads; please list them among the process’s materials."},
}
