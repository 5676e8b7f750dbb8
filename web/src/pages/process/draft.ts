import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { get, send } from '@/api/http'
import { asProblem, type Problem } from '@/api/problem'
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

export interface Writing {
  text: Ref<string>
  /** at: version of the draft on the server that this text follows, 0 for none. */
  at: Ref<number>
  savedAt: Ref<string>
  unsaved: Ref<boolean>
  checked: Ref<ProcessText | null>
  checking: Ref<boolean>
  problem: Ref<Problem | null>
  /** theirs is what somebody else made of the draft meanwhile; null where nobody did, or it is gone. */
  theirs: Ref<ProcessDraft | null>
  /** settle goes on with a text that stands on theirs. */
  settle: (chosen: string) => Promise<void>
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
  const unsaved = ref(false)
  const checked = ref<ProcessText | null>(null)
  const checking = ref(false)
  const problem = ref<Problem | null>(null)
  const theirs = ref<ProcessDraft | null>(null)
  let saving: ReturnType<typeof setTimeout> | undefined
  let asking: ReturnType<typeof setTimeout> | undefined
  let ask: AbortController | undefined
  let last: Promise<void> = Promise.resolve()

  async function save(): Promise<void> {
    if (!unsaved.value || problem.value?.stale) return
    const sent = text.value
    try {
      const { data } = await send('PUT', `/api/processes/${code}/draft`, { body: { text: sent, expect: at.value } })
      at.value = data.version
      savedAt.value = data.changed_at
      problem.value = null
      unsaved.value = text.value !== sent
    } catch (err) {
      problem.value = asProblem(err)
      if (problem.value.stale) theirs.value = (await get(`/api/processes/${code}`).catch(() => undefined))?.writing ?? null
    }
  }
  function settle(chosen: string): Promise<void> {
    at.value = theirs.value?.version ?? 0
    theirs.value = problem.value = null
    unsaved.value = chosen !== text.value || unsaved.value
    text.value = chosen
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
    unsaved.value = true
    clearTimeout(saving)
    clearTimeout(asking)
    saving = setTimeout(() => void flush(), SAVE_AFTER_MS)
    asking = setTimeout(() => void check(), CHECK_AFTER_MS)
  })
  void check()

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
  return { text, at, savedAt, unsaved, checked, checking, problem, theirs, settle, flush }
}
