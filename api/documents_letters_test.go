package api_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"mime"
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
	"github.com/diaodu/diaodu/documents"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/store/storetest"
)

// saved gives a letter's text and, where DIAODU_LETTERS names a folder, keeps the
// file there for somebody to look at.
func saved(t *testing.T, a *apitest.Answer, name string) string {
	t.Helper()
	text := parts(t, a, docx)
	_, params, err := mime.ParseMediaType(a.Header.Get("Content-Disposition"))
	require.NoError(t, err)
	require.Equal(t, name, params["filename"], "the file's name in Chinese")
	if dir := os.Getenv("DIAODU_LETTERS"); dir != "" {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), a.Body, 0o644))
	}
	return text
}

// leaderActor may extend and suspend.
var leaderActor = org.Actor{UserID: "u-leader", Name: "赵分管", Roles: []org.Role{org.Leader}}

// work plays a task to an urge, an approved extension and a pause.
func (w *papersWorld) work(task *supervision.Task, proof casefile.Attachment) {
	w.T.Helper()
	unit := org.Actor{UserID: "u-water", Name: "吴工", Roles: []org.Role{org.UtilityAgent}, OrgID: "o-water", OrgName: "区水务公司"}
	for _, step := range []struct {
		day string
		by  org.Actor
		act string
		f   supervision.Form
	}{
		{"2022-05-20", unit, supervision.ActSign, supervision.Form{}},
		{"2022-05-20", triager, supervision.ActUrge, supervision.Form{Reason: "管材尚未进场，请说明到货时间。"}},
		{"2022-05-23", unit, supervision.ActExtendAsk, supervision.Form{
			Code: "materials", Reason: "管材到货推迟，厂家已出具说明", Work: "到货后三天内完成敷设，五天内通水", NewDue: workcal.MustDate("2022-06-07"), Basis: &proof,
		}},
		{"2022-05-24", leaderActor, supervision.ActExtendYes, supervision.Form{Reason: "同意，抓紧到货"}},
		{"2022-05-25", unit, supervision.ActSuspendAsk, supervision.Form{
			Code: "weather", Reason: "持续强降雨，沟槽开挖存在安全风险", Notice: &proof, EndsOn: workcal.MustDate("2022-05-31"),
		}},
		{"2022-05-25", leaderActor, supervision.ActSuspend, supervision.Form{Reason: "同意暂停，雨停即复工"}},
	} {
		cmd := supervision.Command{Order: casefile.Order{Meta: w.meta(step.by), Act: step.act}, Form: step.f}
		ev, err := task.Decide(cmd, workcal.MustDate(step.day).At(10, w.n))
		w.record(task, ev, err)
	}
}

func TestLettersOfATask(t *testing.T) {
	w := papers(t)
	co, you, other, water := w.Login("coordinator"), w.Login("you"), w.Login("other"), w.Login("water")
	var kept api.FileView
	you.Upload("情况说明.txt", []byte("说明")).Want(http.StatusCreated).JSON(&kept)
	proof := casefile.Attachment{FileID: kept.ID, Name: kept.Name, SHA256: kept.SHA256}
	w.report(proof)
	task := w.issueTask()
	co.Get("/api/tasks/t1/urges/1/urge.docx").Refused(http.StatusNotFound, "document.no_letter")
	w.work(task, proof)

	urge := saved(t, water.Get("/api/tasks/t1/urges/1/urge.docx"), "催办通知书 "+task.Urges[0].No+".docx")
	require.Contains(t, urge, "管材尚未进场")
	require.Contains(t, urge, "2022年5月31日", "the date as it stood then, whatever moved it since")
	you.Get("/api/tasks/t1/urges/1/urge.docx").Refused(http.StatusForbidden, "request.forbidden")

	extension := saved(t, co.Get("/api/tasks/t1/extensions/1/notice.docx"), "延期告知书 "+task.No+".docx")
	require.Contains(t, extension, "区水务公司：")
	require.Contains(t, extension, "2022年6月7日")
	require.Contains(t, extension, "2022年5月24日", "dated the day it was granted")
	for _, a := range []*apitest.Answer{co.Get("/api/tasks/t1/extensions/1/notice.docx?to=owner"), you.Get("/api/tasks/t1/extensions/1/notice.docx?to=unit")} {
		require.Contains(t, parts(t, a, docx), "重庆艾珀耐特高分子材料有限公司：")
	}
	co.Get("/api/tasks/t1/extensions/2/notice.docx").Refused(http.StatusNotFound, "document.no_letter")

	pause := saved(t, you.Get("/api/tasks/t1/pauses/1/notice.docx"), "暂停告知书 "+task.No+".docx")
	require.Contains(t, pause, "天气及安全")
	require.Contains(t, pause, "2022年5月25日")
	require.Contains(t, pause, "重庆艾珀耐特高分子材料有限公司：")
	w.Org("o-stranger", "区文旅委")
	w.Official("stranger", "o-stranger", org.Handler)
	stranger := w.Login("stranger")
	for _, path := range []string{"/api/tasks/t1/urges/1/urge.docx", "/api/tasks/t1/extensions/1/notice.docx", "/api/tasks/t1/pauses/1/notice.docx"} {
		stranger.Get(path).Refused(http.StatusNotFound, "task.not_found")
	}
	other.Get("/api/tasks/t1/extensions/1/notice.docx").Refused(http.StatusNotFound, "task.not_found")
	other.Get("/api/tasks/t1/pauses/1/notice.docx").Refused(http.StatusNotFound, "task.not_found")
}

