import { describe, expect, it } from 'vitest'
import { choiceFields, chosenOf, fieldsFor, papersOf, wordsOf, type Choice } from './apply'

const schema = { properties: { address: { type: 'string', title: '地点' }, units: { type: 'array', items: { type: 'string' } }, unit: { type: 'string' } } }
const choice: Choice = { step: 'experts', name: '专家评审', least: 2, sure: true, people: [{ user_id: 'u1', name: '张三', post: '承办人', org_name: '住建委' }] }

describe('handing in', () => {
  it('asks for the fields the server names, and for units where it says so', () => {
    const fields = fieldsFor({ schema, fields: [{ key: 'address', required: true }, { key: 'units', units: 'many' }, { key: 'unit', units: 'one' }] })
    expect(fields.map((f) => [f.name, f.required, f.kind])).toEqual([['form.address', true, 'area'], ['form.units', false, 'orgs'], ['form.unit', false, 'org']])
  })
  it('offers exactly whom the server offers, and says when they are too few', () => {
    const [field] = choiceFields([choice])
    expect([field?.kind, field?.required, field?.options]).toEqual(['people', true, [{ value: 'u1', text: '张三', hint: '承办人 · 住建委' }]])
    expect(field?.hint).toContain('不足')
    expect(choiceFields([{ ...choice, sure: false, when_text: '“面积”大于5', anyone: true }])[0]).toMatchObject({ kind: 'users', required: false, hint: '“面积”大于5的，才经过这个环节。' })
  })
  it('sends who was chosen, and nothing where nobody was', () => {
    expect(chosenOf({ 'chosen.experts': ['u1', 'u2'], 'chosen.other': [], 'form.a': 1 })).toEqual([{ step: 'experts', users: ['u1', 'u2'] }])
    expect(chosenOf({ 'chosen.other': [] })).toBeUndefined()
  })
  it('sends papers, promises to follow and words, and nothing untouched', () => {
    const file = { id: 'f1', name: 'a.pdf', size: 1, sha256: 'x' }
    const papers = { a: { files: [file] }, b: { files: [], deferred: true }, c: { files: [], committed: true }, d: { files: [] } }
    expect(papersOf(papers).map((p) => p.id)).toEqual(['a', 'b', 'c'])
    expect(wordsOf(papers, true, { text: ' 属实 ', by: '张三' })).toEqual([{ text: '属实', by: '张三' }, { material: 'c', text: '属实', by: '张三' }])
  })
  it('a paper handed in needs no word', () => {
    expect(wordsOf({ c: { files: [{ id: 'f', name: 'x', size: 1, sha256: 'x' }], committed: true } }, false, { text: 't', by: 'b' })).toEqual([])
  })
})
