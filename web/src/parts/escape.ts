import { onScopeDispose, watch, type Ref } from 'vue'

/** useEscape closes what is open over the page with Esc, as the library's popovers do not by themselves; the focus goes back to where it was. */
export function useEscape(open: Ref<boolean>): void {
  let from: Element | null = null
  function onKey(e: KeyboardEvent): void {
    if (e.key !== 'Escape') return
    e.stopPropagation() // it closes this and nothing beneath
    open.value = false
    if (from instanceof HTMLElement) from.focus()
  }
  const stop = (): void => document.removeEventListener('keydown', onKey, true)
  function start(): void {
    from = document.activeElement
    document.addEventListener('keydown', onKey, true)
  }
  watch(open, (now) => (now ? start() : stop()), { immediate: true })
  onScopeDispose(stop)
}
