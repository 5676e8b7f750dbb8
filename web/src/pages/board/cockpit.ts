// The leaders' screen as the server gives it.
import type { LightColour } from '@/api/types'

export interface Alarm {
  kind: 'issue' | 'task' | 'meeting'
  id: string
  title: string
  project?: string
  lead?: string
  leader?: string
  who?: string
  why?: string
  /** next is what the unit says it will do next. */
  next?: string
  what?: string
  due?: string
  /** days are workdays left, negative when late. */
  days?: number
  colour: LightColour
}

export interface Ahead {
  project_id: string
  project: string
  type: string
  text: string
  on: string
  days: number
  lead?: string
  /** blocked is how many of the project's problems are open. */
  blocked?: number
}

export interface Coming {
  id: string
  title: string
  date: string
  start?: string
  place?: string
  items: number
  decided: number
}

export interface Cockpit {
  headline: { year: number; n: number }
  headline_text: string
  red_count: number
  yellow_count: number
  confirm_count: number
  red: Alarm[]
  yellow: Alarm[]
  confirm: Alarm[]
  meetings: Coming[]
  in_30: Ahead[]
  in_60: Ahead[]
  in_90: Ahead[]
  past_target: Ahead[]
  what_texts: Record<string, string>
}
