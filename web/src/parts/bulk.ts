// One act on several cases: each goes out by itself under a key of its own, so a
// retry after a lost answer repeats nothing and asks only for what is still open.
import { actAs as act, type Noun } from '@/api/cases'
import { Intent } from '@/api/intent'
import { asProblem, type Problem } from '@/api/problem'
import type { Action, CaseView } from '@/api/types'

export interface BulkResult {
  id: string
  ok: boolean
  status_text?: string
  problem?: Problem
  /** lost: nobody knows whether it was done; the same key will tell. */
  lost?: boolean
}

const ABREAST = 4

/** commonActs are the acts that every one of the cases offers, in the order of the first. */
export function commonActs(views: CaseView[], among: string[]): Action[] {
  const [first, ...rest] = views
  return (first?.actions ?? []).filter((a) => among.includes(a.act) && rest.every((v) => v.actions?.some((b) => b.act === a.act)))
}

export class Bulk {
  private readonly intents = new Map<string, Intent>()
  private readonly done = new Map<string, BulkResult>()
  private print = ''

  constructor(
    private readonly noun: Noun,
    private readonly send: typeof act = act,
  ) {}

  /** run orders the act on each and answers for each. What was done or refused for this content is not sent again. */
  async run(views: CaseView[], body: { act: string } & Record<string, unknown>): Promise<BulkResult[]> {
    const print = JSON.stringify(body)
    if (print !== this.print) this.done.clear()
    this.print = print
    const open = views.filter((v) => !this.done.has(v.id))
    const lost = new Map<string, BulkResult>()
    const next = async (): Promise<void> => {
      for (let v = open.shift(); v; v = open.shift()) {
        const r = await this.one(v, body)
        ;(r.lost ? lost : this.done).set(v.id, r)
      }
    }
    await Promise.all(Array.from({ length: ABREAST }, next))
    return views.map((v) => this.done.get(v.id) ?? lost.get(v.id)!)
  }

  private async one(v: CaseView, body: { act: string } & Record<string, unknown>): Promise<BulkResult> {
    const intent = this.intents.get(v.id) ?? new Intent()
    this.intents.set(v.id, intent)
    try {
      const after = await this.send(this.noun, v.id, body, intent.keyFor({ body, seq: v.seq }), v.seq)
      return { id: v.id, ok: true, status_text: after.status_text }
    } catch (err) {
      const problem = asProblem(err)
      return { id: v.id, ok: false, problem, lost: problem.status === 0 || problem.status >= 500 }
    }
  }
}
