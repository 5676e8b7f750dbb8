// The forms of what a seat may do. Which acts there are, where one may return to,
// which fields are needed and whom to choose: the server says all of it.
import type { Acts, CaseView, FileRef } from '@/api/types'
import { say } from '@/app/i18n'
import { attach, withFiles } from '@/parts/attach'
import type { Forms, FormOf, Sending } from '@/parts/actForms'
import type { Option } from '@/parts/form'
import { unitNames } from '@/parts/lookups'
import { opts } from '@/parts/opts'
import { fieldOf, PREFIX, valuesOf, type Written } from '@/parts/schema'
import { CHOSEN, choiceFields, chosenOf, type Chosen } from './apply'
import { abstainText, ruleText } from './ballot'
import type { Wire } from '@/api/wire'
import type { SeatView } from './types'

export type Act = Acts['approvals']
export const sent: Sending<Act> = (form) => form as never
const seat = (v: CaseView | undefined): SeatView => v as SeatView

export const opinion = (required: boolean, label = say('意见', 'Opinion')) => ({ name: 'opinion', label, kind: 'area', required }) as const
export const reason = (label = say('事由', 'Reason'), required = true) => ({ name: 'reason', label, kind: 'area', required }) as const
export const files = (required = false) => ({ name: 'files', label: say('附件', 'Files'), kind: 'files', required }) as const

export const gapCodes = () =>
  opts(['missing', '未提供', 'Not provided'], ['incomplete', '内容不全', 'Incomplete'], ['unclear', '不清晰', 'Not legible'], ['expired', '已过期', 'Expired'], ['inconsistent', '与其他材料不一致', 'Contradicts other materials'], ['unsigned', '未签字盖章', 'Not signed or sealed'], ['format', '不符合格式', 'Wrong format'], ['other', '其他', 'Other'])
export const pauseReasons = () =>
  opts(['hearing', '听证', 'Hearing'], ['testing', '检验检测', 'Testing'], ['expert', '专家评审', 'Expert review'], ['publicity', '公示', 'Public notice'], ['auction', '招标拍卖', 'Auction'], ['upstream', '等待上级或其他审批', 'Waiting for other approvals'], ['litigation', '诉讼仲裁', 'Litigation'], ['emergency', '突发事件', 'Emergency'])

/** formFields are the fields of the application's form that this seat may write. */
function formFields(v: SeatView): Written[] {
  const must = v.mine.required ?? []
  const keys = [...new Set([...must, ...(v.mine.write ?? [])])]
  return keys.filter((k) => v.schema[k]).map((k) => fieldOf(k, v.schema[k]!, must.includes(k), v.form[k], unitNames()))
}

const chooseFields = (v: SeatView): Chosen[] => choiceFields(v.mine.choose, () => true)

/** decided shapes a decision: opinion, files, fields of the form, people chosen. */
function decided<T extends { files?: FileRef[] }>(values: T, view: CaseView | undefined) {
  const fields = valuesOf(values, seat(view).schema)
  const rest = Object.fromEntries(Object.entries(values).filter(([k]) => !k.startsWith(PREFIX) && !k.startsWith(CHOSEN))) as Omit<T, keyof T & `${typeof PREFIX | typeof CHOSEN}${string}`>
  return { ...rest, files: attach(values.files), fields: Object.keys(fields).length ? fields : undefined, chosen: chosenOf(values) }
}

// Acceptance may let materials follow; which ones may is the definition's to say.
const deferField = (v: SeatView) => {
  const may = v.mine.accepts ? v.materials.filter((m) => m.deferrable && ['missing', 'deferred', 'faulty'].includes(m.state)) : []
  if (!may.length) return []
  return [{ name: 'defer', label: say('容缺受理：以下材料限期后补', 'Accept now, to follow by a date'), kind: 'checks', options: may.map((m) => ({ value: m.id, text: m.name })), start: may.filter((m) => m.state === 'deferred').map((m) => m.id) }] as const
}

