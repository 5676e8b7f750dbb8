// One entry of the register: what a write to it was before and after, and where the case is that it tells of.
import type { Wire } from '@/api/wire'

export type Entry = Wire<'AuditView'>

export interface Told {
  name: string
  before: string
  after: string
  changed: boolean
}

type Side = Record<string, unknown>

const text = (v: unknown): string => (v === undefined || v === null ? '' : typeof v === 'object' ? JSON.stringify(v, null, 1) : String(v))
const sideOf = (v: unknown): Side => (v && typeof v === 'object' && !Array.isArray(v) ? (v as Side) : v === undefined || v === null ? {} : { '': v })

/** toldOf lists what an entry says field by field, what changed first; names are the register's own. */
export function toldOf(body: unknown): Told[] {
  const { before, after } = (body ?? {}) as { before?: unknown; after?: unknown }
  const [was, is] = [sideOf(before), sideOf(after)]
  const rows = [...new Set([...Object.keys(was), ...Object.keys(is)])].map((name) => {
    const told = { name, before: text(was[name]), after: text(is[name]) }
    return { ...told, changed: told.before !== told.after }
  })
  return [...rows.filter((r) => r.changed), ...rows.filter((r) => !r.changed)]
}

const PAGES: Record<string, string> = { issue: 'issues', meeting: 'meetings', task: 'tasks', approval: 'approvals', plan: 'plans', project: 'projects', enterprise: 'enterprises', task_force: 'task-forces', start_event: 'start-events' }

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
