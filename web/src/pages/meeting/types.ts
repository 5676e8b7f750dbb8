import type { Attachment, CaseView, Person, ProjectRef, Quantity, Unit } from '@/api/types'

export interface MeetingRow {
  id: string
  no: string
  title: string
  date: string
  start?: string
  place?: string
  status: string
  status_text: string
  items?: number
  decided?: number
}

export interface Outcome {
  id: string
  kind: string
  kind_text?: string
  text?: string
  task_id?: string
  task?: { id?: string; no?: string; content?: string; standard?: string; lead?: Unit; due?: string; status_text?: string } | null
  follow?: string
}

export interface Item {
  id: string
  issue_id?: string
  issue_no?: string
  title: string
  project?: ProjectRef
  lead?: Unit
  co?: Unit[]
  section: string
  minutes: number
  presenter?: string
  slot?: { from: string; to: string } | null
  score?: number
  score_why?: string[]
  section_text?: string
  pre_coord?: string
  tendency_text?: string
  stands?: { org: Unit; stand: string; basis?: string }[]
  speaker?: string
  speech?: string
  blocked?: boolean
  late?: boolean
  override?: boolean
  heard?: boolean
  owner_spoke?: boolean
  waived?: boolean
  outcomes?: Outcome[]
  carry?: string
  materials?: Attachment[]
  /** the owner's wish to be heard on it. */
  wish?: { state: string; state_text: string; way: string; note?: string; asked_by: string; asked_on: string; answer_by?: string; bring?: string }
}

export interface Attendee {
  id: string
  user_id?: string
  name?: string
  org?: Unit
  duty?: string
  role: string
  signed?: string
  signed_at?: string
  substitute?: string
}

export interface Paragraph {
  anchor: string
  text: string
  title?: string
}

export interface MeetingView extends CaseView {
  title: string
  name?: string
  date: string
  wanted?: string
  start?: string
  place?: string
  chair?: Person
  totals?: { items: number; minutes: number; budget: number; overrun: number; decided: number; carried: number; tasks: number; tasks_done: number }
  cutoffs?: Record<string, string>
  items?: Item[]
  current?: string
  attendees?: Attendee[]
  last_page?: { total: number; done: number; going: number; overdue: number; as_of?: string; rows?: { task_id: string; task_no?: string; title: string; lead_name?: string; due?: string; status: string; status_text?: string; late_days?: number }[] | null }
  minutes?: { no?: string; version?: number; parts?: Paragraph[]; steps?: { step: string; by?: Person; at?: string }[]; distribution?: Unit[]; due?: string }
  amendments?: { id: string; resolution_id: string; reason: string; by?: Person; change?: { text?: string; content?: string; standard?: string; due?: string } }[]
  warnings?: { key: string; why?: string; code: string; case_id: string; kind: string }[]
}

export interface TaskDraft {
  content: string
  standard: string
  lead?: string
  co: string[]
  due?: string
  evidence: string[]
  amount?: number
  item?: string
  unit?: string
}

export type { Quantity }
