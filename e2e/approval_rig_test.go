package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/store/storetest"
)

// office is a district whose people are in the directory and whose applications
// run on real servers.
type office struct {
	*rig
	t     *testing.T
	units map[string]string
}

// official makes an actor, as the door would after the person signed in.
func official(id, unit string, roles ...org.Role) org.Actor {
	return org.Actor{UserID: id, Name: "名" + id, OrgID: unit, OrgName: "单位" + unit, Roles: roles}
}

var (
	applicant = org.Actor{UserID: "u-you", Name: "游少卿", EnterpriseID: "e1", Roles: []org.Role{org.Owner}, OwnerRole: org.Primary}
	keeper    = official("u-keeper", "o-key", org.Coordinator)
	receiver  = official("u-window", "o-build", org.DeptReceiver)
	clerk     = official("u-clerk", "o-build", org.Handler)
	bureau    = official("u-head", "o-build", org.DeptLead)
	fireman   = official("u-fire", "o-fire", org.Handler)
	hydrant   = official("u-fire2", "o-fire", org.Handler)
	waterer   = official("u-water", "o-water", org.Handler)
	roadman   = official("u-road", "o-road", org.Handler)
	greenman  = official("u-eco", "o-eco", org.Handler)
	powerman  = official("u-power", "o-power", org.Handler)
)

// newOffice has everybody above in its directory, and a worker.
func newOffice(t *testing.T) *office { return officeOn(t, newRig(t).work()) }

func officeOn(t *testing.T, r *rig) *office {
	o := &office{rig: r, t: t, units: map[string]string{}}
	db := storetest.SQL(t, o.dsn)
	_, err := db.Exec("INSERT INTO enterprises (id, name, tags, version, created_at, updated_at) VALUES ('e1', '重庆艾珀耐特高分子材料有限公司', '[]', 1, NOW(6), NOW(6))")
	require.NoError(t, err)
	for _, p := range []org.Actor{applicant, keeper, receiver, clerk, bureau, fireman, hydrant, waterer, roadman, greenman, powerman} {
		o.hire(p)
	}
	return o
}

// hire puts somebody, and their unit, into the directory.
func (o *office) hire(p org.Actor) {
	o.t.Helper()
	if p.OrgID != "" && o.units[p.OrgID] == "" {
		o.units[p.OrgID] = p.OrgName
		_, err := storetest.SQL(o.t, o.dsn).Exec("INSERT INTO orgs (id, name, type, valid_from, version, created_at, updated_at) VALUES (?, ?, 'department', '2020-01-01', 1, NOW(6), NOW(6))", p.OrgID, p.OrgName)
		require.NoError(o.t, err)
	}
	by := casefile.Meta{Actor: org.Clock}
	_, err := o.store.CreateUser(context.Background(), by, store.NewUser{
		ID: p.UserID, Login: p.UserID, Name: p.Name, Roles: p.Roles, OrgID: p.OrgID, EnterpriseID: p.EnterpriseID, OwnerRole: p.OwnerRole,
	}, time.Now())
	require.NoError(o.t, err)
}

// parsed reads a definition that has to be well formed.
func parsed(t testing.TB, text string) process.Definition {
	t.Helper()
	def, problems := process.Parse([]byte(text))
	require.Empty(t, problems)
	require.NoError(t, process.Seal(def))
	def.Version = 1
	return *def
}

// values makes fields of "key", value pairs.
func values(t testing.TB, pairs ...any) []process.Field {
	t.Helper()
	var fields []process.Field
	for i := 0; i+1 < len(pairs); i += 2 {
		raw, err := json.Marshal(pairs[i+1])
		require.NoError(t, err)
		fields = append(fields, process.Field{Key: pairs[i].(string), Value: raw})
	}
	return process.Put(nil, fields)
}

// submit hands an application in as the door does: the people are looked up first.
func (o *office) submit(def process.Definition, pairs ...any) string {
	o.t.Helper()
	return o.submitFor(between.Applicant{
		UserID: applicant.UserID, Name: applicant.Name, EnterpriseID: "e1", EnterpriseName: "重庆艾珀耐特高分子材料有限公司",
	}, def, pairs...)
}

