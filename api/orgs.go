package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// Orgs keeps the district's units and towns. store fits it.
type Orgs interface {
	Orgs(ctx context.Context, q store.OrgQuery) ([]org.Unit, error)
	Org(ctx context.Context, id string) (org.Unit, error)
	CreateOrg(ctx context.Context, by store.By, u org.Unit) (org.Unit, error)
	UpdateOrg(ctx context.Context, by store.By, id string, expect int, change func(*org.Unit)) (org.Unit, error)
	PlanOrg(ctx context.Context, by store.By, id string, expect int, on workcal.Date, edit org.Edit) (org.Change, error)
	OrgChanges(ctx context.Context, reader org.Actor, id string) ([]org.Change, error)
	OpenOrgChanges(ctx context.Context, reader org.Actor) ([]org.Change, error)
	WithdrawOrgChange(ctx context.Context, by store.By, orgID, id string) error
	Towns(ctx context.Context) ([]org.TownName, error)
}

type orgsIn struct {
	Q    string `query:"q" maxLength:"100" doc:"名称或拼音首字母"`
	Type string `query:"type" maxLength:"16" doc:"单位类别"`
	On   string `query:"on" maxLength:"10" doc:"在这一天存在的单位，不填为今天；all 为全部，next 为将要设立的"`
}

// OrgBody is a change of a unit, at once or from a later day on.
type OrgBody struct {
	org.Edit
	EffectiveOn *workcal.Date `json:"effective_on,omitempty" doc:"生效日期，不填为今天；晚于今天的到期自动变更，设立和撤销日期不在其内"`
}

// OrgChangeView is a change of a unit with its reason in words.
type OrgChangeView struct {
	org.Change
	MayWithdraw bool `json:"may_withdraw" doc:"可以撤回；未能生效的可以不再提示"`
}

func changeViews(l lang, reader org.Actor, changes []org.Change) []OrgChangeView {
	out := make([]OrgChangeView, len(changes))
	for i, c := range changes {
		if c.Fault != nil {
			c.Reason = message(l, c.Fault.Code, c.Fault.Args)
		}
		out[i] = OrgChangeView{Change: c, MayWithdraw: c.Open() && project.MayKeepOrgs(reader) == nil}
	}
	return out
}

func registerOrgs(api huma.API, d Deps) {
	const tag, base, one = "单位", "/api/orgs", "/api/orgs/{id}"
	huma.Register(api, op("orgs-list", http.MethodGet, base, tag, "单位列表"), d.orgs)
	huma.Register(api, op("orgs-create", http.MethodPost, base, tag, "设立单位", answers(http.StatusCreated)), d.createOrg)
	huma.Register(api, op("orgs-get", http.MethodGet, one, tag, "查看单位"), d.org)
	huma.Register(api, op("orgs-update", http.MethodPatch, one, tag, "修改或撤销单位"), d.updateOrg)
	huma.Register(api, op("orgs-changes", http.MethodGet, one+"/changes", tag, "单位的变更：已生效的和将生效的"), d.orgChanges)
	huma.Register(api, op("orgs-changes-open", http.MethodGet, "/api/org-changes", tag, "各单位将生效和未能生效的变更"), d.openOrgChanges)
	huma.Register(api, op("orgs-changes-withdraw", http.MethodDelete, one+"/changes/{change}", tag, "撤回未生效的变更", answers(http.StatusNoContent)), d.withdrawOrgChange)
	huma.Register(api, op("towns-list", http.MethodGet, "/api/towns", tag, "镇街列表"), d.towns)
}

func (d Deps) orgs(ctx context.Context, in *orgsIn) (*listOut[org.Unit], error) {
	q := store.OrgQuery{Text: in.Q, Type: org.Type(in.Type), On: d.today()}
	switch {
	case in.On == "all":
		q.On = workcal.Date{}
	case in.On == "next":
		q.On, q.Next = workcal.Date{}, d.today()
	case in.On != "":
		on, err := workcal.ParseDate(in.On)
		if err != nil {
			return nil, err
		}
		q.On = on
	}
	units, err := d.Orgs.Orgs(ctx, q)
	if err != nil {
		return nil, err
	}
	return newList(units, ""), nil
}

func (d Deps) org(ctx context.Context, in *IDIn) (*versioned[org.Unit], error) {
	u, err := d.Orgs.Org(ctx, in.ID)
	return withVersion(u, u.Version, err)
}

func (d Deps) createOrg(ctx context.Context, in *struct{ Body org.Edit }) (*versioned[org.Unit], error) {
	u := org.Unit{ValidFrom: d.today()}
	in.Body.Put(&u)
	u, err := d.Orgs.CreateOrg(ctx, d.by(ctx), u)
	return withVersion(u, u.Version, err)
}

func (d Deps) updateOrg(ctx context.Context, in *changeIn[OrgBody]) (*versioned[org.Unit], error) {
	expect, err := in.mustExpect()
	if err != nil {
		return nil, err
	}
	if on := in.Body.EffectiveOn; on != nil && !on.IsZero() && *on != d.today() {
		if _, err := d.Orgs.PlanOrg(ctx, d.by(ctx), in.ID, expect, *on, in.Body.Edit); err != nil {
			return nil, err
		}
		return d.org(ctx, &in.IDIn)
	}
	u, err := d.Orgs.UpdateOrg(ctx, d.by(ctx), in.ID, expect, in.Body.Put)
	return withVersion(u, u.Version, err)
}

func (d Deps) orgChanges(ctx context.Context, in *IDIn) (*listOut[OrgChangeView], error) {
	reader := auth.Actor(ctx)
	changes, err := d.Orgs.OrgChanges(ctx, reader, in.ID)
	if err != nil {
		return nil, err
	}
	return newList(changeViews(langOf(ctx), reader, changes), ""), nil
}

func (d Deps) openOrgChanges(ctx context.Context, _ *struct{}) (*listOut[OrgChangeView], error) {
	reader := auth.Actor(ctx)
	changes, err := d.Orgs.OpenOrgChanges(ctx, reader)
	if err != nil {
		return nil, err
	}
	return newList(changeViews(langOf(ctx), reader, changes), ""), nil
}

type orgChangeIn struct {
	IDIn
	Change string `path:"change" maxLength:"32" pattern:"^[0-9A-Za-z._-]+$" patternDescription:"编号" doc:"变更编号"`
}

func (d Deps) withdrawOrgChange(ctx context.Context, in *orgChangeIn) (*struct{}, error) {
	return nil, d.Orgs.WithdrawOrgChange(ctx, d.by(ctx), in.ID, in.Change)
}

func (d Deps) towns(ctx context.Context, _ *struct{}) (*listOut[org.TownName], error) {
	towns, err := d.Orgs.Towns(ctx)
	if err != nil {
		return nil, err
	}
	return newList(towns, ""), nil
}
