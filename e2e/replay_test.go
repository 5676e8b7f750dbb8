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
	you := w.Login("you")
	var project struct{ ID string }
	w.Login("tongchou").Post("/api/projects", map[string]any{
		"name": "钢结构防腐材料项目", "enterprise_id": "e1", "sector": "materials", "invest_total_wan": 50000, "phase": "prep",
	}).Want(http.StatusCreated).JSON(&project)
	form := func(heading string) map[string]any {
		return map[string]any{"project_id": project.ID, "class": "water.supply", "heading": heading, "ask": "请协调接入主供水管道", "unclassified": true}
	}
	send := func(c *apitest.Client, path, key string, body any) *apitest.Answer {
		return c.Do(http.MethodPost, path, body, "Idempotency-Key", key)
	}
	type made struct {
		ID, No, Status string
		Seq            int
	}

	answers := make([]*apitest.Answer, 20)
	var together sync.WaitGroup
	for n := range answers {
		together.Go(func() { answers[n] = send(you, "/api/issues", "k-1", form("无水")) })
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
	cases := func() int {
		rows, _, err := r.store.Issues(context.Background(), coordinator, storeIssueQuery())
		require.NoError(t, err)
		return len(rows)
	}
	require.Equal(t, 1, cases())

	// Another content under the key is no repetition.
	send(you, "/api/issues", "k-1", form("没有电")).Want(http.StatusUnprocessableEntity)
	acts := "/api/issues/" + first.ID + "/acts"
	send(you, acts, "k-1", map[string]any{"act": "withdraw", "reason": "已自行解决，不再需要协调"}).Want(http.StatusUnprocessableEntity)
	require.Equal(t, 1, r.issue(first.ID).Seq)

	// A key is one person's and one case's: others may happen on the same.
	var second, mates made
	send(you, "/api/issues", "k-2", form("没有电")).Want(http.StatusCreated).JSON(&second)
	send(w.Login("mate"), "/api/issues", "k-1", form("无水")).Want(http.StatusCreated).JSON(&mates)
	require.NotEqual(t, first.ID, mates.ID)
	require.Equal(t, 3, cases())
	withdraw := map[string]any{"act": "withdraw", "reason": "已自行解决，不再需要协调"}
	send(you, "/api/issues/"+second.ID+"/acts", "k-3", withdraw).Want(http.StatusOK)
	send(you, acts, "k-3", withdraw).Want(http.StatusOK)

	// After the case has ended everything is answered from memory.
	require.Eventually(t, func() bool {
		d, err := r.client.DescribeWorkflowExecution(context.Background(), contract.CaseID(casefile.Issue, first.ID), "")
		require.NoError(t, err)
		return d.WorkflowExecutionInfo.Status == enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED
	}, 30*time.Second, 50*time.Millisecond)
	before := r.issue(first.ID)
	for range 2 {
		var again made
		send(you, acts, "k-3", withdraw).Want(http.StatusOK)
		send(you, "/api/issues", "k-1", form("无水")).Want(http.StatusCreated).JSON(&again)
		require.Equal(t, first.ID, again.ID)
		require.Equal(t, first.No, again.No)
		require.Equal(t, "withdrawn", again.Status, "the answer is the case as it stands now")
	}
	late := send(you, acts, "k-4", map[string]any{"act": "urge", "text": "请尽快办理"})
	require.Contains(t, []int{http.StatusConflict, http.StatusForbidden}, late.Status, "%s", late.Body)
	send(you, "/api/issues", "k-1", form("没有气")).Want(http.StatusUnprocessableEntity)
	require.Equal(t, before, r.issue(first.ID))
	require.Equal(t, 3, cases())
	r.verify()
}
