// The forms of an issue's acts. Fields carry the names of the issue's command; the compiler
// holds them against the document.
import type { Acts, CaseView } from '@/api/types'
import { say } from '@/app/i18n'
import { has } from '@/app/session'
import type { Forms, Sending } from '@/parts/actForms'
import { withFiles } from '@/parts/attach'
import { unitOf, unitsOf } from '@/parts/lookups'
import { opts } from '@/parts/opts'
import type { IssueView } from './types'

type Act = Acts['issues']
const sent: Sending<Act> = (form) => form as never
const issue = (v: CaseView | undefined): IssueView => v as IssueView
const text = (label: string, required = true) => ({ name: 'text', label, kind: 'area', required }) as const
const reason = (label: string, required = true) => ({ name: 'reason', label, kind: 'area', required }) as const
const files = (label: string) => ({ name: 'files', label, kind: 'files' }) as const

export const grades = () =>
  opts(['ordinary', '一般（现场解决，7 个工作日）', 'Ordinary (7 working days)'], ['coordination', '协作（会商，15 个工作日）', 'Coordination (15)'], ['major', '重大（月调度，22 个工作日）', 'Major (22)'])

export const causes = () =>
  opts(['planning', '前期规划', 'Early planning'], ['policy', '政策', 'Policy'], ['funds', '资金', 'Funds'], ['factor', '要素', 'Factors'], ['approval', '审批', 'Approvals'], ['history', '历史遗留', 'Legacy'], ['enterprise', '企业自身', 'The company itself'], ['other', '其他', 'Other'])

export const ratings = () =>
  opts(['1', '非常不满意', 'Very bad'], ['2', '不满意', 'Bad'], ['3', '一般', 'Fair'], ['4', '满意', 'Good'], ['5', '非常满意', 'Very good'])

const channels = () => opts(['phone', '电话', 'Phone'], ['visit', '上门', 'Visit'], ['message', '短信', 'Message'])

const dispatchFields = () =>
  [
    { name: 'lead', label: say('主办单位', 'Lead unit'), kind: 'org', required: true, start: (v: CaseView | undefined) => issue(v)?.better?.id ?? issue(v)?.lead?.id },
    { name: 'co', label: say('协办单位', 'Co-organizers'), kind: 'orgs', start: (v: CaseView | undefined) => issue(v)?.co?.map((c) => c.id) ?? [] },
  ] as const

const elements = () =>
  opts(['who', '何人', 'Who'], ['when', '何时', 'When'], ['where', '何地', 'Where'], ['cause', '何因', 'Why'], ['course', '经过', 'How'])

/** elementFields are inputs for those of the five elements that a case lacks, or asks for. */
const elementFields = (of: (v: CaseView | undefined) => string[] | null | undefined) =>
  elements().map((e) => ({ name: e.value, label: e.text, kind: e.value === 'course' ? 'area' : 'text', rows: 2, when: (_: unknown, v: CaseView | undefined) => !!of(v)?.includes(e.value), start: (v: CaseView | undefined) => (e.value === 'who' ? issue(v)?.project?.enterprise_name : undefined) }) as const)

type Facts = NonNullable<Act['facts']>
const withFacts = <T extends Facts>({ who, when, where, cause, course, ...rest }: T) => ({ ...rest, ...(who || when || where || cause || course ? { facts: { who, when, where, cause, course } } : {}) })

const withUnits = <T extends { lead: string; co?: string[] }>(v: T) => ({ ...v, lead: unitOf(v.lead), co: unitsOf(v.co) })
const other = (label: string) => ({ name: 'into', label, kind: 'issue', required: true }) as const

