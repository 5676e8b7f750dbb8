// The forms of acts on a whole application: the applicant's, the authority's, the keeper's.
import { colon, say, semicolon } from '@/app/i18n'
import { session } from '@/app/session'
import { attach, withFiles } from '@/parts/attach'
import { dayText } from '@/parts/dates'
import type { ActName, Forms } from '@/parts/actForms'
import type { Field } from '@/parts/form'
import { unitNames } from '@/parts/lookups'
import { opts } from '@/parts/opts'
import { fieldOf, valuesOf, type Written } from '@/parts/schema'
import { files, opinion, reason, sent, type Act, type seatActs } from './acts'
import type { ApprovalView, Gap, Material } from './types'

/** PAPER sets a material's files apart from the act's own fields. */
const PAPER = 'paper.'
type Paper = Field & { name: `${typeof PAPER}${string}` }
const paperField = (m: Material, hint: string, required: boolean): Paper => ({ name: `${PAPER}${m.id}`, label: m.name, kind: 'files', hint, required })

function papersOf(values: object): NonNullable<Act['materials']> {
  return Object.entries(values).filter(([k]) => k.startsWith(PAPER)).map(([k, list]) => ({ id: k.slice(PAPER.length), files: attach(list) }))
}

const handedIn = (v: ApprovalView) => (values: { opinion?: string }) => {
  // What is as it was is not sent again.
  const fields = Object.fromEntries(Object.entries(valuesOf(values, v.schema)).filter(([k, x]) => JSON.stringify(x) !== JSON.stringify(v.form[k])))
  const materials = papersOf(values)
  return { opinion: values.opinion, fields: Object.keys(fields).length ? fields : undefined, materials: materials.length ? materials : undefined }
}

// A 补正 is answered item by item, each beside what was said about it.
function supplyForm(v: ApprovalView) {
  const asked = v.supplements.at(-1)?.gaps ?? []
  const said = (list: Gap[]): string => list.map((g) => `${g.code_text}${colon()}${g.text}`).join(semicolon())
  const papers = v.materials.filter((m) => asked.some((g) => g.material === m.id)).map((m) => paperField(m, said(asked.filter((g) => g.material === m.id)), true))
  const fields = v.fields.filter((f) => asked.some((g) => g.field === f.key) && v.schema[f.key]).map((f): Written => ({ ...fieldOf(f.key, v.schema[f.key]!, false, v.form[f.key], unitNames()), hint: said(asked.filter((g) => g.field === f.key)) }))
  return sent({
    wide: true,
    hint: say('请逐项补齐，一次提交。提交后由审批部门接收，时限恢复计算。', 'Mend each item and submit once; the clock runs again when it is taken in.'),
    fields: [...papers, ...fields, opinion(!papers.length && !fields.length, say('说明', 'Note'))],
    shape: handedIn(v),
    draft: `${v.id}.supply.${v.supplements.length}`,
  })
}

function resubmitForm(v: ApprovalView) {
  const papers = v.materials.map((m) => paperField(m, say(`现为：${m.state_text}；不传则不变`, `Now: ${m.state_text}; unchanged if empty`), false))
  const fields = v.fields.filter((f) => v.schema[f.key]).map((f) => fieldOf(f.key, v.schema[f.key]!, false, v.form[f.key], unitNames()))
  return sent({ wide: true, hint: say('按退回意见修改后重新提交。', 'Mend what was asked and hand it in again.'), fields: [...fields, ...papers, opinion(false, say('说明', 'Note'))], shape: handedIn(v), draft: `${v.id}.resubmit` })
}

function followForm(v: ApprovalView) {
  const waiting = v.materials.filter((m) => m.state === 'deferred')
  return sent({ fields: waiting.map((m) => paperField(m, m.due ? say(`${dayText(m.due)}前补交`, `Due ${dayText(m.due)}`) : '', waiting.length === 1)), shape: (values) => ({ materials: papersOf(values) }) })
}

// Of the later materials an officer says which are in order and which must come again.
function checkForm(v: ApprovalView) {
  const came = v.materials.filter((m) => m.state === 'given')
  const options = came.map((m) => ({ value: m.id, text: m.name }))
  return sent({
    fields: [
      { name: 'checked', label: say('核收合格的材料', 'In order'), kind: 'checks', options },
      { name: 'faulty', label: say('须重新提交的材料', 'To come again'), kind: 'checks', options: came.filter((m) => m.due).map((m) => ({ value: m.id, text: m.name })), when: () => came.some((m) => m.due) },
      { name: 'text', label: say('问题说明', 'What is wrong'), kind: 'area', required: true, when: (x) => Array.isArray(x.faulty) && x.faulty.length > 0 },
    ],
    shape: (x) => ({ materials: (x.checked ?? []).map((id) => ({ id })), gaps: (x.faulty ?? []).map((material) => ({ material, code: 'other' as const, text: x.text ?? '' })) }),
  })
}

