// A plan's events as people read them: which matter moved, and what was handed in.
import { colon, comma } from '@/app/i18n'
import type { CaseEvent } from '@/api/types'

interface Moved {
  matter?: string
  matters?: { id: string; name: string; at?: string; result_no?: string }[]
  batches?: { matters: string[] }[]
}

// What only tells that a message went out, or a date came, says nothing here.
const SILENT = ['told', 'ring']

export function toldOf(events: CaseEvent[]): CaseEvent[] {
  return events.filter((e) => !SILENT.includes(e.act)).map((e) => {
    const d = (e.data ?? {}) as Moved
    const names = (ids: string[]): string => ids.map((id) => d.matters?.find((m) => m.id === id)?.name ?? '').filter(Boolean).join(comma())
    if (e.act === 'submit') return { ...e, notes: names((d.batches ?? []).flatMap((b) => b.matters)) }
    const m = d.matters?.find((x) => x.id === d.matter)
    return e.act === 'matter_moved' && m ? { ...e, notes: [m.name, m.result_no || m.at].filter(Boolean).join(colon()) } : e
  })
}
