import { beforeEach, describe, expect, it } from 'vitest'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import { arrived, closeBar, missed, reopen, unmissed, upgrade, watchUpgrades, type Place } from './upgrade'

const OLD = '/assets/index-old.js'
const shipped = (build: string): string => `<script type="module" src="${build}"></script>`

function placeOf(build: string, now: () => string): Place & { went: string[] } {
  const went: string[] = []
  return { build, memory: sessionStorage, page: async () => now(), go: (to) => void went.push(to), went }
}

beforeEach(() => {
  sessionStorage.clear()
  closeBar()
})

describe('a part of the page that is gone', () => {
  it('opens the page anew where the person was going, and says so there', async () => {
    const p = placeOf(OLD, () => shipped('/assets/index-new.js'))
    await missed(p, '/tasks/t1?tab=2')
    expect(p.went).toEqual(['/tasks/t1?tab=2'])
    expect(upgrade.standing).toBe('opening')
    closeBar()
    arrived(p)
    expect(upgrade.standing).toBe('opened')
    closeBar()
    arrived(p)
    expect(upgrade.standing).toBe('') // once
  })

  it('never opens the same build anew twice', async () => {
    const p = placeOf(OLD, () => shipped(OLD))
    await missed(p, '/tasks')
    await missed(p, '/tasks')
    await missed(p, '/issues')
    expect(p.went).toEqual(['/tasks'])
    expect(upgrade.standing).toBe('stuck')
    reopen(p) // the person may
    expect(p.went).toEqual(['/tasks', '/issues'])
  })

  it('goes to and fro between two servers of different builds once each', async () => {
    const [a, b] = [placeOf(OLD, () => shipped('/b.js')), placeOf('/b.js', () => shipped(OLD))]
    for (let n = 0; n < 4; n++) {
      await missed(a, '/tasks')
      await missed(b, '/tasks')
    }
    expect([...a.went, ...b.went]).toEqual(['/tasks', '/tasks'])
  })

  it('stays where the server is away', async () => {
    const p = placeOf(OLD, () => {
      throw new Error('no connection')
    })
    await missed(p, '/tasks')
    expect(p.went).toEqual([])
    expect(upgrade.standing).toBe('away')
  })

  it('asks first where the person was going nowhere: they may be typing', async () => {
    const p = placeOf(OLD, () => shipped('/assets/index-new.js'))
    await missed(p)
    expect(p.went).toEqual([])
    expect(upgrade.standing).toBe('stuck')
  })
})

describe('the router', () => {
  const gone = new TypeError('Failed to fetch dynamically imported module: /assets/TaskList-old.js')
  const broken = new Error('a page that throws')
  const routerOf = (): Router =>
    createRouter({
      history: createMemoryHistory(),
      routes: [
        { path: '/', component: {} },
        { path: '/gone', component: () => Promise.reject(gone) },
        { path: '/broken', component: () => Promise.reject(broken) },
      ],
    })
  const settled = async (): Promise<void> => new Promise((done) => setTimeout(done, 5))

  it('goes to the page whose part is gone, and to no other', async () => {
    const router = routerOf()
    const p = placeOf(OLD, () => shipped('/assets/index-new.js'))
    watchUpgrades(router, p)
    await router.push('/')
    await router.push('/broken').catch(() => undefined)
    await router.push('/gone?tab=2').catch(() => undefined)
    await settled()
    expect(p.went).toEqual(['/gone?tab=2'])
  })

  it('has no say where a part within a page is gone', async () => {
    const p = placeOf(OLD, () => shipped('/assets/index-new.js'))
    watchUpgrades(routerOf(), p)
    window.dispatchEvent(Object.assign(new Event('vite:preloadError'), { payload: new Error('Unable to preload CSS for /assets/FlowTab-old.css') }))
    await settled()
    expect(p.went).toEqual([])
    expect(upgrade.standing).toBe('stuck')
  })

  it('that nobody asked for is no loss', async () => {
    const err = new Error('Failed to fetch dynamically imported module: /assets/ActForm-old.js')
    window.dispatchEvent(Object.assign(new Event('vite:preloadError'), { payload: err }))
    unmissed(err)
    await settled()
    expect(upgrade.standing).toBe('')
  })
})
