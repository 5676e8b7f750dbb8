// The one way to the server. Pages never call fetch themselves: here requests
// get their headers, answers their ETag and failures their Problem.
import { locale } from '@/app/i18n'
import { Problem } from './problem'
import type { Answer, Body, Method, Query } from './wire'

export interface Sent<T> {
  data: T
  /** etag is the case's sequence number as the server quoted it; '' where there is none. */
  etag: string
}

export interface SendOptions<B = unknown, Q = Record<string, string | number | boolean | undefined | null>> {
  query?: Q
  /** body goes out as JSON; a text is JSON already, a form goes as a form. */
  body?: B
  /** type is the body's media type where it is a text that is no JSON. */
  type?: string
  /** key makes a write safe to repeat (Idempotency-Key). */
  key?: string
  /** seq is the state the person was looking at (If-Match). */
  seq?: number
  signal?: AbortSignal
  /** keepalive lets what is sent while the page closes arrive (64 KB at most). */
  keepalive?: boolean
}

let onExpired: () => void = () => {}
/** whenExpired is told about a session that has ended; the page asks for the password and stays. */
export function whenExpired(f: () => void): void {
  onExpired = f
}

export function address(path: string, query?: SendOptions['query']): string {
  const q = new URLSearchParams()
  for (const [k, v] of Object.entries(query ?? {})) {
    if (v !== undefined && v !== null && v !== '') q.set(k, String(v))
  }
  const s = q.toString()
  return s ? `${path}?${s}` : path
}

function headersFor(o: SendOptions): Headers {
  const h = new Headers({ Accept: 'application/json, application/problem+json', 'Accept-Language': locale.value === 'en' ? 'en' : 'zh-CN' })
  if (o.body !== undefined && !(o.body instanceof FormData)) h.set('Content-Type', o.type ?? 'application/json')
  if (o.key) h.set('Idempotency-Key', o.key)
  if (o.seq !== undefined) h.set('If-Match', `"${o.seq}"`)
  return h
}

const RETRY_AFTER_MS = [400, 1200]

async function once(method: string, url: string, o: SendOptions): Promise<Response> {
  const body = o.body === undefined ? undefined : o.body instanceof FormData || typeof o.body === 'string' ? o.body : JSON.stringify(o.body)
  try {
    return await fetch(url, { method, headers: headersFor(o), body, credentials: 'same-origin', signal: o.signal, keepalive: o.keepalive })
  } catch (err) {
    if (o.signal?.aborted) throw err
    throw new Problem(0, { code: 'network.away' })
  }
}

async function problemOf(res: Response): Promise<Problem> {
  const trace = res.headers.get('X-Request-Id') ?? ''
  let body = {}
  try {
    body = await res.json()
  } catch {
    // An answer that is no JSON comes from something in between (a proxy); its text would not help anybody.
  }
  return new Problem(res.status, body, trace)
}

/**
 * sendAs asks the server once, and again after a pause when nobody can know the outcome and repeating is
 * safe. Its answer is whatever the caller says: for addresses that are put together elsewhere.
 */
export async function sendAs<T>(method: string, path: string, o: SendOptions = {}): Promise<Sent<T>> {
  const url = address(path, o.query)
  const repeatable = method === 'GET' || o.key !== undefined
  for (let attempt = 0; ; attempt++) {
    let problem: Problem
    try {
      const res = await once(method, url, o)
      if (res.ok) {
        const text = await res.text()
        return { data: (text ? JSON.parse(text) : undefined) as T, etag: (res.headers.get('ETag') ?? '').replace(/^W\/|"/g, '') }
      }
      problem = await problemOf(res)
      if (res.status === 401 && !path.startsWith('/api/session')) onExpired()
    } catch (err) {
      if (!(err instanceof Problem)) throw err
      problem = err
    }
    const pause = RETRY_AFTER_MS[attempt]
    if (!problem.away || !repeatable || pause === undefined) throw problem
    await new Promise((done) => setTimeout(done, pause))
  }
}

export async function getAs<T>(path: string, query?: SendOptions['query'], signal?: AbortSignal): Promise<T> {
  return (await sendAs<T>('GET', path, { query, signal })).data
}

/** send is sendAs where the address is written out: body and answer are those of the OpenAPI document. */
export function send<M extends Method, P extends string>(method: M, path: P, o: SendOptions<Body<M, P>, Query<M, P>> = {}): Promise<Sent<Answer<M, P>>> {
  return sendAs(method, path, o as SendOptions)
}

export function get<P extends string>(path: P, query?: Query<'GET', P>, signal?: AbortSignal): Promise<Answer<'GET', P>> {
  return getAs(path, query as SendOptions['query'], signal)
}
