// What people do with seats beside deciding them, by clicking: a helper asked and
// giving back, an opinion sought and given, copies read, a step taken back, a site
// visit that finds fault and is held again, a case suspended and let go on, a vote
// with an abstention that ends in a tie, an objection settled; then a stage nobody
// was found for, signers removed, a vote short of its quorum, a running case moved
// to a new version after a rehearsal, a jump, an end by the keeper, a decision made
// void. Publishes the two processes it needs. Needs a server with the demo district:
//   DIAODU_ADDRESS=http://127.0.0.1:8080 node e2e/seats.mjs
import assert from 'node:assert/strict'
import { answers, close, complaints, excuse, inChina, journey, signIn, tells } from './browser.mjs'

const { mark, step, asks, publishes, acts, pictured, phoned } = journey('seats')

const applies = async (v, process) => (await asks(v, 'POST', '/api/approvals', { process, project_id: project, form: { place: `渝荣路 ${mark} 号` } })).id

const tab = (v, name) => v.page.getByRole('tab', { name, exact: true }).click()
/** row is somebody's seat in the table of steps. */
const row = (v, stage, who) => v.page.locator('article.step', { hasText: stage }).first().locator('tbody tr', { hasText: who })

const [officer, head, planner, parks, keeper, owner, leader] = await Promise.all(['zhujian', 'zhujian-fz', 'dw-planning', 'chengguan', 'tongchou', 'yezhu', 'fenguan'].map((login) => signIn(login)))
const project = (await asks(owner, 'GET', '/api/projects?limit=1')).items[0].id
const [joint, panel] = [`joint-${mark}`, `panel-${mark}`]
let id = ''
const today = inChina().date
const panelText = (name, step = 'panel') => `process: ${panel}
name: 占道方案评议（${mark}）
matter: {stage: permit, authority: housing, kind: 审查, basis: [《城市道路管理条例》第三十一条], result: 评议意见}
form:
  type: object
  properties: {place: {type: string, title: 占道位置, maxLength: 100}}
limits: {statutory: 20, promised: 10}
steps:
  - stage: gate
    name: 把关
    by: {role: dept_lead, org: greening, name: 城管局负责人}
    within: 2
  - stage: ${step}
    name: ${name}
    by: [{role: handler, each: true}, {role: handler, org: planning, each: true}]
    mode: vote
    vote: {threshold: 60, quorum: 3}
    within: 5
  - end: approved
`
const opens = async (v, what = id, more = '') => v.open(`${v === owner ? '/my' : ''}/approvals/${what}${more}`)

await step('发布联合审查流程，业主申请', async () => {
  await publishes(keeper, joint, `process: ${joint}
name: 临时占道联合审查（${mark}）
matter: {stage: permit, authority: housing, kind: 许可, basis: [《城市道路管理条例》第三十一条], result: 临时占道许可证, number: '荣占${mark}〔{year}〕%d号'}
form:
  type: object
  required: [place]
  properties: {place: {type: string, title: 占道位置, maxLength: 100}}
limits: {statutory: 20, promised: 10, from: accept}
steps:
  - stage: accept
    name: 受理
    accepts: true
    by: {role: dept_receiver}
    within: 2
  - stage: survey
    name: 联合踏勘
    by: [{role: handler, name: 住建}, {role: handler, org: greening, name: 城管}]
    visit: true
    within: 5
  - stage: ballot
    name: 会审票签
    by: [{role: handler, name: 住建}, {role: handler, org: planning, name: 规资}, {role: handler, org: greening, name: 城管}]
    mode: vote
    vote: {threshold: 60, abstain: excluded, quorum: 3, tie: chair, chair: {role: dept_lead}}
    within: 5
  - notice: publicity
    name: 结果公示
    days: 5
    by: {role: handler}
  - stage: issue
    name: 签发
    by: {role: leader}
    within: 2
  - end: approved
`)
  id = await applies(owner, joint)
})

await step('催办', async () => {
  await opens(owner)
  await acts(owner, 'urge', (d) => owner.type('想说的话', '工期紧，请尽快受理。', d))
  await phoned(owner, 'seats-urge-done')
})

await step('委派协助，回复后交回；再委派，收回', async () => {
  await opens(officer)
  await answers(officer, { who: '区住房和城乡建设委员会', where: '受理', mine: '受理：受理' })
  await acts(officer, 'delegate', async (d) => {
    await officer.choose('委派给', '冯丽', d)
    await officer.type('请协助什么', '请核对占道范围。', d)
  })
  await opens(head)
  await answers(head, { who: '冯丽（协助郑涛）', mine: '受理：回复委派' })
  await answers(officer, { mine: '已委派冯丽，等候回复' })
  await phoned(head, 'seats-delegate-done')
  await acts(head, 'answer', (d) => head.type('回复', '占道范围与图纸一致。', d))
  await officer.page.locator('[data-act=approve]').waitFor()
  await tells(officer, '回复委派')
  await officer.act('delegate', (d) => officer.choose('委派给', '冯丽', d))
  await acts(officer, 'recall')
  await phoned(officer, 'seats-recall-done')
})

