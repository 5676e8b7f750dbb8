// An act's form is data: which fields, of what kind, needed or not. Pages
// describe; ActForm draws, checks and sends.
import type { CaseView } from '@/api/types'

export type Values = Record<string, unknown>

export type FieldKind =
  | 'text' | 'area' | 'number' | 'date' | 'time' | 'workday' | 'switch' | 'select' | 'radio' | 'checks'
  | 'org' | 'orgs' | 'user' | 'users' | 'people' | 'files' | 'class' | 'enterprise' | 'project' | 'projects' | 'meeting' | 'issue' | 'rate' | 'secret' | 'rows' | 'lines'

export interface Option<V extends string | number = string | number> {
  value: V
  text: string
  hint?: string
}

export interface Field {
  name: string
  label: string
  kind: FieldKind
  required?: boolean
  hint?: string
  placeholder?: string
  options?: readonly Option[] | ((view: CaseView | undefined) => readonly Option[])
  max?: number
  rows?: number
  /** the unit whose people may be chosen, for kind 'user': one's own, or anybody's. */
  of?: 'own'
  /** the role they must hold, for kind 'user'. */
  role?: string
  /** shown only while this holds. */
  when?: (values: Values, view: CaseView | undefined) => boolean
  /** what the field holds at first. */
  start?: unknown | ((view: CaseView | undefined) => unknown)
  /** the fields of one row, for kind 'rows'. */
  fields?: readonly Field[]
  /** tell says what the value would mean, as far as somebody can know it now. */
  tell?: (value: unknown, values: Values, view: CaseView | undefined) => string | Promise<string>
  /** say is one value in words, where neither options nor a picker have them. */
  say?: (value: unknown) => string
  /** half: two such fields share a line on a desk. */
  half?: boolean
}

/** Latest is a thing as it is now: its version, and what its form would begin with. */
export interface Latest {
  seq: number
  start: Values
}

export interface ActSpec {
  fields: readonly Field[]
  title?: string
  hint?: string
  submit?: string
  danger?: boolean
  /** draft: what was typed is kept under this name until it is sent 暂存. */
  draft?: string
  /** a word to type before an act that cannot be undone. */
  typed?: string
  wide?: boolean
  /** still: what this act depends on is as it was; then a case that moved on meanwhile is no conflict. */
  still?: (seen: CaseView, latest: CaseView) => boolean
  /** shape turns what was filled in into what the server expects. */
  shape?(values: Values, view: CaseView | undefined): object
}

const blank = (v: unknown): boolean =>
  v === undefined || v === null || v === '' || (typeof v === 'string' && !v.trim()) || (Array.isArray(v) && v.length === 0)

export function visible(fields: readonly Field[], values: Values, view?: CaseView): Field[] {
  return fields.filter((f) => !f.when || f.when(values, view))
}

export function startOf(fields: readonly Field[], view?: CaseView): Values {
  const out: Values = {}
  for (const f of fields) {
    const start = typeof f.start === 'function' ? (f.start as (v: CaseView | undefined) => unknown)(view) : f.start
    if (start !== undefined) out[f.name] = structuredClone(start)
    else if (f.kind === 'rows') out[f.name] = f.required ? [startOf(f.fields ?? [], view)] : []
    else if (['orgs', 'users', 'people', 'projects', 'files', 'checks'].includes(f.kind)) out[f.name] = []
    else if (f.kind === 'switch') out[f.name] = false
  }
  return out
}

/** missing lists the fields still to fill in, rows as "name.0.field". */
export function missing(fields: readonly Field[], values: Values, view?: CaseView): string[] {
  const out: string[] = []
  for (const f of visible(fields, values, view)) {
    const v = values[f.name]
    if (f.required && blank(v)) out.push(f.name)
    if (f.kind === 'rows' && Array.isArray(v)) {
      v.forEach((row: Values, i) => out.push(...missing(f.fields ?? [], row, view).map((m) => `${f.name}.${i}.${m}`)))
    }
  }
  return out
}

/** filled is what goes to the server: visible fields only, nothing blank. */
export function filled(fields: readonly Field[], values: Values, view?: CaseView): Values {
  const out: Values = {}
  for (const f of visible(fields, values, view)) {
    const v = values[f.name]
    if (blank(v)) continue
    if (f.kind === 'rows') out[f.name] = (v as Values[]).map((row) => filled(f.fields ?? [], row, view))
    else if (f.kind === 'lines') out[f.name] = String(v).split('\n').map((s) => s.trim()).filter(Boolean)
    else out[f.name] = typeof v === 'string' ? v.trim() : v
  }
  return out
}
