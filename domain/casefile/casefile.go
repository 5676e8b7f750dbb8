// Package casefile is what an issue, a meeting and a task have in common: they
// are cases 案件. A case is a fold of events, changed only by orders, each order
// at most once. The package knows no noun, does no I/O and never asks the time.
package casefile

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Kind is the noun a case is.
type Kind string

const (
	Issue   Kind = "issue"   // 问题
	Meeting Kind = "meeting" // 调度会
	Task    Kind = "task"    // 督办任务
	// Approval is one application 办件 on its way through a process.
	Approval Kind = "approval" // 审批办件
	Plan     Kind = "plan"     // 审批计划
)

// Directory is no case but the register of people; an effect of this kind asks
// it a question, and the answer comes back in Told.Found.
const Directory Kind = "directory"

// Register is no case but the register of projects; an effect of this kind tells
// it a milestone that was reached.
const Register Kind = "register"

// Kinds lists every kind, in the order registers and menus show them.
var Kinds = []Kind{Issue, Meeting, Task, Approval, Plan}

// Acts every kind understands. Only the system may order them.
const (
	// ActRing is a deadline that arrived; Order.Key names it.
	ActRing = "ring" // 到点
	// ActTold brings the answers of the cases this one told something.
	ActTold = "told" // 已转达
	// ActRecalendar replaces the working-day calendar (C-10).
	ActRecalendar = "recalendar" // 节假日安排更新
)

// Meta says who orders what, once. The door fills it from the session and never
// from the request's body.
type Meta struct {
	RequestID string    `json:"request_id"` // the caller's Idempotency-Key; the same id is the same act
	Actor     org.Actor `json:"actor"`
	IP        string    `json:"ip,omitempty"`
	// Expect is the sequence number the person was looking at; 0 expects nothing.
	Expect int `json:"expect,omitempty"`
}

// Order is the part of a command that every noun shares; a noun's command
// embeds it. Told, Key and Calendar are for the system's own acts.
type Order struct {
	Meta     Meta              `json:"meta"`
	Act      string            `json:"act"`
	Key      string            `json:"key,omitempty"`
	Told     []Told            `json:"told,omitempty"`
	Calendar *workcal.Calendar `json:"calendar,omitempty"`
}

// CaseOrder gives the kernel the shared part of a noun's command.
func (o *Order) CaseOrder() *Order { return o }

// GivenBy says who gives the order, also of a command passed by value.
func (o Order) GivenBy() Meta { return o.Meta }

// System tells whether the order comes from the clock or from another case.
func (o *Order) System() bool { return o.Meta.Actor.Has(org.System) }

// Event is one act that happened. It is written once and never changed; the
// state of a case is the fold of its events by the noun's Apply.
type Event struct {
	CaseID      string          `json:"case_id"`
	Kind        Kind            `json:"kind"`
	Seq         int             `json:"seq"` // 1, 2, 3… without gaps
	Act         string          `json:"act"`
	RequestID   string          `json:"request_id"`
	Fingerprint string          `json:"fingerprint"` // what the request asked, hashed, see Reused
	Actor       org.Actor       `json:"actor"`
	IP          string          `json:"ip,omitempty"`
	At          time.Time       `json:"at"`               // UTC
	Life        int             `json:"life"`             // version of the rules that judged it
	Keeper      int             `json:"keeper,omitempty"` // first event only: see Head.Keeper
	From        string          `json:"from,omitempty"`   // status before
	To          string          `json:"to"`               // status after
	Data        json.RawMessage `json:"data,omitempty"`   // the noun's own change, JSON
	// Series asks for an official number; the recorder allots it gap-free in the
	// same transaction and fills Number (R17).
	Series  *Series  `json:"series,omitempty"`
	Number  string   `json:"number,omitempty"`
	Notices []Notice `json:"notices,omitempty"`
	// Cal is the calendar the case is born with; only its first event has one, so
	// that the events alone make the state.
	Cal *workcal.Calendar `json:"cal,omitempty"`
}

// Series is a run of official numbers, counted from 1 without gaps (R17).
type Series struct {
	Name   string `json:"name"`   // such as "issue/2022-05"; one counter per name
	Format string `json:"format"` // fmt with one integer, such as "R-2022-05-%04d"
}

// LastAct is who changed the case last, for the person who came second.
type LastAct struct {
	Act     string    `json:"act"`
	UserID  string    `json:"user_id"`
	Name    string    `json:"name"`
	OrgName string    `json:"org_name,omitempty"`
	At      time.Time `json:"at"`
}

// Remembered is an order already carried out, kept so that a retry is answered
// instead of repeated.
type Remembered struct {
	RequestID   string `json:"r"`
	Fingerprint string `json:"f"`
	Seq         int    `json:"s"`
}

