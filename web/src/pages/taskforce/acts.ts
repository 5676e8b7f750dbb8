// What can be done to a task force; each act is one small form.
import { say } from '@/app/i18n'
import { dayText, iso, today } from '@/parts/dates'
import type { Field, Values } from '@/parts/form'
import type { Wire } from '@/api/wire'
import type { FieldOf } from '@/parts/actForms'
import type { TaskForceView } from './types'
import { w } from './words'

type Act = Wire<'TaskForceAct'>

export interface ForceAct {
  act: Act['act']
  text: string
  fields: FieldOf<Omit<Act, 'act'>>[]
  may: (f: TaskForceView) => boolean
}

/** besideForce are the parts of a task force that an act stands on, told where somebody changed them meanwhile. */
export const besideForce = (): Field[] => [
  { name: 'dissolved', label: w.dissolved, kind: 'text' },
  { name: 'members', label: w.members, kind: 'area' },
  { name: 'plan', label: w.plan, kind: 'area' },
  { name: 'contacts', label: w.contacts, kind: 'area' },
]

export const standOf = (f: TaskForceView): Values => ({
  dissolved: dayText(f.dissolved_on),
  members: (f.members ?? []).filter((m) => !m.to).map((m) => `${m.org?.name ?? ''} ${m.name} ${m.role}`.trim()).join('\n'),
  plan: f.plan.map((s) => `${s.done ? '✓' : '○'} ${s.step} ${dayText(s.done_on || s.due)}`).join('\n'),
  contacts: f.contacts.map((c) => `${dayText(c.at)} ${c.by} ${c.text}${c.resolved ? ' ✓' : ''}`).join('\n'),
})

const kinds = () =>
  [
    { value: 'visit', text: say('走访', 'Visit') },
    { value: 'call', text: say('通话', 'Call') },
    { value: 'site', text: say('现场', 'On site') },
    { value: 'other', text: say('其他', 'Other') },
  ] as const

export function forceActs(f: TaskForceView): ForceAct[] {
  const openSteps = (f.plan ?? []).filter((s) => !s.done).map((s) => ({ value: s.n, text: s.step }))
  const waiting = (f.contacts ?? []).filter((c) => c.forward && !c.resolved).map((c) => ({ value: c.n, text: c.promise || c.text.slice(0, 40) }))
  const members = (f.members ?? []).filter((m) => !m.to).map((m) => ({ value: m.n, text: `${m.org?.name ?? ''} ${m.name}` }))
  return [
    {
      act: 'log_contact', text: say('记一次对接', 'Log a contact'), may: (x) => x.log,
      fields: [
        { name: 'kind', label: say('方式', 'Kind'), kind: 'radio', required: true, start: 'visit', options: kinds() },
        { name: 'on', label: say('日期', 'On'), kind: 'date', start: iso(today()), half: true },
        { name: 'people', label: say('对接人员', 'With whom'), kind: 'text', required: true, half: true },
        { name: 'text', label: say('情况', 'What was found'), kind: 'area', required: true },
        { name: 'promise', label: say('承诺事项', 'What was promised'), kind: 'text' },
        { name: 'forward', label: say('跟进提醒', 'Remind me on'), kind: 'date' },
      ],
    },
    { act: 'resolve_contact', text: say('跟进已落实', 'Promise kept'), may: (x) => x.log && waiting.length > 0, fields: [{ name: 'n', label: say('承诺事项', 'Promise'), kind: 'select', required: true, options: waiting }] },
    {
      act: 'add_step', text: say('加一步计划', 'Add a step'), may: (x) => x.manage,
      fields: [
        { name: 'title', label: say('工作内容', 'Step'), kind: 'text', required: true },
        { name: 'user_id', label: say('负责人', 'Who'), kind: 'user', required: true, half: true },
        { name: 'due', label: say('时限', 'Due'), kind: 'workday', required: true },
      ],
    },
    { act: 'finish_step', text: say('完成一步', 'Finish a step'), may: (x) => x.manage && openSteps.length > 0, fields: [{ name: 'n', label: say('工作内容', 'Step'), kind: 'select', required: true, options: openSteps }, { name: 'text', label: say('完成情况', 'How'), kind: 'area' }] },
    { act: 'add_member', text: say('加成员', 'Add a member'), may: (x) => x.manage, fields: [{ name: 'user_id', label: say('人员', 'Person'), kind: 'user', required: true }, { name: 'role', label: say('分工', 'Role'), kind: 'text' }] },
    { act: 'remove_member', text: say('减成员', 'Remove a member'), may: (x) => x.manage && members.length > 0, fields: [{ name: 'n', label: say('人员', 'Person'), kind: 'select', required: true, options: members }] },
    { act: 'dissolve', text: say('撤销专班', 'Dissolve'), may: (x) => x.manage, fields: [{ name: 'text', label: say('总结', 'Summary'), kind: 'area', required: true }, { name: 'lessons', label: say('可供借鉴的做法', 'Lessons'), kind: 'area' }] },
  ]
}
