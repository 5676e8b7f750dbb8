import { computed, type ComputedRef } from 'vue'
import type { CaseView } from '@/api/types'
import type { Hearing } from '@/pages/issue/types'
import { useCases } from '@/parts/paging'

export interface OwnIssue extends CaseView {
  title: string
  project_id?: string
  project?: { id: string }
  lead_name?: string
  ball_owner?: boolean
  ball_what?: string
  open?: boolean
  rating?: number
  slot?: string
  slot_text?: string
  hearing?: Hearing
}

const OVER = ['closed', 'closed_unconfirmed', 'withdrawn', 'rejected', 'merged']
export const isOpen = (i: OwnIssue): boolean => i.open ?? !OVER.includes(i.status)
const turn = (i: OwnIssue): boolean => !!(i.ball_owner || i.ball?.owner)

/** useOwnIssues is every issue the owner may see, those that wait for them first. */
export function useOwnIssues(project = ''): { all: ComputedRef<OwnIssue[]>; open: ComputedRef<OwnIssue[]>; done: ComputedRef<OwnIssue[]>; loading: ComputedRef<boolean> } {
  const list = useCases<OwnIssue>('issues', { project: project || undefined }, 100)
  const open = computed(() => list.rows.value.filter(isOpen).sort((a, b) => Number(turn(b)) - Number(turn(a))))
  return { all: list.rows, open, done: computed(() => list.rows.value.filter((i) => !isOpen(i))), loading: list.loading }
}
