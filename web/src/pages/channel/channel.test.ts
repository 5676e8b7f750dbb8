import { describe, expect, it } from 'vitest'
import { clock, fromForm, minutes, toForm } from './channel'

describe('a channel’s form', () => {
  it('turns minutes into a time of day and back', () => {
    for (const m of [0, 1, 59, 60, 1260, 1439]) expect(minutes(clock(m))).toBe(m)
    expect(clock(1260)).toBe('21:00')
    expect(minutes('')).toBe(0)
  })
  it('tells the server also what is off and empty', () => {
    expect(fromForm({ reason: 'r', quiet_from: '21:00', quiet_to: '08:00' })).toEqual({ reason: 'r', on: false, kinds: [], quiet_from: 1260, quiet_to: 480 })
    expect(toForm({ name: 'email', text: '', on: true, quiet_from: 0, quiet_to: 30, kinds: ['task'], secret_set: false, version: 0, actions: [] })).toMatchObject({ quiet_to: '00:30', port: 587 })
  })
})