function intakeActs() {
  return {
    accept: sent({
      hint: say('受理后业主收到编号与预计办结时间。五要素不全的，请补填、退回业主补充，或说明仍予受理的理由。', 'The owner gets the number and the expected date. Fill in what is missing, return it, or say why it is accepted anyway.'),
      fields: [...elementFields((v) => issue(v)?.lacking), { ...reason(say('要素不全仍予受理的理由', 'Why it is accepted without'), false), rows: 2, when: (values, v) => !!issue(v)?.lacking?.some((code) => !String(values[code] ?? '').trim()) }],
      shape: withFacts,
    }),
    return_for_info: { hint: say('一次告知要补的全部内容。受理前首次退回的，时限自补齐之日起算；此后退回的，时限暂停。', 'Ask for everything at once. Before acceptance the clock starts when it is complete; later it stops until the answer.'), fields: [{ name: 'missing', label: say('缺少的要素', 'Missing elements'), kind: 'checks', options: elements(), start: (v: CaseView | undefined) => issue(v)?.lacking ?? [] }, reason(say('需要业主补充什么', 'What is missing'))] },
    supplement: sent({ fields: [...elementFields((v) => issue(v)?.asked), text(say('补充说明', 'Explanation')), files(say('补充材料', 'Files'))], shape: (v) => withFacts(withFiles(v)) }),
    withdraw: { danger: true, fields: [reason(say('撤回原因', 'Reason'))] },
    ask_reject: { danger: true, hint: say('须写明法律依据，并由第二人批准；业主可申诉。', 'Needs a legal basis and a second person; the owner may appeal.'), fields: [{ name: 'basis', label: say('依据', 'Legal basis'), kind: 'text', required: true }, reason(say('理由（告知业主）', 'Reason told to the owner'))] },
    approve_reject: { danger: true, fields: [reason(say('意见', 'Comment'), false)] },
    refuse_reject: { fields: [reason(say('意见', 'Comment'))] },
    appeal: sent({ fields: [reason(say('申诉理由', 'Reason')), files(say('材料', 'Files'))], shape: withFiles }),
    triage: {
      fields: [{ name: 'grade', label: say('分级', 'Grade'), kind: 'radio', required: true, options: grades(), start: (v: CaseView | undefined) => issue(v)?.grade }, { name: 'class', label: say('类别', 'Class'), kind: 'class', start: (v: CaseView | undefined) => issue(v)?.class }, text(say('研判意见', 'Comment'), false)],
    },
    merge: sent({ danger: true, hint: say('并入后随主件一并办理、一并告知业主。', 'It then follows the other issue.'), fields: [other(say('并入哪个问题', 'Into which issue')), reason(say('理由', 'Reason'), false)], shape: (v) => ({ ...v, into: { id: v.into } }) }),
    link: sent({ fields: [other(say('关联哪个问题', 'Which issue'))], shape: (v) => ({ into: { id: v.into } }) }),
  } satisfies Partial<Forms<Act>>
}

