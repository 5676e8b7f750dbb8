// What is proved here is proved by the compiler (npm run check): a name the
// server does not know, a wrong value or an address that is no route is refused.
import { afterEach, expect, it, vi } from 'vitest'
import { get, send } from './http'
import type { Body, Wire } from './wire'

afterEach(() => vi.unstubAllGlobals())

it('answers and bodies are those of the address', async () => {
  const asked: string[] = []
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url)
    return new Response('{"items":[]}')
  })
  const id: string = 'p1'
  const name: (p: Wire<'ProjectView'>) => string = (p) => p.name
  name(await get(`/api/projects/${id}`))
  // @ts-expect-error a project is not its counts
  name(await get('/api/projects/counts'))
  // @ts-expect-error not an address of the server: nobody knows what it answers
  name(await get(`/api/nowhere/${id}`))
  // @ts-expect-error the server knows no such filter
  await get('/api/tasks', { limit: 3, colour: 'red' })
  // @ts-expect-error notices are read by number
  const read: Body<'POST', '/api/notices/read'> = { ids: ['a'] }
  await send('POST', '/api/notices/read', { body: read })
  expect(asked).toEqual(['/api/projects/p1', '/api/projects/counts', '/api/nowhere/p1', '/api/tasks?limit=3&colour=red', '/api/notices/read'])
})
