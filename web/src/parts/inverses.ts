// Which act takes back which: the one table. An accepted act is on the record, so
// an undo is a new act that the server has anyway, never an erasure. An act is
// here only if everything is then as it was, apart from the record that shows
// both, and if whoever was told of it learns of its withdrawal too. Why the
// others are missing: docs/decisions/0020-what-can-be-taken-back.md.
import { getCase, type Noun } from '@/api/cases'
import { send, sendAs } from '@/api/http'
import type { CaseView } from '@/api/types'
import { say } from '@/app/i18n'
import type { StandIn } from '@/app/standIn'
import type { ApprovalView } from '@/pages/approval/types'
import type { IssueView } from '@/pages/issue/types'
import type { Item, MeetingView } from '@/pages/meeting/types'
import type { TaskView } from '@/pages/task/types'
import { iso, today } from './dates'

export type Body = { act: string } & Record<string, unknown>

/** Done is an act that was accepted, with the case before and after it. */
export interface Done<V = CaseView, K = unknown> {
  body: Body
  before: V
  after: V
  /** kept is what had to be noted before the act. */
  kept?: K
}

/** Order sends an act to a case as it stands now, if it offers the act. */
export type Order = <V extends CaseView>(noun: Noun, id: string, body: Body) => Promise<V>

export interface Inverse<V extends CaseView, K> {
  /** remember notes what nobody could read any more afterwards. */
  remember?: (before: V, body: Body) => Promise<K>
  /** whole tells whether everything would come back. */
  whole?: (d: Done<V, K>) => boolean
  /** back is the act that takes it back, on the same case. */
  back: (d: Done<V, K>) => Body
  /** still: what it depends on is as it was left, so that other moves of the case do not matter. */
  still?: (left: V, latest: V) => boolean
  /** then puts in its place what came back. */
  then?: (d: Done<V, K>, order: Order) => Promise<void>
}

// What is generic here is so only for whoever writes a line of the table.
const of = <V extends CaseView, K = unknown>(i: Inverse<V, K>): Inverse<CaseView, unknown> => i as unknown as Inverse<CaseView, unknown>

/** offers tells whether a case offers an act to the reader, on the named seat where acts are a seat's. */
export function offers(v: CaseView, { act, seat }: Body): boolean {
  const has = (list: { act: string }[] | null | undefined): boolean => !!list?.some((a) => a.act === act)
  if (!seat) return has(v.actions)
  const { my_seats: mine, other_seats: others } = v as ApprovalView
  return [...mine, ...others].some((s) => s.seat === seat && has(s.actions))
}

const atOnce = (): string => say('办理后随即撤销', 'Taken back at once')

interface Place {
  meeting: MeetingView
  item: Item
  /** next is the item of the section that it stood before; '' at the end. */
  next: string
}

function placeOf(m: MeetingView, of: (i: Item) => boolean): Place | undefined {
  const item = m.items?.find(of)
  if (!item) return undefined
  const section = m.items!.filter((i) => i.section === item.section)
  return { meeting: m, item, next: section[section.indexOf(item) + 1]?.id ?? '' }
}

// What was said and added to an item at the meeting does not come back with the issue.
const bare = (i: Item, issue: IssueView): boolean =>
  !i.slot?.from && !i.override && !i.materials?.length && !i.outcomes?.length && (i.stands?.length ?? 0) === (issue.positions?.length ?? 0) && (i.tendency_text ?? '') === (issue.tendency ?? '')

const TRIES = 20
const PAUSE_MS = 250

// The meeting hears of the issue a moment after the issue has said yes.
async function whenBack(meeting: string, issue: string): Promise<{ m: MeetingView; item: Item }> {
  for (let n = 1; ; n++) {
    const m = await getCase('meetings', meeting)
    const item = m.items?.find((i) => i.issue_id === issue)
    if (item) return { m, item }
    if (n >= TRIES) throw new Error(say('会议还没有列入该议题，请到会议议程核对。', 'The meeting has not taken it in yet; see its agenda.'))
    await new Promise((done) => setTimeout(done, PAUSE_MS))
  }
}

async function toItsPlace({ before, kept }: Done<IssueView, Place | undefined>, order: Order): Promise<void> {
  if (!kept) return
  const { m, item } = await whenBack(kept.meeting.id, before.id)
  const was = kept.item
  if (item.minutes !== was.minutes || item.section !== was.section || (item.presenter ?? '') !== (was.presenter ?? '')) {
    await order('meetings', m.id, { act: 'set_slot', item_id: item.id, minutes: was.minutes, section: was.section, presenter: was.presenter })
  }
  if (kept.next && m.items?.some((i) => i.id === kept.next)) await order('meetings', m.id, { act: 'reorder', item_id: item.id, before: kept.next })
}

