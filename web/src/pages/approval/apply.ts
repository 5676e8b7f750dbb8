// What somebody hands in: the form by its schema, papers, words that stand for
// papers, and people chosen for later steps.
import { computed, type ComputedRef, type MaybeRefOrGetter, toValue } from 'vue'
import { useQuery } from '@tanstack/vue-query'
import { get } from '@/api/http'
import type { FileRef } from '@/api/types'
import type { Wire } from '@/api/wire'
import { comma } from '@/app/i18n'
import { attach } from '@/parts/attach'
import type { Field } from '@/parts/form'
import { fieldOf, type Schema } from '@/parts/schema'
import { a } from './applyWords'

export interface Paper {
  files: FileRef[]
  deferred?: boolean
  committed?: boolean
}

/** DEFER_DAYS is the time for a paper that follows, in working days, where the process names none. */
export const DEFER_DAYS = 5

export interface Promised {
  text: string
  by: string
}

/** Guide is what a matter takes; its form is JSON Schema, which the document leaves open. */
export type Guide = Omit<Wire<'ApplyGuide'>, 'schema'> & { schema: { properties?: Record<string, Schema> } }
export type Choice = Wire<'ChoiceView'>

/** useGuide is what applying for the matter in force takes. */
export function useGuide(code: MaybeRefOrGetter<string>): ComputedRef<Guide | undefined> {
  const { data } = useQuery({
    queryKey: computed(() => ['apply-guide', toValue(code)]),
    queryFn: () => get(`/api/processes/${toValue(code)}/apply`),
    enabled: computed(() => !!toValue(code)),
  })
  return computed(() => data.value as Guide | undefined)
}

/** fieldsFor are the fields that the server says an applicant fills in. */
export function fieldsFor(g: { fields: Wire<'ProcessAskedField'>[]; schema: { properties?: Record<string, Schema> } }): Field[] {
  return g.fields.map((f) => {
    const field = fieldOf(f.key, g.schema.properties?.[f.key] ?? {}, !!f.required)
    if (f.units === 'many') return { ...field, kind: 'orgs', hint: undefined }
    return f.units === 'one' ? { ...field, kind: 'org' } : field
  })
}

/** CHOSEN sets apart the people chosen for later steps. */
export const CHOSEN = 'chosen.'
export type Chosen = Field & { name: `${typeof CHOSEN}${string}` }

/** choiceFields ask for the people of later steps: of those the server offers, or by name where anybody may be chosen. */
export function choiceFields(choices: Choice[], required = (c: Choice): boolean => !!c.sure): Chosen[] {
  return choices.map((c) => {
    const hint = [c.when_text ? a.chosenWhen(c.when_text) : '', !c.anyone && c.people.length < c.least ? a.chosenFew : ''].filter(Boolean).join(' ')
    const field: Chosen = { name: `${CHOSEN}${c.step}`, label: a.chosen(c.name || c.step, c.least), kind: 'users', required: required(c), hint: hint || undefined }
    if (c.anyone) return field
    return { ...field, kind: 'people', options: c.people.map((p) => ({ value: p.user_id, text: p.name, hint: [p.post, p.org_name].filter(Boolean).join(' · ') })) }
  })
}

/** chosenOf takes the people chosen out of what was filled in. */
export function chosenOf(values: object): Wire<'ChosenIn'>[] | undefined {
  const chosen = Object.entries(values).filter(([k, v]) => k.startsWith(CHOSEN) && Array.isArray(v) && v.length).map(([k, users]) => ({ step: k.slice(CHOSEN.length), users: users as string[] }))
  return chosen.length ? chosen : undefined
}

export const given = (p?: Paper): boolean => !!p && (p.files.length > 0 || !!p.deferred || !!p.committed)

/** applicantFields, paperFields and wordFields are what the hand-made parts of the forms ask, as a comparison names it. */
export const applicantFields = (): Field[] => [{ name: 'name', label: a.applicantName, kind: 'text' }, { name: 'phone', label: a.phone, kind: 'text' }]
export const wordFields = (): Field[] => [{ name: 'text', label: a.wordText, kind: 'area' }, { name: 'by', label: a.wordBy, kind: 'text' }]
export function paperFields(materials: readonly Pick<Wire<'ApplyMaterial'>, 'id' | 'name' | 'defer_days'>[]): Field[] {
  return materials.map((m) => ({ name: m.id, label: m.name, kind: 'text', say: (v) => paperText(v as Paper, m.defer_days) }))
}
function paperText(p: Paper, days = DEFER_DAYS): string {
  if (p.files.length) return p.files.map((f) => f.name).join(comma())
  return p.deferred ? a.defer(days) : p.committed ? a.commit : ''
}
/** paperIsOne: of a paper, its files and what stands for them are taken together. */
export const paperIsOne = (path: readonly string[]): boolean => path.length === 2 && path[0] === 'papers'

/** papersOf are the materials as the server takes them; what was not touched is not sent. */
export function papersOf(papers: Record<string, Paper>, only?: string[]): Wire<'MaterialIn'>[] {
  return Object.entries(papers).filter(([id, p]) => given(p) && (!only || only.includes(id)))
    .map(([id, p]) => (p.files.length ? { id, files: attach(p.files) } : { id, deferred: p.deferred || undefined, committed: p.committed || undefined }))
}

/** wordsOf are the written words: one for each paper it stands for, or for the whole examination. */
export function wordsOf(papers: Record<string, Paper>, whole: boolean, word: Promised, only?: string[]): Wire<'CommitmentIn'>[] {
  const ids = Object.entries(papers).filter(([id, p]) => p.committed && !p.files.length && (!only || only.includes(id))).map(([id]) => id)
  return [...(whole ? [{ text: word.text.trim(), by: word.by.trim() }] : []), ...ids.map((material) => ({ material, text: word.text.trim(), by: word.by.trim() }))]
}
