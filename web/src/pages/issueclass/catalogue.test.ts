import { describe, expect, it } from 'vitest'
import { changed, leadOf, levelChanged, levelRetired, levelRevived, wentWith, type ClassRow } from './catalogue'

const row = (code: string, l1: string): ClassRow => ({ code, name: code, l1, l1_name: l1, default_org: '', days: 5, used: 1 })

describe('a change of the catalogue', () => {
  const all = [row('water.a', 'water'), row('gas.a', 'gas')]
  it('changes one class and leaves the others', () => {
    const next = changed(all, 'gas.a', { retired: true })
    expect(next.map((c) => c.retired)).toEqual([false, true])
    expect(next[0]).not.toHaveProperty('used')
  })
  it('puts a new class beside its own', () => {
    expect(changed(all, '', { code: 'water.b', l1: 'water' }).map((c) => c.code)).toEqual(['water.a', 'water.b', 'gas.a'])
  })
  it('renames a first level in all its classes', () => {
    expect(levelChanged([...all, row('water.b', 'water')], 'water', { l1_name: '水务' }).map((c) => c.l1_name)).toEqual(['水务', 'gas', '水务'])
  })
  it('a first level comes back with what went with it, not with what had gone before', () => {
    const gone = levelRetired([...all, { ...row('water.b', 'water'), retired: true }], 'water')
    expect(gone.map((c) => [c.code, c.retired, c.with_level])).toEqual([['water.a', true, true], ['gas.a', false, false], ['water.b', true, false]])
    const now = gone as unknown as ClassRow[]
    expect(wentWith(now, 'water')).toEqual(['water.a'])
    expect(levelRevived(now, 'water', ['water.a']).map((c) => [c.code, c.retired, c.with_level])).toEqual([['water.a', false, false], ['gas.a', false, false], ['water.b', true, false]])
    expect(wentWith(all.map((c) => ({ ...c, retired: true })), 'water'), 'retired before anybody noted it').toEqual(['water.a'])
  })
  it('a lead is the project’s town, a unit, or none', () => {
    expect([leadOf({ by_town: true, default_org: 'gas' }), leadOf({ by_town: false, default_org: 'gas' }), leadOf({})].map((v) => v.default_org)).toEqual(['town', 'gas', ''])
  })
})
