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

// ListPreference is what one person has chosen about one list 个人设置.
type ListPreference struct {
	Hidden []string   `json:"hidden" maxItems:"60" nullable:"false" doc:"不显示的列"`
	Views  []ListView `json:"views" maxItems:"50" nullable:"false" doc:"我的视图"`
}

// ListView is a set of filters under a name 我的视图. The filters are those of the
// list's address, which the console alone understands.
type ListView struct {
	Name  string         `json:"name" minLength:"1" maxLength:"40"`
	Query map[string]any `json:"query" doc:"网址中的筛选条件"`
}

// PreferenceIn names one of the reader's own lists; there is no way to name
// anybody else's.
type PreferenceIn struct {
	List string `path:"list" maxLength:"40" pattern:"^[a-z][a-z-]*$" patternDescription:"列表名称" doc:"如 issues"`
}

func (in PreferenceIn) name() string { return "list." + in.List }

type setPreferenceIn struct {
	PreferenceIn
	Body ListPreference
}

func registerPreferences(api huma.API, d Deps) {
	const tag, one = "个人设置", "/api/preferences/lists/{list}"
	huma.Register(api, op("preferences-get", http.MethodGet, one, tag, "我对一个列表的设置"), d.preference)
	huma.Register(api, op("preferences-set", http.MethodPut, one, tag, "保存我对一个列表的设置", answers(http.StatusNoContent)), d.setPreference)
}

// preference answers what the person has chosen; nothing chosen is no fault.
func (d Deps) preference(ctx context.Context, in *PreferenceIn) (*bodyOut[ListPreference], error) {
	raw, err := d.Preferences.Preference(ctx, auth.Actor(ctx).UserID, in.name())
	if err != nil {
		return nil, err
	}
	p := ListPreference{Hidden: []string{}, Views: []ListView{}}
	if len(raw) > 0 {
		err = json.Unmarshal(raw, &p)
	}
	return answer(p, err)
}

func (d Deps) setPreference(ctx context.Context, in *setPreferenceIn) (*struct{}, error) {
	raw, err := json.Marshal(in.Body)
	if err != nil {
		return nil, err
	}
	return nil, d.Preferences.SetPreference(ctx, auth.Actor(ctx).UserID, in.name(), raw, d.Now())
}
