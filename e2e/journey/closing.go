package journey

import "fmt"

var closing = []step{
	{"S1-19", "业主确认两个问题并评价", confirmAndRate},
	{"S1-20", "开工活动", startEvent},
	{"S1-22", "台账与编号", figures},
	{"S1-24", "审计链", verify},
}

func confirmAndRate(w *walk) (string, error) {
	for _, id := range []string{w.water, w.power} {
		v, err := w.as(coordinator).get("/api/issues/" + id)
		if err != nil {
			return "", err
		}
		if text(v["status"]) != "pending_confirm" {
			return "", fmt.Errorf("issue %s is %s after its tasks were closed", text(v["no"]), text(v["status"]))
		}
		if _, err := w.as(owner).act("issues", id, "confirm", thing{"rating": 5, "comment": "说了算、定了干、马上办"}); err != nil {
			return "", err
		}
	}
	return "均已办结，评价 5 分", nil
}

func startEvent(w *walk) (string, error) {
	e, err := w.as(coordinator).post("/api/start-events", thing{
		"name": fmt.Sprintf("开工活动（演示流程 %s）", w.run), "date": day(0), "members": []string{w.project},
	})
	if err != nil {
		return "", err
	}
	if _, err := w.as(coordinator).post("/api/start-events/"+text(e["id"])+"/hold", thing{}); err != nil {
		return "", err
	}
	p, err := w.as(coordinator).get("/api/projects/" + w.project)
	if err != nil {
		return "", err
	}
	if text(p["phase"]) != "started" {
		return "", fmt.Errorf("the project is %s", text(p["phase"]))
	}
	return "正式开工，平场到开工 28 天，不到一个月", nil
}

func figures(w *walk) (string, error) {
	h, err := w.as(owner).get("/api/issues/" + w.water + "/events")
	if err != nil {
		return "", err
	}
	size, err := w.as(coordinator).download("/api/issues/ledger.xlsx?project=" + w.project)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("业主可见 %d 步办理经过，台账 %d 字节", len(items(h)), size), nil
}

func verify(w *walk) (string, error) {
	got, err := w.as(auditor).post("/api/audit/verify", nil)
	if err != nil {
		return "", err
	}
	if broken, _ := got["broken"].([]any); len(broken) > 0 {
		return "", fmt.Errorf("the audit log is broken: %v", broken)
	}
	return fmt.Sprintf("%v 条链、%v 条记录完好", got["streams"], got["entries"]), nil
}
