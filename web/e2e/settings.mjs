// What the administrator sets, by clicking, and what comes of it: a number rule and
// the next issue's number, a channel with its secret and a test message to a real
// receiver, a first level and a class that owners are then offered and then not,
// a holiday notice in the calendar; each refused once first, in words. Then the
// auditor reads it all. At the end numbers are as they were and the issues withdrawn;
// what the product keeps for good stays: what is retired, and the notice of a year far
// away. Needs a server with the demo district:
//   DIAODU_ADDRESS=http://127.0.0.1:8080 node e2e/settings.mjs
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { address, answers, chosen, close, cold, complaints, excuse, journey, phone, signIn } from './browser.mjs'

const { mark, step, pictured, phoned } = journey('settings')
const [admin, owner, officer, auditor] = await Promise.all([['guanli'], ['yezhu', phone], ['tongchou'], ['shenji']].map((who) => signIn(...who)))
const letters = [...mark].map((c) => 'abcdefghijklmnopqrstuvwxyz'[parseInt(c, 36) % 26]).join('') // codes have no digits
const level = `x${letters}`

const line = (v, text, table = '') => v.page.locator(`${table} tbody tr`, { hasText: text }).first()
const press = (v, row, name) => row.getByRole('button', { name, exact: true }).click()
const saves = (v) => v.dialog.locator('footer .el-button').last().click()

/** refused presses save, sees why not in Chinese, and lets the browser's note of it pass. */
async function refused(v, words, status = 422) {
  const answered = v.page.waitForResponse((r) => r.status() === status)
  await saves(v)
  await answered
  await v.dialog.getByText(words).first().waitFor()
  await excuse(new RegExp(`${v.name}.*status of ${status}`))
}
/** saved presses save and waits until the dialog has gone. */
const saved = (v) => v.submit()

/** reports files an issue on a phone, of a first level and, where there are several, a class. */
async function reports(heading, l1, second) {
  await owner.open('/my/report')
  await chosen(owner)
  await owner.page.locator('#r-class button', { hasText: l1 }).click()
  if (second) await owner.page.locator('.second button', { hasText: second }).click()
  await owner.page.fill('#r-heading', heading)
  await owner.page.fill('#r-ask', '请协调解决。')
  await owner.page.locator('.secret').click()
  await owner.page.click('button[type=submit]')
  await owner.page.locator('.sent').waitFor()
  await owner.page.locator('.sent .el-button').click()
  await owner.page.locator('.case-head', { hasText: heading }).waitFor()
  filed.push(new URL(owner.page.url()).pathname)
}

/** numbers sets the layout of issue numbers. */
async function numbers(layout, reason) {
  await press(admin, line(admin, '问题'), '修改')
  await admin.type('样式', layout, admin.dialog)
  await admin.type('为什么改', reason, admin.dialog)
}
let before = '' // the layout the district had
const filed = [] // the issues this walk reports, as their owner opens them

await step('编号规则：不合规的不收，改后新问题用新编号', async () => {
  await admin.open('/number-rules')
  await press(admin, line(admin, '问题'), '修改')
  before = await admin.field('样式', admin.dialog).locator('input').inputValue()
  await admin.page.keyboard.press('Escape')
  await admin.dialog.waitFor({ state: 'hidden' })
  await numbers('问题第%d件', '按本区编号办法')
  await admin.dialog.getByText('编号样式里须恰有一处年份').first().waitFor() // told while it is typed
  await excuse(/guanli.*status of 422/)
  await refused(admin, '编号样式里须恰有一处年份')
  await admin.type('样式', `问${letters}-{year}-{month}-%04d`, admin.dialog)
  await admin.dialog.getByText(`下一个编号：问${letters}-`).waitFor() // the server's word
  await pictured(admin, 'settings-number')
  await saved(admin)
  await line(admin, `问${letters}-{year}`).waitFor()
  await reports(`编号试行 ${mark}`, '用水', '供水接入')
  await owner.page.locator('.case-head', { hasText: `问${letters}-` }).waitFor()
  await owner.shot('settings-numbered')
})

