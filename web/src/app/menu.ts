import { AlarmClock, Bell, Calendar, Checked, CollectionTag, DataAnalysis, Document, DocumentChecked, Flag, Guide, Medal, Memo, Message, Monitor, OfficeBuilding, Promotion, Rank, School, Share, Shop, Switch, Tickets, Trophy, User, UserFilled, Warning } from '@element-plus/icons-vue'
import type { Component } from 'vue'
import { has } from './session'
import { w } from './words'

export interface MenuItem {
  to: string
  text: string
  icon: Component
  /** counter is the to-do count shown beside the entry. */
  counter?: 'todos' | 'approvals' | 'notices'
}

export interface MenuGroup {
  text: string
  items: MenuItem[]
}

/** menuOf is what an official sees; what they may do inside is the server's business. */
export function menuOf(): MenuGroup[] {
  const manage: MenuItem[] = [{ to: '/calendar', text: w.calendar, icon: Calendar }]
  if (has('admin', 'coordinator')) manage.push({ to: '/processes', text: w.processes, icon: Share })
  if (has('coordinator')) manage.push({ to: '/meeting-series', text: w.series, icon: AlarmClock }, { to: '/start-events', text: w.startEvents, icon: Trophy }, { to: '/key-lists', text: w.keyLists, icon: Medal })
  if (has('coordinator', 'dept_lead')) manage.push({ to: '/hand-over', text: w.handOver, icon: Promotion })
  if (!has('auditor')) manage.push({ to: '/stand-ins', text: w.standIns, icon: Switch })
  if (has('admin')) manage.push({ to: '/users', text: w.users, icon: User }, { to: '/orgs', text: w.orgs, icon: School }, { to: '/issue-classes', text: w.issueClasses, icon: CollectionTag }, { to: '/number-rules', text: w.numberRules, icon: Tickets }, { to: '/letter-templates', text: w.letterTemplates, icon: Document }, { to: '/channels', text: w.channels, icon: Message })
  if (has('auditor')) manage.push({ to: '/users', text: w.users, icon: User }, { to: '/orgs', text: w.orgs, icon: School }, { to: '/audit', text: w.audit, icon: DocumentChecked })
  return [
    {
      text: w.dispatch,
      items: [
        { to: '/work', text: w.work, icon: Monitor, counter: 'todos' },
        { to: '/issues', text: w.issues, icon: Warning },
        { to: '/meetings', text: w.meetings, icon: Memo },
        { to: '/tasks', text: w.tasks, icon: Flag },
        ...(has('coordinator', 'supervisor', 'chair', 'auditor') ? [{ to: '/ladder', text: w.ladder, icon: Rank }] : []),
        { to: '/task-forces', text: w.taskForces, icon: UserFilled },
      ],
    },
    {
      text: w.permits,
      items: [
        { to: '/approvals', text: w.approvals, icon: Checked, counter: 'approvals' },
        { to: '/plans', text: w.plans, icon: Guide },
      ],
    },
    {
      text: w.basis,
      items: [
        { to: '/projects', text: w.projects, icon: OfficeBuilding },
        { to: '/enterprises', text: w.enterprises, icon: Shop },
        { to: '/board', text: w.board, icon: DataAnalysis },
        { to: '/notices', text: w.notices, icon: Bell, counter: 'notices' },
      ],
    },
    { text: w.manage, items: manage },
  ]
}
