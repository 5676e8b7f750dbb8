// What somebody is typing survives a reload, a closed tab, an ended session and
// a change of device: kept here at once, and with the server a little later. Of
// two devices that typed at one draft each keeps what it alone changed; where both
// changed the same field nothing is overwritten unasked.
import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { get, sendAs } from '@/api/http'
import { newKey } from '@/api/intent'
import { asProblem } from '@/api/problem'
import type { Wire } from '@/api/wire'
import { session } from './session'
import { copy, same, threeWay, type Unit } from './threeWay'

/** Kept is what is saved; by names the opening of the form in which it was typed. */
interface Kept<T> {
  at: number
  by?: string
  value: T
}

/** Sent is what the server may still have of a form that was sent: a version of it, or what these openings saved, whose answer may be lost. */
interface Sent {
  base: number
  by: string[]
}

/**
 * Here is what this device keeps: also which draft of the server's it stands on, what that one
 * said, whether the server has it, and what was put aside for the other one until it is decided.
 */
interface Here<T> extends Kept<T> {
  base?: number
  begun?: T
  owed?: boolean
  aside?: T
}

/** Other is the draft as another device left it, where both changed the same fields; the rest of both is one. */
export interface Other<T> {
  value: T
  /** when the server got it, an instant; empty for what was in this form until it was swapped. */
  at: string
  version: number
  /** said is the server's draft itself, of that version. */
  said: T
}

export interface Draft<T> {
  /** savedAt is when it was last kept (ms; 0: never). */
  savedAt: Ref<number>
  /** restored tells that something came back. */
  restored: Ref<boolean>
  /** other is what another device has of it; until the person decides, nothing goes to the server. */
  other: Ref<Other<T> | null>
  /** taken is what was in the form before parts of the other device's came in, where none was in the way. */
  taken: Ref<{ before: T; at: string } | null>
  /** swap puts the other one into the form, or what was there before, and what was there in its place. */
  swap: () => void
  /** settle goes on with what is in the form. */
  settle: () => void
  /** fills tells that the form itself filled in what stands there now: it is nobody's typing. Without a path: all of it. */
  fills: (...path: string[]) => void
  /** drop forgets it once sent. */
  drop: () => void
}

const SAVE_AFTER_MS = 600
const SEND_AFTER_MS = 4000
const TRY_AGAIN_MS = 30_000

/** put sets what is at a path, making what is on the way. */
function put(into: object, path: string[], v: unknown): void {
  const [first = '', ...rest] = path
  const at = into as Record<string, unknown>
  if (rest.length) put((at[first] ??= {}) as object, rest, v)
  else at[first] = copy(v)
}
const within = (v: unknown, path: string[]): unknown => path.reduce((x, k) => (x as Record<string, unknown> | undefined)?.[k], v)

