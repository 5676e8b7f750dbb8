package bpmn

// Codes of refusals. Their Chinese words are in api/messages_bpmn.go.
const (
	// of the whole model
	noProcess      = "bpmn.process_none"
	unknownProcess = "bpmn.process_unknown"
	choosePool     = "bpmn.pool_choose"
	otherPool      = "bpmn.pool_other"
	choreography   = "bpmn.choreography"
	conversation   = "bpmn.conversation"
	tooManyNodes   = "bpmn.too_many_nodes"
	tooManySteps   = "bpmn.too_many_steps"
	tooNested      = "bpmn.too_nested"
	idMissing      = "bpmn.id_missing"
	idTwice        = "bpmn.id_twice"
	edited         = "bpmn.edited"
	brokenOwn      = "bpmn.own_broken"

	// of elements that cannot be executed
	unknownElement  = "bpmn.element_unknown"
	serviceTask     = "bpmn.task_service"
	scriptTask      = "bpmn.task_script"
	ruleTask        = "bpmn.task_rule"
	boundaryEvent   = "bpmn.event_boundary"
	eventSubProcess = "bpmn.subprocess_event"
	transaction     = "bpmn.subprocess_transaction"
	adHoc           = "bpmn.subprocess_adhoc"
	eventGateway    = "bpmn.gateway_event"
	complexGateway  = "bpmn.gateway_complex"
	compensation    = "bpmn.compensation"
	signalEvent     = "bpmn.event_signal"
	conditionEvent  = "bpmn.event_condition"
	escalation      = "bpmn.event_escalation"
	cancelEvent     = "bpmn.event_cancel"
	errorEvent      = "bpmn.event_error"
	multipleEvent   = "bpmn.event_multiple"
	linkEvent       = "bpmn.event_link"
	emptyCatch      = "bpmn.event_empty"
	innerTerminate  = "bpmn.event_terminate_inner"
	dataAssignment  = "bpmn.data_assignment"
	quantity        = "bpmn.quantity"
	standardLoop    = "bpmn.loop_standard"
	multiCondition  = "bpmn.multi_condition"
	multiOrder      = "bpmn.multi_order"
	multiOver       = "bpmn.multi_over"
	timerForm       = "bpmn.timer_form"
	callNothing     = "bpmn.call_nothing"
	callOther       = "bpmn.call_other"

	// of conditions
	conditionLanguage = "bpmn.condition_language"
	conditionForm     = "bpmn.condition_form"
	conditionType     = "bpmn.condition_type"
	conditionMissing  = "bpmn.condition_missing"
	noDefault         = "bpmn.condition_no_default"

	// of flows
	dangling      = "bpmn.flow_dangling"
	unreachable   = "bpmn.flow_unreachable"
	noEnd         = "bpmn.flow_no_end"
	multiMerge    = "bpmn.flow_multi_merge"
	joinStarves   = "bpmn.flow_join_starves"
	joinUnmatched = "bpmn.flow_join_unmatched"
	joinShared    = "bpmn.flow_join_shared"
	jumpOut       = "bpmn.flow_jump_out"
	jumpIn        = "bpmn.flow_jump_in"
	noStart       = "bpmn.start_none"
	manyStarts    = "bpmn.start_many"

	// of what a person mends
	nobodyNamed    = "bpmn.people_missing"
	nobodyKnown    = "bpmn.people_unknown"
	peopleFormula  = "bpmn.people_expression"
	nobodyToTell   = "bpmn.cc_missing"
	noNoticeKeeper = "bpmn.notice_people_missing"
	noWaitReporter = "bpmn.wait_people_missing"
	dueFormula     = "bpmn.due_expression"
	hasCode        = "bpmn.listener"
	fieldInferred  = "bpmn.field_inferred"
	eachWhose      = "bpmn.each_people"

	// of how something was understood
	startTrigger  = "bpmn.start_trigger"
	endResult     = "bpmn.end_result"
	userByAccount = "bpmn.people_user"
	dueInWorkdays = "bpmn.due_workdays"
	formKey       = "bpmn.form_key"
	milestone     = "bpmn.milestone"
	plainTask     = "bpmn.task_plain"
	decisionTaken = "bpmn.decision"
	rejectionToo  = "bpmn.decision_reject"
	multiAsVote   = "bpmn.multi_vote"
	implicitEnd   = "bpmn.end_implicit"
	messageFlow   = "bpmn.message_flow"
)

// levels says of each code what it means for the result.
var levels = map[string]Level{
	noProcess: Refused, unknownProcess: Refused, choosePool: Refused, choreography: Refused, conversation: Refused,
	tooManyNodes: Refused, tooManySteps: Refused, tooNested: Refused, idMissing: Refused, idTwice: Refused, brokenOwn: Refused,
	unknownElement: Refused, serviceTask: Refused, scriptTask: Refused, ruleTask: Refused, boundaryEvent: Refused,
	eventSubProcess: Refused, transaction: Refused, adHoc: Refused, eventGateway: Refused, complexGateway: Refused,
	compensation: Refused, signalEvent: Refused, conditionEvent: Refused, escalation: Refused, cancelEvent: Refused,
	errorEvent: Refused, multipleEvent: Refused, linkEvent: Refused, emptyCatch: Refused, innerTerminate: Refused,
	dataAssignment: Refused, quantity: Refused, standardLoop: Refused, multiCondition: Refused, multiOrder: Refused,
	multiOver: Refused, timerForm: Refused, callOther: Refused,
	conditionLanguage: Refused, conditionForm: Refused, conditionType: Refused, conditionMissing: Refused,
	dangling: Refused, unreachable: Refused, noEnd: Refused, multiMerge: Refused, joinStarves: Refused, joinUnmatched: Refused,
	joinShared: Refused, jumpOut: Refused, jumpIn: Refused, noStart: Refused, manyStarts: Refused,

	noDefault: Mend, nobodyNamed: Mend, nobodyKnown: Mend, peopleFormula: Mend, nobodyToTell: Mend, noNoticeKeeper: Mend,
	dueFormula: Mend, hasCode: Mend, fieldInferred: Mend, eachWhose: Mend, callNothing: Mend,

	otherPool: Note, edited: Note, startTrigger: Note, endResult: Note, userByAccount: Note, dueInWorkdays: Note,
	formKey: Note, milestone: Note, plainTask: Note, decisionTaken: Note, rejectionToo: Note, multiAsVote: Note,
	implicitEnd: Note, messageFlow: Note, noWaitReporter: Note,
}

// refuse adds what there is to say about an element; args are key, value pairs.
func (c *converter) refuse(el *Node, code string, args ...string) {
	level, known := levels[code]
	if !known {
		panic("bpmn: code without level " + code)
	}
	r := Refusal{Level: level, Code: code}
	if el != nil {
		r.ElementID, r.Element, r.Name, r.Line = el.attr("id"), el.Local, clip(el.name(), 80), el.Line
	}
	for i := 0; i+1 < len(args); i += 2 {
		if r.Args == nil {
			r.Args = map[string]string{}
		}
		r.Args[args[i]] = clip(args[i+1], 200)
	}
	c.refusals = append(c.refusals, r)
}
