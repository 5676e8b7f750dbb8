// Lists that pickers choose from; small, slow to change, asked for once.
import { useQuery } from '@tanstack/vue-query'
import { computed, type ComputedRef } from 'vue'
import { get } from '@/api/http'
import type { Page } from '@/api/types'

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

export const useTowns = (): ComputedRef<Town[]> =>
  useList('towns', '/api/towns', (r) => ({ code: str(r.code ?? r.town_code), name: str(r.name) }))

export const useClasses = (): ComputedRef<IssueClass[]> =>
  useList('issue-classes', '/api/issue-classes', (r) => ({
    code: str(r.code),
    text: str(r.text ?? r.name),
    children: ((r.children ?? r.l2 ?? []) as Raw[]).map((c) => ({ code: str(c.code), text: str(c.text ?? c.name) })),
  }))
