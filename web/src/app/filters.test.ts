import { describe, expect, it } from 'vitest'
import { fromQuery, toQuery } from './filters'

const defaults = { q: '', status: '', tab: 'agenda' }

describe('filters live in the address', () => {
  it('come out of it, unknown keys left alone', () => {
    expect(fromQuery(defaults, { q: '水', open: 'i1' })).toEqual({ q: '水', status: '', tab: 'agenda' })
  })
  it('go into it without what is as usual, keeping what belongs to others', () => {
    expect(toQuery(defaults, { q: '水', status: '', tab: 'agenda' }, { open: 'i1', status: 'closed' })).toEqual({ open: 'i1', q: '水' })
  })
  it('survive the way there and back', () => {
    const f = { q: '管道', status: 'in_progress', tab: 'minutes' }
    expect(fromQuery(defaults, toQuery(defaults, f, {}))).toEqual(f)
  })
  it('take the first of several', () => {
    expect(fromQuery(defaults, { status: ['a', 'b'] }).status).toBe('a')
  })
})
