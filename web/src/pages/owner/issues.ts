import { computed, type ComputedRef } from 'vue'
import type { Rows } from '@/api/types'
import { useCases } from '@/parts/paging'

export type OwnIssue = Rows['issues']

export const isOpen = (i: OwnIssue): boolean => i.open
const turn = (i: OwnIssue): boolean => !!i.ball_owner

/** useOwnIssues is every issue the owner may see: what is open by itself, however much was closed since, those that wait for them first. */
export function useOwnIssues(project = ''): { open: ComputedRef<OwnIssue[]>; done: ComputedRef<OwnIssue[]>; loading: ComputedRef<boolean> } {
  const running = useCases('issues', { project: project || undefined, open: true }, 100)
  const list = useCases('issues', { project: project || undefined }, 100)
  const open = computed(() => [...running.rows.value].sort((a, b) => Number(turn(b)) - Number(turn(a))))
  return { open, done: computed(() => list.rows.value.filter((i) => !isOpen(i))), loading: computed(() => running.loading.value || list.loading.value) }
}
