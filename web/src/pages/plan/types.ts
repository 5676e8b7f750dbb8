import type { Ball, CaseView, Clock, LightColour, ProjectRef, Unit } from '@/api/types'
import type { MaterialRule } from '@/pages/approval/apply'
import type { Schema } from '@/parts/schema'

export interface PlanRow {
  id: string
  no: string
  status: string
  status_text: string
  type_name: string
  project_id: string
  project_name: string
  enterprise_name: string
  phase_text?: string
  open: boolean
  matters: number
  approved: number
  running: number
  failed: number
  blocked: number
  issues_open: number
  slipped: number
  promise_due?: string
  law_due?: string
  days_left: number
  ball_name?: string
  ball_owner?: boolean
  ball_text?: string
}

export interface Timing {
  statutory: number
  promised: number
  law: Clock
  promise: Clock
  light?: string
  pauses: { from: string; to?: string; reason?: string }[]
}

export interface Stage extends Timing {
  phase: string
  name: string
  lead: Unit
  state: string
  state_text: string
  matters: number
  approved: number
}

export interface Cause {
  id: string
  name: string
  standing: string
  until?: string
}

export interface Matter {
  id: string
  process: string
  name: string
  phase: string
  phase_text: string
  authority: Unit
  kind?: string
  statutory: number
  promised: number
  baseline: { start?: string; end?: string }
  target: { start?: string; end?: string }
  expect?: string
  try?: number
  approval_id?: string
  no?: string
  state?: string
  at?: string
  submitted_on?: string
  law_due?: string
  promise_due?: string
  result_name?: string
  result_no?: string
  standing: string
  standing_text: string
  blockers: Cause[]
  deferred: Cause[]
  holds: string[]
  blocked: number[]
  days_left: number
  light?: string
  slip_days: number
  milestone_text?: string
  who?: Ball
}

export interface PlanView extends CaseView {
  title: string
  project: ProjectRef
  type: string
  type_name: string
  window: Unit
  total: Timing
  stages: Stage[]
  matters: Matter[]
  todo: { matter: string; name: string; what: string; due?: string; text: string }[]
  batches: { n: number; at: string; by: { name: string; org_name?: string }; matters: string[]; materials: number; reused: number }[]
  blocks: { n: number; matter?: string; kind_text: string; text: string; org?: Unit; since: string; ended?: string; how?: string; issue?: string }[]
  issues: { key: string; id: string; no?: string; kind_text: string; title: string; state_text: string; on: string; ended?: string }[]
  reached: { milestone: string; text: string; on: string }[]
  shifts: { n: number; on: string; matter_name: string; cause_name?: string; why_text: string; old: { end?: string }; new: { end?: string } }[]
  holds: { n: number; from: string; to?: string; reason: string }[]
  notes: { n: number; at: string; by: { name?: string }; text: string; published?: boolean }[]
  warnings?: { text: string; why?: string; case_id: string }[]
  ended_on?: string
}

export interface Guide {
  matters: { id: string; name: string; schema: { required?: string[]; properties?: Record<string, Schema> } }[]
  shared: string[]
  common: Record<string, unknown>
  materials: (MaterialRule & { matters: string[]; have?: string })[]
}

export interface PlanTypes {
  types: { code: string; name: string; for: string; matters: { process: string; when?: string; spec: { name: string } }[] }[]
  block_kinds: { code: string; name: string }[]
}

/** WAITING are matters that the authorities hold; the rest waits for the owner, for others, or is over. */
export const RUNNING = ['filed', 'deciding', 'supplement', 'suspended', 'running']
export const colourOf = (light?: string): LightColour => (light === 'paused' ? 'grey' : light === 'done' ? '' : ((light ?? '') as LightColour))

/** clockOf is a limit as a clock to show; a clock that has not begun shows nothing. */
export function clockOf(t: Timing, text: string): Clock | undefined {
  const c = t.promise?.due ? t.promise : t.law
  return c?.due ? { ...c, key: 'total', text, light: colourOf(c.light), why: '' } : undefined
}

/** matterClock is how long a matter has left while the authorities hold it. */
export function matterClock(m: Matter): Clock | undefined {
  const due = m.promise_due || m.law_due
  if (!due || !m.approval_id || m.result_no || ['approved', 'dropped', 'failed'].includes(m.standing)) return undefined
  return { key: m.id, text: m.name, due, days_left: m.days_left, light: colourOf(m.light), paused: m.light === 'paused' }
}
