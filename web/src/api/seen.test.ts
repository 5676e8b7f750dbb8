import { describe, expect, it } from 'vitest'
import { mainClock } from './cases'
import { seen, told } from './seen'
import type { CaseView } from './types'

describe('cases are seen alike', () => {
  it('with the words the server has for what they wait for', () => {
    const v = seen<CaseView>('tasks', { status: 'reporting', title: '牵入供水管道', clocks: [{ key: 'due', text: '办理时限', due: '2026-11-26', days_left: 3, light: 'paused', why: 'paused' }], ball: { who: '渝荣水务公司', what: '反馈' } })
    expect(v).toMatchObject({ title: '牵入供水管道', ball: { who: '渝荣水务公司', what: '反馈' } })
    expect(v.clocks).toMatchObject([{ text: '办理时限', light: 'grey', why: '暂停计时，不计入时限' }])
  })
  it('by the heading, where an issue has no other title', () => {
    expect(seen<CaseView>('issues', { heading: '供水管道未接通' }).title).toBe('供水管道未接通')
  })
  it('keep what the server named', () => {
    expect(seen<CaseView>('issues', { status: 'closed', status_text: '已办结（业主未确认）' }).status_text).toBe('已办结（业主未确认）')
  })
  it('carry the flat deadline of a list row as a clock', () => {
    const v = seen<CaseView>('issues', { due: '2026-11-26', days_left: -1, light: 'red' })
    expect(v.clocks).toMatchObject([{ text: '办理时限', due: '2026-11-26', days_left: -1, light: 'red' }])
  })
  it('tell first what still runs, not what was done in time before', () => {
    const v = seen<CaseView>('issues', { status: 'pending_confirm', due: '2026-11-20', clocks: [{ key: 'due', due: '2026-11-20', days_left: 2, light: 'done', why: 'done' }, { key: 'confirm', due: '2026-12-03', days_left: 5, light: 'green' }] })
    expect(mainClock(v)?.key).toBe('confirm')
    expect(mainClock({ clocks: v.clocks.slice(0, 1) })?.key).toBe('due')
  })
  it('that are over wait for nothing', () => {
    expect(seen<CaseView>('issues', { status: 'closed', clocks: [{ key: 'due', due: '2026-12-24', days_left: 22 }] }).clocks).toEqual([])
  })
  it('tell in words what an event said', () => {
    expect(told('issues', { seq: 3, act: 'dispute', text: '不认可', actor: { name: '张三' }, at: '', data: { reason: '水压不够' } }).notes).toBe('水压不够')
  })
})