// remembered bounds how many orders a running case can answer from memory;
// older retries are answered from MySQL.
const remembered = 32

// Head is the part of a case's state that every noun shares. A noun's state
// embeds it.
type Head struct {
	ID       string           `json:"id"`
	Kind     Kind             `json:"kind"`
	No       string           `json:"no,omitempty"` // official number 编号
	Seq      int              `json:"seq"`
	Life     int              `json:"life"`             // version of the rules the case was born with
	Keeper   int              `json:"keeper,omitempty"` // version of the way its workflow waits, given at its start
	BornAt   time.Time        `json:"born_at"`
	Cal      workcal.Calendar `json:"cal,omitzero"`
	Last     LastAct          `json:"last"`
	Recent   []Remembered     `json:"recent,omitempty"`
	Owed     []Effect         `json:"owed,omitempty"`  // effects on other cases not yet answered
	Fired    []string         `json:"fired,omitempty"` // deadlines that have rung
	OwedEver int              `json:"owed_ever,omitempty"`
}

// CaseHead gives the kernel and the store the shared part of a noun's state.
func (h *Head) CaseHead() *Head { return h }

// Born tells whether the case's first act has happened.
func (h *Head) Born() bool { return h.Seq > 0 }

// Answered finds the earlier act of the same request. It returns 0 where there
// is none, and a fault where the id was used for something else.
func (h *Head) Answered(requestID, fingerprint string) (seq int, err error) {
	for _, r := range h.Recent {
		if r.RequestID != requestID {
			continue
		}
		if r.Fingerprint != fingerprint {
			return 0, Reused(requestID)
		}
		return r.Seq, nil
	}
	return 0, nil
}

// Did tells whether the request was carried out before, as far as the case remembers.
// For the door: what it would refuse beforehand, a retry must not hear.
func (h *Head) Did(requestID string) bool {
	return slices.ContainsFunc(h.Recent, func(r Remembered) bool { return r.RequestID == requestID })
}

// Reused is the fault of one request id standing for two different orders.
func Reused(requestID string) error {
	return fault.New(fault.Reused, "request.reused", "request %s was used for another order", requestID)
}

// Expected refuses an order given on a page that has changed since. The fault
// names who came first.
func (h *Head) Expected(m Meta) error {
	if m.Expect == 0 || m.Expect == h.Seq {
		return nil
	}
	return h.Beaten(fault.New(fault.Stale, "case.stale", "expected seq %d, the case is at %d", m.Expect, h.Seq))
}

// Beaten adds the winner to a fault, so that the loser knows whom to ask.
func (h *Head) Beaten(f *fault.Fault) *fault.Fault {
	return f.With("winner", h.Last.Name).With("winner_org", h.Last.OrgName).
		With("winner_act", h.Last.Act).With("winner_at", h.Last.At.In(workcal.CST).Format("2006-01-02 15:04:05"))
}

// Event starts the event that the order becomes; the noun adds Data, To and the rest.
func (h *Head) Event(o *Order, at time.Time, from string) Event {
	ev := Event{
		CaseID: h.ID, Kind: h.Kind, Seq: h.Seq + 1, Act: o.Act,
		RequestID: o.Meta.RequestID, Actor: o.Meta.Actor, IP: o.Meta.IP,
		At: at.UTC(), Life: h.Life, From: from, To: from,
	}
	if !h.Born() {
		cal := h.Cal
		ev.Cal, ev.Keeper = &cal, h.Keeper
	}
	return ev
}

// Take folds what every event changes. The noun's Apply calls it first.
func (h *Head) Take(ev Event) error {
	if ev.Seq != h.Seq+1 {
		return fault.New(fault.Conflict, "case.gap", "event %d of %s follows %d", ev.Seq, h.ID, h.Seq)
	}
	h.Seq = ev.Seq
	if ev.Seq == 1 {
		h.BornAt, h.Life, h.Keeper = ev.At, ev.Life, ev.Keeper
		if ev.Cal != nil {
			h.Cal = *ev.Cal
		}
	}
	if ev.Number != "" && h.No == "" {
		h.No = ev.Number
	}
	h.Last = LastAct{Act: ev.Act, UserID: ev.Actor.UserID, Name: ev.Actor.Name, OrgName: ev.Actor.OrgName, At: ev.At}
	h.Recent = append(h.Recent, Remembered{RequestID: ev.RequestID, Fingerprint: ev.Fingerprint, Seq: ev.Seq})
	if extra := len(h.Recent) - remembered; extra > 0 {
		h.Recent = append([]Remembered(nil), h.Recent[extra:]...)
	}
	return nil
}

// Today is the date of at in the district's time zone.
func Today(at time.Time) workcal.Date { return workcal.DateOf(at) }
