// Every main page as the person who lives in it sees it, and when a page is ready:
// for those who look at all of them (pages.mjs) and who time them (pace.mjs).
import assert from 'node:assert/strict'
import { address, desk, phone } from './browser.mjs'

const wall = { width: 1920, height: 1080 }

// together opens what is done with several rows of a list at once.
async function together(page) {
  const ticks = page.locator('tbody [aria-label^="选择 "]')
  await ticks.nth(1).waitFor()
  for (const n of [0, 1]) await ticks.nth(n).click()
  await page.locator('.bulk').click()
  await page.waitForFunction(() => document.querySelector('.offers button') || document.querySelector('.el-dialog p.muted')?.textContent.includes('没有共同可办'))
}

// unfolded opens what was said of one case.
async function unfolded(page) {
  const more = page.locator('.more-of').first()
  await more.click()
  await page.locator('.of-case li').nth(1).waitFor()
}

// oneScreen holds the leaders' cockpit to its promise: on a desk or a wall all of it
// is seen without scrolling, and every card of it is tall enough to be read.
async function oneScreen(page) {
  const { width, height } = page.viewportSize()
  if (width < 1280) return
  const cards = page.locator('.cockpit .one .card') // three colours, the trend, the heat, what is to come
  await cards.nth(5).waitFor()
  for (const card of await cards.all()) {
    const { y, height: tall } = await card.boundingBox()
    assert.ok(tall >= 90 && y + tall <= height, `cockpit at ${width}×${height}: ${await card.locator('h2').innerText()} from ${y} to ${y + tall}`)
  }
}

/** promises are what a page keeps at every size, by its path. */
export const promises = { '/board': oneScreen }

// A page is a name, a path, where the path has an :id the list whose first row it
// is, and what is to be opened on it before it is looked at.
export const tours = [
  { login: 'yezhu', widths: [phone, desk], pages: [
    ['owner-home', '/my'],
    ['owner-report', '/my/report'],
    ['owner-project', '/my/projects/:id', 'projects'],
    ['owner-letter', '/letters/projects/:id/progress-letter', 'projects'],
    ['owner-issue', '/my/issues/:id', 'issues'],
    ['owner-plan', '/my/plans/:id', 'plans'],
    ['owner-plan-submit', '/my/plans/:id/submit', 'plans'],
    ['owner-permit', '/my/approvals/:id', 'approvals'],
    ['owner-apply', '/my/apply?process=road-occupation'],
    ['owner-account', '/my/account'],
    ['owner-team', '/my/team'],
    ['owner-notices', '/notices'],
    ['verify', '/verify'],
  ] },
  { login: 'tongchou', widths: [desk, phone, wall], pages: [
    ['work', '/work'],
    ['issues', '/issues'],
    ['issue', '/issues/:id', 'issues'],
    ['meetings', '/meetings'],
    ['meeting', '/meetings/:id', 'meetings'],
    ['room', '/meetings/:id/room', 'meetings'],
    ['attendance', '/meetings/:id?tab=attendance', 'meetings?status=issued'],
    ['minutes', '/meetings/:id?tab=minutes', 'meetings?status=issued'],
    ['sign-in', '/meetings/:id/sign-in', 'meetings'],
    ['meeting-notice', '/letters/meetings/:id/notice', 'meetings?status=issued'],
    ['tasks', '/tasks'],
    ['issues-together', '/issues', undefined, together],
    ['tasks-together', '/tasks', undefined, together],
    ['task', '/tasks/:id', 'tasks'],
    ['ladder', '/ladder'],
    ['task-forces', '/task-forces'],
    ['task-force', '/task-forces/:id', 'task-forces'],
    ['projects', '/projects'],
    ['project', '/projects/:id', 'projects'],
    ['board', '/board'],
    ['calendar', '/calendar'],
    ['stand-ins', '/stand-ins'],
    ['account', '/account'],
    ['enterprises', '/enterprises'],
    ['enterprise', '/enterprises/:id', 'enterprises'],
    ['meeting-series', '/meeting-series'],
    ['start-events', '/start-events'],
    ['start-event', '/start-events/:id', 'start-events'],
    ['key-lists', '/key-lists'],
    ['hand-over', '/hand-over'],
    ['notices', '/notices'],
    ['notices-news', '/notices?tab=news', undefined, unfolded],
    ['notices-all', '/notices?tab=all'],
  ] },
  { login: 'quzhang', widths: [wall, phone], pages: [['leader-work', '/work'], ['leader-board', '/board']] },
  { login: 'zhujian', widths: [desk, phone], pages: [['dept-work', '/work'], ['dept-tasks', '/tasks']] },
  { login: 'chuangkou', widths: [desk, phone], pages: [
    ['approvals', '/approvals?box=all'],
    ['permit', '/approvals/:id', 'approvals'],
    ['permit-steps', '/approvals/:id?tab=steps', 'approvals'],
    ['permit-picture', '/approvals/:id?tab=chart', 'approvals'],
    ['apply', '/approvals/new?process=planning-permit&none=1'],
    ['plans', '/plans'],
    ['plan', '/plans/:id', 'plans'],
    ['plan-submit', '/plans/:id/submit', 'plans'],
  ] },
  { login: 'dw-planning', widths: [desk, phone], pages: [['approvals-todo', '/approvals'], ['permits-work', '/work']] },
  { login: 'guanli', widths: [desk, phone], pages: [['users', '/users'], ['orgs', '/orgs'], ['processes', '/processes'], ['process', '/processes/civil-defence'], ['process-import', '/processes/import'], ['project-import', '/projects/import'], ['issue-classes', '/issue-classes'], ['number-rules', '/number-rules'], ['letter-templates', '/letter-templates'], ['letter-template', '/letter-templates/progress_letter'], ['channels', '/channels']] },
  { login: 'shenji', widths: [desk, phone], pages: [['audit', '/audit']] },
]

/** settled waits until nothing on the page waits any more. */
export async function settled(page) {
  await page.waitForLoadState('load')
  await page.waitForFunction(() => !document.querySelector('.loading, p.wait, .el-skeleton'))
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
}

/** firstOf is the newest row of a list, by the server's word. */
export async function firstOf(page, list) {
  const answer = await page.request.get(`${address}/api/${list}`)
  assert.ok(answer.ok(), `${list}: ${answer.status()}`)
  return (await answer.json()).items[0].id
}
