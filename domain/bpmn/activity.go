package bpmn

import (
	"strconv"

	"github.com/diaodu/diaodu/domain/process"
)

// activity converts one flow node other than gateways and ends; none for what is
// passed through.
func (c *converter) activity(n *Node) []process.Step {
	switch n.Local {
	case "startEvent":
		c.start(n)
		return nil
	case "intermediateThrowEvent":
		return c.throw(n)
	case "intermediateCatchEvent":
		return c.catch(n)
	}
	if code := map[string]string{
		"serviceTask": serviceTask, "scriptTask": scriptTask, "businessRuleTask": ruleTask, "transaction": transaction, "adHocSubProcess": adHoc,
		"subChoreography": choreography, "choreographyTask": choreography, "callChoreography": choreography,
		"event": unknownElement, "implicitThrowEvent": unknownElement,
	}[n.Local]; code != "" {
		c.refuse(n, code, "element", n.Local)
		return nil
	}
	if !c.common(n) {
		return nil
	}
	s := process.Step{ID: c.stepID(n.attr("id")), Name: title(n), Line: n.Line}
	switch n.Local {
	case "task", "userTask", "manualTask":
		if n.Local == "task" {
			c.refuse(n, plainTask)
		}
		s.Kind, s.Stage = process.KindStage, c.stage(n)
	case "receiveTask":
		s.Kind, s.Wait = process.KindWait, c.wait(n, c.messageOf(n))
	case "sendTask":
		s.Kind, s.CC = process.KindCC, c.told(n)
	case "callActivity":
		s.Kind, s.Call = process.KindCall, c.call(n)
		s.Over = c.over(n)
	case "subProcess":
		return c.subProcess(n, s)
	}
	return []process.Step{s}
}

// common refuses what no activity may have.
func (c *converter) common(n *Node) bool {
	before := len(c.refusals)
	if n.attr("isForCompensation") == "true" {
		c.refuse(n, compensation)
	}
	if n.Local == "subProcess" && n.attr("triggeredByEvent") == "true" {
		c.refuse(n, eventSubProcess)
	}
	if n.child("standardLoopCharacteristics") != nil {
		c.refuse(n, standardLoop)
	}
	for _, name := range []string{"completionQuantity", "startQuantity"} {
		if q := n.attr(name); q != "" && q != "1" {
			c.refuse(n, quantity)
		}
	}
	for _, el := range n.elements() {
		if el.is("dataInputAssociation", "dataOutputAssociation") && el.child("assignment", "transformation") != nil {
			c.refuse(orNamed(el, n), dataAssignment, "on", title(n))
		}
	}
	if n.Local != "subProcess" {
		for _, el := range n.elements() {
			if el.Space() == NSModel && !contains(kept, el.Local) && el.Local != "script" {
				c.refuse(orNamed(el, n), unknownElement, "element", el.Local)
			}
		}
	}
	ok := len(c.refusals) == before
	c.code(n)
	return ok
}

// orNamed is the element itself where it has an id to be found by.
func orNamed(el, around *Node) *Node {
	if el.attr("id") != "" {
		return el
	}
	return around
}

// code finds what other engines would run here: listeners and delegates.
func (c *converter) code(n *Node) {
	for _, ext := range n.extensions() {
		if !contains(vendors, ext.Space()) && ext.Space() != nsZeebe {
			continue
		}
		switch ext.Local {
		case "executionListener", "taskListener", "connector", "inputOutput", "script", "failedJobRetryTimeCycle", "taskDefinition", "ioMapping",
			"executionListeners", "taskListeners":
			c.refuse(n, hasCode, "what", ext.Local)
		}
	}
	for _, name := range []string{"skipExpression", "class", "delegateExpression", "expression", "topic"} {
		if n.attrIn(name, vendors...) != "" {
			c.refuse(n, hasCode, "what", name)
		}
	}
}

