// How word of changes reaches this tab. A browser has six connections to one
// address over HTTP/1.1, and each stream keeps one: so the tabs of one person
// share a stream, which one of them holds and passes on.

/** ALL says that something may have been missed: ask for everything again. */
export const ALL = ''

/** Tell is told the kind of what has moved (issue, meeting, ...), or ALL. */
export type Tell = (kind: string) => void

const NAMES = ['message', 'case', 'issue', 'meeting', 'task', 'approval', 'plan', 'notice']
const AGAIN_MS = 4000
const AGAIN_MOST_MS = 60_000

// A reset and whatever names no kind may be about anything.
function kindOf(e: MessageEvent<string>): string {
  const m = JSON.parse(e.data) as { kind?: string }
  return m.kind ?? (e.type === 'message' || e.type === 'case' ? ALL : e.type)
}

/**
 * hold keeps one stream open until the returned function is called. After a lost
 * connection the browser goes on where it was (Last-Event-ID); after a refusal
 * (a server that restarts behind a proxy) it would not ask again, so this does.
 * late: what moved before the stream was open may have been missed.
 */
function hold(tell: Tell, late: boolean): () => void {
  let stream: EventSource
  let again: ReturnType<typeof setTimeout> | undefined
  let pause = AGAIN_MS
  function connect(anew: boolean): void {
    stream = new EventSource('/api/events')
    for (const name of NAMES) stream.addEventListener(name, (e) => tell(kindOf(e as MessageEvent<string>)))
    stream.addEventListener('hello', () => {
      pause = AGAIN_MS
      if (anew) tell(ALL)
      anew = false // later ones say where the stream goes on
    })
    stream.onerror = () => {
      if (stream.readyState !== EventSource.CLOSED) return
      again = setTimeout(connect, pause, true)
      pause = Math.min(pause * 2, AGAIN_MOST_MS)
    }
  }
  connect(late)
  return () => {
    clearTimeout(again)
    stream.close()
  }
}

// Locks are kept from pages without HTTPS: there each tab has a stream of its
// own, and only while somebody looks at it.
function whileSeen(tell: Tell): () => void {
  let stop: (() => void) | undefined
  let late = false
  const look = (): void => {
    if (document.hidden === !stop) return
    stop?.()
    stop = document.hidden ? undefined : hold(tell, late)
    late = true
  }
  look()
  document.addEventListener('visibilitychange', look)
  return () => {
    document.removeEventListener('visibilitychange', look)
    stop?.()
  }
}

// Whoever has the lock holds the stream. A tab that goes, however it goes, loses
// the lock, and the next in the queue takes over.
function shared(user: string, tell: Tell): () => void {
  const name = `diaodu.stream.${user}`
  const channel = new BroadcastChannel(name)
  channel.onmessage = (e: MessageEvent<string>) => tell(e.data)
  const everybody: Tell = (kind) => {
    tell(kind)
    channel.postMessage(kind)
  }
  const leaving = new AbortController()
  let giveUp: () => void = () => undefined
  const lead = (late: boolean): Promise<void> => {
    if (leaving.signal.aborted) return Promise.resolve()
    const stop = hold(everybody, late)
    return new Promise((done) => {
      giveUp = () => {
        stop()
        done()
      }
    })
  }
  let first = false
  const queue = (): Promise<unknown> => navigator.locks.request(name, { signal: leaving.signal }, () => lead(true))
  // Only who must wait for the lock follows somebody whose last words it may have missed.
  navigator.locks
    .request(name, { ifAvailable: true }, (lock) => {
      first = !!lock
      return lock ? lead(false) : undefined
    })
    .then(() => (first || leaving.signal.aborted ? undefined : queue()))
    .catch((err: unknown) => {
      if (!leaving.signal.aborted) throw err // waiting was given up, as asked
    })
  return () => {
    leaving.abort()
    giveUp()
    channel.close()
  }
}

/** follow tells what moves until the returned function is called; tabs of the same user share one stream. */
export function follow(user: string, tell: Tell): () => void {
  const locks = navigator.locks as LockManager | undefined
  return locks && 'BroadcastChannel' in window ? shared(user, tell) : whileSeen(tell)
}
