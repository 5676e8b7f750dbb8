import { words } from '@/app/i18n'

export const w = words({
  ladder: ['四级联动', 'Ladder of forums'],
  hint: ['未解决的事项逐级上移：每日群 → 每周现场 → 每月调度 → 每季点名。', 'What is not settled climbs: day, week, month, quarter.'],
  search: ['按标题、编号、项目查找', 'Find by title, number or project'],
  kind: ['问题与任务', 'Issues and tasks'],
  issue: ['问题', 'Issues'],
  task: ['任务', 'Tasks'],
  org: ['主办单位', 'Lead unit'],
  town: ['镇街', 'Town'],
  ripe: ['只看应升级的', 'Only what should climb'],
  counts: (total: number, ripe: number) => [`${total} 件${ripe ? `，应升级 ${ripe} 件` : ''}`, `${total}${ripe ? `, ${ripe} should climb` : ''}`],
  limit: (n: number) => [`本级期限 ${n} 个工作日`, `${n} working days here`],
  top: ['最高一级', 'The top'],
  stands: (n: number) => [`停留 ${n} 个工作日`, `${n} working days here`],
  since: (d: string) => [`${d}起`, `since ${d}`],
  up: (forum: string) => [`应升到${forum}`, `Should climb to ${forum}`],
  history: (n: number) => [`升降经过 ${n} 次`, `${n} moves`],
  none: ['没有事项', 'Nothing here'],
  move: ['升降', 'Move'],
  byClock: ['到期自动', 'By the clock'],
  more: (n: number) => [`还有 ${n} 件，请缩小范围`, `${n} more: narrow it down`],
})
