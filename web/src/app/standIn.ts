// Acting in an absent person's place 代理: for whom one may today, and going
// over to it and back. The server judges; here are only the choices.
import { useQuery } from '@tanstack/vue-query'
import { computed, type ComputedRef } from 'vue'
import { get, send } from '@/api/http'
import type { Wire } from '@/api/wire'
import { iso, today } from '@/parts/dates'
import { session } from './session'

export type StandIn = Wire<'StandInView'>

/** inForce tells whether a day (today in China) is one of the stand-in's days. */
export const inForce = (s: Pick<StandIn, 'from' | 'to'>, day = iso(today())): boolean => s.from <= day && day <= s.to

/** usePlaces are the stand-ins by which the person may take somebody's place today. */
export function usePlaces(): ComputedRef<StandIn[]> {
  const { data } = useQuery({ queryKey: ['stand-ins', 'mine'], queryFn: () => get('/api/stand-ins'), staleTime: 60_000 })
  return computed(() => (data.value?.items ?? []).filter((s) => s.by_user === session.user?.user_id && inForce(s)))
}

/**
 * takePlace goes over to an absent person's place; '' goes back to one's own.
 * Roles, lists and counts are all others then, so the console starts afresh.
 */
export async function takePlace(userID: string): Promise<void> {
  await send('PUT', '/api/session/place', { body: { user_id: userID } })
  location.assign('/')
}
