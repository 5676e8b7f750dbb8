// One entry of the register: what a write to it was before and after, and where the case is that it tells of.
import { NOUNS } from '@/api/cases'
import type { Wire } from '@/api/wire'

export type Entry = Wire<'AuditView'>

export interface Told {
  name: string
  before: string
  after: string
  changed: boolean
}

type Side = Record<string, unknown>

type Names = Record<string, string>

/** named is a value with its fields called by name; a name that a record has already stays with the first. */
function named(v: unknown, names: Names): unknown {
  if (Array.isArray(v)) return v.map((x) => named(x, names))
  if (!v || typeof v !== 'object') return v
  const out: Side = {}
  for (const [k, x] of Object.entries(v)) out[names[k] && !(names[k] in out) ? names[k] : k] = named(x, names)
  return out
}
const text = (v: unknown, names: Names): string => (v === undefined || v === null ? '' : typeof v === 'object' ? JSON.stringify(named(v, names), null, 1) : String(v))
const sideOf = (v: unknown): Side => (v && typeof v === 'object' && !Array.isArray(v) ? (v as Side) : v === undefined || v === null ? {} : { '': v })

/** toldOf lists what an entry says field by field, what changed first; names are the server's words for the stored ones. */
export function toldOf(body: unknown, names: Names = {}): Told[] {
  const { before, after } = (body ?? {}) as { before?: unknown; after?: unknown }
  const [was, is] = [sideOf(before), sideOf(after)]
  const rows = [...new Set([...Object.keys(was), ...Object.keys(is)])].map((name) => {
    const told = { name: names[name] ?? name, before: text(was[name], names), after: text(is[name], names) }
    return { ...told, changed: told.before !== told.after }
  })
  return [...rows.filter((r) => r.changed), ...rows.filter((r) => !r.changed)]
}

const PAGES: Record<string, string> = { ...NOUNS, project: 'projects', enterprise: 'enterprises', task_force: 'task-forces', start_event: 'start-events' }

/** pageOf is the page of what an entry tells of; '' where it has none of its own. */
export function pageOf({ stream, subject }: Pick<Entry, 'stream' | 'subject'>): string {
  const [part = '', id] = stream.split('/')
  const page = PAGES[part]
  return page && (id || subject) ? `/${page}/${id || subject}` : ''
}

const DAY_MS = 86_400_000
/** instants are the days' bounds in China, the last day included, as the server asks for them. */
export const instants = ({ since, until }: { since: string; until: string }): { from: string; to: string } => ({
  from: since && `${since}T00:00:00+08:00`,
  to: until && new Date(Date.parse(`${until}T00:00:00+08:00`) + DAY_MS).toISOString(),
})
