package account

import (
	"slices"
	"time"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// StandIn 代 is one person taking another's place for some days. Both may act.
type StandIn struct {
	ID        string
	ForUser   string // the absent person
	ForName   string
	ByUser    string // the one who stands in
	ByName    string
	From      workcal.Date // first day, inclusive
	To        workcal.Date // last day, inclusive
	Revoked   bool
	CreatedAt time.Time
}

// LongestStandIn bounds a stand-in: a longer absence is a change of post.
const LongestStandIn = 184 // days

// CheckStandIn judges whether the actor may let `by` take the place of `forUser`.
// Only the person or the administrator may ask; administrators and auditors have no
// stand-ins (三员分立); owners and officials do not stand in for each other.
func CheckStandIn(actor org.Actor, forUser, by User, from, to, today workcal.Date) error {
	switch {
	case actor.StandsInFor != "":
		return fault.New(fault.Forbidden, "standin.chain", "%s acts for %s", actor.UserID, actor.StandsInFor)
	case actor.UserID != forUser.ID && !actor.Has(org.Admin):
		return fault.New(fault.Forbidden, "standin.not_yours", "%s is not %s", actor.UserID, forUser.ID)
	case forUser.ID == by.ID:
		return fault.New(fault.Invalid, "standin.self", "%s for oneself", by.ID).On("by_user")
	case holdsApart(forUser.Roles) || holdsApart(by.Roles):
		return fault.New(fault.Invalid, "standin.apart", "separated roles have no stand-in").On("by_user")
	case slices.Contains(forUser.Roles, org.Owner) != slices.Contains(by.Roles, org.Owner),
		forUser.EnterpriseID != by.EnterpriseID:
		if slices.Contains(actor.Roles, org.Owner) { // who works for others is not theirs to know
			return fault.New(fault.NotFound, "account.not_found", "%s is no colleague of %s", by.ID, actor.UserID).On("by_user")
		}
		return fault.New(fault.Invalid, "standin.other_side", "%s and %s are on different sides", forUser.ID, by.ID).On("by_user")
	case by.Disabled:
		return fault.New(fault.Invalid, "standin.disabled", "%s is disabled", by.ID).On("by_user")
	case to.Before(from) || to.Before(today):
		return fault.New(fault.Invalid, "standin.dates", "from %s to %s", from, to).On("to")
	case to.Sub(from) > LongestStandIn:
		return fault.New(fault.Invalid, "standin.too_long", "from %s to %s", from, to).On("to")
	}
	return nil
}

// MayArrange tells whether a person may ask for stand-ins at all: their own, or as the
// administrator anybody's.
func MayArrange(a org.Actor) bool {
	return a.StandsInFor == "" && (a.Has(org.Admin) || !holdsApart(a.Roles))
}

func holdsApart(roles []org.Role) bool {
	for _, r := range roles {
		if slices.Contains(apart, r) {
			return true
		}
	}
	return false
}

// StandingIn is the actor who takes another's place: still oneself by id and
// name, with the other's roles and unit.
func StandingIn(self, absent org.Actor) org.Actor {
	absent.StandsInFor = absent.UserID
	absent.UserID, absent.Name = self.UserID, self.Name
	return absent
}
