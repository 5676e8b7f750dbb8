// An application's events as people read them: several people agree to the same
// thing, so each says at which step and whom it names; messages between cases say
// nothing here.
import type { CaseEvent } from '@/api/types'
import { bracketed, colon, comma, say } from '@/app/i18n'
import { dayText } from '@/parts/dates'
import type { ApprovalView, PersonRef } from './types'
import { positionText, w } from './words'

interface Said {
  seat?: string
  to?: string
  people?: PersonRef[]
  detail?: string
  objections?: { n: number; from: string; settled?: string }[]
  migrations?: { from: number; to: number }[]
  stops?: { key: string; reason: string; to?: string; days?: number }[]
  supplements?: { items?: { text?: string }[] }[]
}

/** moreOf is what an event names beside its act: people, a step, how it came out. */
function moreOf(e: CaseEvent, data: Said, view: ApprovalView): string {
  const name = (id = ''): string => (id === 'starter' ? w.applicant : (view.steps.find((s) => s.step === id)?.name ?? view.next.find((s) => s.step === id)?.name ?? ''))
  const people = (data.people ?? []).map((p) => p.name).filter(Boolean)
  switch (e.act) {
    case 'hand_over':
      return people.join(' → ')
    case 'add_sign':
      return [people.join(comma()), positionText(data.detail)].filter(Boolean).join(' ')
    case 'return':
    case 'jump':
      return name(data.to)
    case 'finding': {
      const found = view.steps.flatMap((s) => s.visits ?? []).flatMap((x) => x.findings ?? []).find((f) => f.seq === e.seq)
      return found ? (found.pass ? w.pass : w.fail) : ''
    }
    case 'object':
      return data.objections?.map((o) => o.from).join(comma()) ?? ''
    case 'settle':
      return data.objections?.map((o) => (o.settled === 'upheld' ? w.upheld : w.dismissed)).join(comma()) ?? ''
    case 'migrate':
      return data.migrations?.map((m) => say(`第 ${m.from} 版 → 第 ${m.to} 版`, `version ${m.from} → ${m.to}`)).join('') ?? ''
    case 'callback':
      return data.detail === 'approved' ? w.subPassed : data.detail === 'rejected' ? w.subFailed : ''
    default:
      return people.join(comma())
  }
}

// When and where a visit is: the events of a step's visits are as many as its visits, the last of both are one.
function visitsOf(events: CaseEvent[], view: ApprovalView): Map<number, string> {
  const texts = new Map<number, string>()
  for (const s of view.steps.filter((x) => x.visits?.length)) {
    const arranged = events.filter((e) => e.act === 'visit' && s.seats.some((x) => x.id === e.data?.seat)).reverse()
    const visits = [...s.visits!].reverse()
    arranged.slice(0, visits.length).forEach((e, i) => texts.set(e.seq, `${dayText(visits[i]!.on)} ${visits[i]!.place}`))
  }
  return texts
}

/** stopOf says whether an event stops the clocks, and for how long they stood where it lets them run again. */
export function stopOf(data: Pick<Said, 'stops'>): { stops: boolean; stopped?: number } {
  const over = data.stops?.find((s) => s.to)
  return { stops: !!data.stops?.some((s) => !s.to), stopped: over?.days }
}

export function toldOf(events: CaseEvent[], view?: ApprovalView): (CaseEvent & { stops: boolean; stopped?: number })[] {
  const seats = (view?.steps ?? []).flatMap((s) => s.seats.map((x) => [x.id, x.position === 'casting' ? s.name + bracketed(positionText(x.position)) : s.name] as const))
  const steps = new Map(seats)
  const visits = view ? visitsOf(events, view) : new Map<number, string>()
  return events.filter((e) => e.act !== 'told').map((e) => {
    const data = (e.data ?? {}) as Said
    const step = steps.get(data.seat ?? '')
    const more = visits.get(e.seq) ?? (view ? moreOf(e, data, view) : '')
    const asked = data.supplements?.at(-1)?.items?.map((i) => i.text).filter(Boolean) ?? []
    return { ...e, ...stopOf(data), notes: e.act === 'supplement' ? [e.notes, ...asked].flat().filter(Boolean).join('\n') : e.notes, text: `${step && step !== e.text ? `${step} · ` : ''}${e.text}${more ? colon() + more : ''}` }
  })
}
