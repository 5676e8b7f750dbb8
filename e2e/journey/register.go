package journey

import (
	"errors"
	"fmt"
	"net/http"
	"time"
)

const (
	owner       = "yezhu"
	coordinator = "tongchou"
	chair       = "quzhang"
	leader      = "fenguan"
	supervisor  = "ducha"
	reviewer    = "shenhe"
	housing     = "zhujian"
	greening    = "chengguan"
	waterworks  = "shuiwu"
	powerworks  = "gongdian"
	auditor     = "shenji"
)

var china = time.FixedZone("CST", 8*3600)

func today() time.Time { return time.Now().In(china) }

func day(offset int) string { return today().AddDate(0, 0, offset).Format(time.DateOnly) }

func asProblem(err error, p *problem) bool { return errors.As(err, p) }

func text(v any) string { s, _ := v.(string); return s }

func items(v thing) []thing {
	list, _ := v["items"].([]any)
	out := make([]thing, 0, len(list))
	for _, one := range list {
		if t, ok := one.(thing); ok {
			out = append(out, t)
		}
	}
	return out
}

var registering = []step{
	{"S1-01", "登记项目", registerProject},
	{"S1-02", "业主团队", inviteOwner},
	{"S1-03", "记录平场", recordLevelling},
	{"S1-21", "报纸误写“投产”", refuseWrongPhase},
}

func registerProject(w *walk) (string, error) {
	me, err := w.as(owner).get("/api/session")
	if err != nil {
		return "", err
	}
	user, _ := me["user"].(thing)
	year := today().Year()
	p, err := w.as(coordinator).post("/api/projects", thing{
		"name": "钢结构防腐材料项目（演示流程 " + w.run + "）", "enterprise_id": user["enterprise_id"],
		"sector": "materials", "kind": "新建", "invest_total_wan": 160000, "town_code": "500153003", "phase": "prep",
		"tags": []string{"新材料", "总部+生产基地"},
		"milestones": []thing{
			{"type": "completed", "target_date": fmt.Sprintf("%d-12-31", year+1), "hard_by": fmt.Sprintf("%d-12-31", year+1),
				"hard_constraint": "成都总公司产线春节空档搬迁，年底前完工"},
			{"type": "in_production", "target_date": fmt.Sprintf("%d-03-31", year+2)},
		},
		"key": thing{"year": year, "level": "district", "basis": "演示", "on": day(-60)},
	})
	if err != nil {
		return "", err
	}
	w.project = text(p["id"])
	return fmt.Sprintf("%s，灯 %s", text(p["name"]), text(p["light"])), nil
}

func inviteOwner(w *walk) (string, error) {
	me, err := w.as(owner).get("/api/session")
	if err != nil {
		return "", err
	}
	user, _ := me["user"].(thing)
	team := "/api/enterprises/" + text(user["enterprise_id"]) + "/team"
	second, err := w.as("yezhu2").get("/api/session")
	if err != nil {
		return "", err
	}
	member, _ := second["user"].(thing)
	_, err = w.as("yezhu2").ask(http.MethodPatch, team+"/"+text(member["user_id"]), thing{"role": "PRIMARY"})
	var p problem
	if err == nil || !asProblem(err, &p) {
		return "", fmt.Errorf("a member promoted themselves: %w", err)
	}
	return "成员不能把自己升为主账号：" + p.Detail, nil
}

func recordLevelling(w *walk) (string, error) {
	one := "/api/projects/" + w.project
	seen, err := w.as(coordinator).get(one)
	if err != nil {
		return "", err
	}
	date := thing{"type": "levelled", "actual_date": day(-28)}
	if _, err := w.as(coordinator).ask(http.MethodPost, one+"/milestones", date, "If-Match", fmt.Sprint(seen["version"])); err != nil {
		return "", err
	}
	p, err := w.as(coordinator).post(one+"/phase", thing{"to": "levelled", "on": day(-28), "evidence": "平场验收单"})
	if err != nil {
		return "", err
	}
	return "平场 " + day(-28) + "，阶段 " + text(p["phase"]), nil
}

// refuseWrongPhase tries what the newspaper literally says: production before
// completion (R11).
func refuseWrongPhase(w *walk) (string, error) {
	_, err := w.as(coordinator).post("/api/projects/"+w.project+"/phase", thing{"to": "in_production", "on": day(0), "evidence": "报道"})
	var p problem
	if err == nil || !asProblem(err, &p) {
		return "", fmt.Errorf("production before completion was accepted: %w", err)
	}
	return "按规则拒绝（" + p.Detail + "）", nil
}