func TestLettersOfAnIssueGoToItsOwner(t *testing.T) {
	w := papers(t)
	co, you, other := w.Login("coordinator"), w.Login("you"), w.Login("other")
	var kept api.FileView
	you.Upload("照片.txt", []byte("现场")).Want(http.StatusCreated).JSON(&kept)
	i := w.report(casefile.Attachment{FileID: kept.ID, Name: kept.Name, SHA256: kept.SHA256})
	for _, reader := range []*apitest.Client{co, you} {
		text := saved(t, reader.Get("/api/issues/i1/acceptance.docx"), "受理通知书 "+i.No+".docx")
		require.Contains(t, text, "2022年5月7日就“钢结构防腐材料项目”提出的")
	}
	other.Get("/api/issues/i1/acceptance.docx").Refused(http.StatusNotFound, "issue.not_found")
	co.Get("/api/issues/i1/correction.docx").Refused(http.StatusConflict, "document.not_returned")

	cmd := issue.Command{Order: casefile.Order{Meta: w.meta(triager), Act: issue.ReturnInfo}, Form: issue.Form{
		Reason: "图上看不出接口位置，请标明并附照片", Missing: []string{"where", "course"},
	}}
	ev, err := i.Decide(cmd, workcal.MustDate("2022-05-09").At(10, 0))
	w.record(i, ev, err)
	text := saved(t, you.Get("/api/issues/i1/correction.docx"), "补正告知书 "+i.No+".docx")
	require.Contains(t, text, "具体地点")
	require.Contains(t, text, "图上看不出接口位置")
	require.Contains(t, text, "2022年5月16日", "five working days after the return")
	other.Get("/api/issues/i1/correction.docx").Refused(http.StatusNotFound, "issue.not_found")
}

