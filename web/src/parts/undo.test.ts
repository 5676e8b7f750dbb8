import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp, nextTick } from 'vue'
import { Problem } from '@/api/problem'
import type { CaseView } from '@/api/types'
import { inverses, offers } from './inverses'
import { bar, dismiss, hold, offer, release, remember, SHOWN_MS, takeBack } from './undo'
import UndoBar from './UndoBar.vue'

type Item = { id: string; section: string }
const meeting = (seq: number, order: string[], ...acts: string[]): CaseView & { items: Item[] } => ({
  id: 'm-1', no: '1', seq, status: 'collecting', status_text: '征集中', clocks: [], title: '',
  actions: acts.map((a) => ({ act: a, text: a })), items: order.map((id) => ({ id, section: 'key' })),
})
const moved = { act: 'reorder', item_id: 'b', before: 'a' }
const before = meeting(4, ['a', 'b', 'c'], 'reorder')
const after = meeting(5, ['b', 'a', 'c'], 'reorder')

interface Sent {
  body: unknown
  key: string
  seq: number
}
// The server's part: it answers each order with what is next in line.
function server(latest: CaseView, ...answers: (CaseView | Problem)[]) {
  const sent: Sent[] = []
  const send = async (_: string, __: string, body: unknown, key: string, seq: number): Promise<never> => {
    sent.push({ body, key, seq })
    const a = answers.shift()
    if (!a || a instanceof Problem) throw a ?? new Error('asked too often')
    return a as never
  }
  return { sent, door: { send: send as never, read: (async () => latest) as never } }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  dismiss()
  vi.useRealTimers()
})

describe('an act taken back', () => {
  it('is a new act on the state that the first one left, under a key of its own', async () => {
    const { sent, door } = server(after, meeting(6, ['a', 'b', 'c'], 'reorder'))
    expect((await remember('meetings', before, moved, door))(after, '调整顺序')).toBe(true)
    expect(bar).toMatchObject({ state: 'offered', what: '调整顺序' })
    await takeBack()
    expect(sent).toEqual([{ body: { act: 'reorder', item_id: 'b', before: 'c' }, key: expect.stringMatching(/^[0-9a-f]{32}$/), seq: 5 }])
    expect(bar.state).toBe('done')
    await takeBack()
    expect(sent).toHaveLength(1)
  })

  it('is not offered where the server does not offer it, nor for acts that have no inverse', async () => {
    const { door } = server(after)
    expect((await remember('meetings', before, moved, door))(meeting(5, ['b', 'a', 'c'], 'lock'), '调整顺序')).toBe(false)
    expect((await remember('meetings', before, { act: 'decide' }, door))(after, '议定')).toBe(false)
    expect(bar.state).toBe('')
  })

  it('goes on where others moved what it does not depend on', async () => {
    const { sent, door } = server(meeting(7, ['b', 'a', 'c'], 'reorder'), new Problem(412, { detail: '内容已有变化' }), meeting(8, ['a', 'b', 'c']))
    ;(await remember('meetings', before, moved, door))(after, '调整顺序')
    await takeBack()
    expect(sent.map((s) => s.seq)).toEqual([5, 7])
    expect(sent[0]?.key).not.toBe(sent[1]?.key)
    expect(bar.state).toBe('done')
  })

  it('is refused in the words of the server where somebody has moved on', async () => {
    for (const latest of [meeting(7, ['c', 'b', 'a'], 'reorder'), meeting(7, ['b', 'a', 'c'], 'convene')]) {
      const { sent, door } = server(latest, new Problem(412, { detail: '内容已有变化' }))
      ;(await remember('meetings', before, moved, door))(after, '调整顺序')
      await takeBack()
      expect(sent).toHaveLength(1)
      expect(bar).toMatchObject({ state: 'refused', why: '内容已有变化', again: false })
    }
  })

  it('is asked again under the same key where nobody knows the outcome', async () => {
    const { sent, door } = server(after, new Problem(503, {}), meeting(6, ['a', 'b', 'c']))
    ;(await remember('meetings', before, moved, door))(after, '调整顺序')
    await takeBack()
    expect(bar).toMatchObject({ state: 'refused', again: true })
    await takeBack()
    expect(sent[1]).toEqual(sent[0])
    expect(bar.state).toBe('done')
  })

  it('leaves the act alone where what had to be noted cannot be read', async () => {
    const issue = { ...meeting(1, [], 'take_off_agenda') } // names no meeting
    expect((await remember('issues', issue, { act: 'take_off_agenda' }))(meeting(2, [], 'put_on_agenda'), '移出议程')).toBe(false)
  })
})

