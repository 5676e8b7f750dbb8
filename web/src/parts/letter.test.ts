import { expect, it } from 'vitest'
import { apiOf, pageOf, projectOf } from './letter'

it('a letter is at the address of its file', () => {
  expect(pageOf('/api/tasks/t1/pauses/1/notice.docx')).toBe('/letters/tasks/t1/pauses/1/notice')
  expect(pageOf('/api/tasks/t1/pauses/1/notice.docx?to=owner')).toBe('/letters/tasks/t1/pauses/1/notice?to=owner')
  expect(apiOf('tasks/t1/pauses/1/notice')).toBe('/api/tasks/t1/pauses/1/notice')
})
it('nothing else is asked of the server', () => {
  for (const bad of ['session', 'users/u1', '../session', 'tasks/../users', 'tasks//x', 'tasks', 'projects/p1/%2e%2e', '/tasks/t1/letter']) expect(apiOf(bad), bad).toBe('')
})
it('a progress letter knows its project', () => {
  expect(projectOf('projects/p1/progress-letter')).toBe('p1')
  expect(projectOf('projects/p1/letters/ABCD-EFGH-JKMN/letter')).toBe('p1')
  expect(projectOf('tasks/t1/letter')).toBe('')
})
