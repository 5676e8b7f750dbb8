import { words } from '@/app/i18n'

export const w = words({
  hello: (name: string) => [`${name}，今天要办的`, `${name}: today`],
  none: ['都办完了', 'All done'],
  noneHint: ['新的待办会自动出现在这里。', 'New work appears here by itself.'],
  overdue: ['已超期', 'Overdue'],
  soon: ['将到期', 'Due soon'],
  sign: ['待签收', 'To sign for'],
  report: ['待反馈', 'To report'],
  decide: ['待审批', 'To decide'],
  other: ['其他待办', 'Other'],
  all: ['全部', 'All'],
  issue: ['问题', 'Issue'],
  meeting: ['会议', 'Meeting'],
  task: ['任务', 'Task'],
})
