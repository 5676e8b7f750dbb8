// Where problems come from: town by class, the months of the period together.
import type { Wire } from '@/api/wire'

export type Heat = Wire<'StatisticsHeat'>

interface Named {
  key: string
  name: string
}

export interface HeatRow extends Named {
  cells: { key: string; n: number; step: number }[]
  sum: number
}

/** STEPS is how many shades there are beside none. */
export const STEPS = 5

/** heatRows puts towns with most problems first; a step of 1..STEPS is how dark a cell is. */
export function heatRows(heat: Heat[], towns: Named[], classes: Named[]): HeatRow[] {
  const at = new Map<string, number>()
  for (const h of heat) at.set(`${h.town} ${h.class}`, (at.get(`${h.town} ${h.class}`) ?? 0) + h.n)
  const most = Math.max(1, ...at.values())
  const rows = towns.map((t) => {
    const cells = classes.map((c) => {
      const n = at.get(`${t.key} ${c.key}`) ?? 0
      return { key: c.key, n, step: Math.ceil((n / most) * STEPS) }
    })
    return { key: t.key, name: t.name, cells, sum: cells.reduce((sum, c) => sum + c.n, 0) }
  })
  return rows.filter((r) => r.sum > 0).sort((a, b) => b.sum - a.sum)
}
