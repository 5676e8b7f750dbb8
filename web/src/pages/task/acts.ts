// The forms of a task's acts. Fields carry the names of the task's command.
import { get } from '@/api/http'
import type { Acts, CaseView } from '@/api/types'
import { colon, say } from '@/app/i18n'
import { session } from '@/app/session'
import { dayText, iso, today } from '@/parts/dates'
import { attach, attachOne, withFiles } from '@/parts/attach'
import type { Wire } from '@/api/wire'
import type { FieldOf, Filled, Forms, Sending } from '@/parts/actForms'
import type { Option, Values } from '@/parts/form'
import { unitOf } from '@/parts/lookups'
import { opts } from '@/parts/opts'
import type { TaskView } from './types'

type Act = Acts['tasks']
const sent: Sending<Act> = (form) => form as never
const reason = (label: string, required = true) => ({ name: 'reason', label, kind: 'area', required }) as const
const task = (v: CaseView | undefined): TaskView => v as TaskView

export const nodeText = (node: string): string =>
  ({
    d1: say('第 1 日：部署情况', 'Day 1: deployment'),
    d3: say('第 3 日：措施与进展', 'Day 3: measures and progress'),
    d7: say('第 7 日：结果', 'Day 7: result'),
    m1: say('满 1 个月：节点进展', 'Month 1: milestones'),
    weekly: say('每周进展', 'Weekly'),
    explain: say('超期说明', 'Why it is late'),
    part: say('分项任务', 'Share'),
    '': say('随时反馈', 'Any time'),
  })[node] ?? node

// The report nodes still open for the reader's unit: explanations and shares have acts of their own.
const dueNodes = (v: CaseView | undefined): string[] =>
  (task(v)?.owed ?? []).filter((o) => o.state === 'open' && !['explain', 'part'].includes(o.node) && (!session.user?.org_id || o.org.id === session.user.org_id)).map((o) => o.node)

const pauseReasons = () =>
  opts(['weather', '天气及安全', 'Weather and safety'], ['hearing', '听证', 'Hearing'], ['testing', '检验检测', 'Testing'], ['expert', '专家评审', 'Expert review'], ['publicity', '公示', 'Public notice'], ['owner', '业主原因', 'Owner'], ['litigation', '诉讼仲裁', 'Litigation'], ['archaeology', '文物勘探', 'Archaeology'], ['upstream', '等待上级或其他审批', 'Waiting for other approvals'], ['emergency', '突发事件', 'Emergency'])

const extensionReasons = () =>
  opts(['upstream', '等待上级或其他审批', 'Waiting for other approvals'], ['weather', '天气', 'Weather'], ['land', '用地', 'Land'], ['funds', '资金', 'Funds'], ['materials', '材料设备', 'Materials'], ['design_change', '设计变更', 'Design change'], ['owner', '业主原因', 'Owner'], ['policy', '政策调整', 'Policy'], ['other', '其他', 'Other'])

function reportForm() {
  const is = (...nodes: string[]) => (v: Values) => nodes.includes(String(v.node ?? ''))
  return sent({
    hint: say('按 13710 要求填写：写清做了什么、到什么程度，不写“正在推进”。', 'By the 13710 rule: what was done and how far it is, not “in progress”.'),
    fields: [
      {
        name: 'node', label: say('反馈节点', 'Node'), kind: 'select',
        options: (v) => dueNodes(v).map((node) => ({ value: node, text: nodeText(node) })).concat([{ value: 'extra', text: nodeText('') }]),
        start: (v: CaseView | undefined) => dueNodes(v)[0] ?? 'extra',
      },
      { name: 'deployment', label: say('部署情况', 'Deployment'), kind: 'area', required: true, when: is('d1'), placeholder: say('谁负责、怎么分工、第一步做什么', 'Who leads, who does what, the first step') },
      { name: 'measures', label: say('措施', 'Measures'), kind: 'area', required: true, when: is('d3') },
      { name: 'progress', label: say('进展', 'Progress'), kind: 'area', required: true, when: is('d3', 'm1', 'weekly', 'extra', '') },
      { name: 'result', label: say('结果', 'Result'), kind: 'area', required: true, when: is('d7') },
      { name: 'problems', label: say('存在问题', 'Problems'), kind: 'area', rows: 2 },
      { name: 'next', label: say('下步计划', 'Next steps'), kind: 'area', rows: 2, required: true, when: is('m1', 'weekly') },
      { name: 'next', label: say('下步计划', 'Next steps'), kind: 'area', rows: 2, when: is('d1', 'd3', 'extra', '') },
      { name: 'percent', label: say('完成进度（%）', 'Progress (%)'), kind: 'number', half: true },
      { name: 'files', label: say('附件', 'Files'), kind: 'files' },
    ],
    shape: (v) => {
      const { node, files, ...form } = v
      return { node: node === 'extra' ? undefined : node, report: form, files: attach(files) }
    },
  })
}

