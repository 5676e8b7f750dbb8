// What people must be able to do without a mouse: report, triage, search, approve,
// decide in a meeting. Needs a
// server with the demo district:
//   DIAODU_ADDRESS=http://127.0.0.1:8080 node e2e/keyboard.mjs
import assert from 'node:assert/strict'
import { address, close, complaints, inChina, signIn, worksOn } from './browser.mjs'

/** fillIn types what a stage asks for beside the opinion. */
async function fillIn(visitor, dialog) {
  const fields = dialog.locator('.field:has(.must)')
  for (let n = 0; n < (await fields.count()); n++) {
    const field = fields.nth(n)
    if (/意见/.test(await field.locator('label').first().innerText())) continue
    await visitor.tabTo(field.locator('input, textarea'))
    const kind = await visitor.page.evaluate(() => document.activeElement.type)
    if (kind === 'radio') await visitor.page.keyboard.press('Space')
    else await visitor.page.keyboard.type('20261231')
  }
}

const mark = Date.now().toString(36).slice(-5)
const heading = `配电房门前路面塌陷 ${mark}`

const owner = await signIn('yezhu')
await owner.open('/my/report')
{
  const { page } = owner
  const press = (key) => page.keyboard.press(key)
  await page.locator('#r-class button').first().waitFor()
  await owner.tabTo(page.locator('#r-class button', { hasText: '道路' }))
  await press('Space')
  const second = page.locator('.second button').first()
  if (await second.isVisible().catch(() => false)) {
    await owner.tabTo(second)
    await press('Space')
  }
  await owner.tabTo(page.locator('#r-heading'))
  await page.keyboard.type(heading)
  await owner.tabTo(page.locator('#r-ask'))
  await page.keyboard.type('请尽快修复路面，恢复检修车辆通行。')
  await owner.tabTo(page.locator('.secret input'))
  await press('Space')
  await owner.tabTo(page.locator('button[type=submit]'))
  await press('Enter')
  await page.locator('.sent').waitFor()
  console.log('  业主只用键盘上报')
}

const coordinator = await signIn('tongchou')
{
  const { page } = coordinator
  const press = (key) => page.keyboard.press(key)
  await coordinator.open('/work')
  await press('Control+k')
  const ask = page.locator('.palette input')
  await ask.waitFor()
  await page.waitForFunction(() => document.activeElement?.matches('.palette input'))
  await page.keyboard.type(heading)
  await page.locator('[role=option]', { hasText: heading }).waitFor()
  await press('Enter')
  await page.waitForURL((u) => /^\/issues\/i/.test(u.pathname))
  console.log('  统筹按 Ctrl+K 找到')

  await coordinator.open('/issues')
  const row = page.locator('tbody tr', { hasText: heading })
  await row.waitFor()
  await press('?')
  await coordinator.dialog.getByText('列表中到第一行').waitFor()
  await press('Escape')
  await coordinator.dialog.waitFor({ state: 'hidden' })
  const light = row.locator('.why')
  await coordinator.tabTo(light)
  await press('Enter')
  const told = page.locator('.el-popover:visible .told')
  await told.waitFor()
  await press('Escape')
  await told.waitFor({ state: 'hidden' })
  await coordinator.focused(light)
  console.log('  统筹看灯的说明，Esc 关闭')
  await page.evaluate(() => document.activeElement?.blur())
  await press('j')
  await coordinator.focused(page.locator('tbody tr').first())
  while (!(await row.evaluate((el) => el === document.activeElement))) await press('j')
  await press('Enter')
  const drawer = page.locator('.el-drawer')
  await drawer.locator('[data-act=accept]').waitFor()
  await coordinator.tabTo(drawer.locator('[data-act=accept]'))
  await press('Enter')
  const dialog = coordinator.dialog
  await dialog.waitFor()
  await coordinator.keys('何时', '今年11月以来', dialog)
  await coordinator.keys('何地', '厂区东门', dialog)
  await coordinator.keys('经过', '连日降雨后塌陷约两平方米', dialog)
  await coordinator.keys('何因', '雨水管破损', dialog)
  await press('Control+Enter')
  await dialog.waitFor({ state: 'hidden' })
  await drawer.locator('[data-act=dispatch]').waitFor()
  console.log('  统筹只用键盘受理')
}

