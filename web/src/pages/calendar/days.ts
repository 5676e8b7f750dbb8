// What a year's answer means for single days.
export interface CalendarAnswer {
  version?: string
  published_to?: string
  workdays?: number
  days: { date: string; kind: string; text: string; workday: boolean; provisional?: boolean }[]
}

export interface Marks {
  off: Map<string, string>
  work: Map<string, string>
  provisional: Set<number>
}

const OFF = ['holiday', 'local_rest']
const WORK = ['make_up', 'local_work']

/** dayMarks finds the days that are not what their weekday says, and why: 休 and 班. */
export function dayMarks(a: CalendarAnswer | undefined): Marks {
  const marks: Marks = { off: new Map(), work: new Map(), provisional: new Set() }
  for (const d of a?.days ?? []) {
    if (d.provisional) marks.provisional.add(Number(d.date.slice(0, 4)))
    if (OFF.includes(d.kind)) marks.off.set(d.date, d.text)
    if (WORK.includes(d.kind)) marks.work.set(d.date, d.text)
  }
  return marks
}
