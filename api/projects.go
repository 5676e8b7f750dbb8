package api

import (
	"context"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// Projects keeps the register of projects. store fits it.
type Projects interface {
	Projects(ctx context.Context, reader org.Actor, q project.Query) (project.Page[project.Line], error)
	DoubtfulProjects(ctx context.Context, reader org.Actor, q project.Query, today workcal.Date) (project.Page[project.Doubtful], error)
	Project(ctx context.Context, reader org.Actor, id string, today workcal.Date) (project.View, error)
	ProjectHistory(ctx context.Context, reader org.Actor, id string) ([]project.HistoryLine, error)
	ProjectCounts(ctx context.Context) (map[string]map[string]int64, error)
	DueMilestones(ctx context.Context, reader org.Actor, today, until workcal.Date) ([]store.DueMilestone, error)
	CreateProject(ctx context.Context, by store.By, n project.New) (project.View, error)
	UpdateProject(ctx context.Context, by store.By, id string, expect int, patch project.Patch) (project.View, error)
	MoveProject(ctx context.Context, by store.By, id string, expect int, m project.Move) (project.View, error)
	ReviseMilestone(ctx context.Context, by store.By, id string, expect int, kind project.MilestoneType, patch project.MilestonePatch) (project.View, error)
	AssignRole(ctx context.Context, by store.By, id string, expect int, r project.Role) (project.View, error)
	SetMonths(ctx context.Context, by store.By, id string, expect int, months []project.InvestMonth) (project.View, error)
	AddClaim(ctx context.Context, by store.By, id string, expect int, claim project.Claim) (project.View, error)
	MergeProject(ctx context.Context, by store.By, id, into string, expect int, reason string) (project.View, error)
	KeyList(ctx context.Context, year, version int) ([]project.ListEntry, error)
	ProjectNames(ctx context.Context, ids []string) (map[string]string, error)
	PublishNotice(ctx context.Context, by store.By, year int, entries []project.ListEntry) (version int, err error)
	ImportProjects(ctx context.Context, by store.By, rows []project.ImportRow, source string, dry bool, each func(project.ImportResult) error) ([]project.ImportResult, error)
	ProjectSheet(ctx context.Context, reader org.Actor, q project.Query) (sheet []project.ImportRow, next string, err error)
	CountProjects(ctx context.Context, reader org.Actor, q project.Query) (int64, error)
}

// MatchIn is the version the person saw, from the ETag.
type MatchIn struct {
	Match string `header:"If-Match" maxLength:"32" doc:"所见版本，如 \"3\"；已被他人更新时拒绝（412）"`
}

// expect is the version seen, 0 where none is said.
func (in MatchIn) expect() (int, error) {
	if in.Match == "" || in.Match == "*" {
		return 0, nil
	}
	n, err := strconv.Atoi(quoted(in.Match))
	if err != nil || n < 1 {
		return 0, fault.New(fault.Invalid, "request.version", "If-Match %q is no version", in.Match)
	}
	return n, nil
}

// mustExpect is the version seen; changing a record without having seen one is refused.
func (in MatchIn) mustExpect() (int, error) {
	n, err := in.expect()
	if err == nil && n == 0 {
		err = fault.New(fault.Invalid, "request.version", "no If-Match")
	}
	return n, err
}

// seen is the version of a setting that was looked at; 0 is as shipped, and
// saying none is refused.
func (in MatchIn) seen() (int, error) {
	if quoted(in.Match) == "0" {
		return 0, nil
	}
	return in.mustExpect()
}

// versioned answers a record with its version as ETag.
type versioned[T any] struct {
	ETag string `header:"ETag"`
	Body T
}

func withVersion[T any](v T, version int, err error) (*versioned[T], error) {
	if err != nil {
		return nil, err
	}
	return &versioned[T]{ETag: `"` + strconv.Itoa(version) + `"`, Body: v}, nil
}

// by is who writes to the register now.
func (d Deps) by(ctx context.Context) store.By {
	h := hand(ctx)
	return store.By{Actor: h.Actor, IP: h.IP, At: d.Now()}
}

func (d Deps) today() workcal.Date { return workcal.DateOf(d.Now()) }

// ProjectQueryIn filters a list of projects.
type ProjectQueryIn struct {
	PageQuery
	Phase      string `query:"phase" maxLength:"16" doc:"阶段"`
	Level      string `query:"level" maxLength:"16" doc:"重点级别"`
	KeyYear    int    `query:"key_year" minimum:"0" maximum:"2100" doc:"重点年度"`
	Sector     string `query:"sector" maxLength:"16" doc:"领域"`
	Town       string `query:"town" maxLength:"16" doc:"镇街代码"`
	Park       string `query:"park" maxLength:"32"`
	LeadOrg    string `query:"lead_org" maxLength:"32" doc:"牵头单位"`
	Leader     string `query:"leader" maxLength:"32" doc:"包联领导"`
	Light      string `query:"light" maxLength:"8" doc:"亮灯：green、yellow、red"`
	Enterprise string `query:"enterprise" maxLength:"32" doc:"业主"`
	Parent     string `query:"parent" maxLength:"32" doc:"上级项目"`
	Order      string `query:"order" maxLength:"16" doc:"排序：newest、invest、doubts、phase"`
}

func (in ProjectQueryIn) query() project.Query {
	return project.Query{
		Text: in.Q, EnterpriseID: in.Enterprise, Phase: project.Phase(in.Phase), Level: project.Level(in.Level), KeyYear: in.KeyYear,
		Sector: project.Sector(in.Sector), TownCode: in.Town, ParkID: in.Park, LeadOrgID: in.LeadOrg, LeaderID: in.Leader,
		Light: project.Colour(in.Light), ParentID: in.Parent, Order: project.Order(in.Order), Limit: in.Limit, Cursor: in.Cursor,
	}
}

// changeIn asks to change a thing that has versions.
type changeIn[B any] struct {
	IDIn
	MatchIn
	Body B
}

// MilestoneBody names a milestone and what to change of it.
type MilestoneBody struct {
	Type project.MilestoneType `json:"type" doc:"节点"`
	project.MilestonePatch
}

// RoleBody gives a standing part in a project to somebody.
type RoleBody struct {
	Kind      project.RoleKind `json:"kind" doc:"leader、lead_org、task_force、plan、liaison"`
	SubjectID string           `json:"subject_id,omitempty" maxLength:"32" doc:"人员、单位、专班或文件编号"`
	Name      string           `json:"name,omitempty" maxLength:"128"`
	From      workcal.Date     `json:"from"`
	Basis     string           `json:"basis,omitempty" maxLength:"500"`
}

// MonthsBody is the investment of some months.
type MonthsBody struct {
	Months []project.InvestMonth `json:"months" minItems:"1" maxItems:"120"`
}

// ClaimBody is what a source says of a project.
type ClaimBody struct {
	Field       string `json:"field" maxLength:"32"`
	Statement   string `json:"statement" maxLength:"500"`
	Source      string `json:"source" maxLength:"255"`
	Contradicts bool   `json:"contradicts,omitempty" doc:"与登记数据不一致"`
}

// MergeBody names the project that stays.
type MergeBody struct {
	Into   string `json:"into" minLength:"1" maxLength:"32" doc:"保留的项目"`
	Reason string `json:"reason" maxLength:"500"`
}

func registerProjects(api huma.API, d Deps) {
	const tag, base, one = "项目库", "/api/projects", "/api/projects/{id}"
	huma.Register(api, op("projects-list", http.MethodGet, base, tag, "项目列表"), d.projects)
	huma.Register(api, op("projects-create", http.MethodPost, base, tag, "登记项目", answers(http.StatusCreated)), d.createProject)
	huma.Register(api, op("projects-words", http.MethodGet, base+"/words", tag, "阶段、领域、节点等名称"), d.projectWords)
	huma.Register(api, op("projects-counts", http.MethodGet, base+"/counts", tag, "项目计数"), d.projectCounts)
	huma.Register(api, op("projects-warnings", http.MethodGet, base+"/warnings", tag, "数据质量清单"), d.doubtful)
	huma.Register(api, op("projects-due", http.MethodGet, base+"/due", tag, "即将到期和已过期的节点"), d.dueMilestones)
	huma.Register(api, op("projects-get", http.MethodGet, one, tag, "查看项目"), d.project)
	huma.Register(api, op("projects-update", http.MethodPatch, one, tag, "修改项目"), d.updateProject)
	huma.Register(api, op("projects-history", http.MethodGet, one+"/history", tag, "节点和阶段变更记录"), d.projectHistory)
	huma.Register(api, op("projects-phase", http.MethodPost, one+"/phase", tag, "进入阶段"), d.moveProject)
	huma.Register(api, op("projects-milestone", http.MethodPost, one+"/milestones", tag, "填报节点"), d.reviseMilestone)
	huma.Register(api, op("projects-role", http.MethodPost, one+"/roles", tag, "指定包联领导、牵头单位、专班"), d.assignRole)
	huma.Register(api, op("projects-months", http.MethodPost, one+"/months", tag, "填报月度投资"), d.setMonths)
	huma.Register(api, op("projects-claim", http.MethodPost, one+"/claims", tag, "登记事实出处"), d.addClaim)
	huma.Register(api, op("projects-merge", http.MethodPost, one+"/merge", tag, "合并重复项目"), d.mergeProject)
	registerProjectSheets(api, d)
	registerKeyLists(api, d)
}

func (d Deps) projects(ctx context.Context, in *ProjectQueryIn) (*listOut[project.Line], error) {
	page, err := d.Projects.Projects(ctx, auth.Actor(ctx), in.query())
	if err != nil {
		return nil, err
	}
	return newList(page.Items, page.Next), nil
}

func (d Deps) doubtful(ctx context.Context, in *ProjectQueryIn) (*listOut[project.Doubtful], error) {
	page, err := d.Projects.DoubtfulProjects(ctx, auth.Actor(ctx), in.query(), d.today())
	if err != nil {
		return nil, err
	}
	return newList(page.Items, page.Next), nil
}

func (d Deps) project(ctx context.Context, in *IDIn) (*versioned[project.View], error) {
	v, err := d.Projects.Project(ctx, auth.Actor(ctx), in.ID, d.today())
	return withVersion(v, v.Version, err)
}

func (d Deps) projectHistory(ctx context.Context, in *IDIn) (*listOut[project.HistoryLine], error) {
	lines, err := d.Projects.ProjectHistory(ctx, auth.Actor(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return newList(lines, ""), nil
}

func (d Deps) createProject(ctx context.Context, in *struct{ Body project.New }) (*versioned[project.View], error) {
	v, err := d.Projects.CreateProject(ctx, d.by(ctx), in.Body)
	return withVersion(v, v.Version, err)
}

func (d Deps) updateProject(ctx context.Context, in *changeIn[project.Patch]) (*versioned[project.View], error) {
	expect, err := in.mustExpect()
	if err != nil {
		return nil, err
	}
	v, err := d.Projects.UpdateProject(ctx, d.by(ctx), in.ID, expect, in.Body)
	return withVersion(v, v.Version, err)
}

func (d Deps) moveProject(ctx context.Context, in *changeIn[project.Move]) (*versioned[project.View], error) {
	expect, err := in.expect()
	if err != nil {
		return nil, err
	}
	v, err := d.Projects.MoveProject(ctx, d.by(ctx), in.ID, expect, in.Body)
	return withVersion(v, v.Version, err)
}

func (d Deps) reviseMilestone(ctx context.Context, in *changeIn[MilestoneBody]) (*versioned[project.View], error) {
	expect, err := in.mustExpect()
	if err != nil {
		return nil, err
	}
	v, err := d.Projects.ReviseMilestone(ctx, d.by(ctx), in.ID, expect, in.Body.Type, in.Body.MilestonePatch)
	return withVersion(v, v.Version, err)
}

func (d Deps) assignRole(ctx context.Context, in *changeIn[RoleBody]) (*versioned[project.View], error) {
	expect, err := in.mustExpect()
	if err != nil {
		return nil, err
	}
	b := in.Body
	v, err := d.Projects.AssignRole(ctx, d.by(ctx), in.ID, expect, project.Role{
		Kind: b.Kind, SubjectID: b.SubjectID, Name: b.Name, From: b.From, Basis: b.Basis,
	})
	return withVersion(v, v.Version, err)
}

func (d Deps) setMonths(ctx context.Context, in *changeIn[MonthsBody]) (*versioned[project.View], error) {
	expect, err := in.mustExpect()
	if err != nil {
		return nil, err
	}
	v, err := d.Projects.SetMonths(ctx, d.by(ctx), in.ID, expect, in.Body.Months)
	return withVersion(v, v.Version, err)
}

func (d Deps) addClaim(ctx context.Context, in *changeIn[ClaimBody]) (*versioned[project.View], error) {
	expect, err := in.expect()
	if err != nil {
		return nil, err
	}
	v, err := d.Projects.AddClaim(ctx, d.by(ctx), in.ID, expect, project.Claim(in.Body))
	return withVersion(v, v.Version, err)
}

func (d Deps) mergeProject(ctx context.Context, in *changeIn[MergeBody]) (*versioned[project.View], error) {
	expect, err := in.expect()
	if err != nil {
		return nil, err
	}
	v, err := d.Projects.MergeProject(ctx, d.by(ctx), in.ID, in.Body.Into, expect, in.Body.Reason)
	return withVersion(v, v.Version, err)
}
