import { words } from '@/app/i18n'

export const w = words({
  audit: ['审计', 'Audit'],
  search: ['人、动作、编号', 'Person, act, number'],
  verify: ['校验链条', 'Verify the chain'],
  good: (n: number) => [`链条完整，共 ${n} 条`, `The chain holds: ${n} entries`],
  broken: ['链条不完整', 'The chain is broken'],
  at: ['时间', 'Time'],
  who: ['谁', 'Who'],
  what: ['做了什么', 'What'],
  object: ['对象', 'Object'],
  from: ['来自', 'From'],
  hash: ['摘要', 'Hash'],
  emptyTitle: ['没有记录', 'No entries'],
})
