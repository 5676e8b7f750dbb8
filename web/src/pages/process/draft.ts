import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { get, send } from '@/api/http'
import { asProblem, type Problem } from '@/api/problem'
import { session } from '@/app/session'
import type { ProcessDraft, ProcessText } from './types'

const SAVE_AFTER_MS = 1200
const CHECK_AFTER_MS = 500

/** skeleton is what a new process begins with; the check says what is still missing. */
export const skeleton = (code: string, name: string): string => `process: ${code}
name: ${JSON.stringify(name)}
matter:
  kind: 许可
form:
  type: object
  properties: {}
limits: {statutory: 20, from: accept}
steps:
  - stage: accept
    name: 受理
    accepts: true
    by: {role: dept_receiver}
    within: 5
  - stage: decide
    name: 决定
    by: {role: dept_lead}
    within: 5
  - end: approved
`

/** Theirs is what somebody else made of the draft: another text, or none any more (version 0), beside the version in use. */
export interface Theirs {
  text: string
  version: number
  by: string
  /** inUse is the version that the text is of, where the draft is gone; 0 for none. */
  inUse: number
}

export interface Writing {
  text: Ref<string>
  /** at: version of the draft on the server that this text follows, 0 for none. */
  at: Ref<number>
  savedAt: Ref<string>
  unsaved: Ref<boolean>
  checked: Ref<ProcessText | null>
  checking: Ref<boolean>
  problem: Ref<Problem | null>
  /** theirs is what somebody else made of the draft meanwhile; null where nobody did. */
  theirs: Ref<Theirs | null>
  /** held tells that text came back which could not be saved on an earlier visit. */
  held: Ref<boolean>
  /** meet learns what somebody else made of the draft, after a refusal that says so. */
  meet: (refusal: Problem) => Promise<void>
  /** settle goes on with a text that stands on theirs. */
  settle: (chosen: string) => Promise<void>
  /** forget gives up what is not saved. */
  forget: () => void
  /** flush saves at once what is not saved yet. */
  flush: () => Promise<void>
}

/**
 * useWriting keeps a draft saved and checked while somebody types. A draft that
 * somebody else changed meanwhile is not overwritten: saving stops until it is settled.
 */
export function useWriting(code: string, draft: ProcessDraft): Writing {
  const text = ref(draft.text)
  const at = ref(draft.version)
  const savedAt = ref(draft.changed_at)
  let said = draft.text // what the server has of it
  const unsaved = ref(false)
  const checked = ref<ProcessText | null>(null)
  const checking = ref(false)
  const problem = ref<Problem | null>(null)
  const theirs = ref<Theirs | null>(null)
  const held = ref(false)
  const key = `diaodu.process.${session.user?.user_id ?? ''}.${code}`
  let saving: ReturnType<typeof setTimeout> | undefined
  let asking: ReturnType<typeof setTimeout> | undefined
  let ask: AbortController | undefined
  let last: Promise<void> = Promise.resolve()

  async function save(): Promise<void> {
    if (!unsaved.value || theirs.value) return
    const sent = text.value
    try {
      const { data } = await send('PUT', `/api/processes/${code}/draft`, { body: { text: sent, expect: at.value } })
      at.value = data.version
      said = sent
      savedAt.value = data.changed_at
      problem.value = null
      unsaved.value = text.value !== sent
      hold()
    } catch (err) {
      const refusal = asProblem(err)
      if (refusal.stale) await meet(refusal)
      else problem.value = refusal
    }
  }
  // What is not saved is kept on this device: a conflict left undecided, or a server away, costs nobody their words.
  function hold(): void {
    if (unsaved.value) localStorage.setItem(key, JSON.stringify({ text: text.value, at: at.value }))
    else localStorage.removeItem(key)
  }
  function forget(): void {
    unsaved.value = false
    clearTimeout(saving)
    hold()
  }
  async function meet(refusal: Problem): Promise<void> {
    problem.value = refusal
    theirs.value = await there().catch(() => null) // away: trying again asks again
    if (theirs.value?.version && theirs.value.text === text.value) {
      at.value = theirs.value.version
      said = text.value
      theirs.value = problem.value = null
      forget()
    }
  }
  async function there(): Promise<Theirs> {
    const page = await get(`/api/processes/${code}`)
    if (page.writing) return { text: page.writing.text, version: page.writing.version, by: page.writing.changed_by_name ?? '', inUse: 0 }
    const inUse = page.current ? (await get(`/api/processes/${code}/versions/${page.current}`)).text : ''
    return { text: inUse, version: 0, by: page.published_by ?? '', inUse: page.current }
  }
  function settle(chosen: string): Promise<void> {
    const there = theirs.value
    at.value = there?.version ?? 0
    theirs.value = problem.value = null
    said = there?.version ? there.text : ''
    text.value = chosen
    unsaved.value = chosen !== said
    hold()
    return flush()
  }
  // One save after the other: each names the version the one before it made.
  function flush(): Promise<void> {
    clearTimeout(saving)
    last = last.then(save)
    return last
  }
  async function check(): Promise<void> {
    ask?.abort()
    ask = new AbortController()
    const mine = ask
    checking.value = true
    try {
      checked.value = (await send('POST', '/api/processes/check', { body: { text: text.value }, signal: mine.signal })).data
    } catch (err) {
      if (!mine.signal.aborted) problem.value ??= asProblem(err)
    } finally {
      if (mine === ask) checking.value = false
    }
  }
  watch(text, () => {
    unsaved.value = text.value !== said
    hold()
    clearTimeout(saving)
    clearTimeout(asking)
    if (unsaved.value) saving = setTimeout(() => void flush(), SAVE_AFTER_MS)
    asking = setTimeout(() => void check(), CHECK_AFTER_MS)
  })
  void check()
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? 'null') as { text: string; at: number } | null
    if (kept && kept.text !== text.value) {
      text.value = kept.text
      at.value = kept.at
      held.value = true
    }
  } catch {
    localStorage.removeItem(key)
  }

  const stay = (e: BeforeUnloadEvent): void => {
    if (unsaved.value) e.preventDefault()
  }
  window.addEventListener('beforeunload', stay)
  onScopeDispose(() => {
    window.removeEventListener('beforeunload', stay)
    clearTimeout(asking)
    ask?.abort()
    void flush()
  })
  return { text, at, savedAt, unsaved, checked, checking, problem, theirs, held, meet, settle, forget, flush }
}
