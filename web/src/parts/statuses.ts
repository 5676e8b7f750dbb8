// The statuses of the three nouns, for filters. Texts of a case itself come from the server.
import { say } from '@/app/i18n'
import type { Option } from './form'

const list = (...pairs: [string, string, string][]): Option[] => pairs.map(([value, zh, en]) => ({ value, text: say(zh, en) }))

export const taskStatuses = (): Option[] =>
  list(['issued', '已交办', 'Issued'], ['objected', '派单异议', 'Objected'], ['arbitrating', '仲裁', 'Arbitrating'], ['signed', '已签收', 'Signed'], ['reporting', '办理中', 'Reporting'], ['apply_close', '申请办结', 'Closure asked'], ['returned', '退回续办', 'Returned'], ['owner_confirm', '待业主确认', 'Owner to confirm'], ['closed', '已销号', 'Closed'], ['closed_unconfirmed', '业主未确认办结', 'Closed unconfirmed'], ['graded', '已评价', 'Graded'], ['cancelled', '已撤销', 'Cancelled'])

export const meetingStatuses = (): Option[] =>
  list(['draft', '已安排', 'Planned'], ['collecting', '议题征集', 'Collecting'], ['locked', '议程锁定', 'Locked'], ['in_session', '会议进行中', 'In session'], ['closed', '已散会', 'Closed'], ['minutes_draft', '纪要起草审改', 'Minutes drafted'], ['reviewed', '纪要已审核', 'Reviewed'], ['signed', '纪要已签发', 'Signed'], ['issued', '纪要已印发', 'Issued'], ['cancelled', '已取消', 'Cancelled'], ['postponed', '延期待定', 'Postponed'])

export const issueStatuses = (): Option[] =>
  list(['submitted', '已提交', 'Submitted'], ['returned_for_info', '待补正', 'Info needed'], ['accepted', '已受理', 'Accepted'], ['dispatched', '已派单', 'Dispatched'], ['objected', '派单异议', 'Objected'], ['in_progress', '办理中', 'In progress'], ['on_agenda', '已列入议程', 'On the agenda'], ['resolved_in_meeting', '会议已议定', 'Resolved in meeting'], ['tasked', '已交办任务', 'Tasked'], ['done_pending_confirm', '待业主确认', 'Owner to confirm'], ['confirmed', '业主已确认', 'Confirmed'], ['closed', '已办结', 'Closed'], ['disputed', '业主不认可', 'Disputed'], ['reopened', '重新办理', 'Reopened'], ['withdrawn', '已撤回', 'Withdrawn'], ['rejected', '不予受理', 'Refused'], ['merged', '已合并', 'Merged'], ['escalated', '已提级', 'Escalated'], ['long_term', '挂账', 'Long term'])
