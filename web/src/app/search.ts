// What the search palette lists, and where each hit leads.
import { NOUNS } from '@/api/cases'
import type { Wire } from '@/api/wire'
import { menuOf } from './menu'

/** Hit is what the server found, or a page of the console itself. */
export type Hit = Wire<'Hit'> | (Omit<Wire<'Hit'>, 'kind'> & { kind: 'page' })

const PAGES: Record<string, string> = { ...NOUNS, project: 'projects' }

/** addressOf is the page of a hit; an owner's own enterprise is their start page. */
export function addressOf(h: Hit, owner: boolean): string {
  if (h.kind === 'page') return h.id
  if (h.kind === 'enterprise') return owner ? '/my' : `/enterprises/${h.id}`
  const noun = PAGES[h.kind]
  return noun ? `${owner ? '/my' : ''}/${noun}/${h.id}` : ''
}

/** pagesFor are the console's own pages whose name holds what was typed. */
export function pagesFor(typed: string, owner: boolean): Hit[] {
  const t = typed.trim()
  if (!t || owner) return []
  return menuOf()
    .flatMap((g) => g.items)
    .filter((i) => i.text.toLowerCase().includes(t.toLowerCase()))
    .map((i) => ({ kind: 'page', id: i.to, title: i.text }))
}
