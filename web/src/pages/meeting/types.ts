import type { Quantity, Rows, Views } from '@/api/types'
import type { Wire } from '@/api/wire'

export type MeetingRow = Rows['meetings']
export type MeetingView = Views['meetings']
export type Outcome = Wire<'MeetingOutcome'>
export type Item = Wire<'MeetingItem'>
export type Attendee = Wire<'MeetingAttendee'>
export type Paragraph = Wire<'MeetingPart'>

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
