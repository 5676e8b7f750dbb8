// What somebody is typing survives a reload, a closed tab, an ended session and
// a change of device: kept here at once, and with the server a little later. Two
// devices that typed at the same draft never overwrite each other unasked.
import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { get, sendAs } from '@/api/http'
import { asProblem } from '@/api/problem'
import type { Wire } from '@/api/wire'
import { session } from './session'

interface Kept<T> {
  at: number
  value: T
}

/** Here is what this device keeps: also which draft of the server's it stands on, and whether the server has it. */
interface Here<T> extends Kept<T> {
  base?: number
  owed?: boolean
}

/** Other is the draft as another device left it, while this one has changes that are not in it. */
export interface Other<T> {
  value: T
  /** when the server got it, an instant; empty for what was in this form until it was swapped. */
  at: string
  version: number
}

export interface Draft<T> {
  /** savedAt is when it was last kept (ms; 0: never). */
  savedAt: Ref<number>
  /** restored tells that something came back. */
  restored: Ref<boolean>
  /** other is what another device has of it; until the person decides, nothing goes to the server. */
  other: Ref<Other<T> | null>
  /** swap puts the other one into the form, and what was there in its place. */
  swap: () => void
  /** settle goes on with what is in the form. */
  settle: () => void
  /** drop forgets it once sent. */
  drop: () => void
}

const SAVE_AFTER_MS = 600
const SEND_AFTER_MS = 4000
const TRY_AGAIN_MS = 30_000

/** plain is the same text for the same content: the server orders what is within a draft by name. */
const plain = (v: unknown): string =>
  JSON.stringify(v, (_, x: unknown) => (x && typeof x === 'object' && !Array.isArray(x) ? Object.fromEntries(Object.entries(x).sort(([a], [b]) => (a < b ? -1 : 1))) : x))

/** useDraft keeps `value` under `name` for the person logged in. */
export function useDraft<T extends object>(kind: string, name: string, value: Ref<T>): Draft<T> {
  const key = `diaodu.draft.${session.user?.user_id ?? ''}.${kind}.${name}`
  const address = `/api/drafts/${kind}/${name}`
  const start = JSON.stringify(value.value)
  const savedAt = ref(0)
  const restored = ref(false)
  const other = shallowRef<Other<T> | null>(null)
  let base = 0 // the server's draft that this one stands on, 0 for none
  let begun: T | null = JSON.parse(start) as T // what that one says, null where it is not known any more
  let last = plain(value.value) // as it was last kept here
  let handed = '' // as it was last handed to the server, whatever came of it
  let owed = false // the server has not got it yet
  let dropped = false
  let left = false

  const now = (): T => JSON.parse(JSON.stringify(value.value)) as T
  function show(k: Kept<T>): void {
    value.value = { ...value.value, ...k.value }
    last = plain(value.value)
    begun = now()
    savedAt.value = k.at
    restored.value = true
  }
  try {
    const here = JSON.parse(localStorage.getItem(key) ?? 'null') as Here<T> | null
    if (here?.value) {
      show(here)
      base = here.base ?? 0
      owed = here.owed ?? true
      if (owed) begun = null
    }
  } catch {
    localStorage.removeItem(key) // written by an older console; nothing can be read from it
  }
  // The list, not the draft itself: having none is no failure. No server: what is here stays.
  const meet = (): Promise<void> => get('/api/drafts', { kind }).then((all) => compare(all.items.find((d) => d.name === name)), () => undefined)
  void meet()

  function compare(there: Wire<'DraftView'> | undefined): void {
    const version = there?.version ?? 0
    if (dropped || version === base) return later()
    if (!there) return gone()
    const kept = there.body as unknown as Kept<T>
    const theirs = { ...value.value, ...kept.value }
    const their = plain(theirs)
    if (their === handed || their === plain(value.value)) {
      base = version // it is this device's own, or says the same
      begun = theirs
      owed = plain(value.value) !== their
      keep()
    } else if (!changed(theirs)) {
      show(kept)
      base = version
      owed = false
      keep()
    } else {
      other.value = { value: theirs, at: there.updated_at, version }
    }
    later()
  }
  /** changed tells whether something was filled in here that the other one does not have; a form fills in some of it by itself. */
  function changed(theirs: T): boolean {
    return !begun || (Object.keys(theirs) as (keyof T)[]).some((k) => plain(value.value[k]) !== plain(begun?.[k]) && plain(value.value[k]) !== plain(theirs[k]))
  }
  /** gone: sent or given up on another device. What was typed here since is not lost with it. */
  function gone(): void {
    if (begun && plain(value.value) === plain(begun)) {
      localStorage.removeItem(key)
      value.value = JSON.parse(start) as T
      owed = false
      last = plain(value.value)
      savedAt.value = 0
      restored.value = false
    }
    base = 0
    begun = JSON.parse(start) as T
    later()
  }

  let saving: ReturnType<typeof setTimeout> | undefined
  let sending: ReturnType<typeof setTimeout> | undefined
  let going = false
  let failed = false
  const keep = (): void => localStorage.setItem(key, JSON.stringify({ at: savedAt.value, value: value.value, base, owed } satisfies Here<T>))
  function save(): void {
    saving = undefined
    if (dropped || plain(value.value) === last) return
    last = plain(value.value)
    owed = true
    savedAt.value = Date.now()
    keep()
    if (failed) clearTimeout(sending) // what is typed now asks sooner whether it can be sent again
    if (failed) sending = undefined
    failed = false
    later()
  }
  function later(ms = SEND_AFTER_MS): void {
    if (owed && !dropped && !other.value) sending ??= setTimeout(() => void hand(), ms)
  }
  async function hand(keepalive = false): Promise<void> {
    clearTimeout(sending)
    sending = undefined
    if (!owed || dropped || other.value) return
    if (going) return later()
    going = true
    failed = false
    const what = now()
    handed = plain(what)
    try {
      const { data } = await sendAs<Wire<'DraftView'>>('PUT', address, { body: { at: savedAt.value, value: what }, seq: base, keepalive })
      base = data.version
      begun = what
      owed = plain(value.value) !== handed
      if (!dropped) keep()
    } catch (err) {
      if (asProblem(err).stale) await meet()
      else failed = true // kept on this device anyway
    } finally {
      going = false
      if (dropped) forget()
      else if (!left) later(failed ? TRY_AGAIN_MS : SEND_AFTER_MS)
    }
  }
  watch(value, () => (saving ??= setTimeout(save, SAVE_AFTER_MS)), { deep: true })

  function flush(closing: boolean): void {
    if (saving) {
      clearTimeout(saving)
      save()
    }
    void hand(closing)
  }
  const closes = (): void => flush(true)
  window.addEventListener('pagehide', closes)
  onScopeDispose(() => {
    window.removeEventListener('pagehide', closes)
    left = true
    flush(false)
  })

  // What another device typed and this one never showed is not forgotten with it.
  const forget = (): void => void (base && sendAs('DELETE', address, { seq: base }).catch(() => undefined)) // it expires by itself
  function drop(): void {
    dropped = true
    clearTimeout(saving)
    clearTimeout(sending)
    localStorage.removeItem(key)
    if (!going) forget()
  }
  function swap(): void {
    const there = other.value
    if (!there) return
    other.value = { value: value.value, at: '', version: there.version }
    value.value = there.value
  }
  function settle(): void {
    base = other.value?.version ?? base
    other.value = null
    begun = null
    last = plain(value.value)
    owed = true
    savedAt.value = Date.now()
    keep()
    later(0)
  }
  return { savedAt, restored, other, swap, settle, drop }
}
