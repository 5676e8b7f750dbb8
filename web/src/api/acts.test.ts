// @vitest-environment happy-dom
// The forms of acts are data, so no compiler sees what they send. Here each is filled
// in, shaped as ActForm does it, and held against the OpenAPI document: an act the
// noun does not know, a field it does not have or a value of another kind is found.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { seatActs } from '@/pages/approval/acts'
import { caseActs } from '@/pages/approval/caseActs'
import type { ApprovalView, SeatView } from '@/pages/approval/types'
import { issueActs } from '@/pages/issue/acts'
import { meetingActs } from '@/pages/meeting/acts'
import { planActs } from '@/pages/plan/acts'
import { taskActs } from '@/pages/task/acts'
import { filled, startOf, type ActSpec, type Field, type Values } from '@/parts/form'
import type { CaseView } from './types'

interface Schema {
  $ref?: string
  type?: string | string[]
  enum?: unknown[]
  properties?: Record<string, Schema>
  additionalProperties?: Schema | boolean
  required?: string[]
  items?: Schema
}

const read = (path: string): string => readFileSync(`${process.cwd()}/../docs/${path}`, 'utf8')
const schemas = (JSON.parse(read('openapi.json')) as { components: { schemas: Record<string, Schema> } }).components.schemas
const resolve = (s: Schema): Schema => (s.$ref ? schemas[s.$ref.split('/').at(-1)!]! : s)
const kindOf = (v: unknown): string => (Array.isArray(v) ? 'array' : v === null ? 'null' : typeof v)
const fits = (type: string, v: unknown): boolean => type === kindOf(v) || (type === 'integer' && Number.isInteger(v))

/** against lists what a value has that the schema has not. */
function against(schema: Schema, v: unknown, at: string): string[] {
  const s = resolve(schema)
  if (v === undefined) return []
  if (s.type && ![s.type].flat().some((t) => fits(t, v))) return [`${at}: ${kindOf(v)}, not ${[s.type].flat().join(' or ')}`]
  if (s.enum && !s.enum.includes(v)) return [`${at}: ${JSON.stringify(v)} is none of ${s.enum.join()}`]
  if (Array.isArray(v)) return v.flatMap((x, i) => (s.items ? against(s.items, x, `${at}.${i}`) : []))
  if (kindOf(v) !== 'object' || !s.properties) return []
  const has = v as Values
  const missing = (s.required ?? []).filter((k) => has[k] === undefined).map((k) => `${at}.${k}: missing`)
  return [...missing, ...Object.entries(has).flatMap(([k, x]) => (s.properties![k] ? against(s.properties![k]!, x, `${at}.${k}`) : s.additionalProperties === false && x !== undefined ? [`${at}.${k}: unknown`] : []))]
}

const FILE = { id: 'f-1', name: '附件.pdf', sha256: 'ab', size: 3 }

/** sample is what somebody might fill in. */
function sample(f: Field, view: CaseView): unknown {
  const options = (typeof f.options === 'function' ? f.options(view) : f.options) ?? []
  const first = options[0]?.value
  const one: Partial<Record<Field['kind'], unknown>> = {
    number: 2, rate: 4, date: '2026-01-05', workday: '2026-01-05', time: '09:30', switch: true, files: [FILE],
    checks: first === undefined ? [] : [first], orgs: ['o-1'], users: ['u-1'], people: ['u-1'], projects: ['p-1'], lines: '甲\n乙',
    rows: [Object.fromEntries((f.fields ?? []).map((x) => [x.name, sample(x, view)]))],
  }
  // A choice without options here is one among the case's own things, which have numbers or ids.
  return one[f.kind] ?? first ?? (f.name === 'n' || f.name === 'note_seq' ? 1 : '甲')
}

/** bodies are what a form sends: filled in whole, once for each way to answer its choices. */
function bodies(act: string, spec: ActSpec, view: CaseView): Values[] {
  const start = startOf(spec.fields, view)
  const whole = Object.fromEntries(spec.fields.map((f) => [f.name, sample(f, view)]))
  const ways = spec.fields.flatMap((f) => (f.kind === 'radio' || f.kind === 'select' ? ((typeof f.options === 'function' ? f.options(view) : f.options) ?? []).map((o) => ({ [f.name]: o.value })) : []))
  return [{}, ...ways].map((way) => {
    const content = filled(spec.fields, { ...start, ...whole, ...way }, view)
    return JSON.parse(JSON.stringify({ act, ...(spec.shape ? spec.shape(content, view) : content) })) as Values
  })
}

const known = (noun: string): Set<string> => new Set([...read(`states/${noun}.md`).matchAll(/^\| [^|]+ \| `([a-z_]+)` \|/gm)].map((m) => m[1]!))
const empty = { id: 'x', matters: [], blocks: [], notes: [], items: [], steps: [], materials: [], fields: [], schema: {}, form: {}, supplements: [], other_seats: [], settles: [], objections: [], consults: [], next: [], limits: {}, mine: { run: 1, seat: 's1', round: 1, write: [], choose: [], return_to: [{ step: '', name: '' }], outcomes: [{ id: 'ok', name: '办结' }], resume: 'choice' } } as unknown as CaseView

describe.each([
  ['issue', 'IssueAct', issueActs()],
  ['task', 'TaskAct', taskActs()],
  ['meeting', 'MeetingAct', meetingActs()],
  ['plan', 'PlanAct', planActs([{ value: 'x', text: '' }], [{ value: 'land', text: '' }])],
  ['approval', 'ApprovalAct', { ...caseActs(empty as unknown as ApprovalView), ...seatActs(empty as unknown as SeatView) }],
] as [string, string, Record<string, ActSpec>][])('the forms of a %s', (noun, schema, acts) => {
  it('are of acts that the noun knows', () => {
    expect(Object.keys(acts).filter((a) => !known(noun).has(a))).toEqual([])
  })
  it('send what the document takes', () => {
    const wrong = Object.entries(acts).flatMap(([act, spec]) => bodies(act, spec, empty).flatMap((b) => against(schemas[schema]!, b, act)))
    expect([...new Set(wrong)]).toEqual([])
  })
})

describe('the comparison', () => {
  it('finds what does not fit', () => {
    expect(against(schemas.IssueAct!, { text: 1, nonsense: true, lead: { id: 'o' } }, 'x').sort()).toEqual(expect.arrayContaining(['x.act: missing', 'x.nonsense: unknown', 'x.text: number, not string']))
  })
})
