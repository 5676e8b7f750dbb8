// One application from the window to the decision, by clicking: handed in, mended
// by its owner on a phone, accepted, a signer added, returned and handed in again,
// reviewed by two departments side by side, decided. Each person in a browser of
// their own. Needs a server with the demo district:
//   DIAODU_ADDRESS=http://127.0.0.1:8080 node e2e/approval.mjs
import assert from 'node:assert/strict'
import { answers, close, complaints, phone, signIn } from './browser.mjs'

const mark = Date.now().toString(36).slice(-5) // tells this run's rows from those of others
const site = `高新区板桥园 ${mark} 号地块`
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const here = (v) => new URL(v.page.url()).pathname

async function step(name, run) {
  const began = Date.now()
  await run()
  console.log(`  ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`)
}

/** attaches puts a picture where files are chosen and waits until it is stored. */
async function attaches(box) {
  const files = await box.locator('.files img').count()
  await box.locator('input[type=file]').setInputFiles({ name: `附件${mark}.png`, mimeType: 'image/png', buffer: png })
  await box.locator('.files img').nth(files).waitFor()
}

/** stands waits until the head of the page says where the application is. */
const stands = (v, text) => v.page.locator('.case-head .four', { hasText: text }).waitFor()

const window = await signIn('chuangkou')
let id = ''
await step('综合窗口代业主提交，缺一份图', async () => {
  await window.open('/approvals/new')
  await window.choose('办什么事', '建设工程规划许可证核发')
  await window.choose('哪个项目', '钢结构防腐材料项目')
  await window.type('建设地点', site)
  await window.type('总建筑面积', '26000')
  await window.radio('是否低风险', '否')
  for (const paper of ['planning-permit-application', 'land-planning-permit', 'design-scheme']) await attaches(window.page.locator(`[data-paper="${paper}"]`))
  await window.page.locator('[data-paper="land-right"] .el-checkbox').click()
  await window.sees('草稿已自动保存')
  await window.shot('approval-new')
  await window.page.locator('.apply button[type=submit]').click()
  await window.page.locator('.sent .el-button').click()
  await window.page.waitForURL((u) => /^\/approvals\/a-/.test(u.pathname))
  await window.page.locator('.case-head').waitFor()
  id = here(window)
})

const officer = await signIn('dw-planning')
await step('规资局在待办中看到，一次性告知补正', async () => {
  await officer.open('/approvals')
  await officer.page.locator(`a[href="${id}"]`).waitFor()
  await officer.shot('approvals')
  await officer.open(id)
  await officer.sees('轮到我')
  await officer.sees('总平面布置图')
  await officer.act('supplement', async (d) => {
    const first = d.locator('.one').first()
    await officer.choose('材料或字段', '材料：总平面布置图', first)
    await officer.choose('原因', '未提供', first)
    await officer.type('怎样补正', '请提交加盖设计单位公章的总平面布置图。', first)
  })
  await stands(officer, '补正中')
  await officer.sees('不计时')
})

const owner = await signIn('yezhu', phone)
await step('业主在手机上逐项补正', async () => {
  await owner.open('/my')
  await owner.page.locator(`a[href="/my${id}"]`).first().click()
  await owner.page.waitForURL((u) => u.pathname === `/my${id}`)
  await owner.sees('请提交加盖设计单位公章的总平面布置图')
  await answers(owner, { who: '项目业主', days: '剩 10 个工作日', mine: '提交补正' }) // their own days, while the case's stand still
  await owner.shot('owner-approval-mend')
  await owner.act('supply', (d) => attaches(owner.field('总平面布置图', d)))
  await owner.page.locator('.mend').waitFor({ state: 'detached' })
  await answers(owner, { who: '区规划和自然资源局', days: '补正审核期限' })
  await owner.shot('owner-approval')
})

await step('接收补正并受理，容缺一份', async () => {
  await officer.act('take_in')
  await officer.act('approve', (d) => officer.type('意见', '材料齐全，予以受理。', d))
  await stands(officer, '图纸审查')
  await officer.page.locator('.clocks .light').first().waitFor() // the clocks run from acceptance
})

const housing = await signIn('zhujian')
await step('前加签住建委，加签人先办', async () => {
  await officer.act('add_sign', async (d) => {
    await officer.radio('加在', '前加签', d)
    await officer.choose('加签人', '郑涛', d)
  })
  await housing.open(id)
  await housing.sees('轮到我')
  await housing.act('approve', (d) => housing.type('意见', '结构方案可行。', d))
  await officer.open(`${id}?tab=steps`)
  await officer.sees('结构方案可行')
  await officer.shot('approval-steps')
})

await step('退回业主修改，业主重新提交', async () => {
  await officer.act('return', (d) => officer.type('退回原因', '建筑高度未填，请补填。', d))
  await owner.page.locator('[data-act=resubmit]').waitFor()
  await owner.act('resubmit', (d) => owner.type('建筑高度', '18', d))
  await stands(officer, '图纸审查')
  await officer.page.locator('[data-act=approve]').waitFor()
})

await step('审图通过，两个部门并行复核', async () => {
  await officer.act('approve', async (d) => {
    await officer.type('核定的规划指标', '容积率 1.2，建筑密度 45%。', d)
    await officer.type('意见', '符合规划条件。', d)
  })
  await stands(officer, '复核')
  // Both look at the same state; neither stands in the other's way.
  await housing.page.locator('[data-act=approve]').first().waitFor()
  await housing.page.locator('[data-act=approve]').first().click()
  await housing.dialog.waitFor()
  await officer.act('approve', (d) => officer.type('意见', '技术指标无误。', d))
  await housing.type('意见', '设计深度符合要求。', housing.dialog)
  await housing.submit()
  await stands(officer, '审定')
})

await step('流程图标出走到哪里', async () => {
  await officer.page.getByRole('tab', { name: '流程图' }).click()
  await officer.page.locator('.picture .node, .picture .vue-flow__node').first().waitFor()
  await officer.sees('审定')
  await officer.shot('approval-picture')
})

await step('批量核对后审定，发证', async () => {
  await officer.open('/approvals')
  const row = officer.page.locator('tbody tr', { has: officer.page.locator(`a[href="${id}"]`) })
  await row.locator('.el-checkbox').click()
  await officer.page.locator('.batch').click()
  await officer.dialog.waitFor()
  await officer.dialog.getByText(site).waitFor() // nothing is approved unseen
  await officer.dialog.locator('textarea').fill('准予许可。')
  await officer.shot('approval-batch')
  await officer.dialog.locator('footer .el-button--primary').click()
  await officer.dialog.getByText('已办成').waitFor()
  await officer.dialog.locator('footer .el-button--primary').click()
  await officer.open(id)
  await stands(officer, '准予')
  await officer.sees('建字第500153')
  await officer.shot('approval-decided')
  await owner.page.getByText('建字第500153').first().waitFor()
  await owner.shot('owner-approval-decided')
})

await close()
assert.deepEqual(complaints, [], 'the console complained')
console.log('  办件全程通过')
