package api_test

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/api"
	"github.com/diaodu/diaodu/api/apitest"
	"github.com/diaodu/diaodu/documents"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/store/storetest"
)

const progressTemplate = "/api/letter-templates/progress_letter"

// inForce are a letter's words in force.
func inForce(c *apitest.Client, path string) (v api.LetterTemplateView) {
	c.Get(path).Want(http.StatusOK).JSON(&v)
	return v
}

// reworded puts words in force that say something else, over the version seen.
func reworded(c *apitest.Client, path, old, new string) *apitest.Answer {
	v := inForce(c, path)
	text := strings.Replace(v.Text, old, new, 1)
	return c.Do(http.MethodPut, path, map[string]any{"text": text, "reason": "按区里行文习惯"}, "If-Match", fmt.Sprintf("%q", fmt.Sprint(v.Version)))
}

func hash(a *apitest.Answer) string { return fmt.Sprintf("%x", sha256.Sum256(a.Body)) }

// wording is all that a letter says.
func wording(p *documents.Sheet) string {
	var all []string
	for _, b := range p.Blocks {
		all = append(all, b.Text)
		for _, row := range b.Rows {
			for _, box := range row {
				all = append(all, box.Text)
			}
		}
	}
	return strings.Join(all, "\n")
}

func TestAnAdministratorWritesTheWordsOfALetter(t *testing.T) {
	w := papers(t)
	w.Official("admin", "", org.Admin)
	admin, co := w.Login("admin"), w.Login("coordinator")
	for _, path := range []string{"/api/letter-templates", progressTemplate, progressTemplate + "/versions", progressTemplate + "/versions/0"} {
		co.Get(path).Refused(http.StatusForbidden, "setting.admin_only")
		admin.Get(path).Want(http.StatusOK)
	}
	co.Do(http.MethodPut, progressTemplate, map[string]any{"text": "x", "reason": "试试"}, "If-Match", `"0"`).Refused(http.StatusForbidden, "setting.admin_only")
	co.Post(progressTemplate+"/preview", map[string]any{"text": "x"}).Refused(http.StatusForbidden, "setting.admin_only")
	admin.Get("/api/letter-templates/none").Refused(http.StatusNotFound, "document.template_unknown")

	var list struct{ Items []api.LetterTemplateRow }
	admin.Get("/api/letter-templates").Want(http.StatusOK).JSON(&list)
	require.Len(t, list.Items, len(documents.ShippedLetters().Infos()))
	shipped := inForce(admin, progressTemplate)
	require.Zero(t, shipped.Version)
	require.Contains(t, shipped.Text, "特此函告。")

	var seen api.LetterPreview
	admin.Post(progressTemplate+"/preview", map[string]any{"text": shipped.Text}).Want(http.StatusOK).JSON(&seen)
	require.Empty(t, seen.Mistakes)
	require.Empty(t, seen.Changes)
	require.Contains(t, wording(seen.Letter), "R-2026-05-0012")
	require.Equal(t, "关于钢结构防腐材料项目进展情况的函", seen.Letter.Heading())

	broken := strings.Replace(shipped.Text, "{{文号}}", "{{文号}", 1) + "\n{{电话}}"
	admin.Post(progressTemplate+"/preview", map[string]any{"text": broken}).Want(http.StatusOK).JSON(&seen)
	lines := strings.Count(broken, "\n") + 1
	require.Equal(t, []api.LetterMistake{
		{Line: 2, Code: "letter.braces", Text: "花括号不成对：填入内容的地方，名称前后各写两个花括号。"},
		{Line: lines, Code: "letter.no_field", Text: "没有名为“电话”的内容，请从可用内容里选。"},
		{Code: "letter.must_print", Text: "必须印出“文号”，模板里没有用到它。"},
	}, seen.Mistakes)
	require.Contains(t, seen.Changes, api.DiffLine{Kind: "added", Text: "{{电话}}"})
	p := admin.Do(http.MethodPut, progressTemplate, map[string]any{"text": broken, "reason": "试试"}, "If-Match", `"0"`).
		Refused(http.StatusUnprocessableEntity, "letter.refused")
	require.Equal(t, "不能发布，共有 3 处要改。第 2 行：花括号不成对：填入内容的地方，名称前后各写两个花括号。", p.Detail)
	admin.Do(http.MethodPut, progressTemplate, map[string]any{"text": shipped.Text, "reason": "没改"}, "If-Match", `"0"`).Refused(http.StatusConflict, "letter.same")
	admin.Do(http.MethodPut, progressTemplate, map[string]any{"text": shipped.Text, "reason": "没看"}).Refused(http.StatusUnprocessableEntity, "request.version")

}

