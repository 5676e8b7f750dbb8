// After an upgrade the parts of the page that were not fetched yet are gone from
// the server, and a click that needs one would be lost. Here it is not: the page
// is opened anew where the person was going. What they typed is kept as a draft.
import { reactive, readonly } from 'vue'
import type { Router } from 'vue-router'

/**
 * opening: the new page is being fetched. opened: it is there. away: the server
 * cannot be reached. stuck: opening anew did not help, or would help nobody
 * unasked; the person may.
 */
export type Standing = '' | 'opening' | 'opened' | 'away' | 'stuck'

/** Place is where the console runs: which build, what this tab remembers, and how to leave. */
export interface Place {
  build: string
  memory: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
  /** page fetches the page as the server has it now; it fails where the server is away. */
  page: () => Promise<string>
  go: (target: string) => void
}

const TRIED = 'diaodu.reopened'
const CAME = 'diaodu.upgraded'
const state = reactive({ standing: '' as Standing, target: '' })
export const upgrade = readonly(state)

// Once for each build: where opening anew does not mend it, doing so again would not either.
function firstTime(p: Place): boolean {
  const tried = (p.memory.getItem(TRIED) ?? '').split('\n')
  if (tried.includes(p.build)) return false
  p.memory.setItem(TRIED, [...tried.slice(-20), p.build].join('\n'))
  return true
}

let asking = false

/** missed is told that a part of the page did not come. target is where the person was going; without one they stay until they say so. */
export async function missed(p: Place, target = ''): Promise<void> {
  state.target = target
  if (!target) state.standing = 'stuck' // what they are typing here may be no draft
  if (asking) return
  asking = true
  try {
    const renewed = !(await p.page()).includes(p.build)
    if (!state.target) return
    if (!firstTime(p)) {
      state.standing = 'stuck'
      return
    }
    if (renewed) {
      state.standing = 'opening'
      p.memory.setItem(CAME, '1')
    }
    p.go(state.target)
  } catch {
    state.standing = 'away' // opening anew would leave them with nothing
  } finally {
    asking = false
  }
}

/** arrived tells whether the page was opened because of an upgrade. */
export function arrived(p: Place): void {
  if (!p.memory.getItem(CAME)) return
  p.memory.removeItem(CAME)
  state.standing = 'opened'
}

/** reopen is what the bar's button does. */
export function reopen(p: Place): void {
  p.go(state.target || location.pathname + location.search + location.hash)
}

export function closeBar(): void {
  state.standing = ''
}

function go(target: string): void {
  // Only a reload opens the same address anew.
  if (target === location.pathname + location.search + location.hash) location.reload()
  else location.assign(target)
}

export const here: Place = {
  build: new URL(import.meta.url).pathname,
  memory: sessionStorage,
  page: async () => {
    const answer = await fetch('/', { cache: 'no-store', credentials: 'same-origin' })
    if (!answer.ok) throw new Error(`the page: ${answer.status}`)
    return answer.text()
  },
  go,
}

const parts = new WeakSet<object>() // that did not come

/** unmissed tells that nobody waits for a part that did not come: who needs it asks for it again. */
export function unmissed(err: unknown): void {
  if (err instanceof Error) parts.delete(err)
}

/** watchUpgrades catches each part that does not come, whoever asked for it. */
export function watchUpgrades(router: Router, p: Place = here): void {
  arrived(p)
  const isPart = (err: unknown): boolean => err instanceof Error && (parts.has(err) || /dynamically imported module|Importing a module script failed/i.test(err.message))
  router.onError((err, to) => {
    if (!isPart(err)) return
    parts.delete(err as Error)
    void missed(p, to.fullPath)
  })
  window.addEventListener('vite:preloadError', (e) => {
    const err = e.payload
    parts.add(err)
    // The router is told after this; what it does not take up was no way to another page.
    setTimeout(() => parts.has(err) && void missed(p))
  })
}