const got = []
const receiver = createServer((req, res) => {
  let text = ''
  req.on('data', (part) => (text += part))
  req.on('end', () => {
    got.push({ path: req.url, body: JSON.parse(text) })
    res.setHeader('Content-Type', 'application/json')
    res.end('{"errcode":0,"errmsg":"ok"}')
  })
})
await new Promise((up) => receiver.listen(0, '127.0.0.1', up))
const robot = `http://127.0.0.1:${receiver.address().port}/cgi-bin/webhook/send?key=${mark}`

await step('通知渠道：设群机器人的地址，测试消息真的收到，地址读不回来', async () => {
  await admin.open('/channels')
  const row = line(admin, '企业微信')
  await press(admin, row, '设置')
  await admin.type('机器人地址', '群机器人', admin.dialog)
  await admin.type('为什么改', '接入本区工作群', admin.dialog)
  await refused(admin, '机器人的地址须以 https:// 开头')
  await admin.type('机器人地址', robot, admin.dialog)
  await pictured(admin, 'settings-channel')
  await saved(admin)
  await press(admin, row, '测试')
  await admin.page.locator('.tried', { hasText: '已发给' }).waitFor()
  assert.equal(got.length, 1)
  assert.equal(got[0].path, `/cgi-bin/webhook/send?key=${mark}`)
  assert.match(JSON.stringify(got[0].body), /这是朱红在“通知渠道”里发出的测试消息/)
  await press(admin, row, '设置')
  assert.equal(await admin.field('机器人地址', admin.dialog).locator('input').inputValue(), '')
  assert.ok(!(await admin.page.content()).includes(mark), 'the secret came back')
  await admin.page.keyboard.press('Escape')
  await admin.dialog.waitFor({ state: 'hidden' })
  await phoned(admin, 'settings-channel-done')
  await press(admin, row, '清除口令')
  await admin.type('为什么改', '试行结束', admin.dialog)
  await pictured(admin, 'settings-channel-forget')
  await saved(admin)
  await row.getByText('未设置').waitFor()
  assert.equal(await row.getByRole('button', { name: /测试|清除口令/ }).count(), 0)
})

const classes = '/issue-classes'
let issue = ''
/** withLevel presses a first level's button and fills the dialog in. */
async function withLevel(name, button, fill) {
  await press(admin, line(admin, name, '.levels'), button)
  if (fill) await fill(admin.dialog)
  await admin.type('为什么改', '按本区口径', admin.dialog)
}

await step('新增一级类别和类别：重名的不收，业主随即可选', async () => {
  await admin.open(classes)
  await admin.page.locator('[data-add-level]').click()
  await admin.type('一级类别名称', '用水', admin.dialog)
  await admin.type('一级类别代码', level, admin.dialog)
  await admin.type('代码', `${level}.supply`, admin.dialog)
  await admin.field('时限', admin.dialog).locator('input').fill('6')
  await admin.dialog.locator('.field', { hasText: '由项目所在镇街牵头' }).locator('.el-switch').click()
  await admin.dialog.locator('.field', { has: admin.page.locator('label[for="f-name"]') }).locator('input').fill(`供热接入${mark}`)
  await admin.type('为什么改', '增设用热一类', admin.dialog)
  await refused(admin, '已有名称为“用水”的一级类别')
  await admin.type('一级类别名称', `用热${mark}`, admin.dialog)
  await pictured(admin, 'settings-level')
  await saved(admin)
  await line(admin, `用热${mark}`, '.levels').waitFor()
  await line(admin, `供热接入${mark}`, '.classes').getByText('项目所在镇街').waitFor()
  await reports(`供热未接入 ${mark}`, `用热${mark}`)
  issue = filed.at(-1).replace('/my', '')
  await officer.open(issue)
  await officer.sees(`用热${mark} · 供热接入${mark}`)
  await phoned(admin, 'settings-classes')
})

