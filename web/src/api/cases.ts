// Issues, meetings and tasks are cases: seen, acted on and told the same way.
import { get, send } from './http'
import type { Action, CaseEvent, CaseView, Clock, Page } from './types'

export type Noun = 'issues' | 'meetings' | 'tasks'

/** The first word of every query key about a noun; the live stream speaks in it. */
export const keyOf = { issues: 'issue', meetings: 'meeting', tasks: 'task' } as const

export async function getCase<V extends CaseView>(noun: Noun, id: string, signal?: AbortSignal): Promise<V> {
  return get<V>(`/api/${noun}/${id}`, undefined, signal)
}

export async function getEvents(noun: Noun, id: string, signal?: AbortSignal): Promise<CaseEvent[]> {
  return (await get<Page<CaseEvent>>(`/api/${noun}/${id}/events`, undefined, signal)).items
}

export async function listCases<R>(noun: Noun, query: Record<string, string | number | undefined>, signal?: AbortSignal): Promise<Page<R>> {
  return get<Page<R>>(`/api/${noun}`, query, signal)
}

/** act asks for one act; the answer is the case as it stands after it. */
export async function act<V extends CaseView>(noun: Noun, id: string, body: { act: string } & Record<string, unknown>, key: string, seq: number): Promise<V> {
  return (await send<V>('POST', `/api/${noun}/${id}/acts`, { body, key, seq })).data
}

export const actionsOf = (v?: CaseView | null): Action[] => v?.actions ?? []

export const clocksOf = (v?: CaseView | null): Clock[] => v?.clocks ?? []

/** mainClock is the deadline to show where there is room for one: the running one that ends first. */
export function mainClock(v?: { clocks: Clock[] | null } | null): Clock | undefined {
  const clocks = v?.clocks ?? []
  const running = clocks.filter((c) => !c.paused)
  return [...(running.length ? running : clocks)].sort((a, b) => (a.due < b.due ? -1 : 1))[0]
}
