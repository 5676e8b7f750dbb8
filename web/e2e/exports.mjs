// A list is ordered as a sheet and saved when it is done; its order is found again
// from another page; a sheet is taken in with each row's result. Needs the demo district.
import assert from 'node:assert/strict'
import { close, complaints, desk, phone, signIn } from './browser.mjs'

for (const size of [desk, phone]) {
  const visitor = await signIn('tongchou', size)
  const { page } = visitor
  await visitor.open('/tasks')
  const saved = page.waitForEvent('download')
  await page.locator('.export').click()
  await page.locator('.errand-tray section').first().waitFor()
  const sheet = await saved
  assert.match(sheet.suggestedFilename(), /^督办任务台账-\d{4}-\d{2}-\d{2}\.xlsx$/)
  await page.locator('.errand-tray a[download]').first().waitFor()
  await visitor.shot('export-tray')

  await visitor.open('/projects/import')
  await page.locator('button.tray').click()
  const again = page.waitForEvent('download')
  await page.locator('.errand-tray a[download]').first().click()
  assert.equal((await again).suggestedFilename(), sheet.suggestedFilename(), 'another page has it too')
  await page.locator('button.tray').click()

  // An exported register is a sheet that can be taken in again: nothing changes.
  await visitor.open('/projects')
  const register = page.waitForEvent('download')
  await page.locator('.export').click()
  const path = await (await register).path()
  await visitor.open('/projects/import')
  await page.locator('input[type=file]').setInputFiles({ name: '项目库.xlsx', mimeType: 'application/octet-stream', buffer: (await import('node:fs')).readFileSync(path) })
  await page.getByRole('button', { name: '检查' }).click()
  await page.locator('.card p b').waitFor()
  await visitor.shot('import-result')
}
assert.deepEqual(complaints, [])
await close()