await step('一级类别改名、停用：已报的问题仍用当时的名称，业主不再可选', async () => {
  await withLevel(`用热${mark}`, '修改', () => admin.type('一级类别名称', `供热${mark}`, admin.dialog))
  await saved(admin)
  await line(admin, `供热${mark}`, '.levels').waitFor()
  await withLevel(`供热${mark}`, '停用')
  await saved(admin)
  await line(admin, `供热${mark}`, '.levels').getByText('已停用').waitFor()
  await officer.open(issue)
  await officer.sees(`用热${mark} · 供热接入${mark}`)
  await owner.open('/my/report')
  await owner.page.locator('#r-class button', { hasText: '用水' }).waitFor()
  assert.equal(await owner.page.locator('#r-class button', { hasText: `热${mark}` }).count(), 0)
  await owner.shot('settings-retired')
})

await step('二级类别新增后停用', async () => {
  await admin.page.getByRole('button', { name: '新增类别' }).click()
  await admin.choose('一级类别', '用气', admin.dialog)
  await admin.type('代码', 'power.wrong', admin.dialog)
  await admin.dialog.locator('#f-name').fill(`瓶装气${mark}`)
  await admin.type('为什么改', '增设', admin.dialog)
  await refused(admin, '类别代码须以一级类别的代码加点开头')
  await admin.type('代码', `gas.${level}`, admin.dialog)
  await saved(admin)
  await owner.open('/my/report')
  await owner.page.locator('#r-class button', { hasText: '用气' }).click()
  await owner.page.locator('.second button', { hasText: `瓶装气${mark}` }).waitFor()
  await press(admin, line(admin, `瓶装气${mark}`, '.classes'), '停用')
  await admin.type('为什么改', '并入用气接入', admin.dialog)
  await saved(admin)
  await line(admin, `瓶装气${mark}`, '.classes').getByText('已停用').waitFor()
})

/** rests is the day of the notice that only this walk named. */
const rests = (v) => v.page.locator(`.month .day.off[title*="元旦${mark}"]`)

await step('工作日历：通知原文照贴，写错的不收并指出哪一句；核对读到的日期后导入', async () => {
  await admin.open('/calendar?year=2031')
  const notice = admin.page.getByLabel('通知内容')
  const looks = () => admin.page.getByRole('button', { name: '预览影响' }).first().click()
  const text = (weekday) => `国务院办公厅关于2031年\n部分节假日安排的通知\n国办发明电〔2030〕${mark}号\n　　一、元旦：1月1日（周三）放假1天，不调休。\n　　二、春节：1月22日（农历除夕、周三）至29日（${weekday}）放假调休，共8天。1月19日（周日）上班。`
  await notice.fill(text('周四'))
  await looks()
  await admin.page.getByText('春节：“29日（周四）”的星期与日期不符，2031-01-29 是星期三。').waitFor()
  await excuse(/guanli.*status of 422/)
  await notice.fill(text('周三'))
  await looks()
  await admin.page.getByText('读到的 2031 年放假安排，请与原文核对').waitFor()
  await admin.sees('没有读到清明节、劳动节、端午节、中秋节、国庆节的放假安排')
  await admin.sees('2031年1月22日 周三 – 2031年1月29日 周三')
  await admin.page.getByText(/个在办时限|没有在办时限会改变/).first().waitFor()
  await pictured(admin, 'settings-calendar-read')

  await notice.fill('{"year":2031,"papers":["https://www.gov.cn/2031"],"days":[{"name":"元旦","date":"2031-13-01","isOffDay":true}]}')
  await looks()
  await admin.page.getByText('“2031-13-01”不是有效日期').waitFor()
  await excuse(/guanli.*status of 422/)
  await notice.fill(`{"year":2031,"papers":["https://www.gov.cn/2031"],"days":[{"name":"元旦","date":"2031-01-01","isOffDay":true},{"name":"元旦${mark}","date":"2031-01-02","isOffDay":true}]}`)
  await looks()
  await admin.page.getByText(/个在办时限|没有在办时限会改变/).first().waitFor()
  await admin.page.getByRole('button', { name: '发布', exact: true }).first().click()
  await admin.page.getByText('已发布，在办事项逐一重算').waitFor()
  await rests(admin).waitFor()
  await pictured(admin, 'settings-calendar')
})

