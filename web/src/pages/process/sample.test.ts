import { describe, expect, it } from 'vitest'
import { differs, shown } from '@/parts/diff'
import { sampleFields, sampleForm } from './sample'
import type { Schema } from '@/parts/schema'

const schema: Schema = {
  type: 'object',
  required: ['area'],
  properties: {
    area: { type: 'number', title: '用地面积（公顷）' },
    floors: { type: 'integer' },
    farmland: { type: 'boolean', title: '是否占用耕地' },
    way: { type: 'string', enum: ['修建', '免建'] },
    units: { type: 'array', items: { type: 'string' } },
    parts: { type: 'array', items: { type: 'number' } },
    more: { type: 'object' },
  },
}

describe('a sample form', () => {
  it('has a field for each property, of its kind and name', () => {
    expect(sampleFields(schema).map((f) => [f.name, f.label, f.kind])).toEqual([
      ['area', '用地面积（公顷）', 'number'], ['floors', 'floors', 'number'], ['farmland', '是否占用耕地', 'switch'],
      ['way', 'way', 'select'], ['units', 'units', 'lines'], ['parts', 'parts', 'lines'], ['more', 'more', 'area'],
    ])
    expect(sampleFields(undefined)).toEqual([])
  })
  it('goes out in the types the schema names, without what was left empty', () => {
    expect(sampleForm(schema, { area: 5.5, floors: 3.7, farmland: false, way: '', units: '消防\n\n 住建 ', parts: '1\n2.5', more: '{"a":1}' }))
      .toEqual({ area: 5.5, floors: 3, farmland: false, units: ['消防', '住建'], parts: [1, 2.5], more: { a: 1 } })
  })
  it('leaves to the server what is no object', () => {
    expect(sampleForm(schema, { more: '{' })).toEqual({ more: '{' })
  })
})

describe('a comparison', () => {
  it('shows nothing where nothing differs', () => {
    expect(differs([{ kind: 'gap', text: '' }])).toBe(false)
    expect(shown([{ kind: 'same', text: 'a' }, { kind: 'same', text: '' }])).toEqual([])
  })
  it('drops only the empty end of a text', () => {
    const lines = [{ kind: 'added', text: 'a' }, { kind: 'same', text: '' }, { kind: 'same', text: 'b' }, { kind: 'same', text: '' }] as const
    expect(shown([...lines])).toEqual(lines.slice(0, 3))
    expect(differs([...lines])).toBe(true)
  })
})
