import { describe, expect, it } from 'vitest'
import { hourText, minutesOf } from './hours'

describe('quiet hours', () => {
  it('come back as they were written', () => {
    for (const m of [0, 8 * 60, 21 * 60 + 5, 24 * 60 - 1]) expect(minutesOf(hourText(m))).toBe(m)
    expect(hourText(485)).toBe('08:05')
  })
  it('are times of day and nothing else', () => {
    for (const bad of ['', '24:00', '8', '08:60', 'x']) expect(minutesOf(bad)).toBeNull()
    expect(minutesOf('0:00')).toBe(0)
  })
})
