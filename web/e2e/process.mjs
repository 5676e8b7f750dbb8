// Who keeps the process definitions writes one by clicking: a mistake shows its
// line and reason, mended it is tried out, published, and rolled back. Needs a
// server with the demo district:
//   DIAODU_ADDRESS=http://127.0.0.1:8080 node e2e/process.mjs
import assert from 'node:assert/strict'
import { accessible, close, complaints, phone, signIn, step } from './browser.mjs'

const code = `drainage-${Date.now().toString(36)}`

const tab = (v, name) => v.page.getByRole('tab', { name, exact: true }).click()
const editor = (v) => v.page.locator('.code textarea:not([readonly])')
const has = (v, text) => v.page.getByText(text).first().waitFor()

const keeper = await signIn('tongchou')
await step('流程列表', async () => {
  await keeper.open('/work')
  await keeper.page.getByRole('link', { name: '流程定义' }).click()
  await keeper.page.locator('tbody a[href="/processes/civil-defence"]').waitFor()
  assert.ok((await keeper.page.locator('tbody tr').count()) >= 20)
  await keeper.shot('processes')
  await accessible(keeper, 'the list')
})

await step('流程图：点环节看谁办、几天；键盘缩放', async () => {
  await keeper.open('/processes/civil-defence')
  await keeper.page.locator('.step.stage').first().waitFor()
  await keeper.shot('process-chart')
  await keeper.page.locator('.step', { hasText: '核定面积和方式' }).click()
  await keeper.page.locator('.aside .tell', { hasText: '人防科' }).waitFor()
  await keeper.shot('process-step')
  const scale = () => keeper.page.locator('.vue-flow__transformationpane').evaluate((e) => new DOMMatrix(getComputedStyle(e).transform).a)
  await keeper.page.locator('.frame').focus()
  const before = await scale()
  await keeper.page.keyboard.press('0')
  await keeper.page.waitForFunction((was) => new DOMMatrix(getComputedStyle(document.querySelector('.vue-flow__transformationpane')).transform).a < was, before)
  await keeper.shot('process-whole')
  await accessible(keeper, 'the chart')
  await keeper.page.emulateMedia({ media: 'print' })
  assert.ok(await keeper.page.locator('.sheet').isVisible())
  assert.ok(await keeper.page.locator('ol.text').isVisible())
  await keeper.shot('process-print')
  await keeper.page.emulateMedia({ media: 'screen' })
  await tab(keeper, '原文')
  await keeper.page.locator('.code textarea').waitFor()
  await keeper.shot('process-text')
  await accessible(keeper, 'the text')
})

await step('新建草稿：写错一处，看到行号和原因，点到该行', async () => {
  await keeper.open('/processes')
  await keeper.page.getByRole('button', { name: '新建流程' }).click()
  await keeper.dialog.locator('input').nth(0).fill(code)
  await keeper.dialog.locator('input').nth(1).fill('排水许可（试行）')
  await keeper.dialog.getByRole('button', { name: '开始编写' }).click()
  await editor(keeper).waitFor()
  const text = (await editor(keeper).inputValue()).replace('kind: 许可', 'kind: 许可\n  authority: housing').replace('  properties: {}', '  properties:\n    area: {type: number, title: 排水面积}')
    .replace('by: {role: dept_lead}', 'by: {role: dept_boss}')
  await editor(keeper).fill(text)
  const wrong = text.split('\n').findIndex((l) => l.includes('dept_boss')) + 1
  const problem = keeper.page.locator('.problems li:not(.warning) button', { hasText: `第 ${wrong} 行` })
  await problem.waitFor()
  await keeper.page.locator('.gutter .mistake').first().waitFor()
  assert.ok(await keeper.page.getByRole('button', { name: '发布' }).isDisabled())
  await keeper.shot('process-mistake')
  await accessible(keeper, 'the editor')
  await problem.click()
  const at = await editor(keeper).evaluate((f) => f.value.slice(f.selectionStart, f.selectionEnd))
  assert.match(at, /dept_boss/)
})

await step('改正、自动保存，刷新后还在', async () => {
  await editor(keeper).fill((await editor(keeper).inputValue()).replace('dept_boss', 'dept_lead'))
  await keeper.page.locator('.gutter .mistake').waitFor({ state: 'detached' })
  await keeper.page.locator('[role=status]', { hasText: '已保存' }).waitFor()
  await keeper.page.reload()
  await editor(keeper).waitFor()
  assert.match(await editor(keeper).inputValue(), /dept_lead/)
})

