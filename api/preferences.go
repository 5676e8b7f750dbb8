package api

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/auth"
)

// Preferences keeps how each person likes to see things; store fits it.
type Preferences interface {
	Preference(ctx context.Context, userID, name string) (json.RawMessage, error)
	SetPreference(ctx context.Context, userID, name string, body json.RawMessage, at time.Time) error
}

// PreferenceIn names one of the reader's own preferences; there is no way to
// name anybody else's.
type PreferenceIn struct {
	Name string `path:"name" maxLength:"64" pattern:"^[a-z][a-z0-9._-]*$" patternDescription:"设置名称" doc:"如 list.issues"`
}

type setPreferenceIn struct {
	PreferenceIn
	Body map[string]any
}

func registerPreferences(api huma.API, d Deps) {
	const tag, one = "个人设置", "/api/preferences/{name}"
	huma.Register(api, op("preferences-get", http.MethodGet, one, tag, "我的一项设置"), d.preference)
	huma.Register(api, op("preferences-set", http.MethodPut, one, tag, "保存我的一项设置", answers(http.StatusNoContent)), d.setPreference)
}

// preference answers an empty object where nothing was chosen: that is no fault.
func (d Deps) preference(ctx context.Context, in *PreferenceIn) (*bodyOut[map[string]any], error) {
	raw, err := d.Preferences.Preference(ctx, auth.Actor(ctx).UserID, in.Name)
	if err != nil {
		return nil, err
	}
	body := map[string]any{}
	if len(raw) > 0 {
		err = json.Unmarshal(raw, &body)
	}
	return answer(body, err)
}

func (d Deps) setPreference(ctx context.Context, in *setPreferenceIn) (*struct{}, error) {
	raw, err := json.Marshal(in.Body)
	if err != nil {
		return nil, err
	}
	return nil, d.Preferences.SetPreference(ctx, auth.Actor(ctx).UserID, in.Name, raw, d.Now())
}
