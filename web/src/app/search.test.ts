import { describe, expect, it } from 'vitest'
import { addressOf, type Hit } from './search'

const hit = (kind: string): Hit => ({ kind: kind as Hit['kind'], id: 'x1', title: '甲 公司' })

describe('a hit of the search', () => {
  it('leads to its page, the owner to theirs', () => {
    expect(addressOf(hit('approval'), false)).toBe('/approvals/x1')
    expect(addressOf(hit('approval'), true)).toBe('/my/approvals/x1')
  })
  it('leads officials to the page of an enterprise, the owner to their own start', () => {
    expect(addressOf(hit('enterprise'), false)).toBe('/enterprises/x1')
    expect(addressOf(hit('enterprise'), true)).toBe('/my')
  })
  it('leads nowhere where there is no page', () => {
    expect(addressOf(hit('comet'), false)).toBe('')
  })
})
