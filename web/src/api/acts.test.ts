// @vitest-environment happy-dom
// The compiler holds the forms of acts against the document (parts/actForms.ts). Those of
// an application are partly made of its own data: papers, fields of its form, people to
// choose, set apart by the beginnings of their names. Here each is filled in, shaped as
// ActForm does it, and held against the document.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { seatActs } from '@/pages/approval/acts'
import { caseActs, othersActs } from '@/pages/approval/caseActs'
import type { SeatView } from '@/pages/approval/types'
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

const schemas = (JSON.parse(readFileSync(`${process.cwd()}/../docs/openapi.json`, 'utf8')) as { components: { schemas: Record<string, Schema> } }).components.schemas
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

const one = {
  id: 'x', no: '', status: '', title: '', form: { area: 5 },
  schema: { area: { type: 'number', title: '面积' }, use: { type: 'string', title: '用途', enum: ['住宅', '商业'] }, urgent: { type: 'boolean', title: '加急' } },
  fields: [{ key: 'area', title: '面积' }, { key: 'use', title: '用途' }, { key: 'urgent', title: '加急' }],
  materials: [{ id: 'plan', name: '总平面图', state: 'deferred', deferrable: true, due: '2026-02-02' }, { id: 'deed', name: '权属证明', state: 'given', due: '2026-02-02' }, { id: 'map', name: '红线图', state: 'missing' }],
  supplements: [{ gaps: [{ material: 'map', code: 'missing', code_text: '未提供', text: '请补' }, { field: 'use', code: 'unclear', code_text: '不清晰', text: '请改' }] }],
  steps: [{ n: 1, step: 'review', name: '会签', kind: 'stage', open: true, seats: [{ id: 's1', name: '' }] }], next: [],
  objections: [{ n: 1, run: 1, from: '王先生' }], settles: [1], consults: [], other_seats: [{ seat: 's1', run: 1, actions: [{ act: 'appoint' }, { act: 'remove_sign' }] }],
  limits: { extension: 10 }, my_seats: [],
  mine: {
    run: 1, seat: 's1', round: 1, accepts: true, required: ['area'], write: ['use', 'urgent'], return_to: [{ step: '', name: '' }], outcomes: [{ id: 'ok', name: '办结' }], resume: 'choice',
    choose: [{ step: 'check', name: '复核', least: 1, sure: true, anyone: false, people: [{ user_id: 'u-1', name: '甲', post: '', org_name: '' }] }],
  },
} as unknown as SeatView

describe('the forms of an application', () => {
  it.each(['caseActs', 'seatActs', 'othersActs'] as const)('send what the document takes: %s', (of) => {
    const acts: Record<string, ActSpec> = { caseActs, seatActs, othersActs }[of](one)
    const wrong = Object.entries(acts).flatMap(([act, spec]) => bodies(act, spec, one).flatMap((b) => against(schemas.ApprovalAct!, b, act)))
    expect([...new Set(wrong)]).toEqual([])
  })
  it('send the fields, papers and people of the application, each in its place', () => {
    const [given] = bodies('supply', caseActs(one).supply, one)
    expect(given).toMatchObject({ fields: { use: '住宅' }, materials: [{ id: 'map', files: [{ file_id: 'f-1' }] }] })
    const [decided] = bodies('approve', seatActs(one).approve, one)
    expect(decided).toMatchObject({ fields: { area: 2, use: '住宅', urgent: true }, defer: ['plan'], chosen: [{ step: 'check', users: ['u-1'] }] })
    expect(Object.keys(decided!).filter((k) => k.includes('.'))).toEqual([])
  })
})

describe('the comparison', () => {
  it('finds what does not fit', () => {
    expect(against(schemas.IssueAct!, { text: 1, nonsense: true, lead: { id: 'o' } }, 'x').sort()).toEqual(expect.arrayContaining(['x.act: missing', 'x.nonsense: unknown', 'x.text: number, not string']))
  })
})
