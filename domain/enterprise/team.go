package enterprise

import (
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
)

// TeamMember is one person in an enterprise's team and their place in it.
type TeamMember struct {
	UserID string        `json:"user_id"`
	Name   string        `json:"name"`
	Login  string        `json:"login"`
	Role   org.OwnerRole `json:"role"`
	Active bool          `json:"active"`
}

// TeamAct is what one member does to another's place.
type TeamAct string

const (
	Add      TeamAct = "add"      // 添加成员
	Promote  TeamAct = "promote"  // 设为管理员
	Demote   TeamAct = "demote"   // 取消管理员
	Revoke   TeamAct = "revoke"   // 停用成员
	Restore  TeamAct = "restore"  // 恢复成员
	HandOver TeamAct = "handover" // 移交主账号, waits for the other's acceptance
	Accept   TeamAct = "accept"   // 接受主账号
)

// CheckTeamAct says whether the actor may change the place of target in the
// enterprise's team. Only the enterprise's own people may: officials cannot edit
// an owner's team. PRIMARY may everything, ADMIN may add and revoke members,
// MEMBER nothing; nobody changes their own place, except that the person a
// PRIMARY hands over to accepts it.
func CheckTeamAct(actor org.Actor, enterpriseID string, act TeamAct, target TeamMember, offeredTo string) error {
	if enterpriseID == "" || actor.EnterpriseID != enterpriseID || !actor.Has(org.Owner) {
		return fault.New(fault.Forbidden, "team.own_only", "only the enterprise's own people edit its team")
	}
	if act == Accept {
		if offeredTo == "" || offeredTo != actor.UserID {
			return fault.New(fault.Conflict, "team.not_offered", "no hand-over waits for %s", actor.UserID)
		}
		return nil
	}
	if target.UserID == actor.UserID {
		return fault.New(fault.Forbidden, "team.self", "nobody changes their own place")
	}
	primary := actor.OwnerRole == org.Primary
	manager := actor.OwnerRole == org.Manager
	allowed := primary
	switch act {
	case Add, Revoke, Restore:
		allowed = primary || (manager && target.Role == org.Member)
	case Promote, Demote, HandOver:
	default:
		return fault.New(fault.Invalid, "team.act_unknown", "no act %q", act).On("act")
	}
	if !allowed {
		return fault.New(fault.Forbidden, "team.not_allowed", "%s may not %s", actor.OwnerRole, act)
	}
	return fits(act, target)
}

func fits(act TeamAct, target TeamMember) error {
	wrong := func() error {
		return fault.New(fault.Conflict, "team.wrong_place", "cannot %s a %s", act, target.Role).With("name", target.Name)
	}
	switch act {
	case Add:
		if target.Role == org.Primary {
			return wrong()
		}
	case Promote, Demote:
		from := map[TeamAct]org.OwnerRole{Promote: org.Member, Demote: org.Manager}[act]
		if target.Role != from || !target.Active {
			return wrong()
		}
	case Revoke:
		if target.Role == org.Primary || !target.Active {
			return wrong()
		}
	case Restore:
		if target.Active {
			return wrong()
		}
	case HandOver:
		if !target.Active {
			return wrong()
		}
	}
	return nil
}

// After gives the target's place once the act is done. Accepting a hand-over
// makes the former PRIMARY an ADMIN, which the caller does in the same step.
func After(act TeamAct, target TeamMember) TeamMember {
	switch act {
	case Promote:
		target.Role = org.Manager
	case Demote:
		target.Role = org.Member
	case Revoke:
		target.Active = false
	case Add, Restore:
		target.Active = true
	case Accept:
		target.Role = org.Primary
	}
	return target
}
