// Letters and their words: an owner reads and prints the progress letter on a phone;
// the administrator writes its words anew, is told of a mistake, publishes, and sees
// them in the next letter, while the one handed out keeps its own; then rolls back.
// Needs a server with the demo district:
//   DIAODU_ADDRESS=http://127.0.0.1:8080 node e2e/letters.mjs
import assert from 'node:assert/strict'
import { accessible, address, close, complaints, phone, signIn, step } from './browser.mjs'
import { firstOf } from './tours.mjs'

const before = '特此函告。'
const after = `特此函告，请贵单位知悉（${Date.now().toString(36)}）。`
const paper = (v) => v.page.locator('.paper')
const editor = (v) => v.page.locator('.code textarea')
const words = (v) => editor(v).inputValue()

/** unprinted are projects whose owner was handed no letter yet. */
async function unprinted(v) {
  const ask = async (path) => (await (await v.page.request.get(`${address}/api${path}`)).json()).items
  const free = []
  for (const p of await ask('/projects?limit=50')) if (!(await ask(`/projects/${p.id}/letters`)).length) free.push(p.id)
  return free
}

async function template(v) {
  await v.open('/letter-templates')
  await v.page.getByRole('link', { name: '项目进展函' }).click()
  await editor(v).waitFor()
}
const publish = (v) => v.page.getByRole('button', { name: '发布', exact: true })

const owner = await signIn('yezhu', phone)
const mine = await firstOf(owner.page, 'projects')
let code
await step('业主在手机上看进展函、打印', async () => {
  await owner.open(`/my/projects/${mine}`)
  await owner.page.getByRole('link', { name: '项目进展函', exact: true }).click()
  await paper(owner).waitFor()
  code = (await paper(owner).innerText()).match(/核验码：([2-9A-Z-]{14})/)[1]
  await owner.page.getByRole('button', { name: '打印' }).waitFor()
  assert.ok(await owner.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'no sideways scrolling')
  await owner.shot('letter')
  await accessible(owner, 'the letter')
  const pdf = (await owner.page.pdf({ preferCSSPageSize: true })).toString('latin1')
  const sheets = pdf.match(/MediaBox \[[^\]]+\]/g)
  assert.ok(sheets.length && sheets.every((s) => /\[0 0 59\d[.\d]* 84\d/.test(s)), `every sheet is A4: ${sheets}`)
})

const admin = await signIn('guanli')
await step('管理员改文字：写错有行号和理由，改对才能发布', async () => {
  await template(admin)
  await accessible(admin, 'the editor')
  const now = await words(admin)
  await editor(admin).fill(now.replace(before, `{{电话}}\n${after}`))
  await admin.sees('没有名为“电话”的内容')
  assert.ok(await publish(admin).isDisabled())
  await admin.shot('letter-template-mistake')
  await editor(admin).fill(now.replace(before, after))
  await admin.page.locator('.sheet', { hasText: after }).waitFor()
  await admin.sees('没有发现问题')
  await admin.shot('letter-template')
  await publish(admin).click()
  await admin.dialog.locator('.added', { hasText: after }).waitFor()
  await admin.type('为什么改', '按区里行文习惯', admin.dialog)
  await admin.submit()
  await admin.page.getByRole('cell', { name: '按区里行文习惯' }).first().waitFor()
  await admin.shot('letter-template-versions')
})

const coordinator = await signIn('tongchou')
const [next, later] = await unprinted(coordinator)
await step('新出具的函用新文字', async () => {
  await coordinator.open(`/projects/${next}`)
  await coordinator.page.getByRole('link', { name: '项目进展函', exact: true }).click()
  await paper(coordinator).getByText(after).waitFor()
  await coordinator.shot('letter-desk')
})

await step('出具过的函不变，核验时也不变', async () => {
  await owner.page.reload()
  await paper(owner).getByText(code).waitFor()
  assert.ok((await paper(owner).innerText()).includes(before))
  await owner.open(`/letters/projects/${mine}/letters/${code}/letter`)
  await paper(owner).getByText(before).waitFor()
  await owner.page.locator('summary', { hasText: '出具过的' }).click()
  await owner.shot('letter-issued-before')
  await owner.open(`/verify/${code}`)
  await paper(owner).getByText(before).waitFor()
  await owner.shot('verify-found')
})

await step('会议页上打开会议通知和议题单', async () => {
  const meeting = await firstOf(coordinator.page, 'meetings?status=issued')
  for (const name of ['会议通知', '议题单']) {
    await coordinator.open(`/meetings/${meeting}`)
    await coordinator.page.getByRole('link', { name, exact: true }).first().click()
    await paper(coordinator).getByText(name === '会议通知' ? /^关于召开.+的通知$/ : '会前协调').first().waitFor()
    await accessible(coordinator, name)
  }
  await coordinator.shot('agenda-paper')
})

await step('回到原来的文字', async () => {
  await template(admin)
  await admin.page.getByRole('tab', { name: '历次版本' }).click()
  await admin.page.locator('[data-show]').first().click()
  await admin.dialog.locator('.added', { hasText: after }).waitFor()
  await admin.page.keyboard.press('Escape')
  await admin.page.locator('[data-back="0"]').click()
  await admin.type('为什么改', '区里要求用原来的写法', admin.dialog)
  await admin.submit()
  await admin.page.getByRole('cell', { name: '回到随程序提供的文字：区里要求用原来的写法' }).first().waitFor()
  await coordinator.open(`/letters/projects/${later}/progress-letter`)
  await paper(coordinator).getByText(before).waitFor()
})

assert.deepEqual(complaints, [])
await close()