await step('征求意见与答复，抄送与已阅', async () => {
  await acts(officer, 'consult', async (d) => {
    await officer.choose('征求谁的意见', '蒋勇', d)
    await officer.type('请其答复的问题', '此处行道树是否需要迁移？', d)
  })
  await acts(officer, 'cc', (d) => officer.choose('抄送给', '施展', d))
  await opens(parks)
  await answers(parks, { mine: '答复意见' })
  await acts(parks, 'reply', (d) => parks.type('答复意见', '不需要迁移，做好保护即可。', d))
  await phoned(parks, 'seats-reply-done')
  await officer.sees('不需要迁移，做好保护即可。')
  await opens(planner)
  await answers(planner, { mine: '已阅' })
  await acts(planner, 'read')
  await planner.page.locator('aside p.line', { hasText: '施展' }).locator('.tag', { hasText: '已阅' }).waitFor()
  await phoned(planner, 'seats-read-done')
})

await step('受理，拿回，再受理', async () => {
  await officer.act('approve', (d) => officer.type('意见', '材料齐全。', d))
  await answers(officer, { where: '联合踏勘' })
  await acts(officer, 'take_back', (d) => officer.type('事由', '受理意见写错，重写。', d))
  await answers(officer, { where: '受理' })
  await tells(officer, '拿回')
  await phoned(officer, 'seats-take_back-done')
  await officer.act('approve', (d) => officer.type('意见', '材料齐全，占道范围明确。', d))
  await answers(officer, { where: '联合踏勘' })
})

await step('踏勘：一家不合格，复勘合格后才能同意', async () => {
  await officer.act('visit', async (d) => {
    await officer.field('踏勘日期', d).locator('input').fill(today)
    await officer.page.keyboard.press('Tab')
    await officer.type('地点', '渝荣路南段', d)
    await pictured(officer, 'seats-visit')
  })
  const finds = (v, pass, words) => acts(v, 'finding', async (d) => {
    await v.radio('结论', pass, d)
    await v.type('踏勘记录', words, d)
  })
  await finds(officer, '合格', '围挡范围与图纸一致。')
  await opens(parks)
  await parks.page.locator('[data-act=finding]').waitFor()
  await finds(parks, '不合格', '行道树没有保护措施。')
  await opens(parks, id, '?tab=steps')
  await row(parks, '联合踏勘', '城管').getByText('不合格').waitFor()
  await phoned(parks, 'seats-finding-done')
  await parks.page.locator('[data-act=approve]').click()
  await parks.dialog.locator('footer .el-button').last().click()
  await parks.dialog.getByText('复勘').waitFor()
  await pictured(parks, 'seats-finding-refused')
  await excuse(/chengguan.*status of 409/)
  await parks.dialog.locator('footer .el-button').first().click()
  await parks.act('visit', async (d) => {
    await parks.field('踏勘日期', d).locator('input').fill(today)
    await parks.page.keyboard.press('Tab')
    await parks.type('地点', '渝荣路南段（复勘）', d)
  })
  await finds(parks, '合格', '已加装树干保护。')
  await parks.act('approve')
  await officer.act('approve')
  await answers(officer, { where: '会审票签' })
})

await step('转办；挂起后谁也不能办，激活后接着办', async () => {
  await acts(officer, 'transfer', async (d) => {
    await officer.choose('转给', '冯丽', d)
    await officer.type('事由', '由分管负责人投票。', d)
  })
  await opens(keeper)
  await acts(keeper, 'suspend', (d) => keeper.type('事由', '与地铁施工方案一并研究。', d))
  await answers(keeper, { where: '已挂起', mine: '激活' })
  await keeper.page.locator('.clocks .stop', { hasText: '挂起' }).waitFor()
  await keeper.page.locator('.clocks .one', { hasText: '已暂停：挂起' }).first().waitFor()
  await opens(head)
  await answers(head, { where: '已挂起' })
  assert.equal(await head.page.locator('[data-act=approve]').count(), 0)
  await phoned(head, 'seats-suspend-done')
  await opens(owner)
  await answers(owner, { where: '已挂起' })
  await phoned(owner, 'seats-suspend-owner')
  await acts(keeper, 'activate')
  await answers(keeper, { where: '会审票签' })
  await phoned(keeper, 'seats-activate-done')
})

await step('票签：一票同意、一票反对、一票弃权，平局由负责人裁决', async () => {
  await head.page.locator('[data-act=approve]').waitFor()
  await head.act('approve', (d) => head.type('意见', '可以占道，夜间施工。', d))
  await opens(planner)
  await acts(planner, 'reject', (d) => planner.type('理由', '影响主干道视距。', d))
  await opens(parks)
  await acts(parks, 'abstain', (d) => parks.type('意见', '不涉及绿化，弃权。', d))
  await opens(head, id, '?tab=steps')
  await row(head, '会审票签', '裁决席').waitFor()
  await phoned(head, 'seats-vote-tied')
  await pictured(head, 'seats-vote-tied')
  await head.act('approve', (d) => head.type('意见', '同意，须设导改标志。', d))
  await answers(head, { where: '结果公示' })
  await tells(head, '会审票签（裁决席） · 同意')
})