function tellExtension(_: unknown, __: Values, v: CaseView | undefined): string {
  const cap = task(v)?.extension
  if (!cap) return ''
  if (cap.refused) return say('按规则现在不能延期', 'The rules allow no extension now')
  const by = cap.approver === 'chair' ? say('区级主要领导', 'the chair') : say('分管领导', 'the leader')
  return cap.latest ? say(`现时限 ${dayText(task(v).due)}，最晚可延至 ${dayText(cap.latest)}，由${by}审批`, `Now ${dayText(task(v).due)}; at latest ${dayText(cap.latest)}, decided by ${by}`) : say(`由${by}审批`, `Decided by ${by}`)
}

// If paused to this day, when would it be due? The server counts.
async function tellPause(to: unknown, _: Values, v: CaseView | undefined): Promise<string> {
  const t = task(v)
  if (typeof to !== 'string' || !t?.due || !t.started_on) return ''
  const from = iso(today())
  if (to < from) return ''
  const { workdays } = await get('/api/calendar', { from, to })
  if (!workdays) return ''
  const sum = await get('/api/calendar/simulate', { start: t.started_on, until: t.due, pause_from: from, pause_days: workdays })
  return say(`暂停 ${workdays} 个工作日，时限将从 ${dayText(t.due)} 顺延到 ${dayText(sum.due)}${sum.provisional ? '（暂定）' : ''}`, `${workdays} working days paused: due ${dayText(t.due)} becomes ${dayText(sum.due)}`)
}

function extendForm() {
  return sent({
    hint: say('到期前提出；最多两次，首次由分管领导批，第二次由主要领导批；累计不超过原时限的一半。', 'Before the due date; at most twice, first by the leader, then by the chair; in all at most half of the original period.'),
    fields: [
      { name: 'new_due', label: say('新时限', 'New due date'), kind: 'workday', required: true, tell: tellExtension },
      { name: 'code', label: say('原因类别', 'Kind of reason'), kind: 'select', required: true, options: extensionReasons() },
      reason(say('具体原因', 'Reason')),
      { name: 'work', label: say('新的办理计划', 'New plan'), kind: 'area', required: true },
      { name: 'basis', label: say('依据文件', 'Basis'), kind: 'files' },
    ],
    shape: (v) => ({ ...v, basis: attachOne(v.basis) }),
  })
}

// Whoever decides may leave empty what the unit asked for.
function suspendFields(asks: boolean) {
  return [
    { name: 'code', label: say('暂停原因', 'Reason'), kind: 'select', required: asks, options: pauseReasons() },
    reason(say('具体说明（业主可见）', 'Explanation (the owner reads it)'), asks),
    { name: 'ends_on', label: say('预计暂停到', 'Paused until about'), kind: 'date', required: true, tell: tellPause, hint: say('暂停的工作日不计入时限，恢复后时限顺延。', 'Paused working days do not count; the due date moves by them.') },
    { name: 'notice', label: say('通知文书', 'Notice document'), kind: 'files', required: asks },
  ] as const
}
const suspendShape = (v: Filled<ReturnType<typeof suspendFields>>) => ({ ...v, notice: attachOne(v.notice) })

function closeForm() {
  return sent({
    hint: say('须具备全部佐证；统筹部门核实后由业主确认。', 'All evidence must be in; the coordinator verifies, then the owner confirms.'),
    fields: [
      { name: 'result', label: say('办理结果', 'Result'), kind: 'area', required: true },
      { name: 'amount', label: say('完成数量', 'Quantity reached'), kind: 'number', required: true, when: (_, v) => !!task(v)?.target, half: true },
      { name: 'files_type', label: say('佐证类别', 'Kind of evidence'), kind: 'select', half: true, options: evidenceTypes, when: (v) => Array.isArray(v.files) && v.files.length > 0 },
      { name: 'files', label: say('补充佐证', 'More evidence'), kind: 'files' },
    ],
    shape: (v, view) => {
      const target = task(view)?.target
      return { result: v.result, reached: target && v.amount !== undefined ? { item: target.item, unit: target.unit, amount: v.amount } : undefined, files: attach(v.files, v.files_type) }
    },
  })
}

