// A vote 票签 in words: by which rule it is counted, and how it stands.
import { say } from '@/app/i18n'
import type { Seat, Step } from './types'

type Rule = NonNullable<Step['rule']>

const MAJORITY = 51 // percent, where the process says nothing

/** abstainText is what an abstention does to the sum. */
export const abstainText = (r: Rule): string =>
  r.abstain === 'excluded' ? say('弃权不计入基数', 'abstentions are left out of the sum') : say('弃权计入基数，等于没有同意', 'an abstention counts as no approval')

/** ruleText is the rule that whoever votes must know (B-7). */
export function ruleText(r: Rule): string {
  const parts = [
    say(`同意达 ${r.threshold || MAJORITY}% 通过`, `passes with ${r.threshold || MAJORITY}%`),
    r.quorum ? say(`至少 ${r.quorum} 人投票`, `at least ${r.quorum} vote`) : '',
    abstainText(r),
    r.tie === 'chair' ? say('平局由裁决席决定', 'the chair settles a tie') : '',
    r.of === 'cast' ? say('到期按已投的票计', 'counted by the votes cast when its time is over') : '',
    r.late ? say('全部投完才计票', 'counted when all have voted') : '',
  ]
  return parts.filter(Boolean).join(say('；', '; '))
}

export const sealedText = (): string => say('投票未结束，各席所投暂不公开。', 'Votes are sealed until all have voted.')

// Signers before and after a seat decide for it, and the chair after the vote.
const counts = (s: Seat): boolean => !s.advisory && !['before', 'after', 'casting'].includes(s.position ?? '') && !['cancelled', 'removed', 'recused'].includes(s.state) && (s.state !== 'skipped' || s.why === 'repeat')

/** countText is how the vote stands, by weight. */
export function countText(s: Step): string {
  const sum = (list: string[]): number => s.seats.filter((x) => counts(x) && list.includes(x.state)).reduce((n, x) => n + (x.weight || 1), 0)
  const [yes, no, none] = [sum(['approved', 'skipped']), sum(['rejected']), sum(['abstained'])]
  const out = s.seats.filter(counts).reduce((n, x) => n + (x.weight || 1), 0) - yes - no - none
  return say(`同意 ${yes} 票，不同意 ${no} 票，弃权 ${none} 票${out ? `，未投 ${out} 票` : ''}`, `${yes} for, ${no} against, ${none} abstained${out ? `, ${out} to come` : ''}`)
}