function applicantActs(v: ApprovalView) {
  return {
    supply: supplyForm(v),
    resubmit: resubmitForm(v),
    follow_up: followForm(v),
    withdraw: { danger: true, hint: say('撤回后本次申请终止；需要时可重新申请。', 'This ends the application; you may apply again.'), fields: [reason(say('撤回原因', 'Why'))] },
    urge: { hint: say('提醒正在办理的人，会留痕。', 'Whoever has it is reminded; it is on record.'), fields: [opinion(false, say('想说的话', 'Words'))] },
  } satisfies Partial<Forms<Act>>
}

// Whose notice or wait it is: what was objected, what another system said.
function outsideActs(v: ApprovalView) {
  const objections = v.objections.filter((o) => v.settles.includes(o.n))
  return {
    callback: sent({ fields: [{ name: 'outcome', label: say('外部结果', 'Result'), kind: 'radio', required: true, options: opts(['approved', '通过', 'Passed'], ['rejected', '未通过', 'Not passed']) }, opinion(false), files(true)], shape: withFiles }),
    object: sent({ fields: [{ name: 'from', label: say('提出人', 'From'), kind: 'text', required: true }, opinion(true, say('异议内容', 'Objection')), files()], shape: withFiles }),
    settle: {
      fields: [
        { name: 'n', label: say('哪一条异议', 'Which'), kind: 'select', required: true, options: objections.map((o) => ({ value: o.n, text: `${o.n}. ${o.from}` })), start: objections[0]?.n },
        { name: 'outcome', label: say('处理结果', 'Outcome'), kind: 'radio', required: true, options: opts(['dismissed', '不成立', 'Dismissed'], ['upheld', '成立', 'Upheld']) },
        opinion(true, say('理由', 'Reason')),
      ],
    },
    reply: sent({
      fields: [{ name: 'n', label: say('答复哪一项', 'Which question'), kind: 'select', required: true, options: asked(v), start: asked(v)[0]?.value }, opinion(true, say('答复意见', 'Answer')), files()],
      shape: withFiles,
    }),
  } satisfies Partial<Forms<Act>>
}
const asked = (v: ApprovalView): { value: number; text: string }[] =>
  v.consults.filter((c) => !c.answered_at && c.of_id === session.user?.user_id).map((c) => ({ value: c.n, text: `${c.by_name}${colon()}${c.question}` }))

function officeActs(v: ApprovalView) {
  return {
    take_in: { hint: say('接收后时限恢复计算。', 'The clock runs again.'), fields: [] },
    check_material: checkForm(v),
    take_back: { hint: say('撤销您刚作的决定，环节重新打开。', 'Your last decision is undone; the step opens again.'), fields: [reason(undefined, false)] },
    resume: { hint: say('特别程序结束，时限顺延。', 'The special procedure ends; dates move on.'), fields: [reason(say('说明', 'Note'), false)] },
    extend: {
      hint: say('只能延长一次，须在法定时限届满前，理由告知申请人。', 'Once only, before the law’s date; the applicant is told why.'),
      fields: [{ name: 'n', label: say(`延长几个工作日（最多 ${v.limits.extension ?? 0}）`, `Working days (at most ${v.limits.extension ?? 0})`), kind: 'number', required: true, start: v.limits.extension }, reason(say('延期理由', 'Reason'))],
    },
    verify_word: sent({
      hint: say('核查不实的，撤销已作的决定。', 'If it proves false the decision is revoked.'),
      fields: [{ name: 'pass', label: say('核查结果', 'Result'), kind: 'radio', required: true, options: opts(['yes', '属实', 'True'], ['no', '不实', 'False']) }, opinion(true, say('核查情况', 'Findings')), files()],
      shape: (x) => ({ ...withFiles(x), pass: x.pass === 'yes' }),
    }),
    read: { fields: [], hint: say('确认已阅。', 'Mark as read.') },
    cc: { fields: [{ name: 'people', label: say('抄送给', 'To'), kind: 'users', required: true }] },
    note: { fields: [opinion(true, say('备注', 'Note'))] },
    ...outsideActs(v),
  } satisfies Partial<Forms<Act>>
}

