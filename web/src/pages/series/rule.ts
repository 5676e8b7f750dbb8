// On which days a series meets, in words and as its form has it.
import type { Wire } from '@/api/wire'
import type { Values } from '@/parts/form'
import { w } from './words'

export type Rule = Wire<'MeetingRule'>

export type Series = Wire<'SeriesView'>

/** ruleText is "每月 10 日" or "每 3 个月的第 2 个星期三". */
export function ruleText(r: Rule): string {
  const every = r.every || 1
  return r.day ? w.onDay(every, r.day) : w.onWeek(every, r.nth ?? 1, r.weekday ?? 0)
}

/** toForm is a series as its form starts. */
export function toForm(s: Series): Values {
  return {
    name: s.name, forum: s.forum, by: s.rule.nth ? 'week' : 'day', day: s.rule.day, nth: s.rule.nth, weekday: s.rule.weekday ?? 0,
    every: s.rule.every || 1, start: s.start, minutes: s.minutes, place: s.place, chair: s.chair.user_id, from: s.from, paused: !!s.paused,
  }
}

/** fromForm is what is sent. */
export function fromForm(v: Values): Values {
  const { id: _, by, chair, day, nth, weekday, ...rest } = v
  const rule = by === 'week' ? { nth, weekday } : { day }
  return { ...rest, ...rule, chair: { user_id: chair, name: '' } }
}
