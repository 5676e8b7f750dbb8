package journey

import (
	"errors"
	"fmt"
)

var meetingUp = []step{
	{"S1-09", "安排加开会议，两个问题列入议程", arrange},
	{"S1-10", "业主到会发言", holdMeeting},
	{"S1-11", "区级主要领导议定，现场交办", decide},
	{"S1-12", "成立工作专班", seeTaskForce},
	{"S1-14", "纪要起草、审核、签发、印发", issueMinutes},
}

func arrange(w *walk) (string, error) {
	v, err := w.as(coordinator).post("/api/meetings", thing{
		"extra": true, "date": day(0), "start": "14:30", "minutes": 120, "place": "区政府三会议室", "name": "重点问题调度会（演示）",
		"chair": thing{"user_id": "demo-" + chair, "name": "李建国"},
		// The meeting is today, so its agenda may change until today.
		"cutoffs": thing{"collect": day(0), "triage": day(0), "lock": day(0), "materials": day(0)},
	})
	if err != nil {
		return "", err
	}
	w.meeting = text(v["id"])
	for _, issue := range []string{w.water, w.power} {
		_, err := w.as(coordinator).act("issues", issue, "put_on_agenda", thing{"meeting": thing{"id": w.meeting}})
		if err != nil {
			return "", err
		}
	}
	v, err = w.as(coordinator).get("/api/meetings/" + w.meeting)
	if err != nil {
		return "", err
	}
	if n := len(w.agenda(v)); n != 2 {
		return "", fmt.Errorf("the agenda has %d items", n)
	}
	return fmt.Sprintf("%s，议程 2 项", text(v["no"])), nil
}

// agenda is the item ids by issue.
func (w *walk) agenda(v thing) map[string]string {
	out := map[string]string{}
	list, _ := v["items"].([]any)
	for _, one := range list {
		item, _ := one.(thing)
		entry, _ := item["entry"].(thing)
		issue := text(item["issue_id"])
		if issue == "" {
			issue = text(entry["issue_id"])
		}
		out[issue] = text(item["id"])
	}
	return out
}

func (w *walk) item(issue string) (string, error) {
	v, err := w.as(coordinator).get("/api/meetings/" + w.meeting)
	if err != nil {
		return "", err
	}
	id := w.agenda(v)[issue]
	if id == "" {
		return "", errors.New("the issue is not on the agenda")
	}
	return id, nil
}

func holdMeeting(w *walk) (string, error) {
	item, err := w.item(w.water)
	if err != nil {
		return "", err
	}
	if err := w.ownerIsAdmitted(); err != nil {
		return "", err
	}
	for _, order := range []struct {
		who, act string
		fields   thing
	}{
		{coordinator, "set_attendees", thing{"attendees": []thing{
			{"org": unit("housing"), "role": "attend"}, {"org": unit("greening"), "role": "attend"},
			{"org": unit("water_company"), "role": "attend"}, {"org": unit("power_company"), "role": "attend"},
		}}},
		{coordinator, "start_collecting", nil},
		{coordinator, "lock", nil},
		{chair, "convene", nil},
		{coordinator, "call_item", thing{"item_id": item}},
		{coordinator, "owner_speaks", thing{"item_id": item, "speaker": "游少卿", "text": "生产区域未接入主供水管道，用水成了最大难题。"}},
	} {
		v, err := w.as(order.who).act("meetings", w.meeting, order.act, order.fields)
		var p problem
		if asProblem(err, &p) && order.act == "start_collecting" {
			continue // an extra meeting may be collecting already
		}
		if err == nil && order.act == "convene" {
			err = w.signInAll(v)
		}
		if err != nil {
			return "", err
		}
	}
	seen, err := w.as(owner).get("/api/meetings/" + w.meeting)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("业主时段 15:20–15:35，业主只看到自己的 %d 项", len(w.agenda(seen))), nil
}

// ownerIsAdmitted has the owner ask to speak on their issue and the coordinator
// admit them (I-9); the meeting answers with the time and the place.
func (w *walk) ownerIsAdmitted() error {
	if _, err := w.as(owner).act("issues", w.water, "ask_slot", thing{"way": "onsite", "text": "想当面说明接管方案"}); err != nil {
		return err
	}
	slot := thing{"from": "15:20", "to": "15:35"}
	if _, err := w.as(coordinator).act("issues", w.water, "admit_slot", thing{"slot": slot, "bring": "厂区管线图"}); err != nil {
		return err
	}
	v, err := w.as(owner).get("/api/issues/" + w.water)
	if err != nil {
		return err
	}
	hearing, _ := v["hearing"].(thing)
	wish, _ := v["slot_wish"].(thing)
	if text(hearing["from"]) != "15:20" || text(hearing["bring"]) != "厂区管线图" || text(wish["state"]) != "admitted" {
		return fmt.Errorf("the owner reads the hearing %v and the wish %v", hearing, wish)
	}
	return nil
}

