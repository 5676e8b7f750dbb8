import { NOUNS } from '@/api/cases'
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
  /** also are the other counts it is in. */
  also: string[]
  /** watch is for others to do: who. */
  watch: boolean
  who: string
  /** note says what is to be decided. */
  note: string
  clock?: Clock
}

const LATE = ['overdue', 'watch_overdue', 'late', 'red']
const SOON = ['due_soon', 'watch_due_soon', 'soon', 'yellow']

/** ALL is where the whole of a count is listed: the noun's list with its filters. */
const ALL: Record<string, [noun: 'issues' | 'tasks' | 'approvals' | 'meetings', query: string][]> = {
  watch_overdue: [['tasks', 'light=red'], ['issues', 'overdue=true']],
  watch_due_soon: [['tasks', 'light=yellow']],
  overdue: [['tasks', 'light=red&mine=true'], ['issues', 'overdue=true&mine=true'], ['approvals', 'light=red']],
  due_soon: [['tasks', 'light=yellow&mine=true'], ['approvals', 'light=yellow']],
  to_accept: [['issues', 'status=submitted']],
  to_judge_refusal: [['issues', 'status=submitted'], ['issues', 'status=accepted']],
  to_dispatch: [['issues', 'status=accepted']],
  to_arbitrate: [['issues', 'status=objected'], ['tasks', 'status=objected']],
  to_answer_slot: [['issues', 'slot=asked']],
  to_rework: [['issues', 'status=disputed']],
  to_verify: [['tasks', 'status=apply_close']],
  to_review: [['tasks', 'unreviewed=true']],
  to_call: [['issues', 'status=pending_confirm'], ['tasks', 'status=owner_confirm']],
  to_revisit: [['issues', 'status=long_term']],
  to_approve: [['approvals', '']],
  to_read: [['approvals', 'box=cc&unread=true']],
  to_sign: [['tasks', 'mine=true'], ['issues', 'mine=true']],
  to_report: [['tasks', 'mine=true']],
  to_reply: [['tasks', 'mine=true']],
  to_decide: [['tasks', 'mine=true']],
  to_interview: [['tasks', 'mine=true']],
  to_grade: [['tasks', 'status=closed'], ['tasks', 'status=closed_unconfirmed']],
  to_solve: [['issues', 'mine=true']],
  minutes: [['meetings', '']],
  to_review_minutes: [['meetings', '']],
  to_sign_minutes: [['meetings', '']],
}

/** allOf leads to the lists that hold the whole of a count. */
export const allOf = (key: string): { noun: 'issues' | 'tasks' | 'approvals' | 'meetings'; to: string }[] => (ALL[key] ?? []).map(([noun, query]) => ({ noun, to: `/${noun}${query && `?${query}`}` }))

/** shown tells whether a to-do belongs to a count. */
export const shown = (t: Todo, key: string): boolean => !key || t.bucket === key || t.also.includes(key)

export function todoOf(raw: RawTodo): Todo {
  const noun = NOUNS[raw.kind] ?? 'issues'
  return {
    key: `${raw.kind}-${raw.id}-${raw.bucket}-${raw.what}-${raw.title}`, to: `/${noun}/${raw.id}`, no: raw.no, title: raw.title, what: raw.what_text,
    project: raw.project_name ?? '', bucket: raw.bucket, also: raw.also ?? [], watch: !!raw.watch, who: raw.who ?? '', note: raw.note ?? '', clock: seen<CaseView>(noun, raw).clocks?.[0],
  }
}

/** toneOf is how loudly a count is shown. */
export const toneOf = (key: string): '' | 'red' | 'yellow' => (LATE.includes(key) ? 'red' : SOON.includes(key) ? 'yellow' : '')

/** pressing sorts lateness to the front and leaves the server's order otherwise. */
export function pressing<T>(list: T[], keyOf: (t: T) => string): T[] {
  const rank = (t: T): number => ({ red: 0, yellow: 1, '': 2 })[toneOf(keyOf(t))]
  return [...list].sort((a, b) => rank(a) - rank(b))
}
