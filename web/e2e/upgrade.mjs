// After an upgrade the parts of an open page are gone from the server: a click
// that needs one still leads where it should, drafts are kept, and nothing is
// opened anew for ever. Needs a server with the demo district:
//   DIAODU_ADDRESS=http://127.0.0.1:8080 node e2e/upgrade.mjs
import assert from 'node:assert/strict'
import { address, close, complaints, signIn } from './browser.mjs'

const heading = `供电未接入 ${Date.now().toString(36).slice(-5)}`
const coordinator = await signIn('tongchou')
const { page } = coordinator
const bar = page.locator('.upgrade')
const goes = (path) => page.locator(`nav a[href="${path}"]`).click()
const gone = (part) => page.route(`**/assets/${part}-*.js`, (r) => r.fulfill({ status: 404, body: '404 page not found' }))
let opened = 0
page.on('request', (r) => r.isNavigationRequest() && opened++)

// The browser's own notes of what was taken away on purpose.
async function without(run) {
  const from = complaints.length
  await run()
  complaints.push(...complaints.splice(from).filter((c) => !/status of (404|503)|dynamically imported module|ERR_INTERNET_DISCONNECTED|ERR_FAILED/.test(c)))
}

await without(async () => {
  await coordinator.open('/issues/new')
  await page.fill('#r-heading', heading)
  // The server has another version: its page names another build, and this one's parts are gone.
  await gone('TaskList')
  await page.route(`${address}/`, async (r) => {
    const answer = await r.fetch()
    await r.fulfill({ response: answer, body: (await answer.text()).replace(/\/assets\/index-/g, '/assets/index-of-the-next-build-') })
  })
  page.once('request', function renewed(r) {
    if (r.isNavigationRequest()) void page.unroute('**/assets/TaskList-*.js')
    else page.once('request', renewed)
  })
  await goes('/tasks')
  await page.locator('.upgrade[data-standing=opened]').waitFor()
  await coordinator.sees('系统已更新')
  await page.getByRole('heading', { level: 1, name: '督办任务' }).waitFor()
  assert.equal(new URL(page.url()).pathname, '/tasks')
  await coordinator.shot('upgraded')
  await page.unroute(`${address}/`)
  await coordinator.open('/issues/new')
  await page.waitForFunction((h) => document.querySelector('#r-heading')?.value === h, heading)
})
console.log('  升级后点击不丢，打开所去的页面，草稿还在')

await without(async () => {
  await coordinator.open('/work')
  await gone('MeetingList')
  await page.evaluate(() => sessionStorage.clear()) // a tab in which nothing of the kind has happened
  opened = 0
  await goes('/meetings')
  await page.locator('.upgrade[data-standing=stuck]').waitFor()
  assert.equal(opened, 1, `重新打开了 ${opened} 次`)
  await coordinator.shot('upgrade-stuck')
  await page.unroute('**/assets/MeetingList-*.js')
  await bar.getByRole('button', { name: '刷新' }).click()
  await page.getByRole('heading', { level: 1, name: '调度会' }).waitFor()
  assert.equal(await bar.count(), 0)
})
console.log('  总也取不到的，至多重新打开一次，由人再试')

await without(async () => {
  await page.context().setOffline(true)
  opened = 0
  await goes('/board')
  await page.locator('.upgrade[data-standing=away]').waitFor()
  assert.equal(opened, 0, '网络不通时不应离开页面')
  assert.equal(new URL(page.url()).pathname, '/meetings')
  await page.context().setOffline(false)
  await bar.getByRole('button', { name: '刷新' }).click()
  await page.waitForURL((u) => u.pathname === '/board')
  await page.getByRole('heading', { level: 1, name: '统计看板' }).waitFor()
})
console.log('  网络不通时留在原页，恢复后打开所去的页面')

await page.goto(`${address}/issues/new`)
await page.locator('#r-heading').fill('')
await close()
assert.deepEqual(complaints, [], 'the console complained')
