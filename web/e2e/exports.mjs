// A list is ordered as a sheet and saved when it is done; its order is found again
// from another page; a sheet is taken in with each row's result, comes back with the reasons
// and is taken in again, corrected. Needs the demo district.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { accessible, address, close, complaints, desk, phone, signIn, step } from './browser.mjs'
import { cellsOf, columnsOf, written } from './xlsx.mjs'

const chooses = (page, name, buffer) => page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer })

/** drops lets a file fall on the frame, as from a folder. */
async function drops(page, name, buffer) {
  const held = await page.evaluateHandle(([name, text]) => {
    const data = new DataTransfer()
    data.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name))
    return data
  }, [name, buffer.toString('base64')])
  for (const event of ['dragover', 'drop']) await page.dispatchEvent('label.frame', event, { dataTransfer: held })
}

/** saves presses what downloads and answers what was saved. */
async function saves(page, link) {
  const [saved] = await Promise.all([page.waitForEvent('download'), link.click()])
  return { name: saved.suggestedFilename(), file: readFileSync(await saved.path()) }
}

/** Two of three rows are wrong, each seen by somebody else: one by who reads the sheet, one by the register. */
async function importsCorrects() {
  const visitor = await signIn('tongchou')
  const { page } = visitor
  const mark = Date.now().toString().slice(-6)
  const listed = async () => (await (await page.request.get(`${address}/api/projects?q=${mark}`)).json()).items
  await visitor.open('/projects/import')
  const template = await saves(page, page.getByRole('link', { name: '下载模板' }))
  const at = columnsOf(template.file)
  // Not the enterprise whose owner walks elsewhere: who has one project need not choose it.
  const row = (line, name, sector, town) => Object.fromEntries(Object.entries({
    项目代码: `2604-500153-04-0${line}-${mark}`, 项目名称: name + mark, 项目业主: '重庆晶瓷电子有限公司（演示）', 领域: sector, '总投资(万元)': '5000', 镇街: town, 阶段: '前期',
  }).map(([column, text]) => [at[column] + line, text]))
  const filled = written(template.file, { ...row(3, '轻质板材生产线', '新材料', '昌州街道'), ...row(4, '复合管材生产线', '航天', '昌州街道'), ...row(5, '防腐涂料生产线', '新材料', '无名镇') })

  const go = page.getByRole('button', { name: '导入', exact: true })
  const lines = page.locator('table.bad tbody tr')
  const toldRows = async () => (await lines.locator('td:first-child').allInnerTexts()).join()
  await drops(page, '新项目.pdf', filled)
  await visitor.sees('“新项目.pdf”的格式不对，只收 .xlsx。')
  await drops(page, '新项目.xlsx', filled)
  await page.locator('label.frame', { hasText: '新项目.xlsx' }).waitFor()
  assert.ok(await go.isDisabled(), 'what was not checked is not imported')
  await page.getByRole('button', { name: '检查' }).click()
  await visitor.sees('检查完毕，尚未导入：可新增 1 个，可更新 0 个，无变化 0 个，有问题 2 行')
  assert.equal(await toldRows(), '4,5')
  assert.equal(await lines.first().locator('td').nth(1).innerText(), `复合管材生产线${mark}`, 'a row the sheet\'s reader refused is known by its name')
  await lines.first().getByText('“航天”不在可选范围内').waitFor()
  await lines.last().getByText('镇街“无名镇”不在系统名录中。').waitFor()
  await accessible(visitor, 'an import with bad rows')
  await visitor.shot('import-bad')
  await page.setViewportSize(phone)
  await visitor.shot('import-bad')
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= phone.width, 'bad rows are wider than a phone')
  await page.setViewportSize(desk)
  assert.equal((await listed()).length, 0, 'a check writes nothing')

  await go.click()
  await visitor.sees('已导入：新增 1 个，更新 0 个，无变化 0 个，未导入 2 行')
  assert.equal(await toldRows(), '4,5')
  const [good, ...others] = await listed()
  assert.equal(others.length, 0)
  const marked = await saves(page, page.locator('a[data-reasons]'))
  assert.equal(marked.name, '新项目（原因）.xlsx')
  const [cells, why] = [cellsOf(marked.file), columnsOf(marked.file)['原因']]
  assert.deepEqual([cells[`${why}3`] ?? '', cells[`${why}5`]], ['', '镇街“无名镇”不在系统名录中。'])
  assert.match(cells[`${why}4`], /“航天”不在可选范围内/)
  assert.equal(cells[`${at['项目名称']}4`], `复合管材生产线${mark}`, 'the rest stays as it was')

  // Corrected in the sheet that came back, with its reasons still beside.
  await chooses(page, marked.name, written(marked.file, { [`${at['领域']}4`]: '新材料', [`${at['镇街']}5`]: '昌州街道' }))
  await page.getByRole('button', { name: '检查' }).click()
  await visitor.sees('检查完毕，尚未导入：可新增 2 个，可更新 0 个，无变化 1 个，有问题 0 行')
  await go.click()
  await visitor.sees('已导入：新增 2 个，更新 0 个，无变化 1 个，未导入 0 行')
  assert.equal(await lines.count() + await page.locator('a[data-reasons]').count(), 0, 'nothing is left to correct')
  const all = await listed()
  assert.deepEqual(all.map((p) => p.code.slice(-8)).sort(), [3, 4, 5].map((line) => `${line}-${mark}`), 'each is registered once')
  assert.deepEqual(all.find((p) => p.id === good.id), good, 'what was good stands')
}

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
  await chooses(page, '项目库.xlsx', readFileSync(path))
  await page.getByRole('button', { name: '检查' }).click()
  await page.locator('.card p b').waitFor()
  await visitor.shot('import-result')
}
await step('有错的表格带原因退回，改好再导入', importsCorrects)
assert.deepEqual(complaints, [])
await close()
