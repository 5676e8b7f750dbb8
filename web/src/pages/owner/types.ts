export interface OwnerProject {
  id: string
  code?: string
  name: string
  phase?: string
  phase_text?: string
  light?: string | { colour: string }
  milestones?: { id: string; type: string; type_text?: string; text?: string; target_date?: string; alt_date?: string; actual_date?: string; not_needed?: boolean }[]
  content?: string
  leader_name?: string
  lead_org_name?: string
}
