import { words } from '@/app/i18n'

export const w = words({
  forces: ['工作专班', 'Task forces'],
  name: ['专班', 'Task force'],
  lead: ['专班长', 'Lead'],
  project: ['项目', 'Project'],
  members: ['成员', 'Members'],
  made: ['成立', 'Set up'],
  lag: (n: number) => [`议定后 ${n} 个工作日成立`, `Set up ${n} working days after the decision`],
  liaison: ['企业联络员', 'Company liaison'],
  plan: ['作战图', 'Plan'],
  contacts: ['对接记录', 'Contacts'],
  addContact: ['记一次对接', 'Log a contact'],
  dissolved: ['已撤销', 'Dissolved'],
  emptyTitle: ['还没有专班', 'No task force yet'],
  emptyHint: ['会议议定“成立工作专班”后自动建立。', 'Set up by a meeting’s decision.'],
  from: ['来源', 'Origin'],
  tasks: ['任务', 'Tasks'],
  status: ['状态', 'Status'],
})
