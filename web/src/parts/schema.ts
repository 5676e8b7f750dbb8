// A form written as JSON Schema becomes the fields that our forms are made of.
import { comma, say } from '@/app/i18n'
import type { Field, Values } from './form'

export interface Schema {
  type?: string | string[]
  title?: string
  description?: string
  enum?: (string | number)[]
  format?: string
  maxLength?: number
  items?: Schema
  required?: string[]
  properties?: Record<string, Schema>
}

/** PREFIX sets the form's fields apart from those of the act; refusals name them the same way. */
export const PREFIX = 'form.'
/** Written is a field of the form, which knows alone what it holds. */
export type Written = Field & { name: `${typeof PREFIX}${string}` }

const typeOf = (s: Schema): string => (Array.isArray(s.type) ? (s.type.find((t) => t !== 'null') ?? '') : (s.type ?? ''))
const LONG = 200

function kindOf(s: Schema): Omit<Partial<Field>, 'name'> {
  const options = (list?: (string | number)[]): Field['options'] => (list ?? []).map((v) => ({ value: v, text: String(v) }))
  const type = typeOf(s)
  if (s.enum) return { kind: s.enum.length > 4 ? 'select' : 'radio', options: options(s.enum) }
  if (type === 'boolean') return { kind: 'radio', options: [{ value: 'true', text: say('是', 'Yes') }, { value: 'false', text: say('否', 'No') }] }
  if (type === 'number' || type === 'integer') return { kind: 'number' }
  if (type === 'array') return s.items?.enum ? { kind: 'checks', options: options(s.items.enum) } : { kind: 'lines', hint: say('每行一项', 'One on each line') }
  if (s.format === 'date') return { kind: 'date' }
  return (s.maxLength ?? LONG + 1) > LONG ? { kind: 'area', max: s.maxLength, rows: 2 } : { kind: 'text', max: s.maxLength }
}

/** Names are units by id: a form may hold ids where people read names. */
export type Names = Map<string, string>
const isUnits = (v: unknown, names: Names): boolean => (Array.isArray(v) ? v.length > 0 && v.every((x) => names.has(String(x))) : typeof v === 'string' && names.has(v))

/** fieldOf is one field of the form; what it holds now is where it starts. */
export function fieldOf(key: string, s: Schema, required: boolean, now?: unknown, names?: Names): Written {
  const field: Written = { name: `${PREFIX}${key}`, label: s.title ?? key, kind: 'text', required, hint: s.description, ...kindOf(s) }
  if (names && isUnits(now, names)) Object.assign(field, { kind: Array.isArray(now) ? 'orgs' : 'org', hint: undefined })
  if (['number', 'date'].includes(field.kind)) field.half = true
  if (now !== undefined && now !== null) field.start = typeOf(s) === 'boolean' ? String(now) : field.kind === 'lines' && Array.isArray(now) ? now.join('\n') : now
  return field
}

/** valuesOf takes the form's values out of what was filled in, each in the type its schema wants. */
export function valuesOf(values: Values, schema: Record<string, Schema>): Values {
  const out: Values = {}
  for (const [name, v] of Object.entries(values)) {
    if (!name.startsWith(PREFIX)) continue
    const key = name.slice(PREFIX.length)
    out[key] = typeOf(schema[key] ?? {}) === 'boolean' ? v === 'true' : v
  }
  return out
}

/** shown is a value as people read it. */
export function shown(v: unknown, names?: Names): string {
  if (v === undefined || v === null || v === '') return '—'
  if (typeof v === 'boolean') return v ? say('是', 'Yes') : say('否', 'No')
  if (Array.isArray(v)) return v.map((x) => shown(x, names)).join(comma())
  return typeof v === 'object' ? Object.values(v).map((x) => shown(x, names)).join(comma()) : (names?.get(String(v)) ?? String(v))
}
