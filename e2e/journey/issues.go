package journey

import "fmt"

var reporting = []step{
	{"S1-04", "业主上报用水问题", reportWater},
	{"S1-05", "受理", acceptWater},
	{"S1-06", "研判为重大并派单", dispatchWater},
	{"S1-07", "两次异议后裁定", objectAndArbitrate},
	{"S1-08", "会前协调", preCoordinate},
	{"S1-09a", "业主上报临时用电并关联", reportPower},
}

func (w *walk) report(class, heading, ask string) (thing, error) {
	return w.as(owner).post("/api/issues", thing{
		"project_id": w.project, "class": class, "heading": heading, "ask": ask, "cause": "planning", "unclassified": true,
		"facts":  thing{"who": "重庆艾珀耐特高分子材料有限公司", "when": "今年以来", "where": "高新区项目生产区域", "cause": "受前期规划影响", "course": "多次自行联系未果"},
		"impact": thing{"blocks": []string{"started", "completed"}, "since": day(-20)},
	})
}

func reportWater(w *walk) (string, error) {
	v, err := w.report("water.supply", "生产区域未接入主供水管道", "协调接入主供水管道，保证按期开工")
	if err != nil {
		return "", err
	}
	w.water = text(v["id"])
	return text(v["no"]) + " " + text(v["status_text"]), nil
}

func acceptWater(w *walk) (string, error) {
	v, err := w.as(coordinator).act("issues", w.water, "accept", nil)
	return text(v["status_text"]), err
}

func units(ids ...string) []thing {
	out := make([]thing, len(ids))
	for i, id := range ids {
		out[i] = thing{"id": id, "name": id}
	}
	return out
}

func unit(id string) thing { return units(id)[0] }

func dispatchWater(w *walk) (string, error) {
	_, err := w.as(coordinator).act("issues", w.water, "dispatch", thing{
		"grade": "major", "lead": unit("housing"), "co": units("greening", "park", "water_company"),
	})
	if err != nil {
		return "", err
	}
	v, err := w.as(housing).get("/api/issues/" + w.water)
	return text(v["status_text"]) + "，主办 住建委", err
}

// objectAndArbitrate: the second objection brings arbitration (R4).
func objectAndArbitrate(w *walk) (string, error) {
	objection := thing{"reason": "红线外管网不属我单位", "better": unit("water_company")}
	if _, err := w.as(housing).act("issues", w.water, "object", objection); err != nil {
		return "", err
	}
	if _, err := w.as(coordinator).act("issues", w.water, "dispatch", thing{
		"grade": "major", "lead": unit("water_company"), "co": units("greening", "park", "housing"),
	}); err != nil {
		return "", err
	}
	objection = thing{"reason": "占用绿地手续不属我单位", "better": unit("greening")}
	if _, err := w.as(waterworks).act("issues", w.water, "object", objection); err != nil {
		return "", err
	}
	if _, err := w.as(coordinator).act("issues", w.water, "arbitrate", thing{
		"lead": unit("housing"), "co": units("greening", "park", "water_company"), "reason": "管网改造由住建委统筹",
	}); err != nil {
		return "", err
	}
	v, err := w.as(housing).act("issues", w.water, "sign", nil)
	if err != nil {
		return "", err
	}
	return "裁定住建委主办，" + text(v["status_text"]), nil
}

func preCoordinate(w *walk) (string, error) {
	v, err := w.as(coordinator).act("issues", w.water, "pre_coordinate", thing{
		"pre_coord": "召集住建委、城管局、水务公司现场踏勘，路线可行，需临时占用绿地",
		"positions": []thing{
			{"org": unit("greening"), "stand": "同意，需办理临时占用绿地手续"},
			{"org": unit("water_company"), "stand": "支持，待路线确定后组织施工"},
		},
		"tendency": "由城管局协调绿化用地，水务公司实施管网改造",
	})
	return fmt.Sprintf("部门意见已记录，%s", text(v["status_text"])), err
}

func reportPower(w *walk) (string, error) {
	v, err := w.report("power.temporary", "项目施工缺临时用电", "协调架设变压器，提供临时用电")
	if err != nil {
		return "", err
	}
	w.power = text(v["id"])
	for _, order := range []struct {
		act    string
		fields thing
	}{
		{"accept", nil},
		{"dispatch", thing{"grade": "coordination", "lead": unit("power_company"), "co": units("park")}},
		{"pre_coordinate", thing{"pre_coord": "供电公司已踏勘", "tendency": "由供电公司架设变压器",
			"positions": []thing{{"org": unit("power_company"), "stand": "同意"}}}},
		{"link", thing{"into": thing{"id": w.water}}},
	} {
		if _, err := w.as(coordinator).act("issues", w.power, order.act, order.fields); err != nil {
			return "", err
		}
	}
	return text(v["no"]) + " 与用水问题关联", nil
}
