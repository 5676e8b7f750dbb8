export interface LadderItem {
  kind: 'issue' | 'task'
  id: string
  no: string
  title: string
  status_text: string
  project_name?: string
  lead_name?: string
  forum_text: string
  since?: string
  due?: string
  days: number
  next_text?: string
  why: { code: string; n: number; limit: number; text: string }[]
  moves: { from_text?: string; to_text: string; down?: boolean; on: string; by?: string; why?: string }[]
}

export interface LadderColumn {
  forum: string
  text: string
  limit?: number
  total: number
  ripe: number
  items: LadderItem[]
}
