import { describe, expect, it } from 'vitest'
import { instants, pageOf, toldOf } from './entry'

describe('an entry of the register', () => {
  it('tells what changed first, each side as it was', () => {
    expect(toldOf({ before: { name: '甲', on: false, kinds: ['task'] }, after: { name: '甲', on: true, dropped: 1, kinds: ['task'] } })).toEqual([
      { name: 'on', before: 'false', after: 'true', changed: true },
      { name: 'dropped', before: '', after: '1', changed: true },
      { name: 'name', before: '甲', after: '甲', changed: false },
      { name: 'kinds', before: '[\n "task"\n]', after: '[\n "task"\n]', changed: false },
    ])
    expect(toldOf({ before: null, after: '5' })).toEqual([{ name: '', before: '', after: '5', changed: true }])
    expect(toldOf(undefined)).toEqual([])
  })
  it('calls fields by the names the server gives them, at any depth, and loses none', () => {
    const names = { rule: '哪天开', day: '每月几日', on: '日期', date: '日期' }
    expect(toldOf({ before: { rule: { day: 5 }, id: 'm' }, after: { rule: { day: 10, on: 'a', date: 'b' }, id: 'm' } }, names)).toEqual([
      { name: '哪天开', before: '{\n "每月几日": 5\n}', after: '{\n "每月几日": 10,\n "日期": "a",\n "date": "b"\n}', changed: true },
      { name: 'id', before: 'm', after: 'm', changed: false },
    ])
  })
  it('leads to its case, or to nothing', () => {
    expect(pageOf({ stream: 'issue/i-1', subject: 'i-1' })).toBe('/issues/i-1')
    expect(pageOf({ stream: 'project', subject: 'p-1' })).toBe('/projects/p-1')
    expect([pageOf({ stream: 'setting', subject: 'channel/email' }), pageOf({ stream: 'user', subject: 'u-1' }), pageOf({ stream: 'project', subject: '' })]).toEqual(['', '', ''])
  })
  it('is looked for by days of China, the last one whole', () => {
    expect(instants({ since: '2026-11-01', until: '2026-11-30' })).toEqual({ from: '2026-11-01T00:00:00+08:00', to: '2026-11-30T16:00:00.000Z' })
    expect(instants({ since: '', until: '' })).toEqual({ from: '', to: '' })
  })
})
