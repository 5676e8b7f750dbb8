// What this person had the server do in the background: exports and imports. The
// list is asked again each second, but only while something of theirs is under way.
import { useQuery } from '@tanstack/vue-query'
import { computed, ref, watch, type ComputedRef } from 'vue'
import { get, send } from '@/api/http'
import type { Wire } from '@/api/wire'
import { queries } from './query'
import { session } from './session'

export type Errand = Wire<'ErrandView'>

const KEY = ['errands']
const ASK_MS = 1000

/** trayOpen is whether the tray of the shell is open. */
export const trayOpen = ref(false)

/** awaited are sheets ordered on this page and not yet saved: they are saved when done. */
const awaited = new Set<string>()

export const isLive = (e: Pick<Errand, 'state'>): boolean => e.state === 'waiting' || e.state === 'running'
export const fileOf = (e: Pick<Errand, 'id' | 'format'>): string => `/api/errands/${e.id}/file.${e.format}`

/** percent is how far an order is, 0 while nobody knows of how much. */
export const percent = (e: Pick<Errand, 'rows' | 'expected' | 'state'>): number =>
  e.state === 'done' ? 100 : e.expected > 0 ? Math.min(99, Math.floor((e.rows * 100) / e.expected)) : 0

/** finished takes the awaited sheets that are done now out of those awaited. */
export function finished<E extends Pick<Errand, 'id' | 'state'>>(list: E[], waiting: Set<string>): E[] {
  const done = list.filter((e) => waiting.has(e.id) && !isLive(e))
  for (const e of done) waiting.delete(e.id)
  return done.filter((e) => e.state === 'done')
}

function save(e: Errand): void {
  const a = document.createElement('a')
  a.href = fileOf(e)
  a.download = ''
  a.click()
}

export function useErrands(): { list: ComputedRef<Errand[]>; live: ComputedRef<number> } {
  const { data } = useQuery({
    queryKey: KEY,
    queryFn: () => get('/api/errands'),
    enabled: computed(() => !!session.user),
    refetchInterval: (q) => (q.state.data?.items.some(isLive) ? ASK_MS : false),
    refetchIntervalInBackground: true,
  })
  const list = computed(() => data.value?.items ?? [])
  watch(list, (now) => finished(now, awaited).forEach(save))
  return { list, live: computed(() => list.value.filter(isLive).length) }
}

/** ExportPath is where a list is ordered as a sheet. */
export type ExportPath = '/api/issues/ledger' | '/api/tasks/ledger' | '/api/approvals/ledger' | '/api/projects/export' | '/api/audit/export'

const refresh = (): Promise<void> => queries.invalidateQueries({ queryKey: KEY })

/** orderExport orders a list as a sheet and shows the tray. */
export async function orderExport(path: ExportPath, filters: Record<string, string | undefined>, key: string): Promise<void> {
  const { data } = await send('POST', path, { query: filters, key })
  awaited.add(data.id)
  trayOpen.value = true
  await refresh()
}

/** orderImport orders an uploaded sheet to be taken in, or only checked. */
export async function orderImport(fileId: string, check: boolean, key: string): Promise<Errand> {
  const { data } = await send('POST', '/api/projects/imports', { body: { file_id: fileId, dry_run: check }, key })
  await refresh()
  return data
}

/** turn cancels or retries an order. */
export async function turn(e: Errand, act: 'cancel' | 'retry'): Promise<void> {
  try {
    await send('POST', `/api/errands/${e.id}/${act}`)
    if (act === 'retry' && e.kind === 'export') awaited.add(e.id)
  } finally {
    await refresh()
  }
}
