package approval

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
)

const seating = `
process: seating
name: 席位
matter: {code: S, authority: bureau}
rules: {starter: skip}
steps:
  - {stage: before, by: {user: road}}
  - stage: here
    mode: %s
    by: [{user: fire}, {user: water}, {user: owner}]
    visit: %t
    may: [return, transfer, delegate, add_sign, cc, consult, supplement, take_back, pause, recuse]
    outcomes: [{id: done, name: 办结, end: approved}]
  - {stage: last, by: {user: road}}
`

// seatedDesk brings a seat into a state by real acts. What an act needs of its
// stage (a vote to abstain, a visit to find something) the stage has.
func seatedDesk(t *testing.T, state, act string) (d *desk, seat string) {
	t.Helper()
	mode := map[string]string{ActAbstain: "vote", ActChoose: "any"}[act]
	if mode == "" {
		mode = "all"
	}
	switch state {
	case SeatTurn:
		mode = "ordered"
	case SeatLifted:
		mode = "any"
	}
	visits := act == ActVisit || act == ActFinding
	d = blankDesk(t)
	d.know(owner)
	if state == SeatHeld {
		d.leaves(fire)
	}
	require.NoError(t, d.submit(parse(t, fmt.Sprintf(seating, mode, visits))))
	d.yes(road)
	r := d.a.latest("here", "")
	if visits {
		d.must(water, ActVisit, Form{Seat: d.lastSeat("water"), Date: casefile.Today(d.now), Place: "现场"})
		for _, who := range []org.Actor{fire, water} {
			if state != SeatHeld || who.UserID == "water" {
				d.must(who, ActFinding, Form{Seat: d.lastSeat(who.UserID), Pass: true, Opinion: "合格"})
			}
		}
	}
	return d, d.bring(state, r.N)
}

// lastSeat is the last seat of a person.
func (d *desk) lastSeat(user string) string {
	for i := range slices.Backward(d.a.Seats) {
		if d.a.Seats[i].User.UserID == user {
			return d.a.Seats[i].ID
		}
	}
	return ""
}

func (d *desk) bring(state string, run int) string {
	mine := d.lastSeat("fire")
	add := func(position string) {
		d.must(fire, ActAddSign, Form{Seat: mine, Position: position, People: []Person{row(eco)}})
	}
	switch state {
	case SeatLent:
		d.must(fire, ActDelegate, Form{Seat: mine, People: []Person{row(eco)}})
	case SeatTurn:
		return d.lastSeat("water")
	case SeatSigners:
		add(BeforeMe)
	case SeatProvisional:
		add(AfterMe)
		d.must(fire, ActApprove, Form{Seat: mine, Opinion: "同意"})
	case SeatHeld:
		return d.a.seated(run)[0].ID
	case SeatDecided:
		d.must(fire, ActApprove, Form{Seat: mine, Opinion: "同意"})
	case SeatLifted:
		d.must(water, ActApprove, Form{Seat: d.lastSeat("water"), Opinion: "同意"})
	case SeatRemoved:
		add(Beside)
		d.must(fire, ActCutSign, Form{Seat: d.lastSeat("eco")})
		return d.lastSeat("eco")
	case SeatRecused:
		d.must(fire, ActRecuse, Form{Seat: mine, Reason: "利害关系"})
	case SeatSkipped:
		return d.lastSeat("owner")
	}
	return mine
}

// whoActs is who would do an act with a seat in a state.
func whoActs(act, state string) org.Actor {
	switch {
	case act == ActAppoint, act == ActCutSign, act == ActTransfer && state == SeatHeld:
		return keeper
	case act == ActAnswer && state == SeatLent, state == SeatRemoved:
		return eco
	case state == SeatTurn:
		return water
	case state == SeatHeld:
		return road // of the case, and not of the seat, which nobody has
	case state == SeatSkipped:
		return owner
	}
	return fire
}

// Every act is tried on a seat in every state, by whoever would do it, filled in
// properly: what the table names refuses it, else it is accepted.
func TestEveryCellOfTheSeatTableIsKept(t *testing.T) {
	for _, row := range SeatTable {
		for _, state := range SeatStates {
			t.Run(row.Act+"/"+state, func(t *testing.T) {
				d, seat := seatedDesk(t, state, row.Act)
				var err error
				for _, f := range fillings(d.a, row.Act, seat, 0, d.now) {
					cmd := Command{Order: casefile.Order{Act: row.Act, Meta: casefile.Meta{RequestID: "?", Actor: whoActs(row.Act, state)}}, Form: f}
					if err = d.a.Check(cmd, d.now); err == nil {
						break
					}
				}
				if want := row.Refusal(state); want == "" {
					require.NoError(t, err)
				} else {
					require.Equal(t, want, faultOf(t, err).Code)
				}
			})
		}
	}
}
