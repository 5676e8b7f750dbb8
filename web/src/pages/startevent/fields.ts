import type { Field } from '@/parts/form'
import type { StartEvent } from './types'
import { w } from './words'

/** eventFields are an event's form; of an existing one the members are known by name. */
export const eventFields = (e?: StartEvent): Field[] => [
  { name: 'name', label: w.name, kind: 'text', required: true, placeholder: w.nameEg, start: e?.name },
  { name: 'date', label: w.date, kind: 'date', required: true, half: true, start: e?.date },
  { name: 'place', label: w.place, kind: 'text', half: true, start: e?.place },
  { name: 'basis', label: w.basis, kind: 'text', max: 500, start: e?.basis },
  { name: 'members', label: w.members, kind: 'projects', hint: w.membersHint, start: (e?.members ?? []).map((m) => m.id), options: (e?.members ?? []).map((m) => ({ value: m.id, text: m.name })) },
]