func TestWordsThatArePublishedHaveVersionsAndCanBeRolledBack(t *testing.T) {
	w := papers(t)
	w.Official("admin", "", org.Admin)
	admin := w.Login("admin")
	shipped := inForce(admin, progressTemplate)
	reworded(admin, progressTemplate, "特此函告。", "特此函告，请予支持。").Want(http.StatusOK)
	admin.Do(http.MethodPut, progressTemplate, map[string]any{"text": shipped.Text + "\n", "reason": "看的是旧的"}, "If-Match", `"0"`).
		Refused(http.StatusPreconditionFailed, "stale")
	now := inForce(admin, progressTemplate)
	require.Equal(t, 1, now.Version)
	require.Equal(t, "按区里行文习惯", now.Reason)
	require.NotEmpty(t, now.By)

	var one api.LetterTemplateVersion
	admin.Get(progressTemplate + "/versions/1").Want(http.StatusOK).JSON(&one)
	require.Contains(t, one.Changes, api.DiffLine{Kind: "removed", Text: "特此函告。"})
	require.Contains(t, one.Changes, api.DiffLine{Kind: "added", Text: "特此函告，请予支持。"})
	admin.Get(progressTemplate+"/versions/7").Refused(http.StatusNotFound, "letter.version")

	admin.Do(http.MethodPost, progressTemplate+"/roll-back", map[string]any{"version": 0, "reason": "区里不同意"}, "If-Match", `"0"`).
		Refused(http.StatusPreconditionFailed, "stale")
	admin.Do(http.MethodPost, progressTemplate+"/roll-back", map[string]any{"version": 9, "reason": "区里不同意"}, "If-Match", `"1"`).
		Refused(http.StatusNotFound, "letter.version")
	admin.Do(http.MethodPost, progressTemplate+"/roll-back", map[string]any{"version": 0, "reason": "区里不同意"}, "If-Match", `"1"`).Want(http.StatusOK)
	var past struct{ Items []api.LetterTemplatePast }
	admin.Get(progressTemplate + "/versions").Want(http.StatusOK).JSON(&past)
	require.Len(t, past.Items, 3)
	require.Equal(t, "回到随程序提供的文字：区里不同意", past.Items[0].Reason)
	require.Equal(t, []int{2, 1, 0}, []int{past.Items[0].Version, past.Items[1].Version, past.Items[2].Version})
	require.Equal(t, shipped.Text, inForce(admin, progressTemplate).Text)

	var told int
	row := storetest.SQL(t, w.DSN).QueryRow("SELECT COUNT(*) FROM audit_entries WHERE what = 'letter.set' AND subject = 'letter/progress_letter'")
	require.NoError(t, row.Scan(&told))
	require.Equal(t, 2, told, "one entry for each that was published")
}

// A letter that was handed out says the same for ever, with its code; the template
// that came later is for letters that come later.
func TestALetterHandedOutKeepsItsWords(t *testing.T) {
	w := papers(t)
	w.Official("admin", "", org.Admin)
	id, name := w.project()
	admin, you, co := w.Login("admin"), w.Login("you"), w.Login("coordinator")
	path := "/api/projects/" + id + "/progress-letter"
	const before, after = "特此函告。", "特此函告，请予支持。"

	first := you.Get(path + ".docx").Want(http.StatusOK)
	text := parts(t, first, docx)
	require.Contains(t, text, before)
	code := codeOn(t, text)
	reworded(admin, progressTemplate, before, after).Want(http.StatusOK)
	again := co.Get(path + ".docx").Want(http.StatusOK)
	require.Equal(t, hash(first), hash(again), "byte for byte, whoever prints it")
	var page api.LetterPage
	you.Get(path).Want(http.StatusOK).JSON(&page)
	require.Contains(t, wording(&page.Sheet), before)
	require.Contains(t, wording(&page.Sheet), code)
	require.Equal(t, "项目进展函 "+name+".docx", page.File)

	// Tomorrow's is another letter, in the new words; yesterday's is printed as it was.
	w.Clock.Pass(24 * time.Hour)
	you = w.Login("you")
	next := you.Get(path + ".docx").Want(http.StatusOK)
	require.Contains(t, parts(t, next, docx), after)
	require.NotEqual(t, code, codeOn(t, parts(t, next, docx)))
	kept := "/api/projects/" + id + "/letters/" + code + "/letter"
	require.Equal(t, hash(first), hash(you.Get(kept+".docx").Want(http.StatusOK)))
	you.Get(kept).Want(http.StatusOK).JSON(&page)
	require.Contains(t, wording(&page.Sheet), before)

	var list struct{ Items []api.IssuedLetterView }
	you.Get("/api/projects/" + id + "/letters").Want(http.StatusOK).JSON(&list)
	require.Len(t, list.Items, 2)
	require.Equal(t, []int{1, 0}, []int{list.Items[0].Version, list.Items[1].Version}, "newest first, with the version of its words")
	require.Equal(t, code, list.Items[1].Code)

	// Whoever verifies reads what is on the paper.
	var checked api.LetterCheck
	w.Anybody().Get("/api/verify/" + code).Want(http.StatusOK).JSON(&checked)
	require.Contains(t, wording(checked.Letter), before)
	require.NotContains(t, wording(checked.Letter), after)
	require.Equal(t, hash(first), checked.FileSHA)
	for _, b := range checked.Letter.Blocks {
		require.Contains(t, text, b.Text)
	}

	// It is in nobody else's hands.
	w.Login("other").Get(kept).Refused(http.StatusNotFound, "project.not_found")
	w.Login("water").Get(kept+".docx").Refused(http.StatusForbidden, "request.forbidden")
	w.Official("service", "", org.ServiceOfficer)
	w.Login("service").Get(kept).Refused(http.StatusNotFound, "verify.unknown")
	var none struct{ Items []api.IssuedLetterView }
	w.Login("service").Get("/api/projects/" + id + "/letters").Want(http.StatusOK).JSON(&none)
	require.Empty(t, none.Items)
	you.Get("/api/projects/"+id+"/letters/AAAA/letter").Refused(http.StatusNotFound, "verify.mistyped")
}

