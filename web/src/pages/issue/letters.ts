// Which letters an issue has by now, told from what has happened to it.
import type { CaseEvent } from '@/api/types'

export interface Letter {
  kind: 'acceptance' | 'correction' | 'closing'
  href: string
}

export function lettersOf(id: string, events: CaseEvent[] | undefined, status: string, official: boolean): Letter[] {
  const did = (act: string): boolean => !!events?.some((e) => e.act === act)
  const letters: Letter[] = []
  if (did('accept')) letters.push({ kind: 'acceptance', href: `/api/issues/${id}/acceptance.docx` })
  if (did('return_for_info')) letters.push({ kind: 'correction', href: `/api/issues/${id}/correction.docx` })
  if (official && ['closed', 'closed_unconfirmed'].includes(status)) letters.push({ kind: 'closing', href: `/api/issues/${id}/closing-report.docx` })
  return letters
}
