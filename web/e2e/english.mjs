// The console in English, as everybody reads it: switched over by clicking; every
// page with its tabs and what is folded away, then the forms of the acts it offers
// and the boxes its buttons open, each with its first refusal. No Chinese on them
// but what people wrote, no stop or bracket of Chinese but theirs, nothing wider than
// the screen. What people wrote is what the answers carry; their own words (…_text)
// are English too. Nothing is written: whatever tries is stopped on its way. With
// DIAODU_ENGLISH_SHOTS=1 each page and form is pictured.
import assert from 'node:assert/strict'
import { close, complaints, desk, phone, signIn } from './browser.mjs'
import { firstOf, settled, tours } from './tours.mjs'

const findings = new Set()
const CHINESE = '[\\p{Script=Han}，。；：（）、！？《》【】]'
const RUNS = new RegExp(`${CHINESE}+`, 'gu')
const HAN = /\p{Script=Han}/u
// Marks of the letters' own language.
const MARKS = /【[^】]*】/g
// Words in answers that are people's, for all their names say.
const PEOPLES = /^(class_text|tendency_text|when_text)$/
const BOX = '.el-dialog:visible, .el-message-box:visible, .el-drawer:visible'
// Who reads on a phone too, and the lists of whose cases each reads more than the newest.
const PHONES = ['yezhu', 'zhujian']
const CASES = { tongchou: ['issues', 'meetings', 'tasks'], zhujian: ['issues', 'tasks', 'approvals'], quzhang: ['meetings', 'tasks', 'issues'], 'dw-planning': ['approvals'], chuangkou: ['approvals', 'plans'] }
const MORE = {
  zhujian: [['board', '/board'], ['task', '/tasks/:id', 'tasks']],
  quzhang: [['ladder', '/ladder']],
  shenji: [['board', '/board'], ['issue', '/issues/:id', 'issues'], ['task', '/tasks/:id', 'tasks']],
}
// Buttons of a page and of a list's row that open a form, wherever they stand.
const OPENERS = '.page-head .el-button:visible, tbody tr:first-child .el-button:visible'
// Buttons that do at once what they say, or fetch a paper.
const LEAVES = /export|download|log out|read/i

// hear keeps what an answer says, for the browser may show it on a later page, and
// notes the server's own words that are Chinese.
function hear(heard, path, body) {
  const walk = (v, key) => {
    if (typeof v === 'string') {
      heard.texts += v + '\n'
      if (/_text$/.test(key) && !PEOPLES.test(key) && HAN.test(v)) findings.add(`${path.replace(/[0-9a-f]{12,}/g, ':id')} ${key}: ${v}`)
    } else if (v && typeof v === 'object') for (const [k, x] of Object.entries(v)) { heard.texts += k + '\n'; walk(x, Array.isArray(v) ? key : k) }
  }
  walk(body, '')
}

// shown are the texts of a page that have Chinese in them, its labels too.
const shown = (page) =>
  page.evaluate((pattern) => {
    const chinese = new RegExp(pattern, 'u')
    const texts = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let n = walker.nextNode(); n; n = walker.nextNode()) {
      const e = n.parentElement
      if (chinese.test(n.data) && !e.closest('script, style, .look, .paper, pre, textarea, [lang=zh-CN]') && (e.closest('.el-select-dropdown__item') || e.checkVisibility?.() !== false)) texts.push(n.data.trim())
    }
    for (const e of document.querySelectorAll('[aria-label], [placeholder], [title]')) for (const a of ['aria-label', 'placeholder', 'title']) if (chinese.test(e.getAttribute(a) ?? '')) texts.push(`[${a}] ${e.getAttribute(a)}`)
    return texts
  }, CHINESE)

/** lacks tells whether something that a form must have is empty, so that sending it is refused at once. */
const lacks = (box) =>
  [...box.querySelectorAll('.field')].some((f) => {
    if (!f.querySelector(':scope > label .must')) return false
    if (f.querySelector('.el-select')) return !!f.querySelector('.el-select__placeholder.is-transparent')
    const inputs = [...f.querySelectorAll('input:not([type=radio], [type=checkbox], [type=file]), textarea')]
    return inputs.length > 0 && inputs.every((i) => !i.value)
  })

