package seed

import (
	"context"
	"fmt"
	"time"

	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// units are the departments, utilities and offices. The ids of those that
// usually lead a class of issues are the keys of the dispatch catalogue
// (domain/issue: Classes).
var units = []org.Unit{
	{ID: "leaders", Name: "区级领导", ShortName: "区领导", Type: org.District},
	{ID: "coordination", Name: "区重点项目统筹协调办公室", ShortName: "统筹办", Type: org.District},
	{ID: "supervision", Name: "区委区政府督查室", ShortName: "督查室", Type: org.District},
	{ID: "discipline", Name: "区审计局", ShortName: "审计局", Type: org.Department},
	{ID: "reform", Name: "区发展和改革委员会", ShortName: "发改委", Type: org.Department},
	{ID: "industry", Name: "区经济和信息化委员会", ShortName: "经信委", Type: org.Department},
	{ID: "housing", Name: "区住房和城乡建设委员会", ShortName: "住建委", Type: org.Department},
	{ID: "planning", Name: "区规划和自然资源局", ShortName: "规资局", Type: org.Department},
	{ID: "greening", Name: "区城市管理局", ShortName: "城管局", Type: org.Department},
	{ID: "ecology", Name: "区生态环境局", ShortName: "生态环境局", Type: org.StateBody},
	{ID: "labour", Name: "区人力资源和社会保障局", ShortName: "人社局", Type: org.Department},
	{ID: "finance", Name: "区金融发展服务中心", ShortName: "金融中心", Type: org.Department},
	{ID: "treasury", Name: "区财政局", ShortName: "财政局", Type: org.Department},
	{ID: "transport", Name: "区交通局", ShortName: "交通局", Type: org.Department},
	{ID: "approval", Name: "区政务服务管理办公室", ShortName: "政务办", Type: org.Department},
	{ID: "waterworks", Name: "区水利局", ShortName: "水利局", Type: org.Department},
	{ID: "emergency", Name: "区应急管理局", ShortName: "应急局", Type: org.Department},
	{ID: "agriculture", Name: "区农业农村委员会", ShortName: "农业农村委", Type: org.Department},
	{ID: "commerce", Name: "区商务委员会", ShortName: "商务委", Type: org.Department},
	{ID: "investment", Name: "区招商投资促进局", ShortName: "招商局", Type: org.Department},
	{ID: "education", Name: "区教育委员会", ShortName: "教委", Type: org.Department},
	{ID: "health", Name: "区卫生健康委员会", ShortName: "卫健委", Type: org.Department},
	{ID: "market", Name: "区市场监督管理局", ShortName: "市场监管局", Type: org.Department},
	{ID: "police", Name: "区公安局", ShortName: "公安局", Type: org.Department},
	{ID: "taxation", Name: "区税务局", ShortName: "税务局", Type: org.StateBody},
	{ID: "park", Name: "荣昌高新技术产业开发区管理委员会", ShortName: "高新区", Type: org.Park},
	{ID: "power_company", Name: "荣昌供电公司（演示）", ShortName: "供电公司", Type: org.Utility},
	{ID: "water_company", Name: "荣昌水务公司（演示）", ShortName: "水务公司", Type: org.Utility},
	{ID: "gas_company", Name: "荣昌燃气公司（演示）", ShortName: "燃气公司", Type: org.Utility},
	{ID: "telecom_company", Name: "荣昌通信公司（演示）", ShortName: "通信公司", Type: org.Utility},
}

// towns are the 21 towns and streets of 荣昌区 by their national codes.
var towns = []org.TownName{
	{Code: "500153001", Name: "昌元街道"}, {Code: "500153002", Name: "昌州街道"}, {Code: "500153003", Name: "广顺街道"},
	{Code: "500153004", Name: "双河街道"}, {Code: "500153005", Name: "安富街道"}, {Code: "500153006", Name: "峰高街道"},
	{Code: "500153100", Name: "荣隆镇"}, {Code: "500153101", Name: "仁义镇"}, {Code: "500153102", Name: "盘龙镇"},
	{Code: "500153103", Name: "吴家镇"}, {Code: "500153104", Name: "直升镇"}, {Code: "500153105", Name: "万灵镇"},
	{Code: "500153106", Name: "清升镇"}, {Code: "500153107", Name: "清江镇"}, {Code: "500153108", Name: "古昌镇"},
	{Code: "500153109", Name: "河包镇"}, {Code: "500153110", Name: "观胜镇"}, {Code: "500153111", Name: "铜鼓镇"},
	{Code: "500153112", Name: "清流镇"}, {Code: "500153113", Name: "远觉镇"}, {Code: "500153114", Name: "龙集镇"},
}

func (d *district) fillUnits(ctx context.Context) error {
	by := d.by(-660)
	since := workcal.NewDate(2016, time.January, 1)
	if err := d.store.SetTowns(ctx, by, towns); err != nil {
		return fmt.Errorf("towns: %w", err)
	}
	all := append([]org.Unit(nil), units...)
	for _, t := range towns {
		// One town leads where a class of issues falls to "the town" 镇街.
		all = append(all, org.Unit{ID: "town_" + t.Code, Name: t.Name, ShortName: t.Name, Type: org.Town, TownCode: t.Code})
	}
	for i, u := range all {
		u.ValidFrom, u.SortNo, u.Demo = since, i+1, true
		if _, err := d.store.CreateOrg(ctx, by, u); err != nil {
			return fmt.Errorf("unit %s: %w", u.Name, err)
		}
	}
	return nil
}
