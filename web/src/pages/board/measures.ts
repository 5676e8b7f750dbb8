// The numbers of the board, each with the denominator it stands on.
export interface Measure {
  code?: string
  measure?: string
  text?: string
  name?: string
  value?: number | null
  numerator?: number
  denominator?: number
  num?: number
  den?: number
  unit?: string
}

export interface Statistics {
  measures?: Measure[]
  items?: Measure[]
}

export interface Shown {
  code: string
  text: string
  shown: string
  of: string
}

const HEADLINE = ['resolved_this_year', 'resolved', 'resolved_year']
const codeOf = (m: Measure): string => m.code ?? m.measure ?? ''
const list = (s: Statistics | undefined): Measure[] => s?.measures ?? s?.items ?? []

export function headlineOf(s: Statistics | undefined): { code: string; value: number } | undefined {
  for (const code of HEADLINE) {
    const m = list(s).find((x) => codeOf(x) === code)
    if (m) return { code, value: m.value ?? m.numerator ?? 0 }
  }
  return undefined
}

/** shownOf writes a number with its unit; a rate without a denominator is no rate. */
export function shownOf(m: Measure): Shown {
  const num = m.numerator ?? m.num
  const den = m.denominator ?? m.den
  const rate = m.unit === 'percent' || m.unit === '%' || (den !== undefined && m.unit === undefined)
  const of = den !== undefined ? `${num ?? 0} / ${den}` : ''
  let shown = m.value === null || m.value === undefined ? '—' : String(m.value)
  if (rate && den !== undefined) shown = den === 0 ? '—' : `${(((num ?? 0) / den) * 100).toFixed(1).replace(/\.0$/, '')}%`
  else if (m.unit && shown !== '—') shown += ` ${m.unit}`
  return { code: codeOf(m), text: m.text ?? m.name ?? codeOf(m), shown, of }
}

export const measuresOf = (s: Statistics | undefined): Shown[] => list(s).filter((m) => !HEADLINE.includes(codeOf(m))).map(shownOf)
