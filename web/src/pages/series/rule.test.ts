import { expect, test } from 'vitest'
import { fromForm, ruleText, toForm, type Series } from './rule'

const monthly: Series = { id: 'monthly', name: '月调度会', forum: 'monthly', rule: { day: 10 }, start: '14:30', minutes: 120, chair: { user_id: 'u1', name: '李' }, from: '2025-11', version: 3, actions: [] }

test('the rule is said in words', () => {
  expect(ruleText({ day: 10 })).toBe('每月 10 日')
  expect(ruleText({ day: 31, every: 3 })).toBe('每 3 个月最后一天')
  expect(ruleText({ nth: -1, weekday: 3 })).toBe('每月最后一个星期三')
})

test('only one of the two rules is sent, and the chair by id', () => {
  const kept = fromForm({ ...toForm(monthly), nth: 2, weekday: 1 })
  expect(kept).toMatchObject({ day: 10, chair: { user_id: 'u1' } })
  expect(kept).not.toHaveProperty('nth')
  expect(kept).not.toHaveProperty('by')
  const moved = fromForm({ ...toForm(monthly), by: 'week', nth: 2, weekday: 0, chair: 'u2' })
  expect(moved).toMatchObject({ nth: 2, weekday: 0, chair: { user_id: 'u2' } })
  expect(moved).not.toHaveProperty('day')
})
