import { describe, expect, it } from 'vitest'
import { bucketOf } from './todos'

const clock = (days_left: number, light = '' as const) => ({ key: 'due', text: '', due: '2026-11-26', days_left, light })

describe('where a to-do is looked for', () => {
  it('lateness comes before the kind of work', () => {
    expect(bucketOf('sign', clock(-1))).toBe('overdue')
    expect(bucketOf('report', clock(1))).toBe('soon')
  })
  it('else the kind of work decides', () => {
    expect(bucketOf('sign', clock(5))).toBe('sign')
    expect(bucketOf('report', clock(5))).toBe('report')
    expect(bucketOf('sign_minutes', undefined)).toBe('decide')
    expect(bucketOf('something_new', undefined)).toBe('other')
  })
})
