import { describe, expect, it } from 'vitest'
import { addDays, dayAt, dayOf, dayText, daysInMonth, iso, stamp, timeText, weekday } from './dates'

const now = { y: 2026, m: 11, d: 23 }

describe('days are days in China, whatever zone the browser is in', () => {
  it('reads a pure date as its three numbers', () => {
    expect(dayOf('2026-11-26')).toEqual({ y: 2026, m: 11, d: 26 })
  })
  it('takes an instant on its day in China', () => {
    expect(iso(dayAt(Date.parse('2026-11-25T16:00:00Z')))).toBe('2026-11-26')
    expect(iso(dayAt(Date.parse('2026-11-25T15:59:59Z')))).toBe('2026-11-25')
  })
  it('says the weekday and leaves this year out', () => {
    expect(dayText('2026-11-26', now)).toBe('11月26日 周四')
    expect(dayText('2027-03-31', now)).toBe('2027年3月31日 周三')
  })
  it('says the time in China', () => {
    expect(timeText('2026-11-26T09:30:00Z', now)).toBe('11月26日 周四 17:30')
    expect(stamp('2026-11-26T16:05:00Z')).toBe('2026-11-27 00:05')
  })
  it('says nothing of what is no date', () => {
    expect(dayText('', now)).toBe('')
    expect(dayText('soon', now)).toBe('')
    expect(timeText(undefined, now)).toBe('')
  })
  it('counts over months and leap years', () => {
    expect(iso(addDays({ y: 2024, m: 2, d: 28 }, 2))).toBe('2024-03-01')
    expect(daysInMonth(2024, 2)).toBe(29)
    expect(weekday({ y: 2022, m: 5, d: 7 })).toBe(6)
  })
})
