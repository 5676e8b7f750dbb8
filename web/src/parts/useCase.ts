import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type ComputedRef, type MaybeRefOrGetter, toValue } from 'vue'
import { getCase, getEvents, keyOf, type Noun } from '@/api/cases'
import { asProblem, type Problem } from '@/api/problem'
import type { CaseEvent, Views } from '@/api/types'

export interface OneCase<V> {
  view: ComputedRef<V | undefined>
  /** events are those read so far, in their order. */
  events: ComputedRef<CaseEvent[]>
  /** older reads what came before them; undefined where nothing did. */
  older: ComputedRef<(() => void) | undefined>
  problem: ComputedRef<Problem | null>
  /** put shows the answer of an act at once. */
  put: (v: V) => void
  reload: () => void
}

/** useCase keeps one case and its history on the page, fresh as the stream says. */
export function useCase<N extends Noun>(noun: N, id: MaybeRefOrGetter<string>): OneCase<Views[N]> {
  const client = useQueryClient()
  const key = computed(() => [keyOf[noun], toValue(id)])
  const enabled = computed(() => !!toValue(id))
  const one = useQuery({ queryKey: key, queryFn: ({ signal }) => getCase(noun, toValue(id), signal), enabled })
  const past = useInfiniteQuery({
    queryKey: computed(() => [...key.value, 'events']),
    queryFn: ({ signal, pageParam }) => getEvents(noun, toValue(id), signal, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next || undefined,
    enabled,
  })
  return {
    view: computed(() => one.data.value as Views[N] | undefined),
    events: computed(() => [...(past.data.value?.pages ?? [])].reverse().flatMap((p) => p.items)),
    older: computed(() => (past.hasNextPage.value ? () => void past.fetchNextPage() : undefined)),
    problem: computed(() => (one.error.value ? asProblem(one.error.value) : null)),
    put: (v) => client.setQueryData(key.value, v),
    reload: () => void one.refetch(),
  }
}