func (o *office) submitFor(whom between.Applicant, def process.Definition, pairs ...any) string {
	o.t.Helper()
	id := casefile.DerivedID(casefile.Approval, o.env.Namespace, requests.Add(1))
	birth := &between.ApprovalBirth{
		ApprovalID: id, Definition: def,
		Project:   between.ProjectRef{ID: "p1", Name: "钢结构防腐材料项目", EnterpriseID: "e1", EnterpriseName: "重庆艾珀耐特高分子材料有限公司"},
		Applicant: whom,
		Submitted: between.Submitter{UserID: applicant.UserID, Name: applicant.Name, At: time.Now().UTC()},
		Form:      values(o.t, pairs...),
	}
	for _, m := range def.Material {
		birth.Materials = append(birth.Materials, between.GivenMaterial{ID: m.ID, Files: []casefile.Attachment{{FileID: "f-" + m.ID, Name: m.Name}}})
	}
	roster, err := o.store.Found(context.Background(), approval.AsksOf(birth))
	require.NoError(o.t, err)
	by := applicant
	if whom.UserID != applicant.UserID {
		by = org.Clock // a plan hands in for others
	}
	_, err = o.cases.Begin(context.Background(), headOf(casefile.Approval, id), ordering(by, request(), approval.ActSubmit, approval.Form{Birth: birth, Roster: roster}))
	require.NoError(o.t, err)
	return id
}

func headOf(kind casefile.Kind, id string) casefile.Head {
	h := head(id)
	h.Kind = kind
	return h
}

func ordering(a org.Actor, request, act string, f approval.Form) approval.Command {
	return approval.Command{Order: casefile.Order{Meta: casefile.Meta{RequestID: request, Actor: a}, Act: act}, Form: f}
}

func (o *office) act(id string, a org.Actor, act string, f approval.Form) (contract.Answer, error) {
	return o.cases.Do(context.Background(), casefile.Approval, id, ordering(a, request(), act, f))
}

func (o *office) must(id string, a org.Actor, act string, f approval.Form) contract.Answer {
	o.t.Helper()
	answer, err := o.act(id, a, act, f)
	require.NoError(o.t, err, "%s by %s", act, a.UserID)
	return answer
}

func (o *office) yes(id string, a org.Actor) {
	o.t.Helper()
	o.must(id, a, approval.ActApprove, approval.Form{Opinion: "同意"})
}

func (o *office) approval(id string) *approval.Approval {
	o.t.Helper()
	a, err := o.store.Approval(context.Background(), id)
	require.NoError(o.t, err)
	return a
}

// open lists the steps that wait for somebody, in order.
func (o *office) open(id string) string {
	return o.approval(id).Stands(casefile.Today(time.Now())).Steps
}

// even asserts that MySQL and the workflow hold the same application.
func (o *office) even(id string) {
	o.t.Helper()
	var running approval.Approval
	require.NoError(o.t, o.cases.State(context.Background(), casefile.Approval, id, &running))
	require.Equal(o.t, inJSON(o.t, o.approval(id)), inJSON(o.t, &running), "MySQL equals the workflow")
}

func inJSON(t testing.TB, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	require.NoError(t, err)
	return string(raw)
}

// fiveDepartments is acceptance, five departments side by side and the head's word.
const fiveDepartments = `
process: construction-permit
name: 建筑工程施工许可
matter: {code: "500153-0117", authority: o-build, kind: 许可, result: 建筑工程施工许可证, number: "500153%06d"}
limits: {statutory: 20, promised: 7, extension: 10}
form:
  type: object
  properties:
    area: {type: integer, title: 建筑面积}
    note: {type: string, title: 备注}
materials:
  - {id: drawing, name: 施工图, required: true}
  - {id: safety, name: 安全措施, required: true, deferrable: true, defer_days: 5}
steps:
  - stage: accept
    name: 受理
    accepts: true
    by: {role: dept_receiver}
    within: 5
  - parallel: consult
    name: 并联审批
    branches:
      - {name: 消防, steps: [{stage: fire, name: 消防审查, by: {role: handler, org: o-fire}, within: 5}]}
      - {name: 供水, steps: [{stage: water, name: 供水审查, by: {role: handler, org: o-water}, within: 5}]}
      - {name: 道路, steps: [{stage: road, name: 道路审查, by: {role: handler, org: o-road}, within: 5}]}
      - {name: 生态, steps: [{stage: eco, name: 生态审查, by: {role: handler, org: o-eco}, within: 5}]}
      - {name: 供电, steps: [{stage: power, name: 供电审查, by: {role: handler, org: o-power}, within: 5}]}
  - stage: sign
    name: 签发
    by: {role: dept_lead}
    within: 3
`

// departments are who decides side by side there.
var departments = []org.Actor{fireman, waterer, roadman, greenman, powerman}

func (o *office) permit() string {
	o.t.Helper()
	return o.submit(parsed(o.t, fiveDepartments), "area", 5000)
}

// seatOf is the seat at the last opening of a step; the n-th from 0.
func seatOf(a *approval.Approval, step string, n int) approval.Seat {
	run := 0
	for _, r := range a.Runs {
		if r.Step == step {
			run = r.N
		}
	}
	for _, s := range a.Seats {
		if s.Run != run {
			continue
		}
		if n == 0 {
			return s
		}
		n--
	}
	panic(fmt.Sprintf("no seat %d at %s", n, step))
}
