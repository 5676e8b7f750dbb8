import { useInfiniteQuery } from '@tanstack/vue-query'
import { computed, type ComputedRef, type MaybeRefOrGetter, toValue, watch } from 'vue'
import { keyOf, type Noun } from '@/api/cases'
import { getAs } from '@/api/http'
import { asProblem, type Problem } from '@/api/problem'
import { seen } from '@/api/seen'
import type { Action, Page, Rows } from '@/api/types'
import type { Answer, Query } from '@/api/wire'

export interface Paged<R> {
  rows: ComputedRef<R[]>
  loading: ComputedRef<boolean>
  more: ComputedRef<boolean>
  problem: ComputedRef<Problem | null>
  /** actions are what may be done with the list itself, where the server says so. */
  actions: ComputedRef<Action[]>
  loadMore: () => void
  reload: () => void
}

type RowOf<P extends string> = Answer<'GET', P> extends { items: (infer R)[] } ? R : never
type Asked<P extends string> = Omit<NonNullable<Query<'GET', P>>, 'limit' | 'cursor'>

/** usePages reads a list page by page; the server pages, the browser never holds more than was asked for. */
export const usePages = <P extends string>(noun: string, path: P, query: MaybeRefOrGetter<Asked<P>>, limit = 50): Paged<RowOf<P>> => pagesOf<RowOf<P>>(noun, path, query, limit)

function pagesOf<R>(noun: string, path: string, query: MaybeRefOrGetter<object>, limit: number): Paged<R> {
  const asked = computed(() => toValue(query))
  const q = useInfiniteQuery({
    queryKey: computed(() => [noun, 'list', path, asked.value]),
    queryFn: ({ pageParam, signal }) => getAs<Page<R> & { actions?: Action[] }>(path, { ...asked.value, limit, cursor: pageParam || undefined }, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
    placeholderData: (before) => before,
  })
  // How far somebody had read on is kept with their place in the history: it is
  // there again after a reload, and when they come back late.
  const name = computed(() => JSON.stringify([path, asked.value]))
  const far = (): number => (history.state?.pages?.[name.value] as number | undefined) ?? 1
  const read = computed(() => (q.isPlaceholderData.value ? undefined : q.data.value?.pages.length))
  watch([read, q.isFetching], ([n, busy]) => {
    if (n && !busy && !q.isError.value && n < far() && q.hasNextPage.value) void q.fetchNextPage()
  }, { immediate: true })
  function loadMore(): void {
    history.replaceState({ ...history.state, pages: { ...history.state?.pages, [name.value]: (read.value ?? 1) + 1 } }, '')
    void q.fetchNextPage()
  }
  return {
    rows: computed(() => q.data.value?.pages.flatMap((p) => p.items ?? []) ?? []),
    loading: computed(() => q.isFetching.value),
    more: computed(() => q.hasNextPage.value),
    problem: computed(() => (q.error.value ? asProblem(q.error.value) : null)),
    actions: computed(() => q.data.value?.pages[0]?.actions ?? []),
    loadMore,
    reload: () => void q.refetch(),
  }
}

/** useCases reads a list of cases, each with its words. */
export function useCases<N extends Noun>(noun: N, query: MaybeRefOrGetter<Asked<`/api/${N}`>>, limit = 50): Paged<Rows[N]> {
  const list = pagesOf<unknown>(keyOf[noun], `/api/${noun}`, query, limit)
  return { ...list, rows: computed(() => list.rows.value.map((r) => seen<Rows[N]>(noun, r))) }
}
