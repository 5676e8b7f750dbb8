package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
)

// ApprovalAct is one act on an application with its fields. People are named by
// user id; their names and units are the directory's to say.
type ApprovalAct struct {
	Act       string                     `json:"act" maxLength:"40" doc:"办理动作"`
	Seat      string                     `json:"seat,omitempty" maxLength:"16" doc:"席位；只有一个待办席位时可不填"`
	Round     int                        `json:"round,omitempty" minimum:"0" maximum:"100000" doc:"所见轮次，已过的轮次不再办理"`
	Opinion   string                     `json:"opinion,omitempty" maxLength:"2000" doc:"意见"`
	Reason    string                     `json:"reason,omitempty" maxLength:"2000" doc:"事由；特别程序填事由代码"`
	Files     []casefile.Attachment      `json:"files,omitempty" maxItems:"50"`
	Fields    map[string]json.RawMessage `json:"fields,omitempty" doc:"填写的表单字段"`
	Chosen    []ChosenIn                 `json:"chosen,omitempty" maxItems:"50" doc:"为后续环节选定的人"`
	Outcome   string                     `json:"outcome,omitempty" maxLength:"64" doc:"办理结果"`
	To        string                     `json:"to,omitempty" maxLength:"64" doc:"退回或跳转到的环节，starter 为申请人"`
	Item      string                     `json:"item,omitempty" maxLength:"64" doc:"逐单位环节的单位"`
	Resume    string                     `json:"resume,omitempty" enum:"replay,direct" doc:"退回后的走法：重新走、直达"`
	People    []string                   `json:"people,omitempty" maxItems:"20" doc:"人员，填用户编号"`
	Position  string                     `json:"position,omitempty" enum:"before,after,parallel" doc:"前加签、后加签、并加签"`
	Advisory  bool                       `json:"advisory,omitempty" doc:"加签人只提意见"`
	Gaps      []GapIn                    `json:"gaps,omitempty" maxItems:"100" doc:"一次性告知的补正内容"`
	Materials []MaterialIn               `json:"materials,omitempty" maxItems:"100"`
	Defer     []string                   `json:"defer,omitempty" maxItems:"100" doc:"受理时容缺的材料"`
	Date      workcal.Date               `json:"date,omitzero" doc:"踏勘日期、预计结束日期或答复期限"`
	Notice    string                     `json:"notice,omitempty" maxLength:"200" doc:"书面通知文号"`
	Place     string                     `json:"place,omitempty" maxLength:"200" doc:"踏勘地点"`
	Pass      bool                       `json:"pass,omitempty" doc:"踏勘或核查是否合格"`
	N         int                        `json:"n,omitempty" minimum:"0" maximum:"100000" doc:"第几条，或延长的工作日数"`
	From      string                     `json:"from,omitempty" maxLength:"200" doc:"提出异议的人"`
}

// GapIn is one thing missing or wrong.
type GapIn struct {
	Material string `json:"material,omitempty" maxLength:"64"`
	Field    string `json:"field,omitempty" maxLength:"64"`
	Code     string `json:"code" enum:"missing,incomplete,unclear,expired,inconsistent,unsigned,format,other" doc:"补正原因"`
	Text     string `json:"text" minLength:"1" maxLength:"2000"`
}

// form turns what a person said into the rules' words. People are looked up
// apart; batch, migration and what only the system says are not for bodies.
func (b ApprovalAct) form() approval.Form {
	f := approval.Form{
		Seat: b.Seat, Round: b.Round, Opinion: b.Opinion, Reason: b.Reason, Files: b.Files, Fields: filledOf(b.Fields), Outcome: b.Outcome,
		To: b.To, Item: b.Item, Resume: b.Resume, Position: b.Position, Advisory: b.Advisory, Materials: materialsOf(b.Materials),
		Defer: b.Defer, Date: b.Date, Notice: b.Notice, Place: b.Place, Pass: b.Pass, N: b.N, From: b.From,
	}
	for _, g := range b.Gaps {
		f.Gaps = append(f.Gaps, approval.Gap{Material: g.Material, Field: g.Field, Code: g.Code, Text: g.Text})
	}
	for _, c := range b.Chosen {
		f.Chosen = append(f.Chosen, between.ChosenPeople{Step: c.Step, Users: c.Users})
	}
	return f
}

// filledOf puts fields in the order of their keys.
func filledOf(m map[string]json.RawMessage) []process.Field {
	fields := make([]process.Field, 0, len(m))
	for key, value := range m {
		fields = append(fields, process.Field{Key: key, Value: value})
	}
	slices.SortFunc(fields, func(x, y process.Field) int { return strings.Compare(x.Key, y.Key) })
	return fields
}

func materialsOf(given []MaterialIn) []between.GivenMaterial {
	var list []between.GivenMaterial
	for _, m := range given {
		list = append(list, between.GivenMaterial{ID: m.ID, Files: m.Files, Deferred: m.Deferred, Committed: m.Committed})
	}
	return list
}

