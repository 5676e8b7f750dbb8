package api

import "github.com/diaodu/diaodu/domain/bpmn"

// ModelProblemText is what is wrong with a BPMN file as a whole, in Chinese.
func ModelProblemText(p bpmn.Problem) string { return message(p.Code, anyArgs(p.Args)) }

// RefusalText is what there is to say about one element of a BPMN model, in
// Chinese: why it cannot be executed, what a person must mend, how it was
// understood.
func RefusalText(r bpmn.Refusal) string { return message(r.Code, anyArgs(r.Args)) }

func anyArgs(args map[string]string) map[string]any {
	all := make(map[string]any, len(args))
	for k, v := range args {
		if word, known := bpmnWords[k+"="+v]; known {
			v = word
		}
		all[k] = v
	}
	return all
}

// bpmnWords are the Chinese words of values that messages are filled with.
var bpmnWords = map[string]string{
	"type=boolean": "是否", "type=number": "数字", "type=integer": "整数", "type=string": "文字", "type=array": "列表",
	"result=approved": "准予", "result=rejected": "不予许可", "result=refused": "不予受理",
	"what=executionListener": "执行监听器", "what=taskListener": "任务监听器", "what=connector": "连接器", "what=inputOutput": "变量映射",
	"what=script": "脚本", "what=failedJobRetryTimeCycle": "重试设置", "what=skipExpression": "跳过表达式", "what=class": "Java 类",
	"what=delegateExpression": "委托表达式", "what=expression": "表达式",
	"what=topic": "外部任务", "what=taskDefinition": "外部任务", "what=ioMapping": "变量映射", "what=executionListeners": "执行监听器",
	"what=taskListeners": "任务监听器",
}

