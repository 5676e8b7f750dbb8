import { expect, test } from 'vitest'
import { inForce } from './standIn'

test('a stand-in holds on its first and its last day, and on no other side of them', () => {
  const s = { from: '2026-11-20', to: '2026-11-25' }
  expect(['2026-11-19', '2026-11-20', '2026-11-25', '2026-11-26'].map((d) => inForce(s, d))).toEqual([false, true, true, false])
})
