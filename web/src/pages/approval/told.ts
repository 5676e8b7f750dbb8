// An application's events as people read them: several people agree to the same
// thing, so each says at which step; messages between cases say nothing here.
import type { CaseEvent } from '@/api/types'
import type { ApprovalView } from './types'

export function toldOf(events: CaseEvent[], view?: ApprovalView): CaseEvent[] {
  const steps = new Map((view?.steps ?? []).flatMap((s) => s.seats.map((x) => [x.id, s.name] as const)))
  return events.filter((e) => e.act !== 'told').map((e) => {
    const step = steps.get(String(e.data?.seat ?? ''))
    return step ? { ...e, text: `${step} · ${e.text}` } : e
  })
}