func TestAgendaPapersAreForWhoSeesTheIssueAndTheMeeting(t *testing.T) {
	w := papers(t)
	w.Official("leader", "", org.Leader)
	w.Org("o-stranger", "区文旅委")
	w.Official("stranger", "o-stranger", org.Handler)
	co, you, water, leader := w.Login("coordinator"), w.Login("you"), w.Login("water"), w.Login("leader")
	i := w.report(casefile.Attachment{FileID: "f1", Name: "照片.jpg"})
	m := w.meet()
	meetingPath := "/api/meetings/" + m.ID
	path := meetingPath + "/items/i1/sheet"
	text := saved(t, co.Get(path+".docx"), "议题单 "+m.No+" "+i.No+".docx")
	for _, want := range []string{
		"2022年5月重点问题月调度会", "钢结构防腐材料项目的问题", "重庆艾珀耐特高分子材料有限公司", i.No, "用水/供水接入", "2022年5月7日",
		"地点：生产区域；原因：前期规划。", "尽快接通生产用水", "影响开工", "已协调", "同意牵头，需绿化用地配合", "由区水务公司牵头，六月底前接通", "吴工", "10分钟",
	} {
		require.Contains(t, text, want)
	}
	var page api.LetterPage
	leader.Get(path).Want(http.StatusOK).JSON(&page)
	require.Equal(t, "议题单 "+m.No+" "+i.No+".docx", page.File)
	require.Contains(t, fmt.Sprint(page.Blocks), "六月底前接通", "the page has the file's words")
	require.Contains(t, parts(t, leader.Get(meetingPath+"/notice.docx"), docx), "2022年4月26日", "dated the day its agenda was locked")

	you.Get(path).Refused(http.StatusForbidden, "request.forbidden")
	w.Login("stranger").Get(path).Refused(http.StatusNotFound, "meeting.not_found")
	co.Get(meetingPath+"/items/i9/sheet").Refused(http.StatusNotFound, "meeting.no_item")
	co.Get(meetingPath+"/items/i3/sheet").Refused(http.StatusConflict, "document.no_issue")

	// The unit sees the agenda; of the issue it knows nothing before it works on it.
	marked := func(reader *apitest.Client) (marked []string) {
		var v api.MeetingView
		reader.Get(meetingPath).Want(http.StatusOK).JSON(&v)
		for _, it := range v.Items {
			if it.Sheet {
				marked = append(marked, it.ID)
			}
		}
		return marked
	}
	water.Get(path).Refused(http.StatusNotFound, "issue.not_found")
	require.Empty(t, marked(water))
	require.Empty(t, marked(you))
	ev, err := i.Decide(issue.Command{Order: casefile.Order{Meta: w.meta(triager), Act: issue.Dispatch}, Form: issue.Form{
		Class: "water.supply", Grade: issue.Ordinary, Lead: &waterworks,
	}}, workcal.MustDate("2022-05-09").At(10, 0))
	w.record(i, ev, err)
	require.Contains(t, parts(t, water.Get(path+".docx"), docx), "尽快接通生产用水")
	for _, reader := range []*apitest.Client{co, leader, water} {
		require.Equal(t, []string{"i1"}, marked(reader), "the second has no tendency yet, the third is no issue")
	}
}

// codeOn reads the code that a letter prints, and sees that it says where to use it.
func codeOn(t *testing.T, text string) string {
	t.Helper()
	found := regexp.MustCompile(`核验码：([2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4})。`).FindStringSubmatch(text)
	require.NotNil(t, found, text)
	require.Contains(t, text, apitest.PublicURL+"/verify")
	return found[1]
}

func TestWrongCodesAnswerPlainlyAndWithinBounds(t *testing.T) {
	w := papers(t)
	unknown, err := documents.NewVerifyCode()
	require.NoError(t, err)
	p := w.Anybody().Get("/api/verify/"+unknown).Refused(http.StatusNotFound, "verify.unknown")
	require.Contains(t, p.Detail, "没有查到这个核验码")
	for range 9 {
		w.Anybody().Get("/api/verify/AAAA-BBBB-CCCD").Refused(http.StatusNotFound, "verify.mistyped")
	}
	p = w.Anybody().Get("/api/verify/"+unknown).Refused(http.StatusTooManyRequests, "verify.often")
	require.Contains(t, p.Detail, "10 分钟后再试")
	w.Clock.Pass(10 * time.Minute)
	w.Anybody().Get("/api/verify/"+unknown).Refused(http.StatusNotFound, "verify.unknown")
}

