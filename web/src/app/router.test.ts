import { describe, expect, it } from 'vitest'
import { homeOf, safeReturn } from './router'

describe('where login returns to', () => {
  it('is the page that was asked for', () => {
    expect(safeReturn('/tasks/t1?tab=2')).toBe('/tasks/t1?tab=2')
  })
  it('is never another site', () => {
    for (const bad of ['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', undefined, ['/a']]) expect(safeReturn(bad)).toBe('/')
  })
})

describe('where a day begins', () => {
  it.each([['owner', '/my'], ['admin', '/users'], ['auditor', '/audit'], ['coordinator', '/work'], ['handler', '/work']])('for %s at %s', (role, home) => {
    expect(homeOf((r) => r === role)).toBe(home)
  })
})
