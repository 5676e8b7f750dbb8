import { expect, it } from 'vitest'
import { countTodos } from './counters'

it('counts what waits once, though it is listed again as late', () => {
  expect(countTodos([{ key: 'to_report', text: '', n: 3 }, { key: 'to_approve', text: '', n: 2 }, { key: 'to_read', text: '', n: 1 }, { key: 'overdue', text: '', n: 2 }, { key: 'due_soon', text: '', n: 4 }, { key: 'watch_overdue', text: '', n: 9, watch: true }])).toEqual({ todos: 6, approvals: 3 })
  expect(countTodos([])).toEqual({ todos: 0, approvals: 0 })
})
