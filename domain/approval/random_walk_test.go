package approval

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
)

// journey is a random application at work: whatever is done to it is judged,
// recorded and folded as in service, and held against the invariants of holds.
type journey struct {
	rt     *rapid.T
	a      *Approval
	now    time.Time
	people map[string][]Person // the directory, by key of Ask
	there  []org.Actor         // who can sign in
	events []casefile.Event
	subs   []string // sub-cases at work
	n      int
}

func newJourney(rt *rapid.T, def process.Definition) *journey {
	w := &journey{rt: rt, a: &Approval{}, now: born, people: map[string][]Person{}}
	w.a.ID, w.a.Kind, w.a.Cal, w.a.Life = "a-1", casefile.Approval, workcal.Embedded(), Life
	if evenly(rt, 8, "born before") == 0 {
		w.a.Life = Life - 1
	}
	for _, p := range everyone {
		w.arrive(p)
	}
	b := &between.ApprovalBirth{
		ApprovalID: "a-1", Definition: def, Project: between.ProjectRef{ID: "p1", Name: "示范项目", EnterpriseID: "e1"},
		Applicant: between.Applicant{UserID: owner.UserID, Name: owner.Name, EnterpriseID: "e1", EnterpriseName: "示范企业"},
		Form: process.Put(nil, filled("n", evenly(rt, 6, "n"), "ok", rapid.Bool().Draw(rt, "ok"),
			"units", someText(rt, "units"), "who", someText(rt, "who"))),
		Materials: []between.GivenMaterial{},
	}
	if evenly(rt, 4, "an officer applies") == 0 { // one of the deciders (E26)
		b.Applicant = between.Applicant{UserID: "clerk", Name: "名clerk"}
	}
	b.Submitted = between.Submitter{UserID: "window", Name: "窗口", At: w.now, Window: true}
	for _, m := range def.Material {
		if !m.Deferrable || rapid.Bool().Draw(rt, "handed in") {
			b.Materials = append(b.Materials, given(m.ID))
		}
	}
	if def.Matter.Commitment && rapid.Bool().Draw(rt, "gives a word") {
		b.Promises = []between.Commitment{{By: owner.Name}}
	}
	for _, x := range (&Approval{Def: def, Form: b.Form}).ToChoose(ToStarter) {
		b.Chosen = append(b.Chosen, between.ChosenPeople{Step: x.Step, Users: someText(rt, "chosen")})
	}
	roster := w.find(AsksOf(b))
	if rapid.Bool().Draw(rt, "nothing looked up") {
		roster = nil
	}
	require.NoError(rt, w.order(window, ActSubmit, Form{Birth: b, Roster: roster}))
	return w
}

func given(id string) between.GivenMaterial {
	return between.GivenMaterial{ID: id, Files: []casefile.Attachment{{FileID: "f-" + id, Name: id}}}
}

func someText(rt *rapid.T, what string) []string {
	return rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"fire", "water", "road", "eco", "ghost", "clerk"}), 0, 3, rapid.ID[string]).Draw(rt, what)
}

// arrive puts a person into the directory, leave takes them out; the case hears
// of it only by ActPeople.
func (w *journey) arrive(p org.Actor) {
	for _, key := range keysOf(p) {
		w.people[key] = append(w.people[key], row(p))
	}
	w.there = append(w.there, p)
}

func (w *journey) leave(p org.Actor) {
	for _, key := range keysOf(p) {
		w.people[key] = slices.DeleteFunc(slices.Clone(w.people[key]), func(q Person) bool { return q.UserID == p.UserID })
	}
	w.there = slices.DeleteFunc(slices.Clone(w.there), func(q org.Actor) bool { return q.UserID == p.UserID })
}

func keysOf(p org.Actor) []string {
	keys := []string{userAsk(p.UserID).Key}
	for _, r := range p.Roles {
		keys = append(keys, postAsk(r, p.OrgID).Key, postAsk(r, "").Key)
	}
	return keys
}

func (w *journey) find(asks []Ask) []Found {
	found := []Found{}
	for _, q := range asks {
		f := Found{Key: q.Key, People: w.people[q.Key], At: w.now}
		if q.Org != "" {
			f.Org = between.Unit{ID: q.Org, Name: q.Org}
		}
		found = append(found, f)
	}
	return found
}

// hears tells the case that somebody left, came or changed posts, as the kernel does.
func (w *journey) hears(p org.Actor) error {
	var posts []string
	for _, r := range p.Roles {
		posts = append(posts, PostKey(string(r), p.OrgID))
	}
	asks := w.a.AsksAbout(p.UserID, posts)
	if len(asks) == 0 {
		return nil
	}
	return w.order(org.Clock, ActPeople, Form{People: []Person{row(p)}, Roster: w.find(asks)})
}

