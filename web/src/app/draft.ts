// What somebody is typing survives a reload, a closed tab, an ended session and
// a change of device: kept here at once, and with the server a little later.
import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { get, sendAs } from '@/api/http'
import { session } from './session'

interface Kept<T> {
  at: number
  value: T
}

const SAVE_AFTER_MS = 600
const SEND_AFTER_MS = 4000

/**
 * useDraft keeps `value` under `name` for the person logged in. `savedAt` is when
 * it was last kept (0: never); `restored` tells that something came back; drop()
 * forgets it once sent.
 */
export function useDraft<T extends object>(kind: string, name: string, value: Ref<T>): { savedAt: Ref<number>; restored: Ref<boolean>; drop: () => void } {
  const key = `diaodu.draft.${session.user?.user_id ?? ''}.${kind}.${name}`
  const address = `/api/drafts/${kind}/${name}`
  const savedAt = ref(0)
  const restored = ref(false)
  let touched = false
  let dropped = false

  function restore(kept: Kept<T> | null): void {
    if (!kept?.value || kept.at <= savedAt.value) return
    value.value = { ...value.value, ...kept.value }
    savedAt.value = kept.at
    restored.value = true
  }
  try {
    restore(JSON.parse(localStorage.getItem(key) ?? 'null') as Kept<T> | null)
  } catch {
    localStorage.removeItem(key) // written by an older console; nothing can be read from it
  }
  // The list, not the draft itself: having none is no failure.
  get('/api/drafts', { kind }).then(
    (all) => {
      const there = all.items.find((d) => d.name === name)
      if (there && !touched) restore(there.body as unknown as Kept<T>) // typed on another device, later than what is here
    },
    () => undefined, // no server: what is here stays
  )

  let saving: ReturnType<typeof setTimeout> | undefined
  let sending: ReturnType<typeof setTimeout> | undefined
  const kept = (): Kept<T> => ({ at: savedAt.value, value: value.value })
  function save(): void {
    saving = undefined
    if (dropped) return
    savedAt.value = Date.now()
    localStorage.setItem(key, JSON.stringify(kept()))
    sending ??= setTimeout(hand, SEND_AFTER_MS)
  }
  function hand(): void {
    sending = undefined
    if (!dropped) void sendAs('PUT', address, { body: kept() }).catch(() => undefined) // kept on this device anyway
  }
  watch(value, () => {
    touched = true
    saving ??= setTimeout(save, SAVE_AFTER_MS)
  }, { deep: true })

  function flush(): void {
    if (!saving) return
    clearTimeout(saving)
    save()
  }
  window.addEventListener('pagehide', flush)
  onScopeDispose(() => {
    window.removeEventListener('pagehide', flush)
    flush()
  })
  const drop = (): void => {
    dropped = true
    clearTimeout(sending)
    localStorage.removeItem(key)
    if (savedAt.value) void sendAs('DELETE', address).catch(() => undefined) // it expires by itself
  }
  return { savedAt, restored, drop }
}
