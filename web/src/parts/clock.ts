// What a deadline says to a person.
import type { Clock, LightColour } from '@/api/types'
import type { Wire } from '@/api/wire'
import { colon, say, words } from '@/app/i18n'
import { dayText, timeText, type Day, today } from './dates'

const w = words({
  left: (n: number) => [`剩 ${n} 个工作日`, `${n} working day${n === 1 ? '' : 's'} left`],
  lastDay: ['今天到期', 'Due today'],
  over: (n: number) => [`已超期 ${n} 个工作日`, `${n} working day${n === 1 ? '' : 's'} overdue`],
  paused: ['已暂停', 'Paused'],
  red: ['红灯', 'Red'],
  provisional: ['暂定', 'provisional'],
})

/** clockLead is the part that is read first: how long, or that the clock stands. */
export function clockLead(c: Clock): string {
  if (c.paused) return w.paused
  if (c.days_left === undefined) return dayText(c.due)
  if (c.days_left < 0) return w.over(-c.days_left)
  return c.days_left === 0 ? w.lastDay : w.left(c.days_left)
}

/** clockShort is the lead for lists; a red light for another reason than the date says that it is red. */
export function clockShort(c: Clock): string {
  const early = !c.paused && c.light === 'red' && (c.days_left ?? -1) >= 0
  return early ? `${w.red} · ${clockLead(c)}` : clockLead(c)
}

/** clockText is the whole sentence: "剩 3 个工作日（11月26日 周四）". */
export function clockText(c: Clock, now: Day = today()): string {
  const day = c.due && c.days_left !== undefined ? (/T/.test(c.due) ? timeText(c.due, now) : dayText(c.due, now)) : ''
  const told = c.provisional ? `${day}${say('，', ', ')}${w.provisional}` : day
  return `${clockLead(c)}${c.paused && c.reason ? colon() + c.reason : ''}${day ? say(`（${told}）`, ` (${told})`) : ''}`
}

/** clockLight is the server's light; without one, what the days say. */
export function clockLight(c: Clock): LightColour {
  if (c.paused) return 'grey'
  if (c.light) return c.light
  if (c.days_left === undefined) return ''
  return c.days_left < 0 ? 'red' : c.days_left <= 1 ? 'yellow' : 'green'
}

/** lightOf is a light as the server says it, in the colours of pages. */
export const lightOf = (v?: string): LightColour => (v === 'paused' ? 'grey' : v === 'done' ? '' : ((v ?? '') as LightColour))

/** clockFrom is a reading of a limit as a clock to show; one that has not begun shows nothing. */
export function clockFrom(r: Wire<'WorkcalReading'> | undefined, key: string, text: string): Clock | undefined {
  return r?.due ? { ...r, due: r.due, key, text, light: lightOf(r.light), why: '' } : undefined
}
