// The forms of an issue's acts. Fields carry the names of the issue's command.
import type { CaseView } from '@/api/types'
import { say } from '@/app/i18n'
import { attach } from '@/parts/attach'
import type { ActSpec, Field, Option } from '@/parts/form'
import { unitOf, unitsOf } from '@/parts/lookups'
import type { IssueView } from './types'

const opts = (...pairs: [string, string, string][]): Option[] => pairs.map(([value, zh, en]) => ({ value, text: say(zh, en) }))
const issue = (v: CaseView | undefined): IssueView => v as IssueView
const text = (label: string, required = true, name = 'text'): Field => ({ name, label, kind: 'area', required })
const reason = (label: string, required = true): Field => text(label, required, 'reason')
const files = (label: string, required = false): Field => ({ name: 'files', label, kind: 'files', required })

export const grades = (): Option[] =>
  opts(['ordinary', '一般（现场解决，7 个工作日）', 'Ordinary (7 working days)'], ['coordination', '协作（会商，15 个工作日）', 'Coordination (15)'], ['major', '重大（月调度，22 个工作日）', 'Major (22)'])

export const causes = (): Option[] =>
  opts(['planning', '前期规划', 'Planning'], ['policy', '政策', 'Policy'], ['funds', '资金', 'Funds'], ['factor', '要素', 'Factors'], ['approval', '审批', 'Approval'], ['history', '历史遗留', 'Legacy'], ['enterprise', '企业自身', 'The company'], ['other', '其他', 'Other'])

export const ratings = (): Option[] =>
  opts(['1', '非常不满意', 'Very bad'], ['2', '不满意', 'Bad'], ['3', '一般', 'Fair'], ['4', '满意', 'Good'], ['5', '非常满意', 'Very good'])

const channels = (): Option[] => opts(['phone', '电话', 'Phone'], ['visit', '上门', 'Visit'], ['message', '短信', 'Message'])

const dispatchFields = (): Field[] => [
  { name: 'lead', label: say('主办单位', 'Lead unit'), kind: 'org', required: true, start: (v: CaseView | undefined) => issue(v)?.better?.id ?? issue(v)?.lead?.id },
  { name: 'co', label: say('协办单位', 'Co-organizers'), kind: 'orgs', start: (v: CaseView | undefined) => issue(v)?.co?.map((c) => c.id) ?? [] },
]

function intakeActs(): Record<string, ActSpec> {
  return {
    accept: { title: say('受理', 'Accept'), hint: say('受理后通知业主编号与预计办结时间。', 'The owner gets the number and the expected date.'), fields: [{ name: 'grade', label: say('分级', 'Grade'), kind: 'radio', options: grades() }, text(say('给业主的话', 'Word to the owner'), false)] },
    return_for_info: { title: say('退回补正', 'Ask for more'), hint: say('时限暂停，待业主补充后继续。', 'The clock stops until the owner answers.'), fields: [text(say('需要业主补充什么', 'What is missing'))] },
    supplement: { title: say('补充材料', 'Supplement'), fields: [text(say('补充说明', 'Explanation')), files(say('补充材料', 'Files'))], shape: (v) => ({ ...v, files: attach(v.files) }) },
    withdraw: { title: say('撤回', 'Withdraw'), danger: true, fields: [reason(say('撤回原因', 'Reason'))] },
    ask_reject: { title: say('拟不予受理', 'Propose refusal'), danger: true, hint: say('须写明法律依据，并由第二人批准；业主可申诉。', 'Needs a legal basis and a second person; the owner may appeal.'), fields: [{ name: 'basis', label: say('依据', 'Legal basis'), kind: 'text', required: true }, reason(say('理由（告知业主）', 'Reason told to the owner'))] },
    approve_reject: { title: say('同意不予受理', 'Approve refusal'), danger: true, fields: [reason(say('意见', 'Comment'), false)] },
    refuse_reject: { title: say('不同意，继续办理', 'Refuse the refusal'), fields: [reason(say('意见', 'Comment'))] },
    appeal: { title: say('申诉', 'Appeal'), fields: [reason(say('申诉理由', 'Reason')), files(say('材料', 'Files'))], shape: (v) => ({ ...v, files: attach(v.files) }) },
    triage: {
      title: say('研判', 'Triage'),
      fields: [{ name: 'grade', label: say('分级', 'Grade'), kind: 'radio', required: true, options: grades(), start: (v: CaseView | undefined) => issue(v)?.grade }, { name: 'class', label: say('类别', 'Class'), kind: 'class', start: (v: CaseView | undefined) => issue(v)?.class }, { name: 'cause', label: say('成因', 'Cause'), kind: 'select', options: causes(), start: (v: CaseView | undefined) => issue(v)?.cause }, text(say('研判意见', 'Comment'), false)],
    },
    merge: { title: say('并入其他问题', 'Merge'), danger: true, fields: [{ name: 'into_id', label: say('并入问题的编号', 'Into issue no.'), kind: 'text', required: true }, reason(say('理由', 'Reason'))] },
    link: { title: say('关联问题', 'Link'), fields: [{ name: 'other_id', label: say('关联问题的编号', 'Issue no.'), kind: 'text', required: true }] },
  }
}

