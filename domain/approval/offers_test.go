package approval

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
)

// fillings are the ways in which a person could fill an act in properly.
func fillings(a *Approval, act, seat string, n int, now time.Time) []Form {
	today := casefile.Today(now)
	f := Form{
		Seat: seat, Opinion: "意见", Reason: "hearing", Notice: "文1", Place: "现场", Date: today.AddDays(1), Pass: true, N: n, From: "某人",
		Position: BeforeMe, Gaps: []Gap{{Code: "other", Text: "缺"}}, Files: []casefile.Attachment{{FileID: "f", Name: "f"}},
	}
	units := []string{"bureau", "fire", "water", "road", "eco", "power", "office", "empty", ""}
	if s := a.seat(seat); s != nil {
		units = []string{s.Org.ID}
	}
	var all []Form
	each := func(change func(*Form)) {
		x := f
		change(&x)
		all = append(all, x)
	}
	switch act {
	case ActChoose, ActCallback, ActSettle:
		for _, o := range []string{"done", Pass, "dismissed"} {
			each(func(x *Form) { x.Outcome = o })
		}
	case ActReturn, ActJump:
		for _, to := range append(a.Graph().IDs(), ToStarter, "previous") {
			each(func(x *Form) { x.To = to })
		}
	case ActCheck, ActFollow, ActSupply, ActResubmit:
		all = append(all, f)
		for _, m := range a.Materials {
			each(func(x *Form) { x.Gaps, x.Materials = nil, []MaterialGiven{given(m.ID)} })
		}
	case ActVisit:
		each(func(x *Form) { x.Date = today })
	case ActHandOver:
		for i := range a.Seats {
			for _, p := range append(slices.Clone(a.Seats[i].Stack), a.Seats[i].User) {
				each(func(x *Form) { x.People = []Person{p, {UserID: "fresh", Name: "新人"}} })
			}
		}
	case ActTransfer, ActDelegate, ActAddSign, ActConsult, ActCC, ActAppoint:
		for _, unit := range units {
			each(func(x *Form) { x.People = []Person{{UserID: "fresh", Name: "新人", OrgID: unit}} })
		}
	case ActMigrate:
		def := a.Def
		def.Version, def.Hash = def.Version+1, "another"
		each(func(x *Form) { x.Definition = &def })
	case ActExtend:
		each(func(x *Form) { x.N = 0 })
	default:
		all = append(all, f)
	}
	return all
}

// mends are what an offered decision may still lack: they are told when it is made.
var mends = []string{"approval.material_missing", "approval.no_finding", "approval.finding_open", "approval.field_missing", "approval.choose_people"}

// accepted tells whether an act can be filled in so that it is accepted.
func accepted(t require.TestingT, a *Approval, who org.Actor, act, seat string, n int, now time.Time) bool {
	for _, f := range fillings(a, act, seat, n, now) {
		err := a.Check(Command{Order: casefile.Order{Act: act, Meta: casefile.Meta{RequestID: "?", Actor: who}}, Form: f}, now)
		if err == nil || slices.Contains(mends, faultCode(err)) {
			return true
		}
		require.NotNil(t, fault.Of(err), "%s: %v", act, err)
	}
	return false
}

// whole are the acts of the whole case that a page offers, seatOnly those of one's
// own seats, and other those of somebody else's.
var (
	whole = []string{
		ActWithdraw, ActResubmit, ActSupply, ActFollow, ActTakeIn, ActCheck, ActTakeBack, ActExtend, ActResume, ActVerifyWord,
		ActCallback, ActObject, ActReply, ActRead, ActNote, ActUrge, ActCC, ActHandOver, ActSuspend, ActActivate, ActTerminate, ActVoid, ActJump, ActMigrate,
	}
	seatOnly = []string{
		ActApprove, ActReject, ActAbstain, ActChoose, ActReturn, ActClaim, ActDelegate, ActAnswer, ActRecall,
		ActAddSign, ActRecuse, ActConsult, ActSupplement, ActPause, ActVisit, ActFinding,
	}
	other = []string{ActAppoint, ActCutSign, ActTransfer, ActUnclaim}
)

