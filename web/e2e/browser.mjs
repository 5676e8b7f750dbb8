// What every journey needs: a browser per person, forms filled by their labels,
// pictures of each page, and a note of everything the console complained about.
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { lend, oldest } from './oldkernel.mjs'

export const address = process.env.DIAODU_ADDRESS ?? 'http://127.0.0.1:8080'
export const password = process.env.DIAODU_DEMO_PASSWORD ?? 'Diaodu-2026'
const screens = process.env.DIAODU_SCREENS ?? fileURLToPath(new URL('../../e2e/screens', import.meta.url))
mkdirSync(screens, { recursive: true })

export const desk = { width: 1440, height: 900 }
export const phone = { width: 390, height: 844 }

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})

/** kernel is the browser's main version. */
export const kernel = parseInt(browser.version())

/** visitors are everybody who came; where a walk stops, each tells what they saw. */
const visitors = []
process.on('uncaughtException', async (err) => {
  console.error(err)
  for (const c of complaints) console.error(`complaint ${c}`)
  const soon = new Promise((done) => setTimeout(done, 20_000)) // a page may hang
  await Promise.race([soon, Promise.all(visitors.map((v) => v.tellsAll().catch((e) => console.error(`${v.name}: ${e.message}`))))])
  process.exit(1)
})

/** complaints are console errors and failed requests that no step had asked for. */
export const complaints = []

export class Visitor {
  constructor(page, name) {
    this.page = page
    this.name = name
    visitors.push(this)
    page.setDefaultTimeout(60_000) // a page that never comes, not one that is slow on a busy machine
    // A 412 is the browser's note of a race that the console settles by itself.
    page.on('console', (m) => m.type() === 'error' && !/status of 412/.test(m.text()) && complaints.push(`${name} ${new URL(page.url()).pathname}: ${m.text()}`))
    page.on('pageerror', (e) => complaints.push(`${name} ${new URL(page.url()).pathname}: ${e.message}`))
    page.on('request', (r) => {
      if (!r.url().startsWith(address) && !/^(blob|data):/.test(r.url())) complaints.push(`${name}: third-party request ${r.url()}`)
    })
  }

  /** open goes to an address of the console and waits until its heading is there. */
  async open(path) {
    await this.page.goto(address + path)
    await this.page.locator('h1, .empty, .project').first().waitFor()
  }

  /** tellsAll says where somebody stands and which words are before them, and keeps a picture. */
  async tellsAll() {
    if (this.page.isClosed()) return
    const said = await this.page.evaluate(() => [...document.querySelectorAll('h1, .problem, .fault, .el-dialog')].filter((e) => e.checkVisibility?.() ?? true).map((e) => e.innerText.replace(/\s+/g, ' ').slice(0, 300)))
    console.error(`${this.name} at ${this.page.url().replace(address, '')}: ${said.join(' | ')}`)
    await this.shot(`stopped-${this.name}`)
  }

  async shot(name) {
    await this.page.screenshot({ path: `${screens}/${name}-${this.page.viewportSize().width}.png`, fullPage: true })
  }

  /** field finds a form's field by its label. */
  field(label, within = this.page.locator('body')) {
    return within.locator('.field').filter({ has: this.page.locator(`label:has-text("${label}")`) }).last()
  }

  async type(label, text, within) {
    await this.field(label, within).locator('input:not([type=checkbox]), textarea').first().fill(text)
  }

  /** choose picks from a drop-down, searching where it searches. */
  async choose(label, text, within) {
    const field = this.field(label, within)
    await field.locator('.el-select').click()
    const input = field.locator('.el-select input')
    if (await input.isEditable()) await input.fill(text)
    await this.page.locator('.el-select-dropdown__item:visible', { hasText: text }).first().click()
    await this.page.keyboard.press('Escape')
  }

  async radio(label, text, within) {
    await this.field(label, within).locator('.el-radio', { hasText: text }).first().click()
  }

  /** tabTo presses Tab until the focus is on (or inside) a thing, as somebody without a mouse does. */
  async tabTo(target, most = 160) {
    for (let n = 0; n <= most; n++) {
      if (await target.first().evaluate((el) => el === document.activeElement || el.contains(document.activeElement))) return
      await this.page.keyboard.press('Tab')
    }
    assert.fail(`${this.name} ${new URL(this.page.url()).pathname}: Tab does not lead to ${target}`)
  }

