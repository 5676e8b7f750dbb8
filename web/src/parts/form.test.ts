import { describe, expect, it } from 'vitest'
import { filled, missing, startOf, type Field } from './form'

const fields: Field[] = [
  { name: 'kind', label: '类别', kind: 'select', required: true, start: 'task' },
  { name: 'lead', label: '牵头', kind: 'org', required: true, when: (v) => v.kind === 'task' },
  { name: 'text', label: '意见', kind: 'area', required: true, when: (v) => v.kind !== 'task' },
  { name: 'parts', label: '分项', kind: 'rows', required: true, fields: [{ name: 'content', label: '内容', kind: 'text', required: true }] },
]

describe('a form described by data', () => {
  it('begins with its defaults and one row where one is needed', () => {
    expect(startOf(fields)).toEqual({ kind: 'task', parts: [{}] })
  })
  it('wants only what is shown, rows included', () => {
    expect(missing(fields, startOf(fields))).toEqual(['lead', 'parts.0.content'])
    expect(missing(fields, { kind: 'note', text: ' ', parts: [{ content: 'x' }] })).toEqual(['text'])
  })
  it('sends only what is shown and filled in', () => {
    expect(filled(fields, { kind: 'note', lead: 'o1', text: ' 同意 ', parts: [{ content: 'x', more: '' }] })).toEqual({ kind: 'note', text: '同意', parts: [{ content: 'x' }] })
  })
})
