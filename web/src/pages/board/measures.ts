// The numbers of the board, each with the denominator it stands on.
import type { Heat } from './heat'
import type { Month } from './trend'

export interface Measure {
  code: string
  name: string
  unit: string
  shape: 'count' | 'rate' | 'mean' | 'duration' | 'sum' | string
  formula: string
  value: number | null
  num: number
  den: number
  median?: number
  p90?: number
  /** small: too few cases to compare anybody by. */
  small?: boolean
}

export interface Group {
  key: string
  name: string
  group?: string
  measures: Record<string, Measure>
}

export interface Statistics {
  as_of: string
  from: string
  to: string
  measures: Measure[]
  by_class: Group[]
  by_town: Group[]
  by_lead: Group[]
  heat: Heat[]
  months: Month[]
}

export const HEADLINE = 'resolved_this_year'

export interface Shown {
  code: string
  text: string
  formula: string
  shown: string
  of: string
  small: boolean
}

const short = (n: number): string => String(Math.round(n * 10) / 10)

/** shownOf writes a number with its unit; without a value there is no number, not a nought. */
export function shownOf(m: Measure): Shown {
  const none = m.value === null || m.value === undefined
  let shown = none ? '—' : short(m.value as number)
  if (!none && m.unit === '%') shown += '%'
  else if (!none && m.code === 'start_events') shown = `${short((m.value as number) / 10_000)} 亿元`
  else if (!none && m.unit) shown += ` ${m.unit}`
  const of = m.shape === 'rate' ? `${m.num} / ${m.den}` : m.shape === 'duration' && m.den ? `n = ${m.num || m.den}` : ''
  return { code: m.code, text: m.name, formula: m.formula, shown, of, small: !!m.small && !none && m.shape !== 'count' }
}

export const measuresOf = (s: Statistics | undefined): Shown[] => (s?.measures ?? []).filter((m) => m.code !== HEADLINE).map(shownOf)

/** valueOf is one group's number, for the tables by class, town and unit. */
export const valueOf = (g: Group, code: string): string => {
  const m = g.measures[code]
  return m ? shownOf(m).shown : ''
}