  /** keys goes to a field by Tab and types into it. */
  async keys(label, text, within) {
    await this.tabTo(this.field(label, within).locator('input:not([type=checkbox]), textarea'))
    await this.page.keyboard.type(text)
  }

  /** pick goes to a drop-down by Tab, searches in it and takes what is found. */
  async pick(label, text, within) {
    const input = this.field(label, within).locator('.el-select input')
    await this.tabTo(input)
    await this.page.keyboard.type(text)
    const option = this.page.locator('.el-select-dropdown__item:visible', { hasText: text }).first()
    await option.waitFor()
    for (let n = 0; n < 30 && !(await option.evaluate((el) => el.classList.contains('is-hovering'))); n++) await this.page.keyboard.press('ArrowDown')
    await this.page.keyboard.press('Enter')
    await this.field(label, within).locator('.el-select__selected-item', { hasText: text }).first().waitFor()
  }

  /** focused waits until the focus is in a thing, which it came to by itself. */
  async focused(target) {
    const where = await target.first().elementHandle()
    await this.page.waitForFunction((el) => el.contains(document.activeElement), where)
  }

  get dialog() {
    return this.page.locator('.el-dialog:visible').last()
  }

  /** act presses an act's button, fills its form and waits until it is done. */
  async act(code, fill) {
    const button = this.page.locator(`[data-act="${code}"]`).first()
    await button.waitFor({ state: 'attached' }) // what is rare is there, folded away
    if (!(await button.isVisible())) await button.locator('xpath=ancestor::details[1]/summary').click()
    await button.click()
    await this.dialog.waitFor()
    if (fill) await fill(this.dialog)
    await this.submit()
  }

  async submit() {
    const dialog = this.dialog
    await dialog.locator('footer .el-button').last().click()
    const refused = dialog.locator('.problem, .fault')
    await Promise.race([dialog.waitFor({ state: 'hidden' }), refused.first().waitFor()])
    if (await dialog.isVisible()) assert.fail(`${this.name}: ${await refused.allInnerTexts()}`)
  }

  /** presses clicks what asks the server at once, without a form, and waits until it has said yes. */
  async presses(button) {
    const answered = this.page.waitForResponse((r) => r.request().method() === 'POST' && r.status() !== 412)
    await button.click()
    const answer = await answered
    assert.ok(answer.ok(), `${this.name}: ${answer.url()} ${answer.status()}`)
  }

  async sees(text) {
    await this.page.getByText(text).first().waitFor()
  }
}

/** inChina is a moment as people in China read it: their date, and minutes since midnight. */
export function inChina(at = Date.now()) {
  const there = new Date(at + 8 * 3600e3)
  return { date: there.toISOString().slice(0, 10), minutes: there.getUTCHours() * 60 + there.getUTCMinutes() }
}

