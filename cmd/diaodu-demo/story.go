package main

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"
)

// story is what the demo has come to.
type story struct {
	address, password string
	say               func(string)
	people            map[string]*person

	project string
	issue   string
	no      string
	meeting string
	item    string
	tasks   []string
}

type step struct {
	name string
	play func(*story) (string, error)
}

var steps = []step{
	{"S1-01 项目在库", (*story).findProject}, {"S1-04 业主上报", (*story).report}, {"S1-05 受理", (*story).accept},
	{"S1-07 派单、异议与裁定", (*story).dispatch}, {"S1-08 会前协调", (*story).coordinate}, {"S1-09 安排会议并上会", (*story).agenda},
	{"S1-10 业主发言", (*story).speak}, {"S1-11 会议议定并交办", (*story).decide}, {"S1-12 成立专班", (*story).force},
	{"S1-13 签收与反馈", (*story).signAndReport}, {"S1-14 会议纪要", (*story).minutes}, {"S1-15/17/18 凭佐证办结", (*story).finish},
	{"S1-19 业主确认并评价", (*story).confirm}, {"S1-21 阶段不能跳跃", (*story).wrongPhase}, {"S1-22 台账与统计", (*story).figures},
	{"S1-24 审计链", (*story).verify},
}

// as signs an account in once.
func (s *story) as(login string) (*person, error) {
	if p := s.people[login]; p != nil {
		return p, nil
	}
	p, err := signIn(s.address, login, s.password)
	if err == nil {
		s.people[login] = p
	}
	return p, err
}

// act is one act on a case by an account.
func (s *story) act(login, noun, id, act string, fields object) (object, error) {
	p, err := s.as(login)
	if err != nil {
		return nil, err
	}
	return p.act(noun, id, act, fields)
}

// refused wants an act to be refused with a code, and shows the words people read.
func (s *story) refused(code, login, noun, id, act string, fields object) error {
	_, err := s.act(login, noun, id, act, fields)
	var p *problem
	if !errors.As(err, &p) || p.Code != code {
		return fmt.Errorf("%s 应被拒绝（%s），实际：%w", act, code, err)
	}
	s.say(fmt.Sprintf("  ↳ 按规定拒绝：%s", p.Detail))
	return nil
}

// plays runs acts one after another.
func (s *story) plays(acts ...func() error) error {
	for _, act := range acts {
		if err := act(); err != nil {
			return err
		}
	}
	return nil
}

func (s *story) does(login, noun, id, act string, fields object) func() error {
	return func() error { _, err := s.act(login, noun, id, act, fields); return err }
}

func (s *story) findProject() (string, error) {
	owner, err := s.as("yezhu")
	if err != nil {
		return "", err
	}
	list, err := owner.get("/api/projects?q=" + url.QueryEscape("钢结构防腐材料"))
	if err != nil {
		return "", err
	}
	items, _ := list["items"].([]any)
	if len(items) == 0 {
		return "", errors.New("没有演示项目：请先用 make run 启动带演示数据的服务")
	}
	p := items[0].(map[string]any)
	s.project = fmt.Sprint(p["id"])
	return fmt.Sprintf("%s，业主 %s", p["name"], owner.name), nil
}

func (s *story) report() (string, error) {
	owner := s.people["yezhu"]
	body := object{
		"project_id": s.project, "class": "water.supply", "heading": "生产区域未接入主供水管道", "cause": "planning",
		"ask": "请协调接入主供水管道，保障年底前完工", "unclassified": true,
		"facts":  object{"where": "生产区域", "cause": "受前期规划影响"},
		"impact": object{"blocks": []string{"completion"}},
	}
	got, err := owner.post("/api/issues", body)
	if err != nil {
		return "", err
	}
	s.issue, s.no = fmt.Sprint(got["id"]), fmt.Sprint(got["no"])
	return fmt.Sprintf("编号 %s，%s", s.no, got["status_text"]), nil
}

