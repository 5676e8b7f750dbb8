import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { has, session, whoAmI } from './session'

declare module 'vue-router' {
  interface RouteMeta {
    /** open pages need no login. */
    open?: boolean
    /** bare pages come without a shell (login, room screen). */
    bare?: boolean
  }
}

const official: RouteRecordRaw[] = [
  { path: '/work', component: () => import('@/pages/workbench/Workbench.vue') },
  { path: '/issues', component: () => import('@/pages/issue/IssueList.vue') },
  { path: '/issues/new', component: () => import('@/pages/owner/Report.vue') },
  { path: '/issues/:id', props: true, component: () => import('@/pages/issue/IssuePage.vue') },
  { path: '/meetings', component: () => import('@/pages/meeting/MeetingList.vue') },
  { path: '/meetings/:id', props: true, component: () => import('@/pages/meeting/MeetingPage.vue') },
  { path: '/meetings/:id/sign-in', props: true, component: () => import('@/pages/meeting/SignIn.vue') },
  { path: '/meetings/:id/room', props: true, component: () => import('@/pages/meeting/MeetingRoom.vue'), meta: { bare: true } },
  { path: '/tasks', component: () => import('@/pages/task/TaskList.vue') },
  { path: '/tasks/:id', props: true, component: () => import('@/pages/task/TaskPage.vue') },
  { path: '/ladder', component: () => import('@/pages/ladder/LadderPage.vue') },
  { path: '/approvals', component: () => import('@/pages/approval/ApprovalList.vue') },
  { path: '/approvals/new', component: () => import('@/pages/approval/Apply.vue') },
  { path: '/approvals/:id', props: true, component: () => import('@/pages/approval/ApprovalPage.vue') },
  { path: '/plans', component: () => import('@/pages/plan/PlanList.vue') },
  { path: '/plans/:id', props: true, component: () => import('@/pages/plan/PlanPage.vue') },
  { path: '/plans/:id/submit', props: true, component: () => import('@/pages/plan/PlanSubmit.vue') },
  { path: '/task-forces', component: () => import('@/pages/taskforce/TaskForceList.vue') },
  { path: '/task-forces/:id', props: true, component: () => import('@/pages/taskforce/TaskForcePage.vue') },
  { path: '/projects', component: () => import('@/pages/project/ProjectList.vue') },
  { path: '/projects/import', component: () => import('@/pages/project/ProjectImport.vue') },
  { path: '/projects/:id', props: true, component: () => import('@/pages/project/ProjectPage.vue') },
  { path: '/board', component: () => import('@/pages/board/Board.vue') },
  { path: '/board/:measure', props: true, component: () => import('@/pages/board/MeasureItems.vue') },
  { path: '/calendar', component: () => import('@/pages/calendar/CalendarPage.vue') },
  { path: '/processes', component: () => import('@/pages/process/ProcessList.vue') },
  { path: '/processes/import', component: () => import('@/pages/process/ProcessImport.vue') },
  { path: '/processes/:code', props: true, component: () => import('@/pages/process/ProcessPage.vue') },
  { path: '/users', component: () => import('@/pages/user/UserList.vue') },
  { path: '/enterprises', component: () => import('@/pages/enterprise/EnterpriseList.vue') },
  { path: '/enterprises/:id', props: true, component: () => import('@/pages/enterprise/EnterprisePage.vue') },
  { path: '/meeting-series', component: () => import('@/pages/series/SeriesList.vue') },
  { path: '/start-events', component: () => import('@/pages/startevent/StartEventList.vue') },
  { path: '/start-events/:id', props: true, component: () => import('@/pages/startevent/StartEventPage.vue') },
  { path: '/key-lists', component: () => import('@/pages/keylist/KeyList.vue') },
  { path: '/hand-over', component: () => import('@/pages/handover/HandOver.vue') },
  { path: '/orgs', component: () => import('@/pages/org/OrgList.vue') },
  { path: '/stand-ins', component: () => import('@/pages/standin/StandInList.vue') },
  { path: '/number-rules', component: () => import('@/pages/numberrule/NumberRuleList.vue') },
  { path: '/letter-templates', component: () => import('@/pages/lettertemplate/TemplateList.vue') },
  { path: '/letter-templates/:name', props: true, component: () => import('@/pages/lettertemplate/TemplatePage.vue') },
  { path: '/channels', component: () => import('@/pages/channel/ChannelList.vue') },
  { path: '/issue-classes', component: () => import('@/pages/issueclass/ClassList.vue') },
  { path: '/audit', component: () => import('@/pages/audit/AuditList.vue') },
  { path: '/account', component: () => import('@/pages/account/AccountPage.vue') },
  { path: '/notices', component: () => import('@/pages/notice/NoticeList.vue') },
]

