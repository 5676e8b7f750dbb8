import { describe, expect, it } from 'vitest'
import type { CaseEvent } from '@/api/types'
import { stopOf, toldOf } from './told'

const asked = {
  seq: 3, act: 'supplement', text: '补正通知', at: '2026-11-18T02:16:00Z', actor: { name: '蒋勇' },
  data: { stops: [{ key: 'supplement/1', from: '2026-11-18', reason: 'supplement', until: '2026-12-02' }], supplements: [{ items: [{ text: '总平面图未标明净距' }] }] },
} as unknown as CaseEvent

describe('the way of an application', () => {
  it('shows where its clocks stop, and what was asked for', () => {
    const [told] = toldOf([asked])
    expect(told).toMatchObject({ stops: true, notes: '总平面图未标明净距' })
  })
  it('shows where they run again, and for how long they stood', () => {
    expect(stopOf({ stops: [{ key: 'supplement/1', reason: 'supplement', to: '2026-11-25', days: 5 }] })).toEqual({ stops: false, stopped: 5 })
    expect(stopOf({})).toEqual({ stops: false, stopped: undefined })
  })
})