/** step does one step of a walk and says how long it took. */
export async function step(name, run) {
  const began = Date.now()
  await run()
  console.log(`  ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`)
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** accessible finds nothing serious. The check runs in the page without touching its policy: evaluated from outside. */
export async function accessible(v, name) {
  await v.page.evaluate(axe)
  const found = await v.page.evaluate(async () => (await globalThis.axe.run(document, { resultTypes: ['violations'] })).violations.filter((x) => ['serious', 'critical'].includes(x.impact)).map((x) => `${x.id}: ${x.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(', ')}`))
  assert.deepEqual(found, [], `${name} is not accessible`)
}

/** signIn gives a person a browser of their own. */
export async function signIn(login, viewport = desk) {
  const context = await browser.newContext({ viewport, locale: 'zh-CN', reducedMotion: 'reduce' })
  const visitor = new Visitor(await context.newPage(), login)
  if (kernel === oldest) await lend(visitor.page)
  await visitor.page.goto(`${address}/login`)
  await visitor.page.fill('#login-name', login)
  await visitor.page.fill('#login-password', password)
  await visitor.page.click('button[type=submit]')
  await visitor.page.waitForURL((u) => !u.pathname.startsWith('/login'))
  return visitor
}

/** cold gives somebody who has signed in a browser that has fetched nothing yet. */
export async function cold(login, viewport, storageState) {
  const context = await browser.newContext({ viewport, storageState, locale: 'zh-CN', reducedMotion: 'reduce' })
  return new Visitor(await context.newPage(), login)
}

/**
 * worksOn makes sure that a meeting can be held on a day: meetings move off rest
 * days (R1), so on one the administrator sets that the district works, as it may.
 */
export async function worksOn(day) {
  const admin = await signIn('guanli')
  const ask = admin.page.request
  const { workdays } = await (await ask.get(`${address}/api/calendar?from=${day}&to=${day}`)).json()
  if (workdays === 1) return
  const seen = await ask.get(`${address}/api/calendar/local`)
  const own = await seen.json()
  const days = [...own.days.filter((d) => d.date !== day), { date: day, work: true, name: '专项工作日' }]
  const set = await ask.put(`${address}/api/calendar/local`, { headers: { 'If-Match': seen.headers().etag }, data: { ...own, days, basis: '区政府办公室通知' } })
  assert.ok(set.ok(), await set.text())
  console.log(`  ${day} 为休息日，已设为本区工作日`)
}

/** chosen waits until a report knows its project: who has only one need not choose, once the list is there. */
export const chosen = (v) => v.page.locator('.field', { has: v.page.locator('#r-project') }).locator('.el-select__placeholder:not(.is-transparent)').waitFor()

/** answers waits until the head's four answers hold what is given: who, where, how long, what I must do. */
export async function answers(v, { who, where, days, mine }) {
  for (const [n, text] of [who, where, days, mine].entries()) if (text) await v.page.locator(`.case-head .four > div:nth-child(${n + 1}) dd`, { hasText: text }).waitFor()
}

/** tells waits for a line of the case's history. */
export const tells = (v, text) => v.page.locator('aside .line .what', { hasText: text }).first().waitFor()

/**
 * journey is one run of a walk: its rows carry a mark of their own, its steps are
 * timed, and each form is pictured once.
 */
export function journey(name) {
  const mark = Date.now().toString(36).slice(-5)
  const taken = new Set()
  let asked = 0
  const j = {
    mark,
    step,
    /** asks does over HTTP what is not the matter of this walk, as the person signed in. */
    async asks(v, method, path, data) {
      const answer = await v.page.request.fetch(address + path, { method, data, headers: { 'Idempotency-Key': `${name}-${mark}-${++asked}` } })
      assert.ok(answer.ok(), `${v.name} ${method} ${path}: ${await answer.text()}`)
      return answer.status() === 204 ? undefined : answer.json()
    },
    /** publishes puts a process in force. */
    async publishes(v, code, text) {
      const draft = await j.asks(v, 'PUT', `/api/processes/${code}/draft`, { text })
      await j.asks(v, 'POST', `/api/processes/${code}/publish`, { draft: draft.version, note: '联审试行' })
    },
    async pictured(v, what) {
      if (taken.has(what)) return
      taken.add(what)
      await v.shot(what)
      if (!process.env.DIAODU_PHONE_FORMS) return
      const size = v.page.viewportSize()
      await v.page.setViewportSize(phone)
      await v.shot(what)
      await v.page.setViewportSize(size)
    },
    /** acts as Visitor.act does, with a picture of the filled form. */
    acts: (v, code, fill) => v.act(code, async (d) => {
      if (fill) await fill(d)
      await j.pictured(v, `${name}-${code}`)
    }),
    /** phoned looks at what came of it on a phone: nothing is wider than the screen. */
    async phoned(v, what) {
      const size = v.page.viewportSize()
      await v.page.setViewportSize(phone)
      const wide = await v.page.evaluate(() => document.documentElement.scrollWidth)
      await v.shot(what)
      await v.page.setViewportSize(size)
      assert.ok(wide <= phone.width, `${what} is ${wide} wide`)
    },
  }
  return j
}

/**
 * excuse takes a complaint that a step had asked for off the list. It must come: the
 * browser notes it beside what the page shows, now before and now after.
 */
export async function excuse(pattern) {
  const there = () => complaints.findIndex((c) => pattern.test(c))
  for (const end = Date.now() + 10_000; there() < 0; await new Promise((soon) => setTimeout(soon, 20))) {
    assert.ok(Date.now() < end, `nothing to excuse: ${pattern}`)
  }
  complaints.splice(there(), 1)
}

export const close = () => browser.close()