func (s *story) accept() (string, error) {
	got, err := s.act("tongchou", "issues", s.issue, "accept", nil)
	return fmt.Sprint(got["status_text"]), err
}

func unit(id string) object { return object{"id": id, "name": ""} }

func units(ids ...string) []object {
	out := []object{}
	for _, id := range ids {
		out = append(out, unit(id))
	}
	return out
}

func (s *story) dispatch() (string, error) {
	co := units("greening", "park", "water_company")
	err := s.plays(
		s.does("tongchou", "issues", s.issue, "dispatch", object{"grade": "major", "lead": unit("housing"), "co": co}),
		s.does("zhujian", "issues", s.issue, "object", object{"reason": "红线外管网不属我单位", "better": unit("water_company")}),
		s.does("tongchou", "issues", s.issue, "dispatch", object{"lead": unit("water_company"), "co": units("greening", "park", "housing")}),
		s.does("shuiwu", "issues", s.issue, "object", object{"reason": "管网建设不由我公司出资", "better": unit("housing")}),
		func() error {
			return s.refused("issue.arbitrate", "tongchou", "issues", s.issue, "dispatch", object{"lead": unit("housing")})
		},
		s.does("tongchou", "issues", s.issue, "arbitrate", object{"lead": unit("housing"), "co": co}),
		s.does("zhujian", "issues", s.issue, "sign", nil),
	)
	return "两次异议后裁定由住建委主办，已签收", err
}

func (s *story) coordinate() (string, error) {
	_, err := s.act("tongchou", "issues", s.issue, "pre_coordinate", object{
		"pre_coord": "各方会商，同意协调绿化用地敷设管道", "tendency": "同意临时占用绿地，由水务公司敷设管道",
		"positions": []object{{"org": unit("greening"), "stand": "需办理临时占用绿地手续"}, {"org": unit("water_company"), "stand": "需确定管线路由"}},
	})
	return "部门意见与倾向性意见已记录，业主不可见", err
}

func (s *story) agenda() (string, error) {
	coordinator := s.people["tongchou"]
	got, err := coordinator.post("/api/meetings", object{
		"extra": true, "forum": "special", "name": "用水问题专题调度会", "date": today(), "start": "09:00", "minutes": 60, "place": "区政府二楼会议室",
		"chair": object{"user_id": "demo-quzhang", "name": "李建国"},
	})
	if err != nil {
		return "", err
	}
	s.meeting = fmt.Sprint(got["id"])
	// The cutoffs of a meeting held at once have passed; only the chair lets more in.
	if err := s.waitFor("meetings", s.meeting, "locked", "collecting"); err != nil {
		return "", err
	}
	if got, err = coordinator.get("/api/meetings/" + s.meeting); err != nil {
		return "", err
	}
	if got["status"] == "locked" {
		if _, err := s.act("quzhang", "meetings", s.meeting, "unlock", object{"reason": "现场研究重大问题", "until": got["date"]}); err != nil {
			return "", err
		}
	}
	if _, err := s.act("tongchou", "issues", s.issue, "put_on_agenda", object{"meeting": object{"id": s.meeting}}); err != nil {
		return "", err
	}
	if got, err = coordinator.get("/api/meetings/" + s.meeting); err != nil {
		return "", err
	}
	items, _ := got["items"].([]any)
	if len(items) != 1 {
		return "", fmt.Errorf("议程上有 %d 项", len(items))
	}
	s.item = fmt.Sprint(items[0].(map[string]any)["id"])
	return fmt.Sprintf("%v，会期 %v，议题 1 项", got["no"], got["date"]), nil
}

// waitFor looks until a case is in one of the states.
func (s *story) waitFor(noun, id string, states ...string) error {
	coordinator := s.people["tongchou"]
	var last any
	for range 100 {
		got, err := coordinator.get("/api/" + noun + "/" + id)
		if err != nil {
			return err
		}
		last = got["status"]
		if slices.Contains(states, fmt.Sprint(last)) {
			return nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	return fmt.Errorf("%s %s 停在 %v", noun, id, last)
}