function evidenceTypes(v: CaseView | undefined): Option<string>[] {
  const needed = (task(v)?.evidence_required ?? []).map((e) => ({ value: e.type, text: e.name }))
  return needed.length ? needed : opts(['photo', '现场照片', 'Photo'], ['consent', '同意文件', 'Consent'], ['permit_no', '许可证号', 'Permit'], ['agreement_no', '协议', 'Agreement'], ['map', '图纸', 'Map'], ['report', '报告', 'Report'], ['other', '其他', 'Other'])
}

const numbered = (name: 'n', label: string, list: (t: TaskView) => { n: number; text: string }[]) => ({
  name, label, kind: 'select', required: true,
  options: (v: CaseView | undefined) => list(task(v)).map((x) => ({ value: x.n, text: x.text })),
  start: (v: CaseView | undefined) => list(task(v))[0]?.n,
}) as const

const openReports = (t: TaskView): { n: number; text: string }[] => (t?.reports ?? []).filter((r) => !r.review).map((r) => ({ n: r.n, text: `${r.org.name} · ${nodeText(r.node)}` }))
const openParts = (t: TaskView): { n: number; text: string }[] => (t?.parts ?? []).map((p) => ({ n: p.n, text: `${p.org.name}${colon()}${p.content}` }))
const openSlips = (t: TaskView): { n: number; text: string }[] => (t?.slips ?? []).filter((s) => !s.reply).map((s) => ({ n: s.n, text: `${s.no ?? s.n} ${s.org.name}` }))
const openBlocks = (t: TaskView): { n: number; text: string }[] => (t?.blocks ?? []).filter((b) => !b.ended).map((b) => ({ n: b.n, text: b.text }))

function workActs() {
  return {
    sign: { hint: say('签收后按 13710 节点反馈。承办人不填即为本人。', 'Reports follow the 13710 plan. Without a handler it is you.'), fields: [{ name: 'handler_id', label: say('承办人', 'Handler'), kind: 'user', of: 'own' }] },
    hand_over: { fields: [{ name: 'handler_id', label: say('新承办人', 'New handler'), kind: 'user', of: 'own', required: true }, reason(say('原因', 'Reason'), false)] },
    object: sent({
      danger: true,
      hint: say('须说明理由并提出更合适的单位；两次异议自动进入仲裁。', 'Give a reason and name a better unit; a second objection goes to arbitration.'),
      fields: [reason(say('理由', 'Reason')), { name: 'unit', label: say('建议承办单位', 'Better unit'), kind: 'org', required: true }],
      shape: (v) => ({ ...v, unit: unitOf(v.unit) }),
    }),
    keep: { fields: [reason(say('理由', 'Reason'))] },
    reassign: sent({ fields: [{ name: 'unit', label: say('新牵头单位', 'New lead unit'), kind: 'org', required: true }, reason(say('理由', 'Reason')), { name: 'new_due', label: say('新时限', 'New due date'), kind: 'workday' }], shape: (v) => ({ ...v, unit: unitOf(v.unit) }) }),
    arbitrate: sent({ fields: [{ name: 'unit', label: say('裁定牵头单位', 'Lead unit'), kind: 'org', required: true }, reason(say('裁定理由', 'Ruling'))], shape: (v) => ({ ...v, unit: unitOf(v.unit) }) }),
    report: reportForm(),
    explain: { fields: [reason(say('未按时完成的原因', 'Why it is late')), { name: 'new_due', label: say('承诺完成日期', 'Alternative date'), kind: 'workday', required: true }, { name: 'work', label: say('补救计划', 'Plan'), kind: 'area', required: true }] },
    split: sent({
      wide: true,
      fields: [{ name: 'parts', label: say('分解到协办单位', 'Shares'), kind: 'rows', required: true, fields: [{ name: 'org_id', label: say('单位', 'Unit'), kind: 'org', required: true, half: true }, { name: 'due', label: say('时限', 'Due'), kind: 'date', required: true, half: true }, { name: 'content', label: say('内容', 'Content'), kind: 'area', rows: 2, required: true }] }],
      shape: (v) => v,
    }),
    part_done: sent({ fields: [numbered('n', say('分项', 'Share'), openParts), { name: 'result', label: say('结果', 'Result'), kind: 'area', required: true }, { name: 'files', label: say('附件', 'Files'), kind: 'files' }], shape: withFiles }),
    part_accept: { fields: [numbered('n', say('分项', 'Share'), openParts)] },
    part_return: { danger: true, fields: [numbered('n', say('分项', 'Share'), openParts), reason(say('理由', 'Reason'))] },
    block: sent({
      
      fields: [{ name: 'kind', label: say('类别', 'Kind'), kind: 'radio', required: true, start: 'approval', options: opts(['approval', '审批', 'Approvals'], ['utility', '公用企业', 'Utility'], ['task', '其他任务', 'Another task'], ['other', '其他', 'Other']) }, { name: 'text', label: say('卡在哪里', 'What it waits for'), kind: 'area', required: true }, { name: 'org', label: say('涉及单位', 'Unit'), kind: 'org' }],
      shape: (v) => ({ block: { kind: v.kind, text: v.text, org: unitOf(v.org) } }),
    }),
    unblock: { fields: [numbered('n', say('卡点', 'Block'), openBlocks), reason(say('说明', 'Note'), false)] },
    upload: sent({
      
      fields: [{ name: 'type', label: say('佐证类别', 'Kind'), kind: 'select', required: true, options: evidenceTypes }, { name: 'files', label: say('文件', 'Files'), kind: 'files', required: true }],
      shape: (v) => ({ files: attach(v.files, v.type) }),
    }),
    apply_close: closeForm(),
  } satisfies Partial<Forms<Act>>
}

