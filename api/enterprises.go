package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/enterprise"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/store"
)

// Enterprises keeps the owners of projects. store fits it.
type Enterprises interface {
	Enterprises(ctx context.Context, reader org.Actor, text, cursor string, limit int) (project.Page[enterprise.View], error)
	Enterprise(ctx context.Context, reader org.Actor, id string) (enterprise.View, error)
	CreateEnterprise(ctx context.Context, by store.By, e enterprise.Enterprise) (enterprise.View, error)
	UpdateEnterprise(ctx context.Context, by store.By, id string, expect int, patch enterprise.Patch) (enterprise.View, error)
}

func registerEnterprises(api huma.API, d Deps) {
	const tag, base, one = "企业", "/api/enterprises", "/api/enterprises/{id}"
	huma.Register(api, op("enterprises-list", http.MethodGet, base, tag, "企业列表"), d.enterprises)
	huma.Register(api, op("enterprises-create", http.MethodPost, base, tag, "登记企业", answers(http.StatusCreated)), d.createEnterprise)
	huma.Register(api, op("enterprises-get", http.MethodGet, one, tag, "查看企业"), d.enterprise)
	huma.Register(api, op("enterprises-update", http.MethodPatch, one, tag, "修改企业"), d.updateEnterprise)
}

func (d Deps) enterprises(ctx context.Context, in *PageQuery) (*listOut[enterprise.View], error) {
	page, err := d.Enterprises.Enterprises(ctx, auth.Actor(ctx), in.Q, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	return newList(page.Items, page.Next), nil
}

func (d Deps) enterprise(ctx context.Context, in *IDIn) (*versioned[enterprise.View], error) {
	v, err := d.Enterprises.Enterprise(ctx, auth.Actor(ctx), in.ID)
	return withVersion(v, v.Version, err)
}

func (d Deps) createEnterprise(ctx context.Context, in *struct{ Body enterprise.Patch }) (*versioned[enterprise.View], error) {
	v, err := d.Enterprises.CreateEnterprise(ctx, d.by(ctx), enterprise.Enterprise{}.Patched(in.Body))
	return withVersion(v, v.Version, err)
}

func (d Deps) updateEnterprise(ctx context.Context, in *changeIn[enterprise.Patch]) (*versioned[enterprise.View], error) {
	expect, err := in.mustExpect()
	if err != nil {
		return nil, err
	}
	v, err := d.Enterprises.UpdateEnterprise(ctx, d.by(ctx), in.ID, expect, in.Body)
	return withVersion(v, v.Version, err)
}