func (c *converter) start(n *Node) {
	switch {
	case n.child("messageEventDefinition", "timerEventDefinition") != nil && len(definitions(n)) == 1:
		c.refuse(n, startTrigger)
	default:
		c.refuseDefinitions(n)
	}
	if v := n.attrIn("initiator", vendors...); v != "" {
		c.starter = append(c.starter, v)
	}
	if n.attrIn("formKey", vendors...) != "" {
		c.refuse(n, formKey, "key", n.attrIn("formKey", vendors...))
	}
	c.code(n)
}

// definitions lists what triggers an event.
func definitions(n *Node) []*Node {
	var out []*Node
	for _, el := range n.elements() {
		switch el.Local {
		case "messageEventDefinition", "timerEventDefinition", "signalEventDefinition", "conditionalEventDefinition", "escalationEventDefinition",
			"compensateEventDefinition", "cancelEventDefinition", "errorEventDefinition", "linkEventDefinition", "terminateEventDefinition",
			"eventDefinitionRef":
			out = append(out, el)
		}
	}
	return out
}

// refuseDefinitions refuses triggers that nothing here answers to.
func (c *converter) refuseDefinitions(n *Node) {
	defs := definitions(n)
	if len(defs) > 1 {
		c.refuse(n, multipleEvent)
		return
	}
	for _, d := range defs {
		c.refuse(n, map[string]string{
			"messageEventDefinition": multipleEvent, "timerEventDefinition": timerForm, "signalEventDefinition": signalEvent,
			"conditionalEventDefinition": conditionEvent, "escalationEventDefinition": escalation, "compensateEventDefinition": compensation,
			"cancelEventDefinition": cancelEvent, "errorEventDefinition": errorEvent, "linkEventDefinition": linkEvent,
			"terminateEventDefinition": innerTerminate, "eventDefinitionRef": multipleEvent,
		}[d.Local])
	}
}

func (c *converter) throw(n *Node) []process.Step {
	defs := definitions(n)
	switch {
	case len(defs) == 0:
		c.refuse(n, milestone)
		return nil
	case len(defs) == 1 && defs[0].Local == "linkEventDefinition":
		return nil
	case len(defs) == 1 && defs[0].Local == "messageEventDefinition":
		c.code(n)
		return []process.Step{{ID: c.stepID(n.attr("id")), Kind: process.KindCC, Name: n.name(), CC: c.told(n), Line: n.Line}}
	}
	c.refuseDefinitions(n)
	return nil
}

func (c *converter) catch(n *Node) []process.Step {
	defs := definitions(n)
	s := process.Step{Name: title(n), Line: n.Line}
	switch {
	case len(defs) == 0:
		c.refuse(n, emptyCatch)
		return nil
	case len(defs) == 1 && defs[0].Local == "linkEventDefinition":
		return nil
	case len(defs) == 1 && defs[0].Local == "timerEventDefinition":
		s.Kind, s.Notice = process.KindNotice, c.delay(n, defs[0])
	case len(defs) == 1 && defs[0].Local == "messageEventDefinition":
		s.Kind, s.Wait = process.KindWait, c.wait(n, c.nameOf(local(defs[0].attr("messageRef"))))
	default:
		c.refuseDefinitions(n)
		return nil
	}
	s.ID = c.stepID(n.attr("id"))
	return []process.Step{s}
}

func (c *converter) messageOf(n *Node) string {
	if ref := local(n.attr("messageRef")); ref != "" {
		return c.nameOf(ref)
	}
	return title(n)
}

func (c *converter) wait(n *Node, from string) *process.Wait {
	if from == "" {
		from = title(n)
	}
	w := &process.Wait{From: from}
	people, _ := c.whoOf(n)
	if len(people) == 0 {
		c.refuse(n, noWaitReporter)
		return w
	}
	w.By = people[0]
	return w
}

func (c *converter) told(n *Node) []process.Who {
	people, _ := c.whoOf(n)
	if len(people) == 0 {
		c.refuse(n, nobodyToTell)
		return []process.Who{}
	}
	return people
}