function decisions(v: SeatView) {
  const always = v.mine.opinion === 'always'
  const never = v.mine.opinion === 'never'
  const vote = v.steps.find((s) => s.n === v.mine.run)?.rule
  const leads = v.mine.rule && !['end', 'branch'].includes(v.mine.rule) ? v.steps.find((s) => s.step === v.mine.rule)?.name : undefined
  return {
    approve: sent({ hint: vote && `${ruleText(vote)}${say('。', '.')}`, fields: [...formFields(v), ...deferField(v), ...chooseFields(v), opinion(always), files()], shape: decided }),
    reject: sent({
      danger: true,
      hint: v.mine.accepts ? say('须说明不予受理的理由并告知申请人。', 'Say why it is not accepted; the applicant is told.') : vote ? say('计一票不同意，按票签规则计票；须说明理由。', 'One vote against; give the reason.') : leads ? say(`不同意后转到“${leads}”。`, `A refusal leads to “${leads}”.`) : say('须说明理由；理由将写入决定并告知申请人。', 'Give the reason; it goes into the decision and to the applicant.'),
      fields: [opinion(!never, say('理由', 'Reason')), files()],
      shape: decided,
    }),
    abstain: sent({ hint: vote && `${abstainText(vote)}${say('。', '.')}`, fields: [opinion(always), files()], shape: decided }),
    choose: sent({
      fields: [
        { name: 'outcome', label: say('办理结果', 'Outcome'), kind: 'radio', required: true, options: (v.mine.outcomes ?? []).map((o) => ({ value: o.id, text: o.name })) },
        ...formFields(v), ...chooseFields(v),
        { ...opinion(true), when: (x) => !!v.mine.outcomes?.find((o) => o.id === x.outcome)?.opinion },
        { ...opinion(false), when: (x) => !v.mine.outcomes?.find((o) => o.id === x.outcome)?.opinion }, files(),
      ],
      shape: decided,
    }),
    return: sent({
      hint: say('退回不是否决：办件仍在办，改好后再回来。', 'A return refuses nothing: the case goes on once mended.'),
      fields: [
        { name: 'to', label: say('退回到', 'Return to'), kind: 'radio', required: true, options: (v.mine.return_to ?? []).map((t) => ({ value: t.step, text: t.name || say('申请人', 'The applicant') })), start: v.mine.return_to?.length === 1 ? v.mine.return_to[0]?.step : undefined },
        ...(v.mine.resume === 'choice' ? [{ name: 'resume', label: say('改好之后', 'Afterwards'), kind: 'radio', required: true, start: 'replay', options: opts(['replay', '从退回处重新走', 'Walk forward again'], ['direct', '直接回到我这里', 'Straight back to me']) } as const] : []),
        opinion(true, say('退回原因', 'Why')), files(),
      ],
      shape: decided,
    }),
  } satisfies Partial<Forms<Act>>
}

type Gap = Wire<'GapIn'>

/** TARGET tells materials from fields among what may be missing. */
const targets = (v: SeatView): Option<string>[] => [
  ...v.materials.map((m) => ({ value: `m:${m.id}`, text: say(`材料：${m.name}`, `Material: ${m.name}`) })),
  ...v.fields.map((f) => ({ value: `f:${f.key}`, text: say(`表单：${f.title || f.key}`, `Form: ${f.title || f.key}`) })),
]

export function gapOf(row: { target: string; code: Gap['code']; text: string }): Gap {
  const { target } = row
  const key = target.slice(2)
  return { material: target.startsWith('m:') ? key : undefined, field: target.startsWith('f:') ? key : undefined, code: row.code, text: row.text }
}

function people() {
  const one = <T extends { person: string }>(v: T) => ({ ...v, person: undefined, people: [v.person] })
  return {
    claim: { fields: [], hint: say('认领后由您一人办理，同岗位其他人不再看到待办。', 'Once claimed it is yours alone.') },
    unclaim: { fields: [], hint: say('释放后同岗位的人都可办理。', 'Anybody of the post may take it again.') },
    transfer: sent({ hint: say('转给本单位同岗位的人；时限不重新起算。', 'To somebody of the same unit; the clock runs on.'), fields: [{ name: 'person', label: say('转给', 'To'), kind: 'user', of: 'own', required: true }, reason(undefined, false)], shape: one }),
    delegate: sent({ hint: say('请人协助，办完仍回到您这里，由您决定。', 'Somebody helps; it comes back to you to decide.'), fields: [{ name: 'person', label: say('委派给', 'Helper'), kind: 'user', required: true }, opinion(false, say('请协助什么', 'What to help with'))], shape: one }),
    answer: sent({ fields: [opinion(true, say('回复', 'Answer')), files()], shape: withFiles }),
    recall: { fields: [], hint: say('收回后由您继续办理。', 'You go on yourself.') },
    add_sign: {
      fields: [
        { name: 'position', label: say('加在', 'Where'), kind: 'radio', required: true, start: 'before', options: [
          { value: 'before', text: say('前加签', 'Before me'), hint: say('他们办完我再办', 'I wait for them') },
          { value: 'after', text: say('后加签', 'After me'), hint: say('我同意后他们再办', 'They follow my approval') },
          { value: 'parallel', text: say('并加签', 'Beside me'), hint: say('与我一起会签', 'One more of the stage') },
        ] },
        { name: 'people', label: say('加签人', 'Signers'), kind: 'users', required: true },
        { name: 'advisory', label: say('只提意见，不作决定', 'Advisory only'), kind: 'switch' },
        opinion(false, say('说明', 'Note')),
      ],
    },
    recuse: { danger: true, hint: say('回避后由同岗位其他人办理；没有其他人时由流程管理员指定。', 'Another of the post takes over; without one, the keeper appoints.'), fields: [reason(say('回避事由', 'Why'))] },
    consult: { hint: say('征求意见不影响办理进度。', 'The seat goes on without waiting.'), fields: [{ name: 'people', label: say('征求谁的意见', 'Whom to ask'), kind: 'users', required: true }, opinion(true, say('请其答复的问题', 'Question')), { name: 'date', label: say('答复期限', 'Answer by'), kind: 'workday' }] },
  } satisfies Partial<Forms<Act>>
}