describe('which act takes back which', () => {
  it('looks for a seat’s acts at the seat', () => {
    const v = { ...meeting(1, []), my_seats: [{ seat: 's-1', actions: [{ act: 'unclaim', text: '释放' }] }], other_seats: [] }
    expect(offers(v, { act: 'unclaim', seat: 's-1' })).toBe(true)
    expect(offers(v, { act: 'unclaim', seat: 's-2' })).toBe(false)
    expect(offers(v, { act: 'unclaim' })).toBe(false)
  })

  it('has none for what is decided, said, signed or sent', () => {
    const taken = Object.keys(inverses).map((k) => k.split('.')[1])
    for (const act of ['approve', 'reject', 'decide', 'record_position', 'sign_minutes', 'issue_minutes', 'confirm', 'slip', 'remove_item']) expect(taken).not.toContain(act)
  })

  it('puts an attendee back without the old number', () => {
    const a = { id: 'a3', user_id: 'u1', name: '韩梅', org: { id: 'o1', name: '水务' }, role: 'attend', signed: '' }
    const d = { body: { act: 'remove_attendee', attendee_id: 'a3' }, before: { ...before, attendees: [a] } as CaseView, after }
    expect(inverses['meetings.remove_attendee']!.back(d)).toEqual({ act: 'set_attendees', attendees: [{ user_id: 'u1', name: '韩梅', org: { id: 'o1', name: '水务' }, role: 'attend' }] })
    expect(inverses['meetings.remove_attendee']!.whole!({ ...d, before: { ...before, attendees: [{ ...a, signed: 'attend' }] } as CaseView })).toBe(false)
  })
})

describe('the offer', () => {
  it('stays ten seconds, and longer while somebody is at it', () => {
    offer('锁定议程', async () => {})
    vi.advanceTimersByTime(SHOWN_MS - 1000)
    hold()
    vi.advanceTimersByTime(60_000)
    expect(bar.state).toBe('offered')
    release()
    vi.advanceTimersByTime(2900)
    expect(bar.state).toBe('offered')
    vi.advanceTimersByTime(200)
    expect(bar.state).toBe('')
  })

  it('is told politely, and done by the keyboard from outside a text', async () => {
    const host = document.body.appendChild(document.createElement('div'))
    const app = createApp(UndoBar)
    app.mount(host)
    const text = document.body.appendChild(document.createElement('input'))
    let done = 0
    expect(host.querySelector('[role=status][aria-live=polite]')).not.toBeNull() // is there before it speaks
    offer('锁定议程', async () => void done++)
    await nextTick()
    expect(host.textContent).toContain('已锁定议程')
    const press = (el: EventTarget): boolean => el.dispatchEvent(new KeyboardEvent('keydown', { key: 'z', ctrlKey: true, bubbles: true }))
    press(text)
    expect(done).toBe(0)
    host.querySelector<HTMLButtonElement>('.back')!.focus()
    vi.advanceTimersByTime(SHOWN_MS * 2)
    expect(bar.state).toBe('offered') // held while it has the focus
    press(document.body)
    await vi.waitFor(() => expect(bar.state).toBe('done'))
    expect(done).toBe(1)
    await nextTick()
    expect(host.textContent).toContain('已撤销：锁定议程')
    app.unmount()
    text.remove()
    host.remove()
  })
})
