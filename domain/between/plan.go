package between

import "github.com/diaodu/diaodu/domain/workcal"

// IssueOrigin says which plan opened an issue and over what (plan → issue, act
// "report", field "report.origin"). The issue tells its end back there.
type IssueOrigin struct {
	PlanID   string `json:"plan_id"`
	PlanNo   string `json:"plan_no,omitempty"`
	MatterID string `json:"matter_id,omitempty"`
	Approval string `json:"approval_id,omitempty"`
	// Key names the breach or block inside the plan; an issue is opened once for each.
	Key string `json:"key"`
}

// IssueEnd is an issue's end, or its return from there, as the plan that opened
// it hears of it (issue → plan, act "hear_issue", field "issue").
type IssueEnd struct {
	IssueID string       `json:"issue_id"`
	IssueNo string       `json:"issue_no,omitempty"`
	Key     string       `json:"key"`
	State   string       `json:"state"` // the issue's status now
	Over    bool         `json:"over,omitempty"`
	Solved  bool         `json:"solved,omitempty"` // over, and what it was about is settled
	Result  string       `json:"result,omitempty"`
	On      workcal.Date `json:"on"`
}

// MilestoneReached is what a plan tells the register of projects: the approvals
// that a milestone hangs on are all given (plan → register, act "reach").
type MilestoneReached struct {
	ProjectID string       `json:"project_id"`
	PlanID    string       `json:"plan_id"`
	Milestone string       `json:"milestone"` // such as "permit"
	On        workcal.Date `json:"on"`
	Evidence  string       `json:"evidence"` // name and number of what was issued
	// Undone takes the milestone back: one of the approvals was, for Why.
	Undone bool   `json:"undone,omitempty"`
	Why    string `json:"why,omitempty"`
}