// checkForm refuses fields that the form does not have or allow, and a form that
// does not hold together with them.
func checkForm(l lang, def *process.Definition, form, patch []process.Field) error {
	if err := formProblem(l, def.CheckPatch(patch)); err != nil {
		return err
	}
	return formProblem(l, def.CheckForm(process.Put(form, patch)))
}

// formProblem answers every field that its schema does not allow.
func formProblem(l lang, faults []*fault.Fault) error {
	if len(faults) == 0 {
		return nil
	}
	p := faultProblem(l, faults[0])
	for _, f := range faults {
		p.Errors = append(p.Errors, FieldProblem{Field: "form." + clipArg(f.Field), Message: message(l, f.Code, shortened(f.Args))})
		if len(p.Errors) == maxFieldProblems {
			break
		}
	}
	p.Field = p.Errors[0].Field
	return p
}

// maxFieldProblems bounds how many fields one answer names.
const maxFieldProblems = 20

func clipArg(s string) string {
	if r := []rune(s); len(r) > 64 {
		return string(r[:64])
	}
	return s
}

// system's own acts are not for people, whatever the rules would say.
var notByHand = []string{approval.ActSubmit, approval.ActMigrate, approval.ActPeople, approval.ActSubEnded, casefile.ActRing, casefile.ActTold, casefile.ActRecalendar}

// act fills in what the request only names, and gives the order.
func (k approvalDesk) act(ctx context.Context, id string, act ApprovalAct, by casefile.Meta) (ApprovalView, error) {
	if _, err := k.ordered(ctx, id, act, by, ""); err != nil {
		return ApprovalView{}, err
	}
	return k.view(ctx, id, by.Actor)
}

// ordered gives one order to one application. batch marks those ordered together (E32).
func (k approvalDesk) ordered(ctx context.Context, id string, act ApprovalAct, by casefile.Meta, batch string) (*approval.Approval, error) {
	a, err := k.seen(ctx, id, by.Actor)
	if err != nil {
		return nil, err
	}
	if slices.Contains(notByHand, act.Act) {
		return nil, fault.New(fault.Invalid, "approval.unknown_act", "%q is not a person's act", act.Act).On("act")
	}
	f := act.form()
	f.Batch = batch
	if f.People, err = k.people(ctx, act, by.Actor); err != nil {
		return nil, err
	}
	if len(f.Fields) > 0 {
		if err := checkForm(langOf(ctx), &a.Def, a.Form, f.Fields); err != nil {
			return nil, err
		}
	}
	if err := k.offered(ctx, a, f.Chosen, by); err != nil {
		return nil, err
	}
	cmd := approval.Command{Order: casefile.Order{Meta: by, Act: act.Act}, Form: f}
	if _, err := k.Cases.Do(ctx, casefile.Approval, id, cmd); err != nil {
		return nil, k.lost(ctx, id, act, err)
	}
	return a, nil
}

// offered refuses people chosen for later stages who were not offered. A retry is
// the case's to answer.
func (k approvalDesk) offered(ctx context.Context, a *approval.Approval, chosen []between.ChosenPeople, by casefile.Meta) error {
	if a.Did(by.RequestID) {
		return nil
	}
	var steps []string
	for _, r := range a.Runs {
		if r.Open && !slices.Contains(steps, r.Step) {
			steps = append(steps, r.Step)
		}
	}
	return k.candidates(ctx, a.Choices(by.Actor, steps), chosen)
}

// people looks everybody up whom an act names: officials name officials, owners
// their own team. Who was shut out can be named only as the one who hands over.
func (k approvalDesk) people(ctx context.Context, act ApprovalAct, a org.Actor) ([]approval.Person, error) {
	var people []approval.Person
	for i, id := range act.People {
		unknown := fault.New(fault.Invalid, "approval.person_unknown", "no person %s for %s", id, a.UserID).On("people")
		if id == "" || len(id) > 32 {
			return nil, unknown
		}
		u, err := k.Users.User(ctx, id)
		if fault.Of(err) != nil {
			return nil, unknown
		}
		if err != nil {
			return nil, err
		}
		leaving := act.Act == approval.ActHandOver && i == 0
		if u.EnterpriseID != a.EnterpriseID || u.Disabled && !leaving {
			return nil, unknown
		}
		people = append(people, approval.Person{UserID: u.ID, Name: u.Name, OrgID: u.OrgID, OrgName: u.OrgName})
	}
	return people, nil
}

// overtaken are refusals of an act that came second; the words written for it go
// back to the person (E2).
var overtaken = []string{"approval.already_decided", "approval.stale_round", "approval.ended", "approval.wrong_state", "case.stale", "case.closed"}

