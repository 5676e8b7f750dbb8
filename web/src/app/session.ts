// Who is using the console. The server decides what they may do; here their
// roles only choose which shell and which menu they see.
import { reactive, readonly } from 'vue'
import { send, whenExpired } from '@/api/http'
import type { User } from '@/api/types'
import type { Wire } from '@/api/wire'
import { queries } from './query'

interface State {
  user: User | null
  /** expired: the session ended under an open page; the page stays and asks for the password. */
  expired: boolean
  /** mustChange: nothing else is open until the first password is replaced. */
  mustChange: boolean
}

const state = reactive<State>({ user: null, expired: false, mustChange: false })
export const session = readonly(state) as Readonly<State>

function enter(a: Wire<'SessionView'>): void {
  if (state.user && state.user.user_id !== a.user.user_id) queries.clear()
  state.user = a.user
  state.expired = false
  state.mustChange = a.must_change
}

whenExpired(() => {
  if (state.user) state.expired = true
})

let asked: Promise<void> | null = null

/** whoAmI asks the server once per page load. */
export function whoAmI(): Promise<void> {
  asked ??= send('GET', '/api/session/who').then(
    ({ data }) => (data.session ? enter(data.session) : void (asked = null)),
    (err) => {
      asked = null
      throw err
    },
  )
  return asked
}

export async function login(name: string, password: string): Promise<void> {
  const a = await send('POST', '/api/session', { body: { login: name, password } })
  const before = state.user?.user_id
  enter(a.data)
  // What stands on the page was typed by somebody else, and is not this person's to send.
  if (before && before !== a.data.user.user_id) location.assign('/')
  asked = Promise.resolve()
}

export async function changePassword(current: string, next: string): Promise<void> {
  await send('POST', '/api/session/password', { body: { current, new: next } })
  state.mustChange = false
}

export async function logout(): Promise<void> {
  await send('DELETE', '/api/session')
  state.user = null
  asked = null
  queries.clear()
}

export function has(...roles: string[]): boolean {
  return roles.some((r) => state.user?.roles?.includes(r))
}

export function isOwner(): boolean {
  return has('owner')
}
