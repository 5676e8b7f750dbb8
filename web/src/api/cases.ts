// Issues, meetings, tasks, approvals and plans are cases: seen, acted on and told the same way.
import { get, getAs, sendAs } from './http'
import { seen, told } from './seen'
import type { Acts, CaseEvent, CaseView, Clock, Page, Rows, Views } from './types'
import type { Query } from './wire'

export type Noun = 'issues' | 'meetings' | 'tasks' | 'approvals' | 'plans'

/** NOUNS are the nouns of cases by the kind that rows and notices carry: where their pages are. */
export const NOUNS: Readonly<Record<string, Noun>> = { issue: 'issues', meeting: 'meetings', task: 'tasks', approval: 'approvals', plan: 'plans' }

/** The first word of every query key about a noun; the live stream speaks in it. */
export const keyOf = { issues: 'issue', meetings: 'meeting', tasks: 'task', approvals: 'approval', plans: 'plan' } as const

export const getCase = <N extends Noun>(noun: N, id: string, signal?: AbortSignal): Promise<Views[N]> => getCaseAs<Views[N]>(noun, id, signal)

/** getEvents brings one page of a history, the latest without a cursor; next leads to what came before. */
export async function getEvents(noun: Noun, id: string, signal?: AbortSignal, cursor?: string): Promise<Page<CaseEvent>> {
  const page = await get(`/api/${noun}/${id}/events`, { cursor }, signal)
  return { ...page, items: page.items.map((e) => told(noun, e)) }
}

export async function listCases<N extends Noun>(noun: N, query: Query<'GET', `/api/${N}`>, signal?: AbortSignal): Promise<Page<Rows[N]>> {
  const page = await getAs<Page<unknown>>(`/api/${noun}`, query, signal)
  return { ...page, items: page.items.map((r) => seen<Rows[N]>(noun, r)) }
}

/** act asks for one act; the answer is the case as it stands after it. */
export const act = <N extends Noun>(noun: N, id: string, body: Acts[N], key: string, seq: number): Promise<Views[N]> => actAs<Views[N]>(noun, id, body, key, seq)

/** getCaseAs and actAs are the same for whoever serves all nouns alike, such as a form that is data: the caller says what comes. */
export async function getCaseAs<V extends CaseView>(noun: Noun, id: string, signal?: AbortSignal): Promise<V> {
  return seen<V>(noun, await get(`/api/${noun}/${id}`, undefined, signal))
}

export async function actAs<V extends CaseView>(noun: Noun, id: string, body: { act: string } & Record<string, unknown>, key: string, seq: number): Promise<V> {
  return seen<V>(noun, (await sendAs<unknown>('POST', `/api/${noun}/${id}/acts`, { body, key, seq })).data)
}

/** mainClock is the deadline to show where there is room for one: the running one that ends first; what is done (no light) only where nothing else runs. */
export function mainClock(v?: { clocks: Clock[] } | null): Clock | undefined {
  const clocks = v?.clocks ?? []
  const running = clocks.filter((c) => !c.paused && c.light !== '')
  return [...(running.length ? running : clocks)].sort((a, b) => (a.due < b.due ? -1 : 1))[0]
}
