package approval

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
)

const chosenFromPosts = `
process: panel
name: 评审
matter: {code: T, authority: bureau}
form: {type: object, properties: {big: {type: boolean, title: 是否大型}}}
steps:
  - {stage: a, by: {role: dept_receiver}}
  - {stage: c, name: 会审, by: [{chosen: starter, role: handler, org: fire, each: true}, {chosen: starter, role: handler, org: eco, each: true}]}
  - {stage: e, name: 复审, when: form.big, by: {chosen: starter}}
`

// The applicant chooses among the people of the posts that the process names; who
// is of none of them gets no seat, whatever was handed in.
func TestWhoIsChosenHoldsThePostThatTheProcessNames(t *testing.T) {
	d := blankDesk(t)
	b := d.birth(parse(t, chosenFromPosts))
	b.Chosen = []between.ChosenPeople{{Step: "c", Users: []string{"eco", "fire"}}}
	require.NoError(t, d.do(owner, ActSubmit, Form{Birth: b, Roster: d.find(AsksOf(b))}))
	d.yes(window)
	require.Equal(t, []string{"fire", "eco"}, sittingAt(d.a, "c"), "each by the rule of its own post")

	d = blankDesk(t)
	b = d.birth(parse(t, chosenFromPosts))
	b.Chosen = []between.ChosenPeople{{Step: "c", Users: []string{"fire", "water"}}}
	require.NoError(t, d.do(owner, ActSubmit, Form{Birth: b, Roster: d.find(AsksOf(b))}))
	d.yes(window)
	require.ElementsMatch(t, []string{"fire", "", ""}, sittingAt(d.a, "c"), "who is of no post is missed, and the keeper appoints")
}

func sittingAt(a *Approval, step string) []string {
	var users []string
	for _, s := range a.Seats {
		if a.run(s.Run).Step == step {
			users = append(users, s.User.UserID)
		}
	}
	return users
}

func TestOnlyThoseOfferedMayBeChosen(t *testing.T) {
	d := blankDesk(t)
	def := parse(t, chosenFromPosts)
	choices := ChoicesOf(def, org.Actor{Roles: []org.Role{org.Owner}, EnterpriseID: "e1"})
	require.Len(t, choices, 2)
	require.Equal(t, []Ask{{Key: "handler@fire", Role: "handler", Org: "fire"}, {Key: "handler@eco", Role: "handler", Org: "eco"}}, choices[0].Posts)
	require.True(t, choices[0].Sure)
	require.Equal(t, []Ask{{Key: "@bureau", Org: "bureau"}}, choices[1].Posts, "an enterprise is offered the authority's people where no post is named")
	require.False(t, choices[1].Anyone || choices[1].Sure)
	require.True(t, ChoicesOf(def, org.Actor{Roles: []org.Role{org.ServiceOfficer}})[1].Anyone)

	found := d.find(CandidateAsks(choices))
	code := func(users ...string) string {
		err := CheckChosen(choices, []between.ChosenPeople{{Step: "c", Users: users}}, found)
		if err == nil {
			return ""
		}
		return fault.Of(err).Code
	}
	require.Empty(t, code("fire", "eco"))
	require.Equal(t, "approval.not_a_candidate", code("fire", "water"))
	require.Equal(t, "approval.not_a_candidate", code("nobody"))

	b := d.birth(def)
	require.Equal(t, "approval.choose_people", fault.Of(ChosenEnough(b)).Code)
	b.Chosen = []between.ChosenPeople{{Step: "c", Users: []string{"fire"}}}
	require.NoError(t, ChosenEnough(b), "a stage that need not open needs nobody yet")
}
