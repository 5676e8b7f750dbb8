// What somebody hands in: the form by its schema, papers, words that stand for
// papers, and people chosen for later steps.
import { computed, type ComputedRef, type MaybeRefOrGetter, toValue } from 'vue'
import { useQuery } from '@tanstack/vue-query'
import { get } from '@/api/http'
import type { FileRef } from '@/api/types'
import type { Wire } from '@/api/wire'
import { attach } from '@/parts/attach'
import type { Field } from '@/parts/form'
import { useProcesses } from '@/parts/lookups'
import { fieldOf, type Schema } from '@/parts/schema'

export type MaterialRule = Wire<'ProcessMaterial'>

export interface Paper {
  files: FileRef[]
  deferred?: boolean
  committed?: boolean
}

export interface Promised {
  text: string
  by: string
}

type StepRule = Wire<'ProcessStep'>

/** Definition with its form as JSON Schema, which the document leaves open. */
export type Definition = Omit<Wire<'ProcessDefinition'>, 'form'> & { form?: { schema?: { required?: string[]; properties?: Record<string, Schema> } } }

/** useDefinition is the matter as it is in force. */
export function useDefinition(code: MaybeRefOrGetter<string>): ComputedRef<Definition | undefined> {
  const processes = useProcesses()
  const version = computed(() => processes.value.find((p) => p.code === toValue(code))?.current ?? 0)
  const { data } = useQuery({
    queryKey: computed(() => ['processes', toValue(code), version.value]),
    queryFn: () => get(`/api/processes/${toValue(code)}/versions/${version.value}`),
    enabled: computed(() => version.value > 0),
    staleTime: Infinity,
  })
  return computed(() => data.value?.definition as Definition | undefined)
}

const flat = (steps: StepRule[] | null): StepRule[] => (steps ?? []).flatMap((s) => [s, ...flat((s.branches ?? []).flatMap((b) => b.steps ?? []))])

/** fieldsFor are the fields an applicant fills in: those that a later stage writes are the officials'. */
export function fieldsFor(d: Definition): Field[] {
  const theirs = new Set(flat(d.steps).flatMap((s) => [...(s.stage?.fields?.write ?? []), ...(s.stage?.fields?.required ?? [])]))
  const must = d.form?.schema?.required ?? []
  // What the flow goes round by, or finds people by, are units.
  const many = new Set(flat(d.steps).map((s) => s.over))
  const one = new Set(flat(d.steps).flatMap((s) => s.stage?.by?.map((b) => b.org_field) ?? []))
  return Object.entries(d.form?.schema?.properties ?? {}).filter(([k]) => must.includes(k) || !theirs.has(k)).map(([k, s]) => {
    const field = fieldOf(k, s, must.includes(k))
    if (many.has(k)) return { ...field, kind: 'orgs', hint: undefined }
    return one.has(k) ? { ...field, kind: 'org' } : field
  })
}

/** CHOSEN sets apart the people the applicant chooses for later steps. */
export const CHOSEN = 'chosen.'
export const choosable = (d: Definition): StepRule[] => flat(d.steps).filter((s) => s.stage?.by?.some((b) => b.chosen === 'starter'))

export const given = (p?: Paper): boolean => !!p && (p.files.length > 0 || !!p.deferred || !!p.committed)

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
