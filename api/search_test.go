package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/api"
	"github.com/diaodu/diaodu/api/apitest"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/store"
)

// searchWorld has one project with a task and two enterprises.
func searchWorld(t *testing.T) (*apitest.World, *apitest.Client) {
	t.Helper()
	cases := &straight{}
	w := apitest.New(t, func(d *api.Deps) {
		s, ok := d.Users.(*store.Store)
		require.True(t, ok)
		cases.store, cases.now = s, d.Now
		d.Cases, d.Calendars, d.Directory, d.Histories = cases, s, s, s
		d.Issues, d.Tasks, d.Plans, d.Approvals, d.Meetings = s, s, s, s, s
	})
	w.Org("o-water", "水务公司")
	w.Org("o-other", "旁单位")
	w.Enterprise("e-1", "重庆艾珀耐特高分子材料有限公司")
	w.Enterprise("e-2", "重庆别家装备有限公司")
	w.Official("coord", "", org.Coordinator)
	w.Official("water", "o-water", org.Handler)
	w.Official("other", "o-other", org.Handler)
	w.Owner("mine", "e-1", org.Primary)
	w.Owner("theirs", "e-2", org.Primary)
	coord := w.Login("coord")
	coord.Post("/api/projects", map[string]any{
		"name": "钢结构防腐材料项目", "enterprise_id": "e-1", "sector": "materials", "invest_total_wan": 50000, "phase": "prep",
	}).Want(http.StatusCreated)
	post(coord, "/api/tasks", map[string]any{
		"content": "钢结构厂房供水管道牵入", "standard": "80米供水管道牵入施工范围", "lead_id": "o-water", "due": due(w, 15), "decided_by": "李区长",
		"evidence": []map[string]string{{"type": "photo", "name": "现场照片"}},
	}).Want(http.StatusCreated)

	return w, coord
}

func TestSearchFindsWhatTheReaderMaySee(t *testing.T) {
	w, coord := searchWorld(t)
	found := func(login, q string) map[string][]string {
		t.Helper()
		var f api.Found
		w.Login(login).Get("/api/search?q=" + q).Want(http.StatusOK).JSON(&f)
		titles := map[string][]string{}
		for _, h := range f.Items {
			require.NotEmpty(t, h.ID)
			titles[h.Kind] = append(titles[h.Kind], h.Title)
		}
		return titles
	}
	both := map[string][]string{"project": {"钢结构防腐材料项目"}, "task": {"钢结构厂房供水管道牵入"}}
	require.Equal(t, both, found("coord", "钢结构"))
	require.Equal(t, both, found("coord", "gjg"), "by initials 拼音首字母")
	require.Equal(t, map[string][]string{"task": both["task"]}, found("water", "钢结构厂房"))
	require.Empty(t, found("other", "钢结构")["task"], "another unit's task is not there")
	require.Equal(t, both["project"], found("mine", "钢结构")["project"])
	require.Empty(t, found("theirs", "钢结构"))
	require.Empty(t, found("theirs", "艾珀耐特"))
	require.Equal(t, []string{"重庆艾珀耐特高分子材料有限公司"}, found("coord", "艾珀耐特")["enterprise"])
	require.Empty(t, found("coord", "%25"), "a sign of the database is a letter like any other")

	coord.Get("/api/search").Want(http.StatusUnprocessableEntity)
	w.Anybody().Get("/api/search?q=x").Want(http.StatusUnauthorized)
}

func TestSearchListsAFewOfEachKindAndSaysThereIsMore(t *testing.T) {
	w, coord := searchWorld(t)
	for range 6 {
		post(coord, "/api/tasks", map[string]any{
			"content": "并排修路", "standard": "修好两公里路面", "lead_id": "o-water", "due": due(w, 15), "decided_by": "李区长",
			"evidence": []map[string]string{{"type": "photo", "name": "现场照片"}},
		}).Want(http.StatusCreated)
	}
	var f api.Found
	coord.Get("/api/search?q=修路").Want(http.StatusOK).JSON(&f)
	require.Len(t, f.Items, 5)
	require.Equal(t, []string{"task"}, f.More)
}
