package api

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
)

// headerKey is the request id header: the same key never does a thing twice.
const headerKey = "Idempotency-Key"

// EventView is one line of a case's history, as its reader may see it.
type EventView struct {
	Seq   int            `json:"seq"`
	Act   string         `json:"act"`
	Text  string         `json:"text" doc:"中文说明"`
	Actor EventActor     `json:"actor"`
	At    time.Time      `json:"at"`
	Data  map[string]any `json:"data,omitempty"`
	Notes string         `json:"notes,omitempty"`
}

// EventActor is who did it, without contact data.
type EventActor struct {
	Name    string `json:"name"`
	OrgName string `json:"org_name,omitempty"`
}

// caseView is a case as one reader sees it. A view that embeds CaseHead fits.
type caseView interface{ CaseSeq() int }

// caseRoutes is what a noun gives for the routes every case has. C is its act
// (`{act, ...fields}`), V its view. All three functions judge the reader's
// scope and answer NotFound for a case outside it.
type caseRoutes[C any, V caseView] struct {
	Noun string // plural, as in the address: "issues"
	Tag  string // 中文 heading in the API document: "问题"

	Act    func(ctx context.Context, id string, act C, by casefile.Meta) (V, error)
	View   func(ctx context.Context, id string, reader org.Actor) (V, error)
	Events func(ctx context.Context, id string, reader org.Actor, page *historyPage) ([]EventView, error)
}

// AskIn carries the two headers of an act; embed it where a case is created.
type AskIn struct {
	Key    string `header:"Idempotency-Key" required:"true" maxLength:"64" pattern:"^[0-9A-Za-z._-]+$" patternDescription:"字母、数字、点、横线组成的请求编号" doc:"请求编号：同一编号只办理一次"`
	Expect string `header:"If-Match" maxLength:"32" doc:"所见版本，如 \"7\"；已被他人更新时拒绝（412）"`
}

// by makes the Meta of an act from the request's headers and session.
func (in AskIn) by(ctx context.Context) (casefile.Meta, error) {
	m := hand(ctx)
	m.RequestID = in.Key
	if in.Expect == "" || in.Expect == "*" {
		return m, nil
	}
	seq, err := strconv.Atoi(quoted(in.Expect))
	if err != nil || seq < 1 {
		return m, fault.New(fault.Invalid, "request.version", "If-Match %q is not a seq", in.Expect)
	}
	m.Expect = seq
	return m, nil
}

// eventsIn asks for a page of a history: the latest without a cursor.
type eventsIn struct {
	IDIn
	Cursor string `query:"cursor" maxLength:"20" doc:"上一页的 next：更早的记录"`
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"200" doc:"每页条数"`
}

type actIn[C any] struct {
	IDIn
	AskIn
	Body C
}

// caseOut answers a case with its seq as ETag.
type caseOut[V caseView] struct {
	ETag string `header:"ETag"`
	Body V
}

// answerCase wraps a case's view with its ETag.
func answerCase[V caseView](v V, err error) (*caseOut[V], error) {
	if err != nil {
		return nil, err
	}
	return &caseOut[V]{ETag: `"` + strconv.Itoa(v.CaseSeq()) + `"`, Body: v}, nil
}

// registerCase adds the three routes every case has. C is what a person may say
// of an act, never the noun's whole command: Meta, Told and Calendar are not
// for bodies. Attachments in C are checked and filled before Act is called.
// The routes:
// POST /api/{noun}/{id}/acts, GET /api/{noun}/{id}, GET /api/{noun}/{id}/events.
func registerCase[C any, V caseView](api huma.API, d Deps, r caseRoutes[C, V]) {
	base := "/api/" + r.Noun + "/{id}"
	huma.Register(api, op(r.Noun+"-act", http.MethodPost, base+"/acts", r.Tag, "办理"),
		func(ctx context.Context, in *actIn[C]) (*caseOut[V], error) {
			by, err := in.by(ctx)
			if err != nil {
				return nil, err
			}
			if err := d.attach(ctx, &in.Body); err != nil {
				return nil, err
			}
			return answerCase(r.Act(ctx, in.ID, in.Body, by))
		})
	list[C](api.OpenAPI().Components.Schemas, lists[r.Noun])
	huma.Register(api, op(r.Noun+"-get", http.MethodGet, base, r.Tag, "查看"),
		func(ctx context.Context, in *IDIn) (*caseOut[V], error) {
			return answerCase(r.View(ctx, in.ID, auth.Actor(ctx)))
		})
	huma.Register(api, op(r.Noun+"-events", http.MethodGet, base+"/events", r.Tag, "办理经过"),
		func(ctx context.Context, in *eventsIn) (*listOut[EventView], error) {
			page := historyPage{limit: in.Limit}
			if in.Cursor != "" {
				before, err := strconv.Atoi(in.Cursor)
				if err != nil || before < 1 {
					return nil, fault.New(fault.Invalid, "request.cursor", "cursor %q is no seq", in.Cursor).On("cursor")
				}
				page.before = before
			}
			for {
				events, err := r.Events(ctx, in.ID, auth.Actor(ctx), &page)
				if err != nil || len(events) > 0 || page.next() == "" {
					return newList(events, page.next()), err
				}
				page.before = page.oldest // nothing of it is for this reader
			}
		})
}
