package seed

import (
	"context"
	"fmt"
	"time"

	"github.com/diaodu/diaodu/domain/enterprise"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// ownerOfPipes is the enterprise of the story the product is measured by (S1).
const ownerOfPipes = "重庆艾珀耐特高分子材料有限公司"

// works is one demo project, its investment in 万元.
type works struct {
	name    string
	owner   string
	contact string
	sector  project.Sector
	invest  int64
	town    string
	inPark  bool
	lead    string
	content string
	tags    []string
	ready   int // days before the start event on which levelling ended
}

// projects are those of the latest start event: 22 that add up to 1,400,320 万元,
// which it prints as 约140亿元.
var projects = []works{
	{"钢结构防腐材料项目", ownerOfPipes, "游少卿", project.Materials, 160520, "500153003", true, "industry",
		"建设钢结构防腐材料生产线及配套厂房，成都总公司产线整体搬迁至荣昌", []string{"新材料", "总部+生产基地"}, 28},
	{"智能装备产业园一期", "荣昌智装产业发展有限公司（演示）", "邓辉", project.Equipment, 150000, "500153003", true, "park", "标准厂房12万平方米及公共服务中心", []string{"产业园"}, 35},
	{"高端数控机床制造基地", "重庆精锐数控装备有限公司（演示）", "许峰", project.Equipment, 96000, "500153003", true, "industry", "年产数控机床1200台", []string{"链主"}, 40},
	{"新能源汽车零部件生产项目", "重庆驰远汽车部件有限公司（演示）", "傅强", project.Equipment, 88000, "500153006", true, "industry", "年产电驱壳体60万套", nil, 26},
	{"工业机器人关节减速器项目", "重庆智枢传动科技有限公司（演示）", "卞超", project.Equipment, 62000, "500153003", true, "industry", "年产减速器20万台", nil, 30},
	{"智能农机装备项目", "荣昌丰禾农机有限公司（演示）", "齐鸣", project.Equipment, 35800, "500153101", false, "agriculture", "丘陵山区智能农机研发与生产", nil, 45},
	{"电子陶瓷基板项目", "重庆晶瓷电子有限公司（演示）", "康健", project.Electronics, 85000, "500153005", true, "industry", "年产电子陶瓷基板3000万片", []string{"专精特新"}, 27},
	{"新型显示模组项目", "重庆明睿显示科技有限公司（演示）", "伍文", project.Electronics, 120000, "500153003", true, "industry", "建设车载显示模组产线8条", nil, 33},
	{"半导体封装材料项目", "重庆芯封新材有限公司（演示）", "余力", project.Electronics, 76000, "500153003", true, "industry", "年产引线框架50亿只", nil, 24},
	{"智能终端配件产业园", "荣昌联创电子有限公司（演示）", "元凯", project.Electronics, 54000, "500153006", true, "park", "入驻终端配件企业15家", nil, 50},
	{"锂电池隔膜涂覆项目", "重庆隔新能源材料有限公司（演示）", "卜凡", project.Materials, 68000, "500153003", true, "industry", "年产涂覆隔膜2亿平方米", nil, 29},
	{"高性能玻璃纤维制品项目", "重庆玻纤复材有限公司（演示）", "顾全", project.Materials, 47000, "500153003", true, "industry", "年产玻纤制品3万吨", nil, 36},
	{"陶瓷新材料研发中心", "荣昌安陶文化有限公司（演示）", "孟达", project.Ceramics, 22000, "500153005", false, "industry", "安陶小镇研发中心与中试线", nil, 60},
	{"装配式建筑部品基地", "重庆筑易构件有限公司（演示）", "平安", project.Ceramics, 39000, "500153104", false, "housing", "年产预制构件20万立方米", nil, 32},
	{"生猪大数据与疫苗基地", "荣昌牧云生物有限公司（演示）", "黄河", project.Biotech, 58000, "500153003", true, "agriculture", "动物疫苗生产线4条", []string{"国家级"}, 38},
	{"医疗器械产业园", "重庆康泽医疗器械有限公司（演示）", "和平", project.Biotech, 45000, "500153001", true, "industry", "二类医疗器械生产厂房6万平方米", nil, 31},
	{"火锅食材加工园", "重庆渝味食品有限公司（演示）", "穆青", project.Food, 33000, "500153102", false, "commerce", "火锅底料与预制菜加工", nil, 42},
	{"白酒酿造扩建项目", "荣昌河包酒业有限公司（演示）", "萧然", project.Food, 18000, "500153109", false, "commerce", "年产基酒5000吨", nil, 55},
	{"冷链物流中心", "荣昌通达物流有限公司（演示）", "尹航", project.Logistics, 41000, "500153002", false, "transport", "冷库12万吨及分拣中心", nil, 34},
	{"万灵古镇文旅提升项目", "荣昌万灵旅游有限公司（演示）", "姚远", project.Tourism, 26000, "500153105", false, "commerce", "古镇保护修缮与游客中心", nil, 48},
	{"城区供水管网改造工程", "荣昌水务建设有限公司（演示）", "湛蓝", project.Infra, 31000, "500153001", false, "waterworks", "改造供水管网96公里", nil, 44},
	{"分布式光伏与储能项目", "荣昌绿能电力有限公司（演示）", "汪洋", project.Energy, 45000, "500153110", false, "reform", "屋顶光伏120兆瓦及储能站", nil, 25},
}

// earlier are projects of the start event before, one of each sector: what the
// district had in hand when the twelve months shown began.
var earlier = []works{
	{"精密铸造与热处理中心", "重庆恒铸机械有限公司（演示）", "骆宾", project.Equipment, 42000, "500153006", true, "industry", "年产精密铸件2.4万吨", nil, 40},
	{"柔性电路板制造项目", "重庆叠芯电路有限公司（演示）", "喻晓", project.Electronics, 58000, "500153003", true, "industry", "年产柔性电路板60万平方米", nil, 33},
	{"改性塑料与回收利用项目", "荣昌循新材料有限公司（演示）", "柯蓝", project.Materials, 31000, "500153003", true, "industry", "年产改性塑料粒子5万吨", nil, 52},
	{"兽用诊断试剂产业化项目", "重庆畜安检测科技有限公司（演示）", "苗青", project.Biotech, 22000, "500153002", true, "agriculture", "年产诊断试剂盒800万份", []string{"专精特新"}, 29},
	{"卤鹅与预制菜加工基地", "荣昌鹅香食品有限公司（演示）", "易安", project.Food, 26000, "500153103", false, "commerce", "日加工卤鹅2万只及预制菜线3条", nil, 37},
	{"智能卫浴陶瓷生产线", "荣昌瓷立方卫浴有限公司（演示）", "尚进", project.Ceramics, 35000, "500153005", false, "industry", "年产智能卫浴80万件", nil, 44},
	{"公铁联运集货中心", "荣昌陆港物流有限公司（演示）", "路遥", project.Logistics, 39000, "500153002", false, "transport", "铁路专用线1.6公里及集货仓8万平方米", nil, 31},
	{"夏布小镇街区更新项目", "荣昌夏布文化发展有限公司（演示）", "安宁", project.Tourism, 17000, "500153105", false, "commerce", "夏布作坊街区与研学营地", nil, 58},
	{"北部片区供排水一体化工程", "荣昌城建投资有限公司（演示）", "江平", project.Infra, 28000, "500153100", false, "waterworks", "泵站2座、管网54公里", nil, 35},
	{"园区综合能源站", "荣昌智慧能源有限公司（演示）", "高翔", project.Energy, 33000, "500153003", true, "reform", "冷热电联供与储能", nil, 27},
}

// keyFrom is the investment in 万元 from which an earlier project is a key one.
const keyFrom = 28000

// cohort is the projects of one start event.
type cohort struct {
	event workcal.Date
	name  string
	works []works
	place string
}

// cohorts are the start events, the latest first.
func (d *district) cohorts() []cohort {
	return []cohort{
		{d.event, fmt.Sprintf("荣昌区%d年第二季度项目开工活动", d.event.Year()), projects, "荣昌高新区"},
		{d.before, fmt.Sprintf("荣昌区%d年第一季度项目开工活动", d.before.Year()), earlier, "荣昌区广顺街道"},
	}
}

// all are the projects of all start events, the latest event's first.
func (d *district) all() []works { return append(append([]works(nil), projects...), earlier...) }

func (d *district) fillEnterprises(ctx context.Context) error {
	for _, p := range d.all() {
		v, err := d.store.CreateEnterprise(ctx, d.by(-655), enterprise.Enterprise{
			Name: p.owner, LegalRep: p.contact, Contact: p.contact, TownCode: p.town, Demo: true, Tags: p.tags,
		})
		if err != nil {
			return fmt.Errorf("enterprise %s: %w", p.owner, err)
		}
		d.enterprises[p.owner] = v.ID
	}
	return nil
}

func (d *district) fillProjects(ctx context.Context) error {
	for _, c := range d.cohorts() {
		members := make([]string, 0, len(c.works))
		for i, p := range c.works {
			id, err := d.fillProject(ctx, c, i, p)
			if err != nil {
				return fmt.Errorf("project %s: %w", p.name, err)
			}
			d.projects[p.name] = id
			members = append(members, id)
		}
		event, err := d.store.PlanStartEvent(ctx, d.morning(c.event.AddDays(-10)), project.StartEvent{
			Name: c.name, Quarter: project.QuarterOf(c.event), Date: c.event, Place: c.place, Demo: true,
		}, members, 0)
		if err != nil {
			return fmt.Errorf("start event: %w", err)
		}
		if _, err := d.store.HoldStartEvent(ctx, d.morning(c.event), event.ID, 0); err != nil {
			return fmt.Errorf("hold the start event: %w", err)
		}
	}
	return nil
}

// completion is when a project is to be complete: the first by the end of the
// year, for its line moves then; the others after one to two years.
func (c cohort) completion(i int) workcal.Date {
	if c.works[i].owner == ownerOfPipes {
		return workcal.NewDate(c.event.Year(), time.December, 31)
	}
	return c.event.AddDays(390 + 17*i)
}

// fillProject registers one project as it stood once its site was levelled.
func (d *district) fillProject(ctx context.Context, c cohort, i int, p works) (string, error) {
	year := c.event.Year()
	levelled := c.event.AddDays(-p.ready)
	signed := levelled.AddDays(-120)
	completion := c.completion(i)
	production := completion.AddDays(90)
	key, level := fmt.Sprintf("%d-500153-04-01-%06d", year, 100001+i), project.DistrictKey
	if p.invest >= 80000 {
		level = project.CityKey
	}
	parkID := ""
	if p.inPark {
		parkID = "park"
	}
	owner, kind := d.enterprises[p.owner], "新建"
	patch := project.Patch{
		Code: &key, Name: &p.name, EnterpriseID: &owner, Sector: &p.sector, Kind: &kind, InvestTotalWan: &p.invest,
		TownCode: &p.town, ParkID: &parkID, Content: &p.content, Tags: &p.tags, StatRegisteredOn: &levelled,
	}
	stones := []project.NewMilestone{
		stone(project.OfSigning, project.MilestonePatch{Actual: &signed}),
		stone(project.OfLevelling, project.MilestonePatch{Actual: &levelled}),
		stone(project.OfStart, project.MilestonePatch{Baseline: &c.event, Target: &c.event}),
		stone(project.OfCompletion, project.MilestonePatch{Baseline: &completion, Target: &completion}),
		stone(project.OfProduction, project.MilestonePatch{Baseline: &production, Target: &production}),
	}
	if p.owner == ownerOfPipes {
		why := "成都总公司产线春节空档搬迁，年底前完工"
		stones[3].HardBy, stones[3].HardReason = &completion, &why
	}
	by := d.morning(levelled.AddDays(1))
	n := project.New{Patch: patch, Phase: project.Levelled, Milestones: stones, Demo: true}
	if c.event == d.event || p.invest >= keyFrom {
		n.Key = &project.Listing{Year: year, Level: level, Basis: fmt.Sprintf("%d年重点项目名单（演示）", year), On: levelled.AddDays(-30)}
	}
	v, err := d.store.CreateProject(ctx, by, n)
	if err != nil {
		return "", err
	}
	return v.ID, d.giveRoles(ctx, by, v.ID, p, levelled)
}

func stone(kind project.MilestoneType, patch project.MilestonePatch) project.NewMilestone {
	return project.NewMilestone{Type: kind, MilestonePatch: patch}
}

// giveRoles names the lead unit and the leader who follows the project.
func (d *district) giveRoles(ctx context.Context, by store.By, id string, p works, from workcal.Date) error {
	for _, r := range []project.Role{
		{Kind: project.LeadOrg, SubjectID: p.lead, From: from},
		{Kind: project.LinkedLeader, SubjectID: "demo-fenguan", Name: "赵毅", From: from},
	} {
		if _, err := d.store.AssignRole(ctx, by, id, 0, r); err != nil {
			return fmt.Errorf("role %s: %w", r.Kind, err)
		}
	}
	return nil
}
