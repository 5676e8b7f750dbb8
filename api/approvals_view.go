package api

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// ApprovalView is an application as its reader may see it.
type ApprovalView struct {
	CaseHead
	Title     string                     `json:"title"`
	Process   string                     `json:"process" doc:"流程编码"`
	Name      string                     `json:"name" doc:"流程名称"`
	Version   int                        `json:"version" doc:"流程版本"`
	Matter    process.Matter             `json:"matter"`
	Project   between.ProjectRef         `json:"project"`
	Applicant between.Applicant          `json:"applicant"`
	Submitted between.Submitter          `json:"submitted"`
	PlanID    string                     `json:"plan_id,omitempty"`
	Parent    string                     `json:"parent,omitempty" doc:"主流程办件"`
	State     string                     `json:"state"`
	StateText string                     `json:"state_text"`
	Form      map[string]json.RawMessage `json:"form" doc:"表单，键为字段名"`
	Fields    []approval.FieldView       `json:"fields" nullable:"false"`
	Schema    map[string]json.RawMessage `json:"schema" nullable:"false" doc:"可见字段的 JSON Schema，键为字段名"`
	Materials []ApprovalMaterial         `json:"materials" nullable:"false"`
	Steps     []ApprovalStep             `json:"steps" nullable:"false" doc:"办理过程，逐次列出"`
	MySeats   []MySeat                   `json:"my_seats" nullable:"false" doc:"我可办的席位"`
	Others    []OtherSeatView            `json:"other_seats" nullable:"false" doc:"他人席位上我可办的动作：指定办理人、减签、转办、释放"`
	Settles   []int                      `json:"settles" nullable:"false" doc:"我可处理的公示异议序号"`
	Stops     []StopView                 `json:"stops" nullable:"false" doc:"不计时的时段"`
	Asked     []SupplementView           `json:"supplements" nullable:"false" doc:"补正"`
	Consults  []store.ConsultRow         `json:"consults" nullable:"false" doc:"征求意见"`
	Copies    []approval.Copy            `json:"copies" nullable:"false" doc:"抄送"`
	Objected  []approval.Objection       `json:"objections" nullable:"false" doc:"公示异议"`
	Word      *approval.Word             `json:"word,omitempty" doc:"告知承诺"`
	Extended  *approval.Extended         `json:"extended,omitempty" doc:"延期"`
	End       *approval.End              `json:"end,omitempty"`
	Next      []ForeseenView             `json:"next" nullable:"false" doc:"后续环节"`
	Refusals  []approval.Refusal         `json:"refusals,omitempty" doc:"未办成的转送"`
	Rules     process.Rules              `json:"rules"`
	Limits    process.Limits             `json:"limits"`
}

// StopView is one reason why the clocks stood still, in words.
type StopView struct {
	approval.Stop
	ReasonText string `json:"reason_text"`
}

// ApprovalStep is one opening of a step with its seats and their words.
type ApprovalStep struct {
	N           int                `json:"n"`
	Step        string             `json:"step"`
	Name        string             `json:"name"`
	Kind        string             `json:"kind"`
	Item        string             `json:"item,omitempty" doc:"逐单位环节的单位"`
	Round       int                `json:"round"`
	Open        bool               `json:"open"`
	Outcome     string             `json:"outcome,omitempty"`
	OutcomeText string             `json:"outcome_text,omitempty"`
	Mode        string             `json:"mode,omitempty"`
	ModeText    string             `json:"mode_text,omitempty"`
	Rule        *process.Ballot    `json:"rule,omitempty" doc:"票签规则"`
	Sealed      bool               `json:"sealed,omitempty" doc:"票签未结束，他人所投尚不可见"`
	OpenedAt    time.Time          `json:"opened_at"`
	EndedAt     *time.Time         `json:"ended_at,omitempty"`
	Until       *time.Time         `json:"until,omitempty" doc:"公示截止"`
	Clock       *workcal.Reading   `json:"clock,omitempty"`
	Promise     *workcal.Reading   `json:"promise,omitempty"`
	Seats       []SeatInStep       `json:"seats" nullable:"false"`
	Visits      []approval.Visit   `json:"visits,omitempty" doc:"现场踏勘"`
	Calls       []approval.SubCase `json:"calls,omitempty" doc:"子流程办件"`
}

// SeatInStep is one seat with what was written with its decision.
type SeatInStep struct {
	approval.Seat
	StateText string                `json:"state_text"`
	Opinion   string                `json:"opinion,omitempty"`
	Files     []casefile.Attachment `json:"files,omitempty"`
}

// MySeat is one of the reader's own seats with what they may do on it.
type MySeat struct {
	approval.SeatActs
	Choose  []ChoiceView `json:"choose" nullable:"false" doc:"同意时须为后续环节选定的人"`
	Actions []ActionView `json:"actions" nullable:"false"`
}

// OtherSeatView is a seat that is not the reader's and what they may do with it.
type OtherSeatView struct {
	approval.OtherSeat
	Actions []ActionView `json:"actions" nullable:"false"`
}

