import { describe, expect, it } from 'vitest'
import type { Clock } from '@/api/types'
import { clockLead, clockLight, clockShort, clockText } from './clock'

const now = { y: 2026, m: 11, d: 23 }
const clock = (more: Partial<Clock>): Clock => ({ key: 'due', text: '办理时限', due: '2026-11-26', days_left: 3, ...more })

describe('what a deadline says', () => {
  it('says the working days left and the day', () => {
    expect(clockText(clock({}), now)).toBe('剩 3 个工作日（11月26日 周四）')
  })
  it('says the last day', () => {
    expect(clockLead(clock({ days_left: 0 }))).toBe('今天到期')
  })
  it('says how late', () => {
    expect(clockLead(clock({ days_left: -2 }))).toBe('已超期 2 个工作日')
  })
  it('says that it stands and why', () => {
    expect(clockText(clock({ paused: true, reason: '连续降雨' }), now)).toBe('已暂停：连续降雨（11月26日 周四）')
  })
  it('says 暂定 in a year without holidays', () => {
    expect(clockText(clock({ provisional: true }), now)).toContain('暂定')
  })
  it('says red where a report, not the date, is late', () => {
    expect(clockShort(clock({ light: 'red', days_left: 5 }))).toBe('红灯 · 剩 5 个工作日')
    expect(clockShort(clock({ light: 'red', days_left: -1 }))).toBe('已超期 1 个工作日')
  })
  it('says only the day where nobody counted', () => {
    expect(clockText(clock({ days_left: undefined }), now)).toBe('11月26日 周四')
  })
})

describe('the light', () => {
  it('is the server’s where it gives one', () => {
    expect(clockLight(clock({ light: 'yellow', days_left: -1 }))).toBe('yellow')
  })
  it('follows the days otherwise, and is grey while paused', () => {
    expect(clockLight(clock({ days_left: -1 }))).toBe('red')
    expect(clockLight(clock({ days_left: 1 }))).toBe('yellow')
    expect(clockLight(clock({ days_left: 9 }))).toBe('green')
    expect(clockLight(clock({ light: 'red', paused: true }))).toBe('grey')
  })
})