/** pagedTo reads the log on until an entry is there: what a calendar moves, and other people's acts, come after it. */
async function pagedTo(what) {
  const more = auditor.page.locator('.foot .el-button')
  await auditor.page.locator('tbody tr').first().waitFor()
  while (!(await line(auditor, what).isVisible()) && (await more.isVisible())) {
    const rows = await auditor.page.locator('tbody tr').count()
    await more.click()
    await auditor.page.waitForFunction((n) => document.querySelectorAll('tbody tr').length > n || !document.querySelector('.foot .el-button'), rows)
  }
  await line(auditor, what).waitFor()
}

await step('审计人员看到每一笔设置', async () => {
  await auditor.open('/audit')
  for (const what of ['设定编号规则', '设置通知渠道', '测试通知渠道', '清除通知渠道口令', '设定问题类别', '导入节假日安排']) await pagedTo(what)
  assert.ok(!(await auditor.page.content()).includes('webhook/send'), 'a secret stands in the register')
  await auditor.shot('settings-audit')
  await phoned(auditor, 'settings-audit')
  await auditor.open('/calendar?year=2031')
  await rests(auditor).waitFor()
  await auditor.sees('导入2031年放假通知')
  assert.equal(await auditor.page.getByRole('button', { name: '发布', exact: true }).count(), 0)
  await phoned(auditor, 'settings-calendar-audited')
})

/** rolesOfBoth has two administrators set one person's roles: the second sees both versions and keeps theirs. */
async function rolesOfBoth(login, row) {
  await press(admin, row, '调整角色')
  const users = `${address}/api/users`
  const { items: [person] } = await (await admin.page.request.get(`${users}?q=${login}`)).json()
  const faster = await admin.page.request.put(`${users}/${person.user_id}/roles`, { headers: { 'If-Match': `"${person.version}"` }, data: { roles: ['chair'] } })
  assert.ok(faster.ok(), await faster.text())
  await admin.dialog.locator('.el-checkbox', { hasText: '区级主要领导' }).click()
  await saves(admin)
  const both = admin.dialog.locator('.both tr', { hasText: '角色' })
  await both.getByText('分管/包联领导、区级主要领导').waitFor()
  await pictured(admin, 'settings-both-roles')
  await saves(admin)
  await admin.dialog.waitFor({ state: 'hidden' })
  for (const role of ['分管/包联领导', '区级主要领导']) await row.locator('.role', { hasText: role }).waitFor()
}

await step('新开的账号：首次登录改了密码，到原来要去的页面；随后停用', async () => {
  await admin.open('/users')
  await admin.page.getByRole('button', { name: '新增用户' }).click()
  await admin.type('账号', `w${letters}`, admin.dialog)
  await admin.type('姓名', `试行${mark}`, admin.dialog)
  await admin.dialog.locator('.el-checkbox', { hasText: '分管' }).click()
  await saved(admin)
  const first = await admin.page.locator('.shown code').innerText()
  const fresh = await cold('fresh')
  await fresh.page.goto(`${address}/tasks?light=red`)
  await fresh.page.fill('#login-name', `w${letters}`)
  await fresh.page.fill('#login-password', first)
  await fresh.page.click('button[type=submit]')
  await fresh.page.fill('#p-current', first)
  for (const field of ['#p-new', '#p-again']) await fresh.page.fill(field, `Shixing-${mark}-1`)
  await fresh.page.click('button[type=submit]')
  await fresh.page.waitForURL((u) => u.pathname + u.search === '/tasks?light=red')
  await fresh.page.locator('h1', { hasText: '督办任务' }).waitFor()
  await fresh.page.close()
  await admin.open(`/users?q=w${letters}`)
  await rolesOfBoth(`w${letters}`, line(admin, `试行${mark}`))
  await press(admin, line(admin, `试行${mark}`), '停用')
  await admin.page.locator('.el-message-box .el-button--primary').click()
  await line(admin, `试行${mark}`).getByText('已停用').waitFor()
})

