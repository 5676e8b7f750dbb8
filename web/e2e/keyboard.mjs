// What people must be able to do without a mouse: report, triage, search. Needs a
// server with the demo district:
//   DIAODU_ADDRESS=http://127.0.0.1:8080 node e2e/keyboard.mjs
import assert from 'node:assert/strict'
import { close, complaints, signIn } from './browser.mjs'

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
  await coordinator.tabTo(page.locator('tbody tr').first())
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
await close()
assert.deepEqual(complaints, [], 'the console complained')
