import type { Picture } from '@/parts/picture/types'

export interface ProcessRow {
  code: string
  name: string
  phase?: string
  phase_text?: string
  authority?: string
  authority_name?: string
  /** version new applications follow; 0 for none. */
  current: number
  newest: number
  changed_at: string
  published_by?: string
  published_at?: string
  draft?: boolean
  may_keep?: boolean
}

export interface ProcessVersion {
  version: number
  hash: string
  source: string
  note?: string
  published_by_name: string
  published_at: string
}

export interface ProcessDraft {
  text: string
  source: string
  /** version of the draft, to be told when saving. */
  version: number
  changed_by_name: string
  changed_at: string
}

export interface ProcessPage extends ProcessRow {
  versions: ProcessVersion[]
  writing?: ProcessDraft
  running?: { process: string; version: number; running: number }[]
}

export interface ProcessProblem {
  line: number
  code: string
  text: string
  warning?: boolean
}

export interface Schema {
  type?: string
  title?: string
  enum?: unknown[]
  items?: Schema
  required?: string[]
  properties?: Record<string, Schema>
}

export interface Definition {
  code: string
  name: string
  version: number
  limits?: { statutory?: number; promised?: number }
  form?: { schema?: Schema }
}

export interface ProcessText {
  code: string
  version: number
  text: string
  definition?: Definition
  picture?: Picture
  posts?: { key: string; text: string }[]
  problems: ProcessProblem[]
}

export interface DiffLine {
  kind: 'same' | 'added' | 'removed' | 'gap'
  text: string
}

export interface TriedLine {
  on: string
  act: string
  act_text: string
  name?: string
  by?: string
  opened?: string[]
}

export interface Tried {
  lines: TriedLine[]
  status: string
  status_text: string
  stuck?: string
  held?: string[]
  unused?: string[]
  problems: ProcessProblem[]
}

export interface Imported {
  text: string
  refused: boolean
  remarks: { line: number; element?: string; id?: string; name?: string; level: string; text: string }[]
  problems: ProcessProblem[]
}

export interface Migration {
  done: boolean
  possible: boolean
  moves: { step: string; name: string; to?: string; to_name?: string; votes: number; seats: number }[]
  problem?: { title?: string; detail?: string }
  seq: number
}
