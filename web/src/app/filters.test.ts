import { describe, expect, it } from 'vitest'
import { createApp, defineComponent, h } from 'vue'
import { createMemoryHistory, createRouter, RouterView } from 'vue-router'
import { fromQuery, toQuery, useFilters } from './filters'

const defaults = { q: '', status: '', tab: 'agenda' }

describe('filters live in the address', () => {
  it('come out of it, unknown keys left alone', () => {
    expect(fromQuery(defaults, { q: '水', open: 'i1' })).toEqual({ q: '水', status: '', tab: 'agenda' })
  })
  it('go into it without what is as usual, keeping what belongs to others', () => {
    expect(toQuery(defaults, { q: '水', status: '', tab: 'agenda' }, { open: 'i1', status: 'closed' })).toEqual({ open: 'i1', q: '水' })
  })
  it('survive the way there and back', () => {
    const f = { q: '管道', status: 'in_progress', tab: 'minutes' }
    expect(fromQuery(defaults, toQuery(defaults, f, {}))).toEqual(f)
  })
  it('take the first of several', () => {
    expect(fromQuery(defaults, { status: ['a', 'b'] }).status).toBe('a')
  })
})

describe('a filter that settles late', () => {
  // A list with a search, and a page that is fetched when it is opened.
  async function site() {
    let arrive: (fail?: Error) => void = () => {}
    let set: (part: { q: string }) => void = () => {}
    const List = defineComponent({ setup: () => ((set = useFilters({ q: '' }).set), () => h('p', 'list')) })
    const fetched = () => new Promise<object>((done, fail) => (arrive = (err) => (err ? fail(err) : done({ render: () => h('p', 'one') }))))
    const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/list', component: List }, { path: '/one', component: fetched }] })
    await router.push('/list')
    const app = createApp({ render: () => h(RouterView) }).use(router)
    app.mount(document.createElement('div'))
    return { router, type: (q: string) => set({ q }), arrive: (err?: Error) => arrive(err) }
  }
  const settled = () => new Promise((done) => setTimeout(done))

  it('does not call off the page that was opened meanwhile', async () => {
    const { router, type, arrive } = await site()
    const opening = router.push('/one')
    await settled()
    type('冷链')
    await settled()
    arrive()
    await opening
    expect(router.currentRoute.value.fullPath).toBe('/one')
  })
  it('counts again when that page could not be had', async () => {
    const { router, type, arrive } = await site()
    const opening = router.push('/one').catch(() => undefined)
    await settled()
    arrive(new Error('no such file'))
    await opening
    type('冷链')
    await settled()
    expect(router.currentRoute.value.query).toEqual({ q: '冷链' })
  })
})
