package api_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/api"
	"github.com/diaodu/diaodu/api/apitest"
	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// straight gives orders to tasks without Temporal between: judged by the domain,
// written by the recorder. What Temporal adds is tested where it runs.
type straight struct {
	store *store.Store
	now   func() time.Time
}

func (s *straight) Begin(ctx context.Context, head casefile.Head, command any) (contract.Answer, error) {
	return s.record(ctx, &supervision.Task{Head: head}, command.(supervision.Command))
}

func (s *straight) Do(ctx context.Context, _ casefile.Kind, id string, command any) (contract.Answer, error) {
	t, err := s.store.Task(ctx, id)
	if err != nil {
		return contract.Answer{}, err
	}
	return s.record(ctx, t, command.(supervision.Command))
}

func (s *straight) record(ctx context.Context, t *supervision.Task, cmd supervision.Command) (contract.Answer, error) {
	if err := t.Expected(cmd.Meta); err != nil {
		return contract.Answer{}, err
	}
	ev, err := t.Decide(cmd, s.now())
	if err != nil {
		return contract.Answer{}, err
	}
	rec, err := s.store.Record(ctx, ev)
	return contract.Answer{CaseID: t.ID, Seq: ev.Seq, Number: rec.Number, Status: ev.To}, err
}

// taskWorld is a server with three units and an owner.
func taskWorld(t *testing.T) (*apitest.World, *straight) {
	cases := &straight{}
	w := apitest.New(t, func(d *api.Deps) {
		s, ok := d.Users.(*store.Store)
		require.True(t, ok)
		cases.store, cases.now = s, d.Now
		d.Cases, d.Calendars, d.Directory, d.Histories = cases, s, s, s
		d.Issues, d.Tasks, d.TaskForces = s, s, s
	})
	w.Org("o-water", "水务公司")
	w.Org("o-build", "区住建委")
	w.Org("o-other", "旁单位")
	w.Enterprise("e-apnt", "重庆艾珀耐特高分子材料有限公司")
	w.Official("coord", "", org.Coordinator)
	w.Official("water", "o-water", org.Handler)
	w.Official("build", "o-build", org.Handler)
	w.Official("other", "o-other", org.Handler)
	w.Owner("you", "e-apnt", org.Primary)
	return w, cases
}

type taskBody struct {
	ID         string `json:"id"`
	No         string `json:"no"`
	Seq        int    `json:"seq"`
	Status     string `json:"status"`
	StatusText string `json:"status_text"`
	LightText  string `json:"light_text"`
	Actions    []struct{ Act, Text string }
	Owed       *[]struct{ Node string } `json:"owed"`
	Reports    []struct{ N int }
}

var key int

func post(c *apitest.Client, path string, body any) *apitest.Answer {
	key++
	return c.Do(http.MethodPost, path, body, "Idempotency-Key", fmt.Sprintf("k-%d", key))
}

func due(w *apitest.World, days int) string {
	return workcal.Embedded().AddWorkdays(workcal.DateOf(w.Clock.Now()), days).Date.String()
}

func TestTaskIsIssuedSignedReportedOverHTTP(t *testing.T) {
	w, _ := taskWorld(t)
	coord, water := w.Login("coord"), w.Login("water")
	issue := map[string]any{
		"content": "供水管道牵入施工范围", "standard": "80米供水管道牵入施工范围", "lead_id": "o-water", "co_ids": []string{"o-build"},
		"due": due(w, 15), "decided_by": "李区长", "evidence": []map[string]string{{"type": "photo", "name": "现场照片"}},
	}
	post(water, "/api/tasks", issue).Refused(http.StatusForbidden, "task.not_yours")
	var v taskBody
	post(coord, "/api/tasks", issue).Want(http.StatusCreated).JSON(&v)
	require.Regexp(t, regexp.MustCompile(`^督办〔\d{4}〕1号$`), v.No)
	require.Equal(t, "已交办，待签收", v.StatusText)

	path := "/api/tasks/" + v.ID
	w.Login("other").Get(path).Refused(http.StatusNotFound, "task.not_found")
	post(w.Login("other"), path+"/acts", map[string]any{"act": "sign"}).Refused(http.StatusNotFound, "task.not_found")
	post(water, path+"/acts", map[string]any{"act": "object", "reason": "管网不属我单位", "unit": map[string]string{"id": "no-such", "name": "无此单位"}}).
		Refused(http.StatusNotFound, "org.not_found")
	post(water, path+"/acts", map[string]any{"act": "sign", "birth": map[string]any{}}).Refused(http.StatusUnprocessableEntity, "request.invalid")
	post(water, path+"/acts", map[string]any{"act": "sign"}).Want(http.StatusOK).JSON(&v)
	require.Equal(t, "signed", v.Status)
	require.Contains(t, v.Actions, struct{ Act, Text string }{"report", "反馈"})

	p := post(water, path+"/acts", map[string]any{"act": "report", "node": "d1", "report": map[string]any{"deployment": "正在推进"}}).
		Refused(http.StatusUnprocessableEntity, "task.vacuous")
	require.Equal(t, "report.deployment", p.Field)
	post(water, path+"/acts", map[string]any{"act": "report", "node": "d1", "report": map[string]any{"deployment": "成立三人小组，明确现场负责人"}}).
		Want(http.StatusOK).JSON(&v)
	require.Len(t, v.Reports, 1)
	post(coord, path+"/acts", map[string]any{"act": "amend", "amend": map[string]any{"standard": "100米供水管道", "reason": "线路加长"}}).
		Refused(http.StatusForbidden, "task.not_yours")
	w.Official("chair", "", org.Chair)
	post(w.Login("chair"), path+"/acts", map[string]any{"act": "amend", "amend": map[string]any{"standard": "100米供水管道", "reason": "线路加长"}}).
		Want(http.StatusOK).JSON(&v)
	p = post(coord, path+"/acts", map[string]any{"act": "verify"}).Refused(http.StatusConflict, "task.wrong_state")
	require.Contains(t, p.Detail, "chair", "who was first")

	var events struct{ Items []struct{ Text string } }
	water.Get(path + "/events").Want(http.StatusOK).JSON(&events)
	require.Len(t, events.Items, 4)
	var list struct{ Items []map[string]any }
	water.Get("/api/tasks?mine=1&light=green&sort=due").Want(http.StatusOK).JSON(&list)
	require.Len(t, list.Items, 1)
	w.Login("other").Get("/api/tasks").Want(http.StatusOK).JSON(&list)
	require.Empty(t, list.Items)
	w.Login("build").Get("/api/task-todos").Want(http.StatusOK).JSON(&list)
	require.Equal(t, "报送三日措施与进展", list.Items[0]["text"])
}

