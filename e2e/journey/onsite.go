package journey

import "fmt"

var onSite = []step{
	{"S1-11", "不开会，区级主要领导现场交办", orderOnSite},
}

// isWorkday asks the product's own calendar about today.
func (w *walk) isWorkday() (bool, error) {
	v, err := w.as(coordinator).get("/api/calendar?from=" + day(0) + "&to=" + day(0))
	return v["workdays"] == float64(1), err
}

// orderOnSite orders the three tasks of the scenario at the issues themselves.
func orderOnSite(w *walk) (string, error) {
	later, err := w.as(coordinator).get("/api/calendar/add?days=15&date=" + day(0))
	if err != nil {
		return "", err
	}
	order := func(issue, content, standard, lead string, more thing) error {
		task := taskOf(content, standard, lead, 0, more)["task"].(thing)
		delete(task, "due_workdays")
		task["due"] = later["date"]
		v, err := w.as(chair).act("issues", issue, "order_on_site", thing{"task": task})
		if err != nil {
			return err
		}
		list, err := w.as(coordinator).get("/api/tasks?issue=" + issue)
		if err != nil {
			return err
		}
		for _, t := range items(list) {
			if text(t["lead_id"]) == lead {
				w.tasks = append(w.tasks, text(t["id"]))
				return nil
			}
		}
		return fmt.Errorf("no task of %s at %s", lead, text(v["no"]))
	}
	for _, o := range []struct {
		issue, content, standard, lead string
		more                           thing
	}{
		{w.water, "协调周边绿化用地用于管网改造", "取得绿化用地同意文件", "greening", thing{"evidence": []thing{{"type": "consent", "name": "同意文件"}}}},
		{w.water, "将供水管道牵入项目施工范围", "牵入供水管道不少于80米", "water_company", thing{"target": thing{"item": "供水管道", "amount": 80, "unit": "米"}}},
		{w.power, "对接并架设变压器，提供临时用电", "完成变压器架设并签订临时用电协议", "power_company", nil},
	} {
		if err := order(o.issue, o.content, o.standard, o.lead, o.more); err != nil {
			return "", err
		}
	}
	return "3 项任务当场交办", nil
}
