package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/store/storetest"
)

// found are the issues that a search lists, in its order, and how many it counts.
func (c *county) found(q string) (ids []string, n int64) {
	c.t.Helper()
	ctx := context.Background()
	chair := org.Actor{UserID: "u-chair", Roles: []org.Role{org.Chair}}
	rows, _, err := c.store.Issues(ctx, chair, store.IssueQuery{Q: q, Limit: 100})
	require.NoError(c.t, err, q)
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	n, err = c.store.CountIssues(ctx, chair, store.IssueQuery{Q: q})
	require.NoError(c.t, err, q)
	return ids, n
}

// letters are what the random texts are made of: few, so that they repeat; and
// those that compare oddly, escape something, or have four bytes.
var letters = []rune("供水管道改造用地许可一二12300--RrAaéßİK %_\\'\n😀𠀀（演示）　")

func randomText(r *rand.Rand, length int) string {
	text := make([]rune, length)
	for i := range text {
		text[i] = letters[r.IntN(len(letters))]
		if r.IntN(3) > 0 { // mostly the plain ones
			text[i] = letters[r.IntN(12)]
		}
	}
	return string(text)
}

// A search finds what looking into every row finds, in the same order.
func TestASearchFindsWhatLookingIntoEveryRowFinds(t *testing.T) {
	c := newCounty(t)
	c.at("2022-05-09", 10)
	c.report("i-0", "p-key", "water.supply")
	r := rand.New(rand.NewPCG(7, 11))
	db := storetest.SQL(t, c.dsn)
	var texts []string
	for n := range 700 { // more than a search names by their ids
		row := []any{fmt.Sprintf("i-r%03d", n), fmt.Sprintf("R-2022-06-%04d", n)}
		for range 4 {
			text := randomText(r, r.IntN(14))
			if n%2 == 0 {
				text += "有限公司"
			}
			texts, row = append(texts, text), append(row, text)
		}
		_, err := db.Exec(`INSERT INTO issues (id, no, heading, project_name, enterprise_name, pinyin, raised_at, status, open, class, class_l1, source, project_id, enterprise_id,
			raised_by, raised_name, received_on, ball_what, result, ask, seq, changed_at)
			SELECT ?, ?, ?, ?, ?, LOWER(?), raised_at - INTERVAL 1 HOUR, status, open, class, class_l1, source, project_id, enterprise_id,
			raised_by, raised_name, received_on, ball_what, result, ask, seq, changed_at FROM issues WHERE id = 'i-0'`, row...)
		require.NoError(t, err)
	}
	taken, err := c.store.IndexWords(context.Background())
	require.NoError(t, err)
	require.Equal(t, 700, taken)
	taken, err = c.store.IndexWords(context.Background())
	require.NoError(t, err)
	require.Zero(t, taken, "each once")

	asked := []string{"有限公司", "限公", "司", "R-2022-06-0004", "r-2022", "0699", "难题i-0", "nt", "没有这样的字", "%", "_", "\\", " ", "　", " 水", "水 ", "é", "ss", "K", "İ", "😀", "RR"}
	for range 150 {
		text := []rune(texts[r.IntN(len(texts))])
		from := r.IntN(len(text) + 1)
		to := from + r.IntN(len(text)-from+1)
		asked = append(asked, string(text[from:to]), strings.ToUpper(string(text[from:to])), randomText(r, 1+r.IntN(5)))
	}
	few := 0
	for _, q := range asked {
		like := "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(q) + "%"
		rows, err := db.Query(`SELECT id FROM issues WHERE heading LIKE ? OR no LIKE ? OR project_name LIKE ? OR enterprise_name LIKE ? OR pinyin LIKE ?
			ORDER BY raised_at DESC, id DESC`, like, like, like, like, strings.ToLower(like))
		require.NoError(t, err)
		var want []string
		for rows.Next() {
			var id string
			require.NoError(t, rows.Scan(&id))
			want = append(want, id)
		}
		require.NoError(t, rows.Err())
		got, n := c.found(q)
		require.EqualValues(t, len(want), n, "%q", q)
		require.Equal(t, want[:min(100, len(want))], got, "%q", q)
		if len(want) > 0 && len(want) < 50 {
			few++
		}
	}
	require.Greater(t, few, 75, "searches that find some")
}