// What a paper does not say, its verification does not tell, and its title is the
// one that was printed.
func TestVerificationFollowsTheWordsPrinted(t *testing.T) {
	w := papers(t)
	w.Official("admin", "", org.Admin)
	id, _ := w.project()
	admin := w.Login("admin")
	text := inForce(admin, progressTemplate).Text
	text = strings.Replace(text, "处于{{项目阶段}}阶段", "正在推进", 1)
	text = strings.Replace(text, "关于{{项目名称}}进展情况的函", "关于{{项目名称}}办理情况的复函", 1)
	admin.Do(http.MethodPut, progressTemplate, map[string]any{"text": text, "reason": "不写阶段"}, "If-Match", `"0"`).Want(http.StatusOK)
	code := codeOn(t, parts(t, w.Login("you").Get("/api/projects/"+id+"/progress-letter.docx"), docx))
	var checked api.LetterCheck
	w.Anybody().Get("/api/verify/" + code).Want(http.StatusOK).JSON(&checked)
	require.Empty(t, checked.Phase)
	require.NotEmpty(t, checked.To)
	require.Equal(t, "关于钢结构防腐材料项目办理情况的复函", checked.Title)
}

// A letter from before its words were kept is still verified by what was kept.
func TestALetterFromBeforeIsVerifiedByItsFacts(t *testing.T) {
	w := papers(t)
	id, _ := w.project()
	code := codeOn(t, parts(t, w.Login("you").Get("/api/projects/"+id+"/progress-letter.docx"), docx))
	_, err := storetest.SQL(t, w.DSN).Exec("UPDATE issued_letters SET template_sha = '', filled = NULL")
	require.NoError(t, err)
	var checked api.LetterCheck
	w.Anybody().Get("/api/verify/" + code).Want(http.StatusOK).JSON(&checked)
	require.Nil(t, checked.Letter)
	require.Equal(t, "关于钢结构防腐材料项目进展情况的函", checked.Title)
	require.Len(t, checked.Rows, 1)
	w.Login("you").Get("/api/projects/"+id+"/letters/"+code+"/letter").Refused(http.StatusNotFound, "verify.unknown")
}

// What is dated keeps the words of its day; what is dated later has the new ones.
func TestADatedLetterHasTheWordsOfItsDay(t *testing.T) {
	w := papers(t)
	w.Official("admin", "", org.Admin)
	admin, co, you := w.Login("admin"), w.Login("coordinator"), w.Login("you")
	var kept api.FileView
	you.Upload("照片.txt", []byte("现场")).Want(http.StatusCreated).JSON(&kept)
	w.report(casefile.Attachment{FileID: kept.ID, Name: kept.Name, SHA256: kept.SHA256})
	w.issueTask()
	reworded(admin, "/api/letter-templates/task", "抓好落实", "抓紧办好").Want(http.StatusOK)
	old := parts(t, co.Get("/api/tasks/t1/letter.docx"), docx)
	require.Contains(t, old, "抓好落实", "of 2022, long before the change")

	// The same words, seen from a day after the change, are the new ones.
	_, err := storetest.SQL(t, w.DSN).Exec("UPDATE setting_versions SET set_at = '2020-01-01'")
	require.NoError(t, err)
	require.Contains(t, parts(t, co.Get("/api/tasks/t1/letter.docx"), docx), "抓紧办好")
	var page api.LetterPage
	co.Get("/api/tasks/t1/letter").Want(http.StatusOK).JSON(&page)
	require.Contains(t, wording(&page.Sheet), "抓紧办好")
	you.Get("/api/tasks/t1/letter").Refused(http.StatusForbidden, "request.forbidden")
	w.Login("other").Get("/api/issues/i1/acceptance").Refused(http.StatusNotFound, "issue.not_found")
}
