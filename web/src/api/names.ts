// What the console names by itself: statuses before a case is there to name its
// own, the deadline of a row, and why a clock shows its colour. Everything else
// comes in words.
import type { Noun } from './cases'
import { locale, say } from '@/app/i18n'
import { statuses } from './codes'

type Pairs = Record<string, readonly [zh: string, en: string]>

const pick = (pairs: Pairs | undefined, code: string): string => pairs?.[code]?.[locale.value === 'zh' ? 0 : 1] ?? ''

const reasons: Pairs = {
  on_time: ['时限内', 'On time'],
  due_soon: ['临近到期', 'Due soon'],
  due_today: ['今天到期', 'Due today'],
  overdue: ['已超过时限', 'Overdue'],
  paused: ['暂停计时，不计入时限', 'Paused days do not count'],
  done: ['按时办结', 'Done in time'],
  done_late: ['超时办结', 'Done late'],
}

export const whyName = (code: string): string => pick(reasons, code) || code
export const dueName = (): string => say('办理时限', 'Due')

export interface Choice {
  value: string
  text: string
}
/** statusChoices are a noun's statuses in the order a case passes them, for filters. */
export const statusChoices = (noun: Noun): Choice[] => Object.keys(statuses[noun]).map((value) => ({ value, text: pick(statuses[noun], value) }))