function dispatchActs() {
  return {
    dispatch: sent({ hint: say('首接负责：主办单位 1 个工作日内签收。', 'The lead unit signs within one working day.'), fields: [{ name: 'grade', label: say('分级', 'Grade'), kind: 'radio', required: true, options: grades(), start: (v: CaseView | undefined) => issue(v)?.grade || 'ordinary' }, ...dispatchFields(), text(say('派单要求', 'Instructions'), false)], shape: withUnits }),
    sign: { fields: [text(say('初步安排', 'First steps'), false)] },
    object: sent({ danger: true, hint: say('须说明理由并提出更合适的单位，首接单位不得推诿。', 'Name the reason and a better unit.'), fields: [reason(say('理由', 'Reason')), { name: 'better', label: say('建议主办单位', 'Better unit'), kind: 'org', required: true }], shape: (v) => ({ ...v, better: unitOf(v.better) }) }),
    arbitrate: sent({ hint: say('裁定后不得再提异议。', 'Final.'), fields: [...dispatchFields(), reason(say('裁定理由', 'Ruling'))], shape: withUnits }),
    note: sent({ fields: [text(say('内容', 'Text')), files(say('附件', 'Files')), { name: 'public', label: say('业主可见', 'Visible to the owner'), kind: 'switch' }], shape: withFiles }),
    publish: { hint: say('公开后，业主和其团队都能看到这条记录，不能收回。', 'The owner and their team will read this note; it cannot be taken back.'), fields: [{ name: 'note_seq', label: say('办理记录序号', 'Note no.'), kind: 'number', required: true }] },
    pre_coordinate: sent({
      wide: true, hint: say('未经协调不上会：写明协调情况、各方意见与倾向性意见。', 'Needed before an agenda: what was coordinated, each unit’s position and the recommendation.'),
      fields: [
        { name: 'pre_coord', label: say('协调情况', 'Record'), kind: 'area', required: true, start: (v: CaseView | undefined) => issue(v)?.pre_coord },
        { name: 'positions', label: say('部门意见', 'Positions'), kind: 'rows', start: (v: CaseView | undefined) => (issue(v)?.positions ?? []).map((p) => ({ org: p.org.id, stand: p.stand, basis: p.basis })), fields: [{ name: 'org', label: say('单位', 'Unit'), kind: 'org', required: true, half: true }, { name: 'basis', label: say('依据', 'Basis'), kind: 'text', half: true }, { name: 'stand', label: say('意见', 'Position'), kind: 'area', rows: 2, required: true }] },
        { name: 'tendency', label: say('倾向性意见', 'Recommendation'), kind: 'area', required: true, start: (v: CaseView | undefined) => issue(v)?.tendency },
      ],
      shape: (v) => ({ ...v, positions: (v.positions ?? []).map((p) => ({ ...p, org: unitOf(p.org) })) }),
    }),
    take_position: { fields: [text(say('意见', 'Position')), { name: 'basis', label: say('依据', 'Basis'), kind: 'text' }] },
  } satisfies Partial<Forms<Act>>
}