/** seatName is where a seat stands and whose it is. */
export function seatName(v: ApprovalView, id: string): string {
  const step = v.steps.find((s) => s.seats.some((x) => x.id === id))
  const x = step?.seats.find((y) => y.id === id)
  return [step?.name, x?.user?.name || x?.name || x?.org?.name].filter(Boolean).join(' · ') || id
}

function keeperActs(v: ApprovalView) {
  const named = (act: string) => v.other_seats.filter((o) => o.actions.some((x) => x.act === act)).map((o) => ({ value: o.seat, text: seatName(v, o.seat) }))
  const held = named('appoint')
  const added = named('remove_sign')
  return {
    appoint: sent({ fields: [{ name: 'seat', label: say('席位', 'Seat'), kind: 'select', required: true, options: held, start: held[0]?.value }, { name: 'person', label: say('指定给', 'To'), kind: 'user', required: true }, reason()], shape: (x) => ({ seat: x.seat, people: [x.person], reason: x.reason }) }),
    remove_sign: { fields: [{ name: 'seat', label: say('减去哪一席', 'Which seat'), kind: 'select', required: true, options: added, start: added[0]?.value }, reason(undefined, false)] },
    hand_over: sent({ fields: [{ name: 'from', label: say('移交人', 'Who leaves'), kind: 'user', required: true }, { name: 'to', label: say('接收人', 'Who takes over'), kind: 'user', required: true }, reason()], shape: (x) => ({ people: [x.from, x.to], reason: x.reason }) }),
    suspend: { danger: true, hint: say('挂起期间不能办理、不计时限；子流程一并挂起。', 'Nothing can be decided and the clocks stand.'), fields: [reason()] },
    activate: { hint: say('恢复办理，时限顺延。', 'Work goes on; dates move by what it lasted.'), fields: [] },
    terminate: { danger: true, typed: say('终止', 'terminate'), hint: say('办件就此结束，不作准予与否的决定；子流程一并终止，并告知申请人。', 'It ends without a decision, its sub-processes with it; the applicant is told.'), fields: [reason()] },
    void: { danger: true, typed: say('作废', 'void'), hint: say('决定不再有效，办理经过保留。', 'The decision counts no more; its history stays.'), fields: [reason()] },
    jump: {
      danger: true,
      hint: say('跳到另一环节，放弃当前在办环节；不能由此直接办结。', 'Leaves what is open; it never ends a case as approved.'),
      fields: [{ name: 'to', label: say('跳到', 'To'), kind: 'select', required: true, options: jumps(v) }, reason()],
    },
  } satisfies Partial<Forms<Act>>
}
// Steps that were opened or are foreseen; the server refuses where none may land.
function jumps(v: ApprovalView): { value: string; text: string }[] {
  const seen = new Map<string, string>()
  for (const s of [...v.steps, ...v.next]) if (s.step !== 'starter' && ['stage', 'wait', 'notice', 'call'].includes(s.kind)) seen.set(s.step, s.name)
  return [...seen].map(([value, text]) => ({ value, text }))
}

export const caseActs = (v: ApprovalView) => ({ ...applicantActs(v), ...officeActs(v), ...keeperActs(v) }) satisfies Forms<Act, keyof ReturnType<typeof seatActs>>

/** ELSEWHERE has a page of its own. */
export const ELSEWHERE = ['migrate']

/** othersActs are what a keeper may do with somebody else's seat. */
export const othersActs = () =>
  ({
    transfer: sent({ fields: [{ name: 'person', label: say('转给', 'To'), kind: 'user', required: true }, reason()], shape: (x) => ({ people: [x.person], reason: x.reason }) }),
    unclaim: { fields: [reason(undefined, false)], hint: say('释放后同岗位的人都可办理。', 'Anybody of the post may take it.') },
  }) satisfies Partial<Forms<Act>>

/** RARE are acts that fold away; those that the application waits for never do. */
export const RARE: string[] = ['note', 'cc', 'urge', 'hand_over', 'suspend', 'terminate', 'void', 'jump', 'extend', 'take_back', 'object', 'remove_sign', 'withdraw'] satisfies ActName<'approvals'>[]
export const SEAT_RARE: string[] = ['transfer', 'delegate', 'add_sign', 'recuse', 'consult', 'pause', 'unclaim', 'recall'] satisfies ActName<'approvals'>[]
