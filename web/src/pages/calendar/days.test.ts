import { describe, expect, it } from 'vitest'
import { dayMarks } from './days'

describe('marks of a year', () => {
  it('marks a weekday off and a weekend at work, nothing else', () => {
    const m = dayMarks({ days: [{ date: '2022-05-07', workday: true, name: '劳动节调休' }, { date: '2022-06-03', workday: false, name: '端午节' }, { date: '2022-06-06', workday: true }, { date: '2022-06-12', workday: false }] })
    expect([...m.work.keys()]).toEqual(['2022-05-07'])
    expect([...m.off.keys()]).toEqual(['2022-06-03'])
  })
  it('knows provisional years', () => {
    expect(dayMarks({ years: [{ year: 2027, provisional: true }] }).provisional.has(2027)).toBe(true)
  })
})
