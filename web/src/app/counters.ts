import { useQuery } from '@tanstack/vue-query'
import { computed, type ComputedRef } from 'vue'
import { get } from '@/api/http'
import { session } from './session'

interface NoticeCount {
  unread: number
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
