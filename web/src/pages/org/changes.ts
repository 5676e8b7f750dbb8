// A unit's changes in words: what each field was and becomes.
import type { Wire } from '@/api/wire'
import { dayOf } from '@/parts/dates'
import { kindName } from './kinds'
import { w } from './words'

export type OrgChange = Wire<'OrgChangeView'>

export interface Names {
  orgs: Map<string, string>
  towns: Map<string, string>
}
export interface ChangeLine {
  label: string
  before: string
  after: string
}

/** linesOf are the fields a change names, in the order of the form. */
export function linesOf(c: OrgChange, names: Names): ChangeLine[] {
  const labels: Record<keyof OrgChange['after'], string> = {
    name: w.name, short_name: w.short, type: w.type, parent_id: w.parent, town_code: w.town, phone: w.phone, sort_no: w.order, valid_from: w.from, valid_to: w.to,
  }
  const text = (key: string, v: string | number | undefined): string => {
    const s = String(v ?? '')
    if (key === 'type') return kindName(s)
    if (key === 'parent_id') return names.orgs.get(s) ?? s
    if (key === 'town_code') return names.towns.get(s) ?? s
    return s
  }
  return (Object.keys(labels) as (keyof OrgChange['after'])[])
    .filter((k) => c.after[k] !== undefined)
    .map((k) => ({ label: labels[k], before: text(k, c.before[k]) || w.none, after: text(k, c.after[k]) || w.none }))
}

/** fullDay is a day with its year, "2027年1月1日": what comes may be far off. */
export function fullDay(s: string): string {
  const d = dayOf(s)
  return d ? w.day(d.y, d.m, d.d) : s
}