function dateActs() {
  return {
    extend_ask: extendForm(),
    extend_approve: { fields: [reason(say('意见', 'Comment'), false)] },
    extend_refuse: { danger: true, fields: [reason(say('理由', 'Reason'))] },
    suspend_ask: sent({ fields: suspendFields(true), shape: suspendShape }),
    suspend: sent({ fields: suspendFields(false), hint: say('单位已申请的，留空的各项按申请内容。', 'Empty fields follow the unit’s request.'), shape: suspendShape }),
    suspend_refuse: { danger: true, fields: [reason(say('理由', 'Reason'))] },
    review_pause: { fields: [{ name: 'ends_on', label: say('继续暂停到', 'Continue until'), kind: 'date', required: true }, reason(say('复核意见', 'Comment'))] },
    resume: { fields: [{ name: 'last_on', label: say('暂停的最后一天', 'Last paused day'), kind: 'date', hint: say('不填为昨天', 'Yesterday if empty') }, reason(say('说明', 'Note'), false)] },
  } satisfies Partial<Forms<Act>>
}

function endActs() {
  return {
    review_report: { fields: [numbered('n', say('反馈', 'Report'), openReports), { name: 'verdict', label: say('结论', 'Verdict'), kind: 'radio', required: true, options: opts(['accept', '认可', 'Accept'], ['return', '退回', 'Return']) }, { ...reason(say('退回理由', 'Reason')), when: (v) => v.verdict === 'return' }] },
    verify: { hint: say('确认佐证齐全、达到完成标准，转业主确认。', 'Evidence complete and standard met; the owner is asked next.'), fields: [reason(say('核实意见', 'Comment'), false)] },
    return_work: { danger: true, fields: [reason(say('理由', 'Reason'))] },
    confirm: { fields: [reason(say('想说的话', 'Anything to add'), false)] },
    dispute: { danger: true, fields: [reason(say('哪里没有解决', 'What is not solved'))] },
    log_call: { fields: [{ name: 'channel', label: say('方式', 'Channel'), kind: 'radio', required: true, start: 'phone', options: opts(['phone', '电话', 'Phone'], ['visit', '上门', 'Visit'], ['message', '短信', 'Message']) }, reason(say('结果', 'Outcome'))] },
    close_unconfirmed: { danger: true, hint: say('业主 5 个工作日未回应且已有两次回访记录方可办理，不计入满意率。', 'Only after 5 silent working days and two logged calls; never counts as satisfied.'), fields: [reason(say('说明', 'Note'))] },
    grade: { fields: [{ name: 'grade', label: say('等次', 'Grade'), kind: 'radio', required: true, options: opts(['excellent', '优秀', 'Excellent'], ['good', '良好', 'Good'], ['pass', '合格', 'Pass'], ['fail', '不合格', 'Fail']) }, reason(say('理由', 'Reason'))] },
    reopen: { danger: true, fields: [reason(say('理由', 'Reason')), { name: 'new_due', label: say('新时限', 'New due date'), kind: 'workday', required: true }] },
    cancel: { danger: true, typed: say('撤销', 'cancel'), fields: [reason(say('理由', 'Reason'))] },
  } satisfies Partial<Forms<Act>>
}