// lost makes a refusal say how the application stands, and returns the person's words.
func (k approvalDesk) lost(ctx context.Context, id string, act ApprovalAct, err error) error {
	f := fault.Of(err)
	if f == nil {
		return err
	}
	if f.Code == "case.closed" { // its time is over: MySQL knows how it ended (E4)
		a, rerr := k.Approvals.Approval(ctx, id)
		if rerr != nil {
			return rerr
		}
		f = a.Beaten(fault.New(fault.Conflict, "approval.ended", "the application is %s", a.Status).With("status", string(a.Status)))
	}
	if !slices.Contains(overtaken, f.Code) {
		return f
	}
	l := langOf(ctx)
	if status, ok := f.Args["status"].(string); ok {
		f = f.With("status_text", wordOf(l, approvalWords.Status, status))
	}
	if act.Opinion == "" {
		return f
	}
	p := faultProblem(l, f)
	p.Opinion = act.Opinion
	return p
}

// BatchIn is one act on several applications (E32).
type BatchIn struct {
	Act     string      `json:"act" enum:"approve,reject,abstain,claim,read" doc:"办理动作"`
	Opinion string      `json:"opinion,omitempty" maxLength:"2000" doc:"意见，每件相同"`
	Items   []BatchItem `json:"items" minItems:"1" maxItems:"100"`
}

// BatchItem is one of them, as the person saw it.
type BatchItem struct {
	ID    string `json:"id" minLength:"1" maxLength:"32" pattern:"^[0-9A-Za-z._-]+$" patternDescription:"编号"`
	Seat  string `json:"seat,omitempty" maxLength:"16"`
	Round int    `json:"round,omitempty" minimum:"0" maximum:"100000"`
}

// BatchResult is how it went, item by item.
type BatchResult struct {
	Batch string         `json:"batch" doc:"批次编号，也记入每件的办理经过"`
	Done  int            `json:"done"`
	Items []BatchOutcome `json:"items" nullable:"false"`
}

// BatchOutcome is one item's result; Problem says why it was refused.
type BatchOutcome struct {
	ID         string   `json:"id"`
	No         string   `json:"no,omitempty"`
	Title      string   `json:"title,omitempty"`
	OK         bool     `json:"ok"`
	Status     string   `json:"status,omitempty"`
	StatusText string   `json:"status_text,omitempty"`
	Problem    *Problem `json:"problem,omitempty"`
}

type approvalBatchIn struct {
	AskIn
	Body BatchIn
}

// batchAbreast bounds the orders of one batch under way at once.
const batchAbreast = 4

// batch orders the items independently of each other: each is answered for itself.
func (k approvalDesk) batch(ctx context.Context, in *approvalBatchIn) (*bodyOut[BatchResult], error) {
	by, err := in.by(ctx)
	if err != nil {
		return nil, err
	}
	by.Expect = 0
	b := in.Body
	out := k.abreast(ctx, len(b.Items), func(i int) BatchOutcome {
		item := b.Items[i]
		own := by
		own.RequestID = partOf(by.RequestID, item.ID, item.Seat)
		act := ApprovalAct{Act: b.Act, Opinion: b.Opinion, Seat: item.Seat, Round: item.Round}
		return k.outcome(ctx, item.ID, act, own, in.Key)
	})
	return answer(BatchResult{Batch: in.Key, Done: doneIn(out), Items: out}, nil)
}

// abreast does n things, some at a time, and keeps their order.
func (k approvalDesk) abreast(ctx context.Context, n int, do func(i int) BatchOutcome) []BatchOutcome {
	out := make([]BatchOutcome, n)
	slots := make(chan struct{}, batchAbreast)
	var all sync.WaitGroup
	for i := range n {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			out[i] = do(i)
		})
	}
	all.Wait()
	return out
}

// outcome orders one item and says how it went.
func (k approvalDesk) outcome(ctx context.Context, id string, act ApprovalAct, by casefile.Meta, batch string) BatchOutcome {
	o := BatchOutcome{ID: id}
	before, err := k.ordered(ctx, id, act, by, batch)
	if err != nil {
		o.Problem = problemOf(ctx, err)
		if before, err = k.seen(ctx, id, auth.Actor(ctx)); err != nil {
			return o
		}
	}
	now, err := k.Approvals.Approval(ctx, id)
	if err != nil {
		now = before
	}
	o.OK = o.Problem == nil
	o.No, o.Title, o.Status, o.StatusText = now.No, now.Title(), string(now.Status), wordOf(langOf(ctx), approvalWords.Status, string(now.Status))
	return o
}

func doneIn(items []BatchOutcome) int {
	n := 0
	for _, o := range items {
		if o.OK {
			n++
		}
	}
	return n
}

// partOf is the request id of one part of a request: the same part always has
// the same one.
func partOf(request string, parts ...string) string {
	sum := sha256.Sum256([]byte(request + "/" + strings.Join(parts, "/")))
	return "part-" + hex.EncodeToString(sum[:16])
}
