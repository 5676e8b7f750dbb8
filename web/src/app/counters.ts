import { useQuery } from '@tanstack/vue-query'
import { computed, type ComputedRef } from 'vue'
import { get } from '@/api/http'
import { session } from './session'

interface NoticeCount {
  unread?: number
  items?: { read_at?: string | null }[]
}

/** useUnread is how many notices wait; it falls when they are read, wherever that happens. */
export function useUnread(): ComputedRef<number> {
  const { data } = useQuery({
    queryKey: ['notices', 'unread'],
    queryFn: () => get<NoticeCount>('/api/notices', { unread: 1, limit: 50 }),
    enabled: computed(() => !!session.user),
  })
  return computed(() => data.value?.unread ?? data.value?.items?.filter((n) => !n.read_at).length ?? 0)
}
