import { words } from '@/app/i18n'

export const w = words({
  title: ['离职转办', 'Hand-over'],
  hint: ['有人离职、调岗或长期病休时，把他名下全部在办的审批席位一次转给接手人；逐件办理、逐件给结果，办过的意见不变。短期离开请用“代理安排”。', 'When somebody leaves, all their open seats in applications go to one person; each application answers for itself and given opinions stay. For a short absence arrange a stand-in.'],
  leaving: ['离职（调岗）人员', 'Who leaves'],
  to: ['接手人', 'Who takes over'],
  reason: ['事由', 'Why'],
  reasonEg: ['如：调任区发改委，11 月 30 日交接', 'Such as: moved to another unit on 30 November'],
  go: ['转办', 'Hand over'],
  askTitle: ['确认转办？', 'Hand over?'],
  ask: ['其名下所有在办席位都会转给接手人，双方都会收到消息。', 'All their open seats pass to the other; both are told.'],
  cancel: ['再想想', 'Not yet'],
  nothing: ['其名下没有在办的审批席位', 'No open seat'],
  nothingHint: ['无需转办。督办任务请在任务页用“变更承办人”。账号可由系统管理员停用。', 'Nothing to hand over. Tasks change hands on their own pages. The administrator may disable the account.'],
  done: (ok: number, bad: number) => [bad ? `${ok} 件已转办，${bad} 件未成` : `${ok} 件已全部转办`, bad ? `${ok} handed over, ${bad} not` : `All ${ok} handed over`],
  doneHint: ['账号可由系统管理员在“用户”里停用。', 'The administrator may now disable the account.'],
  failedHint: ['未成的请看原因，处理后再办一次；已转办的不会重复。', 'See why, mend it and do it again; what is done is not done twice.'],
  ok: ['已转办', 'Done'],
  failed: ['未成', 'Not done'],
})