function dispatchActs(): Record<string, ActSpec> {
  return {
    dispatch: { title: say('派单', 'Dispatch'), hint: say('首接负责：主办单位 1 个工作日内签收。', 'The lead unit signs within one working day.'), fields: [...dispatchFields(), text(say('派单要求', 'Instructions'), false)], shape: (v) => ({ ...v, lead: unitOf(v.lead), co: unitsOf(v.co) }) },
    sign: { title: say('签收', 'Sign for'), fields: [text(say('初步安排', 'First steps'), false)] },
    object: { title: say('派单异议', 'Object'), danger: true, hint: say('须说明理由并提出更合适的单位，首接单位不得推诿。', 'Name the reason and a better unit.'), fields: [reason(say('理由', 'Reason')), { name: 'better', label: say('建议主办单位', 'Better unit'), kind: 'org', required: true }], shape: (v) => ({ ...v, better: unitOf(v.better) }) },
    arbitrate: { title: say('裁定', 'Arbitrate'), hint: say('裁定后不得再提异议。', 'Final.'), fields: [...dispatchFields(), reason(say('裁定理由', 'Ruling'))], shape: (v) => ({ ...v, lead: unitOf(v.lead), co: unitsOf(v.co) }) },
    note: { title: say('办理记录', 'Note'), fields: [text(say('内容', 'Text')), files(say('附件', 'Files')), { name: 'publish', label: say('业主可见', 'Visible to the owner'), kind: 'switch' }], shape: (v) => ({ ...v, files: attach(v.files) }) },
    publish: { title: say('公开给业主', 'Publish a note'), fields: [{ name: 'note_seq', label: say('记录序号', 'Note no.'), kind: 'number', required: true }] },
    pre_coordinate: {
      title: say('会前协调', 'Pre-coordinate'), wide: true, hint: say('未经协调不上会：写明协调情况、各方意见与倾向性意见。', 'No agenda without it: what was coordinated, positions and tendency.'),
      fields: [
        { name: 'pre_coord', label: say('协调情况', 'Record'), kind: 'area', required: true, start: (v: CaseView | undefined) => issue(v)?.pre_coord },
        { name: 'positions', label: say('部门意见', 'Positions'), kind: 'rows', start: (v: CaseView | undefined) => (issue(v)?.positions ?? []).map((p) => ({ org: p.org.id, stand: p.stand, basis: p.basis })), fields: [{ name: 'org', label: say('单位', 'Unit'), kind: 'org', required: true, half: true }, { name: 'basis', label: say('依据', 'Basis'), kind: 'text', half: true }, { name: 'stand', label: say('意见', 'Position'), kind: 'area', rows: 2, required: true }] },
        { name: 'tendency', label: say('倾向性意见', 'Tendency'), kind: 'area', start: (v: CaseView | undefined) => issue(v)?.tendency },
      ],
      shape: (v) => ({ ...v, positions: ((v.positions as { org: string; stand: string; basis?: string }[]) ?? []).map((p) => ({ ...p, org: unitOf(p.org) })) }),
    },
    take_position: { title: say('提出部门意见', 'State position'), fields: [{ name: 'stand', label: say('意见', 'Position'), kind: 'area', required: true }, { name: 'basis', label: say('依据', 'Basis'), kind: 'text' }], shape: (v) => ({ position: v }) },
  }
}