const runs = async () => {
  const answered = keeper.page.waitForResponse((r) => r.url().endsWith('/api/processes/try'))
  await keeper.page.locator('[data-act=try]').click()
  assert.equal((await answered).status(), 200)
  await keeper.page.locator('[data-act=try]:not(.is-loading)').waitFor()
  await keeper.page.locator('.out .end').waitFor()
}
await step('试运行：全部同意；受理不同意', async () => {
  await tab(keeper, '试运行')
  await runs()
  await has(keeper, '准予')
  await keeper.page.getByRole('button', { name: '再加一项' }).click()
  const row = keeper.page.locator('.one').last()
  await keeper.choose('环节', '受理', row)
  await keeper.choose('办法', '不同意', row)
  await runs()
  await keeper.page.locator('.out .end', { hasText: '不予受理' }).waitFor()
  await keeper.shot('process-try')
  await accessible(keeper, 'the test run')
})

const publish = async (note) => {
  await tab(keeper, '编写')
  await keeper.page.getByRole('button', { name: '发布', exact: true }).click()
  await keeper.dialog.locator('textarea').fill(note)
  await keeper.shot(`process-publish-${note.length}`)
  await keeper.submit()
}
await step('发布第 1 版，再改再发布第 2 版，看不同', async () => {
  await publish('第一版')
  await keeper.page.locator('td', { hasText: '第一版' }).waitFor()
  await tab(keeper, '编写')
  await keeper.page.getByRole('button', { name: '从在用版本开始编写' }).click()
  await editor(keeper).waitFor()
  await editor(keeper).fill((await editor(keeper).inputValue()).replace('name: 决定', 'name: 审批决定'))
  await keeper.page.locator('[role=status]', { hasText: '已保存' }).waitFor()
  await publish('环节改名为审批决定')
  await keeper.page.locator('tr', { hasText: '第 2 版' }).locator('.tag', { hasText: '在用' }).waitFor()
  await tab(keeper, '比较')
  await keeper.page.locator('.diff .added', { hasText: '审批决定' }).first().waitFor()
  await keeper.shot('process-compare')
  await accessible(keeper, 'the comparison')
})

await step('回滚到第 1 版', async () => {
  await tab(keeper, '版本')
  await keeper.page.locator('[data-use="1"]').click()
  await keeper.dialog.locator('textarea').fill('名称还没有会商')
  await keeper.submit()
  await keeper.page.locator('tr', { hasText: '第 1 版' }).locator('.tag', { hasText: '在用' }).waitFor()
  await keeper.shot('process-versions')
  await accessible(keeper, 'the versions')
})

await step('导入 BPMN', async () => {
  await keeper.open('/processes/import')
  await keeper.page.locator('input[type=file]').setInputFiles({ name: 'leave.bpmn', mimeType: 'application/xml', buffer: Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x"><process id="leave" isExecutable="true">
<startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="t"/><userTask id="t" name="审批"/><sequenceFlow id="f2" sourceRef="t" targetRef="e"/><endEvent id="e"/></process></definitions>`) })
  await keeper.page.getByRole('button', { name: '转换' }).click()
  await has(keeper, '已转换')
  await keeper.shot('process-import')
  await accessible(keeper, 'the import')
  await keeper.page.locator('#i-code').fill(`${code}-leave`)
  await keeper.page.getByRole('button', { name: '存为草稿' }).click()
  await editor(keeper).waitFor()
  await keeper.page.getByRole('button', { name: '丢弃草稿' }).click()
  await keeper.submit()
})

await step('手机上看', async () => {
  const other = await signIn('tongchou', phone)
  await other.open('/processes')
  await other.page.locator('tbody tr').first().waitFor()
  await other.shot('processes')
  await other.open('/processes/civil-defence')
  await other.page.locator('ol.text li').first().waitFor()
  const wide = await other.page.evaluate(() => document.documentElement.scrollWidth)
  assert.ok(wide <= 390, `the page is ${wide} wide`)
  await other.shot('process-text-phone')
  await other.page.locator('.el-radio-button', { hasText: '图' }).first().click()
  await other.page.locator('.step.stage').first().waitFor()
  await other.shot('process-chart')
  await accessible(other, 'the chart on a phone')
})

await close()
assert.deepEqual(complaints, [], 'the console complained')
console.log('  流程定义全部走通')
