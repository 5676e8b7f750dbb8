package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/api/apitest"
	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// waterAccess is a process whose first stage is the water company's, with a
// department's word and the chair's signature after it.
const waterAccess = `
process: water-access
name: 用水报装
matter: {code: "500153-0301", authority: o-water, kind: 公共服务, result: 用水许可, number: "YS%06d", stage: permit}
limits: {statutory: 10, promised: 5}
form:
  type: object
  required: [volume]
  properties:
    volume: {type: integer, title: 日用水量, minimum: 1, maximum: 100000}
    secret: {type: string, title: 内部备注, maxLength: 200}
    remark: {type: string, title: 说明, maxLength: 200}
materials:
  - {id: plan, name: 平面图, required: true}
  - {id: promise, name: 用水承诺书, required: true, deferrable: true, defer_days: 5, commit: true}
steps:
  - stage: accept
    name: 受理
    accepts: true
    by: {role: utility_agent}
    within: 3
    may: [supplement, return, transfer, cc, consult]
    fields: {write: [secret]}
  - stage: review
    name: 会审
    by: [{role: handler, org: o-other}, {role: utility_agent}]
    fields: {hidden: [secret]}
    within: 3
  - stage: sign
    name: 签发
    by: {role: chair}
`

// inForce puts a definition in use, as the case will be born with it.
func (w *papersWorld) inForce(text string) process.Definition {
	w.T.Helper()
	def, problems := process.Parse([]byte(text))
	require.Empty(w.T, problems)
	require.NoError(w.T, process.Seal(def))
	by := casefile.Meta{Actor: org.Actor{UserID: "u-publisher", Name: "流程管理员"}}
	_, err := w.Store.PublishProcess(w.T.Context(), by, def, store.ProcessVersion{Text: text, Source: store.ProcessEdited}, 0, w.Clock.Now())
	require.NoError(w.T, err)
	used, err := w.Store.PublishedProcess(w.T.Context(), def.Code)
	require.NoError(w.T, err)
	return *used
}

// apply hands application a1 in, for the owner.
func (w *papersWorld) apply() {
	w.T.Helper()
	def := w.inForce(waterAccess)
	a := &approval.Approval{Head: casefile.Head{ID: "a1", Kind: casefile.Approval, Cal: w.cal}}
	birth := &between.ApprovalBirth{
		ApprovalID: "a1", Definition: def, Project: apnt, Try: 1,
		Applicant: between.Applicant{UserID: w.reporter.UserID, Name: "游少卿", EnterpriseID: "e1", EnterpriseName: apnt.EnterpriseName},
		Submitted: between.Submitter{UserID: w.reporter.UserID, Name: "游少卿"},
		Form:      []process.Field{{Key: "volume", Value: json.RawMessage("80")}},
	}
	roster, err := w.Store.Found(w.T.Context(), approval.AsksOf(birth))
	require.NoError(w.T, err)
	cmd := approval.Command{Order: casefile.Order{Meta: w.meta(w.reporter), Act: approval.ActSubmit}, Form: approval.Form{Birth: birth, Roster: roster}}
	ev, err := a.Decide(cmd, workcal.MustDate("2022-05-10").At(9, 0))
	w.record(a, ev, err)
}

// handedIn is an application handed in over HTTP by the owner of e1.
type handedIn struct {
	ID, No, Status string
	Seq            int
	MySeats        []struct {
		Seat    string
		Actions []struct{ Act string }
	} `json:"my_seats"`
	Form  map[string]any
	Steps []struct {
		Step, Outcome string
		Open          bool
		Seats         []struct{ ID, State, Opinion string }
	}
}

func (w *guardWorld) form(more ...func(map[string]any)) map[string]any {
	b := map[string]any{
		"process": "water-access", "project_id": w.ids["projects"], "form": map[string]any{"volume": 80},
		"materials": []any{map[string]any{"id": "plan", "files": []any{map[string]any{"file_id": w.ids["files"], "name": "x"}}}, map[string]any{"id": "promise", "deferred": true}},
	}
	for _, f := range more {
		f(b)
	}
	return b
}

func submitAs(c *apitest.Client, body any) *apitest.Answer { return c.Post("/api/approvals", body) }

