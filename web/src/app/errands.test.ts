import { describe, expect, it } from 'vitest'
import { finished, isLive, percent } from './errands'

describe('background work', () => {
  it('says how far an order is, and never that it is whole before it is', () => {
    expect(percent({ rows: 50, expected: 200, state: 'running' })).toBe(25)
    expect(percent({ rows: 7, expected: 0, state: 'running' })).toBe(0)
    expect(percent({ rows: 230, expected: 200, state: 'running' })).toBe(99)
    expect(percent({ rows: 3, expected: 0, state: 'done' })).toBe(100)
  })
  it('saves a sheet once, when it is done, and none that was not ordered here', () => {
    const waiting = new Set(['a', 'b', 'c'])
    expect(finished([{ id: 'a', state: 'done' }, { id: 'b', state: 'running' }, { id: 'c', state: 'failed' }, { id: 'd', state: 'done' }], waiting).map((e) => e.id)).toEqual(['a'])
    expect([...waiting]).toEqual(['b'])
    expect(finished([{ id: 'a', state: 'done' }], waiting)).toEqual([])
  })
  it('knows what is under way', () => {
    expect(['waiting', 'running', 'done', 'failed', 'cancelled', 'expired'].map((state) => isLive({ state: state as 'done' }))).toEqual([true, true, false, false, false, false])
  })
})
