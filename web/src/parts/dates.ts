// Days and instants as people in China read them, whatever zone the browser is
// in. A pure date is three numbers and never becomes an instant.
import { locale } from '@/app/i18n'

const WEEKDAYS = ['周日', '周一', '周二', '周三', '周四', '周五', '周六']
const WEEKDAYS_EN = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS_EN = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const CST_MS = 8 * 3600 * 1000
const DAY_MS = 24 * 3600 * 1000

export interface Day {
  y: number
  m: number
  d: number
}

const two = (n: number): string => String(n).padStart(2, '0')

/** dayOf reads "YYYY-MM-DD"; an instant is taken on its day in China. */
export function dayOf(s: string): Day | null {
  if (/^\d{4}-\d{2}-\d{2}$/.test(s)) {
    const [y, m, d] = s.split('-').map(Number) as [number, number, number]
    return { y, m, d }
  }
  const t = Date.parse(s)
  if (Number.isNaN(t)) return null
  return dayAt(t)
}

/** dayAt is the day in China at an instant given in milliseconds. */
export function dayAt(ms: number): Day {
  const c = new Date(ms + CST_MS)
  return { y: c.getUTCFullYear(), m: c.getUTCMonth() + 1, d: c.getUTCDate() }
}

export const today = (): Day => dayAt(Date.now())

export const iso = (d: Day): string => `${d.y}-${two(d.m)}-${two(d.d)}`

export const weekday = (d: Day): number => new Date(Date.UTC(d.y, d.m - 1, d.d)).getUTCDay()

export const addDays = (d: Day, n: number): Day => dayAt(Date.UTC(d.y, d.m - 1, d.d) + n * DAY_MS)

export const daysInMonth = (y: number, m: number): number => new Date(Date.UTC(y, m, 0)).getUTCDate()

/** dayText is "11月26日 周四", with the year when it is not this one. */
export function dayText(s: string | undefined | null, now: Day = today()): string {
  const d = s ? dayOf(s) : null
  if (!d) return ''
  if (locale.value === 'en') {
    return `${WEEKDAYS_EN[weekday(d)]} ${d.d} ${MONTHS_EN[d.m - 1]}${d.y === now.y ? '' : ` ${d.y}`}`
  }
  return `${d.y === now.y ? '' : `${d.y}年`}${d.m}月${d.d}日 ${WEEKDAYS[weekday(d)]}`
}

/** timeText is "11月26日 周四 17:30" in China's time. */
export function timeText(s: string | undefined | null, now: Day = today()): string {
  if (!s) return ''
  const t = Date.parse(s)
  if (/^\d{4}-\d{2}-\d{2}$/.test(s) || Number.isNaN(t)) return dayText(s, now)
  const c = new Date(t + CST_MS)
  return `${dayText(s, now)} ${two(c.getUTCHours())}:${two(c.getUTCMinutes())}`
}

/** stamp is "2026-11-26 17:30" for tables. */
export function stamp(s: string | undefined | null): string {
  if (!s) return ''
  const t = Date.parse(s)
  if (/^\d{4}-\d{2}-\d{2}$/.test(s) || Number.isNaN(t)) return s
  const c = new Date(t + CST_MS)
  return `${iso(dayAt(t))} ${two(c.getUTCHours())}:${two(c.getUTCMinutes())}`
}
