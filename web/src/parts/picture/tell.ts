// What a box, a line and a seat say; the chart, the text and the paper agree.
import type { Standing } from './layout'
import type { PictureEdge, PictureNode, PictureSeat } from './types'
import { w } from './words'

/** marks tell a standing by their shape, for who sees no colour. */
export const marks: Record<Standing, string> = { done: '✓', current: '▶', waiting: '○', skipped: '–', returned: '↩', rejected: '✕', '': '' }

const isStep = (n: PictureNode): boolean => n.kind !== 'start' && n.kind !== 'finish' && n.kind !== 'join'

/** nameOf is a box's title: ends and joins are known by their kind. */
export const nameOf = (n: PictureNode): string => (isStep(n) ? n.name : n.kind_text)

export function standingText(n: PictureNode, s: Standing): string {
  if (n.state_text && s !== 'waiting' && s !== 'skipped') return n.state_text
  return s ? w[s] : ''
}

/** smallText is the second line of a box. */
export function smallText(n: PictureNode, s: Standing): string {
  const out = [standingText(n, s)]
  if (n.seats && n.seats > 1 && s === 'current') out.push(w.decided(n.done ?? 0, n.seats))
  if (n.round && n.round > 1) out.push(w.round(n.round))
  if (!s) out.push(n.kind_text, n.within ? w.within(n.within) : '')
  return out.filter(Boolean).join(' · ')
}

const LONGEST = 14
const clip = (s: string): string => (s.length > LONGEST ? `${s.slice(0, LONGEST - 1)}…` : s)

/** labelOf is what stands on a line; a condition nobody named is left to the step's details. */
export function labelOf(e: PictureEdge): string {
  if (e.label) return clip(e.label)
  return e.kind === 'otherwise' ? w.otherwise : e.kind === 'skip' ? w.skip : e.kind === 'reject' ? w.reject : ''
}

export function seatName(s: PictureSeat): string {
  return [s.name || s.org?.name, s.by?.name || s.user?.name].filter(Boolean).join(' ')
}
