import { expect, it } from 'vitest'
import { useFinder } from './finder'

const later = <T>() => {
  let give!: (v: T) => void
  let fail!: (e: Error) => void
  const promise = new Promise<T>((yes, no) => { give = yes; fail = no })
  return { promise, give, fail }
}

it('shows the answer to the last question, whichever comes first', async () => {
  const all = later<{ items: string[] }>()
  const water = later<{ items: string[] }>()
  const told: string[] = []
  const { found, busy, find } = useFinder((q) => (q ? water.promise : all.promise), (items, q) => told.push(`${q}:${items.join()}`))
  const both = [find(''), find('水')]
  water.give({ items: ['水厂'] })
  await both[1]
  all.give({ items: ['甲', '乙'] })
  await both[0]
  expect(found.value).toEqual(['水厂'])
  expect(busy.value).toBe(false)
  expect(told).toEqual(['水:水厂'])
})

it('is empty and usable where no answer comes', async () => {
  const { found, busy, find } = useFinder<string>(() => Promise.reject(new Error('offline')))
  await find('水')
  expect(found.value).toEqual([])
  expect(busy.value).toBe(false)
})
