package approval

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

func ringing(key string) Command {
	return Command{Order: casefile.Order{Act: casefile.ActRing, Key: key, Meta: casefile.Meta{RequestID: "clock:" + key, Actor: org.Clock}}}
}

// E14: a deadline of a round that is over rings no more; a click that comes
// after the clock is told that the clock decided.
func TestE14HistoryOrderDecidesBetweenAPersonAndTheClock(t *testing.T) {
	d := newDesk(t, permit, "area", 500)
	stale := "due/1/2022-05-19"
	d.yes(window)
	d.now = workcal.MustDate("2022-05-20").At(0, 0)
	require.Equal(t, "approval.no_alarm", fault.Of(d.a.Check(ringing(stale), d.now)).Code, "the person was first")

	d = newDesk(t, permit, "area", 500)
	require.Equal(t, "approval.too_early", fault.Of(d.a.Check(ringing(stale), d.now)).Code)
	d.until("2022-05-20", 9, 0)
	require.Equal(t, []string{"fire", "water"}, d.open())
	f := d.refuses("approval.already_decided", window, ActApprove, Form{Opinion: "同意"})
	require.Equal(t, "system:timeout", f.Args["by_id"])
	require.Equal(t, Pass, f.Args["outcome"])
	require.Equal(t, "2022-05-20 00:00:00", f.Args["at"])
	require.Equal(t, "approval.no_alarm", fault.Of(d.a.Check(ringing(stale), d.now)).Code, "it rings once")
}

// Reopening a step makes new deadlines; those of the round before are gone.
func TestE14ADeadlineOfAnOldRoundIsIgnored(t *testing.T) {
	d := newDesk(t, permit, "area", 500)
	d.until("2022-05-13", 10, 0)
	d.must(window, ActReturn, Form{To: ToStarter, Opinion: "请修改"})
	d.must(owner, ActResubmit, Form{})
	d.now = workcal.MustDate("2022-05-20").At(0, 0)
	require.Equal(t, "approval.no_alarm", fault.Of(d.a.Check(ringing("due/1/2022-05-19"), d.now)).Code)
	require.Equal(t, []string{"accept"}, d.open())
	d.until("2022-05-21", 0, 0)
	require.Equal(t, []string{"fire", "water"}, d.open(), "five workdays from the second opening")
}

const late = `
process: late
name: 超期
matter: {code: L, authority: bureau}
steps:
  - {stage: first, by: {role: dept_receiver}}
  - stage: all
    mode: all
    by: [{role: handler, org: fire}, {role: handler, org: water}, {role: handler, org: road}]
    within: 2
    late: {then: %s, basis: 法律, escalate: [{role: dept_lead}]}
  - {stage: last, by: {role: keeper_role}}
`

func lateDesk(t *testing.T, then string) *desk {
	text := strings.Replace(fmt.Sprintf(late, then), "keeper_role", "coordinator", 1)
	if then != "pass" {
		text = strings.Replace(text, ", basis: 法律", "", 1)
	}
	d := newDesk(t, text)
	d.yes(window)
	return d
}

// E15: the stage has one decision, by nobody; whoever had voted keeps their vote,
// whoever had not is lifted, also one who waits for 前加签.
func TestE15TheClockDecidesOnceAndNeverAsThePerson(t *testing.T) {
	for then, want := range map[string]Status{"pass": Running, "reject": Rejected} {
		d := lateDesk(t, then)
		d.yes(fire)
		d.must(water, ActAddSign, Form{Position: BeforeMe, People: []Person{row(eco)}})
		d.until("2022-05-17", 0, 0)
		require.Equal(t, want, d.a.Status)
		r := d.a.latest("all", "")
		require.Equal(t, TimedOut, r.By)
		require.Equal(t, []SeatState{Yes, Lifted, Lifted, Lifted}, states(d, r.N))
		decisions := 0
		for _, ev := range d.events {
			c, err := ReadChange(ev)
			require.NoError(t, err)
			for _, x := range c.Runs {
				if x.Step == "all" && !x.Open {
					decisions++
					require.Equal(t, casefile.ActRing, ev.Act)
					require.Equal(t, "system", ev.Actor.UserID)
				}
			}
			for _, s := range c.Seats {
				require.False(t, ev.Act == casefile.ActRing && s.Seq == ev.Seq && s.State.Decided(), "%s was written as deciding", s.User.UserID)
			}
		}
		require.Equal(t, 1, decisions)
		if then == "reject" {
			require.Equal(t, TimedOut, d.a.End.By)
		}
	}
}

