import { describe, expect, it } from 'vitest'
import { countText, ruleText } from './ballot'
import { standing, todoText } from './standing'
import { toldOf } from './told'
import type { ApprovalView } from './types'

const unit = { id: 'housing', name: '住建委' }
const zheng = { user_id: 'u1', name: '郑涛', org_name: '住建委' }
const feng = { user_id: 'u2', name: '冯丽', org_name: '住建委' }
const seat = (more: object) => ({ id: 's1', run: 1, weight: 1, state: 'open', state_text: '待办', org: unit, ...more })
const viewOf = (more: object, seats: object[] = []): ApprovalView =>
  ({
    id: 'a1', status: 'running', status_text: '审批中', my_seats: [], actions: [], stops: [], next: [], clocks: [], ball: { who: '住建委', what: '同意' },
    steps: [{ n: 1, step: 'ballot', name: '会审', kind: 'stage', open: true, seats }], ...more,
  }) as unknown as ApprovalView
const mine = (...acts: string[]) => [{ seat: 's1', run: 1, step: 'ballot', name: '会审', actions: acts.map((act) => ({ act, text: act })) }]

describe('who has an application', () => {
  it('is everybody whose turn it is, by unit and name', () => {
    const v = viewOf({}, [seat({ user: zheng }), seat({ id: 's2', org: { id: 'planning', name: '规资局' } }), seat({ id: 's3', state: 'approved', user: feng })])
    expect(standing(v).ball?.who).toBe('住建委 郑涛、规资局')
    expect(standing(v, true).ball?.who).toBe('住建委、规资局') // an applicant reads units
  })
  it('is the helper while a seat is lent', () => {
    expect(standing(viewOf({}, [seat({ user: zheng, stack: [feng] })])).ball?.who).toBe('住建委 冯丽（协助郑涛）')
  })
  it('is a post of the district by its name', () => {
    expect(standing(viewOf({ ball: { who: '' } }, [seat({ org: undefined, role: 'leader' })])).ball?.who).toBe('分管/包联领导')
  })
  it('is nobody while it is suspended', () => {
    expect(standing(viewOf({ status: 'suspended' }, [seat({ user: zheng })])).ball?.who).toBe('挂起中，激活后继续')
  })
})

describe('what one must do', () => {
  it('is the decision, or the answer that a helper owes', () => {
    expect(todoText(viewOf({ my_seats: mine('delegate', 'approve') }))).toBe('会审：approve')
    expect(todoText(viewOf({ my_seats: mine('delegate', 'answer') }))).toBe('会审：answer')
  })
  it('says for whom a seat waits that was lent', () => {
    expect(todoText(viewOf({ my_seats: mine('recall', 'consult') }, [seat({ user: zheng, stack: [feng] })]))).toBe('会审：已委派冯丽，等候回复')
  })
})

describe('a vote', () => {
  const step = viewOf({}, [seat({ state: 'approved', weight: 2 }), seat({ id: 's2', state: 'rejected' }), seat({ id: 's3', state: 'abstained' }), seat({ id: 's4' }), seat({ id: 's5', position: 'casting' }), seat({ id: 's6', state: 'removed' })]).steps[0]!
  it('is counted by weight, without the chair and those removed', () => expect(countText(step)).toBe('同意 2 票，不同意 1 票，弃权 1 票，未投 1 票'))
  it('tells its rule', () => expect(ruleText({ threshold: 60, quorum: 3, abstain: 'excluded', tie: 'chair' })).toBe('同意达 60% 通过；至少 3 人投票；弃权不计入基数；平局由裁决席决定'))
})

describe('the history', () => {
  const event = (seq: number, act: string, data: object) => ({ seq, act, text: act, actor: { name: '' }, at: '2026-11-26T00:00:00Z', data: { seat: 's1', ...data } })
  const told = (v: ApprovalView, ...events: ReturnType<typeof event>[]) => toldOf(events, v).map((e) => e.text)
  it('names whom an act was about, and where a jump led', () => {
    const v = viewOf({ next: [{ step: 'issue', name: '签发' }] }, [seat({})])
    expect(told(v, event(1, 'delegate', { people: [feng] }), event(2, 'add_sign', { people: [feng], detail: 'after' }), event(3, 'jump', { seat: '', to: 'issue' }))).toEqual([
      '会审 · delegate：冯丽', '会审 · add_sign：冯丽 后加签', 'jump：签发',
    ])
  })
  it('tells of each visit when and where it is, and what was found', () => {
    const v = viewOf({}, [seat({})])
    v.steps[0]!.visits = [{ n: 1, on: '2026-11-26', place: '南段', by: zheng, findings: [{ seat: 's1', pass: false, seq: 3 }] }, { n: 2, on: '2026-11-27', place: '北段', by: zheng }]
    const texts = told(v, event(2, 'visit', {}), event(3, 'finding', {}), event(4, 'visit', {}))
    expect(texts[0]).toMatch(/南段$/)
    expect(texts[1]).toBe('会审 · finding：不合格')
    expect(texts[2]).toMatch(/北段$/)
  })
})
