package approval

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
)

// desk is an application at work without a server: orders are judged, recorded
// by folding, and what the case asks of the directory is answered, as the kernel
// would. After every order the fold is compared with what the judge meant.
type desk struct {
	t      testing.TB
	a      *Approval
	now    time.Time
	people map[string][]Person // by key of Ask
	n      int
	told   []casefile.Notice
	owed   []casefile.Effect // effects on other cases, as they came
	events []casefile.Event
}

// someone makes an actor; one of a unit belongs to the directory by newDesk.
func someone(id, unit string, roles ...org.Role) org.Actor {
	return org.Actor{UserID: id, Name: "名" + id, OrgID: unit, OrgName: unit, Roles: roles}
}

var (
	owner    = org.Actor{UserID: "owner", Name: "业主", EnterpriseID: "e1", Roles: []org.Role{org.Owner}, OwnerRole: org.Primary}
	keeper   = someone("keeper", "office", org.Coordinator)
	window   = someone("window", "bureau", org.DeptReceiver)
	clerk    = someone("clerk", "bureau", org.Handler)
	clerk2   = someone("clerk2", "bureau", org.Handler)
	head     = someone("head", "bureau", org.DeptLead)
	fire     = someone("fire", "fire", org.Handler)
	water    = someone("water", "water", org.Handler)
	road     = someone("road", "road", org.Handler)
	eco      = someone("eco", "eco", org.Handler)
	power    = someone("power", "power", org.Handler)
	everyone = []org.Actor{keeper, window, clerk, clerk2, head, fire, water, road, eco, power}
)

// born is when the desk's application is handed in: Thursday 2022-05-12, 10:00.
var born = workcal.MustDate("2022-05-12").At(10, 0)

func parse(t testing.TB, text string) process.Definition {
	t.Helper()
	def, problems := process.Parse([]byte(text))
	require.Empty(t, problems)
	return *def
}

// newDesk hands an application in; fields are "key", value pairs.
func newDesk(t testing.TB, text string, fields ...any) *desk {
	t.Helper()
	d := blankDesk(t)
	require.NoError(t, d.submit(parse(t, text), fields...))
	return d
}

func blankDesk(t testing.TB) *desk {
	t.Helper()
	d := &desk{t: t, a: &Approval{}, now: born, people: map[string][]Person{}}
	d.a.ID, d.a.Kind, d.a.Cal = "a-1", casefile.Approval, workcal.Embedded()
	for _, p := range everyone {
		d.know(p)
	}
	return d
}

// know adds a person to the directory.
func (d *desk) know(p org.Actor) {
	row := Person{UserID: p.UserID, Name: p.Name, OrgID: p.OrgID, OrgName: p.OrgName}
	d.people["user:"+p.UserID] = []Person{row}
	for _, r := range p.Roles {
		for _, key := range []string{postAsk(r, p.OrgID).Key, postAsk(r, "").Key} {
			d.people[key] = append(d.people[key], row)
		}
	}
}

// find answers questions as the directory does.
func (d *desk) find(asks []Ask) []Found {
	var found []Found
	for _, q := range asks {
		f := Found{Key: q.Key, People: d.people[q.Key], At: d.now}
		if q.Org != "" {
			f.Org = between.Unit{ID: q.Org, Name: q.Org}
		}
		found = append(found, f)
	}
	return found
}

func (d *desk) submit(def process.Definition, fields ...any) error {
	b := d.birth(def, fields...)
	return d.do(owner, ActSubmit, Form{Birth: b, Roster: d.find(AsksOf(b))})
}

// birth is an application of the desk's owner, with every material.
func (d *desk) birth(def process.Definition, fields ...any) *between.ApprovalBirth {
	b := &between.ApprovalBirth{
		ApprovalID: d.a.ID, Definition: def, Project: between.ProjectRef{ID: "p1", Name: "示范项目", EnterpriseID: "e1"},
		Applicant: between.Applicant{UserID: owner.UserID, Name: owner.Name, EnterpriseID: "e1", EnterpriseName: "示范企业"},
		Submitted: between.Submitter{UserID: owner.UserID, Name: owner.Name, At: d.now},
		Form:      process.Put(nil, filled(fields...)),
	}
	for _, m := range def.Material {
		b.Materials = append(b.Materials, between.GivenMaterial{ID: m.ID, Files: []casefile.Attachment{{FileID: "f-" + m.ID, Name: m.Name}}})
	}
	return b
}

