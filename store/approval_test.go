package store_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/account"
	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/store/storetest"
)

// fileRoom is applications whose orders are judged by the rules and written by
// the recorder; what they ask of the directory the store answers.
type fileRoom struct {
	t     *testing.T
	store *store.Store
	dsn   string
	db    *sql.DB
	cases map[string]*approval.Approval
	now   time.Time
	n     int
}

func roomActor(id, unit string, roles ...org.Role) org.Actor {
	return org.Actor{UserID: id, Name: "名" + id, OrgID: unit, OrgName: unit, Roles: roles}
}

var (
	fileOwner  = org.Actor{UserID: "u-you", Name: "游少卿", EnterpriseID: "e1", Roles: []org.Role{org.Owner}, OwnerRole: org.Primary}
	fileKeeper = roomActor("u-keeper", "o-key", org.Coordinator)
	fileWindow = roomActor("u-window", "o-build", org.DeptReceiver)
	fileHead   = roomActor("u-head", "o-build", org.DeptLead)
	fileFire   = roomActor("u-fire", "o-fire", org.Handler)
	fileFire2  = roomActor("u-fire2", "o-fire", org.Handler)
	fileWater  = roomActor("u-water", "o-water", org.Handler)
	fileChair  = roomActor("u-chair", "", org.Leader)
	fileOther  = roomActor("u-other", "o-other", org.Handler)
)

// roomPermit is acceptance, two departments side by side, and a leader's word.
const roomPermit = `
process: room-permit
name: 施工许可
matter: {code: "0117", authority: o-build, kind: 许可, result: 施工许可证, number: "P%06d"}
limits: {statutory: 20, promised: 10}
materials:
  - {id: plan, name: 设计图, required: true}
  - {id: safety, name: 安全措施, required: true, deferrable: true, defer_days: 5}
steps:
  - {stage: accept, name: 受理, accepts: true, by: {role: dept_receiver}, within: 5, may: [supplement, transfer, cc, consult, return]}
  - parallel: both
    name: 并联
    branches:
      - {name: 消防, steps: [{stage: fire, name: 消防, by: {role: handler, org: o-fire}, within: 5}]}
      - {name: 供水, steps: [{stage: water, name: 供水, by: {role: handler, org: o-water}, within: 5}]}
  - {stage: sign, name: 签发, by: {role: leader}, within: 3}
`

func newRoom(t *testing.T) *fileRoom {
	dsn := storetest.DSN(t)
	s, err := store.Open(context.Background(), dsn)
	require.NoError(t, err)
	t.Cleanup(func() { s.Close() })
	r := &fileRoom{t: t, store: s, dsn: dsn, db: storetest.SQL(t, dsn), cases: map[string]*approval.Approval{}, now: workcal.MustDate("2022-05-12").At(10, 0)}
	r.sql("INSERT INTO enterprises (id, name, tags, version, created_at, updated_at) VALUES ('e1', '艾珀耐特', '[]', 1, NOW(6), NOW(6))")
	units := map[string]bool{}
	for _, p := range []org.Actor{fileOwner, fileKeeper, fileWindow, fileHead, fileFire, fileFire2, fileWater, fileChair, fileOther} {
		if p.OrgID != "" && !units[p.OrgID] {
			units[p.OrgID] = true
			r.sql("INSERT INTO orgs (id, name, type, valid_from, version, created_at, updated_at) VALUES (?, ?, 'department', '2020-01-01', 1, NOW(6), NOW(6))", p.OrgID, "单位"+p.OrgID)
		}
		r.hire(p)
	}
	return r
}

func (r *fileRoom) sql(q string, args ...any) {
	r.t.Helper()
	_, err := r.db.Exec(q, args...)
	require.NoError(r.t, err)
}

func (r *fileRoom) hire(p org.Actor) account.User {
	r.t.Helper()
	u, err := r.store.CreateUser(context.Background(), casefile.Meta{Actor: org.Clock}, store.NewUser{
		ID: p.UserID, Login: p.UserID, Name: p.Name, Roles: p.Roles, OrgID: p.OrgID, EnterpriseID: p.EnterpriseID, OwnerRole: p.OwnerRole,
	}, r.now)
	require.NoError(r.t, err)
	return u
}

