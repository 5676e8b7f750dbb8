import type { Attachment, CaseView, Person, ProjectRef, Quantity, Unit } from '@/api/types'

export interface TaskRow {
  id: string
  no: string
  title: string
  status: string
  status_text: string
  lead?: Unit
  lead_name?: string
  project?: ProjectRef
  project_name?: string
  percent?: number
  suspended?: boolean
  clocks?: CaseView['clocks']
}

export interface Report {
  n: number
  node: string
  org: Unit
  by: Person
  at: string
  form: { deployment?: string; measures?: string; progress?: string; result?: string; problems?: string; next?: string; percent?: number }
  files?: Attachment[]
  late?: boolean
  review?: string
  comment?: string
}

export interface Owed {
  id: string
  node: string
  org: Unit
  due: string
  state: string
  missed: boolean
  light?: string
  days_left?: number
}

export interface Lit {
  colour: string
  rule: string
  org?: string
  numbers?: { key: string; value: string }[]
}

export interface TaskView extends CaseView {
  content: string
  standard: string
  lead: Unit
  co?: Unit[]
  handler?: Person
  project?: ProjectRef
  issue_id?: string
  issue_no?: string
  meeting_id?: string
  meeting_no?: string
  due?: string
  started_on?: string
  original_due?: string
  light?: Lit
  light_text?: string
  leader_name?: string
  decided_by?: string
  closing?: { result?: string; reached?: Quantity; verified?: string; asked_on?: string; confirmed?: string; closed_on?: string }
  extension?: { latest?: string; approver: string; refused?: string }
  percent?: number
  suspended?: boolean
  target?: Quantity
  evidence_required?: { type: string; name: string }[]
  evidence?: { n: number; file: Attachment; org?: Unit; by?: Person; at?: string }[]
  reports?: Report[]
  owed?: Owed[]
  slips?: { n: number; no?: string; colour: string; org: Unit; issued_on?: string; reply_due?: string; text?: string; rule?: string; reply?: string; received_on?: string }[]
  pauses?: { n: number; reason: string; from: string; to?: string; expected: string; approver?: Person; workdays?: number; notice?: Attachment }[]
  extensions?: { n: number; by: Person; on: string; old: string; new: string; reason: string; plan: string; state: string; approver?: string; comment?: string }[]
  urges?: { n: number; no?: string; by?: Person; on: string; text: string }[]
  parts?: { n: number; org: Unit; content: string; due: string; state: string; result?: string }[]
  blocks?: { n: number; kind: string; text: string; org?: Unit; since: string; ended?: string }[]
  dates?: { on: string; by: string; old?: string; new: string; kind: string; reason?: string }[]
  misses?: { what: string; org: Unit; due: string; node?: string }[]
  calls?: { n: number; at: string; by: Person; channel: string; outcome: string }[]
  interviews?: { n: number; org: Unit; proposed: string; why: string; held_on?: string; record?: string }[]
  notes?: { n: number; at: string; by: Person; text: string; published?: boolean }[]
  evaluation?: { grade: string; reason: string; by: Person; on: string }
}