// filled makes fields of "key", value pairs.
func filled(pairs ...any) []process.Field {
	var fields []process.Field
	for i := 0; i+1 < len(pairs); i += 2 {
		raw, err := json.Marshal(pairs[i+1])
		if err != nil {
			panic(err)
		}
		fields = append(fields, process.Field{Key: pairs[i].(string), Value: raw})
	}
	return fields
}

// do orders an act and folds its event; refusals come back.
func (d *desk) do(who org.Actor, act string, f Form) error {
	d.n++
	return d.order(Command{Order: casefile.Order{Act: act, Meta: casefile.Meta{RequestID: fmt.Sprintf("r%d", d.n), Actor: who}}, Form: f})
}

func (d *desk) order(cmd Command) error {
	d.t.Helper()
	if err := d.a.Check(cmd, d.now); err != nil {
		require.NotNil(d.t, fault.Of(err), "not a fault: %v", err)
		return err
	}
	before := mustJSON(d.t, d.a)
	meant, err := d.a.judge(cmd, d.now)
	require.NoError(d.t, err)
	ev, err := d.a.Decide(cmd, d.now)
	require.NoError(d.t, err)
	require.JSONEq(d.t, before, mustJSON(d.t, d.a), "judging %s changed the state", cmd.Act)
	if ev.Series != nil {
		ev.Number = fmt.Sprintf(ev.Series.Format, 1)
	}
	require.NoError(d.t, d.a.Apply(ev))
	d.same(meant, cmd.Act)
	d.events = append(d.events, ev)
	d.told = append(d.told, ev.Notices...)
	sound(d.t, d.a)
	return d.answer()
}

// same compares the fold with the copy that the judge worked on.
func (d *desk) same(meant *draft, act string) {
	want := *meant.a
	want.Fired = d.a.Fired
	want.forget()
	want.Head, want.Refusals = d.a.Head, d.a.Refusals
	if want.End != nil && d.a.End != nil {
		end := *want.End
		end.Number = d.a.End.Number
		want.End = &end
	}
	require.JSONEq(d.t, mustJSON(d.t, &want), mustJSON(d.t, d.a), "the fold of %s is not what was meant", act)
}

// answer settles what the case owes: the directory answers, other cases take
// their orders.
func (d *desk) answer() error {
	if len(d.a.Owed) == 0 {
		return nil
	}
	owed := d.a.Owed
	var told []casefile.Told
	for _, e := range owed {
		t := casefile.Told{Key: e.Key, Kind: e.Kind, CaseID: e.CaseID, Act: e.Act}
		if e.Kind == casefile.Directory {
			var q Asks
			require.NoError(d.t, json.Unmarshal(e.Command, &q))
			raw, err := json.Marshal(d.find(q.Asks))
			require.NoError(d.t, err)
			t.Found = raw
		} else {
			d.owed = append(d.owed, e)
		}
		told = append(told, t)
	}
	return d.order(Command{Order: casefile.Order{Act: casefile.ActTold, Told: told,
		Meta: casefile.Meta{RequestID: "told:" + owed[0].Key, Actor: org.Clock}}})
}

// must orders an act that has to be accepted.
func (d *desk) must(who org.Actor, act string, f Form) {
	d.t.Helper()
	require.NoError(d.t, d.do(who, act, f), "%s by %s", act, who.UserID)
}

// refuses orders an act that has to be refused with that code.
func (d *desk) refuses(code string, who org.Actor, act string, f Form) *fault.Fault {
	d.t.Helper()
	err := d.do(who, act, f)
	require.Error(d.t, err, "%s by %s", act, who.UserID)
	require.Equal(d.t, code, fault.Of(err).Code, "%s by %s: %v", act, who.UserID, err)
	return fault.Of(err)
}

// yes and no decide with a word.
func (d *desk) yes(who org.Actor) { d.t.Helper(); d.must(who, ActApprove, Form{Opinion: "同意"}) }
func (d *desk) no(who org.Actor)  { d.t.Helper(); d.must(who, ActReject, Form{Opinion: "不同意"}) }