// submit hands an application in.
func (r *fileRoom) submit(id string, text string) *approval.Approval {
	r.t.Helper()
	def, problems := process.Parse([]byte(text))
	require.Empty(r.t, problems)
	birth := &between.ApprovalBirth{
		ApprovalID: id, Definition: *def, Project: between.ProjectRef{ID: "p1", Name: "示范项目", EnterpriseID: "e1"},
		Applicant: between.Applicant{UserID: fileOwner.UserID, Name: fileOwner.Name, EnterpriseID: "e1", EnterpriseName: "艾珀耐特"},
		Submitted: between.Submitter{UserID: fileOwner.UserID, Name: fileOwner.Name},
	}
	for _, m := range def.Material {
		birth.Materials = append(birth.Materials, between.GivenMaterial{ID: m.ID, Files: []casefile.Attachment{{FileID: "f-" + m.ID, Name: m.Name}}})
	}
	roster, err := r.store.Found(context.Background(), approval.AsksOf(birth))
	require.NoError(r.t, err)
	r.cases[id] = &approval.Approval{Head: casefile.Head{ID: id, Kind: casefile.Approval, Cal: workcal.Embedded().Slice(2021, 2024)}}
	r.do(id, fileOwner, approval.ActSubmit, approval.Form{Birth: birth, Roster: roster})
	return r.cases[id]
}

func (r *fileRoom) do(id string, who org.Actor, act string, f approval.Form) {
	r.t.Helper()
	r.order(id, approval.Command{Order: casefile.Order{Act: act, Meta: casefile.Meta{Actor: who}}, Form: f})
}

func (r *fileRoom) order(id string, cmd approval.Command) {
	r.t.Helper()
	a := r.cases[id]
	r.n++
	cmd.Meta.RequestID = fmt.Sprintf("q%d", r.n)
	ev, err := a.Decide(cmd, r.now)
	require.NoError(r.t, err, "%s by %s", cmd.Act, cmd.Meta.Actor.UserID)
	rec, err := r.store.Record(context.Background(), ev)
	require.NoError(r.t, err, "%s by %s", cmd.Act, cmd.Meta.Actor.UserID)
	ev.Number = rec.Number
	require.NoError(r.t, a.Apply(ev))
	for _, e := range a.Owed {
		require.Equal(r.t, casefile.Directory, e.Kind)
		var q approval.Asks
		require.NoError(r.t, json.Unmarshal(e.Command, &q))
		found, err := r.store.Found(context.Background(), q.Asks)
		require.NoError(r.t, err)
		raw, err := json.Marshal(found)
		require.NoError(r.t, err)
		told := casefile.Told{Key: e.Key, Kind: e.Kind, CaseID: e.CaseID, Act: e.Act, Found: raw}
		r.order(id, approval.Command{Order: casefile.Order{Act: casefile.ActTold, Told: []casefile.Told{told}, Meta: casefile.Meta{Actor: org.Clock}}})
	}
}

// box lists somebody's box as "id:what@step".
func (r *fileRoom) box(who org.Actor, q store.ApprovalQuery) []string {
	r.t.Helper()
	q.Today, q.At = workcal.DateOf(r.now), r.now
	rows, _, err := r.store.Approvals(context.Background(), who, q)
	require.NoError(r.t, err)
	lines := []string{}
	for _, l := range rows {
		line := l.ID
		if l.What != "" {
			line += ":" + l.What
		}
		if l.InPlace != "" {
			line += " for " + l.InPlace
		}
		lines = append(lines, line)
	}
	return lines
}

func (r *fileRoom) todo(who org.Actor) []string {
	r.t.Helper()
	return r.box(who, store.ApprovalQuery{Box: store.BoxTodo})
}

// person is somebody as an act names them.
func person(a org.Actor) []approval.Person {
	return []approval.Person{{UserID: a.UserID, Name: a.Name, OrgID: a.OrgID, OrgName: a.OrgName}}
}

