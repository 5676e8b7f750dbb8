// The rest of what people do with seats, by clicking: the applicant chooses who
// reviews among those the process offers, on a phone, alone and among several
// matters of a plan; an official's decision chooses for a later stage; a candidate's
// seat claimed and given back, a special procedure with the clock stopped, a recusal,
// and all seats of somebody who leaves handed over. Publishes
// the processes it needs. Needs a server with the demo district:
//   DIAODU_ADDRESS=http://127.0.0.1:8080 node e2e/seats2.mjs
import assert from 'node:assert/strict'
import { answers, close, complaints, journey, phone, signIn, tells } from './browser.mjs'

const { mark, step, asks, publishes, acts, phoned } = journey('seats2')
const [officer, head, parks, keeper, owner, admin] = await Promise.all([['zhujian'], ['zhujian-fz'], ['chengguan'], ['tongchou'], ['yezhu', phone], ['guanli']].map((who) => signIn(...who)))
const project = (await asks(owner, 'GET', '/api/projects?limit=1')).items[0]
const choosing = `choosing-${mark}`
const posts = `posts-${mark}`
const leaver = `李新${mark}`
const applies = async () => (await asks(owner, 'POST', '/api/approvals', { process: posts, project_id: project.id, form: { place: `渝荣路 ${mark} 号` } })).id
const opens = async (v, what, more = '') => v.open(`${v === owner ? '/my' : ''}/approvals/${what}${more}`)
const here = (v) => new URL(v.page.url()).pathname.split('/').pop()
let id = ''

await step('发布由申请人选定评审人的流程', () => publishes(keeper, choosing, `process: ${choosing}
name: 占道方案评审（${mark}）
matter: {stage: permit, authority: housing, kind: 审查, basis: [《城市道路管理条例》第三十一条], result: 评审意见, number: '荣评${mark}〔{year}〕%d号'}
form:
  type: object
  required: [place]
  properties:
    place: {type: string, title: 占道位置, maxLength: 100}
    deep: {type: boolean, title: 是否深基坑}
    remark: {type: string, title: 评审结论, maxLength: 100}
materials:
  - {id: pit, name: 基坑支护方案, required: true, when: form.deep}
limits: {statutory: 20, promised: 10}
steps:
  - stage: accept
    name: 受理
    accepts: true
    by: {role: dept_receiver}
    within: 2
  - stage: review
    name: 方案评审
    by: [{chosen: starter, role: handler, org: housing}, {chosen: starter, role: handler, org: greening}]
    within: 5
    fields: {write: [remark]}
  - stage: check
    name: 复核
    by: {chosen: accept, role: dept_lead}
    within: 3
  - end: approved
`))

/** picks chooses somebody among those offered. */
async function picks(v, label, name, within) {
  await v.choose(label, name, within)
  await v.field(label, within).locator('.el-select__selected-item', { hasText: name }).first().waitFor()
}

await step('业主在手机上申请，从可选的人中选定评审人', async () => {
  await owner.open(`/my/apply?process=${choosing}&project=${project.id}`)
  await owner.page.locator('[data-choose]').waitFor()
  await owner.sees('按条件：“是否深基坑”为“是”的，须提交')
  assert.equal(await owner.field('评审结论').count(), 0) // the officials' to fill in
  await owner.type('占道位置', `渝荣路 ${mark} 号`)
  await owner.radio('是否深基坑', '否')
  await owner.page.locator('.apply button[type=submit]').click()
  await owner.page.locator('[data-choose] .fault', { hasText: '方案评审' }).waitFor()
  await owner.field('方案评审').locator('.el-select').click()
  const offers = owner.page.locator('.el-select-dropdown__item:visible')
  await offers.first().waitFor() // the list unfolds after the click
  const offered = await offers.allInnerTexts()
  await owner.shot('seats2-choosing-offers')
  assert.deepEqual(offered.map((t) => t.split(/\s/)[0]).sort(), ['蒋勇', '郑涛'])
  await owner.page.keyboard.press('Escape')
  await picks(owner, '方案评审', '蒋勇')
  await picks(owner, '方案评审', '郑涛')
  await owner.shot('seats2-choosing')
  await owner.page.locator('.apply button[type=submit]').click()
  await owner.page.locator('.sent .el-button').click()
  await owner.page.waitForURL((u) => /^\/my\/approvals\/a-/.test(u.pathname))
  id = here(owner)
})

await step('受理时选定复核人；评审人正是业主所选', async () => {
  await opens(officer, id)
  await acts(officer, 'approve', async (d) => {
    await picks(officer, '复核', '冯丽', d)
    await officer.type('意见', '材料齐全。', d)
  })
  await answers(officer, { where: '方案评审', mine: '方案评审' })
  await opens(parks, id)
  await answers(parks, { mine: '方案评审' })
  await parks.act('approve', (d) => parks.type('评审结论', '不影响绿化。', d))
  await officer.act('approve')
  await opens(head, id)
  await answers(head, { where: '复核', mine: '复核' })
  await head.act('approve')
  await answers(head, { where: '准予' })
  await phoned(head, 'seats2-chosen-done')
})

