import type { Clock, Rows, Views } from '@/api/types'
import type { Wire } from '@/api/wire'
import { clockFrom, lightOf } from '@/parts/clock'
import type { Schema } from '@/parts/schema'

export type PlanRow = Rows['plans']
export type PlanView = Views['plans']
export type Timing = Pick<Wire<'PlanTimingView'>, 'promised' | 'law' | 'promise'>
export type Stage = Wire<'PlanStageView'>
export type Cause = Wire<'PlanCause'>
export type Matter = Wire<'PlanMatterView'>
export type PlanTypes = Wire<'PlanCatalogue'>

/** Guide with the matters' forms as JSON Schema, which the document leaves open. */
export type Guide = Omit<Wire<'PlanGuide'>, 'matters'> & { matters: (Omit<Wire<'PlanGuideMatter'>, 'schema'> & { schema: { required?: string[]; properties?: Record<string, Schema> } })[] }

/** RUNNING are matters that the authorities hold; the rest waits for the owner, for others, or is over. */
export const RUNNING = ['filed', 'deciding', 'supplement', 'suspended', 'running']

/** clockOf is a limit as a clock to show; a clock that has not begun shows nothing. */
export const clockOf = (t: Timing, text: string): Clock | undefined => clockFrom(t.promise.due ? t.promise : t.law, 'total', text)

/** holderOf is who has a matter in hand: the unit, or in words that it is the owner. */
export const holderOf = (m: Pick<Matter, 'who' | 'authority'>, owner: string): string => (m.who?.owner ? owner : m.who?.who || m.authority.name)

/** matterClock is how long a matter has left while the authorities hold it. */
export function matterClock(m: Matter): Clock | undefined {
  const due = m.promise_due || m.law_due
  if (!due || !m.approval_id || m.result_no || ['approved', 'dropped', 'failed'].includes(m.standing)) return undefined
  return { key: m.id, text: m.name, due, days_left: m.days_left, light: lightOf(m.light), paused: m.light === 'paused' }
}