// until lets time pass to that China time, ringing every deadline on the way in order.
func (d *desk) until(date string, hour, minute int) {
	d.t.Helper()
	d.pass(workcal.MustDate(date).At(hour, minute))
}

func (d *desk) pass(to time.Time) {
	d.t.Helper()
	for range 500 {
		w := d.a.Wake()
		if w.At.IsZero() || w.At.After(to) {
			d.now = to
			return
		}
		if w.At.After(d.now) {
			d.now = w.At
		}
		require.NoError(d.t, d.order(Command{Order: casefile.Order{Act: casefile.ActRing, Key: w.Key,
			Meta: casefile.Meta{RequestID: "clock:" + w.Key, Actor: org.Clock}}}), "ring %s", w.Key)
		require.NotEqual(d.t, w.Key, d.a.Wake().Key, "%s rings for ever", w.Key)
	}
	d.t.Fatal("it never stops ringing")
}

// open lists the steps that wait for somebody, in order.
func (d *desk) open() []string {
	steps := []string{}
	g := d.a.Graph()
	for _, r := range d.a.Runs {
		if n, ok := g.Node(r.Step); r.Open && (!ok || !n.Kind.Block()) {
			name := r.Step
			if r.Item != "" {
				name += "@" + r.Item
			}
			steps = append(steps, name)
		}
	}
	return steps
}

// heard counts the notices of a code.
func (d *desk) heard(code string) int {
	n := 0
	for _, x := range d.told {
		if x.Code == code {
			n++
		}
	}
	return n
}

func mustJSON(t require.TestingT, v any) string {
	raw, err := json.Marshal(v)
	require.NoError(t, err)
	return string(raw)
}

// sound checks what must hold of every application at every moment.
func sound(t require.TestingT, a *Approval) {
	waits := a.Status != Running || len(a.Owed) > 0
	for i, r := range a.Runs {
		require.True(t, i == 0 || a.Runs[i-1].N < r.N, "runs are in the order of their numbers")
		if !r.Open {
			require.NotEmpty(t, r.Outcome, "run %d of %s is over without outcome", r.N, r.Step)
			require.False(t, r.Clock.On(), "the clock of %s runs on", r.Step)
			for _, s := range a.seated(r.N) {
				require.False(t, s.State.Pending() && s.State != Provisional, "seat %s is %s though %s is over", s.ID, s.State, r.Step)
			}
			continue
		}
		require.True(t, a.Status.Live(), "%s is open in a case that is %s", r.Step, a.Status)
		if latest := a.latest(r.Step, r.Item); latest.N != r.N {
			require.Failf(t, "two rounds open", "%s in rounds %d and %d", r.Step, r.Round, latest.Round)
		}
		if r.In != 0 {
			require.True(t, a.run(r.In).Open, "%s is open in a block that is not", r.Step)
		}
		for _, s := range a.seated(r.N) {
			waits = waits || s.State == Open || s.State == Held
		}
		waits = waits || !r.Until.IsZero() || r.Finding || len(r.Calls) > 0
		if n, ok := a.Graph().Node(r.Step); ok && n.Wait != nil {
			waits = true
		}
	}
	require.True(t, waits, "nobody can move the case: %s", mustJSON(t, a.Runs))
	require.Equal(t, a.End != nil, !a.Status.Live(), "end and status differ")
	for _, s := range a.Stops {
		require.True(t, a.Status.Live() || !s.To.IsZero(), "stop %s outlives the case", s.Key)
	}
}

// row is a person as the directory writes them.
func row(p org.Actor) Person {
	return Person{UserID: p.UserID, Name: p.Name, OrgID: p.OrgID, OrgName: p.OrgName}
}

// leaves takes a person out of the directory; the case does not hear of it.
func (d *desk) leaves(p org.Actor) {
	for key, people := range d.people {
		d.people[key] = slices.DeleteFunc(slices.Clone(people), func(q Person) bool { return q.UserID == p.UserID })
	}
}

// born10 is ten days after the desk's application is handed in.
var born10 = workcal.MustDate("2022-05-22")
