// Two people changed one thing. What only one of them changed is taken as it is;
// what both changed is shown in both versions, and the one who saves decides.
import { comma } from '@/app/i18n'
import type { Field, Option, Values } from './form'

export interface Twofold {
  field: Field
  theirs: unknown
  mine: unknown
  /** both changed it; otherwise only the other did, and theirs is taken. */
  both: boolean
}

const plain = (v: unknown): string => JSON.stringify(v === undefined || v === null || v === '' || (Array.isArray(v) && !v.length) ? null : v)
const same = (a: unknown, b: unknown): boolean => plain(a) === plain(b)

/** merged is the form over the latest state: before is what it began with, mine what is typed, theirs what is there now. */
export function merged(fields: Field[], before: Values, mine: Values, theirs: Values): { values: Values; twofold: Twofold[] } {
  const values = { ...mine }
  const twofold: Twofold[] = []
  for (const field of fields) {
    const [was, my, their] = [before[field.name], mine[field.name], theirs[field.name]]
    if (same(my, their) || same(their, was)) continue
    const both = !same(my, was)
    if (!both) values[field.name] = their
    twofold.push({ field, theirs: their, mine: my, both })
  }
  return { values, twofold }
}

/** valueText is a field's value as people read it; names are the units' by id. */
export function valueText(field: Field, value: unknown, names: Map<string, string>, yes: string, no: string): string {
  if (value === undefined || value === null || value === '') return ''
  if (typeof value === 'boolean') return value ? yes : no
  const options: Option[] = Array.isArray(field.options) ? field.options : []
  const one = (v: unknown): string => options.find((o) => o.value === v)?.text ?? (field.kind.startsWith('org') ? names.get(String(v)) : undefined) ?? (typeof v === 'object' ? JSON.stringify(v) : String(v))
  return (Array.isArray(value) ? value : [value]).map(one).join(comma())
}
