// Two devices changed one draft. What only one of them changed is taken from it,
// field by field; what both changed differently is left to the person.

/** Unit tells what is one field whatever is within it: a paper with its files, a text with its version. */
export type Unit = (path: readonly string[]) => boolean

/** ThreeWay is both drafts, each with what only the other changed: they differ where both changed a field. */
export interface ThreeWay<T> {
  mine: T
  theirs: T
  conflict: boolean
  /** taken: something of theirs is in mine now. */
  taken: boolean
  /** typed: something in mine was filled in by a person since. */
  typed: boolean
}

type Leaf = unknown
const isObject = (v: unknown): v is Record<string, unknown> => !!v && typeof v === 'object' && !Array.isArray(v)

/** essence leaves out what is empty and puts names in order: the server does, and an untouched switch says no more than none. */
function essence(v: unknown): unknown {
  if (v === null || v === '' || v === false) return undefined
  if (Array.isArray(v)) return v.length ? v.map((x) => essence(x) ?? null) : undefined
  if (!isObject(v)) return v
  const parts = Object.entries(v).map(([k, x]) => [k, essence(x)] as const).filter(([, x]) => x !== undefined)
  return parts.length ? Object.fromEntries(parts.sort(([a], [b]) => (a < b ? -1 : 1))) : undefined
}
export const blank = (v: unknown): boolean => essence(v) === undefined
export const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(essence(a)) === JSON.stringify(essence(b))
export const copy = <V>(v: V): V => (v === undefined ? v : (JSON.parse(JSON.stringify(v)) as V))

/**
 * threeWay lays theirs over mine. base is what both stand on; start is what the form
 * filled in by itself, which nobody typed: there theirs goes before, unless it is empty.
 */
export function threeWay<T>(start: T, base: T, mine: T, theirs: T, unit: Unit = () => false): ThreeWay<T> {
  let conflict = false
  let taken = false
  let typed = false

  function leaf(own: Leaf, was: Leaf, my: Leaf, their: Leaf): [Leaf, Leaf] {
    const filled = !blank(my) && same(my, own)
    typed ||= !filled && !same(my, was)
    if (same(my, their) || same(their, was) || (filled && blank(their))) return [my, my]
    if (filled || same(my, was)) {
      taken = true
      return [their, their]
    }
    conflict = true
    return [my, their]
  }
  function lay(path: readonly string[], own: Leaf, was: Leaf, my: Leaf, their: Leaf): [Leaf, Leaf] {
    const within = [my, their].some(isObject) && [my, their].every((v) => isObject(v) || blank(v))
    if (!within || unit(path)) return leaf(own, was, my, their)
    const at = (v: Leaf, k: string): Leaf => (isObject(v) ? v[k] : undefined)
    const mineOut: Record<string, unknown> = {}
    const theirOut: Record<string, unknown> = {}
    for (const k of new Set([my, their].flatMap((v) => (isObject(v) ? Object.keys(v) : [])))) {
      const [m, t] = lay([...path, k], at(own, k), at(was, k), at(my, k), at(their, k))
      if (m !== undefined) mineOut[k] = m
      if (t !== undefined) theirOut[k] = t
    }
    return [mineOut, theirOut]
  }
  const [m, t] = lay([], start, base, mine, theirs)
  return { mine: copy(m) as T, theirs: copy(t) as T, conflict, taken, typed }
}
