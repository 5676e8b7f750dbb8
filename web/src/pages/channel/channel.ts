// One channel of notices, and how its form and its settings turn into each other.
import type { Wire } from '@/api/wire'
import type { Values } from '@/parts/form'

export type Channel = Wire<'ChannelView'>

export type Tried = Wire<'ChannelTest'>

export const KINDS = ['issue', 'meeting', 'task', 'approval', 'plan']

const two = (n: number): string => String(n).padStart(2, '0')
/** clock writes minutes after midnight as people read them. */
export const clock = (minutes: number): string => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
/** minutes reads a time of day; nothing is midnight. */
export function minutes(time: unknown): number {
  const [h, m] = String(time ?? '').split(':').map(Number)
  return (h || 0) * 60 + (m || 0)
}

export const toForm = (c: Channel): Values => ({ ...c, quiet_from: clock(c.quiet_from), quiet_to: clock(c.quiet_to), kinds: [...c.kinds], port: c.port || 587 })

/** fromForm is what the server expects; switches and lists that are empty must reach it too. */
export function fromForm(v: Values): Values {
  return { ...v, on: !!v.on, kinds: v.kinds ?? [], quiet_from: minutes(v.quiet_from), quiet_to: minutes(v.quiet_to) }
}
