// Lists that pickers choose from; small, slow to change, asked for once.
import { useQuery } from '@tanstack/vue-query'
import { computed, type ComputedRef } from 'vue'
import { get } from '@/api/http'
import type { Page } from '@/api/types'
import { queries } from '@/app/query'

const HOUR = 3_600_000

export interface Org {
  id: string
  name: string
  type: string
}
export interface Town {
  code: string
  name: string
}
export interface IssueClass {
  code: string
  text: string
  children: { code: string; text: string }[]
}

type Raw = Record<string, unknown>
const str = (v: unknown): string => (typeof v === 'string' ? v : '')

function useList<T>(name: string, path: string, read: (r: Raw) => T): ComputedRef<T[]> {
  const { data } = useQuery({ queryKey: [name], queryFn: () => get<Page<Raw>>(path, { limit: 100 }), staleTime: HOUR })
  return computed(() => (data.value?.items ?? []).map(read))
}

export const useOrgs = (): ComputedRef<Org[]> =>
  useList('orgs', '/api/orgs', (r) => ({ id: str(r.org_id ?? r.id), name: str(r.name), type: str(r.type) }))

/** useOrgNames are the units' names by id. */
export function useOrgNames(): ComputedRef<Map<string, string>> {
  const orgs = useOrgs()
  return computed(() => new Map(orgs.value.map((o) => [o.id, o.name])))
}

export const useTowns = (): ComputedRef<Town[]> =>
  useList('towns', '/api/towns', (r) => ({ code: str(r.code ?? r.town_code), name: str(r.name) }))

/** useClasses groups the catalogue by first level; issues carry the second level's code. */
export function useClasses(): ComputedRef<IssueClass[]> {
  const { data } = useQuery({ queryKey: ['issue-classes'], queryFn: () => get<{ classes?: Raw[] }>('/api/issue-classes'), staleTime: HOUR })
  return computed(() => {
    const groups = new Map<string, IssueClass>()
    for (const c of data.value?.classes ?? []) {
      const l1 = str(c.l1)
      const g = groups.get(l1) ?? { code: l1, text: str(c.l1_name), children: [] }
      g.children.push({ code: str(c.code), text: str(c.name) })
      groups.set(l1, g)
    }
    return [...groups.values()]
  })
}

export interface ProcessRow {
  code: string
  name: string
  current: number
  phase?: string
  phase_text?: string
  authority?: string
  authority_name?: string
}

/** useProcesses are the matters that can be applied for, those in use only. */
export function useProcesses(): ComputedRef<ProcessRow[]> {
  const { data } = useQuery({ queryKey: ['processes'], queryFn: () => get<Page<ProcessRow>>('/api/processes'), staleTime: HOUR })
  return computed(() => (data.value?.items ?? []).filter((p) => p.current))
}

/** unitOf is the unit as acts name it, from the list the pickers already hold. */
export function unitOf(id: unknown): { id: string; name: string; type?: string } | undefined {
  if (typeof id !== 'string' || !id) return undefined
  const page = queries.getQueryData<Page<Raw>>(['orgs'])
  const row = page?.items.find((r) => (r.org_id ?? r.id) === id)
  return { id, name: str(row?.name), type: str(row?.type) || undefined }
}

export const unitsOf = (ids: unknown): { id: string; name: string }[] =>
  (Array.isArray(ids) ? ids : []).map(unitOf).filter((u) => u !== undefined)

/** unitNames are the units' names by id, from the list the pages already hold. */
export const unitNames = (): Map<string, string> =>
  new Map((queries.getQueryData<Page<Raw>>(['orgs'])?.items ?? []).map((r) => [str(r.org_id ?? r.id), str(r.name)]))
