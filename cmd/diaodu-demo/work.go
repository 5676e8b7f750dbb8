package main

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"
)

func (s *story) speak() (string, error) {
	err := s.plays(
		s.does("tongchou", "meetings", s.meeting, "lock", nil),
		s.does("tongchou", "meetings", s.meeting, "convene", nil),
		s.does("tongchou", "meetings", s.meeting, "call_item", object{"item_id": s.item}),
		s.does("tongchou", "meetings", s.meeting, "owner_speaks", object{"item_id": s.item, "speaker": "游少卿", "text": "生产区域没有接入主供水管道，用水成了最大难题。"}),
		func() error {
			_, err := s.people["yezhu"].get("/api/meetings/" + s.meeting)
			return err
		},
	)
	return "业主只见本项议题", err
}

func task(content, standard, lead string, days int, evidence ...object) object {
	return object{"kind": "task", "task": object{
		"content": content, "standard": standard, "lead": unit(lead), "due_workdays": days,
		"leader": "demo-fenguan", "leader_name": "赵毅", "evidence": evidence,
	}}
}

func proof(kind, name string) object { return object{"type": kind, "name": name} }

func (s *story) decide() (string, error) {
	pipe := task("供水管道牵入项目施工范围", "供水管道80米以上，通水", "water_company", 15, proof("map", "管线图"), proof("photo", "现场照片"))
	pipe["task"].(object)["target"] = object{"item": "供水管道", "amount": 80, "unit": "米"}
	// The lead unit is not in the room: only the chair goes on without it.
	_, _ = s.act("quzhang", "meetings", s.meeting, "waive_absence", object{"item_id": s.item, "reason": "主办单位已书面表态"})
	_, err := s.act("quzhang", "meetings", s.meeting, "decide", object{"item_id": s.item, "resolutions": []object{
		task("协调周边绿化用地用于管网改造", "取得绿化用地同意文件", "greening", 7, proof("consent", "绿化用地同意书")),
		pipe,
		task("架设变压器，提供临时用电", "临时用电接通", "power_company", 15, proof("photo", "变压器照片"), proof("agreement_no", "临时用电协议")),
		{"kind": "task_force", "text": "成立工作专班", "task_force": object{
			"name": "艾珀耐特项目工作专班", "lead_id": "demo-zhuanban", "lead_name": "吴磊", "liaison": "刘洋", "members": []object{
				{"name": "蒋勇", "user_id": "demo-chengguan", "org": unit("greening")}, {"name": "韩梅", "user_id": "demo-shuiwu", "org": unit("water_company")},
				{"name": "沈杰", "user_id": "demo-gongdian", "org": unit("power_company")},
			},
		}},
	}})
	if err != nil {
		return "", err
	}
	got, err := s.people["tongchou"].get("/api/issues/" + s.issue)
	if err != nil {
		return "", err
	}
	tasks, _ := got["tasks"].([]any)
	if len(tasks) != 3 {
		return "", fmt.Errorf("议定后有 %d 项任务，应为 3 项", len(tasks))
	}
	numbers := []any{}
	for _, t := range tasks {
		row := t.(map[string]any)
		s.tasks = append(s.tasks, fmt.Sprint(row["id"]))
		numbers = append(numbers, row["no"])
	}
	return fmt.Sprintf("当场交办 %v，问题%v", numbers, got["status_text"]), nil
}

func (s *story) force() (string, error) {
	got, err := s.people["tongchou"].get("/api/task-forces?issue=" + s.issue)
	if err != nil {
		return "", err
	}
	items, _ := got["items"].([]any)
	if len(items) != 1 {
		return "", fmt.Errorf("有 %d 个专班，应为 1 个", len(items))
	}
	force := items[0].(map[string]any)
	return fmt.Sprintf("%v，涉及 %v 个单位，用时 %v 个工作日", force["name"], force["orgs"], force["lag_days"]), nil
}

// hands are who carries out which task.
var hands = []string{"chengguan", "shuiwu", "gongdian"}

func (s *story) signAndReport() (string, error) {
	for n, login := range hands {
		err := s.plays(
			s.does(login, "tasks", s.tasks[n], "sign", nil),
			s.does(login, "tasks", s.tasks[n], "report", object{"node": "d1", "report": object{
				"deployment": "成立三人小组，明确现场负责人和进场时间", "next": "明日完成管线踏勘并确定走向",
			}}),
		)
		if err != nil {
			return "", err
		}
	}
	err := s.refused("task.vacuous", "shuiwu", "tasks", s.tasks[1], "report", object{"node": "d3", "report": object{
		"measures": "正在推进", "progress": "正在推进", "next": "正在推进",
	}})
	return "三项任务当日签收并完成部署反馈", err
}

