import { describe, expect, it } from 'vitest'
import { todoOf, toneOf } from './todos'

const raw = { kind: 'task' as const, id: 't-1', no: '督办〔2026〕1号', title: '牵入供水管道', bucket: 'to_report', what: 'd3', what_text: '报送第3日反馈', due: '2026-11-27', days_left: 3, light: 'green' }

describe('a to-do', () => {
  it('leads to its case with what is to be done and by when', () => {
    expect(todoOf(raw)).toMatchObject({ to: '/tasks/t-1', what: '报送第3日反馈', clock: { due: '2026-11-27', days_left: 3, light: 'green' } })
  })
  it('without a deadline has no clock', () => {
    expect(todoOf({ ...raw, due: undefined }).clock).toBeUndefined()
  })
  it('that is late is shown loudest', () => {
    expect(toneOf('overdue')).toBe('red')
    expect(toneOf('due_soon')).toBe('yellow')
    expect(toneOf('to_sign')).toBe('')
  })
})