func TestToDosFollowPostsPersonsHelpersAndStandIns(t *testing.T) {
	r := newRoom(t)
	r.submit("a-1", roomPermit)
	require.Equal(t, []string{"a-1:approve"}, r.todo(fileWindow))
	require.Empty(t, r.todo(fileHead))
	r.do("a-1", fileWindow, approval.ActApprove, approval.Form{Opinion: "受理"})
	require.Empty(t, r.todo(fileWindow))
	require.Equal(t, []string{"a-1:approve"}, r.todo(fileFire), "by post")
	require.Equal(t, []string{"a-1:approve"}, r.todo(fileFire2), "by post")
	require.Empty(t, r.todo(fileOther), "another unit's post")

	r.do("a-1", fileFire, approval.ActClaim, approval.Form{Seat: "s2"})
	require.Equal(t, []string{"a-1:approve"}, r.todo(fileFire), "by person")
	require.Empty(t, r.todo(fileFire2), "claimed")
	_, err := r.store.CreateStandIn(context.Background(), casefile.Meta{Actor: fileFire}, fileFire.UserID, fileWater.UserID,
		workcal.MustDate("2022-05-12"), workcal.MustDate("2022-05-13"), r.now)
	require.NoError(t, err)
	require.Equal(t, []string{"a-1:approve for u-fire", "a-1:approve"}, r.todo(fileWater), "in a colleague's place, and their own")

	r.do("a-1", fileFire, approval.ActDelegate, approval.Form{Seat: "s2", People: person(fileOther)})
	require.Equal(t, []string{"a-1:answer"}, r.todo(fileOther), "delegated")
	require.Empty(t, r.todo(fileFire), "with the helper")
	r.do("a-1", fileOther, approval.ActAnswer, approval.Form{Seat: "s2", Opinion: "没问题"})
	require.Equal(t, []string{"a-1:approve"}, r.todo(fileFire))
	require.Equal(t, []string{"a-1:answer"}, r.box(fileOther, store.ApprovalQuery{Box: store.BoxDone}), "helping is handling")

	r.do("a-1", fileFire, approval.ActTransfer, approval.Form{Seat: "s2", People: person(fileFire2)})
	require.Empty(t, r.todo(fileFire))
	require.Equal(t, []string{"a-1:approve"}, r.todo(fileFire2))
	r.now = workcal.MustDate("2022-05-16").At(9, 0)
	require.Equal(t, []string{"a-1:approve"}, r.todo(fileWater), "the stand-in is over by itself (E22)")

	r.do("a-1", fileWater, approval.ActConsult, approval.Form{Opinion: "请教", People: person(fileOther)})
	require.Equal(t, []string{"a-1:reply"}, r.todo(fileOther))
	r.do("a-1", fileOther, approval.ActReply, approval.Form{Opinion: "可以"})
	require.Empty(t, r.todo(fileOther))
	_, consults, err := r.store.ApprovalWords(context.Background(), "a-1")
	require.NoError(t, err)
	require.Equal(t, "请教", consults[0].Question)
	require.Equal(t, "可以", consults[0].Answer)

	r.do("a-1", fileKeeper, approval.ActSuspend, approval.Form{Reason: "等待上级"})
	for _, who := range []org.Actor{fileFire2, fileWater, fileOwner} {
		require.Empty(t, r.todo(who), "suspended (E17)")
	}
	r.do("a-1", fileKeeper, approval.ActActivate, approval.Form{Reason: "继续"})
	require.Equal(t, []string{"a-1:approve"}, r.todo(fileFire2))
	require.Equal(t, []string{"a-1"}, r.box(fileOwner, store.ApprovalQuery{Box: store.BoxMine}))
	require.Empty(t, r.todo(roomActor("u-admin", "o-fire", org.Handler, org.Admin)), "an administrator has no part (R16)")
}

