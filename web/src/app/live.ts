// The server tells which case has moved; the pages that show it ask again.
import { queries } from './query'

interface Moved {
  kind?: string
  id?: string
  case_id?: string
}

// Pages put the noun first in their query keys, so one move refreshes the case
// itself, the lists of its noun and the counters, and nothing else.
const COUNTERS = ['todos', 'board', 'notices']

const waiting = new Set<string>()
let timer: ReturnType<typeof setTimeout> | undefined

const PAUSE_MS = 200

function refresh(): void {
  for (const n of [...waiting, ...COUNTERS]) void queries.invalidateQueries({ queryKey: [n] })
  waiting.clear()
}

// The first move shows at once, those that follow it together: a room sees a
// decision without delay, and fifty sign-ins do not ask fifty times.
function refreshSoon(noun: string): void {
  waiting.add(noun)
  if (timer) return
  refresh()
  timer = setTimeout(() => {
    timer = undefined
    if (waiting.size) refresh()
  }, PAUSE_MS)
}

function moved(e: MessageEvent): void {
  let m: Moved = {}
  try {
    m = JSON.parse(e.data as string)
  } catch {
    return // a heartbeat
  }
  const kind = m.kind ?? (e.type === 'message' ? '' : e.type)
  if (kind) refreshSoon(kind)
  else for (const n of ['issue', 'meeting', 'task', 'approval', 'plan']) refreshSoon(n)
}

/** listen keeps one stream open until the returned function is called. The browser reconnects with Last-Event-ID by itself. */
export function listen(): () => void {
  const stream = new EventSource('/api/events')
  for (const name of ['message', 'case', 'issue', 'meeting', 'task', 'approval', 'plan', 'notice']) stream.addEventListener(name, moved as EventListener)
  return () => stream.close()
}
