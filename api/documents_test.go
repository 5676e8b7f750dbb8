package api_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"mime"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/diaodu/diaodu/api"
	"github.com/diaodu/diaodu/api/apitest"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// papersWorld is a server whose cases are judged by the real rules and recorded in
// the real database, with the moment each act happens given by the test.
type papersWorld struct {
	*apitest.World
	cal      workcal.Calendar
	reporter org.Actor
	n        int
}

func papers(t *testing.T) *papersWorld {
	w := &papersWorld{cal: workcal.Embedded().Slice(2021, 2024)}
	w.World = apitest.New(t, func(d *api.Deps) {
		s := d.Users.(*store.Store)
		d.States, d.Histories, d.Issues, d.Meetings = s, s, s, s
		d.Board, d.Statistics, d.Approvals = s, s, s
	})
	w.Enterprise("e1", "重庆艾珀耐特高分子材料有限公司")
	w.Enterprise("e2", "别家公司")
	w.Org("o-water", "区水务公司")
	w.Official("coordinator", "", org.Coordinator)
	w.Official("water", "o-water", org.UtilityAgent)
	you := w.Owner("you", "e1", org.Primary)
	w.reporter = org.Actor{UserID: you.ID, Name: "游少卿", Roles: []org.Role{org.Owner}, EnterpriseID: "e1", OwnerRole: org.Primary}
	w.Owner("other", "e2", org.Primary)
	return w
}

var (
	apnt       = between.ProjectRef{ID: "p1", Name: "钢结构防腐材料项目", EnterpriseID: "e1", EnterpriseName: "重庆艾珀耐特高分子材料有限公司"}
	waterworks = between.Unit{ID: "o-water", Name: "区水务公司", Type: org.Utility}
	triager    = org.Actor{UserID: "u-co", Name: "王统筹", Roles: []org.Role{org.Coordinator}}
	presiding  = org.Actor{UserID: "u-chair", Name: "李区长", Roles: []org.Role{org.Chair}}
)

// meta is the next request of an actor.
func (w *papersWorld) meta(by org.Actor) casefile.Meta {
	w.n++
	return casefile.Meta{Actor: by, RequestID: fmt.Sprintf("q%d", w.n)}
}

// record writes what a rule decided and folds it.
func (w *papersWorld) record(s casefile.State, ev casefile.Event, err error) {
	w.T.Helper()
	require.NoError(w.T, err)
	rec, err := w.Store.Record(context.Background(), ev)
	require.NoError(w.T, err)
	require.Empty(w.T, rec.Adopt)
	ev.Number = rec.Number
	require.NoError(w.T, s.Apply(ev))
}

func (w *papersWorld) report(file casefile.Attachment) *issue.Issue {
	w.T.Helper()
	i := &issue.Issue{Head: casefile.Head{ID: "i1", Kind: casefile.Issue, Cal: w.cal}}
	at := workcal.MustDate("2022-05-07").At(10, 0)
	for _, step := range []struct {
		by  org.Actor
		act string
		f   issue.Form
	}{
		{w.reporter, issue.Report, issue.Form{Files: []casefile.Attachment{file}, Report: &issue.ReportForm{
			Project: apnt, Class: "water.supply", Heading: "生产区域未接入主供水管道", Cause: "planning", Demand: "尽快接通生产用水",
			Facts: issue.Facts{Where: "生产区域", Cause: "前期规划"}, Impact: issue.Impact{Blocks: []string{"started"}}, Unclassified: true,
		}}},
		{triager, issue.Accept, issue.Form{Reason: "情况清楚，先行受理"}},
	} {
		ev, err := i.Decide(issue.Command{Order: casefile.Order{Meta: w.meta(step.by), Act: step.act}, Form: step.f}, at)
		w.record(i, ev, err)
	}
	return i
}

func (w *papersWorld) issueTask() *supervision.Task {
	w.T.Helper()
	t := &supervision.Task{Head: casefile.Head{ID: "t1", Kind: casefile.Task, Cal: w.cal}}
	birth := between.TaskBirth{
		TaskID: "t1", Forum: between.OnSite, IssueID: "i1", IssueNo: "R-2022-05-0001", Project: apnt, Lead: waterworks,
		Content: "将供水管道牵入施工范围", Standard: "敷设不少于80米并通水", Due: workcal.MustDate("2022-05-31"), DecidedBy: "李区长",
		DecidedAt: workcal.MustDate("2022-05-10").At(15, 0), Evidence: []between.Evidence{{Type: "map", Name: "管线竣工图"}},
	}
	cmd := supervision.Command{Order: casefile.Order{Meta: w.meta(org.Clock), Act: supervision.ActIssue}, Form: supervision.Form{Birth: &birth}}
	ev, err := t.Decide(cmd, birth.DecidedAt)
	w.record(t, ev, err)
	cmd = supervision.Command{Order: casefile.Order{Meta: w.meta(triager), Act: supervision.ActSlip}, Form: supervision.Form{Colour: supervision.Yellow, Reason: "进度滞后"}}
	ev, err = t.Decide(cmd, workcal.MustDate("2022-05-20").At(9, 0))
	w.record(t, ev, err)
	return t
}

