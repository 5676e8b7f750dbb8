// What a year's answer means for single days.
import type { Wire } from '@/api/wire'
import { addDays, dayOf, dayText, iso } from '@/parts/dates'

export type CalendarAnswer = Pick<Wire<'CalendarView'>, 'days'>

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

/** Moved is one deadline that a change of the calendar would move. */
export type Moved = Wire<'MoveView'>

/** LocalSetting is what the district sets for itself. */
export type LocalSetting = Wire<'LocalDaysView'>

/** hoursFrom reads "09:00-12:00 13:30-17:30"; what it cannot read the server will name. */
export function hoursFrom(text: string): { from: string; to: string }[] {
  return text
    .replace(/[：]/g, ':')
    .split(/[\s,，、;；]+/)
    .filter(Boolean)
    .map((part) => {
      const [from = '', to = ''] = part.split(/[-–—~至]/)
      return { from, to }
    })
}

/** hoursText is the same the other way round. */
export function hoursText(hours: LocalSetting['hours']): string {
  return (hours ?? []).map((h) => `${h.from}-${h.to}`).join(' ')
}

/** NoticeRead is what the server read of a notice. */
export type NoticeRead = Wire<'NoticeReadView'>

/** mediaOf tells the two forms of a notice apart as the server does: the file in JSON, or its text. */
export function mediaOf(notice: string): string {
  return notice.trimStart().startsWith('{') ? 'application/json' : 'text/plain'
}

/** stretches puts days that follow one another together: "1月1日 周四 – 1月3日 周六". Days come in order. */
export function stretches(days: string[]): string[] {
  const runs: { from: string; to: string }[] = []
  for (const date of days) {
    const run = runs[runs.length - 1]
    const before = run && dayOf(run.to)
    if (before && iso(addDays(before, 1)) === date) run.to = date
    else runs.push({ from: date, to: date })
  }
  return runs.map((r) => (r.from === r.to ? dayText(r.from) : `${dayText(r.from)} – ${dayText(r.to)}`))
}
