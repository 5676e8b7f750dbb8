import { afterEach, describe, expect, it, vi } from 'vitest'
import { address, sendAs as send } from './http'
import { Problem } from './problem'

afterEach(() => vi.unstubAllGlobals())

const answer = (status: number, body: unknown, headers: Record<string, string> = {}): Response => new Response(JSON.stringify(body), { status, headers })

describe('the way to the server', () => {
  it('leaves empty filters out of the address', () => {
    expect(address('/api/issues', { status: '', q: '水', page: undefined })).toBe('/api/issues?q=%E6%B0%B4')
  })
  it('sends the key and the state the person saw', async () => {
    const asked: Request[] = []
    vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
      asked.push(new Request(`http://x${url}`, init))
      return answer(200, { seq: 8 }, { ETag: 'W/"8"' })
    })
    const { etag } = await send('POST', '/api/tasks/t/acts', { body: { act: 'sign' }, key: 'k1', seq: 7 })
    expect(etag).toBe('8')
    expect(asked[0]?.headers.get('Idempotency-Key')).toBe('k1')
    expect(asked[0]?.headers.get('If-Match')).toBe('"7"')
  })
  it('repeats with the same key when nobody knows the outcome', async () => {
    const keys: (string | null)[] = []
    vi.stubGlobal('fetch', async (_url: string, init: RequestInit) => {
      keys.push(new Headers(init.headers).get('Idempotency-Key'))
      if (keys.length === 1) throw new TypeError('connection lost')
      return answer(200, {})
    })
    await send('POST', '/api/issues', { body: {}, key: 'k2' })
    expect(keys).toEqual(['k2', 'k2'])
  })
  it('never repeats what carries no key', async () => {
    let n = 0
    vi.stubGlobal('fetch', async () => {
      n++
      throw new TypeError('connection lost')
    })
    await expect(send('POST', '/api/session', { body: {} })).rejects.toMatchObject({ code: 'network.away', away: true })
    expect(n).toBe(1)
  })
  it('turns a refusal into its problem, with the trace', async () => {
    vi.stubGlobal('fetch', async () => answer(412, { code: 'case.stale', title: '内容已被更新', detail: '赵磊 已先办理', trace: 't1' }))
    const p = await send('POST', '/api/tasks/t/acts', { body: {}, key: 'k3' }).catch((e: unknown) => e)
    expect(p).toBeInstanceOf(Problem)
    expect(p).toMatchObject({ stale: true, code: 'case.stale', trace: 't1', message: '赵磊 已先办理' })
  })
})
