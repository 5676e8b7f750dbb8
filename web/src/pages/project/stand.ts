// Where a project stands, as a decision about it depends on: told where somebody changed it meanwhile.
import { say } from '@/app/i18n'
import { dayText } from '@/parts/dates'
import type { Field, Values } from '@/parts/form'
import type { ProjectView } from './types'
import { w } from './words'

export const besideProject = (): Field[] => [
  { name: 'stands', label: w.phase, kind: 'text' },
  { name: 'planned', label: say('各节点计划', 'Milestones planned'), kind: 'area' },
  { name: 'reached', label: say('各节点完成', 'Milestones reached'), kind: 'area' },
]

export function standOf(p: ProjectView): Values {
  const dates = (on: 'target_date' | 'actual_date'): string => p.milestones.filter((m) => m[on]).map((m) => `${m.text} ${dayText(m[on])}`).join('\n')
  return { stands: p.phase_text, planned: dates('target_date'), reached: dates('actual_date') }
}
