package api_test

import (
	"mime"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/api"
	"github.com/diaodu/diaodu/api/apitest"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
)

var pdf = []byte("%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")

func TestTwoFilesWithTheSameNameAreTwoFiles(t *testing.T) {
	w := apitest.New(t)
	w.Official("chair", "", org.Chair)
	c := w.Login("chair")
	var a, b, same api.FileView
	c.Upload("方案.pdf", append(pdf, 'a')).Want(http.StatusCreated).JSON(&a)
	c.Upload("方案.pdf", append(pdf, 'b')).Want(http.StatusCreated).JSON(&b)
	c.Upload("副本.pdf", append(pdf, 'a')).Want(http.StatusCreated).JSON(&same)
	require.NotEqual(t, a.ID, b.ID)
	require.Equal(t, a.SHA256, same.SHA256)
	require.Equal(t, append(pdf, 'a'), c.Get("/api/files/"+a.ID).Want(http.StatusOK).Body)
	got := c.Get("/api/files/" + b.ID).Want(http.StatusOK)
	require.Equal(t, append(pdf, 'b'), got.Body)
	kind, params, err := mime.ParseMediaType(got.Header.Get("Content-Disposition"))
	require.NoError(t, err)
	require.Equal(t, "attachment", kind)
	require.Equal(t, "方案.pdf", params["filename"])
	require.Equal(t, "nosniff", got.Header.Get("X-Content-Type-Options"))
	require.Contains(t, got.Header.Get("Content-Security-Policy"), "sandbox")
	c.Do(http.MethodGet, "/api/files/"+a.ID, nil, "If-None-Match", `"`+a.SHA256+`"`).Want(http.StatusNotModified)
}

func TestAFileIsItsUploadersUntilAnActRefersToIt(t *testing.T) {
	w := apitest.New(t)
	w.Enterprise("e-1", "艾珀耐特")
	w.Enterprise("e-2", "另一家")
	w.Official("chair", "", org.Chair)
	w.Owner("boss", "e-1", org.Primary)
	w.Owner("mate", "e-1", org.Member)
	w.Owner("other", "e-2", org.Primary)
	var f api.FileView
	w.Login("boss").Upload("现场.pdf", pdf).Want(http.StatusCreated).JSON(&f)
	for _, who := range []string{"chair", "mate", "other"} {
		w.Login(who).Get("/api/files/"+f.ID).Refused(http.StatusNotFound, "file.not_found")
	}
}

func TestFilesThatAreNotWhatTheySayAreRefused(t *testing.T) {
	w := apitest.New(t, func(d *api.Deps) { d.MaxUpload = 1 << 20 })
	w.Official("chair", "", org.Chair)
	c := w.Login("chair")
	page := []byte("<!DOCTYPE html><html><script>alert(1)</script></html>")
	c.Upload("page.html", page).Refused(http.StatusUnprocessableEntity, "file.type")
	c.Upload("photo.jpg", page).Refused(http.StatusUnprocessableEntity, "file.not_what_it_says")
	c.Upload("notes.txt", page).Refused(http.StatusUnprocessableEntity, "file.not_what_it_says")
	c.Upload("setup.zip", []byte("MZ\x90\x00\x03")).Refused(http.StatusUnprocessableEntity, "file.not_what_it_says")
	c.Upload("empty.pdf", nil).Refused(http.StatusUnprocessableEntity, "file.empty")
	c.Upload("big.pdf", append(pdf, make([]byte, 1<<20)...)).Refused(http.StatusUnprocessableEntity, "file.too_large")
	c.Upload("huge.pdf", append(pdf, make([]byte, 3<<20)...)).Refused(http.StatusRequestEntityTooLarge, "request.too_large")
	c.Do(http.MethodPost, "/api/files", map[string]string{"file": "x"}).Want(http.StatusUnprocessableEntity)
	c.Upload("说明.TXT", []byte("一，二\n三，四\n")).Want(http.StatusCreated)
}

func TestFileNamesAreCleaned(t *testing.T) {
	w := apitest.New(t)
	w.Official("chair", "", org.Chair)
	c := w.Login("chair")
	for sent, kept := range map[string]string{
		`..\..\windows\方案.pdf`:            "方案.pdf",
		"a\u202Efdp.pdf":                  "afdp.pdf",
		".pdf":                            "未命名.pdf",
		strings.Repeat("长", 300) + ".pdf": strings.Repeat("长", 120) + ".pdf",
		`quote".pdf`:                      "quote.pdf",
		"two  spaces & 100%;x=1.pdf":      "two  spaces & 100%;x=1.pdf",
	} {
		var f api.FileView
		c.Upload(sent, pdf).Want(http.StatusCreated).JSON(&f)
		require.Equal(t, kept, f.Name)
		_, params, err := mime.ParseMediaType(c.Get("/api/files/" + f.ID).Want(http.StatusOK).Header.Get("Content-Disposition"))
		require.NoError(t, err)
		require.Equal(t, kept, params["filename"])
	}
}