// offersAreKept holds a page against the judge: what it offers is accepted when
// filled in properly, what it does not is refused however it is filled in.
func offersAreKept(t require.TestingT, a *Approval, who org.Actor, now time.Time) int {
	v, n := a.See(who, now), 0
	same := func(offered bool, act, seat string, number int) {
		n++
		require.Equal(t, accepted(t, a, who, act, seat, number, now), offered, "%s of %q (%d) by %s in %s: offered %v", act, seat, number, who.UserID, a.Status, offered)
	}
	for _, act := range whole {
		same(slices.Contains(v.Actions, act), act, "", 0)
	}
	for i := range a.Seats {
		s := &a.Seats[i]
		var mine, others []string
		for _, x := range v.Seats {
			if x.Seat == s.ID {
				mine = x.Acts
			}
		}
		for _, x := range v.Others {
			if x.Seat == s.ID {
				others = x.Acts
			}
		}
		for _, act := range seatOnly {
			same(slices.Contains(mine, act), act, s.ID, 0)
		}
		for _, act := range other {
			same(slices.Contains(slices.Concat(mine, others), act), act, s.ID, 0)
		}
	}
	for _, o := range a.Objections {
		same(slices.Contains(v.Settles, o.N), ActSettle, "", o.N)
	}
	require.Equal(t, len(v.Settles) > 0, slices.Contains(v.Actions, ActSettle))
	for _, act := range []string{ActAppoint, ActCutSign} {
		some := slices.ContainsFunc(v.Others, func(x OtherSeat) bool { return slices.Contains(x.Acts, act) })
		require.Equal(t, some, slices.Contains(v.Actions, act), "%s is offered where a seat is named", act)
	}
	return n
}

// Whatever a page offers can be done, and whatever it does not cannot: tried for
// everybody on random applications at random moments.
func TestWhatIsOfferedIsAcceptedAndNothingElse(t *testing.T) {
	tried := 0
	rapid.Check(t, func(rt *rapid.T) {
		w := newJourney(rt, randomDefinition(rt))
		for range evenly(rt, 16, "happenings") {
			w.happens()
		}
		for _, who := range append(slices.Clone(everyone), owner) {
			tried += offersAreKept(rt, w.a, who, w.now)
		}
	})
	t.Logf("%d offers tried", tried)
}

// The buttons that need a seat or a number are offered with them.
func TestSettlingAppointingAndRemovingAreOfferedWhereTheyCanBeDone(t *testing.T) {
	d := newDesk(t, threeSign)
	d.must(fire, ActAddSign, Form{Position: Beside, People: []Person{row(eco)}})
	added := d.a.Seats[len(d.a.Seats)-1].ID
	require.Contains(t, d.a.See(fire, d.now).Others, OtherSeat{Seat: added, Run: 1, Acts: []string{ActCutSign}})
	require.NotContains(t, d.a.See(water, d.now).Others, OtherSeat{Seat: added, Run: 1, Acts: []string{ActCutSign}})

	d = newDesk(t, acceptedInANotice)
	d.must(head, ActObject, Form{From: "某人", Opinion: "异议"})
	require.Equal(t, []int{1}, d.a.See(head, d.now).Settles)
	require.Contains(t, d.a.See(head, d.now).Actions, ActSettle)
	require.Empty(t, d.a.See(clerk, d.now).Settles)

	d = blankDesk(t)
	d.leaves(fire)
	require.NoError(t, d.submit(parse(t, threeSign)))
	held := d.a.Seats[slices.IndexFunc(d.a.Seats, func(s Seat) bool { return s.State == Held })]
	require.Contains(t, d.a.See(keeper, d.now).Others[0].Acts, ActAppoint)
	require.Equal(t, held.ID, d.a.See(keeper, d.now).Others[0].Seat)
}

// A signer gives a word; what the stage must have filled in is asked of its own people.
func TestAnAddedSignerIsNotAskedForTheStagesFields(t *testing.T) {
	text := strings.NewReplacer("    accepts: true\n", "    accepts: true\n    fields: {required: [area]}\n", "pause, take_back]", "add_sign]").Replace(permit)
	d := newDesk(t, text)
	mine := d.a.See(window, d.now).Seats[0]
	require.Equal(t, []string{"area"}, mine.Required)
	require.True(t, mine.Accepts)
	d.must(window, ActAddSign, Form{Position: BeforeMe, People: []Person{row(eco)}})
	signer := d.a.See(eco, d.now).Seats[0]
	require.Empty(t, signer.Required)
	require.False(t, signer.Accepts, "the word of a signer accepts nothing")
}
