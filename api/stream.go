package api

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/store"
)

// streamPath is the stream of changes; nothing may buffer it.
const streamPath = "/api/events"

const (
	writeWait  = 10 * time.Second // a reader that takes longer is gone
	replayMost = 1000             // a reader further behind is told to read anew
)

// Moved says which case has changed; the reader asks for the case itself, so
// the stream never says more than the case's own page would.
type Moved struct {
	Kind   casefile.Kind `json:"kind,omitempty"`
	CaseID string        `json:"case_id,omitempty"`
	Seq    int           `json:"seq,omitempty"`
	Act    string        `json:"act,omitempty"`
	At     *time.Time    `json:"at,omitempty"`
	Reset  bool          `json:"reset,omitempty" doc:"错过太多变更，请重新读取所有内容"`
}

type streamIn struct {
	Last string `header:"Last-Event-ID" maxLength:"20" doc:"断线重连时，最后收到的编号"`
}

func registerStream(api huma.API, d Deps) {
	huma.Register(api, op("events", http.MethodGet, streamPath, "动态", "变更推送（SSE）", eventStream), d.stream)
}

func eventStream(o *huma.Operation) {
	o.Responses = map[string]*huma.Response{"200": {
		Description: "text/event-stream；事件 case 的 data 为 Moved",
		Content:     map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{Type: huma.TypeString}}},
	}}
}

// stream keeps one reader up to date until it leaves, its session ends, or the
// server stops.
func (d Deps) stream(ctx context.Context, in *streamIn) (*huma.StreamResponse, error) {
	after, err := lastID(in.Last)
	if err != nil {
		return nil, err
	}
	r, err := d.feed.join(ctx)
	if err != nil {
		return nil, err
	}
	missed, reset, err := d.missed(ctx, r, after)
	if err != nil {
		d.feed.leave(r)
		return nil, err
	}
	session := sessionOf(ctx)
	return &huma.StreamResponse{Body: func(hctx huma.Context) {
		defer d.feed.leave(r)
		c := humaecho.UnwrapV4(hctx)
		h := c.Response().Header()
		h.Set("Content-Type", "text/event-stream; charset=utf-8")
		h.Set("X-Accel-Buffering", "no") // nginx in front must not hold it back
		c.Response().WriteHeader(http.StatusOK)
		w := &eventWriter{w: c.Response(), control: http.NewResponseController(c.Response()), actor: session.Actor}
		// What lies between r.settled and now may repeat after a reconnect; nothing is skipped.
		w.write("retry: 2000\n")
		if reset {
			w.send("message", r.settled, Moved{Reset: true})
		} else {
			w.send("hello", r.settled, Moved{})
		}
		for _, m := range missed {
			m.settled = r.settled
			w.change(m)
		}
		d.follow(hctx.Context(), w, r, session.ID)
	}}, nil
}

func lastID(s string) (int64, error) {
	if s == "" {
		return -1, nil
	}
	id, err := strconv.ParseInt(s, 10, 64)
	if err != nil || id < 0 {
		return 0, fault.New(fault.Invalid, "request.cursor", "Last-Event-ID %q", s)
	}
	return id, nil
}

// missed reads what a reconnecting reader has not seen, up to where its place
// in the feed begins.
func (d Deps) missed(ctx context.Context, r *reader, after int64) (list []change, reset bool, err error) {
	if after < 0 || after >= r.start {
		return nil, false, nil
	}
	rows, err := d.Changes.ChangesBetween(ctx, after, r.start, replayMost+1)
	if err != nil {
		return nil, false, err
	}
	if len(rows) > replayMost {
		return nil, true, nil
	}
	kept := make([]store.Change, 0, len(rows))
	for _, c := range rows {
		if _, later := r.missing[c.ID]; !later {
			kept = append(kept, c)
		}
	}
	list, err = withParties(ctx, d.Changes, kept)
	return list, false, err
}

func (d Deps) follow(ctx context.Context, w *eventWriter, r *reader, session string) {
	beat := time.NewTicker(d.Heartbeat)
	defer beat.Stop()
	for w.err == nil {
		select {
		case <-ctx.Done():
			return
		case c, open := <-r.changes:
			if !open {
				return
			}
			w.change(c)
		case <-beat.C:
			// Looking must not count as use, or an open page would never sign out.
			s, err := d.Sessions.LookAtSession(ctx, session, d.Now())
			if err != nil {
				return
			}
			w.actor = s.Actor
			w.comment()
		}
	}
}

// eventWriter writes server-sent events that its reader may see.
type eventWriter struct {
	w       io.Writer
	control *http.ResponseController
	actor   org.Actor
	err     error
}

func (w *eventWriter) change(c change) {
	if !casefile.Sees(w.actor, c.parties) {
		return
	}
	at := c.At.UTC()
	m := Moved{Kind: c.Kind, CaseID: c.CaseID, Seq: c.Seq, Act: c.Act, At: &at}
	if w.actor.Has(org.Owner) {
		m.Act = "" // some acts are between offices (R14); the case's own page tells which may be read
	}
	w.send("case", c.settled, m)
}

func (w *eventWriter) send(event string, id int64, m Moved) {
	body, err := json.Marshal(m)
	if err != nil {
		w.err = err
		return
	}
	w.write(fmt.Sprintf("event: %s\nid: %d\ndata: %s\n\n", event, id, body))
}

func (w *eventWriter) comment() { w.write(": \n\n") }

func (w *eventWriter) write(text string) {
	if w.err != nil {
		return
	}
	_ = w.control.SetWriteDeadline(time.Now().Add(writeWait)) // not every connection has one; the write tells
	if _, w.err = io.WriteString(w.w, text); w.err == nil {
		w.err = w.control.Flush()
	}
}
