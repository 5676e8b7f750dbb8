import { describe, expect, it } from 'vitest'
import { heatRows, STEPS } from './heat'
import { monthText, openAfter } from './trend'

const named = (...keys: string[]): { key: string; name: string }[] => keys.map((key) => ({ key, name: key }))

describe('town by class', () => {
  it('adds the months up, darkest where most', () => {
    const rows = heatRows(
      [
        { class: 'water', town: 'a', month: '2026-01', n: 2 },
        { class: 'water', town: 'a', month: '2026-02', n: 3 },
        { class: 'power', town: 'a', month: '2026-02', n: 1 },
        { class: 'power', town: 'b', month: '2026-02', n: 9 },
      ],
      named('a', 'b', 'c'),
      named('water', 'power'),
    )
    expect(rows.map((r) => [r.key, r.sum, ...r.cells.map((c) => c.step)])).toEqual([
      ['b', 9, 0, STEPS],
      ['a', 6, 3, 1],
    ])
  })
})

describe('the months', () => {
  const months = [
    { month: '2025-12', raised: 3, resolved: 1 },
    { month: '2026-01', raised: 1, resolved: 2 },
    { month: '2026-02', raised: 0, resolved: 0 },
  ]
  it('say the year where it changes', () => {
    expect(months.map((_, n) => monthText(months, n))).toEqual(['2025年12月', '2026年1月', '2月'])
  })
  it('carry over what was not solved', () => {
    expect(openAfter(months)).toEqual([2, 1, 1])
  })
})