func (w *journey) order(who org.Actor, act string, f Form) error {
	w.n++
	return w.command(Command{Order: casefile.Order{Act: act, Meta: casefile.Meta{RequestID: fmt.Sprintf("r%d", w.n), Actor: who}}, Form: f})
}

func raw(rt require.TestingT, v any) []byte {
	b, err := json.Marshal(v)
	require.NoError(rt, err)
	return b
}

func (w *journey) same(want, got []byte, why string) {
	if !bytes.Equal(want, got) {
		require.JSONEq(w.rt, string(want), string(got), why)
	}
}

// command orders something. What is refused changes nothing; what is not is
// folded, and the fold is what the judge meant, also after a journey as JSON.
func (w *journey) command(cmd Command) error {
	before, beforeJSON := w.a, raw(w.rt, w.a)
	meant, err := w.a.judge(cmd, w.now)
	w.same(beforeJSON, raw(w.rt, w.a), "judging changed the state")
	if err != nil {
		require.NotNil(w.rt, fault.Of(err), "not a fault: %v", err)
		require.NotEqual(w.rt, "approval.loop", fault.Of(err).Code)
		return err
	}
	ev, err := w.a.Decide(cmd, w.now)
	require.NoError(w.rt, err)
	if ev.Series != nil {
		ev.Number = fmt.Sprintf(ev.Series.Format, len(w.events)+1)
	}
	var after Approval
	require.NoError(w.rt, json.Unmarshal(beforeJSON, &after))
	require.NoError(w.rt, after.Apply(ev))
	want := *meant.a
	want.Fired, want.Refusals = after.Fired, after.Refusals
	want.forget()
	want.Head = after.Head
	if want.End != nil && after.End != nil {
		end := *want.End
		end.Number = after.End.Number
		want.End = &end
	}
	w.same(raw(w.rt, &want), raw(w.rt, &after), "the fold of "+cmd.Act+" is not what was meant")
	w.a = &after
	w.rt.Logf("%d %s %s %s: %s, open %v", ev.Seq, ev.Act, ev.Actor.UserID, cmd.Seat, ev.To, w.openSteps())
	w.events = append(w.events, ev)
	w.holds(before, ev)
	return nil
}

// answer settles what the case owes: the directory answers, sub-cases are born.
func (w *journey) answer(refused bool) {
	var told []casefile.Told
	for _, e := range w.a.Owed {
		t := casefile.Told{Key: e.Key, Kind: e.Kind, CaseID: e.CaseID, Act: e.Act}
		switch {
		case e.Kind == casefile.Directory:
			t.Found = raw(w.rt, w.find(asksIn(e.Command).Asks))
		case e.Act == ActSubmit && refused:
			t.Refused = "approval.no_material"
		case e.Act == ActSubmit:
			w.subs = append(w.subs, e.CaseID)
		case e.Act == ActTerminate:
			w.subs = slices.DeleteFunc(w.subs, func(id string) bool { return id == e.CaseID })
		}
		told = append(told, t)
	}
	if len(told) == 0 {
		return
	}
	w.n++
	require.NoError(w.rt, w.command(Command{Order: casefile.Order{Act: casefile.ActTold, Told: told,
		Meta: casefile.Meta{RequestID: fmt.Sprintf("told%d", w.n), Actor: org.Clock}}}))
}

// pass lets time go by, ringing every deadline on the way.
func (w *journey) pass(to time.Time) {
	for range 200 {
		alarm := w.a.Wake()
		if alarm.At.IsZero() || alarm.At.After(to) {
			w.now = to
			return
		}
		if alarm.At.After(w.now) {
			w.now = alarm.At
		}
		w.ring(alarm.Key)
		require.NotEqual(w.rt, alarm.Key, w.a.Wake().Key, "%s rings for ever", alarm.Key)
	}
	require.FailNow(w.rt, "it never stops ringing")
}

func (w *journey) ring(key string) {
	require.NoError(w.rt, w.command(Command{Order: casefile.Order{Act: casefile.ActRing, Key: key,
		Meta: casefile.Meta{RequestID: "clock:" + key, Actor: org.Clock}}}), "ring %s", key)
}

// subEnds lets a sub-case end.
func (w *journey) subEnds(i int, outcome string) {
	id := w.subs[i]
	w.subs = slices.Delete(slices.Clone(w.subs), i, i+1)
	require.NoError(w.rt, w.order(org.Clock, ActSubEnded, Form{Sub: &SubCase{CaseID: id, Outcome: outcome}}))
}

// openSteps is where the case stands, for whoever reads how a test failed.
func (w *journey) openSteps() []string {
	var open []string
	for _, r := range w.a.Runs {
		if !r.Open {
			continue
		}
		text := fmt.Sprintf("%d:%s", r.N, r.Step)
		for _, s := range w.a.seated(r.N) {
			text += " " + s.ID + "=" + string(s.State)
		}
		open = append(open, text)
	}
	return open
}
