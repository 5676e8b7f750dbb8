import { describe, expect, it } from 'vitest'
import { shownOf, type Measure } from './measures'

const measure = (more: Partial<Measure>): Measure => ({ code: 'x', name: 'x', unit: '%', shape: 'rate', formula: '', value: 91.489, num: 43, den: 47, small: false, ...more })

describe('a number on the board', () => {
  it('is a rate with what it stands on', () => {
    expect(shownOf(measure({}))).toMatchObject({ shown: '91.5%', of: '43 / 47' })
  })
  it('is no nought where nothing was counted', () => {
    expect(shownOf(measure({ value: null, num: 0, den: 0 })).shown).toBe('—')
  })
  it('carries its unit, and money in 亿', () => {
    expect(shownOf(measure({ unit: '项', shape: 'count', value: 43 })).shown).toBe('43 项')
    expect(shownOf(measure({ code: 'start_events', unit: '万元', shape: 'sum', value: 1_400_000 })).shown).toBe('140 亿元')
  })
  it('says when there are too few to compare', () => {
    expect(shownOf(measure({ small: true })).small).toBe(true)
  })
})
