package project

import (
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
)

// Sight is how much of the register somebody sees. Lists filter by it in SQL;
// what is outside is answered as not found.
type Sight struct {
	All          bool   // every project
	EnterpriseID string // the projects of one owner
	OrgID        string // the projects a public utility has a part in
}

// SightOf says what the actor may see: owners their own enterprise's projects,
// public utilities those they have a part in, every official of the district
// the whole register, anybody else nothing.
func SightOf(a org.Actor) Sight {
	officials := []org.Role{
		org.ServiceOfficer, org.Coordinator, org.Supervisor, org.DeptReceiver, org.Handler, org.DeptLead,
		org.Chair, org.Leader, org.TaskForceLead, org.MinutesReviewer, org.Auditor, org.Admin, org.System,
	}
	switch {
	case a.EnterpriseID != "" || a.Has(org.Owner):
		return Sight{EnterpriseID: a.EnterpriseID}
	case a.Has(officials...):
		return Sight{All: true}
	case a.Has(org.UtilityAgent):
		return Sight{OrgID: a.OrgID}
	}
	return Sight{}
}

// Nothing tells that the actor sees no project at all.
func (s Sight) Nothing() bool { return !s.All && s.EnterpriseID == "" && s.OrgID == "" }

// MayKeep refuses everybody but the coordinators, who keep the register:
// create, change, phase, roles, lists, events, import.
func MayKeep(a org.Actor) error {
	if a.Has(org.Coordinator) {
		return nil
	}
	return fault.New(fault.Forbidden, "project.keeper_only", "only coordinators keep the register")
}

// MayReport lets a project's lead unit, besides the coordinators, record
// milestones and monthly investment.
func MayReport(a org.Actor, leadOrgID string) error {
	if a.ActsFor(leadOrgID) {
		return nil
	}
	return MayKeep(a)
}

// MayKeepOrgs lets the system administrator keep units.
func MayKeepOrgs(a org.Actor) error {
	if a.Has(org.Admin) {
		return nil
	}
	return fault.New(fault.Forbidden, "org.admin_only", "only administrators keep units")
}

// MayReadOrgChanges lets those who keep units and the auditors read what changed of
// them and what is to change: a reform is not told before its time.
func MayReadOrgChanges(a org.Actor) error {
	if a.Has(org.Admin, org.Auditor) {
		return nil
	}
	return fault.New(fault.Forbidden, "org.changes_closed", "changes of units are for administrators and auditors")
}

// MayKeepEnterprises lets coordinators and service officers register
// enterprises, and an enterprise's PRIMARY and ADMIN correct their own.
func MayKeepEnterprises(a org.Actor, enterpriseID string) error {
	if a.Has(org.Coordinator, org.ServiceOfficer) {
		return nil
	}
	own := enterpriseID != "" && a.EnterpriseID == enterpriseID && a.Has(org.Owner)
	if own && (a.OwnerRole == org.Primary || a.OwnerRole == org.Manager) {
		return nil
	}
	return fault.New(fault.Forbidden, "enterprise.keeper_only", "not yours to change")
}