func TestAnApplicationIsCheckedAgainstItsFormAtTheDoor(t *testing.T) {
	w := guarded(t)
	you := w.Login("you")
	for name, change := range map[string]func(map[string]any){
		"form.volume": func(b map[string]any) { b["form"] = map[string]any{"volume": 0} },
		"form.":       func(b map[string]any) { b["form"] = map[string]any{"volume": 3, "nothing": 1} },
	} {
		p := submitAs(you, w.form(change)).Want(http.StatusUnprocessableEntity)
		require.Contains(t, string(p.Body), name[:5], name)
		require.Regexp(t, `\p{Han}`, string(p.Body))
	}
	submitAs(you, w.form(func(b map[string]any) { b["process"] = "no-such" })).Refused(http.StatusNotFound, "process.not_found")
	submitAs(w.Login("other"), w.form(func(b map[string]any) { delete(b, "materials") })).Refused(http.StatusNotFound, "project.not_found")
	submitAs(w.Login("admin"), w.form()).Refused(http.StatusForbidden, "approval.not_yours")
	submitAs(w.Login("chair"), w.form()).Refused(http.StatusForbidden, "approval.not_yours")

	var first, again handedIn
	send := func(as *apitest.Client, key string, body any) *apitest.Answer {
		return as.Do(http.MethodPost, "/api/approvals", body, "Idempotency-Key", key)
	}
	send(you, "k1", w.form()).Want(http.StatusCreated).JSON(&first)
	require.Equal(t, "running", first.Status)
	send(you, "k1", w.form()).Want(http.StatusCreated).JSON(&again)
	require.Equal(t, first.ID, again.ID)
	send(you, "k1", w.form(func(b map[string]any) { b["form"] = map[string]any{"volume": 81} })).Refused(http.StatusUnprocessableEntity, "request.reused")
}

// One application as everybody meets it: to-dos, words, hidden fields, the end.
func TestAnApplicationIsSeenByEachAsTheyMay(t *testing.T) {
	w := guarded(t)
	you, water, chair, stranger := w.Login("you"), w.Login("water"), w.Login("chair"), w.Login("stranger")
	before := todosOf(water)["to_approve"]
	var a handedIn
	submitAs(you, w.form()).Want(http.StatusCreated).JSON(&a)
	one := "/api/approvals/" + a.ID
	require.Equal(t, 1, w.inBox(water, "todo", a.ID))
	require.Equal(t, 0, w.inBox(chair, "todo", a.ID), "not the chair's turn")
	require.Equal(t, 1, w.inBox(you, "mine", a.ID))
	require.Equal(t, 1, w.inBox(w.Login("mate"), "mine", a.ID), "the team's")
	require.Equal(t, 0, w.inBox(w.Login("other"), "all", a.ID))
	stranger.Get(one).Refused(http.StatusNotFound, "approval.not_found")
	require.Equal(t, before+1, todosOf(water)["to_approve"])
	require.Zero(t, todosOf(chair)["to_approve"])
	require.Contains(t, string(water.Get(one).Body), `{"act":"approve","text":"受理"}`, "acceptance has words of its own")
	require.Contains(t, string(water.Get(one).Body), `"title":"日用水量"`, "the form's schema comes with it")

	act := func(c *apitest.Client, body map[string]any) *apitest.Answer { return c.Post(one+"/acts", body) }
	act(water, map[string]any{"act": "approve", "fields": map[string]any{"volume": 5}}).Refused(http.StatusForbidden, "approval.field_forbidden")
	act(water, map[string]any{"act": "approve", "fields": map[string]any{"secret": 5}}).Want(http.StatusUnprocessableEntity)
	act(water, map[string]any{"act": "approve", "opinion": "水压足够", "fields": map[string]any{"secret": "关系户"}}).Want(http.StatusOK).JSON(&a)
	require.Equal(t, 1, w.inBox(water, "done", a.ID))
	require.Equal(t, 1, w.inBox(stranger, "todo", a.ID), "now it is theirs")
	seen := string(stranger.Get(one).Want(http.StatusOK).Body)
	require.NotContains(t, seen, "关系户", "hidden from the stage that sits now")
	require.NotContains(t, seen, "内部备注", "and so is that there is such a field")
	require.NotContains(t, string(you.Get(one).Want(http.StatusOK).Body), "水压足够", "offices speak to each other")
	require.Contains(t, string(stranger.Get(one).Body), "水压足够")

	act(stranger, map[string]any{"act": "cc", "people": []string{"nobody"}}).Refused(http.StatusUnprocessableEntity, "approval.person_unknown")
	act(stranger, map[string]any{"act": "cc", "people": []string{w.UserID("mate")}}).Refused(http.StatusUnprocessableEntity, "approval.person_unknown")
	act(stranger, map[string]any{"act": "cc", "people": []string{w.UserID("chair")}}).Want(http.StatusOK)
	require.Equal(t, 1, w.inBox(chair, "cc", a.ID))
	require.Equal(t, 1, todosOf(chair)["to_read"])
	act(chair, map[string]any{"act": "read"}).Want(http.StatusOK)
	require.Contains(t, string(chair.Get("/api/approvals?box=cc").Body), a.ID)
	require.NotContains(t, string(chair.Get("/api/approvals?box=cc&unread=true").Body), a.ID)

	act(stranger, map[string]any{"act": "approve", "opinion": "同意"}).Want(http.StatusOK)
	p := act(stranger, map[string]any{"act": "reject", "opinion": "再想想，不同意"}).Refused(http.StatusConflict, "approval.already_decided")
	require.Equal(t, "再想想，不同意", p.Opinion, "the words come back (E2)")
	require.Equal(t, "stranger", p.Args["by"])
	act(water, map[string]any{"act": "approve", "opinion": "同意"}).Want(http.StatusOK)
	act(chair, map[string]any{"act": "approve", "opinion": "准予"}).Want(http.StatusOK).JSON(&a)
	require.Equal(t, "approved", a.Status)
	p = act(water, map[string]any{"act": "approve", "opinion": "晚了"}).Refused(http.StatusConflict, "approval.ended")
	require.Equal(t, "准予", p.Args["status_text"], "the final state (E4)")
	require.Equal(t, 0, w.inBox(water, "todo", a.ID))
	require.Contains(t, string(you.Get(one+"/events").Want(http.StatusOK).Body), `"准予"`)
	require.NotContains(t, string(you.Get(one+"/events").Body), "水压足够")
}

