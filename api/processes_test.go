package api_test

import (
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/api"
	"github.com/diaodu/diaodu/api/apitest"
	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/store"
)

const tryPermit = `process: try-permit
name: 试行许可
matter: {code: TRY, authority: zhujian, kind: 许可}
form: {type: object, properties: {area: {type: integer, title: 面积}}}
steps:
  - stage: accept
    name: 受理
    accepts: true
    by: {role: dept_receiver}
    within: 5
  - stage: big
    name: 集体审议
    when: form.area > 1000
    by: {role: handler}
  - stage: sign
    name: 签发
    by: {role: dept_lead}
`

func processWorld(t *testing.T) *apitest.World {
	w := apitest.New(t)
	w.Org("zhujian", "区住房城乡建委")
	w.Official("admin", "", org.Admin)
	w.Official("tong", "zhujian", org.Coordinator)
	w.Official("ban", "zhujian", org.Handler)
	return w
}

type said map[string]any

// readsKeys reads what the keys of a definition mean, in both languages.
func readsKeys(t *testing.T, c *apitest.Client) {
	t.Helper()
	var keys struct{ Items []api.ProcessKeys }
	c.Get("/api/process-keys").Want(http.StatusOK).JSON(&keys)
	require.Equal(t, "流程名称", keys.Items[0].Keys[slices.IndexFunc(keys.Items[0].Keys, func(k api.ProcessKey) bool { return k.Key == "name" })].Text)
	english := string(c.Do(http.MethodGet, "/api/process-keys", nil, "Accept-Language", "en").Want(http.StatusOK).Body)
	require.Contains(t, english, "Name of the process")
	require.NotRegexp(t, `\p{Han}`, english)
}

// comparesTexts tells two texts apart by step, in the reader's language, and by
// their lines where one of them cannot be read.
func comparesTexts(t *testing.T, c *apitest.Client) {
	t.Helper()
	ask := func(to string, header ...string) (got api.ProcessComparison) {
		c.Do(http.MethodPost, "/api/processes/compare", said{"from": tryPermit, "to": to}, header...).Want(http.StatusOK).JSON(&got)
		return got
	}
	same := ask(tryPermit)
	require.Equal(t, api.ProcessComparison{Readable: true, Changes: []api.ProcessChange{}, Lines: []api.DiffLine{}}, same)
	renamed := strings.Replace(tryPermit, "name: 签发", "name: 核发", 1)
	require.Equal(t, []api.ProcessChange{{Part: "环节", Name: "核发", How: "changed", Settings: []api.ProcessSetting{{Key: "name", Text: "名称", From: "签发", To: "核发"}}}}, ask(renamed).Changes)
	require.Equal(t, "Step", ask(renamed, "Accept-Language", "en").Changes[0].Part)
	broken := ask("process: [")
	require.False(t, broken.Readable)
	require.NotEmpty(t, broken.Lines)
}

