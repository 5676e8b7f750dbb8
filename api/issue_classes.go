package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// IssueClasses keeps the district's catalogue of classes 问题类别. store fits it.
type IssueClasses interface {
	IssueClasses(ctx context.Context) (issue.Catalogue, store.Version, error)
	IssueClassUse(ctx context.Context) (map[string]int, error)
	SetIssueClasses(ctx context.Context, by store.By, expect int, next issue.Catalogue, reason string) error
}

// ClassCatalogueView is the whole catalogue for its editor.
type ClassCatalogueView struct {
	Classes []ClassView   `json:"classes" nullable:"false"`
	Levels  []issue.Level `json:"levels" nullable:"false" doc:"一级类别"`
	Version int           `json:"version" doc:"0 为随程序提供"`
	By      string        `json:"by,omitempty"`
	At      time.Time     `json:"at,omitzero"`
}

// ClassView is one class with how many issues are in it.
type ClassView struct {
	issue.Listed
	Used int `json:"used" doc:"用过的问题数"`
}

// ClassForm is one class as the administrator wants it.
type ClassForm struct {
	Code    string `json:"code" minLength:"3" maxLength:"32"`
	Name    string `json:"name" minLength:"1" maxLength:"40"`
	L1      string `json:"l1" minLength:"1" maxLength:"16" doc:"一级类别的代码"`
	L1Name  string `json:"l1_name,omitempty" maxLength:"40" doc:"一级类别的名称；不填为现有名称"`
	Default string `json:"default_org,omitempty" maxLength:"32" doc:"通常牵头单位"`
	Days    int    `json:"days" minimum:"0" maximum:"1000" doc:"时限（工作日）"`
	Retired bool   `json:"retired,omitempty" doc:"停用"`
	// WithLevel is kept so that a first level that is revived brings back what went with it.
	WithLevel bool `json:"with_level,omitempty" doc:"随一级类别停用的；恢复一级类别时随之恢复"`
}

// ClassCatalogueForm is the whole catalogue, in the order to choose from.
type ClassCatalogueForm struct {
	Classes []ClassForm `json:"classes" minItems:"1" maxItems:"200"`
	Reason  string      `json:"reason" minLength:"2" maxLength:"200" doc:"为什么改"`
}

func registerIssueClasses(api huma.API, d Deps) {
	const tag, base = "问题类别", "/api/issue-class-catalogue"
	huma.Register(api, op("issue-classes-catalogue", http.MethodGet, base, tag, "问题类别目录"), d.classCatalogue)
	huma.Register(api, op("issue-classes-set", http.MethodPut, base, tag, "设定问题类别目录"), d.setClasses)
}

func (d Deps) classCatalogue(ctx context.Context, _ *struct{}) (*versioned[ClassCatalogueView], error) {
	if err := adminOnly(ctx); err != nil {
		return nil, err
	}
	list, v, err := d.IssueClasses.IssueClasses(ctx)
	if err != nil {
		return nil, err
	}
	use, err := d.IssueClasses.IssueClassUse(ctx)
	if err != nil {
		return nil, err
	}
	out := ClassCatalogueView{Classes: make([]ClassView, len(list)), Levels: list.Levels(), Version: v.Version, By: v.By, At: v.At}
	for i, l := range list {
		out.Classes[i] = ClassView{l, use[l.Code]}
	}
	return withVersion(out, v.Version, nil)
}

type classSetIn struct {
	MatchIn
	Body ClassCatalogueForm
}

func (d Deps) setClasses(ctx context.Context, in *classSetIn) (*versioned[ClassCatalogueView], error) {
	if err := adminOnly(ctx); err != nil {
		return nil, err
	}
	expect, err := in.seen()
	if err != nil {
		return nil, err
	}
	now, _, err := d.IssueClasses.IssueClasses(ctx)
	if err != nil {
		return nil, err
	}
	levels, next := now.Levels(), make(issue.Catalogue, len(in.Body.Classes))
	for i, c := range in.Body.Classes {
		if i := slices.IndexFunc(levels, func(l issue.Level) bool { return l.Code == c.L1 }); c.L1Name == "" && i >= 0 {
			c.L1Name = levels[i].Name
		}
		next[i] = issue.Listed{Class: issue.Class{Code: c.Code, Name: c.Name, L1: c.L1, L1Name: c.L1Name, Default: c.Default, Days: c.Days}, Retired: c.Retired, WithLevel: c.WithLevel}
	}
	if err := d.IssueClasses.SetIssueClasses(ctx, d.by(ctx), expect, next, in.Body.Reason); err != nil {
		return nil, err
	}
	return d.classCatalogue(ctx, nil)
}

