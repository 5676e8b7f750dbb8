// An issue that is not taken in (不予受理), by clicking: a coordinator proposes it with
// basis and reason, another one finds it among their to-dos and judges it, the owner
// reads why on a phone and appeals; a note of the office is shown to the owner.
// Needs a server with the demo district:
//   DIAODU_ADDRESS=http://127.0.0.1:8080 node e2e/refusal.mjs
import assert from 'node:assert/strict'
import { answers, close, complaints, journey, phone, signIn } from './browser.mjs'
import { settled } from './tours.mjs'

const { mark, step, asks, acts, phoned } = journey('refusal')
const [owner, first, second] = await Promise.all([['yezhu', phone], ['tongchou'], ['ducha']].map((who) => signIn(...who)))
const basis = '《重庆市优化营商环境条例》第五条'
const reason = `所请事项属于法院执行程序 ${mark}，不属于调度范围。`
const heading = `请求解除厂房查封 ${mark}`
const project = (await asks(owner, 'GET', '/api/projects?limit=1')).items[0]
const id = (await asks(owner, 'POST', '/api/issues', { project_id: project.id, class: 'water.supply', unclassified: true, heading, ask: '请协调解除查封。' })).id

await step('统筹拟不予受理，自己不能复核', async () => {
  await first.open(`/issues/${id}`)
  await acts(first, 'ask_reject', async (d) => {
    await first.type('依据', basis, d)
    await first.type('理由', reason, d)
  })
  await first.page.locator('[data-refusal]', { hasText: '待第二人复核' }).waitFor()
  await answers(first, { mine: '暂不需要您做什么' })
  assert.equal(await first.page.locator('[data-act=approve_reject]').count(), 0)
  await first.open('/work')
  await settled(first.page)
  assert.equal(await first.page.getByText(heading).count(), 0, 'nothing of it is left to do for who proposed it')
})

await step('业主此时看不到尚未作出的决定', async () => {
  await owner.open(`/my/issues/${id}`)
  await owner.page.locator('.case-head').waitFor()
  await answers(owner, { where: '待受理' })
  assert.equal(await owner.page.locator('[data-refusal]').count(), 0)
  assert.equal(await owner.page.getByText('不予受理').count(), 0)
})

await step('督查室在待办中看到，先看依据和理由，再同意', async () => {
  await second.open('/work')
  await second.page.locator('a', { hasText: heading }).first().click()
  await answers(second, { where: '复核不予受理', mine: '复核不予受理' })
  const why = second.page.locator('[data-refusal]')
  await why.getByText(basis).waitFor()
  await why.getByText(reason).waitFor()
  await second.shot('refusal-to-judge')
  await acts(second, 'approve_reject', (d) => second.type('意见', '同意。', d))
  await second.page.locator('.case-head .tag', { hasText: '不予受理' }).first().waitFor()
})

await step('业主在手机上看到依据、理由，申诉', async () => {
  await owner.page.locator('[data-refusal]').getByText(reason).waitFor() // by itself: the page is open
  await owner.sees('可以申诉')
  await phoned(owner, 'refusal-owner')
  await owner.act('appeal', (d) => owner.type('理由', '查封已经解除，请继续协调。', d))
  await owner.page.locator('[data-refusal]').waitFor({ state: 'detached' })
})

await step('统筹受理，补填的要素业主看得到', async () => {
  await first.open(`/issues/${id}`)
  await first.act('accept', async (d) => {
    for (const [label, text] of [['何时', '今年11月以来'], ['何地', `一号厂房 ${mark}`], ['经过', '法院已解除查封。'], ['何因', '历史债务']]) await first.type(label, text, d)
  })
  await owner.sees(`一号厂房 ${mark}`)
  await phoned(owner, 'refusal-owner-accepted')
})

await step('统筹写一条办理记录，之后公开给业主', async () => {
  const note = `已与法院执行局核实 ${mark}`
  await first.open(`/issues/${id}`)
  await first.act('note', (d) => first.type('内容', note, d))
  const line = first.page.locator('aside .line li', { hasText: note })
  await line.waitFor()
  assert.equal(await owner.page.getByText(note).count(), 0)
  await line.locator('[data-act=publish]').click()
  await first.dialog.waitFor()
  await first.submit()
  await line.getByText('业主可见').waitFor()
  await first.shot('refusal-note-published')
  await owner.sees(note)
})

await close()
assert.deepEqual(complaints, [], 'the console complained')
console.log('  不予受理、复核、申诉与公开记录全部走通')