// meet holds a meeting with two items of two owners up to its issued minutes.
func (w *papersWorld) meet() *meeting.Meeting {
	w.T.Helper()
	m := &meeting.Meeting{Head: casefile.Head{ID: meeting.RegularID("monthly", "2022-05"), Kind: casefile.Meeting}}
	at := workcal.MustDate("2022-04-26").At(10, 0)
	do := func(by org.Actor, act string, fill func(*meeting.Command)) {
		w.T.Helper()
		cmd := meeting.Command{Order: casefile.Order{Meta: w.meta(by), Act: act}}
		if fill != nil {
			fill(&cmd)
		}
		ev, err := m.Decide(cmd, at)
		w.record(m, ev, err)
	}
	do(triager, meeting.ActOpen, func(c *meeting.Command) {
		c.Calendar = &w.cal
		c.Plan = &meeting.Plan{
			Series: "monthly", Period: "2022-05", Forum: between.Monthly, Name: "重点问题月调度会", Date: workcal.MustDate("2022-05-10"),
			Start: 14*60 + 30, Minutes: 120, Place: "区政府三楼会议室", Chair: meeting.Person{UserID: "u-chair", Name: "李区长"},
		}
	})
	do(triager, meeting.ActCollect, nil)
	for n, e := range []between.ProjectRef{apnt, {ID: "p2", Name: "别家项目", EnterpriseID: "e2", EnterpriseName: "别家公司"}} {
		do(org.Clock, meeting.ActAddItem, func(c *meeting.Command) {
			c.Entry = &between.AgendaEntry{IssueID: fmt.Sprintf("i%d", n+1), IssueNo: "R", Title: e.Name + "的问题", Project: e, Lead: waterworks, RaisedOn: workcal.MustDate("2022-05-07"), PreCoord: "已协调"}
			if n == 0 {
				c.Presenter, c.Entry.Tendency = "吴工", "由区水务公司牵头，六月底前接通"
				c.Entry.Positions = []between.Position{{Org: waterworks, Stand: "同意牵头，需绿化用地配合"}}
			}
		})
	}
	do(triager, meeting.ActAddItem, func(c *meeting.Command) {
		c.Section, c.Entry = meeting.Other, &between.AgendaEntry{Title: "通报上月情况", RaisedOn: workcal.MustDate("2022-04-26"), PreCoord: "已协调", Tendency: "请各单位知悉"}
	})
	do(triager, meeting.ActLock, nil)
	do(triager, meeting.ActAttendees, func(c *meeting.Command) {
		c.Attendees = []meeting.Attendee{{Org: waterworks, Name: "吴某", Role: meeting.Attend}}
	})
	at = workcal.MustDate("2022-05-10").At(14, 30)
	do(triager, meeting.ActSignIn, func(c *meeting.Command) { c.AttendeeID, c.Presence = "a1", meeting.Attend })
	do(triager, meeting.ActConvene, func(c *meeting.Command) { c.Last = &meeting.LastPage{LastTotals: meeting.LastTotals{AsOf: at}} })
	do(presiding, meeting.ActClose, nil)
	return m
}

// parts reads an office file.
func parts(t *testing.T, a *apitest.Answer, kind string) string {
	t.Helper()
	a.Want(http.StatusOK)
	require.Equal(t, kind, a.Header.Get("Content-Type"))
	disposition, _, err := mime.ParseMediaType(a.Header.Get("Content-Disposition"))
	require.NoError(t, err)
	require.Equal(t, "attachment", disposition)
	z, err := zip.NewReader(bytes.NewReader(a.Body), int64(len(a.Body)))
	require.NoError(t, err)
	var all bytes.Buffer
	for _, f := range z.File {
		r, err := f.Open()
		require.NoError(t, err)
		_, err = io.Copy(&all, r)
		require.NoError(t, err)
	}
	return all.String()
}

const docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

