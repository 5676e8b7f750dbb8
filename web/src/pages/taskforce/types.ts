import type { Unit } from '@/api/types'

export interface TaskForceRow {
  id: string
  name: string
  project_id?: string
  project_name?: string
  lead_name?: string
  members?: { name: string; org?: Unit; role?: string; from?: string; to?: string }[] | number
  set_up_on?: string
  created_at?: string
  dissolved_on?: string
}

export interface TaskForceView extends TaskForceRow {
  liaison?: string
  issue_id?: string
  issue_no?: string
  meeting_id?: string
  meeting_no?: string
  task_id?: string
  lag_workdays?: number
  summary?: string
  contacts?: { at: string; by?: string; kind?: string; text: string }[]
  plan?: { step: string; owner?: string; due?: string; done?: boolean }[]
}