function forumActs() {
  return {
    solve_offline: sent({ hint: say('说明结果，转业主确认。', 'Say how; the owner confirms next.'), fields: [text(say('解决结果', 'Result')), files(say('佐证', 'Evidence'))], shape: withFiles }),
    put_on_agenda: sent({ fields: [{ name: 'meeting', label: say('会议', 'Meeting'), kind: 'meeting', required: true }, { name: 'override', label: say('主要领导同意直接上会（未经协调或议程已锁定）', 'The chair lets it in (not coordinated, or agenda locked)'), kind: 'switch', when: () => has('chair') }, { ...reason(say('理由', 'Reason')), when: (v) => !!v.override }], shape: (v) => ({ ...v, meeting: { id: v.meeting } }) }),
    take_off_agenda: { danger: true, fields: [reason(say('理由', 'Reason'))] },
    order_on_site: sent({
      wide: true,
      fields: [{ name: 'content', label: say('任务内容', 'Task'), kind: 'area', required: true }, { name: 'standard', label: say('完成标准', 'Standard'), kind: 'area', rows: 2, required: true }, { name: 'lead', label: say('牵头单位', 'Lead'), kind: 'org', required: true, half: true }, { name: 'co', label: say('协办单位', 'Co'), kind: 'orgs', half: true }, { name: 'due', label: say('完成时限', 'Due'), kind: 'workday', required: true }],
      shape: (v) => ({ task: withUnits(v) }),
    }),
    escalate: { hint: say('默认上移一级。', 'One rung up unless another is chosen.'), fields: [{ name: 'forum', label: say('提到哪一级（可不选）', 'To which forum (optional)'), kind: 'select', options: opts(['onsite', '现场办公（周）', 'On site (week)'], ['monthly', '月调度', 'Monthly dispatch'], ['quarterly', '季度点名', 'Quarterly call']) }, reason(say('理由', 'Reason'))] },
    descend: { hint: say('退到下一级平台继续办理，理由留痕并告知业主和承办单位。', 'Goes on at the forum below; the reason is on record.'), fields: [reason(say('理由', 'Reason'))] },
    shelve: { fields: [reason(say('理由与后续安排', 'Reason and plan')), { name: 'review_on', label: say('复核日期', 'Review on'), kind: 'date' }] },
    review: { fields: [text(say('复核意见', 'Comment'), false), { name: 'review_on', label: say('下次复核', 'Next review'), kind: 'date' }] },
    admit_slot: sent({
      hint: say('排入会议议程并告知业主时间、地点；时段与其他业主冲突时不会排入。', 'Puts the issue on the agenda and tells the owner when and where.'),
      fields: [
        { name: 'meeting', label: say('会议', 'Meeting'), kind: 'meeting', required: true, when: (_, v) => issue(v)?.status !== 'on_agenda' },
        { name: 'from', label: say('业主到场', 'From'), kind: 'time', required: true, half: true },
        { name: 'to', label: say('至', 'To'), kind: 'time', required: true, half: true },
        { name: 'bring', label: say('请业主准备', 'To bring'), kind: 'area', rows: 2 },
      ],
      shape: ({ from, to, meeting, ...rest }) => ({ ...rest, slot: { from, to }, ...(meeting ? { meeting: { id: meeting } } : {}) }),
    }),
    decline_slot: { danger: true, hint: say('理由会告知业主。', 'The owner reads the reason.'), fields: [reason(say('不安排的理由（告知业主）', 'Reason told to the owner'))] },
    urge: { fields: [text(say('催办内容', 'Text'), false)] },
    rework: { fields: [reason(say('安排', 'Plan'))] },
    verify: { fields: [text(say('核实情况', 'Finding'), false)] },
    rectify: { fields: [reason(say('整改结果', 'Result'))] },
    close_unconfirmed: { danger: true, hint: say('业主 5 个工作日未回应且已两次回访；不计入满意率。', 'Five silent working days and two calls; never counts as satisfied.'), fields: [reason(say('说明', 'Note'), false)] },
    log_call: { fields: [{ name: 'channel', label: say('方式', 'Channel'), kind: 'radio', required: true, start: 'phone', options: channels() }, { name: 'reached', label: say('已联系上', 'Reached'), kind: 'switch' }, text(say('情况', 'Text'))] },
  } satisfies Partial<Forms<Act>>
}

function ownerActs() {
  return {
    confirm: { hint: say('确认后问题办结。', 'The issue closes.'), fields: [{ name: 'rating', label: say('满意度（1–5 星）', 'Satisfaction (1–5)'), kind: 'rate', options: ratings() }, { name: 'comment', label: say('想说的话', 'Anything to add'), kind: 'area', rows: 2 }] },
    dispute: sent({ danger: true, fields: [reason(say('哪里没有解决', 'What is not solved')), files(say('照片', 'Photos'))], shape: withFiles }),
    rate: { fields: [{ name: 'rating', label: say('满意度（1–5 星）', 'Satisfaction (1–5)'), kind: 'rate', required: true, options: ratings() }, { name: 'comment', label: say('评语', 'Comment'), kind: 'area', rows: 2 }] },
    ask_slot: {
      hint: say('统筹部门 2 个工作日内答复；安排后会告知时间、地点和需要准备的材料。', 'Answered within two working days, with time, place and what to bring.'),
      fields: [
        { name: 'way', label: say('怎样参加', 'How'), kind: 'radio', required: true, start: 'onsite', options: opts(['onsite', '到会发言', 'In person'], ['phone', '电话接入', 'By phone'], ['video', '视频接入', 'By video']) },
        { name: 'text', label: say('想说明的情况', 'What to explain'), kind: 'area', rows: 3 },
      ],
    },
    drop_slot: { fields: [] },
    reopen: { fields: [reason(say('现在的情况', 'What happens now'))] },
  } satisfies Partial<Forms<Act>>
}

export const issueActs = () => ({ ...intakeActs(), ...dispatchActs(), ...forumActs(), ...ownerActs() }) satisfies Forms<Act>