const orderOf = (m: MeetingView): string => (m.items ?? []).map((i) => i.id).join()
const cuttable = (v: ApprovalView): string[] => v.other_seats.filter((s) => s.actions.some((a) => a.act === 'remove_sign')).map((s) => s.seat)
const added = (d: Done<ApprovalView>): string[] => cuttable(d.after).filter((s) => !cuttable(d.before).includes(s))
const onSeat = (act: string) => of<ApprovalView>({ whole: (d) => !!d.body.seat, back: (d) => ({ act, seat: d.body.seat }) })
const openBlocks = (t: TaskView): number[] => (t.blocks ?? []).filter((b) => !b.ended).map((b) => b.n)
const newBlock = (d: Done<TaskView>): number | undefined => openBlocks(d.after).find((n) => !openBlocks(d.before).includes(n))

/** inverses are the acts on cases that can be taken back, by noun and act. */
export const inverses: Record<string, Inverse<CaseView, unknown>> = {
  'issues.put_on_agenda': of<IssueView>({
    back: () => ({ act: 'take_off_agenda', reason: atOnce() }),
    still: (left, latest) => left.meeting?.id === latest.meeting?.id,
  }),
  'issues.take_off_agenda': of<IssueView, Place | undefined>({
    remember: async (v) => placeOf(await getCase('meetings', v.meeting!.id), (i) => i.issue_id === v.id),
    whole: ({ before, kept }) => !!kept && ['draft', 'collecting'].includes(kept.meeting.status) && bare(kept.item, before),
    back: ({ kept }) => ({ act: 'put_on_agenda', meeting: { id: kept!.meeting.id } }),
    still: (left, latest) => left.status === latest.status,
    then: toItsPlace,
  }),
  'meetings.reorder': of<MeetingView>({
    whole: ({ body, before }) => !!placeOf(before, (i) => i.id === body.item_id),
    back: ({ body, before }) => ({ act: 'reorder', item_id: body.item_id, before: placeOf(before, (i) => i.id === body.item_id)!.next || undefined }),
    still: (left, latest) => orderOf(left) === orderOf(latest),
  }),
  'meetings.remove_attendee': of<MeetingView>({
    whole: ({ body, before }) => !!before.attendees?.some((a) => a.id === body.attendee_id && !a.signed),
    back: ({ body, before }) => {
      const { user_id, name, org, duty, role } = before.attendees!.find((a) => a.id === body.attendee_id)!
      return { act: 'set_attendees', attendees: [{ user_id, name, org, duty, role }] }
    },
    still: () => true,
  }),
  'meetings.lock': of<MeetingView>({
    whole: ({ before }) => (before.cutoffs?.lock ?? '') >= iso(today()),
    back: ({ before }) => ({ act: 'unlock', until: before.cutoffs!.lock, reason: atOnce() }),
    still: (left, latest) => left.status === latest.status,
  }),
  'tasks.block': of<TaskView>({
    whole: (d) => newBlock(d) !== undefined,
    back: (d) => ({ act: 'unblock', n: newBlock(d), reason: atOnce() }),
    still: () => true,
  }),
  'approvals.claim': onSeat('unclaim'),
  'approvals.unclaim': onSeat('claim'),
  'approvals.delegate': onSeat('recall'),
  'approvals.add_sign': of<ApprovalView>({
    whole: (d) => added(d).length === 1,
    back: (d) => ({ act: 'remove_sign', seat: added(d)[0], reason: atOnce() }),
  }),
}

/** Change is what no case keeps: an arrangement or a setting, with the request that takes it back. */
export interface Change<T> {
  whole?: (x: T) => boolean
  back: (x: T, key: string) => Promise<unknown>
}
const change = <T>(c: Change<T>): Change<T> => c

/** changes are those beside the cases, by what was done. */
export const changes = {
  standInMade: change<{ id: string }>({ back: ({ id }, key) => send('DELETE', `/api/stand-ins/${id}`, { key }) }),
  standInRevoked: change<StandIn>({
    whole: ({ to }) => to >= iso(today()),
    back: ({ for_user, by_user, from, to }, key) => send('POST', '/api/stand-ins', { body: { for_user, by_user, from, to }, key }),
  }),
  memberRole: change<{ path: string; role: string }>({ back: ({ path, role }, key) => sendAs('PATCH', path, { body: { role }, key }) }),
  // The original of an imported draft is not the console's to give back.
  draftDropped: change<{ code: string; text: string; source: string }>({
    whole: ({ source }) => source === 'edited',
    back: ({ code, text }, key) => send('PUT', `/api/processes/${code}/draft`, { body: { text, source: 'edited', expect: 0 }, key }),
  }),
  viewDropped: change<{ keep: () => Promise<void> }>({ back: ({ keep }) => keep() }),
}