// Every seat that was cancelled, removed or stepped down from has its row, and
// words stay with the decision they were given for.
func TestEverySeatThatEverWasHasARowWithItsWords(t *testing.T) {
	r := newRoom(t)
	r.submit("a-1", roomPermit)
	r.do("a-1", fileWindow, approval.ActApprove, approval.Form{Opinion: "受理", Files: []casefile.Attachment{{FileID: "f-9", Name: "回执"}}})
	r.do("a-1", fileFire, approval.ActAddSign, approval.Form{Seat: "s2", Position: approval.Beside, People: person(fileOther)})
	r.do("a-1", fileFire, approval.ActCutSign, approval.Form{Seat: "s4"})
	r.do("a-1", fileFire, approval.ActApprove, approval.Form{Seat: "s2", Opinion: "消防同意"})
	r.do("a-1", fileFire, approval.ActTakeBack, approval.Form{})
	r.do("a-1", fileFire, approval.ActApprove, approval.Form{Seat: "s2", Opinion: "消防再同意"})
	r.do("a-1", fileWater, approval.ActReturn, approval.Form{To: "accept", Opinion: "图纸不符"})
	states := map[string]string{}
	seats, _, err := r.store.ApprovalWords(context.Background(), "a-1")
	require.NoError(t, err)
	for _, s := range seats {
		states[s.Seat] = s.State + " " + s.Opinion
	}
	require.Equal(t, map[string]string{
		"s1": "approved 受理", "s2": "approved 消防再同意", "s3": "returned 图纸不符", "s4": "removed ", "s5": "open ",
	}, states)
	require.Len(t, seats, len(r.cases["a-1"].Seats))
}

func TestBoxesPageByKeysAndKeepToWhatOneMaySee(t *testing.T) {
	r := newRoom(t)
	for i := range 7 {
		r.submit(fmt.Sprintf("a-%d", i), roomPermit)
		r.now = r.now.Add(time.Minute)
	}
	r.do("a-3", fileWindow, approval.ActApprove, approval.Form{})
	for _, c := range []struct {
		who  org.Actor
		box  string
		want int
	}{{fileWindow, store.BoxTodo, 6}, {fileOwner, store.BoxMine, 7}, {fileWindow, "", 7}, {fileFire, "", 1}, {fileOther, "", 0}, {fileChair, "", 7}, {fileWindow, store.BoxDone, 1}} {
		seen := map[string]bool{}
		cursor := ""
		for page := 0; page == 0 || cursor != ""; page++ {
			require.Less(t, page, 10)
			rows, next, err := r.store.Approvals(context.Background(), c.who, store.ApprovalQuery{Box: c.box, Limit: 2, Cursor: cursor, Today: workcal.DateOf(r.now), At: r.now})
			require.NoError(t, err)
			for _, l := range rows {
				require.False(t, seen[l.ID], "%s twice in %q of %s", l.ID, c.box, c.who.UserID)
				seen[l.ID] = true
			}
			cursor = next
		}
		require.Len(t, seen, c.want, "%q of %s", c.box, c.who.UserID)
	}
	gone := fileOwner
	gone.EnterpriseID = "e2"
	require.Empty(t, r.box(gone, store.ApprovalQuery{}), "who has left reads nothing")
	_, _, err := r.store.Approvals(context.Background(), fileWindow, store.ApprovalQuery{Box: store.BoxTodo, Cursor: "xx", At: r.now})
	require.Error(t, err)
}

// The light of a list is the light of the clock, on every day of a life with a
// pause in it.
func TestListsShowTheLightsOfTheClocks(t *testing.T) {
	r := newRoom(t)
	a := r.submit("a-1", roomPermit)
	r.do("a-1", fileWindow, approval.ActApprove, approval.Form{})
	check := func() {
		today := workcal.DateOf(r.now)
		rows, _, err := r.store.Approvals(context.Background(), fileKeeper, store.ApprovalQuery{Today: today, At: r.now})
		require.NoError(t, err)
		law, promise := rows[0].Lights(today)
		require.Equal(t, a.Law.Read(a.Cal, today).Light, law, "law on %s", today)
		require.Equal(t, a.Promise.Read(a.Cal, today).Light, promise, "promise on %s", today)
		worse := promise // the promise is the shorter of the two
		if law == workcal.Red {
			worse = law
		}
		require.Equal(t, []string{"a-1"}, r.box(fileKeeper, store.ApprovalQuery{Light: worse}), "%s on %s", worse, today)
	}
	for day := range 60 {
		check()
		r.now = r.now.AddDate(0, 0, 1)
		switch day {
		case 5:
			r.do("a-1", fileKeeper, approval.ActSuspend, approval.Form{Reason: "等待上级"})
		case 11:
			r.do("a-1", fileKeeper, approval.ActActivate, approval.Form{Reason: "继续"})
		}
	}
	r.do("a-1", fileKeeper, approval.ActTerminate, approval.Form{Reason: "终止"})
	check()
}