func TestPapersOfATaskAndAnIssue(t *testing.T) {
	w := papers(t)
	co, you, water := w.Login("coordinator"), w.Login("you"), w.Login("water")
	var kept api.FileView
	you.Upload("照片.txt", []byte("现场情况说明")).Want(http.StatusCreated).JSON(&kept)
	i := w.report(casefile.Attachment{FileID: kept.ID, Name: kept.Name, SHA256: kept.SHA256})
	task := w.issueTask()

	a := co.Get("/api/issues/ledger.xlsx").Want(http.StatusOK)
	book, err := excelize.OpenReader(bytes.NewReader(a.Body))
	require.NoError(t, err)
	defer book.Close()
	rows, err := book.GetRows("台账")
	require.NoError(t, err)
	require.Len(t, rows, 4)
	require.Equal(t, i.No, rows[3][1])
	require.Equal(t, "2022-05-07", rows[3][7])
	you.Get("/api/issues/ledger.xlsx").Refused(http.StatusForbidden, "request.forbidden")

	letter := parts(t, water.Get("/api/tasks/t1/letter.docx"), docx)
	require.Contains(t, letter, task.No)
	require.Contains(t, letter, "2022年5月31日")
	require.Contains(t, parts(t, co.Get("/api/tasks/t1/slips/1/slip.docx"), docx), "黄色督办")
	co.Get("/api/tasks/t1/slips/2/slip.docx").Refused(http.StatusNotFound, "document.no_slip")
	you.Get("/api/tasks/t1/letter.docx").Refused(http.StatusForbidden, "request.forbidden")
	co.Get("/api/tasks/none/letter.docx").Refused(http.StatusNotFound, "task.not_found")

	co.Get("/api/issues/i1/closing-report.docx").Refused(http.StatusConflict, "document.not_closed")
	co.Get("/api/issues/i1/archive.zip").Refused(http.StatusConflict, "document.not_closed")
	ev, err := i.Decide(issue.Command{Order: casefile.Order{Meta: w.meta(w.reporter), Act: issue.Withdraw}, Form: issue.Form{Reason: "已自行解决，不再需要协调"}}, workcal.MustDate("2022-05-09").At(10, 0))
	w.record(i, ev, err)
	all := parts(t, co.Get("/api/issues/i1/archive.zip"), "application/zip")
	require.Contains(t, all, "现场情况说明")
	require.Contains(t, all, kept.SHA256)
	require.Contains(t, all, "上报问题")
	water.Get("/api/issues/i1/archive.zip").Refused(http.StatusForbidden, "request.forbidden")
}

func TestMinutesAreForOfficialsAndAnExtractForOwners(t *testing.T) {
	w := papers(t)
	m := w.meet()
	co, you, water := w.Login("coordinator"), w.Login("you"), w.Login("water")
	path := "/api/meetings/" + m.ID + "/minutes.docx"
	draft := parts(t, co.Get(path), docx)
	require.Contains(t, draft, "送审稿")
	water.Get(path).Refused(http.StatusConflict, "document.no_minutes")
	you.Get(path).Refused(http.StatusConflict, "document.no_minutes")
	require.Contains(t, parts(t, co.Get("/api/meetings/"+m.ID+"/notice.docx"), docx), "关于召开2022年5月重点问题月调度会的通知")
	you.Get("/api/meetings/"+m.ID+"/notice.docx").Refused(http.StatusForbidden, "request.forbidden")

	at := workcal.MustDate("2022-05-12").At(10, 0)
	for _, step := range []struct {
		by   org.Actor
		act  string
		fill func(*meeting.Command)
	}{
		{triager, meeting.ActDraft, func(c *meeting.Command) {
			c.Parts = []meeting.Paragraph{{Anchor: "i1", Text: "供水管道尽快接入。"}, {Anchor: "i2", Text: "别家的事另行研究。"}}
		}},
		{org.Actor{UserID: "u-rev", Name: "赵审核", Roles: []org.Role{org.MinutesReviewer}}, meeting.ActReview, func(c *meeting.Command) { c.Version = 1 }},
		{presiding, meeting.ActSign, func(c *meeting.Command) { c.Version = 1 }},
		{triager, meeting.ActIssue, func(*meeting.Command) {}},
	} {
		cmd := meeting.Command{Order: casefile.Order{Meta: w.meta(step.by), Act: step.act}}
		step.fill(&cmd)
		ev, err := m.Decide(cmd, at)
		w.record(m, ev, err)
	}
	whole := parts(t, water.Get(path), docx)
	require.Contains(t, whole, "专题会议纪要〔2022〕1号")
	require.Contains(t, whole, "别家的事另行研究。")
	mine := parts(t, you.Get(path), docx)
	require.Contains(t, mine, "供水管道尽快接入。")
	require.NotContains(t, mine, "别家")
	require.NotContains(t, mine, "吴某")

	w.Org("o-other", "区文旅委")
	w.Official("stranger", "o-other", org.Handler)
	w.Login("stranger").Get(path).Refused(http.StatusNotFound, "meeting.not_found")
}
