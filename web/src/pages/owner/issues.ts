import { computed, type ComputedRef } from 'vue'
import type { Rows } from '@/api/types'
import { useCases } from '@/parts/paging'

export type OwnIssue = Rows['issues']

export const isOpen = (i: OwnIssue): boolean => i.open
const turn = (i: OwnIssue): boolean => !!i.ball_owner

/** useOwnIssues is every issue the owner may see, those that wait for them first. */
export function useOwnIssues(project = ''): { all: ComputedRef<OwnIssue[]>; open: ComputedRef<OwnIssue[]>; done: ComputedRef<OwnIssue[]>; loading: ComputedRef<boolean> } {
  const list = useCases('issues', { project: project || undefined }, 100)
  const open = computed(() => list.rows.value.filter(isOpen).sort((a, b) => Number(turn(b)) - Number(turn(a))))
  return { all: list.rows, open, done: computed(() => list.rows.value.filter((i) => !isOpen(i))), loading: list.loading }
}