class Reader {
  constructor(visitor) {
    this.visitor = visitor
    this.page = visitor.page
    this.heard = { texts: '' }
    this.pressed = new Set() // acts and buttons whose form has been read
    this.forms = 0
  }

  /**
   * guard stops whatever would write, so that a form can be sent as it is, and hears
   * every answer before the page has it: one that leaves the page early is heard too.
   */
  guard() {
    return this.page.route('**/api/**', async (route) => {
      const request = route.request()
      if (!['GET', 'HEAD'].includes(request.method())) return route.abort('blockedbyclient')
      if (request.resourceType() === 'eventsource') return route.continue()
      try {
        const response = await route.fetch()
        if (/json/.test(response.headers()['content-type'] ?? '')) hear(this.heard, new URL(request.url()).pathname, await response.json())
        await route.fulfill({ response })
      } catch (e) {
        if (this.page.isClosed() || /disposed|closed|already handled/i.test(e.message)) return // the page has gone on
        throw e
      }
    })
  }

  async look(where) {
    for (const text of await shown(this.page)) {
      const ours = (text.replace(MARKS, '').match(RUNS) ?? []).filter((run) => !this.heard.texts.includes(run))
      if (ours.length) findings.add(`${this.visitor.name} ${where}: ${text.slice(0, 80)}`)
    }
    const over = await this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    if (over > 1) findings.add(`${this.visitor.name} ${where}: ${over} px wider than the screen`)
  }

  async open(where, path) {
    await this.visitor.open(path)
    await this.unfold()
    await this.look(where)
  }

  async unfold() {
    await settled(this.page)
    await this.page.evaluate(() => document.querySelectorAll('details').forEach((d) => (d.open = true)))
    await settled(this.page)
  }

  /** read reads a page, its tabs and its forms; on a phone the same page drawn narrow. */
  async read(where, path) {
    await this.open(where, path)
    if (process.env.DIAODU_ENGLISH_SHOTS) await this.visitor.shot(`english-${this.visitor.name}-${where}`)
    if (PHONES.includes(this.visitor.name)) {
      await this.page.setViewportSize(phone)
      await settled(this.page)
      await this.look(`${where} on a phone`)
      if (process.env.DIAODU_ENGLISH_SHOTS) await this.visitor.shot(`english-${this.visitor.name}-${where}`)
      await this.page.setViewportSize(desk)
    }
    await this.formsOf(where, path)
    for (const tab of (await this.page.locator('.tabs-row [role=tab]:not([aria-selected=true])').all()).slice(0, 8)) {
      if (!(await tab.isVisible())) continue
      await tab.click()
      await this.unfold()
      await this.look(`${where}, ${await tab.innerText()}`)
      await this.formsOf(where, path)
    }
  }

  /** forms_ opens what the page's buttons open and nobody has opened yet. */
  async formsOf(where, path) {
    const acts = await this.page.locator('[data-act]:visible').evaluateAll((all) => all.map((e) => e.dataset.act))
    for (const act of new Set(acts)) await this.form(`${path.split('/')[1]} ${act}`, where, this.page.locator(`[data-act="${act}"]:visible`).first())
    if (acts.length) return
    for (const name of new Set(await this.page.locator(OPENERS).allInnerTexts())) {
      if (!name.trim() || LEAVES.test(name)) continue
      await this.form(`${where} ${name}`, where, this.page.locator(OPENERS, { hasText: name }).first())
      if (!this.page.url().endsWith(path)) await this.open(where, path) // it led to a page, which is read by itself
    }
  }