// ApprovalMaterial is one material in words.
type ApprovalMaterial struct {
	approval.MaterialView
	StateText string `json:"state_text"`
	WhenText  string `json:"when_text,omitempty" doc:"按条件需要的，何时需要"`
}

// ForeseenView is one step to come.
type ForeseenView struct {
	approval.Foreseen
	KindText string `json:"kind_text"`
}

// SupplementView is one 补正 in words.
type SupplementView struct {
	approval.Supplement
	EndText string    `json:"end_text,omitempty"`
	Gaps    []GapView `json:"gaps" nullable:"false"`
}

// GapView is one thing to mend.
type GapView struct {
	approval.Gap
	CodeText string `json:"code_text"`
}

// seen reads an application that the reader may see; any other is not there.
func (k approvalDesk) seen(ctx context.Context, id string, reader org.Actor) (*approval.Approval, error) {
	a, err := k.Approvals.Approval(ctx, id)
	if err != nil {
		return nil, err
	}
	if !a.SeenBy(reader) {
		return nil, fault.New(fault.NotFound, "approval.not_found", "%s may not see application %s", reader.UserID, id)
	}
	return a, nil
}

func othersOf(l lang, seats []approval.OtherSeat) []OtherSeatView {
	views := []OtherSeatView{}
	for _, s := range seats {
		x := OtherSeatView{OtherSeat: s, Actions: []ActionView{}}
		for _, act := range s.Acts {
			x.Actions = append(x.Actions, actionOf(l, act, approvalWords))
		}
		views = append(views, x)
	}
	return views
}

func (k approvalDesk) view(ctx context.Context, id string, reader org.Actor) (ApprovalView, error) {
	a, err := k.seen(ctx, id, reader)
	if err != nil {
		return ApprovalView{}, err
	}
	seats, consults, err := k.Approvals.ApprovalWords(ctx, id)
	if err != nil {
		return ApprovalView{}, err
	}
	v, l := a.See(reader, k.Now()), langOf(ctx)
	if v.Submitted.At.IsZero() {
		v.Submitted.At = a.BornAt
	}
	out := ApprovalView{
		CaseHead: headOf(l, v.View, approvalWords), Title: a.Title(), Process: v.Process, Name: v.Name, Version: v.Version, Matter: v.Matter,
		Project: v.Project, Applicant: v.Applicant, Submitted: v.Submitted, PlanID: v.PlanID, Parent: v.Parent,
		State: string(v.State), StateText: wordOf(l, approvalStateWords, string(v.State)), Form: formOf(v.Form), Fields: v.Fields, Schema: schemaOf(a.Def.Form.Schema, v.Fields),
		Materials: []ApprovalMaterial{}, Steps: []ApprovalStep{}, MySeats: []MySeat{}, Others: othersOf(l, v.Others), Settles: append([]int{}, v.Settles...), Stops: stopsOf(l, v.Stops), Asked: []SupplementView{},
		Consults: consultsFor(consults, reader), Copies: append([]approval.Copy{}, v.Copies...),
		Objected: append([]approval.Objection{}, v.Objections...), Word: v.Word, Extended: v.Extended, End: v.End,
		Next: foreseenOf(l, v.Next), Refusals: v.Refusals, Rules: v.Rules, Limits: v.Limits,
	}
	if err := k.heldByParts(ctx, &out.CaseHead); err != nil {
		return out, err
	}
	words := map[string]store.SeatRow{}
	for _, s := range seats {
		words[s.Seat] = s
	}
	for _, s := range v.Steps {
		step, err := stepOf(l, a, s, words, reader)
		if err != nil {
			return out, err
		}
		out.Steps = append(out.Steps, step)
	}
	for _, s := range v.Seats {
		choose, err := k.choiceViews(ctx, &a.Def, a.Choices(reader, []string{s.Step}))
		if err != nil {
			return out, err
		}
		mine := MySeat{SeatActs: s, Choose: choose, Actions: []ActionView{}}
		for _, act := range s.Acts {
			action := actionOf(l, act, approvalWords)
			if text, own := acceptWords[act]; own && s.Accepts {
				action.Text = text.in(l)
			}
			mine.Actions = append(mine.Actions, action)
		}
		out.MySeats = append(out.MySeats, mine)
	}
	for _, m := range v.Materials {
		out.Materials = append(out.Materials, ApprovalMaterial{MaterialView: m, StateText: wordOf(l, materialWords, m.State), WhenText: conditionText(l, &a.Def, m.When)})
	}
	for _, s := range v.Supplements {
		out.Asked = append(out.Asked, supplementOf(l, s))
	}
	return out, nil
}

func stopsOf(l lang, stops []approval.Stop) []StopView {
	out := []StopView{}
	for _, s := range stops {
		out = append(out, StopView{Stop: s, ReasonText: wordOf(l, stopWords, s.Reason)})
	}
	return out
}