// catalogued looks a class up that somebody puts an issue into: the event keeps it
// as it is now. Nil is the shipped one, in a district that changed nothing; was is
// the class the issue is in already, which stays also when it was retired.
func (d Deps) catalogued(ctx context.Context, code, was string) (*issue.Class, error) {
	if code == "" || code == was {
		return nil, nil
	}
	list, v, err := d.IssueClasses.IssueClasses(ctx)
	if err != nil || v.Version == 0 {
		return nil, err
	}
	l, ok := list.Of(code)
	switch {
	case !ok:
		return nil, fault.New(fault.Invalid, "issue.class", "no class %q", code).On("class")
	case l.Retired:
		return nil, fault.New(fault.Invalid, "class.retired", "class %q is retired", code).On("class").With("name", l.Name)
	}
	return &l.Class, nil
}

// className is a class in words: first level and name.
func className(c issue.Class) string {
	if c.Name == "" {
		return c.Code
	}
	return levelsText(c.L1Name, c.Name)
}

// levelsText is a class under its first level; one name where both bear the same.
func levelsText(l1, name string) string {
	if l1 == name {
		return name
	}
	return l1 + " · " + name
}

// rowClass is the class of a row of a list, by the name it had.
func rowClass(r store.IssueRow) string {
	if r.ClassName != "" {
		l1 := r.ClassL1Name
		if l1 == "" { // written before first levels could be renamed
			l1 = issue.Shipped().LevelName(r.ClassL1)
		}
		return levelsText(l1, r.ClassName)
	}
	c, ok := issue.ClassOf(r.Class)
	if !ok {
		c.Code = r.Class
	}
	return className(c)
}

// usualLead is the unit that usually leads a class: one by its id, or the town the
// project lies in. Nil where this district has no such unit.
func (k issueDesk) usualLead(ctx context.Context, lead, town string) (*between.Unit, error) {
	if lead == issue.TownLeads {
		towns, err := k.Orgs.Orgs(ctx, store.OrgQuery{Type: org.Town, On: workcal.DateOf(k.Now())})
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(towns, func(u org.Unit) bool { return u.TownCode == town && town != "" })
		if i < 0 {
			return nil, nil
		}
		lead = towns[i].ID
	}
	u, err := unitOf(ctx, k.Directory, lead)
	if fault.Of(err) != nil {
		return nil, nil // the catalogue may name a unit this district does not have
	}
	return &u, err
}

// IssueCatalogue is every short list that the report form offers.
type IssueCatalogue struct {
	Classes []issue.Class  `json:"classes" nullable:"false"`
	Levels  []issue.Level  `json:"levels" nullable:"false" doc:"全部一级类别，含已停用的，供筛选"`
	Causes  []issue.Choice `json:"causes" nullable:"false"`
	Sources []issue.Choice `json:"sources" nullable:"false"`
}

func (k issueDesk) classes(ctx context.Context, _ *struct{}) (*bodyOut[IssueCatalogue], error) {
	list, _, err := k.IssueClasses.IssueClasses(ctx)
	if err != nil {
		return nil, err
	}
	classes, levels := slices.Clone(list.Offered()), list.Levels()
	for n := range classes {
		classes[n].Name, classes[n].L1Name = phrase(langOf(ctx), classes[n].Name), phrase(langOf(ctx), classes[n].L1Name)
	}
	for n := range levels {
		levels[n].Name = phrase(langOf(ctx), levels[n].Name)
	}
	return answer(IssueCatalogue{Classes: classes, Levels: levels, Causes: issue.Causes, Sources: issue.Sources}, nil)
}