func (s *story) minutes() (string, error) {
	err := s.plays(
		s.does("quzhang", "meetings", s.meeting, "close", nil),
		s.does("tongchou", "meetings", s.meeting, "draft_minutes", object{"parts": []object{{"anchor": s.item, "text": "会议研究了艾珀耐特项目用水问题，议定三项任务。"}}}),
		s.does("shenhe", "meetings", s.meeting, "review_minutes", object{"version": 1}),
		s.does("quzhang", "meetings", s.meeting, "sign_minutes", object{"version": 1}),
		s.does("tongchou", "meetings", s.meeting, "issue_minutes", nil),
	)
	if err != nil {
		return "", err
	}
	size, err := s.people["tongchou"].download("/api/meetings/" + s.meeting + "/minutes.docx")
	if err != nil {
		return "", err
	}
	extract, err := s.people["yezhu"].download("/api/meetings/" + s.meeting + "/minutes.docx")
	return fmt.Sprintf("起草、审核、签发、印发；全文 %d 字节，业主节选 %d 字节", size, extract), err
}

// photo is a real, if tiny, picture.
var photo, _ = base64.StdEncoding.DecodeString("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")

// closings are the proofs each task needs, in the order of hands.
var closings = []struct {
	result string
	proofs []string
}{
	{"周边绿化用地已同意用于管网改造", []string{"consent"}},
	{"供水管道已牵入施工范围并通水", []string{"map", "photo"}},
	{"变压器已架设，临时用电已接通", []string{"photo", "agreement_no"}},
}

func (s *story) finish() (string, error) {
	if err := s.refused("task.evidence_missing", hands[0], "tasks", s.tasks[0], "apply_close", object{"result": closings[0].result}); err != nil {
		return "", err
	}
	for n, login := range hands {
		p := s.people[login]
		files := []object{}
		for _, kind := range closings[n].proofs {
			f, err := p.upload("佐证.png", kind, photo)
			if err != nil {
				return "", err
			}
			files = append(files, f)
		}
		fields := object{"result": closings[n].result, "files": files}
		if n == 1 {
			fields["reached"] = object{"item": "供水管道", "amount": 79, "unit": "米"}
			if err := s.refused("task.target_not_reached", login, "tasks", s.tasks[n], "apply_close", fields); err != nil {
				return "", err
			}
			fields["reached"] = object{"item": "供水管道", "amount": 82, "unit": "米"}
		}
		err := s.plays(
			s.does(login, "tasks", s.tasks[n], "apply_close", fields),
			s.does("tongchou", "tasks", s.tasks[n], "verify", nil),
			s.does("yezhu", "tasks", s.tasks[n], "confirm", nil),
		)
		if err != nil {
			return "", err
		}
	}
	if err := s.waitFor("issues", s.issue, "pending_confirm"); err != nil {
		return "", err
	}
	return "三项任务凭佐证、经核实与业主确认后销号，问题待业主确认", nil
}

func (s *story) confirm() (string, error) {
	got, err := s.act("yezhu", "issues", s.issue, "confirm", object{"rating": 5, "comment": "说了算、定了干、马上办"})
	return fmt.Sprint(got["status_text"]), err
}

func (s *story) wrongPhase() (string, error) {
	coordinator := s.people["tongchou"]
	_, err := coordinator.send("POST", "/api/projects/"+s.project+"/phase", object{"to": "in_production", "on": today()}, map[string][]string{"Idempotency-Key": {key()}})
	if err == nil {
		return "", fmt.Errorf("投产应被拒绝")
	}
	var p *problem
	if !errors.As(err, &p) || !strings.HasPrefix(p.Code, "phase.") {
		return "", fmt.Errorf("应因阶段顺序被拒绝，实际：%w", err)
	}
	return "未竣工不得投产：" + p.Detail, nil
}

func (s *story) figures() (string, error) {
	coordinator := s.people["tongchou"]
	ledger, err := coordinator.download("/api/issues/ledger.xlsx?project=" + s.project)
	if err != nil {
		return "", err
	}
	list, err := coordinator.get("/api/issues?q=" + url.QueryEscape(s.no))
	if err != nil {
		return "", err
	}
	items, _ := list["items"].([]any)
	if len(items) != 1 {
		return "", fmt.Errorf("按编号查到 %d 项", len(items))
	}
	return fmt.Sprintf("台账 %d 字节；%v %v", ledger, s.no, items[0].(map[string]any)["status_text"]), nil
}

func (s *story) verify() (string, error) {
	auditor, err := s.as("shenji")
	if err != nil {
		return "", err
	}
	got, err := auditor.post("/api/audit/verify", nil)
	if err != nil {
		return "", err
	}
	if broken, _ := got["broken"].([]any); len(broken) > 0 {
		return "", fmt.Errorf("审计链有误：%v", broken)
	}
	return fmt.Sprintf("%v 条链、%v 条记录完好", got["streams"], got["entries"]), nil
}

// today is the date in China.
func today() string { return time.Now().In(time.FixedZone("CST", 8*3600)).Format("2006-01-02") }