await step('一窗申报：其中一项由业主选定评审人', async () => {
  const plans = await asks(owner, 'GET', '/api/plans?limit=50')
  let plan
  for (const p of plans.items) {
    const v = await asks(keeper, 'GET', `/api/plans/${p.id}`)
    if (v.actions.some((x) => x.act === 'add_matter')) plan = v
  }
  assert.ok(plan, 'no plan of the owner takes another matter')
  await asks(keeper, 'POST', `/api/plans/${plan.id}/acts`, { act: 'add_matter', add: { process: choosing }, reason: '需要占道评审', basis: '城市道路管理条例' })
  await owner.open(`/my/plans/${plan.id}/submit`)
  await owner.page.locator(`[data-matter="${choosing}"]`).click()
  const own = owner.page.locator(`[data-own="${choosing}"]`)
  await own.waitFor()
  await owner.type('占道位置', `渝荣路 ${mark} 号北`, own)
  await owner.page.locator('form button[type=submit]').click()
  await own.locator('.fault', { hasText: '方案评审' }).waitFor() // nobody chosen yet
  await picks(owner, '方案评审', '蒋勇', own)
  await owner.shot('seats2-plan-choosing')
  await owner.page.locator('form button[type=submit]').click()
  await owner.page.locator('.sent').waitFor()
  const after = await asks(keeper, 'GET', `/api/plans/${plan.id}`)
  id = after.matters.find((m) => m.id === choosing).approval_id
  await opens(officer, id)
  await officer.act('approve', (d) => picks(officer, '复核', '冯丽', d))
  await answers(officer, { where: '方案评审' }) // now it is theirs as well
  await opens(parks, id)
  await answers(parks, { where: '方案评审', mine: '方案评审' })
})

await step('认领候选的席位，再释放', async () => {
  await publishes(keeper, posts, `process: ${posts}
name: 占道延期核查（${mark}）
matter: {stage: permit, authority: housing, kind: 审查, basis: [《城市道路管理条例》第三十一条], result: 核查意见, number: '荣核${mark}〔{year}〕%d号'}
form:
  type: object
  properties: {place: {type: string, title: 占道位置, maxLength: 100}}
limits: {statutory: 20, promised: 10}
steps:
  - stage: first
    name: 初核
    by: {role: handler}
    within: 10
    may: [pause, recuse, transfer]
  - stage: second
    name: 复核
    by: {role: dept_lead}
    within: 3
  - end: approved
`)
  await asks(admin, 'POST', '/api/users', { login: `lixin-${mark}`, name: leaver, roles: ['handler'], org_id: 'housing' })
  id = await applies()
  await officer.open('/approvals')
  await officer.page.locator(`a[href="/approvals/${id}"]`).first().click()
  await answers(officer, { where: '初核', mine: '初核' })
  await acts(officer, 'claim')
  await answers(officer, { who: '郑涛' })
  await tells(officer, '认领')
  await acts(officer, 'unclaim')
  await tells(officer, '释放')
  await phoned(officer, 'seats2-claim-done')
})

await step('特别程序停钟，结束后恢复', async () => {
  await acts(officer, 'pause', async (d) => {
    await officer.choose('法定事由', '专家评审', d)
    await officer.type('书面通知文号', `荣住建函〔2026〕${mark}号`, d)
    await d.locator('.field', { hasText: '预计结束' }).getByRole('button', { name: /^7/ }).first().click()
  })
  await officer.page.locator('.clocks .one', { hasText: '已暂停' }).first().waitFor()
  await phoned(officer, 'seats2-pause-done')
  await opens(owner, id)
  await owner.sees('不计时')
  await acts(officer, 'resume')
  await officer.page.locator('.clocks .one', { hasText: '已暂停' }).first().waitFor({ state: 'detached' })
  await tells(officer, '特别程序结束')
})

await step('回避后由同岗位的人接办', async () => {
  await acts(officer, 'recuse', (d) => officer.type('回避事由', '与申请人有利害关系。', d))
  await tells(officer, '回避')
  await officer.page.locator('[data-act=approve]').waitFor({ state: 'detached' })
  await phoned(officer, 'seats2-recuse-done')
})

await step('离职转办：名下席位一次转给接手人', async () => {
  id = await applies()
  await opens(officer, id)
  await officer.act('transfer', async (d) => {
    await officer.choose('转给', leaver, d)
    await officer.type('事由', '由其主办。', d)
  })
  await answers(officer, { who: leaver })
  await keeper.open('/hand-over')
  await keeper.choose('离职（调岗）人员', leaver)
  await keeper.choose('接手人', '郑涛')
  await keeper.type('事由', '调任区发改委。')
  await keeper.page.locator('form button[type=submit]').click()
  await keeper.page.locator('.el-message-box').getByRole('button', { name: '转办' }).click()
  await keeper.page.locator('[role=status]', { hasText: '已全部转办' }).waitFor()
  await keeper.page.locator(`[role=status] a[href="/approvals/${id}"]`).waitFor()
  await keeper.shot('seats2-hand-over')
  await answers(officer, { who: '郑涛', mine: '初核' })
  await tells(officer, `离职转办：${leaver} → 郑涛`)
  await officer.act('approve')
  await answers(officer, { where: '复核' })
})

await close()
assert.deepEqual(complaints, [], 'the console complained')
console.log('  选人、认领、特别程序、回避、离职转办全部走通')
