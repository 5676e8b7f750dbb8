import { expect, test } from 'vitest'
import { brokenText } from './verdict'

test('every kind of break of the chain is said in words', () => {
  expect(brokenText('stream user: entry 7 follows 5')).toContain('第 5 条之后')
  expect(brokenText('stream issue/i1: entry 3 does not continue the chain')).toContain('issue/i1')
  expect(brokenText('stream issue/i1: the text of entry 3 was changed')).toContain('原文被改')
  expect(brokenText('stream user: entry 3 was changed')).toContain('第 3 条被改')
  expect(brokenText('case i9 has no audit entries')).toContain('i9')
  expect(brokenText('something new')).toBe('something new')
})
