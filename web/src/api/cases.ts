// Issues, meetings, tasks, approvals and plans are cases: seen, acted on and told the same way.
import { get, send } from './http'
import { seen, told } from './seen'
import type { CaseEvent, CaseView, Clock, Page } from './types'

export type Noun = 'issues' | 'meetings' | 'tasks' | 'approvals' | 'plans'

/** The first word of every query key about a noun; the live stream speaks in it. */
export const keyOf = { issues: 'issue', meetings: 'meeting', tasks: 'task', approvals: 'approval', plans: 'plan' } as const

export async function getCase<V extends CaseView>(noun: Noun, id: string, signal?: AbortSignal): Promise<V> {
  return seen<V>(noun, await get<unknown>(`/api/${noun}/${id}`, undefined, signal))
}

/** getEvents brings one page of a history, the latest without a cursor; next leads to what came before. */
export async function getEvents(noun: Noun, id: string, signal?: AbortSignal, cursor?: string): Promise<Page<CaseEvent>> {
  const page = await get<Page<CaseEvent>>(`/api/${noun}/${id}/events`, { cursor }, signal)
  return { ...page, items: page.items.map((e) => told(noun, e)) }
}

export async function listCases<R>(noun: Noun, query: Record<string, string | number | undefined>, signal?: AbortSignal): Promise<Page<R>> {
  const page = await get<Page<unknown>>(`/api/${noun}`, query, signal)
  return { ...page, items: page.items.map((r) => seen<R>(noun, r)) }
}

/** act asks for one act; the answer is the case as it stands after it. */
export async function act<V extends CaseView>(noun: Noun, id: string, body: { act: string } & Record<string, unknown>, key: string, seq: number): Promise<V> {
  return seen<V>(noun, (await send<unknown>('POST', `/api/${noun}/${id}/acts`, { body, key, seq })).data)
}

/** mainClock is the deadline to show where there is room for one: the running one that ends first. */
export function mainClock(v?: { clocks: Clock[] | null } | null): Clock | undefined {
  const clocks = v?.clocks ?? []
  const running = clocks.filter((c) => !c.paused)
  return [...(running.length ? running : clocks)].sort((a, b) => (a.due < b.due ? -1 : 1))[0]
}
