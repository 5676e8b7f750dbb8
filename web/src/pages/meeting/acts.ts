// The forms of a meeting's acts, and the words of its kinds.
import type { Acts, CaseView } from '@/api/types'
import { colon, say } from '@/app/i18n'
import { attachOne } from '@/parts/attach'
import type { Filled, Forms, Sending } from '@/parts/actForms'
import type { Field, Values } from '@/parts/form'
import { unitOf, unitsOf } from '@/parts/lookups'
import { opts } from '@/parts/opts'
import type { MeetingView } from './types'

type Act = Acts['meetings']
const sent: Sending<Act> = (form) => form as never
const meeting = (v: CaseView | undefined): MeetingView => v as MeetingView
const reason = (label: string, required = true) => ({ name: 'reason', label, kind: 'area', required }) as const

export const kinds = () =>
  opts(['task', '交办任务', 'Task'], ['approve_in_principle', '原则同意', 'Agreed in principle'], ['defer', '暂缓', 'Put off'], ['study', '继续研究', 'To be studied further'], ['escalate', '提请上级', 'Referred to higher authority'], ['note', '通报', 'For information'], ['reject', '不同意', 'Reject'], ['task_force', '成立工作专班', 'Task force set up'])

/** presenceText is how somebody is invited or came. */
export const presenceText = (p?: string): string => ({ attend: say('出席', 'Present'), observe: say('列席', 'Observes'), excused: say('请假', 'Excused'), substitute: say('代会', 'Substitute') })[p ?? ''] ?? ''

export const kindText = (k: string): string => kinds().find((o) => o.value === k)?.text ?? k

export const sections = () =>
  opts(['follow_up', '上次议定事项落实', 'Last resolutions'], ['key', '重点问题', 'Key issues'], ['new_start', '新开工项目', 'New starts'], ['other', '其他', 'Other'])

export const forums = () =>
  opts(['monthly', '月调度', 'Monthly dispatch'], ['special', '专题', 'Special'], ['onsite', '现场办公', 'On site'], ['quarterly', '季度点名', 'Quarterly call'], ['daily_group', '每日群', 'Daily group'])

export const evidenceKinds = () =>
  opts(['photo', '现场照片', 'Photo'], ['consent', '同意文件', 'Consent'], ['permit_no', '许可证号', 'Permit no.'], ['agreement_no', '协议编号', 'Agreement no.'], ['map', '图纸', 'Map'], ['report', '报告', 'Report'])

export const planFields = (): Field[] => [
  { name: 'name', label: say('名称', 'Name'), kind: 'text', required: true, start: say('重点问题调度会', 'Dispatch meeting') },
  { name: 'forum', label: say('类型', 'Forum'), kind: 'select', required: true, options: forums(), start: 'monthly', half: true },
  { name: 'extra', label: say('加开（不占本月例会）', 'Extra meeting'), kind: 'switch', half: true },
  { name: 'date', label: say('日期', 'Date'), kind: 'date', required: true, half: true, hint: say('遇休息日自动顺延到下一工作日', 'A rest day moves to the next working day') },
  { name: 'start', label: say('开始', 'Start'), kind: 'time', required: true, start: '15:00', half: true },
  { name: 'minutes', label: say('时长（分钟）', 'Minutes'), kind: 'number', start: 120, half: true },
  { name: 'place', label: say('地点', 'Place'), kind: 'text', half: true },
  { name: 'lock', label: say('议程锁定日', 'Agenda locks on'), kind: 'date', half: true, hint: say('不填为会前 3 个工作日', 'Three working days before, if empty') },
  { name: 'chair', label: say('主持人', 'Chair'), kind: 'user', role: 'chair', half: true },
]

const outcomes = (v: CaseView): number => (meeting(v).items ?? []).reduce((n, i) => n + (i.outcomes?.length ?? 0), 0)

const person = (id: unknown): Values | undefined => (typeof id === 'string' && id ? { user_id: id, name: '' } : undefined)

const itemField = () =>
  ({
    name: 'item_id', label: say('议题', 'Item'), kind: 'select', required: true,
    options: (v: CaseView | undefined) => (meeting(v)?.items ?? []).map((i) => ({ value: i.id, text: i.title })),
  }) as const