// heldByParts names who has the parts of an application that waits for them.
func (k approvalDesk) heldByParts(ctx context.Context, h *CaseHead) error {
	if h.Ball != nil {
		return nil
	}
	by, err := k.Approvals.PartHolders(ctx, []string{h.ID})
	h.held(langOf(ctx), by[h.ID])
	return err
}

func supplementOf(l lang, s approval.Supplement) SupplementView {
	v := SupplementView{Supplement: s, Gaps: []GapView{}}
	if s.End != "" {
		v.EndText = wordOf(l, supplementWords, s.End)
	}
	for _, g := range s.Items {
		v.Gaps = append(v.Gaps, GapView{Gap: g, CodeText: wordOf(l, gapWords, g.Code)})
	}
	return v
}

func stepOf(l lang, a *approval.Approval, s approval.StepView, words map[string]store.SeatRow, reader org.Actor) (ApprovalStep, error) {
	step := ApprovalStep{
		N: s.N, Step: s.Step, Name: s.Name, Kind: string(s.Kind), Item: s.Item, Round: s.Round, Open: s.Open, Outcome: s.Outcome,
		Mode: string(s.Mode), Rule: s.Rule, Sealed: s.Sealed, OpenedAt: s.OpenedAt, EndedAt: orNil(s.EndedAt), Until: orNil(s.Until), Clock: s.Clock,
		Promise: s.Promise, Seats: []SeatInStep{}, Visits: s.Visits, Calls: s.Calls,
	}
	if s.Outcome != "" {
		step.OutcomeText = outcomeWord(l, a.Graph(), s.Step, s.Outcome)
	}
	if s.Mode != "" {
		step.ModeText = wordOf(l, modeWords, step.Mode)
	}
	if s.Step == approval.ToStarter {
		step.Name = word{"退回申请人", "Returned to the applicant"}.in(l)
	}
	for _, seat := range s.Seats {
		one := SeatInStep{Seat: seat, StateText: wordOf(l, seatWords, string(seat.State))}
		if row, ok := words[seat.ID]; ok && a.ShowsWords(seat.ID, reader) {
			one.Opinion = row.Opinion
			if err := json.Unmarshal([]byte(row.Files), &one.Files); err != nil {
				return step, fmt.Errorf("files of seat %s: %w", seat.ID, err)
			}
		}
		step.Seats = append(step.Seats, one)
	}
	return step, nil
}

// consultsFor keeps what officials asked each other from the applicant.
func consultsFor(rows []store.ConsultRow, reader org.Actor) []store.ConsultRow {
	shown := []store.ConsultRow{}
	for _, r := range rows {
		if reader.Has(org.Owner) && r.OfID != reader.UserID && !casefile.SeesAll(reader) {
			continue
		}
		shown = append(shown, r)
	}
	return shown
}

func formOf(fields []process.Field) map[string]json.RawMessage {
	form := map[string]json.RawMessage{}
	for _, f := range fields {
		form[f.Key] = f.Value
	}
	return form
}

// schemaOf is what the form's schema says of the fields that a reader sees.
func schemaOf(schema json.RawMessage, fields []approval.FieldView) map[string]json.RawMessage {
	var whole struct {
		Properties map[string]json.RawMessage `json:"properties"`
	}
	shown := map[string]json.RawMessage{}
	if json.Unmarshal(schema, &whole) != nil {
		return shown // no form
	}
	for _, f := range fields {
		if p, ok := whole.Properties[f.Key]; ok {
			shown[f.Key] = p
		}
	}
	return shown
}

func foreseenOf(l lang, next []approval.Foreseen) []ForeseenView {
	views := []ForeseenView{}
	for _, f := range next {
		views = append(views, ForeseenView{Foreseen: f, KindText: wordOf(l, stepKindWords, string(f.Kind))})
	}
	return views
}

func (k approvalDesk) events(ctx context.Context, id string, reader org.Actor, page *historyPage) ([]EventView, error) {
	a, err := k.seen(ctx, id, reader)
	if err != nil {
		return nil, err
	}
	accepts := map[int]bool{}
	views, err := k.history(ctx, id, page, approvalWords, func(ev casefile.Event) (any, bool, error) {
		change, ok := a.Shows(ev, reader)
		accepts[ev.Seq] = a.Accepts(change.Seat)
		return change, ok, nil
	})
	for i, v := range views {
		if text, own := acceptWords[v.Act]; own && accepts[v.Seq] {
			views[i].Text = text.in(langOf(ctx)) // as the button says
		}
	}
	return views, err
}

// foresee tells the steps to come and who would sit there.
func (k approvalDesk) foresee(ctx context.Context, in *IDIn) (*listOut[ForeseenView], error) {
	a, err := k.seen(ctx, in.ID, auth.Actor(ctx))
	if err != nil {
		return nil, err
	}
	return newList(foreseenOf(langOf(ctx), a.Foresee(k.Now())), ""), nil
}
