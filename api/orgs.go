package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// Orgs keeps the district's units and towns. store fits it.
type Orgs interface {
	Orgs(ctx context.Context, q store.OrgQuery) ([]org.Unit, error)
	Org(ctx context.Context, id string) (org.Unit, error)
	CreateOrg(ctx context.Context, by store.By, u org.Unit) (org.Unit, error)
	UpdateOrg(ctx context.Context, by store.By, id string, expect int, change func(*org.Unit)) (org.Unit, error)
	Towns(ctx context.Context) ([]org.TownName, error)
}

type orgsIn struct {
	Q    string `query:"q" maxLength:"100" doc:"名称或拼音首字母"`
	Type string `query:"type" maxLength:"16" doc:"单位类别"`
	On   string `query:"on" maxLength:"10" doc:"在这一天存在的单位，不填为今天；all 为全部"`
}

// OrgBody is what may be said of a unit; what is left out stays.
type OrgBody struct {
	Name      *string       `json:"name,omitempty" maxLength:"128"`
	ShortName *string       `json:"short_name,omitempty" maxLength:"64"`
	Type      *org.Type     `json:"type,omitempty"`
	ParentID  *string       `json:"parent_id,omitempty" maxLength:"32"`
	TownCode  *string       `json:"town_code,omitempty" maxLength:"16"`
	Phone     *string       `json:"phone,omitempty" maxLength:"32"`
	SortNo    *int          `json:"sort_no,omitempty"`
	ValidFrom *workcal.Date `json:"valid_from,omitempty" doc:"设立日期"`
	ValidTo   *workcal.Date `json:"valid_to,omitempty" doc:"撤销日期（最后一天）"`
}

func (b OrgBody) put(u *org.Unit) {
	for _, f := range []struct{ to, from *string }{
		{&u.Name, b.Name},
		{&u.ShortName, b.ShortName},
		{&u.ParentID, b.ParentID},
		{&u.TownCode, b.TownCode},
		{&u.Phone, b.Phone},
	} {
		if f.from != nil {
			*f.to = *f.from
		}
	}
	if b.Type != nil {
		u.Type = *b.Type
	}
	if b.SortNo != nil {
		u.SortNo = *b.SortNo
	}
	if b.ValidFrom != nil {
		u.ValidFrom = *b.ValidFrom
	}
	if b.ValidTo != nil {
		u.ValidTo = *b.ValidTo
	}
}

func registerOrgs(api huma.API, d Deps) {
	const tag, base, one = "单位", "/api/orgs", "/api/orgs/{id}"
	huma.Register(api, op("orgs-list", http.MethodGet, base, tag, "单位列表"), d.orgs)
	huma.Register(api, op("orgs-create", http.MethodPost, base, tag, "设立单位", answers(http.StatusCreated)), d.createOrg)
	huma.Register(api, op("orgs-get", http.MethodGet, one, tag, "查看单位"), d.org)
	huma.Register(api, op("orgs-update", http.MethodPatch, one, tag, "修改或撤销单位"), d.updateOrg)
	huma.Register(api, op("towns-list", http.MethodGet, "/api/towns", tag, "镇街列表"), d.towns)
}

func (d Deps) orgs(ctx context.Context, in *orgsIn) (*listOut[org.Unit], error) {
	q := store.OrgQuery{Text: in.Q, Type: org.Type(in.Type), On: d.today()}
	switch {
	case in.On == "all":
		q.On = workcal.Date{}
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

func (d Deps) createOrg(ctx context.Context, in *struct{ Body OrgBody }) (*versioned[org.Unit], error) {
	u := org.Unit{ValidFrom: d.today()}
	in.Body.put(&u)
	u, err := d.Orgs.CreateOrg(ctx, d.by(ctx), u)
	return withVersion(u, u.Version, err)
}

func (d Deps) updateOrg(ctx context.Context, in *changeIn[OrgBody]) (*versioned[org.Unit], error) {
	expect, err := in.mustExpect()
	if err != nil {
		return nil, err
	}
	u, err := d.Orgs.UpdateOrg(ctx, d.by(ctx), in.ID, expect, in.Body.put)
	return withVersion(u, u.Version, err)
}

func (d Deps) towns(ctx context.Context, _ *struct{}) (*listOut[org.TownName], error) {
	towns, err := d.Orgs.Towns(ctx)
	if err != nil {
		return nil, err
	}
	return newList(towns, ""), nil
}
