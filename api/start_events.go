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

// StartEvents keeps the group start events. store fits it.
type StartEvents interface {
	StartEvents(ctx context.Context, reader org.Actor) ([]project.StartEventView, error)
	StartEvent(ctx context.Context, reader org.Actor, id string) (project.StartEventView, error)
	PlanStartEvent(ctx context.Context, by store.By, e project.StartEvent, members []string, expect int) (project.StartEventView, error)
	HoldStartEvent(ctx context.Context, by store.By, id string, expect int) (project.StartEventView, error)
}

// StartEventBody is a group start event and its members. Its totals are always
// the sum of the members and cannot be given.
type StartEventBody struct {
	Name    string       `json:"name" maxLength:"200" doc:"2022年第二季度项目开工活动"`
	Date    workcal.Date `json:"date"`
	Place   string       `json:"place,omitempty" maxLength:"200"`
	Basis   string       `json:"basis,omitempty" maxLength:"500"`
	Members []string     `json:"members" maxItems:"500" doc:"项目编号，按展示顺序"`
}

func (b StartEventBody) event(id string) project.StartEvent {
	e := project.StartEvent{ID: id, Name: b.Name, Date: b.Date, Place: b.Place, Basis: b.Basis}
	if !b.Date.IsZero() {
		e.Quarter = project.QuarterOf(b.Date)
	}
	return e
}

func registerStartEvents(api huma.API, d Deps) {
	const tag, base, one = "集中开工活动", "/api/start-events", "/api/start-events/{id}"
	huma.Register(api, op("start-events-list", http.MethodGet, base, tag, "开工活动列表"), d.startEvents)
	huma.Register(api, op("start-events-create", http.MethodPost, base, tag, "筹备开工活动", answers(http.StatusCreated)), d.planStartEvent)
	huma.Register(api, op("start-events-get", http.MethodGet, one, tag, "查看开工活动"), d.startEvent)
	huma.Register(api, op("start-events-update", http.MethodPut, one, tag, "调整开工活动"), d.replanStartEvent)
	huma.Register(api, op("start-events-hold", http.MethodPost, one+"/hold", tag, "登记已举行，成员项目开工"), d.holdStartEvent)
}

func (d Deps) startEvents(ctx context.Context, _ *struct{}) (*listOut[project.StartEventView], error) {
	items, err := d.StartEvents.StartEvents(ctx, auth.Actor(ctx))
	if err != nil {
		return nil, err
	}
	return newList(items, ""), nil
}

func (d Deps) startEvent(ctx context.Context, in *IDIn) (*versioned[project.StartEventView], error) {
	v, err := d.StartEvents.StartEvent(ctx, auth.Actor(ctx), in.ID)
	return withVersion(v, v.Version, err)
}

func (d Deps) planStartEvent(ctx context.Context, in *struct{ Body StartEventBody }) (*versioned[project.StartEventView], error) {
	v, err := d.StartEvents.PlanStartEvent(ctx, d.by(ctx), in.Body.event(""), in.Body.Members, 0)
	return withVersion(v, v.Version, err)
}

func (d Deps) replanStartEvent(ctx context.Context, in *changeIn[StartEventBody]) (*versioned[project.StartEventView], error) {
	expect, err := in.mustExpect()
	if err != nil {
		return nil, err
	}
	v, err := d.StartEvents.PlanStartEvent(ctx, d.by(ctx), in.Body.event(in.ID), in.Body.Members, expect)
	return withVersion(v, v.Version, err)
}

// HeldIn names an event that took place.
type HeldIn struct {
	IDIn
	MatchIn
}

func (d Deps) holdStartEvent(ctx context.Context, in *HeldIn) (*versioned[project.StartEventView], error) {
	expect, err := in.expect()
	if err != nil {
		return nil, err
	}
	v, err := d.StartEvents.HoldStartEvent(ctx, d.by(ctx), in.ID, expect)
	return withVersion(v, v.Version, err)
}
