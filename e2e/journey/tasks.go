package journey

import "fmt"

var working = []step{
	{"S1-13", "签收与首日反馈", signAndReport},
	{"S1-15", "绿化用地：无同意文件不得办结", landConsent},
	{"S1-16", "供水管道：因天气申请暂停并恢复", suspendAndResume},
	{"S1-17", "临时用电办结", powerDone},
	{"S1-18", "供水管道：79米不得办结，86米办结", pipeDone},
}

// leads are the accounts of the three tasks' lead units.
var leads = []string{greening, waterworks, powerworks}

func signAndReport(w *walk) (string, error) {
	for i, id := range w.tasks {
		if _, err := w.as(leads[i]).act("tasks", id, "sign", nil); err != nil {
			return "", err
		}
		if _, err := w.as(leads[i]).act("tasks", id, "report", thing{"node": "d1", "report": thing{
			"deployment": "已成立工作小组，明确专人负责", "measures": "已现场踏勘并制定方案", "next": "按方案推进，按期完成", "percent": 20,
		}}); err != nil {
			return "", err
		}
	}
	return "3 项任务当日签收并报部署情况", nil
}

// settle takes an applied closing through the coordinator and the owner.
func (w *walk) settle(id string) error {
	if _, err := w.as(coordinator).act("tasks", id, "verify", nil); err != nil {
		return err
	}
	_, err := w.as(owner).act("tasks", id, "confirm", nil)
	return err
}

func landConsent(w *walk) (string, error) {
	result := thing{"result": "周边绿化用地已同意用于管网改造"}
	_, err := w.as(greening).act("tasks", w.tasks[0], "apply_close", result)
	said, err := refusedWith(err, "task.evidence_missing")
	if err != nil {
		return "", err
	}
	consent, err := w.as(greening).upload("绿化用地同意书.pdf", "consent")
	if err != nil {
		return "", err
	}
	result["files"] = []thing{consent}
	if _, err := w.as(greening).act("tasks", w.tasks[0], "apply_close", result); err != nil {
		return "", err
	}
	return said + "；补交同意书后核实、业主确认，销号", w.settle(w.tasks[0])
}

func suspendAndResume(w *walk) (string, error) {
	notice, err := w.as(waterworks).upload("暂停施工告知书.pdf", "other")
	if err != nil {
		return "", err
	}
	id := w.tasks[1]
	if _, err := w.as(waterworks).act("tasks", id, "suspend_ask", thing{
		"code": "weather", "reason": "持续暴雨，沟槽施工存在安全风险", "notice": notice, "ends_on": day(9), // after any run of rest days
	}); err != nil {
		return "", err
	}
	if _, err := w.as(leader).act("tasks", id, "suspend", nil); err != nil {
		return "", err
	}
	seen, err := w.as(owner).get("/api/tasks/" + id)
	if err != nil {
		return "", err
	}
	if seen["suspended"] != true {
		return "", fmt.Errorf("the owner does not see the pause: %v", seen["status_text"])
	}
	if _, err := w.as(waterworks).act("tasks", id, "resume", nil); err != nil {
		return "", err
	}
	return "分管领导批准，业主页面显示已暂停及原因；已恢复", nil
}

func powerDone(w *walk) (string, error) {
	photo, err := w.as(powerworks).upload("变压器现场照片.pdf", "photo")
	if err != nil {
		return "", err
	}
	if _, err := w.as(powerworks).act("tasks", w.tasks[2], "apply_close", thing{
		"result": "变压器架设完成，临时用电协议 荣电临〔" + w.run + "〕号", "files": []thing{photo},
	}); err != nil {
		return "", err
	}
	return "变压器架设完成，销号", w.settle(w.tasks[2])
}

func pipeDone(w *walk) (string, error) {
	photo, err := w.as(waterworks).upload("管网竣工图.pdf", "photo")
	if err != nil {
		return "", err
	}
	apply := func(metres int) error {
		_, err := w.as(waterworks).act("tasks", w.tasks[1], "apply_close", thing{
			"result": "供水管道已牵入项目施工范围", "files": []thing{photo},
			"reached": thing{"item": "供水管道", "amount": metres, "unit": "米"},
		})
		return err
	}
	said, err := refusedWith(apply(79), "task.target_not_reached")
	if err != nil {
		return "", err
	}
	if err := apply(86); err != nil {
		return "", err
	}
	return said + "；86 米销号", w.settle(w.tasks[1])
}
