// The forms of a plan's acts. Handing in has a page of its own.
import type { Acts, CaseView } from '@/api/types'
import { get } from '@/api/http'
import { queries } from '@/app/query'
import { colon, say } from '@/app/i18n'
import type { ActName, Forms, Sending } from '@/parts/actForms'
import type { Option } from '@/parts/form'
import type { PlanTypes, PlanView } from './types'

type Act = Acts['plans']
const sent: Sending<Act> = (form) => form as never
const plan = (v: CaseView | undefined): PlanView => v as PlanView
const reason = (label = say('原因', 'Reason'), required = true) => ({ name: 'reason', label, kind: 'area', required }) as const
const basis = () => ({ name: 'basis', label: say('依据', 'Basis'), kind: 'text', required: true }) as const
const matters = (v: CaseView | undefined, of: (m: PlanView['matters'][number]) => boolean): Option<string>[] => plan(v).matters.filter(of).map((m) => ({ value: m.id, text: m.name }))
const OVER = ['approved', 'dropped']
const notIn = (v: CaseView | undefined): Option<string>[] => matters(v, (m) => !m.approval_id && !OVER.includes(m.standing))
const openBlocks = (v: CaseView | undefined): Option<number>[] => plan(v).blocks.filter((b) => !b.ended).map((b) => ({ value: b.n, text: `${b.kind_text}${colon()}${b.text}` }))
const unread = (v: CaseView | undefined): Option<number>[] => (plan(v).notes ?? []).filter((n) => !n.published).map((n) => ({ value: n.n, text: n.text }))

/** planTypes are the lists that forms about plans offer, asked for once. */
export const planTypes = (): Promise<PlanTypes> => queries.fetchQuery({ queryKey: ['plan-types'], queryFn: () => get('/api/plan-types'), staleTime: Infinity })

export function planActs(processes: Option<string>[], kinds: Option<string>[]) {
  return {
    add_matter: sent({
      fields: [
        { name: 'process', label: say('事项', 'Matter'), kind: 'select', required: true, options: processes },
        { name: 'needs', label: say('前置事项', 'Waits for'), kind: 'checks', options: (v) => matters(v, (m) => m.standing !== 'dropped') },
        { name: 'needed_by', label: say('以它为前置的事项', 'Which wait for it'), kind: 'checks', options: notIn },
        { name: 'parallel', label: say('可并行，不等前一阶段', 'Need not wait for the stage before'), kind: 'switch' },
        reason(), basis(),
      ],
      shape: (v) => ({ reason: v.reason, basis: v.basis, add: { process: v.process, parallel: v.parallel || undefined, needs: (v.needs ?? []).map((id) => ({ id })), needed_by: v.needed_by } }),
    }),
    drop_matter: { danger: true, fields: [{ name: 'matter', label: say('取消哪一项', 'Which'), kind: 'select', required: true, options: notIn }, reason(), basis()] },
    reschedule: { fields: [{ name: 'matter', label: say('事项', 'Matter'), kind: 'select', required: true, options: notIn }, { name: 'start', label: say('计划申报日期', 'To be submitted on'), kind: 'workday', required: true }, reason()] },
    block: sent({
      hint: say('登记后自动提请调度，由责任单位解决。', 'It opens an issue that the unit must solve.'),
      fields: [
        { name: 'matter', label: say('受阻事项（不选为整个项目）', 'Matter (none: the whole project)'), kind: 'select', options: (v) => matters(v, (m) => !OVER.includes(m.standing)) },
        { name: 'kind', label: say('类型', 'Kind'), kind: 'select', required: true, options: kinds },
        { name: 'text', label: say('卡在哪里', 'What holds it up'), kind: 'area', required: true, max: 500 },
        { name: 'org_id', label: say('应由谁解决', 'Who can clear it'), kind: 'org' },
      ],
      shape: (v) => ({ block: v }),
    }),
    unblock: { fields: [{ name: 'n', label: say('卡点', 'Block'), kind: 'select', required: true, options: openBlocks, start: (v: CaseView | undefined) => openBlocks(v)[0]?.value }, reason(say('怎样解除的', 'How'))] },
    hold: { danger: true, hint: say('暂停期间不受理新的申报。', 'Nothing new is submitted meanwhile.'), fields: [reason()] },
    resume: { fields: [reason(say('说明', 'Note'), false)] },
    close: { danger: true, typed: say('终止', 'close'), fields: [reason()] },
    note: { fields: [reason(say('备注', 'Note')), { name: 'publish', label: say('业主可见', 'The owner may read it'), kind: 'switch' }] },
    publish: { fields: [{ name: 'n', label: say('备注', 'Note'), kind: 'select', required: true, options: unread, start: (v: CaseView | undefined) => unread(v)[0]?.value }] },
  } satisfies Forms<Act, 'submit'>
}
export const RARE: string[] = ['add_matter', 'drop_matter', 'reschedule', 'note', 'publish', 'hold', 'close'] satisfies ActName<'plans'>[]