const owner: RouteRecordRaw[] = [
  { path: '/my', component: () => import('@/pages/owner/MyProjects.vue') },
  { path: '/my/report', component: () => import('@/pages/owner/Report.vue') },
  { path: '/my/projects/:id', props: true, component: () => import('@/pages/owner/MyProject.vue') },
  { path: '/my/issues/:id', props: true, component: () => import('@/pages/owner/MyIssue.vue') },
  { path: '/my/tasks/:id', props: true, component: () => import('@/pages/owner/MyTask.vue') },
  { path: '/my/approvals/:id', props: true, component: () => import('@/pages/owner/MyApproval.vue') },
  { path: '/my/plans/:id', props: true, component: () => import('@/pages/owner/MyPlan.vue') },
  { path: '/my/plans/:id/submit', props: true, component: () => import('@/pages/plan/PlanSubmit.vue') },
  { path: '/my/apply', component: () => import('@/pages/approval/Apply.vue') },
  { path: '/my/team', component: () => import('@/pages/team/MyTeam.vue') },
  { path: '/my/account', component: () => import('@/pages/owner/Account.vue') },
]

/** reached waits until the page is as long as it was where somebody left it: rows come after the page. */
export async function reached<P extends { top: number }>(place: P): Promise<P> {
  const end = Date.now() + 3000
  while (document.documentElement.scrollHeight < place.top + innerHeight && Date.now() < end) await new Promise(requestAnimationFrame)
  return place
}

/** homeOf is where a person's day begins: administrators and auditors have no cases to work on. */
export function homeOf(is: (role: string) => boolean): string {
  if (is('owner')) return '/my'
  return is('auditor') ? '/audit' : is('admin') ? '/users' : '/work'
}

export const router = createRouter({
  history: createWebHistory(),
  // What opens beside a list leaves the list where it is.
  scrollBehavior: (to, from, kept) => (to.path === from.path && to.query.open !== from.query.open ? false : kept ? reached(kept) : { top: 0 }),
  routes: [
    { path: '/', redirect: () => homeOf(has) },
    { path: '/login', component: () => import('@/pages/login/Login.vue'), meta: { open: true, bare: true } },
    { path: '/verify/:code?', props: true, component: () => import('@/pages/verify/Verify.vue'), meta: { open: true, bare: true } },
    { path: '/letters/:path(.*)', props: true, component: () => import('@/pages/letter/LetterPage.vue'), meta: { bare: true } },
    ...official,
    ...owner,
    { path: '/:rest(.*)*', component: () => import('@/pages/NotFound.vue') },
  ],
})

// A link in a notice must open the exact item, also when one has to log in first.
router.beforeEach(async (to) => {
  if (to.meta.open) return true
  await whoAmI()
  if (session.user) return true
  return { path: '/login', query: to.fullPath === '/' ? {} : { to: to.fullPath } }
})

/** safeReturn is where to go after login: only ever a place in this console. */
export function safeReturn(to: unknown): string {
  return typeof to === 'string' && /^\/(?![/\\])/.test(to) ? to : '/'
}
