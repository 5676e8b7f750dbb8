import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref, type EffectScope, type Ref } from 'vue'
import { useDraft, type Draft } from './draft'

interface Form {
  heading: string
  ask: string
  project?: string
  parts: Record<string, string>
}

/** A server with one draft, as store/draft.go keeps it. */
const server = { body: null as null | { at: number; by?: string; value: Form }, version: 0, away: false, mute: false, puts: 0 }
const ordered = (v: unknown): string => JSON.stringify(v, (_, x: unknown) => (x && typeof x === 'object' && !Array.isArray(x) ? Object.fromEntries(Object.entries(x).sort()) : x))

async function answer(url: string, init: RequestInit): Promise<Response> {
  if (server.away) throw new TypeError('Failed to fetch')
  const said = await done(url, init)
  if (server.mute) throw new TypeError('Failed to fetch') // done, and nobody hears of it
  return said
}
async function done(url: string, init: RequestInit): Promise<Response> {
  const json = (status: number, body: unknown): Response => new Response(JSON.stringify(body), { status })
  if (init.method === 'GET') {
    const items = server.body ? [{ kind: 'issue', name: 'report', body: JSON.parse(ordered(server.body)), version: server.version, updated_at: '2026-11-26T10:00:00+08:00' }] : []
    return json(200, { items })
  }
  const match = new Headers(init.headers).get('If-Match')?.replace(/"/g, '')
  if (match !== undefined && match !== String(server.version)) {
    const own = server.body?.by && new URL(url, location.href).searchParams.get('by')?.split(',').includes(server.body.by)
    if (init.method !== 'DELETE' || (server.body && !own)) return json(412, { code: 'draft.stale' })
  }
  if (init.method === 'PUT') {
    server.puts++
    server.body = JSON.parse(String(init.body))
    server.version += 7
    return json(200, { version: server.version })
  }
  server.body = null
  server.version = 0
  return json(200, {})
}

class Device {
  memory: Record<string, string> = {}
  /** what the form has of itself before anybody types. */
  own: Partial<Form> = {}
  scope?: EffectScope
  form!: Ref<Form>
  draft!: Draft<Form>

  /** on runs something on this device, with what it remembers. */
  async on(run: () => void | Promise<void>): Promise<void> {
    localStorage.clear()
    for (const [k, v] of Object.entries(this.memory)) localStorage.setItem(k, v)
    await run()
    this.memory = { ...localStorage }
  }
  opens = (): Promise<void> => this.on(async () => {
    this.form = ref({ heading: '', ask: '', ...this.own, parts: {} })
    this.scope = effectScope()
    this.draft = this.scope.run(() => useDraft('issue', 'report', this.form))!
    await settled()
  })
  types = (part: Partial<Form>, wait = 6000): Promise<void> => this.on(async () => {
    Object.assign(this.form.value, part)
    await nextTick()
    await vi.advanceTimersByTimeAsync(wait)
  })
  does = (run: () => void): Promise<void> => this.on(async () => {
    run()
    await vi.advanceTimersByTimeAsync(6000)
  })
}
const settled = async (): Promise<void> => void (await vi.advanceTimersByTimeAsync(1))

let [phone, desk] = [new Device(), new Device()]
beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => answer(url, init))
  Object.assign(server, { body: null, version: 0, away: false, mute: false, puts: 0 })
  ;[phone, desk] = [new Device(), new Device()]
})
afterEach(() => {
  phone.scope?.stop()
  desk.scope?.stop()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('a draft', () => {
  it('is there on another device, and opening it there is no change', async () => {
    await phone.opens()
    await phone.types({ heading: '未通水', parts: { z: '1', a: '2' } })
    expect(server.body?.value.heading).toBe('未通水')
    await desk.opens()
    expect(desk.form.value.heading).toBe('未通水')
    expect(desk.draft.restored.value).toBe(true)
    await desk.types({}, 60_000)
    expect(server.puts).toBe(1)
    await phone.types({ ask: '请接通' })
    expect(server.body?.value.ask).toBe('请接通')
    expect(phone.draft.other.value).toBeNull()
  })

  it('that two devices changed is on both, and the person decides', async () => {
    await phone.opens()
    await phone.types({ heading: '未通水' })
    await desk.opens()
    await phone.types({ ask: '手机写的' })
    await desk.types({ ask: '电脑写的' })
    expect(server.body?.value.ask).toBe('手机写的') // nothing was overwritten
    expect(desk.form.value.ask).toBe('电脑写的')
    expect(desk.draft.other.value?.value.ask).toBe('手机写的')

    await desk.on(() => desk.draft.swap())
    expect(desk.form.value.ask).toBe('手机写的')
    expect(desk.draft.other.value?.value.ask).toBe('电脑写的')
    await desk.on(() => desk.draft.swap())
    await desk.does(() => desk.draft.settle())
    expect(server.body?.value.ask).toBe('电脑写的')
    expect(desk.draft.other.value).toBeNull()

    await phone.types({ heading: '一直未通水' }) // the phone learns of it as soon as it has something to say
    expect(phone.form.value).toMatchObject({ heading: '一直未通水', ask: '电脑写的' }) // what was decided there holds here
    expect(phone.draft.taken.value?.before.ask).toBe('手机写的')
    expect(phone.draft.other.value).toBeNull()
  })

  it('keeps what was swapped out through a reload until the person decides', async () => {
    await phone.opens()
    await phone.types({ heading: '未通水' })
    await desk.opens()
    await phone.types({ ask: '手机写的' })
    await desk.types({ ask: '电脑写的' })
    await desk.does(() => desk.draft.swap())
    desk.scope?.stop()
    await desk.opens()
    expect(desk.form.value.ask).toBe('手机写的')
    expect(desk.draft.other.value?.value.ask).toBe('电脑写的')
    await desk.on(() => desk.draft.swap())
    await desk.does(() => desk.draft.settle())
    expect(server.body?.value.ask).toBe('电脑写的')
    expect(desk.draft.other.value).toBeNull()
  })

  it('of which each device filled in another field is whole on both, and says what came in', async () => {
    await phone.opens()
    await phone.types({ heading: '未通水' })
    await desk.opens()
    await phone.types({ ask: '请接通' })
    await desk.types({ parts: { a: '电脑写的' } })
    expect(desk.form.value).toEqual({ heading: '未通水', ask: '请接通', parts: { a: '电脑写的' } })
    expect(desk.draft.other.value).toBeNull()
    expect(desk.draft.taken.value?.before).toEqual({ heading: '未通水', ask: '', parts: { a: '电脑写的' } })
    await desk.types({}, 6000)
    expect(server.body?.value).toEqual(desk.form.value)

    await desk.does(() => desk.draft.swap()) // what was here before can still be had
    expect(desk.form.value.ask).toBe('')
    expect(desk.draft.other.value?.value.ask).toBe('请接通')
    await desk.on(() => desk.draft.swap())
    await desk.does(() => desk.draft.settle())
    expect(server.body?.value.ask).toBe('请接通')
  })

  it('asks only about the field that both changed, and has the rest of both', async () => {
    await phone.opens()
    await phone.types({ heading: '未通水', parts: { a: '1', b: '1' } })
    await desk.opens()
    await phone.types({ ask: '手机写的', parts: { a: '2', b: '1' } })
    await desk.types({ ask: '电脑写的', parts: { a: '1', b: '3' } })
    expect(desk.form.value).toMatchObject({ ask: '电脑写的', parts: { a: '2', b: '3' } })
    expect(desk.draft.other.value?.value).toMatchObject({ ask: '手机写的', parts: { a: '2', b: '3' } })
  })

  it('emptied on one device is emptied on the other, where nobody wrote there since', async () => {
    await phone.opens()
    await phone.types({ heading: '未通水', ask: '一' })
    await desk.opens()
    await phone.types({ ask: '' })
    await desk.types({ heading: '一直未通水' })
    expect(desk.form.value).toMatchObject({ heading: '一直未通水', ask: '' })
    expect(desk.draft.taken.value?.before.ask).toBe('一')
  })

  it('with a field that the form filled in here and nobody there is no contradiction', async () => {
    await phone.opens()
    await phone.types({ heading: '未通水', project: '' })
    desk.own = { project: '' }
    await desk.on(async () => {
      desk.form = ref({ heading: '', ask: '', project: '', parts: {} })
      desk.scope = effectScope()
      desk.draft = desk.scope.run(() => useDraft('issue', 'report', desk.form))!
      desk.form.value.project = 'p1' // the only project there is, before the draft has come
      desk.draft.fills('project')
      await settled()
    })
    expect(desk.form.value).toMatchObject({ heading: '未通水', project: 'p1' })
    expect([desk.draft.other.value, desk.draft.taken.value]).toEqual([null, null])
    expect(desk.draft.restored.value).toBe(true)
    await desk.types({}, 60_000)
    expect(server.puts).toBe(1) // nobody typed here
    await desk.types({ ask: '请接通' })
    expect(server.body?.value).toMatchObject({ ask: '请接通', project: 'p1' })
  })

  it('with what the form begins with here takes what a person wrote there', async () => {
    phone.own = { project: '张三' }
    desk.own = { project: '张三' }
    await phone.opens()
    await phone.types({ heading: '未通水', project: '李四' })
    await desk.opens()
    expect(desk.form.value.project).toBe('李四')
    expect(desk.draft.other.value).toBeNull()
    await phone.types({ project: '' })
    const third = new Device()
    third.own = { project: '张三' }
    await third.opens()
    expect(third.form.value.project).toBe('张三') // what the form itself says is not emptied
    third.scope?.stop()
  })

  it('that the form alone filled in is none', async () => {
    await phone.opens()
    await phone.on(async () => {
      phone.form.value.project = 'p1'
      phone.draft.fills('project')
      await vi.advanceTimersByTimeAsync(60_000)
    })
    expect([server.puts, Object.keys(phone.memory)]).toEqual([0, []])
  })

  it('sent on one device does not come back on the other for what the form filled in', async () => {
    await phone.opens()
    await phone.types({ ask: '一', project: '' })
    phone.scope?.stop()
    await desk.opens()
    await desk.does(() => desk.draft.drop())
    await phone.on(async () => {
      phone.form = ref({ heading: '', ask: '', project: '', parts: {} })
      phone.scope = effectScope()
      phone.draft = phone.scope.run(() => useDraft('issue', 'report', phone.form))!
      phone.form.value.project = 'p1'
      phone.draft.fills('project')
      await settled()
    })
    expect(phone.form.value).toMatchObject({ ask: '', project: 'p1' })
  })

  it('typed without a connection meets the newer one when it is opened again', async () => {
    await phone.opens()
    await phone.types({ ask: '一' })
    await desk.opens()
    server.away = true
    await desk.types({ ask: '路上写的' })
    desk.scope?.stop()
    server.away = false
    await phone.types({ ask: '二' })
    await desk.opens()
    expect(desk.form.value.ask).toBe('路上写的')
    expect(desk.draft.other.value?.value.ask).toBe('二')
  })

  it('reaches the server once there is a connection, without another word', async () => {
    await phone.opens()
    server.away = true
    await phone.types({ ask: '一' })
    server.away = false
    await phone.types({}, 40_000)
    expect(server.body?.value.ask).toBe('一')
  })

  it('that was sent on one device does not come back on the other', async () => {
    await phone.opens()
    await phone.types({ ask: '一' })
    phone.scope?.stop()
    await desk.opens()
    await desk.does(() => desk.draft.drop())
    expect(server.body).toBeNull()
    await phone.opens()
    expect(phone.form.value.ask).toBe('')
    expect(phone.draft.restored.value).toBe(false)
    expect(phone.memory).toEqual({})
  })

  it('sent on one device keeps what the other typed since', async () => {
    await phone.opens()
    await phone.types({ ask: '一' })
    await desk.opens()
    await phone.types({ ask: '一和二' })
    await desk.does(() => desk.draft.drop())
    expect(server.body?.value.ask).toBe('一和二')
  })

  it('that is sent right after a reload is gone, though nobody told that it was saved', async () => {
    await phone.opens()
    await phone.types({ ask: '一' }, 100)
    await phone.on(async () => {
      server.mute = true
      window.dispatchEvent(new Event('pagehide'))
      await settled()
      server.mute = false
    })
    expect(server.body?.value.ask).toBe('一')
    server.away = true // the list is read before it is there
    await phone.opens()
    server.away = false
    expect(phone.form.value.ask).toBe('一')
    await phone.does(() => phone.draft.drop())
    expect([server.body, phone.memory]).toEqual([null, {}])
  })

  it('that was sent as the connection broke does not come back', async () => {
    await phone.opens()
    await phone.types({ ask: '一' })
    server.away = true
    await phone.does(() => phone.draft.drop())
    phone.scope?.stop()
    expect(server.body?.value.ask).toBe('一')
    server.away = false
    await phone.opens()
    expect(phone.form.value.ask).toBe('')
    expect([server.body, phone.memory]).toEqual([null, {}])
  })

  it('typed on another device since is kept, also where the connection broke', async () => {
    await phone.opens()
    await phone.types({ ask: '一' })
    await desk.opens()
    server.away = true
    await phone.does(() => phone.draft.drop())
    server.away = false
    await desk.types({ ask: '一和二' })
    await phone.opens()
    expect(server.body?.value.ask).toBe('一和二')
    expect(phone.form.value.ask).toBe('一和二')
  })

  it('goes to the server when the page is closed', async () => {
    await phone.opens()
    await phone.types({ ask: '一' }, 100)
    await phone.on(async () => {
      window.dispatchEvent(new Event('pagehide'))
      await settled()
    })
    expect(server.body?.value.ask).toBe('一')
  })
})
