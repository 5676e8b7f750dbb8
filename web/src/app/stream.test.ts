import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ALL, follow } from './stream'

/** Wire stands for the server's end of every stream that a tab has opened. */
class Wire extends EventTarget {
  static readonly CLOSED = 2
  static open: Wire[] = []
  readyState = 1
  onerror: (() => void) | null = null
  constructor(readonly url: string) {
    super()
    Wire.open.push(this)
  }
  says(name: string, data: object): void {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) }))
  }
  refuses(): void {
    this.close()
    this.onerror?.()
  }
  close(): void {
    this.readyState = Wire.CLOSED
    Wire.open = Wire.open.filter((w) => w !== this)
  }
}

/** Locks are the browser's: one holder, a queue, and whoever goes loses it. */
class Locks {
  private held = new Map<string, Promise<unknown>>()
  async request(name: string, o: { ifAvailable?: boolean; signal?: AbortSignal }, run: (lock: object | null) => unknown): Promise<unknown> {
    const before = this.held.get(name)
    if (o.ifAvailable && before) return run(null)
    const mine = (async () => {
      await before
      if (o.signal?.aborted) throw o.signal.reason
      return run({ name })
    })()
    const over = mine.catch(() => undefined).then(() => void (this.held.get(name) === over && this.held.delete(name)))
    this.held.set(name, over)
    return mine
  }
}

// All that can happen without time passing has happened.
const settled = (): Promise<void> => new Promise((done) => setTimeout(done))
const heard = (list: string[], want: string[]): Promise<void> => vi.waitFor(() => expect(list).toEqual(want))

interface Tab {
  told: string[]
  close: () => void
}
const tabs: Tab[] = []
function tab(user = 'u1'): Tab {
  const told: string[] = []
  const t = { told, close: follow(user, (kind) => told.push(kind)) }
  tabs.push(t)
  return t
}

beforeEach(() => {
  vi.stubGlobal('EventSource', Wire)
  Object.defineProperty(navigator, 'locks', { value: new Locks(), configurable: true })
})
afterEach(() => {
  tabs.splice(0).forEach((t) => t.close())
  delete (navigator as { locks?: unknown }).locks
  vi.unstubAllGlobals()
  vi.useRealTimers()
  Wire.open = []
})

describe('tabs of one person', () => {
  it('share one stream, and each is told', async () => {
    const [a, b, c] = [tab(), tab(), tab()]
    await settled()
    expect(Wire.open).toHaveLength(1)
    Wire.open[0]!.says('hello', {})
    Wire.open[0]!.says('case', { kind: 'task', case_id: 't1' })
    Wire.open[0]!.says('message', { reset: true })
    for (const t of [a, b, c]) await heard(t.told, ['task', ALL])
  })

  it('lose nothing when the one with the stream goes', async () => {
    const [a, b, c] = [tab(), tab(), tab()]
    await settled()
    a.close()
    await vi.waitFor(() => expect(Wire.open).toHaveLength(1))
    expect(b.told).toEqual([])
    Wire.open[0]!.says('hello', {}) // from here on the new one hears all; what came before it asks for
    await heard(b.told, [ALL])
    await heard(c.told, [ALL])
    Wire.open[0]!.says('hello', {}) // a reconnect of the browser's own goes on where it was
    Wire.open[0]!.says('case', { kind: 'issue' })
    await heard(b.told, [ALL, 'issue'])
    await heard(c.told, [ALL, 'issue'])
    expect(a.told).toEqual([])
  })

  it('do not wait for one that has gone before its turn', async () => {
    const [a, b, c] = [tab(), tab(), tab()]
    await settled()
    b.close()
    a.close()
    await vi.waitFor(() => expect(Wire.open).toHaveLength(1))
    Wire.open[0]!.says('case', { kind: 'plan' })
    await heard(c.told, ['plan'])
    c.close()
    await settled()
    expect(Wire.open).toHaveLength(0)
  })

  it('have nothing to do with those of somebody else', async () => {
    const [a, b] = [tab('u1'), tab('u2')]
    await settled()
    expect(Wire.open).toHaveLength(2)
    Wire.open[0]!.says('case', { kind: 'task' })
    await heard(a.told, ['task'])
    expect(b.told).toEqual([])
  })
})

describe('a stream that the server refuses', () => {
  it('is opened again, later and later, and then all is asked for', async () => {
    const a = tab()
    await settled()
    vi.useFakeTimers()
    Wire.open[0]!.refuses()
    vi.advanceTimersByTime(4000)
    Wire.open[0]!.refuses()
    vi.advanceTimersByTime(4000)
    expect(Wire.open).toHaveLength(0)
    vi.advanceTimersByTime(4000)
    Wire.open[0]!.says('hello', {})
    expect(a.told).toEqual([ALL])
  })
})

describe('a browser without locks', () => {
  it('has a stream only where somebody looks, and asks for all on coming back', () => {
    delete (navigator as { locks?: unknown }).locks
    let hidden = false
    vi.spyOn(document, 'hidden', 'get').mockImplementation(() => hidden)
    const look = (away: boolean): void => {
      hidden = away
      document.dispatchEvent(new Event('visibilitychange'))
    }
    const a = tab()
    Wire.open[0]!.says('hello', {})
    Wire.open[0]!.says('case', { kind: 'task' })
    expect(a.told).toEqual(['task'])
    look(true)
    expect(Wire.open).toHaveLength(0)
    look(false)
    expect(Wire.open).toHaveLength(1)
    Wire.open[0]!.says('hello', {})
    expect(a.told).toEqual(['task', ALL])
  })
})
