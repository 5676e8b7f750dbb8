import { statusName, actName } from '@/api/names'
import type { Noun } from '@/api/cases'
import { seen } from '@/api/seen'
import type { CaseView, Clock } from '@/api/types'

export type Bucket = 'overdue' | 'soon' | 'sign' | 'report' | 'decide' | 'other'

export interface RawTodo {
  kind: 'issue' | 'meeting' | 'task'
  id?: string
  case_id?: string
  no?: string
  title: string
  status?: string
  what?: string
  bucket?: string
  due?: string
  days_left?: number
  light?: string
  project_name?: string
  provisional?: boolean
}

export interface Todo {
  key: string
  noun: Noun
  to: string
  no: string
  title: string
  what: string
  status: string
  project: string
  clock?: Clock
  bucket: Bucket
}

const NOUNS: Record<RawTodo['kind'], Noun> = { issue: 'issues', meeting: 'meetings', task: 'tasks' }
const SIGN = ['sign', 'receive_slip']
const REPORT = ['report', 'explain', 'part_done', 'reply_slip', 'apply_close', 'supplement']
const DECIDE = ['extend_approve', 'suspend', 'arbitrate', 'verify', 'review_report', 'sign_minutes', 'review_minutes', 'consent_amendment', 'confirm', 'accept', 'dispatch', 'reassign']

/** bucketOf puts a to-do where it is looked for: lateness first, then the kind of work. */
export function bucketOf(what: string, clock: Clock | undefined): Bucket {
  if (clock && !clock.paused && clock.days_left !== undefined) {
    if (clock.days_left < 0 || clock.light === 'red') return 'overdue'
    if (clock.days_left <= 1 || clock.light === 'yellow') return 'soon'
  }
  if (SIGN.includes(what)) return 'sign'
  if (REPORT.includes(what)) return 'report'
  return DECIDE.includes(what) ? 'decide' : 'other'
}

export function todoOf(raw: RawTodo): Todo {
  const noun = NOUNS[raw.kind] ?? 'issues'
  const id = raw.id ?? raw.case_id ?? ''
  const view = seen<CaseView>(noun, raw)
  const clock = view.clocks?.[0]
  return {
    key: `${raw.kind}-${id}-${raw.what ?? ''}`, noun, to: `/${noun}/${id}`, no: raw.no ?? '', title: raw.title || '',
    what: raw.what ? actName(noun, raw.what) : '', status: raw.status ? statusName(noun, raw.status) : '', project: raw.project_name ?? '',
    clock, bucket: bucketOf(raw.what ?? '', clock),
  }
}
