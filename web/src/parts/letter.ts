// Letters as pages: the server says what is printed, block by block; here are their
// addresses. A letter's page stands at the address of its Word file, without .docx.
import type { Wire } from '@/api/wire'

export type Sheet = Wire<'DocumentsSheet'>
export type SheetBlock = Wire<'DocumentsBlock'>

// Only letters of cases and projects: an address is typed by anybody.
const known = /^(issues|tasks|meetings|projects)(\/[A-Za-z0-9_-]+)+$/

/** pageOf is the page of a letter, from the address of its Word file. */
export const pageOf = (docx: string): string => docx.replace(/^\/api\//, '/letters/').replace(/\.docx(?=\?|$)/, '')

/** apiOf is the address of a letter's words, from its page's; '' where it is none. */
export function apiOf(path: string): string {
  return known.test(path) ? `/api/${path}` : ''
}

/** projectOf is the project whose progress letter, old or new, a page shows; '' for others. */
export const projectOf = (path: string): string => /^projects\/([^/]+)\/(progress-letter|letters\/)/.exec(path)?.[1] ?? ''