// bpmnMessages are what import of BPMN models has to say.
var bpmnMessages = map[string]string{
	"bpmn.too_big":             "文件过大，最多 {limit}。",
	"bpmn.too_deep":            "元素嵌套过深，最多 {limit} 层。",
	"bpmn.too_many":            "元素过多，最多 {limit} 个。",
	"bpmn.too_many_attributes": "一个元素的属性过多，最多 {limit} 个。",
	"bpmn.too_long":            "“{name}”的名称或取值过长。",
	"bpmn.doctype":             "文件含有 DOCTYPE 声明，可能夹带外部实体，不予读取。请在建模工具中重新导出。",
	"bpmn.encoding":            "不支持文件的编码（{encoding}），请另存为 UTF-8 后再导入。",
	"bpmn.syntax":              "文件不是完整的 XML：{why}。",
	"bpmn.not_bpmn":            "这不是 BPMN 2.0 文件（根元素是“{root}”）。",
	"bpmn.prefix":              "命名空间前缀“{prefix}”没有声明。",
	"bpmn.attribute_twice":     "属性“{name}”重复。",

	"bpmn.process_none":    "文件中没有流程（process）。",
	"bpmn.process_unknown": "文件中没有编号为“{process}”的流程。",
	"bpmn.pool_choose":     "文件中有多个流程，请指定要导入哪一个；本流程的编号是“{process}”。",
	"bpmn.pool_other":      "另一泳池的流程，本次不导入。",
	"bpmn.choreography":    "编排图（choreography）描述各方如何往来，不能作为审批流程执行。",
	"bpmn.conversation":    "会话图（conversation）不能执行。",
	"bpmn.too_many_nodes":  "流程节点过多，最多 500 个。",
	"bpmn.too_many_steps":  "转换后有 {count} 个步骤，最多 {limit} 个，请拆成子流程。",
	"bpmn.too_nested":      "转换后分支套了 {depth} 层，最多 {limit} 层，请拆成子流程。",
	"bpmn.id_missing":      "元素没有编号（id），无法连线。",
	"bpmn.id_twice":        "编号与前面的元素重复。",
	"bpmn.edited":          "本平台导出的模型在别的工具中改过，已按图重新转换；未删的环节保留原有设置。",
	"bpmn.own_broken":      "文件中本平台的流程定义已损坏：{why}。",

	"bpmn.element_unknown":        "不认识的元素“{element}”，不能执行。",
	"bpmn.task_service":           "服务任务由程序自动完成，本平台不执行外来程序。需要等外部系统的，请改为接收任务或消息事件。",
	"bpmn.task_script":            "脚本任务不执行，请改为人工环节或条件。",
	"bpmn.task_rule":              "业务规则任务不执行，请把规则写成流向上的条件。",
	"bpmn.event_boundary":         "不支持附在“{on}”上的边界事件。超时请用环节的时限与逾期处理，取消请用退回或撤回。",
	"bpmn.subprocess_event":       "不支持事件子流程。",
	"bpmn.subprocess_transaction": "不支持事务子流程。",
	"bpmn.subprocess_adhoc":       "不支持即席子流程：其中先后没有规定。",
	"bpmn.gateway_event":          "不支持事件网关（谁先到走谁），请改为等待或由人决定。",
	"bpmn.gateway_complex":        "不支持复杂网关，请改用并行、包容网关或票签。",
	"bpmn.compensation":           "不支持补偿。",
	"bpmn.event_signal":           "不支持信号事件。",
	"bpmn.event_condition":        "不支持条件事件。",
	"bpmn.event_escalation":       "不支持升级事件，请用环节的逾期处理。",
	"bpmn.event_cancel":           "不支持取消事件。",
	"bpmn.event_error":            "这里不支持错误事件。",
	"bpmn.event_multiple":         "不支持有多个触发条件或引用公共定义的事件。",
	"bpmn.event_link":             "链接事件没有同名的另一半。",
	"bpmn.event_empty":            "中间捕获事件没有写明等什么。",
	"bpmn.event_terminate_inner":  "子流程内不支持终止事件，请用普通结束。",
	"bpmn.data_assignment":        "“{on}”的数据关联带有赋值或换算，本平台不执行。",
	"bpmn.quantity":               "不支持要求多个令牌才开始或完成的活动。",
	"bpmn.loop_standard":          "不支持标准循环标记，请用流向画出循环。",
	"bpmn.multi_condition":        "不能确切理解多实例的完成条件“{text}”。可用：全部完成、任一完成、整百分比，人数固定时可用个数。",
	"bpmn.multi_order":            "逐个办理的多实例只能是全部依次完成。",
	"bpmn.multi_over":             "多实例没有写明按哪个列表展开。",
	"bpmn.timer_form":             "定时只支持整天数的时长（如 P7D、P2W、PT48H），不支持“{text}”。",
	"bpmn.call_nothing":           "调用哪个流程未指定。",
	"bpmn.call_other":             "调用的不是流程，不能执行。",

	"bpmn.condition_language":   "条件“{text}”用的是“{language}”语言，不能执行；请改用 CEL，或 ${…} 形式的简单比较。",
	"bpmn.condition_form":       "不能确切翻译条件“{text}”。可用变量与常量的比较，以及与、或、非。",
	"bpmn.condition_type":       "条件中“{name}”的类型前后不一，或不是可以比较的类型。",
	"bpmn.condition_missing":    "从“{gateway}”出来的这条流向没有条件，也看不出由谁决定。",
	"bpmn.condition_no_default": "没有默认流向：各条件都不成立时往下走，请核对或加上默认流向。",

	"bpmn.flow_dangling":       "流向的起点或终点不在同一流程（子流程）中。",
	"bpmn.flow_unreachable":    "从开始走不到这里。",
	"bpmn.flow_no_end":         "从这里走不到结束，会一直循环。",
	"bpmn.flow_multi_merge":    "从“{other}”分出的几路未经合流就汇到这里，之后会重复执行。请先用并行或包容网关合流。",
	"bpmn.flow_join_starves":   "与“{other}”不配对：合流要等的流向有的永远不会来，流程会卡住。",
	"bpmn.flow_join_unmatched": "并行合流没有对应的并行分流，会一直等下去。",
	"bpmn.flow_join_shared":    "从“{other}”分流之外还有流向进入这个合流，分合不成对。",
	"bpmn.flow_jump_out":       "这条流向从“{other}”的分支中跳到外面，其余分支仍在进行，不能这样执行。",
	"bpmn.flow_jump_in":        "这条流向从外面进入“{other}”的分支，不能这样执行。",
	"bpmn.start_none":          "没有开始。",
	"bpmn.start_many":          "有多个开始，且与“{first}”不通向同一处。",

	"bpmn.people_missing":        "办理人未指定。",
	"bpmn.people_unknown":        "不知道“{name}”在本平台是谁，请在对照表中写明。",
	"bpmn.people_expression":     "办理人由表达式“{text}”计算，不能翻译，请改为角色、单位、表单字段或上一环节指定。",
	"bpmn.cc_missing":            "抄送给谁未指定。",
	"bpmn.notice_people_missing": "等待期间由谁受理异议未指定。",
	"bpmn.wait_people_missing":   "外部系统没有回应时由谁人工登记未指定。",
	"bpmn.due_expression":        "办理期限“{text}”不是整天数，请在环节上写明时限（工作日）。",
	"bpmn.listener":              "原模型在此挂有{what}，导入后不执行，请确认其作用已由本平台设置代替。",
	"bpmn.field_inferred":        "用到字段“{name}”（{type}），原模型没有写明由谁填写，已加入表单，请核对。",
	"bpmn.each_people":           "按“{field}”逐单位办理，请核对其中各环节是否由该单位办理（org_field: item）。",

	"bpmn.start_trigger":   "开始由消息或定时触发，导入后由申请人提交启动。",
	"bpmn.end_result":      "按名称，到此结束为“{result}”。",
	"bpmn.people_user":     "由账号“{user}”办理，请核对本平台有此账号。",
	"bpmn.due_workdays":    "期限 {days} 天，导入后按 {days} 个工作日计。",
	"bpmn.form_key":        "引用外部表单“{key}”，导入后用本流程的表单。",
	"bpmn.milestone":       "里程碑事件只作标记，不形成步骤。",
	"bpmn.task_plain":      "未写类型的任务，按人工环节处理。",
	"bpmn.decision":        "其后的选择按环节“{stage}”的办理结论走。",
	"bpmn.decision_reject": "环节“{stage}”另有“不同意”结论，按本平台规则结束为不予许可，请核对。",
	"bpmn.multi_vote":      "按票签处理：同意票达到百分之{percent}即通过；原模型只数完成数，不分同意与否。",
	"bpmn.end_implicit":    "没有流出的流向，作为结束。",
	"bpmn.message_flow":    "与别的泳池之间的消息只保留在图上，不形成步骤。",
}
