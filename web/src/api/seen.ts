// Cases and rows as pages show them: what a list and a page answer differently is
// made alike here, once.
import { dueName, whyName } from './names'
import type { Noun } from './cases'
import type { CaseEvent, Clock, LightColour } from './types'

type Raw = Record<string, unknown>

const text = (v: unknown): string => (typeof v === 'string' ? v : '')

const colour = (v: unknown): LightColour => (v === 'done' ? '' : v === 'paused' ? 'grey' : (text(v) as LightColour))

// What is over waits for nothing, whatever its clocks last said.
const OVER: Record<Noun, string[]> = {
  issues: ['closed', 'closed_unconfirmed', 'withdrawn', 'rejected', 'merged'],
  meetings: ['issued', 'cancelled', 'postponed'],
  tasks: ['closed', 'closed_unconfirmed', 'graded', 'cancelled'],
  approvals: ['approved', 'rejected', 'refused', 'withdrawn', 'abandoned', 'terminated', 'voided', 'revoked'],
  plans: ['completed', 'closed'],
}

function clocksOf(noun: Noun, raw: Raw): Clock[] {
  if (raw.open === false || OVER[noun].includes(text(raw.status))) return []
  const clocks = (Array.isArray(raw.clocks) ? raw.clocks : []) as Clock[]
  const shown = clocks.filter((c) => c.due || c.paused).map((c) => ({ ...c, light: colour(c.light), why: c.why && whyName(c.why) }))
  if (shown.length || !raw.due) return shown
  // A row of a list carries its deadline flat.
  const lit = raw.light && typeof raw.light === 'object' ? colour((raw.light as Raw).colour) : colour(raw.light)
  return [{ key: 'due', text: dueName(), due: text(raw.due), days_left: typeof raw.days_left === 'number' ? raw.days_left : undefined, light: lit, provisional: !!raw.provisional, paused: !!(raw.paused || raw.suspended), why: text(raw.why) }]
}

/** seen gives a case or a row its title and its running clocks. */
export function seen<V>(noun: Noun, raw: unknown): V {
  const r = raw as Raw
  return {
    ...r,
    title: text(r.title) || text(r.heading),
    clocks: clocksOf(noun, r),
  } as V
}

// What a change says in words; the rest of it is for programs.
const SAID = ['opinion', 'reason', 'text', 'comment', 'result', 'ruling']

/** told gives an event what was said at it. */
export function told(_: Noun, e: CaseEvent): CaseEvent {
  const data = (e.data ?? {}) as Raw
  const words = SAID.map((k) => text(data[k])).filter(Boolean)
  return { ...e, notes: e.notes || words.join('\n') }
}
