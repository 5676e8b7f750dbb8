import { useQuery } from '@tanstack/vue-query'
import { computed, type ComputedRef } from 'vue'
import { get } from '@/api/http'
import type { Wire } from '@/api/wire'
import { session } from './session'

type Todos = Pick<Wire<'MyTodos'>, 'counts'>

export interface TodoCounts {
  /** todos is how much waits for this person in all. */
  todos: number
  /** approvals is how many applications wait for their decision, and how many copies are unread. */
  approvals: number
}

const BOXES = ['to_approve', 'to_read']
// What is late or soon will be is counted where it says what to do about it; what others must do is nobody's here.
const AGAIN = ['overdue', 'due_soon', 'watch_overdue', 'watch_due_soon']

const sum = (counts: Todos['counts'], of: (key: string) => boolean): number => counts.filter((c) => of(c.key)).reduce((n, c) => n + c.n, 0)

export const countTodos = (counts: Todos['counts']): TodoCounts => ({
  todos: sum(counts, (key) => !AGAIN.includes(key)),
  approvals: sum(counts, (key) => BOXES.includes(key)),
})

/** useTodoCounts asks once for all counters; it is the question of the workbench, so both show the same. */
export function useTodoCounts(): ComputedRef<TodoCounts> {
  const { data } = useQuery({ queryKey: ['todos'], queryFn: () => get('/api/my-todos'), enabled: computed(() => !!session.user) })
  return computed(() => countTodos(data.value?.counts ?? []))
}

export type NoticeCounts = Wire<'StoreInboxCounts'>

/** useNoticeCounts is what the bell shows: how much still waits for the reader, which falls when it is done, and how much they have not read. */
export function useNoticeCounts(): ComputedRef<NoticeCounts> {
  const { data } = useQuery({ queryKey: ['notices', 'counts'], queryFn: () => get('/api/notices/counts'), enabled: computed(() => !!session.user) })
  return computed(() => data.value ?? { act: 0, news: 0, all: 0 })
}
