// Lists that pickers choose from; small, slow to change, asked for once.
import { useQuery } from '@tanstack/vue-query'
import { computed, reactive, type ComputedRef } from 'vue'
import { get } from '@/api/http'
import type { Unit } from '@/api/types'
import type { Wire } from '@/api/wire'
import { queries } from '@/app/query'

const HOUR = 3_600_000

export type Org = Wire<'OrgUnit'>
export type Town = Wire<'OrgTownName'>
export interface IssueClass {
  code: string
  text: string
  children: { code: string; text: string }[]
}

export function useOrgs(): ComputedRef<Org[]> {
  const { data } = useQuery({ queryKey: ['orgs'], queryFn: () => get('/api/orgs'), staleTime: HOUR })
  return computed(() => data.value?.items ?? [])
}

/** useOrgNames are the units' names by id. */
export function useOrgNames(): ComputedRef<Map<string, string>> {
  const orgs = useOrgs()
  return computed(() => new Map(orgs.value.map((o) => [o.id, o.name])))
}

/** foundNames are the names of people, projects and enterprises that pickers have found, by id. */
export const foundNames = reactive(new Map<string, string>())

/** nameProject finds the name of a project chosen on an earlier visit, which no picker has found since. */
export async function nameProject(id: unknown): Promise<void> {
  if (typeof id !== 'string' || !id || foundNames.has(id)) return
  const p = await get(`/api/projects/${id}`).catch(() => undefined) // its id is shown
  if (p) foundNames.set(id, p.name)
}

export function useTowns(): ComputedRef<Town[]> {
  const { data } = useQuery({ queryKey: ['towns'], queryFn: () => get('/api/towns'), staleTime: HOUR })
  return computed(() => data.value?.items ?? [])
}

/** useClasses groups the catalogue by first level; issues carry the second level's code. */
export function useClasses(): ComputedRef<IssueClass[]> {
  const { data } = useQuery({ queryKey: ['issue-classes'], queryFn: () => get('/api/issue-classes'), staleTime: HOUR })
  return computed(() => {
    const groups = new Map<string, IssueClass>()
    for (const c of data.value?.classes ?? []) {
      const g = groups.get(c.l1) ?? { code: c.l1, text: c.l1_name, children: [] }
      g.children.push({ code: c.code, text: c.name })
      groups.set(c.l1, g)
    }
    return [...groups.values()]
  })
}

/** useLevels are all first levels of the catalogue, also those offered no more: old issues are in them. */
export function useLevels(): ComputedRef<Wire<'IssueLevel'>[]> {
  const { data } = useQuery({ queryKey: ['issue-classes'], queryFn: () => get('/api/issue-classes'), staleTime: HOUR })
  return computed(() => data.value?.levels ?? [])
}

/** useSources are the ways by which an issue may have come, in words. */
export function useSources(): ComputedRef<Map<string, string>> {
  const { data } = useQuery({ queryKey: ['issue-classes'], queryFn: () => get('/api/issue-classes'), staleTime: HOUR })
  return computed(() => new Map((data.value?.sources ?? []).map((s) => [s.code, s.name])))
}

export type ProcessRow = Wire<'ProcessView'>

/** useProcesses are the matters that can be applied for, those in use only. */
export function useProcesses(): ComputedRef<ProcessRow[]> {
  const { data } = useQuery({ queryKey: ['processes'], queryFn: () => get('/api/processes'), staleTime: HOUR })
  return computed(() => (data.value?.items ?? []).filter((p) => p.current))
}

/** unitOf is the unit as acts name it, from the list the pickers already hold. */
export function unitOf(chosen: string): Unit
export function unitOf(id: unknown): Unit | undefined
export function unitOf(id: unknown): Unit | undefined {
  if (typeof id !== 'string' || !id) return undefined
  const row = queries.getQueryData<Wire<'ListOrgUnit'>>(['orgs'])?.items.find((r) => r.id === id)
  return { id, name: row?.name ?? '', type: row?.type || undefined }
}

export const unitsOf = (ids: unknown): Unit[] =>
  (Array.isArray(ids) ? ids : []).map((id: unknown) => unitOf(id)).filter((u) => u !== undefined)

/** unitNames are the units' names by id, from the list the pages already hold. */
export const unitNames = (): Map<string, string> =>
  new Map((queries.getQueryData<Wire<'ListOrgUnit'>>(['orgs'])?.items ?? []).map((r) => [r.id, r.name]))