// delay is a timer: so many whole days, as a notice that nobody objects to.
func (c *converter) delay(n, timer *Node) *process.Notice {
	text := timer.child("timeDuration").content()
	days, ok := wholeDays(text)
	if !ok {
		c.refuse(n, timerForm, "text", timer.content()+text+timer.child("timeDate").content()+timer.child("timeCycle").content())
		return &process.Notice{}
	}
	notice := &process.Notice{Days: days, Calendar: true}
	people, _ := c.whoOf(n)
	if len(people) == 0 {
		c.refuse(n, noNoticeKeeper)
		return notice
	}
	notice.By = people[0]
	return notice
}

// wholeDays reads an ISO 8601 duration of whole days: P3D, P2W, PT72H.
func wholeDays(text string) (int, bool) {
	for _, form := range []struct {
		before, after  string
		numer, divisor int
	}{{"P", "D", 1, 1}, {"P", "W", 7, 1}, {"PT", "H", 1, 24}} {
		if len(text) <= len(form.before)+1 || text[:len(form.before)] != form.before || text[len(text)-1:] != form.after {
			continue
		}
		n, err := strconv.Atoi(text[len(form.before) : len(text)-1])
		if err == nil && n > 0 && n <= 99_999 && n*form.numer%form.divisor == 0 && n*form.numer/form.divisor <= 999 {
			return n * form.numer / form.divisor, true
		}
	}
	return 0, false
}

func (c *converter) call(n *Node) *process.Call {
	called := local(n.attr("calledElement"))
	for _, ext := range n.extensions() {
		if ext.Local == "calledElement" && ext.Space() == nsZeebe {
			called = ext.attr("processId")
		}
	}
	switch target := c.byID[called]; {
	case called == "":
		c.refuse(n, callNothing)
		return &process.Call{}
	case target != nil && !target.is("process"):
		c.refuse(n, callOther)
		return &process.Call{}
	}
	return &process.Call{Process: slug(called)}
}

// end converts an end event into its vertex.
func (s *scope) end(n *Node) vertex {
	v := vertex{task: vEnd, el: n, result: process.Approved}
	defs := definitions(n)
	if s.g.top && len(defs) <= 1 {
		v.result = s.c.resultOf(n)
	}
	switch {
	case len(defs) == 0:
	case len(defs) > 1:
		s.c.refuse(n, multipleEvent)
	case defs[0].Local == "terminateEventDefinition":
		v.final = true
	case defs[0].Local == "errorEventDefinition":
		v.final, v.result = true, process.Rejected
	case defs[0].Local == "messageEventDefinition":
		v = vertex{task: vStep, el: n, steps: []process.Step{{ID: s.c.stepID(n.attr("id")), Kind: process.KindCC, Name: n.name(), CC: s.c.told(n), Line: n.Line}}}
	default:
		s.c.refuseDefinitions(n)
	}
	if own := n.attrIn("result", NSOwn); v.final && !s.g.top && own != "" {
		v.result = s.c.resultOf(n)
	} else if v.final && !s.g.top {
		if defs[0].Local == "errorEventDefinition" {
			s.c.refuse(n, errorEvent)
		} else {
			s.c.refuse(n, innerTerminate)
		}
	}
	return v
}

// resultOf reads how an end event ends the case: as our own exports say, or as
// its name does; else approved.
func (c *converter) resultOf(n *Node) process.Result {
	switch own := process.Result(n.attrIn("result", NSOwn)); own {
	case process.Approved, process.Rejected, process.Refused:
		return own
	}
	name := n.name()
	result := process.Approved
	switch {
	case holds(name, "不予受理"):
		result = process.Refused
	case holds(name, "不予", "不同意", "不通过", "未通过", "驳回", "拒绝", "否决", "终止", "作废", "取消", "撤销", "reject", "refus", "denied", "declin", "cancel",
		"abort", "not approved", "not processed", "fail"):
		result = process.Rejected
	}
	if result != process.Approved {
		c.refuse(n, endResult, "result", string(result))
	}
	return result
}
