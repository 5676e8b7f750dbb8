package plan

import (
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
)

// Names of codes that stand inside sentences to people, such as notices.

// shiftName is what people call a reason for a moved date.
func shiftName(why string) string {
	switch why {
	case Upstream:
		return "前置事项延后"
	case Unsubmitted:
		return "未按计划申报"
	case Late:
		return "未按计划办结"
	case Running:
		return "审批时限有变"
	case Regained:
		return "前置事项赶回"
	case Rescheduled:
		return "人工调整"
	case Resumed:
		return "暂停后恢复"
	case Recalendar:
		return "节假日安排更新"
	}
	return why
}

// ShiftName is what people call a reason for a moved date.
func ShiftName(why string) string { return shiftName(why) }

// stateName is what people call an approval's state.
func stateName(s between.ApprovalState) string {
	switch s {
	case between.ApprovalFiled:
		return "待受理"
	case between.ApprovalDeciding:
		return "审批中"
	case between.ApprovalSupplement:
		return "待补正"
	case between.ApprovalSuspended:
		return "中止计时"
	case between.ApprovalApproved:
		return "已办结"
	case between.ApprovalRejected:
		return "不予许可"
	case between.ApprovalRefused:
		return "不予受理"
	case between.ApprovalWithdrawn:
		return "申请人撤回"
	case between.ApprovalAbandoned:
		return "逾期未补正"
	case between.ApprovalTerminated:
		return "终止办理"
	case between.ApprovalVoided:
		return "作废"
	}
	return string(s)
}

// StandingName is what people call where a matter stands.
func StandingName(s Standing) string {
	switch s {
	case Waiting:
		return "待前置事项"
	case Ready:
		return "可申报"
	case Failed:
		return "未通过，可重新申报"
	case Approved:
		return "已办结"
	case Dropped:
		return "不再办理"
	}
	return stateName(between.ApprovalState(s))
}

func kindName(k casefile.Kind) string {
	switch k {
	case casefile.Approval:
		return "审批件"
	case casefile.Issue:
		return "问题"
	case casefile.Register:
		return "项目节点"
	}
	return string(k)
}