function agendaActs() {
  return {
    reschedule: sent({ fields: [{ name: 'date', label: say('日期', 'Date'), kind: 'date', required: true, half: true, start: (v: CaseView | undefined) => meeting(v)?.date }, { name: 'start', label: say('开始', 'Start'), kind: 'time', half: true, start: (v: CaseView | undefined) => meeting(v)?.start }, { name: 'place', label: say('地点', 'Place'), kind: 'text' }, reason(say('原因', 'Reason'))], shape: ({ reason: why, ...plan }) => ({ reason: why, plan }) }),
    start_collecting: { fields: [] },
    remove_item: { danger: true, fields: [itemField(), reason(say('理由', 'Reason'))] },
    set_slot: sent({ hint: say('业主只在自己议题的时段到场。', 'Owners come only for their own item.'), fields: [itemField(), { name: 'minutes', label: say('时长（分钟）', 'Minutes'), kind: 'number', half: true }, { name: 'presenter', label: say('汇报人', 'Presenter'), kind: 'text', half: true }, { name: 'from', label: say('业主到场', 'From'), kind: 'time', half: true }, { name: 'to', label: say('至', 'To'), kind: 'time', half: true }], shape: ({ from, to, ...rest }) => ({ ...rest, slot: from && to ? { from, to } : undefined }) }),
    clear_slot: { danger: true, hint: say('业主会收到通知和理由。', 'The owner is told, with the reason.'), fields: [itemField(), reason(say('理由', 'Reason'))] },
    record_position: sent({ fields: [itemField(), { name: 'org', label: say('单位', 'Unit'), kind: 'org', required: true }, { name: 'stand', label: say('意见', 'Position'), kind: 'area', required: true }, { name: 'basis', label: say('依据', 'Basis'), kind: 'text' }], shape: (v) => ({ item_id: v.item_id, position: { org: unitOf(v.org), stand: v.stand, basis: v.basis } }) }),
    set_tendency: { fields: [itemField(), { name: 'text', label: say('倾向性意见', 'Recommendation'), kind: 'area', required: true }] },
    add_material: sent({ fields: [itemField(), { name: 'file', label: say('材料', 'File'), kind: 'files', required: true }], shape: (v) => ({ item_id: v.item_id, attachment: attachOne(v.file) }) }),
    lock: { fields: [reason(say('说明', 'Note'), false)] },
    unlock: { fields: [{ name: 'until', label: say('重新锁定日期', 'Lock again on'), kind: 'date', required: true }, reason(say('理由', 'Reason'))] },
    set_attendees: sent({
      wide: true,
      fields: [{ name: 'attendees', label: say('增加参会人员', 'Add'), kind: 'rows', required: true, fields: [{ name: 'org', label: say('单位', 'Unit'), kind: 'org', required: true, half: true }, { name: 'name', label: say('姓名', 'Name'), kind: 'text', half: true }, { name: 'duty', label: say('职务', 'Duty'), kind: 'text', half: true }, { name: 'role', label: say('身份', 'Role'), kind: 'select', required: true, start: 'attend', half: true, options: opts(['attend', '出席', 'Attends'], ['observe', '列席', 'Observes']) }] }],
      shape: (v) => ({ attendees: v.attendees.map((a) => ({ ...a, org: unitOf(a.org) })) }),
    }),
    remove_attendee: { danger: true, fields: [{ name: 'attendee_id', label: say('人员', 'Person'), kind: 'select', required: true, options: (v) => (meeting(v)?.attendees ?? []).map((a) => ({ value: a.id ?? '', text: [a.org?.name, a.name].filter(Boolean).join(' ') })) }] },
  } satisfies Partial<Forms<Act>>
}

