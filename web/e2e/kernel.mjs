// The console in a real Chromium 87, the oldest kernel it promises to work in:
// an owner on a phone reports an issue with a photo, a coordinator at a desk takes
// it up, and both open the main pages. Nothing is mended for the page: what the
// old browser lacks, the build must bring. Needs a server with the demo district:
//   DIAODU_ADDRESS=http://127.0.0.1:8080 node e2e/kernel.mjs
import assert from 'node:assert/strict'
import { oldest, unpacked } from './oldkernel.mjs'

process.env.CHROMIUM = unpacked()
const { chosen, close, complaints, kernel, phone, signIn } = await import('./browser.mjs')
const { firstOf } = await import('./tours.mjs')
assert.equal(kernel, oldest)

const heading = `厂区东门外道路积水 ${Date.now().toString(36).slice(-5)}`

async function step(name, run) {
  const began = Date.now()
  await run()
  console.log(`  ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`)
}

// picture shows the whole page: so old a browser takes no more than its window, so that grows.
async function picture(visitor, name) {
  const { page } = visitor
  const size = page.viewportSize()
  const height = await page.evaluate(() => document.documentElement.scrollHeight)
  await page.setViewportSize({ width: size.width, height: Math.max(size.height, height) })
  await visitor.shot(name)
  await page.setViewportSize(size)
}

// look opens a page and waits for what only its content has; a shell alone is no page.
async function look(visitor, name, path, content) {
  const { page } = visitor
  await visitor.open(path)
  await page.locator(content).first().waitFor()
  await page.waitForFunction(() => !document.querySelector('.loading, p.wait, .el-skeleton'))
  await picture(visitor, `kernel-${name}`)
  const { over, thin, unstyled } = await page.evaluate(() => ({
    over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    // A layout that the kernel did not understand falls into a column of nothing.
    thin: [...document.querySelectorAll('main, .page, .card')].filter((e) => e.offsetParent && e.offsetWidth < 40).length,
    unstyled: getComputedStyle(document.body).margin !== '0px',
  }))
  assert.ok(over <= 1, `${name}: ${over} px wider than the screen`)
  assert.equal(thin, 0, `${name}: collapsed`)
  assert.ok(!unstyled, `${name}: without its styles`)
}

const owner = await signIn('yezhu', phone)
let issue = ''
await step('业主手机：首页、项目、附照片上报问题', async () => {
  await look(owner, 'owner-home', '/my', '.card')
  await look(owner, 'owner-project', `/my/projects/${await firstOf(owner.page, 'projects')}`, '.card')
  await look(owner, 'owner-issue', `/my/issues/${await firstOf(owner.page, 'issues')}`, '.case-head')
  await look(owner, 'owner-report', '/my/report', '#r-heading')
  // A photo as a phone takes it, drawn by the browser itself.
  const photo = await owner.page.evaluate(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 240 })
    const paint = canvas.getContext('2d')
    const sky = paint.createLinearGradient(0, 0, 0, 240)
    sky.addColorStop(0, '#8fb6d9')
    sky.addColorStop(1, '#5b5146')
    paint.fillStyle = sky
    paint.fillRect(0, 0, 320, 240)
    return canvas.toDataURL('image/jpeg', 0.9).split(',')[1]
  })
  const { page } = owner
  await chosen(owner)
  await page.locator('#r-class button', { hasText: '用水' }).click()
  await page.locator('.second button', { hasText: '供水接入' }).click()
  await page.fill('#r-heading', heading)
  await page.fill('#r-course', '连日降雨，东门外道路积水约 30 厘米，货车无法进出。')
  await page.fill('#r-ask', '请协调市政单位疏通排水。')
  await page.locator('#r-files').setInputFiles({ name: '东门外.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(photo, 'base64') })
  const shown = page.locator('.files img')
  await shown.waitFor()
  await page.waitForFunction((img) => img.complete && img.naturalWidth === 320, await shown.elementHandle())
  await page.locator('.secret').click()
  await owner.shot('kernel-owner-filled')
  await page.click('button[type=submit]')
  await page.locator('.sent .el-button').click()
  await page.locator('.case-head').waitFor()
  await owner.sees(heading)
  issue = new URL(page.url()).pathname.replace('/my', '')
  await owner.shot('kernel-owner-reported')
})

const coordinator = await signIn('tongchou')
await step('统筹：工作台、列表、受理所报问题', async () => {
  await look(coordinator, 'work', '/work', '.todos tbody tr')
  await coordinator.page.locator('.watched tbody tr', { hasText: '谁在办' }).or(coordinator.page.locator('.watched tbody td b')).first().waitFor() // what others do names them
  await look(coordinator, 'issues', '/issues?q=找不到的&status=closed', '.unfilter')
  await coordinator.page.locator('.unfilter').click()
  await look(coordinator, 'issues', '/issues', 'tbody tr')
  await coordinator.page.locator('tbody tr', { hasText: heading }).click() // the drawer beside the list
  await coordinator.page.locator('.el-drawer .case-head').waitFor()
  await coordinator.shot('kernel-drawer')
  await look(coordinator, 'issue', issue, '.case-head')
  await coordinator.page.locator(`text=东门外.jpg`).first().waitFor()
  await coordinator.act('accept', async (d) => {
    await coordinator.type('何时', '今年11月以来', d)
    await coordinator.type('何地', '厂区东门外', d)
    await coordinator.type('何因', '排水管堵塞', d)
    await coordinator.shot('kernel-accept')
  })
  await coordinator.act('dispatch', async (d) => {
    await coordinator.radio('分级', '重大', d)
    await coordinator.choose('主办单位', '水务', d)
  })
  await coordinator.sees('待签收')
})

await step('统筹：会议室、看板图表、日历、项目、办件、流程图', async () => {
  await look(coordinator, 'room', `/meetings/${await firstOf(coordinator.page, 'meetings')}/room`, 'main, .room')
  await look(coordinator, 'meeting', `/meetings/${await firstOf(coordinator.page, 'meetings')}`, '.case-head')
  await look(coordinator, 'board', '/board', '.chart svg')
  // A chart that drew nothing is a picture all the same: two bars a month stand in it.
  const bars = await coordinator.page.evaluate(() => [...document.querySelectorAll('.chart svg path')].filter((p) => p.getBBox().height > 2 && p.getAttribute('fill') !== 'none').length)
  const months = await coordinator.page.locator('.numbers tbody tr').count()
  assert.ok(months > 0 && bars >= months, `${bars} bars over ${months} months`)
  await look(coordinator, 'calendar', '/calendar', '.page')
  await look(coordinator, 'projects', '/projects', 'tbody tr')
  await look(coordinator, 'project', `/projects/${await firstOf(coordinator.page, 'projects')}`, '.card')
  await look(coordinator, 'tasks', '/tasks', 'tbody tr')
  await look(coordinator, 'process', '/processes/civil-defence', '.step.stage')
})

const officer = await signIn('chuangkou')
await step('窗口：办件列表、办件、办理环节图', async () => {
  await look(officer, 'approvals', '/approvals?box=all', 'tbody tr')
  const id = await firstOf(officer.page, 'approvals')
  await look(officer, 'permit', `/approvals/${id}`, '.case-head')
  await look(officer, 'permit-picture', `/approvals/${id}?tab=chart`, '.step.stage')
})

await close()
assert.deepEqual(complaints, [], 'the console complained')
console.log(`  Chromium ${kernel} 通过`)
