package seed

import (
	"context"
	"fmt"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/store"
)

// person is one demo account.
type person struct {
	Login string
	Name  string
	What  string // what the account shows, for the list printed at the start
	Unit  string // unit id, or the enterprise's name for owners
	Roles []org.Role
	Team  org.OwnerRole
}

// Shown are the accounts printed at the start: one for every role.
var Shown = []person{
	{"yezhu", "游少卿", "项目业主（主账号）", ownerOfPipes, []org.Role{org.Owner}, org.Primary},
	{"yezhu2", "陈晓", "项目业主（成员）", ownerOfPipes, []org.Role{org.Owner}, org.Member},
	{"fuwu", "刘洋", "服务专员", "park", []org.Role{org.ServiceOfficer}, ""},
	{"tongchou", "王敏", "统筹协调人员", "coordination", []org.Role{org.Coordinator}, ""},
	{"quzhang", "李建国", "区级主要领导", "leaders", []org.Role{org.Chair}, ""},
	{"fenguan", "赵毅", "分管/包联领导", "leaders", []org.Role{org.Leader}, ""},
	{"ducha", "孙浩", "督查室", "supervision", []org.Role{org.Supervisor}, ""},
	{"shenhe", "周静", "纪要审核人", "coordination", []org.Role{org.MinutesReviewer}, ""},
	{"zhuanban", "吴磊", "工作专班长", "park", []org.Role{org.TaskForceLead}, ""},
	{"zhujian", "郑涛", "住建委 收文与承办", "housing", []org.Role{org.DeptReceiver, org.Handler}, ""},
	{"zhujian-fz", "冯丽", "住建委 负责人", "housing", []org.Role{org.DeptLead}, ""},
	{"chengguan", "蒋勇", "城管局 收文与承办", "greening", []org.Role{org.DeptReceiver, org.Handler}, ""},
	{"chuangkou", "田悦", "政务服务综合窗口（一窗受理）", "approval", []org.Role{org.DeptReceiver, org.Handler, org.DeptLead}, ""},
	{"gongdian", "沈杰", "供电公司 对接人", "power_company", []org.Role{org.UtilityAgent}, ""},
	{"shuiwu", "韩梅", "水务公司 对接人", "water_company", []org.Role{org.UtilityAgent}, ""},
	{"shenji", "杨帆", "审计/纪检（只读）", "discipline", []org.Role{org.Auditor}, ""},
	{"guanli", "朱红", "系统管理员", "coordination", []org.Role{org.Admin}, ""},
}

// deskNames are the people at the other units' desks, in the order of units.
var deskNames = []string{
	"何军", "吕芳", "施展", "张弛", "孔伟", "曹蕾", "严冰", "华明", "金波", "魏来", "陶然", "姜山", "戚薇", "谢安", "邹平", "喻华", "柏松", "水清", "窦勇", "章程", "云飞", "苏阳", "潘登",
}

// desks gives every unit without a shown account one of its own: the unit's id
// is the login, and whoever holds it receives, handles and leads.
func desks() []person {
	taken := map[string]bool{}
	for _, p := range Shown {
		taken[p.Unit] = true
	}
	var out []person
	for _, u := range units {
		if taken[u.ID] || u.Type == org.District {
			continue
		}
		roles := []org.Role{org.DeptReceiver, org.Handler, org.DeptLead}
		if u.Type == org.Utility {
			roles = []org.Role{org.UtilityAgent}
		}
		out = append(out, person{Login: deskLogin(u.ID), Name: deskNames[len(out)%len(deskNames)], Unit: u.ID, Roles: roles})
	}
	park := person{Login: "gaoxinqu", Name: "罗成", Unit: "park", Roles: []org.Role{org.DeptReceiver, org.Handler, org.DeptLead}}
	return append(out, park)
}

func deskLogin(unit string) string { return "dw-" + unit }

func (d *district) fillPeople(ctx context.Context) error {
	hash, err := auth.HashPassword(ctx, Password)
	if err != nil {
		return err
	}
	at := d.by(-650).At
	for _, p := range append(append([]person(nil), Shown...), desks()...) {
		n := store.NewUser{ID: "demo-" + p.Login, Login: p.Login, Name: p.Name, Hash: hash, Roles: p.Roles, OrgID: p.Unit}
		if p.Team != "" {
			n.OrgID, n.EnterpriseID, n.OwnerRole = "", d.enterprises[p.Unit], p.Team
		}
		if _, err := d.store.CreateUser(ctx, meta(), n, at); err != nil {
			return fmt.Errorf("account %s: %w", p.Login, err)
		}
	}
	return d.fillOwners(ctx, hash)
}

// ownerLogin is the account of the owner of the i-th project of all.
func ownerLogin(i int) string { return fmt.Sprintf("yezhu-%02d", i+1) }

// fillOwners gives every other enterprise a PRIMARY, so that each can report.
func (d *district) fillOwners(ctx context.Context, hash string) error {
	for i, p := range d.all() {
		if p.owner == ownerOfPipes {
			continue
		}
		login := ownerLogin(i)
		n := store.NewUser{ID: "demo-" + login, Login: login, Name: p.contact, Hash: hash, Roles: []org.Role{org.Owner},
			EnterpriseID: d.enterprises[p.owner], OwnerRole: org.Primary}
		if _, err := d.store.CreateUser(ctx, meta(), n, d.by(-650).At); err != nil {
			return fmt.Errorf("account %s: %w", login, err)
		}
	}
	return nil
}
