// After an act that can be taken back, the way back is offered for a while. Taking
// back is an act like any other: through the same door, judged by the server.
import { reactive } from 'vue'
import { actAs as act, getCaseAs as getCase, keyOf, type Noun } from '@/api/cases'
import { Intent } from '@/api/intent'
import { asProblem } from '@/api/problem'
import type { CaseView } from '@/api/types'
import { queries } from '@/app/query'
import { inverses, offers, type Body, type Change, type Done, type Order } from './inverses'
import { w } from './words'

export const SHOWN_MS = 10_000
const TOLD_MS = 6_000
const LEAST_MS = 3_000

type State = '' | 'offered' | 'busy' | 'done' | 'refused'

/** bar is what the page shows of it: one offer at a time, the latest. */
export const bar = reactive({ state: '' as State, what: '', why: '', again: false })

let back: (() => Promise<void>) | undefined
let timer: ReturnType<typeof setTimeout> | undefined
let ends = 0
let left = 0

function run(ms: number): void {
  clearTimeout(timer)
  left = 0
  ends = Date.now() + ms
  timer = setTimeout(dismiss, ms)
}

/** hold keeps the offer while somebody is at it; release lets the rest of its time run. */
export function hold(): void {
  if (bar.state !== 'offered' || left) return
  clearTimeout(timer)
  left = Math.max(LEAST_MS, ends - Date.now())
}
export function release(): void {
  if (bar.state === 'offered' && left) run(left)
}

export function dismiss(): void {
  clearTimeout(timer)
  back = undefined
  Object.assign(bar, { state: '', what: '', why: '', again: false })
}

/** offer shows what was done, as a verb (移出议程), with the way to take it back. */
export function offer(what: string, way: () => Promise<void>): void {
  back = way
  Object.assign(bar, { state: 'offered', what, why: '', again: false })
  run(SHOWN_MS)
}

/** takeBack does it once; where nobody knows the outcome it may be asked again under the same key. */
export async function takeBack(): Promise<void> {
  const way = back
  if (!way || (bar.state !== 'offered' && !bar.again)) return
  clearTimeout(timer)
  Object.assign(bar, { state: 'busy', why: '', again: false })
  try {
    await way()
    if (back !== way) return // a later act has the place
    back = undefined
    bar.state = 'done'
    run(TOLD_MS)
  } catch (err) {
    if (back !== way) return
    const p = asProblem(err)
    Object.assign(bar, { state: 'refused', why: p.detail || p.title || (p.away ? w.awayHint : w.broken), again: p.away })
  }
}

const fresh = (noun: Noun): Promise<void> => queries.invalidateQueries({ queryKey: [keyOf[noun]] })

// order sends a further act to a case as it stands, under a key of its own.
const order: Order = async (noun, id, body) => {
  const now = await getCase(noun, id)
  return act(noun, id, body, new Intent().keyFor(body), now.seq)
}

interface Judge {
  send: typeof act
  read: typeof getCase
}
const door: Judge = { send: act, read: getCase }

/**
 * remember is asked before an act: what comes back is told of the case after it,
 * and tells whether the act is offered to be taken back.
 */
export async function remember<V extends CaseView>(noun: Noun, before: V, body: Body, { send, read }: Judge = door): Promise<(after: V, what: string) => boolean> {
  const inverse = inverses[`${noun}.${body.act}`]
  if (!inverse) return () => false
  // Without what had to be noted there is nothing to offer; the act itself goes on.
  const kept = inverse.remember ? await inverse.remember(before, body).catch(() => undefined) : undefined
  return (after, what) => {
    const d: Done = { body, before, after, kept }
    if (inverse.whole && !inverse.whole(d)) return false
    const undo = inverse.back(d)
    if (!offers(after, undo)) return false
    const intent = new Intent()
    let undone = false
    const take = (seq: number): Promise<CaseView> => send(noun, after.id, undo, intent.keyFor({ undo, seq }), seq)
    async function first(): Promise<CaseView> {
      try {
        return await take(after.seq)
      } catch (err) {
        if (asProblem(err).status !== 412 || !inverse!.still) throw err
        const latest = await read<CaseView>(noun, after.id)
        if (!inverse!.still(after, latest) || !offers(latest, undo)) throw err
        return take(latest.seq)
      }
    }
    offer(what, async () => {
      try {
        if (!undone) queries.setQueryData([keyOf[noun], after.id], await first())
        undone = true
        await inverse.then?.(d, order)
      } finally {
        await Promise.all([fresh(noun), fresh('meetings')])
      }
    })
    return true
  }
}

/** offerChange offers to take back a change that no case keeps. */
export function offerChange<T>(c: Change<T>, x: T, what: string, refresh: string): boolean {
  if (c.whole && !c.whole(x)) return false
  const intent = new Intent()
  offer(what, async () => {
    try {
      await c.back(x, intent.keyFor(x))
    } finally {
      await queries.invalidateQueries({ queryKey: [refresh] })
    }
  })
  return true
}
