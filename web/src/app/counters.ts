import { useQuery } from '@tanstack/vue-query'
import { computed, type ComputedRef } from 'vue'
import { get } from '@/api/http'
import { session } from './session'

interface NoticeCount {
  unread: number
}

interface Todos {
  counts: { key: string; n: number }[]
}

/** useApprovalCount is how many applications wait for this person's decision, and how many copies are unread. */
export function useApprovalCount(): ComputedRef<number> {
  const { data } = useQuery({ queryKey: ['todos'], queryFn: () => get<Todos>('/api/my-todos'), enabled: computed(() => !!session.user) })
  return computed(() => (data.value?.counts ?? []).filter((c) => c.key === 'to_approve' || c.key === 'to_read').reduce((n, c) => n + c.n, 0))
}

/** useUnread is how many notices wait; it falls when they are read, wherever that happens. */
export function useUnread(): ComputedRef<number> {
  const { data } = useQuery({
    queryKey: ['notices', 'unread'],
    queryFn: () => get<NoticeCount>('/api/notices', { unread: true, limit: 1 }),
    enabled: computed(() => !!session.user),
  })
  return computed(() => data.value?.unread ?? 0)
}