// An owner reads the course of the work and nothing of what passes between offices.
func TestOwnerSeesTheirTaskAndNoOfficeMatters(t *testing.T) {
	w, cases := taskWorld(t)
	now := w.Clock.Now()
	b := between.TaskBirth{
		TaskID: "t-1", IssueID: "i-1", Project: between.ProjectRef{ID: "p-1", Name: "项目", EnterpriseID: "e-apnt", EnterpriseName: "艾珀耐特"},
		Content: "供水管道牵入施工范围", Standard: "80米供水管道", Lead: between.Unit{ID: "o-water", Name: "水务公司"},
		Due: workcal.MustDate(due(w, 15)), DecidedBy: "李区长", DecidedAt: now,
	}
	cmd := supervision.Command{Order: casefile.Order{Act: "issue", Meta: casefile.Meta{RequestID: "r1", Actor: org.Clock}}, Form: supervision.Form{Birth: &b}}
	_, err := cases.Begin(context.Background(), casefile.Head{ID: "t-1", Kind: casefile.Task, Cal: workcal.Embedded()}, cmd)
	require.NoError(t, err)
	var v taskBody
	w.Login("you").Get("/api/tasks/t-1").Want(http.StatusOK).JSON(&v)
	require.Nil(t, v.Owed)
	require.Empty(t, v.Actions)
	w.Login("water").Get("/api/tasks/t-1").Want(http.StatusOK).JSON(&v)
	require.NotNil(t, v.Owed)
}

func TestTaskForceOverHTTP(t *testing.T) {
	w, _ := taskWorld(t)
	coord, water := w.Login("coord"), w.Login("water")
	var me struct {
		User struct {
			UserID string `json:"user_id"`
		}
	}
	water.Get("/api/session").Want(http.StatusOK).JSON(&me)
	body := map[string]any{"name": "艾珀耐特用水专班", "lead_id": me.User.UserID, "liaison": "游少卿"}
	post(water, "/api/task-forces", body).Refused(http.StatusForbidden, "taskforce.not_yours")
	var v struct {
		ID      string
		Version int
		Members []struct{ N int }
		LagWD   int `json:"lag_workdays"`
	}
	post(coord, "/api/task-forces", body).Want(http.StatusCreated).JSON(&v)
	path := "/api/task-forces/" + v.ID
	act := func(c *apitest.Client, body map[string]any) *apitest.Answer { return post(c, path+"/acts", body) }
	act(water, map[string]any{"act": "log_contact", "kind": "visit", "people": "游少卿", "text": "管线须穿越绿化带"}).Want(http.StatusOK).JSON(&v)
	require.Equal(t, 2, v.Version)
	act(w.Login("other"), map[string]any{"act": "log_contact", "kind": "visit", "people": "游少卿", "text": "管线须穿越绿化带"}).
		Refused(http.StatusNotFound, "taskforce.not_found")
	act(coord, map[string]any{"act": "dissolve", "text": "短"}).Refused(http.StatusUnprocessableEntity, "taskforce.too_short")
	coord.Get("/api/task-force-loads").Want(http.StatusOK)
	water.Get("/api/task-force-loads").Refused(http.StatusForbidden, "request.forbidden")
	w.Login("you").Get(path).Refused(http.StatusNotFound, "taskforce.not_found")
}

var codes = regexp.MustCompile(`(?s)(?:fault\.New\([^,]+, |conflict\()"((?:task|taskforce)\.[a-z_]+)"`)

// Every refusal about tasks has words.
func TestEveryTaskRefusalHasWords(t *testing.T) {
	words, err := os.ReadFile("messages_task.go")
	require.NoError(t, err)
	var seen int
	for _, dir := range []string{"../domain/supervision", "../domain/taskforce", "../store", "."} {
		files, err := filepath.Glob(dir + "/*.go")
		require.NoError(t, err)
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			src, err := os.ReadFile(file)
			require.NoError(t, err)
			for _, m := range codes.FindAllStringSubmatch(string(src), -1) {
				seen++
				require.Contains(t, string(words), `"`+m[1]+`"`, file)
			}
		}
	}
	require.Greater(t, seen, 50)
}