func TestAnActOpensTheFileItRefersToToItsCase(t *testing.T) {
	w := papers(t)
	w.Owner("mate", "e1", org.Member)
	var f api.FileView
	w.Login("you").Upload("现场.pdf", pdf).Want(http.StatusCreated).JSON(&f)
	w.Login("coordinator").Get("/api/files/"+f.ID).Refused(http.StatusNotFound, "file.not_found")
	w.report(casefile.Attachment{FileID: f.ID, Name: f.Name})
	for _, who := range []string{"coordinator", "mate", "you"} {
		w.Login(who).Get("/api/files/" + f.ID).Want(http.StatusOK)
	}
	w.Login("other").Get("/api/files/"+f.ID).Refused(http.StatusNotFound, "file.not_found")
}

// Whoever may not read an act does not read its files either, though the case is
// theirs and they know the id (R14); once a note is published they do.
func TestAFileOfAHiddenActIsHidden(t *testing.T) {
	w := guarded(t)
	const one = "/api/issues/i1"
	co, you := w.Login("coordinator"), w.Login("you")
	co.Post(one+"/acts", map[string]any{"act": "dispatch", "class": "water.supply", "grade": "ordinary", "lead": map[string]any{"id": "o-water", "name": "水"}}).
		Want(http.StatusOK)
	water := w.Login("water")
	var f api.FileView
	water.Upload("内部测算.pdf", pdf).Want(http.StatusCreated).JSON(&f)
	attach := []map[string]string{{"file_id": f.ID, "name": f.Name}}
	var noted struct{ Seq int }
	water.Post(one+"/acts", map[string]any{"act": "note", "text": "管线费用的内部测算", "files": attach}).Want(http.StatusOK).JSON(&noted)
	co.Get("/api/files/" + f.ID).Want(http.StatusOK)
	for _, who := range []string{"you", "mate", "other", "stranger"} {
		w.Login(who).Get("/api/files/"+f.ID).Refused(http.StatusNotFound, "file.not_found")
	}
	you.Post(one+"/acts", map[string]any{"act": "withdraw", "reason": "试", "files": attach}).Refused(http.StatusNotFound, "file.not_found")
	co.Post(one+"/acts", map[string]any{"act": "publish", "note_seq": noted.Seq}).Want(http.StatusOK)
	you.Get("/api/files/" + f.ID).Want(http.StatusOK)
	w.Login("mate").Get("/api/files/" + f.ID).Want(http.StatusOK)
	for _, who := range []string{"other", "stranger"} {
		w.Login(who).Get("/api/files/"+f.ID).Refused(http.StatusNotFound, "file.not_found")
	}

	// A task shows its evidence to those who work on it or check it, not to the owner.
	const task = "/api/tasks/t1"
	water.Upload("竣工图.pdf", append(pdf, 'x')).Want(http.StatusCreated).JSON(&f)
	attach = []map[string]string{{"file_id": f.ID, "name": f.Name, "type": "map"}}
	water.Post(task+"/acts", map[string]any{"act": "sign"}).Want(http.StatusOK)
	water.Post(task+"/acts", map[string]any{"act": "upload", "files": attach}).Want(http.StatusOK)
	co.Get("/api/files/" + f.ID).Want(http.StatusOK)
	for _, who := range []string{"you", "mate", "other", "stranger"} {
		w.Login(who).Get("/api/files/"+f.ID).Refused(http.StatusNotFound, "file.not_found")
	}
}

func TestReferringToSomebodyElsesFileOpensItToNobody(t *testing.T) {
	w := papers(t)
	var f api.FileView
	w.Login("water").Upload("内部.pdf", pdf).Want(http.StatusCreated).JSON(&f)
	w.report(casefile.Attachment{FileID: f.ID, Name: f.Name})
	for _, who := range []string{"you", "coordinator", "other"} {
		w.Login(who).Get("/api/files/"+f.ID).Refused(http.StatusNotFound, "file.not_found")
	}
}