// inBox counts how often an application is in somebody's list.
func (w *guardWorld) inBox(c *apitest.Client, box, id string) int {
	w.T.Helper()
	var list struct{ Items []struct{ ID string } }
	c.Get("/api/approvals?limit=100&box=" + box).Want(http.StatusOK).JSON(&list)
	n := 0
	for _, i := range list.Items {
		if i.ID == id {
			n++
		}
	}
	return n
}

// todosOf counts what waits for somebody, by kind.
func todosOf(c *apitest.Client) map[string]int {
	var todos struct {
		Counts []struct {
			Key string
			N   int
		}
	}
	c.Get("/api/my-todos").Want(http.StatusOK).JSON(&todos)
	counts := map[string]int{}
	for _, x := range todos.Counts {
		counts[x.Key] = x.N
	}
	return counts
}

func TestABatchIsDecidedItemByItem(t *testing.T) {
	w := guarded(t)
	you, water := w.Login("you"), w.Login("water")
	items := []map[string]any{}
	for range 5 {
		var a handedIn
		submitAs(you, w.form()).Want(http.StatusCreated).JSON(&a)
		items = append(items, map[string]any{"id": a.ID})
	}
	water.Post("/api/approvals/"+items[2]["id"].(string)+"/acts", map[string]any{"act": "reject", "opinion": "不予受理"}).Want(http.StatusOK)
	items = append(items, map[string]any{"id": "a-missing"})
	var out struct {
		Batch string
		Done  int
		Items []struct {
			ID      string
			OK      bool
			Problem *struct{ Code string }
		}
	}
	send := func() {
		water.Do(http.MethodPost, "/api/approvals/batch", map[string]any{"act": "approve", "opinion": "同意受理", "items": items}, "Idempotency-Key", "b-1").
			Want(http.StatusOK).JSON(&out)
	}
	send()
	require.Equal(t, 4, out.Done)
	require.Equal(t, "approval.ended", out.Items[2].Problem.Code)
	require.Equal(t, "approval.not_found", out.Items[5].Problem.Code)
	require.Equal(t, "b-1", out.Batch)
	events := string(water.Get(fmt.Sprintf("/api/approvals/%s/events", items[0]["id"])).Want(http.StatusOK).Body)
	require.Equal(t, 1, strings.Count(events, `"batch":"b-1"`), "the batch is in the history")
}

func TestThePictureShowsWhereAnApplicationStands(t *testing.T) {
	w := guarded(t)
	var a handedIn
	submitAs(w.Login("you"), w.form()).Want(http.StatusCreated).JSON(&a)
	var p struct {
		Nodes []struct{ ID, State, Kind string }
		Edges []struct{ From, To string }
	}
	w.Login("water").Get("/api/approvals/" + a.ID + "/graph").Want(http.StatusOK).JSON(&p)
	require.Len(t, p.Nodes, 5)
	require.Equal(t, "open", p.Nodes[1].State)
	require.Len(t, p.Edges, 4)
	var next struct {
		Items []struct {
			Step   string
			People []string
		}
	}
	w.Login("water").Get("/api/approvals/" + a.ID + "/foresee").Want(http.StatusOK).JSON(&next)
	require.Len(t, next.Items, 2)
	require.Equal(t, "review", next.Items[0].Step)
}
