import type { ProjectRow } from '@/pages/project/types'

export interface StartEvent {
  id: string
  name: string
  quarter: string
  date: string
  place: string
  basis: string
  held: boolean
  version: number
  totals: { count: number; invest_wan: number; mean_wan: number; sentence: string; by_sector: { sector: string; text: string; count: number; invest_wan: number }[] }
  /** members come with one event, not with the list of them. */
  members?: ProjectRow[]
}