await step('公示期间登记异议，处理', async () => {
  await opens(officer)
  await acts(officer, 'object', async (d) => {
    await officer.type('提出人', '沿街商户代表', d)
    await officer.type('异议内容', '担心影响经营。', d)
  })
  await answers(officer, { mine: '处理异议' })
  await acts(officer, 'settle', async (d) => {
    await officer.radio('处理结果', '不成立', d)
    await officer.type('理由', '已留出行人通道。', d)
  })
  await phoned(officer, 'seats-settle-done')
})

await step('管理员跳转到签发，准予后作废', async () => {
  await acts(keeper, 'jump', async (d) => {
    await keeper.choose('跳到', '签发', d)
    await keeper.type('事由', '公示异议已处理，应急抢修。', d)
  })
  await answers(keeper, { who: '分管/包联领导', where: '签发' })
  await tells(keeper, '跳转：签发')
  await phoned(keeper, 'seats-jump-done')
  await opens(leader)
  await leader.act('approve', (d) => leader.type('意见', '同意。', d))
  await answers(leader, { where: '准予' })
  await opens(head)
  await acts(head, 'void', async (d) => {
    await head.type('事由', '申请人改变施工方案。', d)
    await d.locator('.typed input').fill('作废')
  })
  await answers(head, { where: '已作废' })
  await phoned(head, 'seats-void-done')
})

await step('无人可办的环节由流程管理员指定', async () => {
  await publishes(keeper, panel, panelText('专家评议'))
  id = await applies(owner, panel)
  await opens(keeper)
  await answers(keeper, { mine: '指定办理人' })
  await acts(keeper, 'appoint', async (d) => {
    await keeper.choose('指定给', '蒋勇', d)
    await keeper.type('事由', '该岗位暂缺。', d)
  })
  await phoned(keeper, 'seats-appoint-done')
})

await step('加签后减签', async () => {
  await opens(parks)
  await acts(parks, 'add_sign', async (d) => {
    await parks.radio('加在', '后加签', d)
    await parks.choose('加签人', '施展', d)
  })
  await acts(parks, 'remove_sign', (d) => parks.type('事由', '不再需要。', d))
  await opens(parks, id, '?tab=steps')
  await row(parks, '把关', '施展').getByText('已减签').waitFor()
  await phoned(parks, 'seats-remove_sign-done')
  await parks.act('approve')
})

await step('票签人数不足，待指定', async () => {
  await opens(keeper, id, '?tab=steps')
  await pictured(keeper, 'seats-quorum')
  await keeper.act('appoint', async (d) => {
    await keeper.choose('指定给', '蒋勇', d)
    await keeper.type('事由', '补足票数。', d)
  })
  await phoned(keeper, 'seats-quorum-done')
})

await step('在办案件迁移：先预演，再迁移', async () => {
  await publishes(keeper, panel, panelText('专家会审', 'review'))
  await keeper.open(`/processes/${panel}`)
  await tab(keeper, '版本')
  await keeper.page.locator('tr', { hasText: '第 1 版' }).getByRole('button', { name: '迁移在办' }).click()
  await keeper.dialog.locator('#m-reason').fill('环节改名')
  await keeper.dialog.getByRole('button', { name: '预演' }).click()
  await keeper.dialog.getByText('不能迁移').waitFor() // the step has another id there: the keeper says which it becomes
  await keeper.dialog.locator('.ask .el-select').last().click()
  await keeper.page.locator('.el-select-dropdown__item:visible', { hasText: '专家会审' }).click()
  await pictured(keeper, 'seats-migrate-lost')
  await keeper.dialog.getByRole('button', { name: '预演' }).click()
  await keeper.dialog.getByText('可以迁移').waitFor()
  await pictured(keeper, 'seats-migrate-rehearsed')
  await keeper.dialog.locator('footer .el-button--primary').click()
  await keeper.dialog.getByText('已迁移').waitFor()
  await pictured(keeper, 'seats-migrate-done')
  await keeper.dialog.locator('footer .el-button').first().click()
  await opens(keeper)
  await answers(keeper, { where: '专家会审' })
  await phoned(keeper, 'seats-migrated')
})

await step('终止；另一件由业主撤回', async () => {
  await acts(keeper, 'terminate', async (d) => {
    await keeper.type('事由', '与前一件重复。', d)
    await d.locator('.typed input').fill('终止')
  })
  await answers(keeper, { where: '已终止' })
  await phoned(keeper, 'seats-terminate-done')
  id = await applies(owner, joint)
  await opens(owner)
  await acts(owner, 'withdraw', (d) => owner.type('撤回原因', '暂不施工。', d))
  await answers(owner, { where: '已撤回' })
  await phoned(owner, 'seats-withdraw-done')
})

await close()
assert.deepEqual(complaints, [], 'the console complained')
console.log('  席位各项操作全部走通')
