package e2e

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"

	"github.com/diaodu/diaodu/api"
	"github.com/diaodu/diaodu/api/apitest"
	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/store"
)

// One report, however often it is sent: at once, with other words, for other
// cases, and after the case has ended.
func TestOneReportHoweverOftenItIsSent(t *testing.T) {
	d := newDoor(t)
	first := d.twentyAtOnce(t)
	d.otherwiseUsed(t, first)
	d.afterTheEnd(t, first)
	d.rig.verify()
}

// door is the API on a rig, with one owner's team and one project.
type door struct {
	rig       *rig
	world     *apitest.World
	you       *apitest.Client
	projectID string
}

type made struct {
	ID, No, Status string
	Seq            int
}

func newDoor(t *testing.T) *door {
	r := newRig(t).work()
	w := apitest.On(t, r.dsn, func(d *api.Deps) {
		s, ok := d.Users.(*store.Store)
		require.True(t, ok)
		d.Cases, d.Directory, d.Histories, d.States, d.Issues, d.Tasks = r.cases, s, s, s, s, s
	})
	w.Enterprise("e1", "重庆艾珀耐特高分子材料有限公司")
	w.Official("tongchou", "", org.Coordinator)
	w.Owner("you", "e1", org.Primary)
	w.Owner("mate", "e1", org.Member)
	var project struct{ ID string }
	w.Login("tongchou").Post("/api/projects", map[string]any{
		"name": "钢结构防腐材料项目", "enterprise_id": "e1", "sector": "materials", "invest_total_wan": 50000, "phase": "prep",
	}).Want(http.StatusCreated).JSON(&project)
	return &door{rig: r, world: w, you: w.Login("you"), projectID: project.ID}
}

func (d *door) form(heading string) map[string]any {
	return map[string]any{"project_id": d.projectID, "class": "water.supply", "heading": heading, "ask": "请协调接入主供水管道", "unclassified": true}
}

func send(c *apitest.Client, path, key string, body any) *apitest.Answer {
	return c.Do(http.MethodPost, path, body, "Idempotency-Key", key)
}

func (d *door) cases(t *testing.T) int {
	rows, _, err := d.rig.store.Issues(context.Background(), coordinator, storeIssueQuery())
	require.NoError(t, err)
	return len(rows)
}

func actsOf(id string) string { return "/api/issues/" + id + "/acts" }

var withdrawal = map[string]any{"act": "withdraw", "reason": "已自行解决，不再需要协调"}

// twentyAtOnce sends one report twenty times at once: it is one case.
func (d *door) twentyAtOnce(t *testing.T) made {
	answers := make([]*apitest.Answer, 20)
	var together sync.WaitGroup
	for n := range answers {
		together.Go(func() { answers[n] = send(d.you, "/api/issues", "k-1", d.form("无水")) })
	}
	together.Wait()
	ids := map[string]bool{}
	var first made
	for _, a := range answers {
		a.Want(http.StatusCreated).JSON(&first)
		ids[first.ID] = true
	}
	require.Len(t, ids, 1)
	require.Equal(t, 1, first.Seq)
	require.Equal(t, 1, d.cases(t))
	return first
}

// otherwiseUsed tries the key for other things: another content is no
// repetition, and a key is one person's and one case's.
func (d *door) otherwiseUsed(t *testing.T, first made) {
	send(d.you, "/api/issues", "k-1", d.form("没有电")).Want(http.StatusUnprocessableEntity)
	send(d.you, actsOf(first.ID), "k-1", withdrawal).Want(http.StatusUnprocessableEntity)
	require.Equal(t, 1, d.rig.issue(first.ID).Seq)

	var second, mates made
	send(d.you, "/api/issues", "k-2", d.form("没有电")).Want(http.StatusCreated).JSON(&second)
	send(d.world.Login("mate"), "/api/issues", "k-1", d.form("无水")).Want(http.StatusCreated).JSON(&mates)
	require.NotEqual(t, first.ID, mates.ID)
	require.Equal(t, 3, d.cases(t))
	send(d.you, actsOf(second.ID), "k-3", withdrawal).Want(http.StatusOK)
	send(d.you, actsOf(first.ID), "k-3", withdrawal).Want(http.StatusOK)
}

// afterTheEnd repeats everything once the case's workflow has completed.
func (d *door) afterTheEnd(t *testing.T, first made) {
	r := d.rig
	require.Eventually(t, func() bool {
		w, err := r.client.DescribeWorkflowExecution(context.Background(), contract.CaseID(casefile.Issue, first.ID), "")
		require.NoError(t, err)
		return w.WorkflowExecutionInfo.Status == enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED
	}, 30*time.Second, 50*time.Millisecond)
	before := r.issue(first.ID)
	for range 2 {
		var again made
		send(d.you, actsOf(first.ID), "k-3", withdrawal).Want(http.StatusOK)
		send(d.you, "/api/issues", "k-1", d.form("无水")).Want(http.StatusCreated).JSON(&again)
		require.Equal(t, first.ID, again.ID)
		require.Equal(t, first.No, again.No)
		require.Equal(t, "withdrawn", again.Status, "the answer is the case as it stands now")
	}
	late := send(d.you, actsOf(first.ID), "k-4", map[string]any{"act": "urge", "text": "请尽快办理"})
	require.Contains(t, []int{http.StatusConflict, http.StatusForbidden}, late.Status, "%s", late.Body)
	send(d.you, "/api/issues", "k-1", d.form("没有气")).Want(http.StatusUnprocessableEntity)
	require.Equal(t, before, r.issue(first.ID))
	require.Equal(t, 3, d.cases(t))
}
