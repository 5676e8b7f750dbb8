// A refusal or a failure, as the server told it (RFC 9457), ready to be shown.
import type { Wire } from '@/api/wire'

export type FieldError = Partial<Wire<'FieldProblem'>>

type ProblemBody = Partial<Wire<'Problem'>>

export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly detail: string
  readonly field: string
  readonly args: Record<string, unknown>
  readonly errors: FieldError[]
  /** stale: it is not as the page shows it, somebody else acted first; the server says so. */
  readonly stale: boolean
  /** trace is what support asks for; empty where the server gave none. */
  readonly trace: string

  constructor(status: number, body: ProblemBody, trace = '') {
    super(body.detail || body.title || `HTTP ${status}`)
    this.name = 'Problem'
    this.status = status
    this.code = body.code || (status === 0 ? 'network.away' : `http.${status}`)
    this.title = body.title || ''
    this.detail = body.detail || ''
    this.field = body.field || ''
    this.args = body.args ?? {}
    this.errors = body.errors ?? []
    this.stale = body.stale ?? status === 412
    this.trace = body.trace || trace
  }

  /** away: nothing is known about the outcome; trying again with the same key is safe. */
  get away(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504
  }
}

export function asProblem(err: unknown): Problem {
  if (err instanceof Problem) return err
  return new Problem(0, { title: '', detail: err instanceof Error ? err.message : String(err), code: 'console.error' })
}