// signInAll has each unit's person sign in for it.
func (w *walk) signInAll(v thing) error {
	who := map[string]string{"housing": housing, "greening": greening, "water_company": waterworks, "power_company": powerworks}
	list, _ := v["attendees"].([]any)
	for _, one := range list {
		a, _ := one.(thing)
		unit, _ := a["org"].(thing)
		login := who[text(unit["id"])]
		if login == "" {
			continue
		}
		_, err := w.as(login).act("meetings", w.meeting, "sign_in", thing{"attendee_id": a["id"], "presence": "attend"})
		if err != nil {
			return err
		}
	}
	return nil
}

func taskOf(content, standard, lead string, days int, more thing) thing {
	task := thing{"content": content, "standard": standard, "lead": unit(lead), "due_workdays": days, "leader": "demo-" + leader}
	for k, v := range more {
		task[k] = v
	}
	return thing{"kind": "task", "task": task}
}

func decide(w *walk) (string, error) {
	item, err := w.item(w.water)
	if err != nil {
		return "", err
	}
	if _, err = w.as(chair).act("meetings", w.meeting, "decide", thing{"item_id": item, "resolutions": []thing{
		taskOf("协调周边绿化用地用于管网改造", "取得绿化用地同意文件", "greening", 7,
			thing{"evidence": []thing{{"type": "consent", "name": "同意文件"}}}),
		taskOf("将供水管道牵入项目施工范围", "牵入供水管道不少于80米", "water_company", 15,
			thing{"target": thing{"item": "供水管道", "amount": 80, "unit": "米"}}),
		{"kind": "task_force", "text": "成立工作专班", "task_force": thing{"name": "艾珀耐特用水用电服务专班", "lead_id": "demo-zhuanban", "lead_name": "吴磊",
			"liaison": "游少卿", "members": []thing{
				{"name": "郑涛", "org": unit("housing")}, {"name": "蒋勇", "org": unit("greening")}, {"name": "韩梅", "org": unit("water_company")},
			}}},
	}}); err != nil {
		return "", err
	}
	if item, err = w.item(w.power); err != nil {
		return "", err
	}
	if _, err = w.as(coordinator).act("meetings", w.meeting, "call_item", thing{"item_id": item}); err != nil {
		return "", err
	}
	if _, err = w.as(chair).act("meetings", w.meeting, "decide", thing{"item_id": item, "resolutions": []thing{
		taskOf("对接并架设变压器，提供临时用电", "完成变压器架设并签订临时用电协议", "power_company", 15, nil),
	}}); err != nil {
		return "", err
	}
	list, err := w.as(coordinator).get("/api/tasks?meeting=" + w.meeting)
	if err != nil {
		return "", err
	}
	for _, lead := range []string{"greening", "water_company", "power_company"} {
		for _, t := range items(list) {
			if text(t["lead_id"]) == lead {
				w.tasks = append(w.tasks, text(t["id"]))
			}
		}
	}
	if len(w.tasks) != 3 {
		return "", fmt.Errorf("%d tasks were issued: %v", len(w.tasks), list)
	}
	return "3 项任务当场交办", nil
}

func seeTaskForce(w *walk) (string, error) {
	list, err := w.as(coordinator).get("/api/task-forces?project=" + w.project)
	if err != nil {
		return "", err
	}
	for _, f := range items(list) {
		return text(f["name"]) + "，当日成立", nil
	}
	return "", errors.New("no task force was set up")
}

func issueMinutes(w *walk) (string, error) {
	if _, err := w.as(coordinator).act("meetings", w.meeting, "close", nil); err != nil {
		return "", err
	}
	var v thing
	for _, order := range []struct{ who, act string }{
		{coordinator, "draft_minutes"}, {reviewer, "review_minutes"}, {chair, "sign_minutes"}, {coordinator, "issue_minutes"},
	} {
		fields := thing{}
		if minutes, _ := v["minutes"].(thing); minutes != nil {
			fields["version"] = minutes["version"]
		}
		var err error
		if v, err = w.as(order.who).act("meetings", w.meeting, order.act, fields); err != nil {
			return "", err
		}
	}
	size, err := w.as(coordinator).download("/api/meetings/" + w.meeting + "/minutes.docx")
	if err != nil {
		return "", err
	}
	minutes, _ := v["minutes"].(thing)
	return fmt.Sprintf("%s，纪要文档 %d 字节", text(minutes["no"]), size), nil
}
