import type { Colour } from './light'

export interface ProjectRow {
  id: string
  code: string
  name: string
  enterprise_name: string
  level_text: string
  key_year: number
  sector_text: string
  invest_total_wan: number
  town_name?: string
  phase: string
  phase_text: string
  light: Colour
  doubts?: number
  leader_name?: string
  lead_org_name?: string
}

export interface Milestone {
  id: string
  type: string
  text: string
  baseline_date?: string
  target_date?: string
  alt_date?: string
  actual_date?: string
  hard_by?: string
  hard_constraint?: string
  reason?: string
  not_needed?: boolean
  slip?: { calendar_days: number; working_days: number; against: string }
}

export interface ProjectView extends ProjectRow {
  enterprise_id: string
  kind?: string
  invest_year_wan?: number
  town_code: string
  park_name?: string
  address?: string
  content?: string
  benefits?: string
  tags?: string[]
  light_why?: { colour: Colour; rule: string; fact: string }[]
  warnings?: { code: string; text: string }[]
  milestones?: Milestone[]
  roles?: { id: string; text: string; name: string; from: string; to?: string; today: boolean }[]
  next_phases?: { phase: string; text: string; evidence: string; needs_reason: boolean }[]
  claims?: { statement: string; source: string; contradicts?: boolean }[]
  levelled_to_started?: { calendar_days: number; working_days: number; under_month: boolean }
  may_keep?: boolean
  may_report?: boolean
  version: number
  demo?: boolean
}