const officer = await signIn('zhujian')
{
  const { page } = officer
  const press = (key) => page.keyboard.press(key)
  await officer.open('/approvals')
  const row = page.locator('tbody tr', { has: page.locator('.el-checkbox') }).last() // what can be approved at once
  await row.waitFor()
  const link = await row.locator('a.title').getAttribute('href')
  const count = () => page.locator('nav a[href="/approvals"] .count').innerText().then(Number, () => 0)
  const waiting = await count()
  await officer.tabTo(page.locator('tbody tr').first())
  while (!(await row.evaluate((el) => el === document.activeElement))) await press('j')
  await press('Enter')
  await page.waitForURL((u) => u.pathname === link)
  const seats = page.locator('.seat')
  await seats.first().waitFor()
  const before = await seats.count()
  await officer.tabTo(page.locator('.seat [data-act=approve]').first())
  await press('Enter')
  const dialog = officer.dialog
  await dialog.waitFor()
  await officer.focused(dialog)
  await fillIn(officer, dialog)
  await officer.keys('意见', '经审查，符合要求。', dialog)
  await press('Control+Enter')
  await dialog.waitFor({ state: 'hidden' })
  await page.waitForFunction((n) => document.querySelectorAll('.seat').length < n, before)
  await officer.page.waitForFunction((n) => Number(document.querySelector('nav a[href="/approvals"] .count')?.textContent ?? 0) < n, waiting)
  console.log('  住建委只用键盘办理审批，待办数随之减少')
}

// A meeting of today with one matter; who sits in the room touches no mouse.
if (inChina().minutes >= 24 * 60 - 3) await new Promise((done) => setTimeout(done, 3 * 60e3))
const today = inChina().date
await worksOn(today)
const chair = await signIn('quzhang')
let calls = 0
async function ask(visitor, method, path, data) {
  const answer = await visitor.page.request.fetch(address + path, { method, data, headers: { 'Idempotency-Key': `keys-${mark}-${calls++}` } })
  assert.ok(answer.ok(), `${path}: ${await answer.text()}`)
  return answer.json()
}
const { user } = await ask(chair, 'GET', '/api/session')
const { id } = await ask(coordinator, 'POST', '/api/meetings', {
  name: `键盘议定 ${mark}`, extra: true, date: today, start: '22:00', place: '三楼会议室', chair: { user_id: user.user_id, name: user.name }, cutoffs: { lock: today },
})
const meeting = `/meetings/${id}`
if ((await ask(coordinator, 'GET', `/api${meeting}`)).status === 'draft') await ask(coordinator, 'POST', `/api${meeting}/acts`, { act: 'start_collecting' }) // before nine in the morning
await coordinator.open(meeting)
// It locks by itself late in the evening; before that the coordinator does.
await coordinator.page.locator('[data-act=lock], .case-head .tag:has-text("议程已锁定")').first().waitFor({ timeout: 4 * 60e3 })
await ask(chair, 'POST', `/api${meeting}/acts`, { act: 'add_item', entry: { title: `厂区配电扩容 ${mark}` }, override: true, reason: '业主设备即将进场' })
if ((await ask(coordinator, 'GET', `/api${meeting}`)).status !== 'locked') await ask(coordinator, 'POST', `/api${meeting}/acts`, { act: 'lock' })
{
  const { page } = chair
  const press = (key) => page.keyboard.press(key)
  await chair.open(`${meeting}/room`)
  await page.locator('header [data-act=convene]').waitFor()
  await chair.tabTo(page.locator('header [data-act=convene]'))
  await press('Enter')
  await chair.dialog.waitFor()
  await chair.focused(chair.dialog)
  await chair.tabTo(chair.dialog.locator('footer .el-button--primary'))
  await press('Enter')
  await chair.dialog.waitFor({ state: 'hidden' })
  const enter = page.getByRole('button', { name: '进入此议题' })
  await enter.waitFor()
  await chair.tabTo(enter)
  await press('Enter')
  await page.locator('nav .now').waitFor()
  const decide = page.locator('main [data-act=decide]')
  await chair.tabTo(decide)
  await press('Enter')
  const form = page.locator('form.decide')
  await form.waitFor()
  await chair.focused(form)
  const one = form.locator('.one').first()
  await chair.pick('牵头单位', '供电', one)
  await chair.keys('任务内容', '完成厂区配电扩容', one)
  await chair.keys('完成标准', '新增 1000 千伏安并送电', one)
  await chair.tabTo(one.locator('.due button', { hasText: '15 个工作日' }))
  await press('Space')
  await one.locator('.due .muted').waitFor()
  await chair.tabTo(one.locator('.el-checkbox', { hasText: '现场照片' }))
  await press('Space')
  await one.locator('.el-checkbox.is-checked', { hasText: '现场照片' }).waitFor()
  await chair.tabTo(form.locator('button[type=submit]'))
  await press('Enter')
  await page.locator('.outcome', { hasText: '完成厂区配电扩容' }).waitFor()
  await chair.focused(decide) // the next resolution is one key away
  await chair.shot('room-keys')
  console.log('  区长只用键盘开会、议定一项任务')
}
await close()
assert.deepEqual(complaints, [], 'the console complained')
