import { describe, expect, it } from 'vitest'
import { NO_CHOICE, pageless, restored, toggled, unfiltered, viewHere, withView } from './listChoice'

describe('what one chose about a list', () => {
  it('keeps a view once under its name', () => {
    const one = withView(NO_CHOICE, { name: '我的红灯', query: { light: 'red' } })
    const two = withView(one, { name: '我的红灯', query: { light: 'red', mine: '1' } })
    expect(two.views).toEqual([{ name: '我的红灯', query: { light: 'red', mine: '1' } }])
    expect(NO_CHOICE.views).toEqual([])
  })
  it('knows the view that the address shows, whatever is open beside it', () => {
    const { views } = withView(NO_CHOICE, { name: 'a', query: pageless({ status: 'x', class: 'y', open: 'i-1' }) })
    expect(viewHere(views, { class: 'y', open: 'i-2', status: 'x' })?.name).toBe('a')
    expect(viewHere(views, { class: 'y' })).toBeUndefined()
  })
  it('puts a view back in its place', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => ({ name, query: {} }))
    const all = { ...NO_CHOICE, views: [a!, b!, c!] }
    expect(restored({ ...all, views: [a!, c!] }, b!, 1)).toEqual(all)
  })
  it('hides a column and shows it again', () => {
    const hidden = toggled(NO_CHOICE, 'no')
    expect(hidden.hidden).toEqual(['no'])
    expect(toggled(hidden, 'no').hidden).toEqual([])
  })
})

it('unfiltered is the same list without filters, where there are any', () => {
  expect(unfiltered({ box: 'all', q: '水', light: 'red' })).toEqual({ box: 'all' })
  expect(unfiltered({ box: 'all', open: 'i-1' })).toBeUndefined()
})
