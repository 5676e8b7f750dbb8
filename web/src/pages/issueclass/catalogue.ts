// The catalogue of classes, and what one change makes of the whole of it: the
// server takes it whole, so that two who change it at once notice.
import type { Wire } from '@/api/wire'
import type { Values } from '@/parts/form'

export type ClassRow = Wire<'ClassView'>
export type Catalogue = Wire<'ClassCatalogueView'>

export type Level = Wire<'IssueLevel'>

const plain = (c: ClassRow): Values => ({ code: c.code, name: c.name, l1: c.l1, l1_name: c.l1_name, default_org: c.default_org, days: c.days, retired: !!c.retired, with_level: !!c.with_level })

/** changed is the catalogue with one class changed, or a new one put after the last of its first level. */
export function changed(all: ClassRow[], code: string, to: Values): Values[] {
  const list = all.map(plain)
  const at = list.findIndex((c) => c.code === code)
  if (at >= 0) list[at] = { ...list[at], ...to }
  else list.splice(list.map((c) => c.l1).lastIndexOf(to.l1) + 1 || list.length, 0, to)
  return list
}

/** levelChanged is the catalogue with every class of a first level changed. */
export const levelChanged = (all: ClassRow[], l1: string, to: Values): Values[] => all.map(plain).map((c) => (c.l1 === l1 ? { ...c, ...to } : c))

/** levelRetired is the catalogue without a first level: its classes go, and those that went already stay as they went. */
export const levelRetired = (all: ClassRow[], l1: string): Values[] => all.map(plain).map((c) => (c.l1 === l1 && !c.retired ? { ...c, retired: true, with_level: true } : c))

/** wentWith are the classes that went with their first level; all of it where nobody noted which. */
export function wentWith(all: ClassRow[], l1: string): string[] {
  const under = all.filter((c) => c.l1 === l1)
  const went = under.filter((c) => c.with_level)
  return (went.length ? went : under).map((c) => c.code)
}

/** levelRevived is the catalogue with a first level again, with those of its classes that are named. */
export const levelRevived = (all: ClassRow[], l1: string, back: unknown): Values[] =>
  all.map(plain).map((c) => (c.l1 === l1 ? { ...c, retired: !(Array.isArray(back) && back.includes(c.code)), with_level: false } : c))

/** TOWN stands for the town the project lies in, as the usual lead. */
export const TOWN = 'town'

/** leadOf is the usual lead as the server takes it: the project's town, a unit, or none. */
export function leadOf({ by_town: byTown, ...v }: Values): Values {
  return { ...v, default_org: byTown ? TOWN : (v.default_org ?? '') }
}
