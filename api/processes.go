package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/store"
)

// Processes keeps the process definitions and their versions. store fits it.
type Processes interface {
	Processes(ctx context.Context) ([]store.ProcessRow, error)
	Process(ctx context.Context, code string) (store.ProcessRow, error)
	ProcessVersions(ctx context.Context, code string) ([]store.ProcessVersion, error)
	ProcessVersion(ctx context.Context, code string, version int) (store.ProcessVersion, error)
	PublishedProcess(ctx context.Context, code string) (*process.Definition, error)
	ProcessVersionsInUse(ctx context.Context) ([]store.ProcessVersion, error)
	ProcessesRunning(ctx context.Context, code string) ([]store.ProcessRunning, error)
	ProcessDrafts(ctx context.Context) ([]store.ProcessDraft, error)
	ProcessDraft(ctx context.Context, code string) (store.ProcessDraft, error)
	SaveProcessDraft(ctx context.Context, by casefile.Meta, d store.ProcessDraft, expect int, at time.Time) (store.ProcessDraft, error)
	DropProcessDraft(ctx context.Context, code string, expect int) error
	PublishProcess(ctx context.Context, by casefile.Meta, d *process.Definition, v store.ProcessVersion, draft int, at time.Time) (store.ProcessVersion, error)
	UseProcess(ctx context.Context, by casefile.Meta, code string, version, expect int, note string, at time.Time) error
}

// ProcessView is a process as lists show it.
type ProcessView struct {
	store.ProcessRow
	PhaseText     string `json:"phase_text,omitempty"`
	AuthorityName string `json:"authority_name,omitempty"`
	// PublishedBy and PublishedAt are of the version in use.
	PublishedBy string     `json:"published_by,omitempty" doc:"所用版本的发布人"`
	PublishedAt *time.Time `json:"published_at,omitempty"`
	Draft       bool       `json:"draft,omitempty" doc:"有未发布的草稿"`
	MayKeep     bool       `json:"may_keep,omitempty" doc:"可以编写和发布"`
}

// ProcessPage is one process with its versions and, for who keeps it, the draft.
type ProcessPage struct {
	ProcessView
	Versions []store.ProcessVersion `json:"versions" nullable:"false"`
	Writing  *store.ProcessDraft    `json:"writing,omitempty"`
	Running  []store.ProcessRunning `json:"running,omitempty" doc:"各版本的在办件数"`
}

// ProcessText is one version, or the draft, whole.
type ProcessText struct {
	Code       string              `json:"code"`
	Version    int                 `json:"version" doc:"0 为草稿"`
	Text       string              `json:"text" doc:"YAML"`
	Definition *process.Definition `json:"definition,omitempty"`
	Outline    string              `json:"outline,omitempty" doc:"逐行说明"`
	Picture    *PictureView        `json:"picture,omitempty" doc:"流程图；有错误时为尽量画出的图"`
	Posts      []ProcessPost       `json:"posts,omitempty" doc:"办理的岗位；定义有错误时不给出"`
	Problems   []ProcessProblem    `json:"problems" nullable:"false"`
}

// ProcessPost is a post that a process names, by the key test runs know it by.
type ProcessPost struct {
	Key  string `json:"key"`
	Text string `json:"text"`
}

// ProcessProblem is one thing wrong in a definition.
type ProcessProblem struct {
	Line    int    `json:"line"`
	Code    string `json:"code"`
	Path    string `json:"path,omitempty"`
	Text    string `json:"text"`
	Warning bool   `json:"warning,omitempty" doc:"仅提醒，不妨碍发布"`
}

// ProcessIn names a process by its code.
type ProcessIn struct {
	Code string `path:"code" maxLength:"64" pattern:"^[a-z0-9][a-z0-9_-]*$" patternDescription:"流程编码"`
}

