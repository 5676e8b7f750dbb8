package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// Word is a stable value and its name.
type Word struct {
	Value string `json:"value"`
	Text  string `json:"text" spoken:"rules"`
	// Evidence is what entering a phase must show.
	Evidence string `json:"evidence,omitempty" spoken:"rules"`
}

// ProjectWords are the choices of the register's forms.
type ProjectWords struct {
	Phases     []Word   `json:"phases" nullable:"false"`
	Levels     []Word   `json:"levels" nullable:"false"`
	Sectors    []Word   `json:"sectors" nullable:"false"`
	Milestones []Word   `json:"milestones" nullable:"false"`
	Roles      []Word   `json:"roles" nullable:"false"`
	LightRules []string `json:"light_rules" nullable:"false" doc:"亮灯规则"`
}

func (d Deps) projectWords(ctx context.Context, _ *struct{}) (*bodyOut[ProjectWords], error) {
	var w ProjectWords
	for _, rule := range project.LightRules {
		w.LightRules = append(w.LightRules, phrase(langOf(ctx), rule))
	}
	for _, p := range project.Phases {
		w.Phases = append(w.Phases, Word{string(p), p.Text(), p.Evidence()})
	}
	for _, l := range project.Levels {
		w.Levels = append(w.Levels, Word{Value: string(l), Text: l.Text()})
	}
	for _, s := range project.Sectors {
		w.Sectors = append(w.Sectors, Word{Value: string(s), Text: s.Text()})
	}
	for _, m := range project.MilestoneTypes {
		w.Milestones = append(w.Milestones, Word{Value: string(m), Text: m.Text()})
	}
	for _, r := range project.RoleKinds {
		w.Roles = append(w.Roles, Word{Value: string(r), Text: r.Text()})
	}
	return answer(w, nil)
}

// CountsView is the register's counters: measure, key, number.
type CountsView struct {
	Counts map[string]map[string]int64 `json:"counts" doc:"计数项 → 取值 → 数量"`
}

// projectCounts answers officials only: an owner may not count other owners' projects.
func (d Deps) projectCounts(ctx context.Context, _ *struct{}) (*bodyOut[CountsView], error) {
	if !project.SightOf(auth.Actor(ctx)).All {
		return nil, project.MayKeep(auth.Actor(ctx))
	}
	counts, err := d.Projects.ProjectCounts(ctx)
	return answer(CountsView{counts}, err)
}

type dueIn struct {
	Days int `query:"days" minimum:"0" maximum:"366" default:"90" doc:"未来多少天内到期"`
}

func (d Deps) dueMilestones(ctx context.Context, in *dueIn) (*listOut[store.DueMilestone], error) {
	items, err := d.Projects.DueMilestones(ctx, auth.Actor(ctx), d.today(), d.today().AddDays(in.Days))
	if err != nil {
		return nil, err
	}
	return newList(items, ""), nil
}

type keyListIn struct {
	Year    int `path:"year" minimum:"2000" maximum:"2100"`
	Version int `query:"version" minimum:"0" doc:"第几版，不填为最新"`
}

// NoticeBody is a notice that changes one year's list of key projects.
type NoticeBody struct {
	Basis string       `json:"basis" maxLength:"500" doc:"依据文件"`
	On    workcal.Date `json:"on" doc:"文件日期"`
	Lines []NoticeLine `json:"lines" minItems:"1" maxItems:"1000"`
}

// NoticeLine is one project entering or leaving.
type NoticeLine struct {
	ProjectID string          `json:"project_id" minLength:"1" maxLength:"32"`
	Act       project.ListAct `json:"act" enum:"enter,leave"`
	Level     project.Level   `json:"level,omitempty" doc:"列入的级别"`
}

type noticeIn struct {
	Year int `path:"year" minimum:"2000" maximum:"2100"`
	Body NoticeBody
}

// KeyListView is one year's list as of a version.
type KeyListView struct {
	Year    int           `json:"year"`
	Version int           `json:"version" doc:"0 表示最新"`
	Items   []KeyListLine `json:"items" nullable:"false"`
}

// KeyListLine is one project of a year's list.
type KeyListLine struct {
	project.ListEntry
	ProjectName string `json:"project_name" doc:"项目名称"`
}

func registerKeyLists(api huma.API, d Deps) {
	const tag, base = "重点项目名单", "/api/key-lists/{year}"
	huma.Register(api, op("key-list", http.MethodGet, base, tag, "年度重点项目名单"), d.keyList)
	huma.Register(api, op("key-list-notice", http.MethodPost, base, tag, "印发通知，列入或调出项目", answers(http.StatusCreated)), d.publishNotice)
}

// keyList answers officials only.
func (d Deps) keyList(ctx context.Context, in *keyListIn) (*bodyOut[KeyListView], error) {
	if !project.SightOf(auth.Actor(ctx)).All {
		return nil, project.MayKeep(auth.Actor(ctx))
	}
	return answer(d.keyListView(ctx, in.Year, in.Version))
}

func (d Deps) keyListView(ctx context.Context, year, version int) (KeyListView, error) {
	entries, err := d.Projects.KeyList(ctx, year, version)
	if err != nil {
		return KeyListView{}, err
	}
	ids := make([]string, len(entries))
	for i, e := range entries {
		ids[i] = e.ProjectID
	}
	names, err := d.Projects.ProjectNames(ctx, ids)
	if err != nil {
		return KeyListView{}, err
	}
	lines := make([]KeyListLine, len(entries))
	for i, e := range entries {
		lines[i] = KeyListLine{ListEntry: e, ProjectName: names[e.ProjectID]}
	}
	return KeyListView{Year: year, Version: version, Items: lines}, nil
}

func (d Deps) publishNotice(ctx context.Context, in *noticeIn) (*bodyOut[KeyListView], error) {
	entries := make([]project.ListEntry, len(in.Body.Lines))
	for i, l := range in.Body.Lines {
		entries[i] = project.ListEntry{
			Year: in.Year, ProjectID: l.ProjectID, Act: l.Act, Level: l.Level, Basis: in.Body.Basis, On: in.Body.On,
		}
	}
	version, err := d.Projects.PublishNotice(ctx, d.by(ctx), in.Year, entries)
	if err != nil {
		return nil, err
	}
	return answer(d.keyListView(ctx, in.Year, version))
}