function forumActs(): Record<string, ActSpec> {
  return {
    solve_offline: { title: say('会外解决', 'Solved'), hint: say('说明结果，转业主确认。', 'Say how; the owner confirms next.'), fields: [{ name: 'result', label: say('解决结果', 'Result'), kind: 'area', required: true }, files(say('佐证', 'Evidence'))], shape: (v) => ({ ...v, files: attach(v.files) }) },
    put_on_agenda: { title: say('列入议程', 'Put on agenda'), fields: [{ name: 'meeting_id', label: say('会议', 'Meeting'), kind: 'meeting', required: true }, { name: 'override', label: say('主要领导同意直接上会（未经协调）', 'Chair overrides pre-coordination'), kind: 'switch', when: (_, v) => !issue(v)?.pre_coord }] },
    take_off_agenda: { title: say('移出议程', 'Take off agenda'), danger: true, fields: [reason(say('理由', 'Reason'))] },
    order_on_site: {
      title: say('现场交办', 'Order on site'), wide: true,
      fields: [{ name: 'content', label: say('任务内容', 'Task'), kind: 'area', required: true }, { name: 'standard', label: say('完成标准', 'Standard'), kind: 'area', rows: 2, required: true }, { name: 'lead', label: say('牵头单位', 'Lead'), kind: 'org', required: true, half: true }, { name: 'co', label: say('协办单位', 'Co'), kind: 'orgs', half: true }, { name: 'due', label: say('完成时限', 'Due'), kind: 'workday', required: true }],
      shape: (v) => ({ task: { ...v, lead: unitOf(v.lead), co: unitsOf(v.co) } }),
    },
    escalate: { title: say('提级', 'Escalate'), fields: [reason(say('理由', 'Reason'))] },
    shelve: { title: say('挂账', 'Shelve'), fields: [reason(say('理由与后续安排', 'Reason and plan'))] },
    review: { title: say('挂账复核', 'Review'), fields: [text(say('复核意见', 'Comment'))] },
    urge: { title: say('催办', 'Urge'), fields: [text(say('催办内容', 'Text'), false)] },
    rework: { title: say('重新办理', 'Rework'), fields: [reason(say('安排', 'Plan'))] },
    verify: { title: say('核实', 'Verify'), fields: [text(say('核实情况', 'Finding'), false)] },
    rectify: { title: say('差评整改', 'Rectify'), fields: [{ name: 'result', label: say('整改结果', 'Result'), kind: 'area', required: true }] },
    close_unconfirmed: { title: say('业主未回应办结', 'Close without answer'), danger: true, hint: say('不计入满意率。', 'Never counts as satisfied.'), fields: [reason(say('说明', 'Note'))] },
    log_call: { title: say('登记回访', 'Log a call'), fields: [{ name: 'channel', label: say('方式', 'Channel'), kind: 'radio', required: true, start: 'phone', options: channels() }, { name: 'reached', label: say('已联系上', 'Reached'), kind: 'switch' }, text(say('情况', 'Text'), false)] },
  }
}

function ownerActs(): Record<string, ActSpec> {
  return {
    confirm: { title: say('确认解决', 'Confirm solved'), hint: say('确认后问题办结，您可以打分。', 'The issue closes; you can rate it.'), fields: [{ name: 'rating', label: say('满意度', 'Satisfaction'), kind: 'rate', options: ratings() }, text(say('想说的话', 'Anything to add'), false)] },
    dispute: { title: say('没有解决', 'Not solved'), danger: true, fields: [reason(say('哪里没有解决', 'What is not solved')), files(say('照片', 'Photos'))], shape: (v) => ({ ...v, files: attach(v.files) }) },
    rate: { title: say('评价', 'Rate'), fields: [{ name: 'rating', label: say('满意度', 'Satisfaction'), kind: 'rate', required: true, options: ratings() }, text(say('评语', 'Comment'), false)] },
    reopen: { title: say('问题反弹，重新提出', 'It came back'), fields: [reason(say('现在的情况', 'What happens now'))] },
  }
}

export const issueActs = (): Record<string, ActSpec> => ({ ...intakeActs(), ...dispatchActs(), ...forumActs(), ...ownerActs() })
