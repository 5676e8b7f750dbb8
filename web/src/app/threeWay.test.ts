import { describe, expect, it } from 'vitest'
import { same, threeWay } from './threeWay'

describe('two drafts on one', () => {
  it('never lose what somebody typed, whatever they began with', () => {
    const words = ['', '甲', '乙', '丙']
    let asked = 0
    for (const own of words) for (const base of words) for (const mine of words) for (const theirs of words) {
      const both = threeWay({ x: own }, { x: base }, { x: mine }, { x: theirs })
      const at = `${own}|${base}|${mine}|${theirs}`
      if (mine && mine !== base && mine !== own) expect(both.mine.x ?? '', at).toBe(mine)
      if (theirs && theirs !== base) expect([both.mine.x, both.theirs.x], at).toContain(theirs)
      if (!both.conflict) expect(same(both.mine, both.theirs), at).toBe(true)
      if (mine === base || theirs === base || mine === theirs) expect(both.conflict, at).toBe(false)
      if (both.conflict) asked++
    }
    expect(asked).toBeGreaterThan(0)
  })

  it('are laid over each other field by field, however deep', () => {
    const base = { form: { a: '1', b: '1' }, papers: {} }
    const both = threeWay<object>({}, base, { form: { a: '2', b: '1' }, papers: { p: { files: [{ id: 'f' }] } } }, { form: { a: '1', b: '1', c: '3' }, papers: {} })
    expect(both).toMatchObject({ mine: { form: { a: '2', b: '1', c: '3' }, papers: { p: { files: [{ id: 'f' }] } } }, conflict: false, taken: true, typed: true })
  })

  it('take a unit as a whole', () => {
    const [mine, theirs] = [{ p: { files: ['f'] } }, { p: { files: [], deferred: true } }]
    const both = threeWay<object>({}, {}, mine, theirs, (path) => path.length === 1)
    expect(both).toMatchObject({ mine, theirs, conflict: true })
  })

  it('are one where only emptiness is written differently', () => {
    expect(same({ a: '', b: [], c: { files: [] }, d: false }, {})).toBe(true)
    expect(same({ a: 0 }, {})).toBe(false)
  })
})
