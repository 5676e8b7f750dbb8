package api

import (
	"github.com/diaodu/diaodu/documents"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/meeting"
)

// meetingWords are the words people read for a meeting's codes.
var meetingWords = caseWords{
	Status: map[string]string{
		"draft": "已安排", "collecting": "议题征集中", "locked": "议程已锁定", "in_session": "会议进行中", "closed": "已散会，待起草纪要",
		"minutes_draft": "纪要审改中", "reviewed": "纪要已审核，待签发", "signed": "纪要已签发，待印发", "issued": "纪要已印发",
		"cancelled": "已取消", "postponed": "延期待定",
	},
	Act: map[string]string{
		meeting.ActOpen: "安排会议", meeting.ActReschedule: "改期", meeting.ActCollect: "开始征集议题", meeting.ActAddItem: "列入议程",
		meeting.ActRemoveItem: "移出议程", meeting.ActReorder: "调整顺序", meeting.ActSetSlot: "安排时段", meeting.ActClearSlot: "取消时段", meeting.ActPosition: "填写部门意见",
		meeting.ActTendency: "填写倾向性意见", meeting.ActMaterial: "提交材料", meeting.ActLock: "锁定议程", meeting.ActUnlock: "解锁议程",
		meeting.ActAttendees: "通知参会", meeting.ActUninvite: "移出参会名单", meeting.ActSignIn: "签到", meeting.ActWaive: "缺席仍议",
		meeting.ActConvene: "开会", meeting.ActCall: "进入议题", meeting.ActSpeak: "业主发言", meeting.ActDecide: "议定", meeting.ActCarry: "转下次会议",
		meeting.ActClose: "散会", meeting.ActDraft: "起草纪要", meeting.ActEdit: "审改纪要", meeting.ActReview: "审核纪要", meeting.ActReturn: "退回修改",
		meeting.ActSign: "签发纪要", meeting.ActIssue: "印发纪要", meeting.ActAmend: "更正议定事项", meeting.ActPropose: "提请变动议定事项",
		meeting.ActConsent: "同意变动", meeting.ActRefuse: "不同意变动", meeting.ActHearTask: "任务有进展", meeting.ActCancel: "取消会议",
		meeting.ActPostpone: "延期", meeting.ActSettle: "处理提醒",
		casefile.ActRing: "到点自动办理", casefile.ActTold: "已转相关事项", casefile.ActRecalendar: "节假日安排更新",
	},
	Clock: map[string]string{
		"collect": "开始征集", "triage": "会前协调", "lock": "锁定议程", "materials": "材料送呈", "meeting": "开会", "minutes": "印发纪要",
	},
	Danger: []string{meeting.ActCancel, meeting.ActPostpone, meeting.ActClose, meeting.ActRemoveItem, meeting.ActReturn, meeting.ActRefuse, meeting.ActIssue},
}

var sectionWords = map[string]string{"follow_up": "上次议定事项落实", "key": "重点问题", "new_start": "新开工项目", "other": "其他"}

// kindText is a kind of resolution as screens name it; papers print a task itself.
func kindText(k between.ResolutionKind) string {
	if k == between.DecideTask {
		return "交办任务"
	}
	return documents.KindWord(k)
}

var followWords = map[string]string{"": "办理中", "closed": "已办结", "cancelled": "已撤销", "reopened": "重新办理"}

var lastWords = map[string]string{"done": "办结", "going": "推进", "overdue": "逾期"}