// What is recorded is found at once, by its number, names and initials; also when
// its words change, and after a rebuild. What is found reads few rows.
func TestWhatIsRecordedIsFoundAtOnce(t *testing.T) {
	c := newCounty(t)
	ctx := context.Background()
	c.at("2022-05-09", 10)
	c.report("i-1", "p-key", "water.supply")
	c.act("i-2", taskOwner, issue.Report, issue.Form{Report: &issue.ReportForm{
		Project: between.ProjectRef{ID: "p-prep", Name: "项目p-prep", EnterpriseID: "e-apnt", EnterpriseName: "重庆艾珀耐特高分子材料有限公司"},
		Class:   "water.supply", Heading: "难题i-2", Demand: "请协调解决", Unclassified: true,
	}})
	both := []string{"i-2", "i-1"}
	expect := func(q string, want ...string) {
		t.Helper()
		got, _ := c.found(q)
		require.Equal(t, want, got, q)
	}
	look := func() {
		t.Helper()
		expect("难题i-2", "i-2")
		expect(c.issues["i-1"].No, "i-1")
		expect("项目p-prep", "i-2")
		expect("艾珀耐特", both...)
		expect("NTI1", "i-1")
		expect("题", both...)
		expect("没有这样的字")
	}
	look()
	c.act("i-2", taskCoord, issue.ReturnInfo, issue.Form{Reason: "标题请写明地点"})
	c.act("i-2", taskOwner, issue.Supplement, issue.Form{Text: "北门一侧", Report: &issue.ReportForm{Heading: "难题i-2在北门"}})
	expect("在北门", "i-2")
	expect("ZBM", "i-2")
	expect("i-2在", "i-2")
	look()
	c.sql("DELETE FROM search_grams")
	expect("难题i-2")
	_, err := c.store.Rebuild(ctx)
	require.NoError(t, err)
	look()

	c.issue("t-1", nil)
	tasks := func(q string) (ids []string) {
		rows, _, err := c.store.Tasks(ctx, taskCoord, store.TaskQuery{Q: q, Limit: 10})
		require.NoError(t, err)
		for _, r := range rows {
			ids = append(ids, r.ID)
		}
		return ids
	}
	require.Equal(t, []string{"t-1"}, tasks("牵入施工"))
	require.Equal(t, []string{"t-1"}, tasks("水务公"))
	require.Empty(t, tasks("住建委"))
}

// A search reads what may match, not every row; an act that leaves the words as
// they are does not touch them.
func TestASearchReadsWhatMayMatch(t *testing.T) {
	c := newCounty(t)
	c.at("2022-05-09", 10)
	const many = 60
	for n := range many {
		c.report(fmt.Sprintf("i-%02d", n), "p-key", "water.supply")
	}
	db := storetest.SQL(t, c.dsn)
	c.sql("ANALYZE TABLE issues, search_grams, search_docs")
	for q, want := range map[string]int{"没有这样的字": 0, "-07": 1, "没有": 0, "ZZ": 0} {
		_, _ = c.found(q)
		before := rowsRead(t, db)
		ids, _ := c.found(q)
		require.Len(t, ids, want, q)
		require.Less(t, rowsRead(t, db)-before, 5*many/4, "%q: %d issues, listed and counted", q, many)
	}
	c.sql("DELETE FROM search_grams")
	c.act("i-00", taskWater, issue.Sign, issue.Form{})
	var grams int
	require.NoError(t, db.QueryRow("SELECT COUNT(*) FROM search_grams").Scan(&grams))
	require.Zero(t, grams)
}
