import { bracketed } from '@/app/i18n'
import type { Field } from '@/parts/form'
import type { PlanTypes } from './types'
import { w } from './words'

/** drawFields are what drawing a plan asks: the optional matters follow the type. */
export function drawFields(t: PlanTypes): Field[] {
  const optional = (code: unknown) => t.types.find((x) => x.code === code)?.matters.filter((m) => m.when) ?? []
  return [
    { name: 'project_id', label: w.project, kind: 'project', required: true },
    { name: 'type', label: w.type, kind: 'radio', required: true, options: t.types.map((x) => ({ value: x.code, text: x.name })) },
    ...t.types.filter((x) => optional(x.code).length).map<Field>((x) => ({
      name: 'with', label: w.optional, kind: 'checks', when: (v) => v.type === x.code, options: optional(x.code).map((m) => ({ value: m.process, text: m.spec.name + bracketed(m.when ?? '') })),
    })),
    { name: 'start', label: w.start, kind: 'date' },
  ]
}
