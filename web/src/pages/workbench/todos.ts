import type { Noun } from '@/api/cases'
import { seen } from '@/api/seen'
import type { CaseView, Clock } from '@/api/types'
import type { Wire } from '@/api/wire'

export type RawTodo = Wire<'TodoView'>

/** MyTodos: counts are whole, items the first of each kind, most pressing first. */
export type MyTodos = Wire<'MyTodos'>

export interface Todo {
  key: string
  to: string
  no: string
  title: string
  what: string
  project: string
  bucket: string
  clock?: Clock
}

const NOUNS: Record<RawTodo['kind'], Noun> = { issue: 'issues', meeting: 'meetings', task: 'tasks', approval: 'approvals', plan: 'plans' }
const LATE = ['overdue', 'late', 'red']
const SOON = ['due_soon', 'soon', 'yellow']

export function todoOf(raw: RawTodo): Todo {
  const noun = NOUNS[raw.kind] ?? 'issues'
  return {
    key: `${raw.kind}-${raw.id}-${raw.bucket}-${raw.what}-${raw.title}`, to: `/${noun}/${raw.id}`, no: raw.no, title: raw.title, what: raw.what_text,
    project: raw.project_name ?? '', bucket: raw.bucket, clock: seen<CaseView>(noun, raw).clocks?.[0],
  }
}

/** toneOf is how loudly a count is shown. */
export const toneOf = (key: string): '' | 'red' | 'yellow' => (LATE.includes(key) ? 'red' : SOON.includes(key) ? 'yellow' : '')

/** pressing sorts lateness to the front and leaves the server's order otherwise. */
export function pressing<T>(list: T[], keyOf: (t: T) => string): T[] {
  const rank = (t: T): number => ({ red: 0, yellow: 1, '': 2 })[toneOf(keyOf(t))]
  return [...list].sort((a, b) => rank(a) - rank(b))
}
