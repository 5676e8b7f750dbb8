import { describe, expect, it } from 'vitest'
import { choosable, fieldsFor, papersOf, wordsOf, type Definition } from './apply'

const d: Definition = {
  code: 'planning-permit', name: '规划许可', version: 1, matter: {},
  form: { schema: { required: ['address'], properties: { address: { type: 'string', title: '地点' }, indicators: { type: 'string', title: '指标' }, height: { type: 'number' } } } },
  steps: [
    { id: 'accept', kind: 'stage', stage: { by: [{}] } },
    { id: 'way', kind: 'choice', branches: [{ steps: [{ id: 'drawings', kind: 'stage', name: '审图', stage: { by: [{ chosen: 'starter' }], fields: { write: ['indicators'] } } }] }] },
  ],
}

describe('handing in', () => {
  it('asks the applicant for nothing that an official fills in', () => {
    expect(fieldsFor(d).map((f) => [f.name, f.required])).toEqual([['form.address', true], ['form.height', false]])
  })
  it('asks for units where the flow goes round by them', () => {
    const each: Definition = { ...d, form: { schema: { properties: { units: { type: 'array', items: { type: 'string' } } } } }, steps: [{ id: 'review', kind: 'each', over: 'units' }] }
    expect(fieldsFor(each)[0]?.kind).toBe('orgs')
  })
  it('finds the steps whose people the applicant chooses, inside branches too', () => {
    expect(choosable(d).map((s) => s.id)).toEqual(['drawings'])
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