func TestAProcessIsWrittenCheckedTriedPublishedAndRolledBack(t *testing.T) {
	w := processWorld(t)
	c := w.Login("tong")
	const one = "/api/processes/try-permit"

	var read api.ProcessText
	c.Post("/api/processes/check", said{"text": strings.Replace(tryPermit, "role: handler", "role: handlr", 1)}).Want(http.StatusOK).JSON(&read)
	require.NotEmpty(t, read.Problems)
	require.Equal(t, 14, read.Problems[0].Line)

	var draft store.ProcessDraft
	c.Do(http.MethodPut, one+"/draft", said{"text": tryPermit}).Want(http.StatusOK).JSON(&draft)
	c.Do(http.MethodPut, one+"/draft", said{"text": tryPermit, "expect": 7}).Refused(http.StatusPreconditionFailed, "process.draft_changed")
	c.Do(http.MethodPut, one+"/draft", said{"text": strings.Replace(tryPermit, "签发", "核发", 1), "expect": draft.Version}).Want(http.StatusOK).JSON(&draft)

	var tried api.TriedView
	c.Post("/api/processes/try", said{"text": draft.Text, "form": said{"area": 5000}, "pace": 1}).Want(http.StatusOK).JSON(&tried)
	require.Equal(t, "approved", tried.Status)
	require.Empty(t, tried.Stuck)
	require.Len(t, tried.Lines, 4, "submit and three approvals")
	require.Equal(t, "区住房城乡建委部门收文", tried.Lines[1].By)

	c.Post(one+"/publish", said{"draft": draft.Version, "note": "第一版"}).Want(http.StatusOK)
	c.Do(http.MethodPut, one+"/draft", said{"text": tryPermit}).Want(http.StatusOK).JSON(&draft)
	c.Post(one+"/publish", said{"draft": draft.Version, "note": "改名"}).Want(http.StatusOK)
	var diff struct{ Items []api.DiffLine }
	c.Get(one + "/diff?from=1&to=2").Want(http.StatusOK).JSON(&diff)
	require.Contains(t, diff.Items, api.DiffLine{Kind: "removed", Text: "    name: 核发"})
	require.Contains(t, diff.Items, api.DiffLine{Kind: "added", Text: "    name: 签发"})

	c.Get(one + "/diff?from=1&to=2&of=outline").Want(http.StatusOK).JSON(&diff)
	require.Contains(t, diff.Items, api.DiffLine{Kind: "removed", Text: "3. 核发：区住房城乡建委部门负责人"})
	require.Contains(t, diff.Items, api.DiffLine{Kind: "added", Text: "3. 签发：区住房城乡建委部门负责人"})
	comparesTexts(t, c)
	c.Post(one+"/publish", said{"draft": draft.Version, "note": "又发布"}).Refused(http.StatusPreconditionFailed, "process.draft_gone")
	readsKeys(t, c)
	var list struct{ Items []api.ProcessView }
	c.Get("/api/processes").Want(http.StatusOK).JSON(&list)
	require.Len(t, list.Items, 1)
	require.Equal(t, 2, list.Items[0].Current)
	require.Equal(t, "tong", list.Items[0].PublishedBy)
	require.NotNil(t, list.Items[0].PublishedAt)

	rolledBack(t, w, c, list.Items[0].Version)
	verified, err := w.Store.VerifyAudit(t.Context())
	require.NoError(t, err)
	require.Empty(t, verified.Broken)

	// Everybody sees the version in use, only who keeps processes the others.
	ban := w.Login("ban")
	ban.Get(one + "/versions/1").Want(http.StatusOK)
	ban.Get(one+"/versions/2").Refused(http.StatusNotFound, "process.not_found")
	ban.Post(one+"/use", said{"version": 2, "note": "x"}).Refused(http.StatusForbidden, "process.not_yours")
	ban.Get(one+"/versions/0").Refused(http.StatusForbidden, "process.not_yours")
}

// rolledBack goes back to the first version by whoever saw which one is in use, and
// throws away a draft as it was seen.
func rolledBack(t *testing.T, w *apitest.World, c *apitest.Client, seen int) {
	t.Helper()
	const one = "/api/processes/try-permit"
	var draft store.ProcessDraft
	quoted := func(n int) string { return strconv.Quote(strconv.Itoa(n)) }
	c.Do(http.MethodPost, one+"/use", said{"version": 1, "note": "看的是旧的"}, "If-Match", `"1"`).Refused(http.StatusPreconditionFailed, "stale")
	c.Do(http.MethodPost, one+"/use", said{"version": 1, "note": "回滚"}, "If-Match", quoted(seen)).Want(http.StatusNoContent)
	def, err := w.Store.PublishedProcess(t.Context(), "try-permit")
	require.NoError(t, err)
	require.Equal(t, 1, def.Version)
	require.Equal(t, "核发", def.Steps[2].Name)
	c.Do(http.MethodPut, one+"/draft", said{"text": def2(t, w, 1)}).Want(http.StatusOK).JSON(&draft)
	c.Post(one+"/publish", said{"draft": draft.Version, "note": "没有改"}).Refused(http.StatusConflict, "process.unchanged")
	c.Do(http.MethodDelete, one+"/draft", nil, "If-Match", `"7"`).Refused(http.StatusPreconditionFailed, "process.draft_changed")
	c.Do(http.MethodDelete, one+"/draft", nil, "If-Match", quoted(draft.Version)).Want(http.StatusNoContent)
	c.Do(http.MethodDelete, one+"/draft", nil, "If-Match", `"7"`).Want(http.StatusNoContent)
}

