// What a year's answer means for single days.
export interface CalendarAnswer {
  days?: { date: string; kind?: string; workday?: boolean; work?: boolean; off?: boolean; name?: string; provisional?: boolean }[]
  items?: CalendarAnswer['days']
  years?: { year: number; provisional?: boolean; off?: string[]; work?: string[] }[]
  off?: string[]
  work?: string[]
  provisional_years?: number[]
}

export interface Marks {
  off: Map<string, string>
  work: Map<string, string>
  provisional: Set<number>
}

/** dayMarks finds the days that are not what their weekday says: 休 on a weekday, 班 on a weekend. */
export function dayMarks(a: CalendarAnswer | undefined): Marks {
  const marks: Marks = { off: new Map(), work: new Map(), provisional: new Set(a?.provisional_years ?? []) }
  for (const y of a?.years ?? []) {
    if (y.provisional) marks.provisional.add(y.year)
    for (const d of y.off ?? []) marks.off.set(d, '')
    for (const d of y.work ?? []) marks.work.set(d, '')
  }
  for (const d of a?.off ?? []) marks.off.set(d, '')
  for (const d of a?.work ?? []) marks.work.set(d, '')
  for (const d of a?.days ?? a?.items ?? []) {
    if (d.provisional) marks.provisional.add(Number(d.date.slice(0, 4)))
    const work = d.workday ?? d.work
    const [y, m, n] = d.date.split('-').map(Number) as [number, number, number]
    const weekend = [0, 6].includes(new Date(Date.UTC(y, m - 1, n)).getUTCDay())
    if (work === true && weekend) marks.work.set(d.date, d.name ?? '')
    if (work === false && (!weekend || d.name)) marks.off.set(d.date, d.name ?? '')
  }
  return marks
}
