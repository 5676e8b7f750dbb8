import { describe, expect, it } from 'vitest'
import { allOf, shown, todoOf, toneOf } from './todos'

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
  it('is in every count it belongs to, so that a number and its list agree', () => {
    const t = todoOf({ ...raw, also: ['overdue'] })
    expect([shown(t, ''), shown(t, 'to_report'), shown(t, 'overdue'), shown(t, 'due_soon')]).toEqual([true, true, true, false])
  })
  it('of others says whose it is', () => {
    expect(todoOf({ ...raw, watch: true, who: '区水务公司' })).toMatchObject({ watch: true, who: '区水务公司' })
    expect(todoOf(raw)).toMatchObject({ watch: false, who: '', also: [] })
  })
  it('that is one of many leads to all of them', () => {
    expect(allOf('watch_overdue').map((a) => a.to)).toEqual(['/tasks?light=red', '/issues?overdue=true'])
    expect(allOf('to_approve').map((a) => a.to)).toEqual(['/approvals'])
    expect(allOf('something_new')).toEqual([])
  })
})
