// The numbers of the board, each with the denominator it stands on.
import { say } from '@/app/i18n'
import type { Wire } from '@/api/wire'

export type Measure = Wire<'StatisticsFigure'>

export type Group = Wire<'StatisticsLine'>

export type Statistics = Wire<'StatisticsReport'>

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
  else if (!none && m.code === 'start_events') shown = say(`${short((m.value as number) / 10_000)} 亿元`, `${short((m.value as number) / 100)} million yuan`)
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
