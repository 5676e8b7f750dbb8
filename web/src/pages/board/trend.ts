// How many problems came in and how many were solved, month by month.
import { say } from '@/app/i18n'
import type { Wire } from '@/api/wire'

export type Month = Wire<'StatisticsMonth'>

/** monthText is 5月, with the year where it begins or changes. */
export function monthText(months: Month[], n: number): string {
  const [year, month] = (months[n]?.month ?? '').split('-')
  const before = n > 0 ? months[n - 1]!.month.slice(0, 4) : ''
  return before === year ? say(`${Number(month)}月`, String(Number(month))) : say(`${year}年${Number(month)}月`, `${Number(month)}/${year}`)
}

/** openAfter is how many more were raised than solved up to and with each month. */
export function openAfter(months: Month[]): number[] {
  let open = 0
  return months.map((m) => (open += m.raised - m.resolved))
}
