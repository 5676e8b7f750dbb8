package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/org"
)

// choosing is a process whose applicant chooses who reviews, and whose first stage
// chooses who checks.
const choosing = `
process: choosing
name: 评审
matter: {authority: o-water, kind: 公共服务, result: 评审意见, stage: permit}
limits: {statutory: 10, promised: 5}
form:
  type: object
  properties:
    deep: {type: boolean, title: 是否深基坑}
    note: {type: string, title: 内部批注, maxLength: 100}
materials:
  - {id: pit, name: 基坑方案, required: true, when: form.deep}
steps:
  - stage: accept
    name: 受理
    by: {role: utility_agent}
    fields: {write: [note]}
  - stage: review
    name: 专家评审
    by: {chosen: starter, role: handler, org: o-other, each: true}
  - stage: check
    name: 复核
    by: {chosen: accept, role: handler, org: o-other}
`

type choiceOffered struct {
	Step, Name string
	Least      int
	Sure       bool
	People     []struct {
		UserID  string `json:"user_id"`
		Name    string
		Post    string
		OrgName string `json:"org_name"`
	}
}

// An owner is offered exactly the people whom the process lets them choose, and
// nobody else is let in.
func TestAnOwnerChoosesAmongThoseOffered(t *testing.T) {
	w := guarded(t)
	w.Official("expert", "o-other", org.Handler)
	w.inForce(choosing)
	you := w.Login("you")
	you.Get("/api/people").Refused(http.StatusForbidden, "request.forbidden")
	w.Login("admin").Get("/api/processes/choosing/apply").Refused(http.StatusForbidden, "approval.not_yours")

	var guide struct {
		Fields    []struct{ Key string }
		Materials []struct {
			ID       string
			WhenText string `json:"when_text"`
		}
		Choose []choiceOffered
	}
	got := you.Get("/api/processes/choosing/apply").Want(http.StatusOK)
	got.JSON(&guide)
	require.Len(t, guide.Choose, 1)
	require.Equal(t, "专家评审", guide.Choose[0].Name)
	require.True(t, guide.Choose[0].Sure)
	require.Len(t, guide.Choose[0].People, 2)
	for _, p := range guide.Choose[0].People {
		require.Contains(t, []string{w.UserID("stranger"), w.UserID("expert")}, p.UserID)
		require.Equal(t, "承办人", p.Post)
		require.Equal(t, "区文旅委", p.OrgName)
	}
	require.NotContains(t, string(got.Body), w.UserID("water"), "nothing else of the directory")
	require.Equal(t, []struct{ Key string }{{"deep"}}, guide.Fields, "what an official fills in is not asked")
	require.Equal(t, "“是否深基坑”为“是”", guide.Materials[0].WhenText)

	body := map[string]any{"process": "choosing", "project_id": w.ids["projects"], "form": map[string]any{"deep": false}}
	you.Post("/api/approvals", body).Refused(http.StatusUnprocessableEntity, "approval.choose_people")
	choose := func(login string) map[string]any {
		body["chosen"] = []any{map[string]any{"step": "review", "users": []string{w.UserID(login)}}}
		return body
	}
	p := you.Post("/api/approvals", choose("water")).Refused(http.StatusUnprocessableEntity, "approval.not_a_candidate")
	require.Equal(t, "chosen", p.Field)
	var a struct{ ID string }
	you.Post("/api/approvals", choose("expert")).Want(http.StatusCreated).JSON(&a)

	w.officialChooses("/api/approvals/" + a.ID)
}

// officialChooses: the official whose decision chooses is offered the same way.
func (w *guardWorld) officialChooses(one string) {
	t := w.T
	t.Helper()
	var seen struct {
		MySeats []struct {
			Choose []choiceOffered
		} `json:"my_seats"`
		Materials []struct {
			Required bool
			WhenText string `json:"when_text"`
		}
		Steps []struct {
			Step  string
			Seats []struct {
				User struct {
					UserID string `json:"user_id"`
				}
			}
		}
	}
	water := w.Login("water")
	water.Get(one).Want(http.StatusOK).JSON(&seen)
	require.Len(t, seen.MySeats[0].Choose[0].People, 2)
	require.False(t, seen.Materials[0].Required, "the condition does not hold")
	require.NotEmpty(t, seen.Materials[0].WhenText)
	act := func(login string) map[string]any {
		return map[string]any{"act": "approve", "opinion": "同意", "chosen": []any{map[string]any{"step": "check", "users": []string{w.UserID(login)}}}}
	}
	water.Post(one+"/acts", act("chair")).Refused(http.StatusUnprocessableEntity, "approval.not_a_candidate")
	water.Post(one+"/acts", act("stranger")).Want(http.StatusOK)
	w.Login("expert").Post(one+"/acts", map[string]any{"act": "approve", "opinion": "可行"}).Want(http.StatusOK).JSON(&seen)
	require.Equal(t, w.UserID("expert"), seen.Steps[1].Seats[0].User.UserID)
	require.Equal(t, "check", seen.Steps[2].Step)
}