// Who opened a draft that somebody else has thrown away and begun anew neither saves
// over the new one, nor throws it away, nor publishes it.
func TestADraftBegunAnewIsNotTheOneSomebodyOpened(t *testing.T) {
	w := processWorld(t)
	mine, theirs := w.Login("tong"), w.Login("admin")
	const draft, changed = "/api/processes/try-permit/draft", "process.draft_changed"
	begin := func(c *apitest.Client, text string) (d store.ProcessDraft) {
		c.Do(http.MethodPut, draft, said{"text": text}).Want(http.StatusOK).JSON(&d)
		return d
	}
	seen := func(d store.ProcessDraft) string { return strconv.Quote(strconv.Itoa(d.Version)) }
	opened := begin(mine, tryPermit)
	theirs.Do(http.MethodDelete, draft, nil, "If-Match", seen(opened)).Want(http.StatusNoContent)
	now := begin(theirs, strings.Replace(tryPermit, "签发", "核发", 1))

	mine.Do(http.MethodPut, draft, said{"text": tryPermit, "expect": opened.Version}).Refused(http.StatusPreconditionFailed, changed)
	mine.Do(http.MethodDelete, draft, nil, "If-Match", seen(opened)).Refused(http.StatusPreconditionFailed, changed)
	mine.Post("/api/processes/try-permit/publish", said{"draft": opened.Version, "note": "看过的"}).Refused(http.StatusPreconditionFailed, changed)
	var page api.ProcessPage
	theirs.Get("/api/processes/try-permit").Want(http.StatusOK).JSON(&page)
	require.Equal(t, now.Text, page.Writing.Text)
	require.Equal(t, now.Version, page.Writing.Version)
}

func def2(t *testing.T, w *apitest.World, version int) string {
	v, err := w.Store.ProcessVersion(t.Context(), "try-permit", version)
	require.NoError(t, err)
	return v.Text
}

