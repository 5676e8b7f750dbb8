// Filters live in the address: a filtered list can be sent to a colleague,
// survives logging in and is still there after looking at one row.
import { computed, onUnmounted, type WritableComputedRef } from 'vue'
import { isNavigationFailure, NavigationFailureType, onBeforeRouteLeave, useRoute, useRouter, type LocationQuery } from 'vue-router'

export type Filters = Record<string, string>

/** fromQuery takes the known filters out of an address; unknown keys are someone else's. */
export function fromQuery<T extends Filters>(defaults: T, query: LocationQuery): T {
  const out: Filters = { ...defaults }
  for (const key of Object.keys(defaults)) {
    const v = query[key]
    const s = Array.isArray(v) ? v[0] : v
    if (typeof s === 'string') out[key] = s
  }
  return out as T
}

/** toQuery writes the filters back, leaving out what is as it would be anyway. */
export function toQuery<T extends Filters>(defaults: T, filters: T, query: LocationQuery): LocationQuery {
  const out: LocationQuery = { ...query }
  for (const key of Object.keys(defaults)) {
    if (filters[key] === defaults[key]) delete out[key]
    else out[key] = filters[key] ?? ''
  }
  return out
}

export function useFilters<T extends Filters>(defaults: T): { filters: WritableComputedRef<T>; set: (part: Partial<T>) => void } {
  const route = useRoute()
  const router = useRouter()
  // Words typed into the search settle a moment later. By then a row may have been
  // opened whose page is still being fetched: writing the filter into the address
  // would call that off, and the click would be lost.
  let leaving = false
  onBeforeRouteLeave(() => {
    leaving = true
  })
  const stays = (): void => {
    leaving = false
  }
  onUnmounted(router.onError(stays))
  onUnmounted(router.afterEach((_to, _from, failed) => isNavigationFailure(failed, NavigationFailureType.cancelled) || stays()))
  const filters = computed<T>({
    get: () => fromQuery(defaults, route.query),
    set: (next) => {
      if (!leaving) void router.replace({ query: toQuery(defaults, next, route.query) })
    },
  })
  const set = (part: Partial<T>): void => {
    filters.value = { ...filters.value, ...part }
  }
  return { filters, set }
}
