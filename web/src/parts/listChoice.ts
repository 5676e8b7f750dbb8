// What one person has chosen about one list.
import type { Wire } from '@/api/wire'
import type { LocationQuery } from 'vue-router'

/** View is a set of filters with a name; its filters are those of the address. */
export type View = Omit<Wire<'ListView'>, 'query'> & { query: LocationQuery }

export interface ListChoice {
  /** hidden are keys of columns; new columns of a later version are shown. */
  hidden: string[]
  views: View[]
}

export const NO_CHOICE: ListChoice = { hidden: [], views: [] }

/** pageless leaves out what is open beside the list: a view is about the list. */
export function pageless(query: LocationQuery): LocationQuery {
  const { open: _, ...rest } = query
  return rest
}

// What says which list it is, and not which of its rows.
const PLACE = ['tab', 'box', 'show', 'open', 'year', 'kind']

/** unfiltered is the same list without its filters; undefined where none is set. */
export function unfiltered(query: LocationQuery): LocationQuery | undefined {
  const kept = Object.entries(query).filter(([k]) => PLACE.includes(k))
  return kept.length < Object.keys(query).length ? Object.fromEntries(kept) : undefined
}

/** withView puts a view in place of the one with its name, or last. */
export function withView(c: ListChoice, v: View): ListChoice {
  const at = c.views.findIndex((x) => x.name === v.name)
  return { ...c, views: at < 0 ? [...c.views, v] : c.views.map((x, n) => (n === at ? v : x)) }
}

/** restored puts a view back where it was. */
export function restored(c: ListChoice, v: View, at: number): ListChoice {
  return { ...c, views: [...c.views.slice(0, at), v, ...c.views.slice(at)] }
}

export function toggled(c: ListChoice, key: string): ListChoice {
  return { ...c, hidden: c.hidden.includes(key) ? c.hidden.filter((k) => k !== key) : [...c.hidden, key] }
}

const flat = (q: LocationQuery): string => JSON.stringify(Object.entries(q).sort(([a], [b]) => (a < b ? -1 : 1)))

/** viewHere is the view that the address shows now. */
export function viewHere(views: View[], query: LocationQuery): View | undefined {
  const now = flat(pageless(query))
  return views.find((v) => flat(v.query) === now)
}