  async form(key, where, button) {
    if (this.pressed.has(key) || !(await button.isVisible()) || !(await button.isEnabled())) return
    this.pressed.add(key)
    const from = this.page.url()
    await button.click()
    const box = this.page.locator(BOX).last()
    for (let n = 0; n < 20 && !(await box.count()) && this.page.url() === from; n++) await this.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
    if (!(await box.count())) return
    await settled(this.page)
    this.forms++
    await this.look(`${where}, form ${key}`)
    if (process.env.DIAODU_ENGLISH_SHOTS) await this.visitor.shot(`english-form-${this.visitor.name}-${key.replace(/\W+/g, '-')}`)
    const send = box.locator('footer .el-button, .el-message-box__btns .el-button').last()
    if ((await send.count()) && (await send.isEnabled()) && (await box.evaluate(lacks))) {
      await send.click()
      await box.locator('.fault').first().waitFor()
      await this.look(`${where}, form ${key}, refused`)
    }
    await this.page.keyboard.press('Escape')
    await box.waitFor({ state: 'hidden' })
  }
}

// switched clicks the way to English: in the menu of an official, on the owner's own page.
async function switched(visitor, owner) {
  const { page } = visitor
  if (owner) await visitor.open('/my/account')
  else await page.locator('.who, .person, [data-look]').first().click()
  await page.getByRole('button', { name: 'English' }).click()
  await page.locator('html[lang=en]').waitFor()
}

/** readCases reads cases of a list, one of a status, as long as they offer acts whose forms nobody has read. */
async function readCases(reader, noun) {
  const get = async (path) => (await reader.page.request.get(new URL(path, reader.page.url()).href)).json()
  const { items } = await get(`/api/${noun}?limit=100`)
  for (const [status, { id }] of new Map(items.map((i) => [i.status, i]))) {
    const c = await get(`/api/${noun}/${id}`)
    const acts = [...c.actions, ...(c.my_seats ?? []).flatMap((s) => s.actions)].map((a) => `${noun} ${a.act}`)
    if (acts.some((act) => !reader.pressed.has(act))) await reader.read(`${noun}-${status}`, `/${noun}/${id}`)
  }
}

// A refusal: something that is not there. The browser notes each 404 by itself, some of them later.
const NONE = /\/issues\/none: .*status of 404/
async function refused({ page }, login) {
  await page.goto(page.url().replace(/^(https?:\/\/[^/]+).*/, login === 'yezhu' ? '$1/my/issues/none' : '$1/issues/none'))
  await page.getByText(/There is no such issue, or you may not see it|may not/).first().waitFor()
}

async function reads({ login, pages, cases }) {
  const visitor = await signIn(login, desk)
  await switched(visitor, login === 'yezhu')
  const reader = new Reader(visitor)
  await reader.guard()
  const began = Date.now()
  for (const [where, path, list] of pages) await reader.read(where, list ? path.replace(':id', await firstOf(visitor.page, list)) : path)
  for (const noun of cases) await readCases(reader, noun)
  await refused(reader, login)
  await visitor.page.context().close()
  console.log(`  ${login}：${pages.length} 页，${reader.forms} 张表单 (${((Date.now() - began) / 1000).toFixed(1)} s)`)
}

const only = process.argv[2]
// Whoever has many pages and forms is read by two at once: pages by one, cases by the other. The longest first.
const waiting = tours.filter((t) => !only || t.login === only).flatMap(({ login, pages }) => {
  const all = [...pages, ...(MORE[login] ?? [])].filter(([, , , opens]) => !opens)
  const cases = CASES[login] ?? []
  return all.length < 15 ? [{ login, pages: all, cases }] : [{ login, pages: all, cases: [] }, { login, pages: [], cases }]
}).sort((a, b) => b.pages.length + 12 * b.cases.length - a.pages.length - 12 * a.cases.length)
await Promise.all([1, 2, 3].map(async () => {
  for (let t = waiting.shift(); t; t = waiting.shift()) await reads(t)
}))
// What was stopped on its way the browser notes too.
const asked = (c) => /ERR_BLOCKED_BY_CLIENT/.test(c) || NONE.test(c)
if (findings.size) console.log([...findings].join('\n'))
assert.equal(findings.size, 0, `${findings.size} texts are Chinese in English`)
assert.deepEqual(complaints.filter((c) => !asked(c)), [])
await close()