// project is a project of e1 with an issue of its owner, by id and name.
func (w *papersWorld) project() (id, name string) {
	w.T.Helper()
	keeper := store.By{Actor: org.Actor{UserID: "k", Name: "库管", Roles: []org.Role{org.Admin, org.Coordinator}}, At: workcal.MustDate("2022-04-01").At(9, 0)}
	require.NoError(w.T, w.Store.SetTowns(context.Background(), keeper, []org.TownName{{Code: "500153003", Name: "广顺街道"}}))
	title, enterprise, town, kind, invest, sector := "钢结构防腐材料项目", "e1", "500153003", "新建", int64(160520), project.Materials
	p, err := w.Store.CreateProject(context.Background(), keeper, project.New{Phase: project.Planned, Patch: project.Patch{
		Name: &title, EnterpriseID: &enterprise, TownCode: &town, Kind: &kind, InvestTotalWan: &invest, Sector: &sector,
	}})
	require.NoError(w.T, err)
	apnt.ID = p.ID
	defer func() { apnt.ID = "p1" }()
	w.report(casefile.Attachment{FileID: "f1", Name: "照片.jpg"})
	return p.ID, title
}

func TestProgressLetterTellsAnOwnerOfTheirProject(t *testing.T) {
	w := papers(t)
	id, name := w.project()
	path := "/api/projects/" + id + "/progress-letter.docx"
	text := saved(t, w.Login("you").Get(path), "项目进展函 "+name+".docx")
	require.Contains(t, text, "生产区域未接入主供水管道")
	require.Contains(t, text, "重庆艾珀耐特高分子材料有限公司：")
	code := codeOn(t, text)
	again := w.Login("coordinator").Get(path).Want(http.StatusOK)
	require.Equal(t, code, codeOn(t, saved(t, again, "项目进展函 "+name+".docx")), "the same words are the same letter")

	var checked api.LetterCheck
	typed := strings.ToLower(strings.ReplaceAll(code, "-", ""))
	w.Anybody().Get("/api/verify/" + typed).Want(http.StatusOK).JSON(&checked)
	require.Equal(t, code, checked.Code)
	require.Equal(t, fmt.Sprintf("%x", sha256.Sum256(again.Body)), checked.FileSHA, "the file as handed out")
	require.Equal(t, "关于"+name+"进展情况的函", checked.Title)
	require.Equal(t, workcal.DateOf(w.Clock.Now()), workcal.DateOf(checked.IssuedAt))
	printed := strings.Join(strings.Fields(text), "")
	for _, fact := range []string{checked.Title, checked.Issuer, checked.DocNo, checked.To, checked.Project, checked.Phase, checked.Rows[0].Title, checked.Rows[0].State, checked.Rows[0].Holder} {
		require.NotEmpty(t, fact)
		require.Contains(t, printed, strings.Join(strings.Fields(fact), ""), "nothing is told that is not on the paper")
	}
	require.Len(t, checked.Rows, 1)

	w.Clock.Pass(24 * time.Hour)
	require.NotEqual(t, code, codeOn(t, parts(t, w.Login("you").Get(path), docx)), "another day's letter is another letter")
	var still api.LetterCheck
	w.Anybody().Get("/api/verify/" + code).Want(http.StatusOK).JSON(&still)
	require.Equal(t, checked, still, "what was issued stays as it was")
	w.Login("other").Get(path).Refused(http.StatusNotFound, "project.not_found")
	w.Login("water").Get(path).Refused(http.StatusForbidden, "request.forbidden")
}

// A letter of how a project stands says what stands of its approvals too, to its
// owner alone: another enterprise's application for the same project is not in it.
func TestProgressLetterTellsOfTheProjectsApplications(t *testing.T) {
	w := papers(t)
	id, name := w.project()
	apnt.ID = id
	defer func() { apnt.ID = "p1" }()
	path := "/api/projects/" + id + "/progress-letter.docx"
	before := saved(t, w.Login("you").Get(path), "项目进展函 "+name+".docx")
	require.NotContains(t, before, "审批事项")
	w.apply()
	after := saved(t, w.Login("you").Get(path), "项目进展函 "+name+".docx")
	require.Contains(t, after, "审批事项")
	require.Contains(t, after, "审批中")
	require.NotEqual(t, codeOn(t, before), codeOn(t, after), "what says more is another letter")

	_, err := storetest.SQL(t, w.DSN).Exec("UPDATE approvals SET enterprise_id = 'e2' WHERE id = 'a1'")
	require.NoError(t, err)
	require.NotContains(t, parts(t, w.Login("coordinator").Get(path), docx), "审批事项")
}
