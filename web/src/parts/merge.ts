// Two people changed one thing. What only one of them changed is taken as it is;
// what both changed is shown in both versions, and the one who saves decides.
import { ref, type Ref } from 'vue'
import { colon, comma } from '@/app/i18n'
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

export interface Both<T extends Values> {
  values: Ref<T>
  /** twofold are both versions; null where nobody was faster. */
  twofold: Ref<Twofold[] | null>
  begin: (start: T) => void
  /** meet lays over what is typed what somebody else made of the thing it began with. */
  meet: (theirs: T) => void
}

/** useBoth is a form's values; those that are lists are replaced, never changed in place. */
export function useBoth<T extends Values>(fields: () => Field[], start: T): Both<T> {
  let before = start
  const values = ref({ ...start }) as Ref<T>
  const twofold = ref<Twofold[] | null>(null)
  function begin(from: T): void {
    before = from
    values.value = { ...from }
    twofold.value = null
  }
  function meet(theirs: T): void {
    const m = merged(fields(), before, values.value, theirs)
    twofold.value = m.twofold
    values.value = m.values as T
    before = theirs
  }
  return { values, twofold, begin, meet }
}

/** valueText is a field's value as people read it; names are those of units, people, projects by id. */
export function valueText(field: Field, value: unknown, names: Map<string, string>, yes: string, no: string): string {
  if (value === undefined || value === null || value === '') return ''
  if (typeof value === 'boolean') return value ? yes : no
  if (field.kind === 'rows') return (value as Values[]).map((row) => (field.fields ?? []).map((f) => [f.label, valueText(f, row[f.name], names, yes, no)]).filter(([, text]) => text).map((pair) => pair.join(colon())).join('\n')).join('\n\n')
  if (field.kind === 'files') return (value as { name: string }[]).map((f) => f.name).join(comma())
  const options: Option[] = Array.isArray(field.options) ? field.options : []
  const picked = /^(org|user|project|enterprise)/.test(field.kind)
  const one = (v: unknown): string => field.say?.(v) ?? options.find((o) => o.value === v)?.text ?? (picked ? names.get(String(v)) : undefined) ?? (typeof v === 'object' ? JSON.stringify(v) : String(v))
  return (Array.isArray(value) ? value : [value]).map(one).join(comma())
}