/** useDraft keeps `value` under `name` for the person logged in; unit tells what in it is one field. */
export function useDraft<T extends object>(kind: string, name: string, value: Ref<T>, unit?: Unit): Draft<T> {
  const key = `diaodu.draft.${session.user?.user_id ?? ''}.${kind}.${name}`
  const sentKey = `${key}.sent`
  const address = `/api/drafts/${kind}/${name}`
  let start = copy(value.value) // what the form has of itself
  const savedAt = ref(0)
  const restored = ref(false)
  const other = shallowRef<Other<T> | null>(null)
  const taken = shallowRef<{ before: T; at: string } | null>(null)
  let base = 0 // the server's draft that this one stands on, 0 for none
  let begun = copy(start) // what that one says
  let last = copy(start) // as it was last kept here
  let handed: T | undefined // as it was last handed to the server, whatever came of it
  let owed = false // the server has not got it yet
  const by = newKey()
  let before: string | undefined // the opening that this one goes on with
  let dropped = false
  let left = false

  try {
    const here = JSON.parse(localStorage.getItem(key) ?? 'null') as Here<T> | null
    if (here?.value) {
      value.value = { ...value.value, ...here.value }
      last = copy(value.value)
      savedAt.value = here.at
      restored.value = true
      base = here.base ?? 0
      before = here.by
      owed = here.owed ?? true
      begun = here.begun ? { ...copy(start), ...here.begun } : copy(owed ? start : value.value)
      if (here.aside) other.value = { value: { ...copy(start), ...here.aside }, at: '', version: base, said: begun }
    }
  } catch {
    localStorage.removeItem(key) // written by an older console; nothing can be read from it
  }
  // What was sent from here comes first: its draft is not to come back.
  // The list, not the draft itself: having none is no failure. No server: what is here stays.
  const meet = (): Promise<void> => forget().then(() => get('/api/drafts', { kind }).then((all) => compare(all.items.find((d) => d.name === name)), () => undefined))
  void meet()

  function compare(there: Wire<'DraftView'> | undefined): void {
    const version = there?.version ?? 0
    if (dropped || other.value || version === base) return later()
    if (!there) return gone()
    const kept = there.body as unknown as Kept<T>
    const theirs = { ...copy(start), ...kept.value }
    if (handed && same(theirs, handed)) begun = theirs // this device's own, whose answer was lost
    const both = threeWay(start, begun, value.value, theirs, unit)
    const was = copy(value.value)
    if (both.taken) value.value = both.mine
    if (both.conflict) {
      other.value = { value: both.theirs, at: there.updated_at, version, said: theirs }
      return
    }
    base = version
    begun = theirs
    owed = threeWay(start, theirs, value.value, theirs, unit).typed
    if (both.taken) {
      if (both.typed) taken.value = { before: was, at: there.updated_at }
      else restored.value = true
      savedAt.value = kept.at
    }
    last = copy(value.value)
    keep()
    later()
  }
  /** gone: sent or given up on another device. What was typed here since is not lost with it. */
  function gone(): void {
    if (!threeWay(start, begun, value.value, value.value, unit).typed) {
      localStorage.removeItem(key)
      value.value = copy(start)
      owed = false
      last = copy(start)
      savedAt.value = 0
      restored.value = false
    }
    base = 0
    begun = copy(start)
    later()
  }

  let saving: ReturnType<typeof setTimeout> | undefined
  let sending: ReturnType<typeof setTimeout> | undefined
  let going = false
  let failed = false
  function keep(): void {
    const { value: aside, version, said, at } = other.value ?? {}
    const on = aside && !at ? { base: version, begun: said, aside } : { base, begun } // swapped: both stand on the server's
    localStorage.setItem(key, JSON.stringify({ at: savedAt.value, by, value: value.value, owed, ...on } satisfies Here<T>))
  }
  function save(): void {
    saving = undefined
    if (dropped || same(value.value, last)) return
    last = copy(value.value)
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
    const what = copy(value.value)
    handed = what
    try {
      const { data } = await sendAs<Wire<'DraftView'>>('PUT', address, { body: { at: savedAt.value, by, value: what }, seq: base, keepalive })
      base = data.version
      begun = what
      owed = !same(value.value, what)
      if (!dropped) keep()
    } catch (err) {
      if (asProblem(err).stale) await meet()
      else failed = true // kept on this device anyway
    } finally {
      going = false
      if (dropped) sent()
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

  /**
   * forget has the server drop what was sent. What another device typed and this one
   * never showed is not forgotten with it. Where the server is away it is asked again
   * when the form is opened next; the page may close meanwhile.
   */
  async function forget(): Promise<void> {
    const was = JSON.parse(localStorage.getItem(sentKey) ?? 'null') as Sent | null
    if (!was) return
    try {
      await sendAs('DELETE', address, { seq: was.base, query: { by: was.by.join() }, keepalive: true })
    } catch (err) {
      if (!asProblem(err).stale) return
    }
    localStorage.removeItem(sentKey)
  }
  function sent(): void {
    localStorage.setItem(sentKey, JSON.stringify({ base, by: before ? [by, before] : [by] } satisfies Sent))
    void forget()
  }
  function drop(): void {
    dropped = true
    clearTimeout(saving)
    clearTimeout(sending)
    localStorage.removeItem(key)
    if (base || handed || restored.value) sent()
  }
  function swap(): void {
    const there = other.value ?? (taken.value && { value: taken.value.before, version: base, said: begun })
    if (!there) return
    other.value = { ...there, value: copy(value.value), at: '' }
    value.value = there.value
    taken.value = null
    savedAt.value = Date.now()
    keep()
  }
  function settle(): void {
    base = other.value?.version ?? base
    begun = other.value?.said ?? begun
    other.value = taken.value = null
    last = copy(value.value)
    owed = true
    savedAt.value = Date.now()
    keep()
    later(0)
  }
  function fills(...path: string[]): void {
    const all = path.length === 0
    const now = within(value.value, path)
    if (all) [start, last] = [copy(value.value), copy(value.value)]
    else for (const to of [start, last]) put(to, path, now)
    if (!base && all) begun = copy(value.value)
    else if (!base) put(begun, path, now)
  }
  return { savedAt, restored, other, taken, swap, settle, fills, drop }
}