func registerProcesses(api huma.API, d Deps) {
	const tag, base, one = "审批流程", "/api/processes", "/api/processes/{code}"
	huma.Register(api, op("processes-list", http.MethodGet, base, tag, "流程列表"), d.processes)
	huma.Register(api, op("process-keys", http.MethodGet, "/api/process-keys", tag, "流程定义各键的含义"), d.processKeys)
	huma.Register(api, op("processes-check", http.MethodPost, base+"/check", tag, "检查流程定义"), d.checkProcess)
	huma.Register(api, op("processes-compare", http.MethodPost, base+"/compare", tag, "比较两份流程定义"), d.compareProcess)
	huma.Register(api, op("processes-try", http.MethodPost, base+"/try", tag, "试运行流程"), d.tryProcess)
	huma.Register(api, op("processes-import", http.MethodPost, base+"/import", tag, "把 BPMN 或业务服务文件转换为流程"), d.importProcess)
	huma.Register(api, op("processes-get", http.MethodGet, one, tag, "查看流程及其版本"), d.process)
	huma.Register(api, op("processes-apply", http.MethodGet, one+"/apply", tag, "申请一件事要填什么、交什么、选谁办理"), d.applyGuide)
	huma.Register(api, op("processes-version", http.MethodGet, one+"/versions/{version}", tag, "查看一个版本"), d.processVersion)
	huma.Register(api, op("processes-export", http.MethodGet, one+"/versions/{version}/bpmn", tag, "导出为 BPMN 2.0"), d.exportProcess)
	huma.Register(api, op("processes-diff", http.MethodGet, one+"/diff", tag, "比较两个版本"), d.diffProcess)
	huma.Register(api, op("processes-draft", http.MethodPut, one+"/draft", tag, "保存草稿"), d.saveProcess)
	huma.Register(api, op("processes-drop", http.MethodDelete, one+"/draft", tag, "丢弃草稿"), d.dropProcess)
	huma.Register(api, op("processes-publish", http.MethodPost, one+"/publish", tag, "发布草稿为新版本"), d.publishProcess)
	huma.Register(api, op("processes-use", http.MethodPost, one+"/use", tag, "启用另一个版本（回滚）或停用"), d.useProcess)
}

// keepsProcesses refuses everybody but those who write processes: the system's
// administrator, who handles no case, and the coordinators.
func keepsProcesses(ctx context.Context) error {
	if a := auth.Actor(ctx); !a.Has(org.Admin, org.Coordinator) {
		return fault.New(fault.Forbidden, "process.not_yours", "%s keeps no processes", a.UserID)
	}
	return nil
}

func (d Deps) processes(ctx context.Context, _ *struct{}) (*listOut[ProcessView], error) {
	rows, err := d.Processes.Processes(ctx)
	if err != nil {
		return nil, err
	}
	names, err := d.unitNames(ctx)
	if err != nil {
		return nil, err
	}
	keeps := keepsProcesses(ctx) == nil
	written := map[string]store.ProcessDraft{}
	if keeps {
		drafts, err := d.Processes.ProcessDrafts(ctx)
		if err != nil {
			return nil, err
		}
		for _, x := range drafts {
			written[x.Code] = x
		}
	}
	inUse, err := d.Processes.ProcessVersionsInUse(ctx)
	if err != nil {
		return nil, err
	}
	published := map[string]store.ProcessVersion{}
	for _, v := range inUse {
		published[v.Code] = v
	}
	views := make([]ProcessView, 0, len(rows))
	for _, r := range rows {
		if r.Current == 0 && !keeps {
			continue
		}
		v := processView(langOf(ctx), r, names, keeps)
		if p, ok := published[r.Code]; ok {
			v.PublishedBy, v.PublishedAt = p.PublishedByName, &p.PublishedAt
		}
		_, v.Draft = written[r.Code]
		delete(written, r.Code)
		views = append(views, v)
	}
	for _, x := range written { // never published
		views = append(views, ProcessView{ProcessRow: store.ProcessRow{Code: x.Code, Name: x.Code, ChangedAt: x.ChangedAt}, Draft: true, MayKeep: true})
	}
	return newList(sortedProcesses(views), ""), nil
}

func processView(l lang, r store.ProcessRow, names map[string]string, keeps bool) ProcessView {
	return ProcessView{ProcessRow: r, PhaseText: phrase(l, process.Phase(r.Phase).Text()), AuthorityName: names[r.Authority], MayKeep: keeps}
}

// unitNames are the units by id, those that have ended too: versions outlive them.
func (d Deps) unitNames(ctx context.Context) (map[string]string, error) {
	units, err := d.Orgs.Orgs(ctx, store.OrgQuery{})
	if err != nil {
		return nil, err
	}
	names := make(map[string]string, len(units))
	for _, u := range units {
		names[u.ID] = u.Name
	}
	return names, nil
}

