package account

import (
	"time"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Member is one person of an enterprise's team.
type Member struct {
	UserID   string
	Login    string
	Name     string
	Phone    string
	Role     org.OwnerRole
	Disabled bool
	Since    workcal.Date
}

// Offer is a PRIMARY's place offered to a colleague, who must accept it.
type Offer struct {
	ID           string
	EnterpriseID string
	FromUser     string
	FromName     string
	ToUser       string
	ToName       string
	OfferedAt    time.Time
}

// CheckTeam lets only the enterprise's own PRIMARY change its team. Officials
// may not, not even the administrator: the team is the enterprise's own affair.
func CheckTeam(a org.Actor, enterpriseID string) error {
	switch {
	case !a.Has(org.Owner):
		return fault.New(fault.Forbidden, "team.officials", "%s is an official", a.UserID)
	case a.EnterpriseID != enterpriseID:
		return fault.New(fault.NotFound, "team.not_found", "%s is not of enterprise %s", a.UserID, enterpriseID)
	case a.OwnerRole != org.Primary:
		return fault.New(fault.Forbidden, "team.not_primary", "%s is %s", a.UserID, a.OwnerRole)
	}
	return nil
}

// CheckTeamReader lets the team itself and officials who deal with owners see
// it; to everybody else it is not there.
func CheckTeamReader(a org.Actor, enterpriseID string) error {
	if a.Has(org.Owner) && a.EnterpriseID == enterpriseID {
		return nil
	}
	if a.Has(org.Coordinator, org.ServiceOfficer, org.Supervisor, org.Auditor, org.Admin) {
		return nil
	}
	return fault.New(fault.NotFound, "team.not_found", "%s may not see the team of %s", a.UserID, enterpriseID)
}

// CheckPlaceInTeam refuses what only a transfer may do: make or unmake a PRIMARY.
func CheckPlaceInTeam(role org.OwnerRole) error {
	switch role {
	case org.Manager, org.Member:
		return nil
	case org.Primary:
		return fault.New(fault.Invalid, "team.transfer_needed", "PRIMARY only by transfer").On("role")
	}
	return fault.New(fault.Invalid, "team.unknown_role", "owner role %q", role).On("role")
}
