import { words } from '@/app/i18n'

export const w = words({
  board: ['统计看板', 'Board'],
  headline: (n: number) => [`今年已帮助重点在建项目解决难题`, `Problems solved this year for key projects: ${n}`],
  items: ['项', ''],
  openList: ['查看清单', 'See the list'],
  asOf: ['截至', 'As of'],
  rates: ['三率', 'Rates'],
  ofN: (a: number, b: number) => [`${a} / ${b}`, `${a} / ${b}`],
  noData: ['样本不足，不计算', 'Too few to compute'],
  counts: ['在办', 'Open'],
  back: ['统计看板', 'Board'],
  none: ['暂无', 'None'],
  total: (n: number) => [`共 ${n} 项`, `${n} items`],
  more: ['更多', 'More'],
  red: ['今天的红灯', 'Today’s red'],
  due: ['近期节点', 'Milestones ahead'],
  byClass: ['按类别', 'By class'],
  byOrg: ['按单位', 'By unit'],
})
