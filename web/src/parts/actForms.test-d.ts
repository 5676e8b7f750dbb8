// What the compiler refuses of the forms of acts. vue-tsc reads this file, nothing runs
// it: each line under a @ts-expect-error must be a mistake, or the check itself fails.
import type { Acts, Attachment, Unit } from '@/api/types'
import type { Wire } from '@/api/wire'
import type { FieldOf, Forms, Sending } from './actForms'
import type { Option } from './form'

type Issue = Acts['issues']
type Task = Acts['tasks']
declare const sent: Sending<Issue>
declare const sentTask: Sending<Task>
declare function attach(files: unknown): Attachment[] | undefined
declare function unitOf(id: unknown): Unit | undefined
declare function opts<const V extends string>(...values: V[]): Option<V>[]

export const right: Partial<Forms<Issue>> = {
  rework: { fields: [{ name: 'reason', label: '', kind: 'area' }] },
  note: sent({ fields: [{ name: 'text', label: '', kind: 'area' }, { name: 'files', label: '', kind: 'files' }], shape: (v) => ({ ...v, files: attach(v.files) }) }),
  return_for_info: { fields: [{ name: 'missing', label: '', kind: 'checks', options: opts('who', 'when') }] },
}

export const wrong: Partial<Forms<Issue>> = {
  // @ts-expect-error no act has this field
  rework: { fields: [{ name: 'raeson', label: '', kind: 'area' }] },
  // @ts-expect-error a number is not asked for as text
  publish: { fields: [{ name: 'note_seq', label: '', kind: 'text' }] },
  // @ts-expect-error no grade has this name
  triage: { fields: [{ name: 'grade', label: '', kind: 'radio', options: opts('ordinary', 'huge') }] },
  // @ts-expect-error what has a list is not asked for as free text
  ask_slot: { fields: [{ name: 'way', label: '', kind: 'text' }] },
  // @ts-expect-error no element has this name
  return_for_info: { fields: [{ name: 'missing', label: '', kind: 'checks', options: opts('who', 'wen') }] },
  // @ts-expect-error files must be shaped into attachments
  dispute: { fields: [{ name: 'files', label: '', kind: 'files' }] },
  // @ts-expect-error what is shaped must have been looked through
  appeal: { fields: [{ name: 'reason', label: '', kind: 'area' }], shape: () => ({ nonsense: true }) },
}

// @ts-expect-error no issue knows this act
export const unknown: Partial<Forms<Issue>> = { rewrok: { fields: [] } }
// @ts-expect-error this act is the system's
export const system: Partial<Forms<Issue>> = { hear_task: { fields: [] } }
// @ts-expect-error an act without a form, which no page has elsewhere
export const incomplete: Forms<Acts['plans'], 'submit'> = { add_matter: { fields: [] } }

// @ts-expect-error what is asked for goes out under a name that no body has
sent({ fields: [{ name: 'leed', label: '', kind: 'org' }], shape: (v) => v })
// @ts-expect-error a misspelt field of the body
sent({ fields: [{ name: 'lead', label: '', kind: 'org' }], shape: (v) => ({ lead: unitOf(v.lead), raeson: '' }) })
// @ts-expect-error a misspelt field of the form
sent({ fields: [{ name: 'lead', label: '', kind: 'org' }], shape: (v) => ({ lead: unitOf(v.leed) }) })
// @ts-expect-error a unit is not its id
sent({ fields: [{ name: 'lead', label: '', kind: 'org' }], shape: (v) => v })
// @ts-expect-error a block must say what the task waits for, and no field asks
sentTask({ fields: [{ name: 'text', label: '', kind: 'area', required: true }], shape: (v) => ({ block: { text: v.text } }) })
// @ts-expect-error a block must have its text, and the form lets it be empty
sentTask({ fields: [{ name: 'text', label: '', kind: 'area' }], shape: (v) => ({ block: { kind: 'task', text: v.text } }) })
// @ts-expect-error nothing of this kind holds a task up
sentTask({ fields: [{ name: 'text', label: '', kind: 'area', required: true }], shape: (v) => ({ block: { kind: 'weather', text: v.text } }) })
// @ts-expect-error a share needs its unit, and the rows do not ask for it
sentTask({ fields: [{ name: 'parts', label: '', kind: 'rows', required: true, fields: [{ name: 'content', label: '', kind: 'area', required: true }, { name: 'due', label: '', kind: 'date', required: true }] }], shape: (v) => v })

// @ts-expect-error a task force knows no such field
export const force: FieldOf<Omit<Wire<'TaskForceAct'>, 'act'>> = { name: 'title_of', label: '', kind: 'text' }
