import { onScopeDispose, ref, type Ref } from 'vue'

/** useNarrow tells whether the page is as narrow as a phone. */
export function useNarrow(): Ref<boolean> {
  const q = matchMedia('(max-width: 760px)')
  const narrow = ref(q.matches)
  const listen = (e: MediaQueryListEvent): void => void (narrow.value = e.matches)
  q.addEventListener('change', listen)
  onScopeDispose(() => q.removeEventListener('change', listen))
  return narrow
}