func TestAModelOfAnotherToolIsConvertedOrRefusedWithReasons(t *testing.T) {
	w := processWorld(t)
	c := w.Login("admin")
	const model = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x">
 <process id="leave" isExecutable="true">
  <startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="t"/>
  <userTask id="t" name="审批"/><sequenceFlow id="f2" sourceRef="t" targetRef="e"/>
  <endEvent id="e"/>
 </process>
</definitions>`
	var got api.ImportedProcess
	c.Post("/api/processes/import", said{"from": "bpmn", "text": model}).Want(http.StatusOK).JSON(&got)
	require.False(t, got.Refused)
	require.Contains(t, got.Text, "审批")
	require.NotEmpty(t, got.Remarks, "nobody decides it yet")
	c.Post("/api/processes/import", said{"from": "bpmn", "text": strings.Replace(model, "userTask", "scriptTask", 2)}).Want(http.StatusOK).JSON(&got)
	require.True(t, got.Refused)
}

// A service of DIGIT meets the same checks: who keeps no processes imports none,
// what is none is refused with its line, several want a choice, and roles that
// nobody named are left for a person.
func TestAServiceOfDigitIsConvertedOrRefusedWithReasons(t *testing.T) {
	w := processWorld(t)
	text, err := os.ReadFile("../domain/digit/testdata/complaint.json")
	require.NoError(t, err)
	ask := said{"from": "digit", "text": string(text)}
	w.Login("ban").Post("/api/processes/import", ask).Refused(http.StatusForbidden, "process.not_yours")
	c := w.Login("admin")
	levels := func(body said) (levels []string, got api.ImportedProcess) {
		c.Post("/api/processes/import", body).Want(http.StatusOK).JSON(&got)
		for _, r := range got.Remarks {
			require.NotEmpty(t, r.Text)
			levels = append(levels, r.Level)
		}
		return levels, got
	}
	said1, got := levels(ask)
	require.False(t, got.Refused)
	require.Contains(t, said1, "mend")
	require.NotEmpty(t, got.Problems, "three roles are nobody's yet")

	ask["roles"] = said{"DISPATCHER": said{"role": "coordinator"}, "DEPUTY": said{"role": "coordinator"}, "WORKER": said{"role": "service_officer"}}
	said2, got := levels(ask)
	require.NotContains(t, said2, "mend")
	require.Empty(t, got.Problems)
	var read api.ProcessText
	c.Post("/api/processes/check", said{"text": got.Text}).Want(http.StatusOK).JSON(&read)
	require.Empty(t, read.Problems)
	require.NotNil(t, read.Picture)

	for body, want := range map[string]string{
		"{\n\"businessService\": ]}": "不是有效的 JSON，读到第 2 行为止。",
		`{"hello": 1}`:               "文件里没有 DIGIT 业务服务（businessService 及其 states）。",
		`[{"businessService":"A","states":[{}]},{"businessService":"B","states":[{}]}]`: "请指定导入哪一个业务服务：A、B。",
	} {
		_, got = levels(said{"from": "digit", "text": body})
		require.True(t, got.Refused)
		require.Equal(t, want, got.Remarks[0].Text)
		require.Empty(t, got.Text)
	}
	_, got = levels(said{"from": "digit", "text": `{"businessService":"A","states":[{"isStartState":true}]}`})
	require.True(t, got.Refused)
}

// publish puts a process in use.
func (w *guardWorld) publish(code, text string) {
	w.T.Helper()
	def, problems := process.Parse([]byte(text))
	require.Empty(w.T, problems)
	require.NoError(w.T, process.Seal(def))
	by := casefile.Meta{Actor: org.Actor{UserID: "u", Name: "测试"}}
	_, err := w.Store.PublishProcess(w.T.Context(), by, def, store.ProcessVersion{Text: text, Source: store.ProcessEdited, Note: "测试"}, 0, w.Clock.Now())
	require.NoError(w.T, err, code)
}

func TestADefinitionIsDrawnWithWhoDoesWhat(t *testing.T) {
	w := processWorld(t)
	var read api.ProcessText
	w.Login("tong").Post("/api/processes/check", said{"text": tryPermit}).Want(http.StatusOK).JSON(&read)
	require.NotNil(t, read.Picture)
	boxes := map[string]api.PictureNodeView{}
	for _, n := range read.Picture.Nodes {
		require.Empty(t, n.State, "no application stands in it")
		boxes[n.ID] = n
	}
	require.Len(t, boxes, 5)
	require.Contains(t, boxes["accept"].Detail, "5 个工作日")
	require.Equal(t, "环节", boxes["accept"].KindText)
	require.Contains(t, boxes["big"].Notes, "仅当 form.area > 1000")
	require.Contains(t, read.Picture.Edges, approval.PictureEdge{From: "accept", To: "sign", Kind: "skip"})
}

func TestWhoKeepsAProcessSeesHowManyApplicationsFollowEachVersion(t *testing.T) {
	w := guarded(t)
	var a handedIn
	submitAs(w.Login("you"), w.form()).Want(http.StatusCreated).JSON(&a)
	w.Official("keeper", "", org.Admin)
	var read struct {
		Process string
		Version int
	}
	w.Login("water").Get("/api/approvals/" + a.ID).Want(http.StatusOK).JSON(&read)
	one := "/api/processes/" + read.Process
	var page api.ProcessPage
	w.Login("keeper").Get(one).Want(http.StatusOK).JSON(&page)
	require.Equal(t, []store.ProcessRunning{{Process: read.Process, Version: read.Version, Running: 2}}, page.Running, "guarded has handed one in already")
	page = api.ProcessPage{}
	w.Login("water").Get(one).Want(http.StatusOK).JSON(&page)
	require.Empty(t, page.Running)
}