/** seatActs are the forms of a seat's acts; drafts are kept seat by seat. */
export function seatActs(v: SeatView) {
  const all = {
    ...decisions(v), ...people(),
    supplement: sent({
      wide: true,
      hint: say('一次性告知全部补正内容；送达即暂停计时，补齐接收后恢复。', 'Everything missing is told at once; the clock stops until it is taken in.'),
      fields: [{ name: 'gaps', label: say('需要补正的内容', 'What is missing'), kind: 'rows', required: true, fields: [
        { name: 'target', label: say('材料或字段', 'Material or field'), kind: 'select', half: true, required: true, options: targets(v) },
        { name: 'code', label: say('原因', 'Reason'), kind: 'select', half: true, required: true, options: gapCodes() },
        { name: 'text', label: say('怎样补正（申请人能看懂）', 'How to mend it'), kind: 'area', rows: 2, required: true },
      ] }],
      shape: (x) => ({ gaps: x.gaps.map(gapOf) }),
    }),
    pause: {
      hint: say('特别程序期间不计入时限，结束后顺延；须有书面通知。', 'The time does not count; there must be a written notice.'),
      fields: [{ name: 'reason', label: say('法定事由', 'Reason'), kind: 'select', required: true, options: pauseReasons() }, { name: 'notice', label: say('书面通知文号', 'Number of the notice'), kind: 'text', required: true }, { name: 'date', label: say('预计结束', 'Ends about'), kind: 'workday', required: true }],
    },
    visit: {
      hint: v.steps.find((s) => s.n === v.mine.run)?.visits?.length ? say('再次踏勘：上次合格的单位不必再去。', 'Again: units that found it in order need not come.') : say('将通知申请人和本环节各单位到场。', 'The applicant and the units of this step are told.'),
      fields: [{ name: 'date', label: say('踏勘日期', 'Day'), kind: 'date', required: true, half: true }, { name: 'place', label: say('地点', 'Place'), kind: 'text', required: true, half: true }],
    },
    finding: sent({
      fields: [{ name: 'pass', label: say('结论', 'Finding'), kind: 'radio', required: true, options: opts(['yes', '合格', 'In order'], ['no', '不合格，须整改', 'To be mended']) }, opinion(true, say('踏勘记录', 'Record')), files()],
      shape: (x) => ({ ...withFiles(x), pass: x.pass === 'yes' }),
    }),
  } satisfies Partial<Forms<Act>>
  // What this act depends on is the seat: others may decide theirs meanwhile.
  const still: FormOf<Act>['still'] = (_, latest) => (latest as SeatView).my_seats.some((s) => s.seat === v.mine.seat && s.round === v.mine.round)
  const kept = ['approve', 'reject', 'return', 'choose', 'supplement', 'answer', 'finding', 'consult'] satisfies (keyof typeof all)[] as string[]
  return Object.fromEntries(Object.entries(all).map(([act, spec]) => [act, { ...spec, still, draft: kept.includes(act) ? `${v.id}.${v.mine.seat}.${v.mine.round}.${act}`.slice(0, 64) : undefined }])) as { [A in keyof typeof all]: FormOf<Act> }
}
