// Several tabs of one person share one stream of changes, and lose nothing when
// the one that holds it is closed. Needs a server with the demo district:
//   DIAODU_ADDRESS=http://127.0.0.1:8080 node e2e/tabs.mjs
import assert from 'node:assert/strict'
import { close, complaints, signIn, Visitor } from './browser.mjs'

const mark = Date.now().toString(36).slice(-5)

const owner = await signIn('yezhu')
async function reports(heading) {
  const { page } = owner
  await owner.open('/my/report')
  await page.locator('#r-class button', { hasText: '道路' }).click()
  await page.fill('#r-heading', heading)
  await page.fill('#r-ask', '请尽快修复。')
  await page.locator('.secret').click()
  await page.click('button[type=submit]')
  await page.locator('.sent').waitFor()
}

const first = await signIn('tongchou')
const context = first.page.context()
const streams = new Set()
const isStream = (r) => new URL(r.url()).pathname === '/api/events'
await first.open('/work')
// A closed page says nothing of its requests any more.
const open = () => [...streams].filter((r) => !r.frame().page().isClosed()).length
context.on('request', (r) => isStream(r) && streams.add(r))
for (const over of ['requestfinished', 'requestfailed']) context.on(over, (r) => streams.delete(r))
await first.page.reload() // so that its stream is counted
await first.page.locator('h1').waitFor()

async function tab(path) {
  const v = new Visitor(await context.newPage(), 'tongchou')
  await v.open(path)
  return v
}
const others = [await tab('/issues'), await tab('/work'), await tab('/tasks'), await tab('/projects'), await tab('/meetings')]
const [list, work] = others
assert.equal(open(), 1, `六个标签页开了 ${open()} 条推送`)

// The counter beside 工作台, whichever page is open.
const todos = (v) => v.page.locator('nav a[href="/work"] .count')
const told = async (v) => Number((await todos(v).innerText()).replace('+', ''))
await todos(list).waitFor()
const before = await told(list)
await reports(`前门路面塌陷 ${mark}`)
await list.sees(`前门路面塌陷 ${mark}`)
await Promise.all([first, work].map((v) => v.sees(`前门路面塌陷 ${mark}`)))
const counts = (v, n) => v.page.waitForFunction((want) => document.querySelector('nav a[href="/work"] .count')?.textContent === want, n > 99 ? '99+' : String(n))
await Promise.all([first, ...others].map((v) => counts(v, before + 1)))
assert.equal(open(), 1)
console.log('  六个标签页同一条推送，都看到变化和待办数')

const taken = context.waitForEvent('request', isStream)
await first.page.close()
await taken
await reports(`后门路面塌陷 ${mark}`) // it may come before the new stream is open, and is seen all the same
await Promise.all([list, work].map((v) => v.sees(`后门路面塌陷 ${mark}`)))
await Promise.all(others.map((v) => counts(v, before + 2)))
assert.equal(open(), 1)
console.log('  持有推送的标签页关闭后，其余标签页接上')

await close()
assert.deepEqual(complaints, [], 'the console complained')
