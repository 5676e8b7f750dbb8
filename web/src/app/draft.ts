// What somebody is typing survives a reload, a closed tab and an ended session.
import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { session } from './session'

interface Kept<T> {
  at: number
  value: T
}

const SAVE_AFTER_MS = 600

/**
 * useDraft keeps `value` under `name` for the person logged in, on this device.
 * `savedAt` is when it was last kept (0: never); drop() forgets it once sent.
 */
export function useDraft<T extends object>(name: string, value: Ref<T>): { savedAt: Ref<number>; restored: boolean; drop: () => void } {
  const key = `diaodu.draft.${session.user?.user_id ?? ''}.${name}`
  const savedAt = ref(0)
  let restored = false
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? 'null') as Kept<T> | null
    if (kept) {
      value.value = { ...value.value, ...kept.value }
      savedAt.value = kept.at
      restored = true
    }
  } catch {
    localStorage.removeItem(key) // written by an older console; nothing can be read from it
  }
  let timer: ReturnType<typeof setTimeout> | undefined
  let dropped = false
  const save = (): void => {
    timer = undefined
    if (dropped) return
    savedAt.value = Date.now()
    localStorage.setItem(key, JSON.stringify({ at: savedAt.value, value: value.value }))
  }
  watch(value, () => (timer ??= setTimeout(save, SAVE_AFTER_MS)), { deep: true })
  const flush = (): void => {
    if (timer) {
      clearTimeout(timer)
      save()
    }
  }
  window.addEventListener('pagehide', flush)
  onScopeDispose(() => {
    window.removeEventListener('pagehide', flush)
    flush()
  })
  const drop = (): void => {
    dropped = true
    localStorage.removeItem(key)
  }
  return { savedAt, restored, drop }
}