function roomActs() {
  return {
    sign_in: { still: () => true, fields: [{ name: 'attendee_id', label: say('人员', 'Person'), kind: 'select', required: true, options: (v) => (meeting(v)?.attendees ?? []).filter((a) => !a.signed).map((a) => ({ value: a.id ?? '', text: [a.org?.name, a.name].filter(Boolean).join(' ') })) }, { name: 'presence', label: say('到会情况', 'Presence'), kind: 'radio', required: true, start: 'attend', options: opts(['attend', '出席', 'Present'], ['observe', '列席', 'Observing'], ['excused', '请假', 'Excused'], ['substitute', '代会', 'Substitute']) }, { name: 'substitute', label: say('代会人', 'Substitute'), kind: 'text', required: true, when: (v) => v.presence === 'substitute' }] },
    waive_absence: { fields: [itemField(), reason(say('理由', 'Reason'))] },
    convene: { still: () => true, hint: say('锁定“上次议定事项”的进展。', 'Freezes the state of the last resolutions.'), fields: [] },
    call_item: { fields: [itemField()] },
    owner_speaks: { still: () => true, fields: [itemField(), { name: 'speaker', label: say('发言人', 'Speaker'), kind: 'text', required: true }, { name: 'text', label: say('发言要点', 'What was said'), kind: 'area' }] },
    carry_over: { fields: [itemField(), { name: 'carry', label: say('方式', 'How'), kind: 'radio', required: true, options: opts(['move', '结转（未议定）', 'Move, undecided'], ['duplicate', '续议（已议定的保留）', 'Continue; outcomes stay']) }, reason(say('理由', 'Reason'), false)] },
    close: { still: (seen, latest) => outcomes(seen) === outcomes(latest), typed: say('散会', 'close'), hint: say('散会后议定事项变动须经主持人同意。', 'Later changes need the chair’s consent.'), fields: [] },
    cancel: { danger: true, fields: [reason(say('理由', 'Reason'))] },
    postpone: { danger: true, fields: [reason(say('理由', 'Reason'))] },
  } satisfies Partial<Forms<Act>>
}

function minutesActs() {
  const resolution = { name: 'resolution_id', label: say('议定事项', 'Resolution'), kind: 'select', required: true, options: (v: CaseView | undefined) => (meeting(v)?.items ?? []).flatMap((i) => (i.outcomes ?? []).map((o) => ({ value: o.id, text: i.title + colon() + (o.text || kindText(o.kind)) }))) } as const
  const change = [{ name: 'text', label: say('议定意见', 'Resolution'), kind: 'area' }, { name: 'content', label: say('任务内容', 'Task'), kind: 'area', rows: 2 }, { name: 'standard', label: say('完成标准', 'Standard'), kind: 'area', rows: 2 }, { name: 'due', label: say('时限', 'Due'), kind: 'workday' }] as const
  const changed = ({ resolution_id, reason: why, ...rest }: Filled<[typeof resolution, ...typeof change, ReturnType<typeof reason>]>) => ({ resolution_id, reason: why, change: rest })
  const amendment = { name: 'amendment_id', label: say('变动', 'Change'), kind: 'select', required: true, options: (v: CaseView | undefined) => (meeting(v)?.amendments ?? []).map((a) => ({ value: a.id ?? '', text: `${a.change?.text || a.change?.content || ''} ${a.reason}` })), start: (v: CaseView | undefined) => meeting(v)?.amendments?.[0]?.id } as const
  const read = <T extends object>(v: T, view: CaseView | undefined) => ({ ...v, version: meeting(view)?.minutes?.version })
  return {
    draft_minutes: { hint: say('按议定事项自动生成，可再修改。', 'Made from the resolutions; edit afterwards.'), fields: [] },
    review_minutes: sent({ fields: [reason(say('审核意见', 'Comment'), false)], shape: read }),
    return_minutes: { danger: true, fields: [reason(say('修改意见', 'What to change'))] },
    sign_minutes: sent({ fields: [reason(say('批示', 'Comment'), false)], shape: read }),
    issue_minutes: sent({ typed: say('印发', 'issue'), fields: [{ name: 'distribution', label: say('印发范围', 'Distribution'), kind: 'orgs' }], shape: (v) => ({ ...v, distribution: unitsOf(v.distribution) }) }),
    amend_resolution: sent({ fields: [resolution, ...change, reason(say('原因', 'Reason'), false)], shape: changed }),
    propose_amendment: sent({ fields: [resolution, ...change, reason(say('原因', 'Reason'))], shape: changed }),
    consent_amendment: { fields: [amendment, reason(say('意见', 'Comment'), false)] },
    refuse_amendment: { danger: true, fields: [amendment, reason(say('理由', 'Reason'))] },
    settle_warning: { fields: [{ name: 'warning', label: say('事项', 'Matter'), kind: 'select', required: true, options: (v) => (meeting(v)?.warnings ?? []).map((x) => ({ value: x.key, text: x.why || x.code })) }, reason(say('处理情况', 'What was done'))] },
  } satisfies Partial<Forms<Act>>
}

export const meetingActs = () => ({ ...agendaActs(), ...roomActs(), ...minutesActs() }) satisfies Forms<Act, 'add_item' | 'reorder' | 'decide' | 'edit_minutes'>

export function planOf(v: Values): Values {
  const { chair, lock, ...rest } = v
  return { ...rest, chair: person(chair), cutoffs: lock ? { lock } : undefined }
}
