// A process's form, a JSON Schema, as fields to fill for a test run.
import type { Field, Values } from '@/parts/form'
import type { Schema } from '@/parts/schema'

const kindOf = (s: Schema): Field['kind'] => {
  if (s.enum) return 'select'
  if (s.type === 'boolean') return 'switch'
  if (s.type === 'number' || s.type === 'integer') return 'number'
  if (s.type === 'array') return s.items?.enum ? 'checks' : 'lines'
  return s.type === 'object' ? 'area' : 'text'
}

/** sampleFields are the form's fields; what the applicant need not fill may stay empty. */
export function sampleFields(schema: Schema | undefined): Field[] {
  return Object.entries(schema?.properties ?? {}).map(([name, s]) => {
    const kind = kindOf(s)
    const options = (s.enum ?? s.items?.enum ?? []).map((v) => ({ value: v as string | number, text: String(v) }))
    return { name, label: s.title || name, kind, half: kind !== 'lines' && kind !== 'area', rows: 2, options: options.length ? options : undefined }
  })
}

/** sampleForm turns what was filled in into the form's own types. */
export function sampleForm(schema: Schema | undefined, values: Values): Values {
  const out: Values = {}
  for (const [name, s] of Object.entries(schema?.properties ?? {})) {
    const v = values[name]
    if (v === undefined || v === null || v === '') continue
    if (s.type === 'array' && !Array.isArray(v)) out[name] = String(v).split('\n').map((x) => x.trim()).filter(Boolean).map((x) => (s.items?.type === 'number' || s.items?.type === 'integer' ? Number(x) : x))
    else if (s.type === 'integer') out[name] = Math.trunc(Number(v))
    else if (s.type === 'object') out[name] = parsed(String(v))
    else out[name] = v
  }
  return out
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text // the server says that it is no object
  }
}
