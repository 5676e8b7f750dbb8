import { describe, expect, it } from 'vitest'
import type { Field } from './form'
import { apart, sides, toldOf } from './told'

const say = { yes: '是', no: '否' }
const between = (fields: Field[], here: object, there: object) => sides(toldOf(fields, 'values'), { values: here }, { values: there }, new Map([['o1', '水利局']]), say)

describe('two drafts side by side', () => {
  it('show only what differs, by the form’s own labels and in words', () => {
    const fields: Field[] = [
      { name: 'a', label: '甲', kind: 'text' },
      { name: 'unit', label: '单位', kind: 'org' },
      { name: 'files', label: '材料', kind: 'files' },
      { name: 'rows', label: '明细', kind: 'rows', fields: [{ name: 'n', label: '面积', kind: 'number' }, { name: 't', label: '用途', kind: 'select', options: [{ value: 'x', text: '工业' }] }] },
      { name: 'pick', label: '选项', kind: 'radio', options: () => [{ value: 'true', text: '要' }] },
    ]
    const got = between(fields, { a: '同', unit: 'o1', files: [{ id: 'f', name: '图.pdf' }], rows: [{ n: 3, t: 'x' }], pick: 'true' }, { a: '同', unit: 'o2', files: [] })
    expect(got).toEqual([
      { label: '单位', here: '水利局', there: 'o2' },
      { label: '材料', here: '图.pdf', there: '' },
      { label: '明细', here: '面积：3\n用途：工业', there: '' },
      { label: '选项', here: '要', there: '' },
    ])
  })
  it('leave out what neither of them shows', () => {
    const fields: Field[] = [{ name: 'x', label: '隐', kind: 'text', when: (v) => v.on === true }]
    expect(between(fields, { x: '1' }, { x: '2' })).toEqual([])
    expect(between(fields, { x: '1', on: true }, { x: '2' })).toHaveLength(1)
  })
  it('mark where long texts part', () => {
    expect(apart('请尽快接通供水管道。', '请尽快接通燃气管道。')).toEqual({ before: '请尽快接通', here: '供水', there: '燃气', after: '管道。' })
    expect(apart('aa', 'a')).toEqual({ before: 'a', here: 'a', there: '', after: '' })
    expect(apart('好😀', '好😁')).toEqual({ before: '好', here: '😀', there: '😁', after: '' })
  })
})