func TestE15TheClockMayReturnEscalateOrOnlyTell(t *testing.T) {
	d := lateDesk(t, "return")
	d.until("2022-05-17", 0, 0)
	require.Equal(t, []string{"first"}, d.open())
	require.Equal(t, 2, d.a.Round)

	d = lateDesk(t, "hold")
	d.until("2022-06-17", 0, 0)
	require.Equal(t, []string{"all"}, d.open())
	require.Equal(t, 1, d.heard("approval.escalated"))
	d.yes(fire)

	d = lateDesk(t, "escalate")
	d.yes(fire)
	d.must(water, ActClaim, Form{})
	d.until("2022-05-17", 0, 0)
	d.refuses("approval.not_yours", water, ActApprove, Form{Seat: "s3"})
	require.Equal(t, "water", d.a.seat("s3").Chain[0].UserID, "whose it was is not forgotten")
	d.must(head, ActApprove, Form{Seat: "s3"})
	d.must(head, ActApprove, Form{Seat: "s4"})
	require.Equal(t, []string{"last"}, d.open())
}

func TestE15AnEscalationToNobodyLeavesTheSeatsAndAlarms(t *testing.T) {
	d := blankDesk(t)
	d.leaves(head)
	def := parse(t, strings.Replace(strings.Replace(fmt.Sprintf(late, "escalate"), ", basis: 法律", "", 1), "keeper_role", "coordinator", 1))
	require.NoError(t, d.submit(def))
	d.yes(window)
	d.until("2022-05-17", 0, 0)
	require.Equal(t, 1, d.heard("approval.nobody"))
	require.Equal(t, []SeatState{Open, Open, Open}, states(d, 2))
	d.yes(water)
}

// E16: deadlines are each case's own, and one that cannot be carried out tells
// the keeper instead of stopping the case.
func TestE16ADeadlineThatCannotBeCarriedOutIsHeldAndTold(t *testing.T) {
	text := `
process: broken
name: 坏条件
matter: {code: L, authority: bureau}
form: {type: object, properties: {n: {type: integer}}}
steps:
  - {stage: first, by: {role: dept_receiver}, within: 1, late: {then: pass, basis: 法律}}
  - {stage: second, by: {role: dept_lead}, when: 10 / form.n > 1}
`
	broken, fine := newDesk(t, text, "n", 0), newDesk(t, text, "n", 5)
	broken.until("2022-05-16", 0, 0)
	require.Equal(t, []string{"first"}, broken.open())
	require.Equal(t, 1, broken.heard("approval.stuck"))
	require.True(t, broken.a.HasRung("due/1/2022-05-13"), "it does not ring for ever")
	fine.until("2022-05-16", 0, 0)
	require.Equal(t, []string{"second"}, fine.open())
	broken.refuses("approval.condition", window, ActApprove, Form{})
	broken.must(keeper, ActJump, Form{To: "second", Reason: "条件无法计算"})
	require.Equal(t, []string{"second"}, broken.open())
}

