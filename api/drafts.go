package api

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/store"
)

// Drafts keeps what people have typed but not sent. store fits it.
type Drafts interface {
	Drafts(ctx context.Context, userID, kind string, at time.Time) ([]store.Draft, error)
	Draft(ctx context.Context, userID, kind, name string, at time.Time) (store.Draft, error)
	SaveDraft(ctx context.Context, userID, kind, name string, expect int, body json.RawMessage, at time.Time) (store.Draft, error)
	DropDraft(ctx context.Context, userID, kind, name string, expect int, by ...string) error
}

// DraftView is a form somebody began. Body is whatever the form keeps.
type DraftView struct {
	Kind      string         `json:"kind"`
	Name      string         `json:"name"`
	Body      map[string]any `json:"body"`
	UpdatedAt time.Time      `json:"updated_at"`
	ExpiresAt time.Time      `json:"expires_at"`
	Version   int            `json:"version" doc:"保存时放在 If-Match 里，另一台设备先保存了就拒绝（412）"`
}

func draftView(d store.Draft) DraftView {
	v := DraftView{Kind: d.Kind, Name: d.Name, Body: map[string]any{}, UpdatedAt: d.UpdatedAt, ExpiresAt: d.ExpiresAt, Version: d.Version()}
	if err := json.Unmarshal(d.Body, &v.Body); err != nil {
		v.Body = map[string]any{} // a draft we cannot read is an empty form, not a failure
	}
	return v
}

// DraftIn names one of a person's drafts.
type DraftIn struct {
	Kind string `path:"kind" maxLength:"32" pattern:"^[a-z_-]+$" patternDescription:"表单种类" doc:"如 issue"`
	Name string `path:"name" maxLength:"64" pattern:"^[0-9A-Za-z._-]+$" patternDescription:"草稿名称" doc:"如项目编号"`
}

// ChangeDraftIn says which version is to be changed; saying none means whichever
// is there.
type ChangeDraftIn struct {
	DraftIn
	MatchIn
}

func (in ChangeDraftIn) expect() (int, error) {
	if in.Match == "" {
		return store.AnyDraft, nil
	}
	return in.seen()
}

type saveDraftIn struct {
	ChangeDraftIn
	Body map[string]any
}

type dropDraftIn struct {
	ChangeDraftIn
	By []string `query:"by" maxItems:"2" maxLength:"40" doc:"保存草稿的表单（内容里的 by）；由它们保存的草稿，不论版本都丢弃"`
}

type draftsIn struct {
	Kind string `query:"kind" maxLength:"32"`
}

func registerDrafts(api huma.API, d Deps) {
	const tag, one = "草稿", "/api/drafts/{kind}/{name}"
	huma.Register(api, op("drafts-list", http.MethodGet, "/api/drafts", tag, "我的草稿"), d.drafts)
	huma.Register(api, op("drafts-get", http.MethodGet, one, tag, "打开草稿"), d.draft)
	huma.Register(api, op("drafts-save", http.MethodPut, one, tag, "保存草稿"), d.saveDraft)
	huma.Register(api, op("drafts-drop", http.MethodDelete, one, tag, "丢弃草稿"), d.dropDraft)
}

func (d Deps) drafts(ctx context.Context, in *draftsIn) (*listOut[DraftView], error) {
	all, err := d.Drafts.Drafts(ctx, auth.Actor(ctx).UserID, in.Kind, d.Now())
	if err != nil {
		return nil, err
	}
	items := make([]DraftView, len(all))
	for i, x := range all {
		items[i] = draftView(x)
	}
	return newList(items, ""), nil
}

func (d Deps) draft(ctx context.Context, in *DraftIn) (*versioned[DraftView], error) {
	x, err := d.Drafts.Draft(ctx, auth.Actor(ctx).UserID, in.Kind, in.Name, d.Now())
	return withVersion(draftView(x), x.Version(), err)
}

func (d Deps) saveDraft(ctx context.Context, in *saveDraftIn) (*versioned[DraftView], error) {
	expect, err := in.expect()
	if err != nil {
		return nil, err
	}
	raw, err := json.Marshal(in.Body)
	if err != nil {
		return nil, err
	}
	x, err := d.Drafts.SaveDraft(ctx, auth.Actor(ctx).UserID, in.Kind, in.Name, expect, raw, d.Now())
	return withVersion(draftView(x), x.Version(), err)
}

func (d Deps) dropDraft(ctx context.Context, in *dropDraftIn) (*struct{}, error) {
	expect, err := in.expect()
	if err != nil {
		return nil, err
	}
	return nil, d.Drafts.DropDraft(ctx, auth.Actor(ctx).UserID, in.Kind, in.Name, expect, in.By...)
}
