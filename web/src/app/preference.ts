// How this person likes to see things, the same on every device they use.
import { useQuery } from '@tanstack/vue-query'
import { computed, toValue, type ComputedRef, type MaybeRefOrGetter } from 'vue'
import { getAs, sendAs } from '@/api/http'
import { queries } from './query'
import { session } from './session'

interface Preference<T> {
  value: ComputedRef<T>
  keep: (next: T) => Promise<void>
  /** alter changes it as it is now: what another tab or device kept meanwhile is not lost. */
  alter: (change: (now: T) => T) => Promise<void>
}

/** usePreference reads one preference (such as lists/issues) and keeps it; what is kept shows at once. */
export function usePreference<T extends object>(name: MaybeRefOrGetter<string>, start: T): Preference<T> {
  const key = computed(() => ['preferences', session.user?.user_id ?? '', toValue(name)])
  const read = (): Promise<Partial<T>> => getAs(`/api/preferences/${toValue(name)}`)
  const { data } = useQuery({
    queryKey: key,
    queryFn: read,
    enabled: computed(() => !!toValue(name) && !!session.user),
    staleTime: Infinity,
  })
  const value = computed<T>(() => ({ ...start, ...data.value }))
  async function keep(next: T): Promise<void> {
    const before = data.value
    queries.setQueryData(key.value, next)
    try {
      await sendAs('PUT', `/api/preferences/${toValue(name)}`, { body: next })
    } catch (err) {
      queries.setQueryData(key.value, before)
      throw err
    }
  }
  async function alter(change: (now: T) => T): Promise<void> {
    await keep(change({ ...start, ...(await read()) }))
  }
  return { value, keep, alter }
}
