import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type ComputedRef, type MaybeRefOrGetter, toValue } from 'vue'
import { getCase, getEvents, keyOf, type Noun } from '@/api/cases'
import { asProblem, type Problem } from '@/api/problem'
import type { CaseEvent, CaseView } from '@/api/types'

export interface OneCase<V> {
  view: ComputedRef<V | undefined>
  events: ComputedRef<CaseEvent[]>
  problem: ComputedRef<Problem | null>
  /** put shows the answer of an act at once. */
  put: (v: V) => void
  reload: () => void
}

/** useCase keeps one case and its history on the page, fresh as the stream says. */
export function useCase<V extends CaseView>(noun: Noun, id: MaybeRefOrGetter<string>): OneCase<V> {
  const client = useQueryClient()
  const key = computed(() => [keyOf[noun], toValue(id)])
  const enabled = computed(() => !!toValue(id))
  const one = useQuery({ queryKey: key, queryFn: ({ signal }) => getCase<V>(noun, toValue(id), signal), enabled })
  const past = useQuery({
    queryKey: computed(() => [...key.value, 'events']),
    queryFn: ({ signal }) => getEvents(noun, toValue(id), signal),
    enabled,
  })
  return {
    view: computed(() => one.data.value as V | undefined),
    events: computed(() => past.data.value ?? []),
    problem: computed(() => (one.error.value ? asProblem(one.error.value) : null)),
    put: (v) => client.setQueryData(key.value, v),
    reload: () => void one.refetch(),
  }
}
