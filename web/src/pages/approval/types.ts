import type { Action, Attachment, CaseView, Clock, LightColour, Person, ProjectRef, Unit } from '@/api/types'
import type { Schema } from '@/parts/schema'

export interface ApprovalRow {
  id: string
  no: string
  title: string
  status: string
  status_text: string
  state_text: string
  process: string
  process_name: string
  parent_id?: string
  project_id?: string
  project_name?: string
  applicant_name: string
  enterprise_name?: string
  step_names?: string
  held?: boolean
  ball_name?: string
  ball_owner?: boolean
  ball_text?: string
  ball_due?: string
  live: boolean
  law_light?: string
  promise_light?: string
  law_due?: string
  promise_due?: string
  days_left?: number
  paused?: boolean
  what?: string
  what_text?: string
  seat?: string
  turn?: number
  step?: string
  due?: string
  unread?: boolean
  in_place_of?: string
  by_name?: string
  result_no?: string
  ended_on?: string
  late?: boolean
  born_at: string
}

export interface PersonRef extends Person {
  org_name?: string
}

export interface Seat {
  id: string
  run: number
  name?: string
  org?: Unit
  role?: string
  user?: PersonRef
  owner?: boolean
  weight: number
  state: string
  state_text: string
  by?: PersonRef
  in_place?: string
  at?: string
  why?: string
  parent?: string
  position?: string
  advisory?: boolean
  added_by?: PersonRef
  chain?: PersonRef[] | null
  stack?: PersonRef[] | null
  opinion?: string
  files?: Attachment[] | null
}

export interface Visit {
  n: number
  on: string
  place: string
  by: PersonRef
  findings?: { seat: string; pass: boolean; seq: number }[]
}

export interface SubCase {
  case_id: string
  item?: string
  no?: string
  outcome?: string
}

export interface Step {
  n: number
  step: string
  name: string
  kind: string
  item?: string
  round: number
  open: boolean
  outcome?: string
  outcome_text?: string
  mode?: string
  mode_text?: string
  sealed?: boolean
  rule?: { threshold?: number; of?: string; abstain?: string; quorum?: number; late?: boolean; tie?: string }
  opened_at: string
  ended_at?: string
  until?: string
  clock?: Clock
  promise?: Clock
  seats: Seat[]
  visits?: Visit[] | null
  calls?: SubCase[] | null
}

export interface Outcome {
  id: string
  name: string
  opinion?: boolean
}

export interface MySeat {
  seat: string
  run: number
  step: string
  name: string
  round: number
  accepts?: boolean
  outcomes?: Outcome[] | null
  return_to?: { step: string; name: string }[] | null
  resume?: string
  opinion: string
  write?: string[] | null
  required?: string[] | null
  rule?: string
  choose?: { step: string; name: string; least: number }[] | null
  actions: Action[]
}

export interface Material {
  id: string
  name: string
  state: string
  state_text: string
  files?: Attachment[] | null
  result?: string
  due?: string
  late?: boolean
  why?: string
  required?: boolean
  deferrable?: boolean
  commit?: boolean
  note?: string
}

export interface Gap {
  material?: string
  field?: string
  code: string
  code_text: string
  text: string
}

export interface Supplement {
  n: number
  by: PersonRef
  org?: Unit
  asked_on: string
  due: string
  answered?: string
  accepted?: string
  accept_by?: string
  end?: string
  end_text?: string
  gaps: Gap[]
}

export interface Stop {
  key: string
  reason: string
  reason_text: string
  from: string
  to?: string
  until?: string
  notice?: string
  days?: number
}

export interface Consult {
  n: number
  by_name: string
  of_id: string
  of_name: string
  of_org?: string
  question: string
  asked_at: string
  due?: string
  answer?: string
  answered_at?: string
  late?: boolean
}

export interface Foreseen {
  step: string
  name: string
  item?: string
  kind: string
  kind_text: string
  people?: string[] | null
  within?: number
  held?: boolean
}

export interface ApprovalView extends CaseView {
  title: string
  process: string
  name: string
  version: number
  matter: { code?: string; kind?: string; authority?: string; basis?: string[] | null; result?: string; commitment?: boolean }
  project: ProjectRef
  applicant: { user_id?: string; name: string; phone?: string; enterprise_name?: string }
  submitted: { name: string; org_name?: string; window?: boolean; at: string }
  plan_id?: string
  parent?: string
  state: string
  state_text: string
  form: Record<string, unknown>
  fields: { key: string; title: string; type: string; write?: boolean; required?: boolean }[]
  schema: Record<string, Schema>
  materials: Material[]
  steps: Step[]
  my_seats: MySeat[]
  other_seats: { seat: string; run: number; actions: Action[] }[]
  settles: number[]
  stops: Stop[]
  supplements: Supplement[]
  consults: Consult[]
  copies: { person: PersonRef; by: PersonRef; read?: boolean }[]
  objections: { n: number; run: number; from: string; settled?: string }[]
  word?: { on: string; by: PersonRef; check_by?: string; result?: string; checked?: string; late?: boolean }
  extended?: { days: number; by: PersonRef; on: string; old: string; new: string; reason: string }
  end?: { status: string; by: PersonRef; on: string; number?: string; late?: boolean }
  next: Foreseen[]
  limits: { statutory?: number; promised?: number; extension?: number }
}

/** SeatView is an application seen from one of the reader's seats: its actions are the seat's. */
export interface SeatView extends ApprovalView {
  mine: MySeat
}

export const lightOf = (v?: string): LightColour => (v === 'paused' ? 'grey' : v === 'done' ? '' : ((v ?? '') as LightColour))