await step('单位自以后某日改名：过去的日子不收，先告知，留有记录，可撤回', async () => {
  await admin.open('/orgs')
  const row = line(admin, '区发展和改革委员会')
  await press(admin, row, '修改')
  await admin.type('名称', `区发展改革局${mark}`, admin.dialog)
  const on = async (day) => {
    await admin.field('生效日期', admin.dialog).locator('input').fill(day)
    await admin.page.keyboard.press('Enter')
  }
  await on('2020-01-01')
  await refused(admin, '生效日期不能早于今天')
  await on('2031-01-01')
  await saved(admin)
  const coming = row.locator('.coming', { hasText: `自2031年1月1日起：名称 → 区发展改革局${mark}` })
  await coming.waitFor()
  await press(admin, row, '变更记录')
  await admin.page.locator('.change', { hasText: '待生效' }).getByText(`区发展和改革委员会 → 区发展改革局${mark}`).waitFor()
  await pictured(admin, 'settings-unit')
  await admin.page.keyboard.press('Escape')
  await coming.getByRole('button', { name: '撤回' }).click()
  await admin.page.locator('.el-message-box .el-button--primary').click()
  await coming.waitFor({ state: 'detached' })
  await row.getByText('区发展和改革委员会').waitFor()
})

await step('下面还有单位的不能撤销，写明是哪些；下面的先撤销，上级就可以撤销', async () => {
  const [bureau, office] = [`试行局${mark}`, `试行科${mark}`]
  for (const [name, above] of [[bureau], [office, bureau]]) {
    await admin.page.getByRole('button', { name: '设立单位' }).click()
    await admin.type('名称', name, admin.dialog)
    await admin.choose('类别', '部门', admin.dialog)
    if (above) await admin.choose('上级单位', above, admin.dialog)
    await saved(admin)
    await line(admin, name).waitFor()
  }
  const of = (name) => admin.page.locator('tbody tr').filter({ has: admin.page.locator('b.name', { hasText: name }) })
  await press(admin, of(bureau), '撤销')
  await refused(admin, `撤销以后下面还有1个单位：${office}。`, 409)
  await pictured(admin, 'settings-unit-below')
  await admin.page.keyboard.press('Escape')
  await admin.dialog.waitFor({ state: 'hidden' })
  for (const name of [office, bureau]) {
    await press(admin, of(name), '撤销')
    await saved(admin)
    await of(name).getByRole('button', { name: '恢复' }).waitFor()
  }
})

await step('恢复原样：两人同时改同一规则，后提交的看到两份内容', async () => {
  await admin.open('/number-rules')
  await numbers(before, '试行结束')
  const rules = `${address}/api/number-rules`
  const { items } = await (await admin.page.request.get(rules)).json()
  const rule = items.find((r) => r.kind === 'issue')
  const faster = await admin.page.request.put(`${rules}/issue`, { headers: { 'If-Match': `"${rule.version}"` }, data: { layout: rule.layout.replace('问', '另'), reset: rule.reset, reason: '另一位管理员先改' } })
  assert.ok(faster.ok(), await faster.text())
  await saves(admin)
  await admin.dialog.locator('.both tr', { hasText: before }).getByText(`另${letters}`).waitFor()
  await pictured(admin, 'settings-both')
  await saves(admin)
  await admin.dialog.waitFor({ state: 'hidden' })
  await line(admin, before).waitFor()
  await admin.open('/channels')
  await line(admin, '企业微信').getByText('停用').waitFor()
  assert.equal(filed.length, 2)
  for (const path of filed) {
    await owner.open(path)
    await owner.act('withdraw', (d) => owner.type('撤回原因', '试行结束。', d))
    await answers(owner, { where: '已撤回' })
  }
  assert.equal(got.length, 1, 'a channel that is off has sent something')
})

receiver.close()
await close()
assert.deepEqual(complaints, [], 'the console complained')
console.log('  各项设置全部走通')