func TestE16RemindersComeBeforeOnAndAfterTheDay(t *testing.T) {
	d := newDesk(t, strings.Replace(threeSign, "within: 5", "within: 5\n    late: {remind: [-2, 0, 1, 3]}", 1))
	d.yes(fire)
	var at []string
	for range 20 {
		w := d.a.Wake()
		if w.At.IsZero() {
			break
		}
		at = append(at, w.At.In(workcal.CST).Format("01-02 15:04"))
		d.pass(w.At)
	}
	require.Equal(t, []string{"05-17 09:00", "05-19 09:00", "05-20 00:00", "05-20 09:00", "05-24 09:00"}, at)
	require.Equal(t, 2, d.heard("approval.due_soon"))
	require.Equal(t, 2, d.heard("approval.overdue"))
	for _, n := range d.told {
		if n.Code == "approval.due_soon" {
			require.Len(t, n.To, 2, "whoever has signed is left alone")
		}
	}
}

// E19: a new calendar moves what is open, writes down both dates and tells; what
// is over stays.
func TestE19ANewCalendarMovesOpenDatesAndSaysFromWhereToWhere(t *testing.T) {
	d := newDesk(t, permit, "area", 500)
	d.yes(window)
	d.must(head, ActExtend, Form{Reason: "疑难", N: 5})
	require.Equal(t, "2022-06-17", d.a.Law.Due(d.a.Cal, casefile.Today(d.now)).Date.String())
	closed := d.a.Runs[0].Clock
	longer, err := d.a.Cal.WithLocal([]workcal.Date{workcal.MustDate("2022-05-18")}, nil)
	require.NoError(t, err)
	longer.Version = "2022-2"
	order := Command{Order: casefile.Order{Act: casefile.ActRecalendar, Calendar: &longer, Meta: casefile.Meta{RequestID: "cal", Actor: org.Clock}}}
	require.NoError(t, d.order(order))
	c, err := ReadChange(d.events[len(d.events)-1])
	require.NoError(t, err)
	moves := map[string]string{}
	for _, m := range c.Dates {
		moves[m.Key] = m.Old.String() + "→" + m.New.String()
	}
	require.Equal(t, map[string]string{
		"law": "2022-06-17→2022-06-20", "promise": "2022-06-02→2022-06-06", "step/3": "2022-05-19→2022-05-20", "step/4": "2022-05-19→2022-05-20",
	}, moves)
	require.Equal(t, 1, d.heard("approval.calendar_moved"))
	require.Equal(t, "2022-06-20", d.a.Extended.New.String())
	require.Equal(t, closed, d.a.Runs[0].Clock, "what is over is not written anew")
	require.Equal(t, "approval.no_alarm", fault.Of(d.a.Check(ringing("due/3/2022-05-19"), workcal.MustDate("2022-05-20").At(0, 0))).Code, "the timer of the old date is gone")
	d.until("2022-05-21", 0, 0)
	require.True(t, d.a.HasRung("due/3/2022-05-20"))
}

func TestE19DatesBesideTheClocksMoveToo(t *testing.T) {
	d := newDesk(t, permit, "area", 500)
	d.must(window, ActSupplement, Form{Gaps: []Gap{{Material: "plan", Code: "unclear", Text: "看不清"}}})
	require.Equal(t, "2022-05-26", d.a.Supplements[0].Due.String())
	longer, err := d.a.Cal.WithLocal([]workcal.Date{workcal.MustDate("2022-05-18"), workcal.MustDate("2022-05-20")}, nil)
	require.NoError(t, err)
	order := Command{Order: casefile.Order{Act: casefile.ActRecalendar, Calendar: &longer, Meta: casefile.Meta{RequestID: "cal", Actor: org.Clock}}}
	require.NoError(t, d.order(order))
	require.Equal(t, "2022-05-30", d.a.Supplements[0].Due.String())
	d.until("2022-05-27", 0, 0)
	require.Equal(t, Waiting, d.a.Status)
	d.until("2022-05-31", 0, 0)
	require.Equal(t, Abandoned, d.a.Status)
	require.Equal(t, between.ApprovalAbandoned, d.a.State())
}
