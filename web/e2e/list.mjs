// The list of issues as three people use it, step by step, for the bench
// (`make bench-list`), which counts what the database does meanwhile: before each
// step this script says "begin <who> <step>" and waits for a line; after it,
// "end <milliseconds>" and waits again. The first round warms and is not told.
import { createInterface } from 'node:readline'
import { address, close, complaints, desk, signIn } from './browser.mjs'

const rounds = Number(process.env.DIAODU_ROUNDS ?? 3)
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const say = async (text) => {
  console.log(text)
  await lines.next()
}

async function timed(told, who, step, run) {
  if (told) await say(`begin ${who} ${step}`)
  const began = performance.now()
  await run()
  if (told) await say(`end ${(performance.now() - began).toFixed(1)}`)
}

// answered waits until the list that a click asks for has come and is shown.
async function answered(page, click) {
  const answer = page.waitForResponse((r) => new URL(r.url()).pathname === '/api/issues')
  await click()
  await (await answer).finished()
  await page.waitForFunction(() => !document.querySelector('.table.busy, p.wait'))
}

async function official(told, visitor, who) {
  const { page } = visitor
  const step = (name, run) => timed(told, who, name, run)
  const go = (query) => answered(page, () => page.goto(`${address}/issues${query}`))
  await step('first page', () => go(''))
  await page.locator('tbody tr').first().waitFor()
  await step('next page', () => answered(page, () => page.locator('.foot .el-button').click()))
  await step('page after', () => answered(page, () => page.locator('.foot .el-button').click()))
  await step('status', () => go('?status=closed'))
  await step('class', () => go('?class=water'))
  await step('saved view', async () => {
    await page.goto(`${address}/work`)
    await page.locator('.counts').waitFor()
    await go('?status=closed&class=water')
  })
  await step('search, found', () => go(`?q=${encodeURIComponent('供水')}`))
  await step('search, nothing', () => go(`?q=${encodeURIComponent('没有这样的字')}`))
  await go('')
  await step('detail', async () => {
    await page.locator('tbody tr').first().click()
    await page.locator('.el-drawer .case-head').waitFor()
  })
  await step('to-do', async () => {
    await page.goto(`${address}/work`)
    await page.locator('.counts').waitFor()
    await page.waitForFunction(() => !document.querySelector('.table.busy, p.wait'))
  })
}

async function owner(told, { page }) {
  await timed(told, 'owner', 'first page', () => answered(page, () => page.goto(`${address}/my`)))
  await page.locator('.issue').first().waitFor()
  await timed(told, 'owner', 'detail', async () => {
    await page.locator('a.issue').first().click()
    await page.locator('.case-head').waitFor()
  })
}

const people = [['coordinator', await signIn('tongchou', desk)], ['department', await signIn('zhujian', desk)]]
const own = await signIn('yezhu', desk)
for (let n = 0; n <= rounds; n++) {
  for (const [who, visitor] of people) await official(n > 0, visitor, who)
  await owner(n > 0, own)
}
await close()
for (const c of complaints) console.log(`complaint ${c}`)
process.exit(0)
