import { describe, expect, it } from 'vitest'
import type { CaseEvent } from '@/api/types'
import { toldOf } from './told'

const event = (act: string, data?: Record<string, unknown>): CaseEvent => ({ seq: 1, act, text: act, actor: { name: '' }, at: '2026-11-25T00:00:00Z', data })

describe("a plan's events", () => {
  it('name the matter that moved and where it is', () => {
    const moved = event('matter_moved', { matter: 'eia', matters: [{ id: 'eia', name: '环评审批', at: '技术审查' }] })
    expect(toldOf([moved])[0]?.notes).toBe('环评审批：技术审查')
  })
  it('name what was handed in', () => {
    const submitted = event('submit', { batches: [{ matters: ['a', 'b'] }], matters: [{ id: 'a', name: '备案' }, { id: 'b', name: '环评' }] })
    expect(toldOf([submitted])[0]?.notes).toBe('备案、环评')
  })
  it('leave out what only the system says to itself', () => {
    expect(toldOf([event('told'), event('ring'), event('note')]).map((e) => e.act)).toEqual(['note'])
  })
})
