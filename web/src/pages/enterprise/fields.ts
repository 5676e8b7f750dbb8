import type { Field, Values } from '@/parts/form'
import type { Town } from '@/parts/lookups'
import type { Enterprise } from './types'
import { w } from './words'

export const enterpriseFields = (towns: Town[]): Field[] => [
  { name: 'name', label: w.name, kind: 'text', required: true },
  { name: 'short_name', label: w.short, kind: 'text', half: true, max: 64 },
  { name: 'credit_code', label: w.credit, kind: 'text', half: true, hint: w.creditHint, max: 40 },
  { name: 'legal_rep', label: w.legal, kind: 'text', half: true, max: 64 },
  { name: 'contact', label: w.contact, kind: 'text', half: true, max: 64 },
  { name: 'phone', label: w.phone, kind: 'text', half: true, max: 32 },
  { name: 'town_code', label: w.town, kind: 'select', half: true, options: towns.map((t) => ({ value: t.code, text: t.name })) },
  { name: 'address', label: w.address, kind: 'text', max: 255 },
  { name: 'tags', label: w.tags, kind: 'lines', rows: 2, hint: w.tagsHint },
]

export const startOfEnterprise = (e: Enterprise): Values => ({ ...e, tags: (e.tags ?? []).join('\n') })

/** whole says also what was cleared: the server leaves alone what it is not told. */
export const whole = (v: Values): Values => ({ short_name: '', credit_code: '', legal_rep: '', contact: '', phone: '', town_code: '', address: '', tags: [], ...v })
