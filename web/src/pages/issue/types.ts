import type { Attachment, CaseView, ProjectRef, Unit } from '@/api/types'

export interface IssueRow {
  id: string
  no: string
  title: string
  status: string
  status_text: string
  class?: string
  class_text?: string
  grade?: string
  grade_text?: string
  project?: ProjectRef
  project_name?: string
  enterprise_name?: string
  lead?: Unit
  lead_name?: string
  slot?: string
  slot_text?: string
  hearing?: Hearing
  raised_at?: string
  clocks?: CaseView['clocks']
  ball?: CaseView['ball']
  actions?: CaseView['actions']
}

export interface SlotWish {
  state: 'asked' | 'placing' | 'admitted' | 'declined' | 'dropped' | 'heard' | 'lapsed'
  way: string
  note?: string
  asked_by: string
  asked_on: string
  answer_by?: string
  answered_by?: string
  answered_on?: string
  reason?: string
  bring?: string
}

export interface Hearing {
  meeting_id: string
  title: string
  date: string
  from: string
  to: string
  place?: string
  status_text: string
  way?: string
  bring?: string
}

export interface Ref {
  id: string
  no?: string
  title?: string
}

export interface IssueView extends CaseView {
  title: string
  project: ProjectRef
  source?: string
  source_text?: string
  class: string
  class_text?: string
  grade?: string
  grade_text?: string
  cause?: string
  cause_text?: string
  ask?: string
  facts?: { who?: string; when?: string; where?: string; cause?: string; course?: string }
  /** the elements nobody has filled in, for officials. */
  lacking?: string[]
  /** the elements the owner is asked for, while the issue is returned. */
  asked?: string[]
  impact?: { blocks?: string[]; since?: string; until?: string; loss_wan?: number; impact_note?: string }
  restricted?: boolean
  raised_name?: string
  born_at?: string
  first_receiver?: Unit
  lead?: Unit
  co?: Unit[]
  rounds?: number
  better?: Unit
  pre_coord?: string
  positions?: { org: Unit; stand: string; basis?: string }[]
  tendency?: string
  meeting?: Ref
  /** the owner's wish to be heard at a meeting, and the answer. */
  slot_wish?: SlotWish
  /** when and where the owner is heard, as the meeting has it now. */
  hearing?: Hearing
  tasks?: { id: string; no?: string; state: string; title?: string; due?: string; status_text?: string }[]
  related?: Ref[]
  absorbed?: Ref[]
  into?: Ref
  refusal?: { basis: string; reason: string; ask_name?: string }
  warnings?: string[]
  warning_texts?: string[]
  result?: string
  calls?: { at: string; by: string; channel: string; reached?: boolean; text?: string }[]
  rating?: number
  attachments?: Attachment[]
  files?: Attachment[] | number
}
