import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { isOwner, session, whoAmI } from './session'

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
]

const owner: RouteRecordRaw[] = [
  { path: '/my', component: () => import('@/pages/owner/MyProjects.vue') },
]

export const router = createRouter({
  history: createWebHistory(),
  scrollBehavior: (_to, _from, kept) => kept ?? { top: 0 },
  routes: [
    { path: '/', redirect: () => (isOwner() ? '/my' : '/work') },
    { path: '/login', component: () => import('@/pages/login/Login.vue'), meta: { open: true, bare: true } },
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
