// The server tells which case has moved; the pages that show it ask again.
import { queries } from './query'
import { ALL, follow } from './stream'

// Pages put the noun first in their query keys, so one move refreshes the case
// itself, the lists of its noun and the counters, and nothing else.
const COUNTERS = ['todos', 'board', 'notices']

const waiting = new Set<string>()
let timer: ReturnType<typeof setTimeout> | undefined

const PAUSE_MS = 200

function refresh(): void {
  if (waiting.has(ALL)) void queries.invalidateQueries()
  else for (const n of [...waiting, ...COUNTERS]) void queries.invalidateQueries({ queryKey: [n] })
  waiting.clear()
}

// The first move shows at once, those that follow it together: a room sees a
// decision without delay, and fifty sign-ins do not ask fifty times.
function refreshSoon(kind: string): void {
  waiting.add(kind)
  if (timer) return
  refresh()
  timer = setTimeout(() => {
    timer = undefined
    if (waiting.size) refresh()
  }, PAUSE_MS)
}

/** listen keeps the pages of a user fresh until the returned function is called. */
export const listen = (user: string): (() => void) => follow(user, refreshSoon)
