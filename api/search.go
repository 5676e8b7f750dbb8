package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/enterprise"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/store"
)

// Hit is one thing that a search over everything found 全局搜索.
type Hit struct {
	Kind       string `json:"kind" enum:"project,issue,task,approval,plan,meeting,enterprise"`
	ID         string `json:"id"`
	No         string `json:"no,omitempty"`
	Title      string `json:"title"`
	Sub        string `json:"sub,omitempty" doc:"所属项目、企业或日期"`
	StatusText string `json:"status_text,omitempty"`
}

// Found is what a search found, by kind, the likeliest kinds first.
type Found struct {
	Items []Hit `json:"items" nullable:"false"`
	// More names the kinds of which there are more than are listed.
	More []string `json:"more" nullable:"false" doc:"还有更多结果的种类"`
}

// hitsEach is how many of each kind are listed: a palette, not a list.
const hitsEach = 5

type searchDesk struct{ Deps }

func registerSearch(api huma.API, d Deps) {
	desk := searchDesk{d}
	huma.Register(api, op("search", http.MethodGet, "/api/search", "看板", "按名称、编号或拼音首字母搜索一切可见事项"), desk.search)
}

type searchIn struct {
	Q string `query:"q" minLength:"1" maxLength:"100" required:"true" doc:"搜索词：名称、编号、拼音首字母"`
}

// search asks every noun's own list, so that each answers only what the reader
// may see there; a noun that is closed to the reader has no hits.
func (k searchDesk) search(ctx context.Context, in *searchIn) (*bodyOut[Found], error) {
	q := strings.TrimSpace(in.Q)
	out := Found{Items: []Hit{}, More: []string{}}
	if q == "" {
		return answer(out, nil)
	}
	a := auth.Actor(ctx)
	for _, noun := range []struct {
		kind string
		find func(context.Context, org.Actor, string) ([]Hit, bool, error)
	}{
		{"project", k.projects}, {"issue", k.issues}, {"task", k.tasks}, {"approval", k.approvals},
		{"plan", k.plans}, {"meeting", k.meetings}, {"enterprise", k.enterprises},
	} {
		hits, more, err := noun.find(ctx, a, q)
		if f := fault.Of(err); f != nil && f.Kind == fault.Forbidden {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, h := range hits {
			h.Kind = noun.kind
			out.Items = append(out.Items, h)
		}
		if more {
			out.More = append(out.More, noun.kind)
		}
	}
	return answer(out, nil)
}

// hitsOf turns a page of rows into hits.
func hitsOf[R any](rows []R, next string, err error, hit func(R) Hit) ([]Hit, bool, error) {
	if err != nil {
		return nil, false, err
	}
	hits := make([]Hit, 0, len(rows))
	for _, r := range rows {
		hits = append(hits, hit(r))
	}
	return hits, next != "", nil
}

func (k searchDesk) projects(ctx context.Context, a org.Actor, q string) ([]Hit, bool, error) {
	page, err := k.Projects.Projects(ctx, a, project.Query{Text: q, Limit: hitsEach})
	return hitsOf(page.Items, page.Next, err, func(p project.Line) Hit {
		return Hit{ID: p.ID, No: p.Code, Title: p.Name, Sub: p.EnterpriseName, StatusText: phrase(langOf(ctx), p.PhaseText)}
	})
}

func (k searchDesk) issues(ctx context.Context, a org.Actor, q string) ([]Hit, bool, error) {
	rows, next, err := k.Issues.Issues(ctx, a, store.IssueQuery{Q: q, Limit: hitsEach})
	return hitsOf(rows, next, err, func(r store.IssueRow) Hit {
		return Hit{ID: r.ID, No: r.No, Title: r.Heading, Sub: r.ProjectName, StatusText: wordOf(langOf(ctx), issueWords.Status, r.Status)}
	})
}

func (k searchDesk) tasks(ctx context.Context, a org.Actor, q string) ([]Hit, bool, error) {
	rows, next, err := k.Tasks.Tasks(ctx, a, store.TaskQuery{Q: q, Limit: hitsEach})
	return hitsOf(rows, next, err, func(r store.TaskRow) Hit {
		return Hit{ID: r.ID, No: r.No, Title: r.Title, Sub: r.ProjectName, StatusText: wordOf(langOf(ctx), taskWords.Status, r.Status)}
	})
}

func (k searchDesk) approvals(ctx context.Context, a org.Actor, q string) ([]Hit, bool, error) {
	now := k.Now()
	rows, next, err := k.Approvals.Approvals(ctx, a, store.ApprovalQuery{Q: q, Limit: hitsEach, Today: k.today(), At: now})
	return hitsOf(rows, next, err, func(r store.ApprovalLine) Hit {
		return Hit{ID: r.ID, No: r.No, Title: r.Title, Sub: r.ProjectName, StatusText: wordOf(langOf(ctx), approvalWords.Status, r.Status)}
	})
}

func (k searchDesk) plans(ctx context.Context, a org.Actor, q string) ([]Hit, bool, error) {
	rows, next, err := k.Plans.Plans(ctx, a, store.PlanQuery{Q: q, Limit: hitsEach})
	return hitsOf(rows, next, err, func(r store.PlanRow) Hit {
		return Hit{ID: r.ID, No: r.No, Title: r.ProjectName, Sub: r.TypeName, StatusText: wordOf(langOf(ctx), planWords.Status, r.Status)}
	})
}

func (k searchDesk) meetings(ctx context.Context, a org.Actor, q string) ([]Hit, bool, error) {
	rows, next, err := k.Meetings.Meetings(ctx, a, store.MeetingQuery{Q: q, Limit: hitsEach})
	return hitsOf(rows, next, err, func(r store.MeetingRow) Hit {
		return Hit{ID: r.ID, No: r.No, Title: r.Title, Sub: r.HeldDate.String(), StatusText: wordOf(langOf(ctx), meetingWords.Status, r.Status)}
	})
}

func (k searchDesk) enterprises(ctx context.Context, a org.Actor, q string) ([]Hit, bool, error) {
	page, err := k.Enterprises.Enterprises(ctx, a, q, "", hitsEach)
	return hitsOf(page.Items, page.Next, err, func(e enterprise.View) Hit {
		return Hit{ID: e.ID, No: e.CreditCode, Title: e.Name}
	})
}
