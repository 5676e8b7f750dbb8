// What a form says of its content, for a person who must choose between two of
// them: the fields it is made of, each with its place in what is kept.
import type { CaseView } from '@/api/types'
import { visible, type Field, type Values } from './form'
import { valueText } from './merge'

export interface Told {
  at: readonly string[]
  field: Field
}

/** toldOf are fields whose values stand under a place of what is kept. */
export const toldOf = (fields: readonly Field[], ...at: string[]): Told[] => fields.map((field) => ({ at: [...at, field.name], field }))

/** Side is one field where two drafts differ, in words. */
export interface Side {
  label: string
  here: string
  there: string
}

export const valueAt = (v: unknown, path: readonly string[]): unknown => path.reduce((x, k) => (x as Values | null | undefined)?.[k], v)

/** sides are the fields where here and there read differently; one that neither shows is left out. */
export function sides(told: readonly Told[], here: unknown, there: unknown, names: Map<string, string>, say: { yes: string; no: string }, view?: CaseView): Side[] {
  return told.flatMap(({ at, field }) => {
    const around = (v: unknown): Values => (valueAt(v, at.slice(0, -1)) ?? {}) as Values
    if (![here, there].some((v) => visible([field], around(v), view).length)) return []
    const whole = typeof field.options === 'function' ? { ...field, options: field.options(view) } : field
    const [a, b] = [here, there].map((v) => valueText(whole, valueAt(v, at), names, say.yes, say.no)) as [string, string]
    return a === b ? [] : [{ label: field.label, here: a, there: b }]
  })
}

/** apart splits two texts into what they begin with alike, where they part, and what they end with alike. */
export function apart(a: string, b: string): { before: string; here: string; there: string; after: string } {
  const [x, y] = [[...a], [...b]]
  const least = Math.min(x.length, y.length)
  let head = 0
  while (head < least && x[head] === y[head]) head++
  let tail = 0
  while (tail < least - head && x.at(-1 - tail) === y.at(-1 - tail)) tail++
  const mid = (s: string[]): string => s.slice(head, s.length - tail).join('')
  return { before: x.slice(0, head).join(''), here: mid(x), there: mid(y), after: x.slice(x.length - tail).join('') }
}
