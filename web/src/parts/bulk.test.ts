import { describe, expect, it } from 'vitest'
import type { CaseView } from '@/api/types'
import { Bulk, commonActs } from './bulk'

const view = (id: string, ...acts: string[]): CaseView => ({ id, no: id, seq: 3, status: 's', status_text: '办理中', actions: acts.map((a) => ({ act: a, text: a })), clocks: [], title: '' })

describe('one act on several cases', () => {
  it('offers only what every one of them offers', () => {
    expect(commonActs([view('a', 'urge', 'note', 'sign'), view('b', 'note', 'urge')], ['urge', 'note', 'sign']).map((a) => a.act)).toEqual(['urge', 'note'])
    expect(commonActs([view('a', 'urge', 'dispatch')], ['urge']).map((a) => a.act)).toEqual(['urge'])
  })

  it('repeats a lost answer under its own key, and nothing else', async () => {
    const sent: [string, string][] = []
    let away = true
    const send = async (_: string, id: string, __: unknown, key: string): Promise<never> => {
      sent.push([id, key])
      if (id === 'b' && away) throw new TypeError('Failed to fetch')
      return view(id) as never
    }
    const bulk = new Bulk('issues', send as never)
    const views = [view('a'), view('b'), view('c')]
    const first = await bulk.run(views, { act: 'urge' })
    expect(first.map((r) => r.ok)).toEqual([true, false, true])
    expect(first[1]?.lost).toBe(true)
    expect(new Set(sent.map(([, k]) => k)).size).toBe(3)
    away = false
    const second = await bulk.run(views, { act: 'urge' })
    expect(second.map((r) => r.ok)).toEqual([true, true, true])
    expect(sent.map(([id]) => id)).toEqual(['a', 'b', 'c', 'b'])
    expect(sent[3]?.[1]).toBe(sent[1]?.[1])
  })
})
