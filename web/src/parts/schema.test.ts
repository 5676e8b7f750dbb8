import { describe, expect, it } from 'vitest'
import { fieldOf, shown, valuesOf, type Schema } from './schema'

const schema: Record<string, Schema> = {
  low_risk: { type: 'boolean', title: '是否低风险' }, area: { type: 'number', title: '面积' }, on: { type: 'string', format: 'date' },
  kind: { type: 'string', enum: ['厂房', '住宅'] }, units: { type: 'array', items: { type: 'string' } }, note: { type: 'string', maxLength: 2000 },
}

describe('a form by its schema', () => {
  it('asks for each field as its type is filled in', () => {
    const kinds = Object.entries(schema).map(([k, s]) => fieldOf(k, s, false).kind)
    expect(kinds).toEqual(['radio', 'number', 'date', 'radio', 'lines', 'area'])
  })
  it('begins with what is there, a no as well', () => {
    expect(fieldOf('low_risk', schema.low_risk!, true, false).start).toBe('false')
    expect(fieldOf('units', schema.units!, true, ['a', 'b']).start).toBe('a\nb')
  })
  it('sends each value in its own type and nothing of the act', () => {
    expect(valuesOf({ opinion: '同意', 'form.low_risk': 'false', 'form.area': 3 }, schema)).toEqual({ low_risk: false, area: 3 })
  })
  it('knows units by their ids', () => {
    const names = new Map([['water_company', '水务公司']])
    expect(fieldOf('units', schema.units!, true, ['water_company'], names).kind).toBe('orgs')
    expect(shown(['water_company', '其他'], names)).toBe('水务公司、其他')
  })
  it('shows values in words', () => {
    expect([shown(false), shown(['水', '电']), shown(undefined)]).toEqual(['否', '水、电', '—'])
  })
})