func (d Deps) process(ctx context.Context, in *ProcessIn) (*bodyOut[ProcessPage], error) {
	keeps := keepsProcesses(ctx) == nil
	page := ProcessPage{Versions: []store.ProcessVersion{}}
	if keeps {
		draft, err := d.Processes.ProcessDraft(ctx, in.Code)
		switch {
		case err == nil:
			page.Writing = &draft
		case !fault.Is(err, "process.no_draft"):
			return nil, err
		}
	}
	row, err := d.Processes.Process(ctx, in.Code)
	if fault.Is(err, "process.not_found") && page.Writing != nil {
		page.ProcessView = ProcessView{ProcessRow: store.ProcessRow{Code: in.Code, Name: in.Code}, Draft: true, MayKeep: true}
		return answer(page, nil)
	}
	if err != nil {
		return nil, err
	}
	names, err := d.unitNames(ctx)
	if err != nil {
		return nil, err
	}
	page.ProcessView = processView(langOf(ctx), row, names, keeps)
	page.Draft = page.Writing != nil
	versions, err := d.Processes.ProcessVersions(ctx, in.Code)
	if err != nil {
		return nil, err
	}
	for _, v := range versions {
		if v.Version == row.Current {
			page.PublishedBy, page.PublishedAt = v.PublishedByName, &v.PublishedAt
		}
		if keeps || v.Version == row.Current {
			page.Versions = append(page.Versions, v)
		}
	}
	if keeps {
		page.Running, err = d.Processes.ProcessesRunning(ctx, in.Code)
	}
	return answer(page, err)
}

type ProcessVersionIn struct {
	ProcessIn
	Version int `path:"version" minimum:"0" doc:"0 为草稿"`
}

func (d Deps) processVersion(ctx context.Context, in *ProcessVersionIn) (*bodyOut[ProcessText], error) {
	text, err := d.textOf(ctx, in.Code, in.Version)
	if err != nil {
		return nil, err
	}
	v, err := d.readProcess(ctx, text)
	if err != nil {
		return nil, err
	}
	v.Code, v.Version = in.Code, in.Version
	return answer(v, nil)
}

// textOf is a version's text, or the draft's. Old versions and drafts are for
// those who keep processes; the version in use is for everybody.
func (d Deps) textOf(ctx context.Context, code string, version int) (string, error) {
	keeps := keepsProcesses(ctx)
	if version == 0 {
		if keeps != nil {
			return "", keeps
		}
		draft, err := d.Processes.ProcessDraft(ctx, code)
		return draft.Text, err
	}
	if keeps != nil {
		row, err := d.Processes.Process(ctx, code)
		if err != nil {
			return "", err
		}
		if row.Current != version {
			return "", fault.New(fault.NotFound, "process.not_found", "version %d of %s is not in use", version, code)
		}
	}
	v, err := d.Processes.ProcessVersion(ctx, code, version)
	return v.Text, err
}

// readProcess reads and checks a text, with the called processes and the units
// as they are today.
func (d Deps) readProcess(ctx context.Context, text string) (ProcessText, error) {
	l := langOf(ctx)
	v := ProcessText{Text: text, Problems: []ProcessProblem{}}
	names, err := d.unitNames(ctx)
	if err != nil {
		return v, err
	}
	def, problems := process.Parse([]byte(text))
	if def != nil {
		var failed error
		known := process.Known{
			Orgs: func(id string) bool { return names[id] != "" },
			Process: func(code string) (*process.Definition, bool) {
				sub, err := d.Processes.PublishedProcess(ctx, code)
				if err != nil && !fault.Is(err, "process.not_found") {
					failed = err
				}
				return sub, err == nil
			},
		}
		problems = append(problems, process.Check(def, known)...)
		if failed != nil {
			return v, failed
		}
		v.Code, v.Definition = def.Code, def
		v.Outline = outlineText(l, process.Outline(def, func(id string) string { return names[id] }))
		picture := pictureView(l, approval.PictureOf(def), def, names)
		v.Picture = &picture
	}
	for _, p := range problems {
		v.Problems = append(v.Problems, ProcessProblem{Line: p.Line, Code: p.Code, Path: p.Path, Text: message(l, p.Code, p.Args), Warning: p.Warning})
	}
	if def != nil && !v.wrong() {
		v.Posts = postsOf(l, def, names)
	}
	return v, nil
}
