import type { Unit } from '@/api/types'

export interface TaskForceRow {
  id: string
  name: string
  project_name?: string
  lead_name: string
  orgs: number
  set_up_on: string
  dissolved_on?: string
}

export interface TaskForceView extends TaskForceRow {
  project_id?: string
  issue_id?: string
  liaison?: string
  lag_workdays: number
  version: number
  manage: boolean
  log: boolean
  members: { n: number; name: string; org?: Unit; role?: string; from: string; to?: string }[] | null
  plan: { n: number; step: string; owner: string; due: string; done?: boolean; done_on?: string; note?: string }[] | null
  contacts: { n: number; at: string; by: string; kind_text: string; people: string; text: string; promise?: string; forward?: string; resolved?: boolean }[] | null
  summary?: string
  lessons?: string
}
