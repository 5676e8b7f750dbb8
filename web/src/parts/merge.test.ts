import { describe, expect, it } from 'vitest'
import type { Field } from './form'
import { merged, valueText } from './merge'

const fields: Field[] = ['name', 'phone', 'town', 'tags'].map((name) => ({ name, label: name, kind: 'text' }))

describe('a form that somebody else was faster with', () => {
  it('takes what only they changed, keeps what only I did, and shows both of the rest', () => {
    const before = { name: '甲厂', phone: '1', town: 'a', tags: [] }
    const { values, twofold } = merged(fields, before, { ...before, name: '甲一厂', phone: '2' }, { ...before, name: '甲二厂', town: 'b', tags: undefined })
    expect(values).toEqual({ name: '甲一厂', phone: '2', town: 'b', tags: [] })
    expect(twofold.map((t) => [t.field.name, t.theirs, t.mine, t.both])).toEqual([['name', '甲二厂', '甲一厂', true], ['town', 'b', 'a', false]])
  })
  it('is no conflict where both say the same', () => {
    expect(merged(fields, { name: 'a' }, { name: 'b' }, { name: 'b' }).twofold).toEqual([])
  })
})

describe('a value in words', () => {
  it('is the option’s text, the unit’s name, yes or no', () => {
    const say = (f: Partial<Field>, v: unknown): string => valueText({ name: 'x', label: 'x', kind: 'text', ...f }, v, new Map([['o-1', '区水利局']]), '是', '否')
    expect(say({ options: [{ value: 'a', text: '甲' }, { value: 'b', text: '乙' }] }, ['a', 'b', 'c'])).toBe('甲、乙、c')
    expect([say({ kind: 'orgs' }, ['o-1']), say({ say: (v) => `<${v}>` }, 'o-1'), say({}, 'o-1')]).toEqual(['区水利局', '<o-1>', 'o-1'])
    expect(say({ kind: 'org' }, 'o-1')).toBe('区水利局')
    expect([say({ kind: 'switch' }, true), say({}, false), say({}, undefined), say({}, 0)]).toEqual(['是', '否', '', '0'])
  })
})
