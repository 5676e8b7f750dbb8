import { describe, expect, it } from 'vitest'
import { Intent, newKey } from './intent'

describe('one intent, one key', () => {
  it('keeps its key while the content is the same, in whatever order', () => {
    const i = new Intent()
    const key = i.keyFor({ act: 'sign', data: { a: 1, b: [2, 3] } })
    expect(i.keyFor({ data: { b: [2, 3], a: 1 }, act: 'sign' })).toBe(key)
    expect(i.keyFor({ act: 'sign', data: { a: 1, b: [2, 3], c: undefined } })).toBe(key)
  })
  it('takes another key for another content', () => {
    const i = new Intent()
    const key = i.keyFor({ act: 'sign' })
    expect(i.keyFor({ act: 'object' })).not.toBe(key)
  })
  it('forgets once done: the same again is a new wish', () => {
    const i = new Intent()
    const key = i.keyFor({ act: 'urge' })
    i.done()
    expect(i.keyFor({ act: 'urge' })).not.toBe(key)
  })
  it('makes keys the door accepts', () => {
    expect(newKey()).toMatch(/^[0-9a-f]{32}$/)
    expect(newKey()).not.toBe(newKey())
  })
})
