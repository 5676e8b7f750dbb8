import { describe, expect, it } from 'vitest'
import type { ActSpec } from '@/parts/form'
import { caseActs } from './caseActs'
import type { ApprovalView, Gap } from './types'

const gap = (g: Partial<Gap>): Gap => ({ code: 'missing', code_text: '未提供', text: '请补交', ...g })
const view = {
  id: 'a1', steps: [], other_seats: [], settles: [], objections: [], consults: [], next: [], limits: {},
  schema: { height: { type: 'number', title: '高度' }, indicators: { type: 'string', title: '指标' } },
  fields: [{ key: 'height', title: '高度', type: 'number' }, { key: 'indicators', title: '指标', type: 'string' }],
  form: { indicators: '容积率 1.2' },
  materials: [{ id: 'layout', name: '总平面图', state: 'faulty', state_text: '需补正' }, { id: 'form', name: '申请表', state: 'given', state_text: '已提交' }],
  supplements: [{ n: 1, gaps: [gap({ material: 'layout' }), gap({ field: 'height', text: '请核对' })] }],
} as unknown as ApprovalView

describe('what the applicant hands in again', () => {
  it('is asked item by item, each beside what was said of it', () => {
    const fields = caseActs(view).supply!.fields
    expect(fields.map((f) => [f.name, f.required, f.hint])).toEqual([
      ['paper.layout', true, '未提供：请补交'], ['form.height', false, '未提供：请核对'], ['opinion', false, undefined],
    ])
  })
  it('is only what they changed', () => {
    const shape = caseActs(view).resubmit!.shape!
    expect(shape({ 'form.height': 18, 'form.indicators': '容积率 1.2' }, view)).toMatchObject({ fields: { height: 18 } })
  })
  it('names each paper with its files', () => {
    const file = { id: 'f1', name: '图.pdf' }
    expect(caseActs(view).supply!.shape!({ 'paper.layout': [file] }, view)).toMatchObject({ materials: [{ id: 'layout', files: [{ file_id: 'f1', name: '图.pdf' }] }] })
  })
})

describe('what is done to a seat or an objection', () => {
  const acts = (...list: string[]) => list.map((act) => ({ act, text: act }))
  const seat = (id: string, name: string) => ({ id, user: { user_id: `u-${id}`, name }, state: 'open', state_text: '' })
  const kept = {
    ...view,
    steps: [{ step: 'review', name: '会签', kind: 'stage', open: true, seats: [seat('s1', '郑涛'), seat('s2', '陈刚'), seat('s3', '韩梅')] }],
    other_seats: [{ seat: 's1', run: 1, actions: acts('transfer') }, { seat: 's2', run: 1, actions: acts('appoint', 'remove_sign') }, { seat: 's3', run: 1, actions: acts('appoint') }],
    objections: [{ n: 1, run: 1, from: '王先生' }, { n: 2, run: 1, from: '李女士' }],
    settles: [2],
  } as unknown as ApprovalView
  const offered = (act: 'appoint' | 'remove_sign' | 'settle'): unknown => (caseActs(kept)[act] as ActSpec).fields[0]!.options

  it('is offered for those that the server names, and for no other', () => {
    expect(offered('appoint')).toEqual([{ value: 's2', text: '会签 · 陈刚' }, { value: 's3', text: '会签 · 韩梅' }])
    expect(offered('remove_sign')).toEqual([{ value: 's2', text: '会签 · 陈刚' }])
    expect(offered('settle')).toEqual([{ value: 2, text: '2. 李女士' }])
  })
})