function watchActs() {
  return {
    urge: { fields: [reason(say('催办内容', 'Text'))] },
    slip: {
      
      fields: [{ name: 'colour', label: say('颜色', 'Colour'), kind: 'radio', required: true, options: opts(['blue', '蓝单（临期提醒）', 'Blue (due soon)'], ['yellow', '黄单（未达序时、质量差）', 'Yellow (behind, poor)'], ['red', '红单（逾期）', 'Red (overdue)']) }, { name: 'unit_id', label: say('发给', 'To'), kind: 'org' }, reason(say('督办事项', 'Text'))],
    },
    receive_slip: { fields: [numbered('n', say('督办单', 'Slip'), openSlips)] },
    reply_slip: sent({ fields: [numbered('n', say('督办单', 'Slip'), openSlips), reason(say('回复', 'Reply')), { name: 'files', label: say('附件', 'Files'), kind: 'files' }], shape: withFiles }),
    interview: { fields: [{ ...numbered('n', say('约谈', 'Formal talk'), (t) => (t?.interviews ?? []).filter((i) => !i.held_on).map((i) => ({ n: i.n, text: i.org.name + colon() + i.why }))), required: false }, reason(say('约谈记录', 'Record'))] },
    escalate: { fields: [reason(say('理由', 'Reason'))] },
    descend: { hint: say('退到下一级平台继续办理，理由留痕。', 'Goes on at the forum below; the reason is on record.'), fields: [reason(say('理由', 'Reason'))] },
    amend: sent({
      hint: say('须经主持人同意，原文留存。', 'Needs the chair’s consent; the old text is kept.'),
      fields: [{ name: 'content', label: say('任务内容', 'Task'), kind: 'area' }, { name: 'standard', label: say('完成标准', 'Standard'), kind: 'area' }, { name: 'due', label: say('时限', 'Due'), kind: 'workday' }, reason(say('理由', 'Reason'))],
      shape: (v) => ({ amend: v }),
    }),
    note: { fields: [reason(say('内容', 'Text')), { name: 'publish', label: say('业主可见', 'Visible to the owner'), kind: 'switch' }] },
    publish: { fields: [numbered('n', say('备注', 'Note'), (t) => (t?.notes ?? []).filter((n) => !n.published).map((n) => ({ n: n.n, text: n.text })))] },
  } satisfies Partial<Forms<Act>>
}

/** issueFields is a task handed out beside any meeting or issue (R15). */
export const issueFields = (): FieldOf<Wire<'TaskIssue'>>[] => [
  { name: 'project_id', label: say('项目', 'Project'), kind: 'project' },
  { name: 'content', label: say('任务内容', 'Task'), kind: 'area', required: true },
  { name: 'standard', label: say('完成标准', 'Standard'), kind: 'area', rows: 2, required: true },
  { name: 'lead_id', label: say('牵头单位', 'Lead unit'), kind: 'org', required: true, half: true },
  { name: 'co_ids', label: say('协办单位', 'Co-organizers'), kind: 'orgs', half: true },
  { name: 'leader_id', label: say('责任领导', 'Leader'), kind: 'user', role: 'leader', half: true },
  { name: 'decided_by', label: say('由谁决定', 'Decided by'), kind: 'text', required: true, half: true, start: session.user?.name },
  { name: 'due', label: say('完成时限', 'Due'), kind: 'workday', required: true },
]

export const taskActs = () => ({ ...workActs(), ...dateActs(), ...endActs(), ...watchActs() }) satisfies Forms<Act>
