// Package org knows people, the units they belong to and the roles they hold.
// It never decides whether an act is allowed; the noun's own table does.
package org

import "slices"

// Type is the kind of a unit 单位.
type Type string

const (
	Department Type = "department" // 部门
	Town       Type = "town"       // 镇街
	Park       Type = "park"       // 园区
	Utility    Type = "utility"    // 公用企业: water, power, gas, telecom; an enterprise, not a department
	StateBody  Type = "state_body" // 垂管单位
	District   Type = "district"   // 区级: leaders, coordination and supervision offices
)

// Role is what a person may be asked to do (domain.md 2.1.3).
type Role string

const (
	Owner           Role = "owner"            // 项目业主
	ServiceOfficer  Role = "service_officer"  // 服务专员
	Coordinator     Role = "coordinator"      // 统筹协调人员
	Supervisor      Role = "supervisor"       // 督查室
	DeptReceiver    Role = "dept_receiver"    // 部门收文
	Handler         Role = "handler"          // 承办人
	DeptLead        Role = "dept_lead"        // 部门负责人
	UtilityAgent    Role = "utility_agent"    // 公用企业对接人
	Chair           Role = "chair"            // 区级主要领导
	Leader          Role = "leader"           // 分管/包联领导
	TaskForceLead   Role = "taskforce_lead"   // 专班长
	MinutesReviewer Role = "minutes_reviewer" // 纪要审核人
	Auditor         Role = "auditor"          // 审计/纪检
	Admin           Role = "admin"            // 系统管理员
	System          Role = "system"           // the clock and other cases; never a person
)

// Roles lists every role a person can hold, in the order screens show them.
var Roles = []Role{
	Owner, ServiceOfficer, Coordinator, Supervisor, DeptReceiver, Handler, DeptLead,
	UtilityAgent, Chair, Leader, TaskForceLead, MinutesReviewer, Auditor, Admin,
}

// Text is the role in Chinese, "" for none of Roles.
func (r Role) Text() string {
	return map[Role]string{
		Owner: "项目业主", ServiceOfficer: "服务专员", Coordinator: "统筹协调人员", Supervisor: "督查室",
		DeptReceiver: "部门收文", Handler: "承办人", DeptLead: "部门负责人", UtilityAgent: "公用企业对接人",
		Chair: "区级主要领导", Leader: "分管/包联领导", TaskForceLead: "专班长", MinutesReviewer: "纪要审核人",
		Auditor: "审计/纪检", Admin: "系统管理员",
	}[r]
}

// DeptRoles are the roles that act for a unit.
var DeptRoles = []Role{DeptReceiver, Handler, DeptLead, UtilityAgent}

// OwnerRole is a person's place in an enterprise's team.
type OwnerRole string

const (
	Primary OwnerRole = "PRIMARY" // 主账号
	Manager OwnerRole = "ADMIN"   // 管理员
	Member  OwnerRole = "MEMBER"  // 成员
)

// Actor is the person (or the system) behind an act, as the door established it.
// It travels in every command and is written into every event.
type Actor struct {
	UserID       string    `json:"user_id"`
	Name         string    `json:"name"`
	Roles        []Role    `json:"roles,omitempty"`
	OrgID        string    `json:"org_id,omitempty"`
	OrgName      string    `json:"org_name,omitempty"`
	EnterpriseID string    `json:"enterprise_id,omitempty"`
	OwnerRole    OwnerRole `json:"owner_role,omitempty"`
	// StandsInFor is the user whose place the actor takes (代), empty for oneself.
	StandsInFor string `json:"stands_in_for,omitempty"`
}

// Has tells whether the actor holds any of the roles.
func (a Actor) Has(roles ...Role) bool {
	for _, r := range roles {
		if slices.Contains(a.Roles, r) {
			return true
		}
	}
	return false
}

// ActsFor tells whether the actor works for the unit.
func (a Actor) ActsFor(orgID string) bool {
	return orgID != "" && a.OrgID == orgID && a.Has(DeptRoles...)
}

// Clock is the actor of deadlines and of acts one case asks of another.
var Clock = Actor{UserID: "system", Name: "系统", Roles: []Role{System}}
