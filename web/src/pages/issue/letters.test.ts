import { expect, test } from 'vitest'
import type { CaseEvent } from '@/api/types'
import { lettersOf } from './letters'

const happened = (...acts: string[]): CaseEvent[] => acts.map((act) => ({ act }) as CaseEvent)

test('an issue has the letters of what happened to it', () => {
  expect(lettersOf('i1', undefined, 'submitted', true)).toEqual([])
  expect(lettersOf('i1', happened('report', 'return_for_info'), 'returned_for_info', false).map((l) => l.href)).toEqual(['/api/issues/i1/correction.docx'])
  expect(lettersOf('i1', happened('report', 'accept', 'confirm'), 'closed', true).map((l) => l.kind)).toEqual(['acceptance', 'closing'])
  expect(lettersOf('i1', happened('report', 'accept', 'confirm'), 'closed', false).map((l) => l.kind)).toEqual(['acceptance'])
})
