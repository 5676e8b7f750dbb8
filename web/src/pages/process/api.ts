import { useQuery } from '@tanstack/vue-query'
import { computed, type ComputedRef, type MaybeRefOrGetter, toValue } from 'vue'
import { get } from '@/api/http'
import { asProblem, type Problem } from '@/api/problem'
import type { DiffLine, ProcessText } from './types'

interface Asked<T> {
  data: ComputedRef<T | undefined>
  problem: ComputedRef<Problem | null>
  again: () => void
}

/** useText reads one version, or the draft (0), with its picture. A published version never changes. */
export function useText(code: string, version: MaybeRefOrGetter<number>, on: MaybeRefOrGetter<boolean> = true): Asked<ProcessText> {
  const q = useQuery({
    queryKey: computed(() => ['processes', code, 'text', toValue(version)]),
    queryFn: () => get(`/api/processes/${code}/versions/${toValue(version)}`),
    enabled: computed(() => toValue(on)),
  })
  return { data: computed(() => q.data.value), problem: computed(() => (q.error.value ? asProblem(q.error.value) : null)), again: () => void q.refetch() }
}

/** useDiff compares two versions, in plain words (outline) or as text. */
export function useDiff(code: string, from: MaybeRefOrGetter<number>, to: MaybeRefOrGetter<number>, of: 'outline' | 'text', draftAt: MaybeRefOrGetter<number> = 0): Asked<DiffLine[]> {
  const q = useQuery({
    queryKey: computed(() => ['processes', code, 'diff', of, toValue(from), toValue(to), toValue(to) === 0 ? toValue(draftAt) : 0]),
    queryFn: async () => (await get(`/api/processes/${code}/diff`, { from: toValue(from), to: toValue(to), of })).items,
    enabled: computed(() => toValue(from) > 0 && toValue(from) !== toValue(to)),
  })
  return { data: computed(() => q.data.value), problem: computed(() => (q.error.value ? asProblem(q.error.value) : null)), again: () => void q.refetch() }
}
