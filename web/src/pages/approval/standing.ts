// The four answers of an application: its seats know more of them than the case's
// head does, several people at once, helpers, and what stands still.
import type { CaseView, Clock } from '@/api/types'
import { colon, comma, say, semicolon } from '@/app/i18n'
import { roleName } from '@/pages/user/roles'
import type { ApprovalView, MySeat, Seat } from './types'

// Blocks are the frame, not a place where anybody works.
const BLOCKS = ['choose', 'parallel', 'each']
const MOST = 3

/** holderText is who has a seat in hand: the unit, and the person where one is known. */
export function holderText(s: Seat): string {
  const helper = s.stack?.at(-1)
  const person = helper ?? s.user
  const unit = person?.org_name || s.org?.name || ''
  const name = person?.name ?? ''
  const lent = helper && s.user?.name ? say(`（协助${s.user.name}）`, ` (helping ${s.user.name})`) : ''
  return `${[unit, name].filter(Boolean).join(' ')}${lent}` || s.name || (s.role ? roleName(s.role) : '')
}

const unitText = (s: Seat): string => s.org?.name || s.user?.org_name || holderText(s)

function whoText(v: ApprovalView, units: boolean): string | undefined {
  if (v.status === 'suspended') return say('挂起中，激活后继续', 'Suspended until it is let go on')
  if (v.status !== 'running') return undefined
  const open = v.steps.filter((s) => s.open)
  const seats = open.flatMap((s) => s.seats.filter((x) => x.state === 'open' && !x.owner))
  const all = [...new Set(seats.map(units ? unitText : holderText).filter(Boolean))]
  if (all.length > MOST) return say(`${all.slice(0, MOST).join(comma())} 等 ${all.length} 方`, `${all.slice(0, MOST).join(', ')} and ${all.length - MOST} more`)
  if (all.length) return all.join(say('、', ', '))
  if (v.ball) return undefined // the owner, or a keeper who must appoint somebody
  if (open.some((s) => s.kind === 'notice')) return say('公示期，到期自动继续', 'On public notice')
  if (open.some((s) => s.kind === 'wait')) return say('等待外部结果', 'Another system')
  if (open.some((s) => s.kind === 'call')) return say('子流程办理中', 'Its sub-processes')
  return undefined
}

/** clocksOf are the case's clocks, with why they stand in words. */
export const clocksOf = (v: ApprovalView): Clock[] =>
  (v.clocks ?? []).map((c) => ({ ...c, reason: v.stops.find((s) => s.reason === c.reason)?.reason_text ?? c.reason }))

/** standing is the application as the head of its page tells it; applicants read units, not who has it inside them. */
export function standing(v: ApprovalView, units = false): CaseView {
  const open = [...new Set(v.steps.filter((s) => s.open && !BLOCKS.includes(s.kind)).map((s) => s.name))].join(comma())
  const who = whoText(v, units)
  const ball = who ? { ...v.ball, who, what: '' } : v.ball && { ...v.ball, what: '' }
  return { ...v, clocks: clocksOf(v), ball, status_text: open && !v.end ? `${v.status_text} · ${open}` : v.status_text }
}

const MAIN = ['answer', 'approve', 'choose']
/** mainAct is what a seat is there for; none where it waits for somebody else. */
export const mainAct = (mine: MySeat) => MAIN.map((d) => mine.actions.find((a) => a.act === d)).find(Boolean)

/** waitText says for whom one's own seat waits. */
export function waitText(v: ApprovalView, mine: MySeat): string {
  if (v.status === 'suspended') return say('挂起期间不能办理', 'Nothing can be decided while it is suspended')
  const seats = v.steps.flatMap((s) => s.seats)
  const helper = seats.find((s) => s.id === mine.seat)?.stack?.at(-1)?.name
  if (helper) return say(`已委派${helper}，等候回复`, `Waiting for ${helper}`)
  const signers = seats.filter((s) => s.parent === mine.seat && ['open', 'queued'].includes(s.state)).map((s) => s.user?.name || s.org?.name).filter(Boolean).join(comma())
  if (signers) return say(`等候加签：${signers}`, `Waiting for ${signers}`)
  return say('尚未轮到', 'Not your turn yet')
}

// What somebody may do for the whole case once a seat or a question waits for them.
const WAITS = ['reply', 'take_in', 'check_material', 'settle', 'appoint', 'callback', 'activate', 'verify_word', 'resume', 'read']
/** todoText is what the reader must do. */
export function todoText(v: ApprovalView): string {
  const seats = (v.status === 'running' ? v.my_seats : []).map((s) => `${s.name}${colon()}${mainAct(s)?.text ?? waitText(v, s)}`)
  const waits = WAITS.map((w) => v.actions?.find((a) => a.act === w)?.text).filter(Boolean)
  return [...seats, ...waits.slice(0, seats.length ? 1 : 2)].join(semicolon())
}
