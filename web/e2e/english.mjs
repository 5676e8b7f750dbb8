// Everybody's pages in English: switched over by clicking, no Chinese on them but
// what people wrote, nothing wider than the screen, a refusal in English. What
// people wrote is what the answers carry; their own words (…_text) are English too.
import assert from 'node:assert/strict'
import { close, complaints, desk, excuse, phone, signIn } from './browser.mjs'
import { firstOf, settled, tours } from './tours.mjs'

const findings = new Set()
const HAN = /\p{Script=Han}+/gu
// Words in answers that are people's, for all their names say.
const PEOPLES = /^(class_text|tendency_text|when_text)$/

// heard keeps what the server said to a page, and notes its own words that are Chinese.
function hear(page) {
  const heard = { texts: '', coming: [] }
  const take = async (r) => {
    const body = await r.json().catch(() => null) // the page has gone on
    const walk = (v, key) => {
      if (typeof v === 'string') {
        heard.texts += v + '\n'
        if (/_text$/.test(key) && !PEOPLES.test(key) && HAN.test(v)) findings.add(`${new URL(r.url()).pathname.replace(/[0-9a-f]{12,}/g, ':id')} ${key}: ${v}`)
        HAN.lastIndex = 0
      } else if (v && typeof v === 'object') for (const [k, x] of Object.entries(v)) { heard.texts += k + '\n'; walk(x, Array.isArray(v) ? key : k) }
    }
    walk(body, '')
  }
  page.on('response', (r) => /\/api\//.test(r.url()) && /json/.test(r.headers()['content-type'] ?? '') && heard.coming.push(take(r)))
  return heard
}

// shown are the texts of a page that have Chinese in them, its labels too.
const shown = (page) =>
  page.evaluate(() => {
    const texts = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let n = walker.nextNode(); n; n = walker.nextNode()) {
      const e = n.parentElement
      if (/\p{Script=Han}/u.test(n.data) && !e.closest('script, style, .look, .paper, pre, textarea, .cm-editor') && e.checkVisibility?.() !== false) texts.push(n.data.trim())
    }
    for (const e of document.querySelectorAll('[aria-label], [placeholder], [title]')) for (const a of ['aria-label', 'placeholder', 'title']) if (/\p{Script=Han}/u.test(e.getAttribute(a) ?? '')) texts.push(`[${a}] ${e.getAttribute(a)}`)
    return texts
  })

async function read(visitor, heard, [name, path, list]) {
  const { page } = visitor
  heard.texts = ''
  await visitor.open(list ? path.replace(':id', await firstOf(page, list)) : path)
  await settled(page)
  await Promise.all(heard.coming.splice(0))
  for (const text of await shown(page)) {
    const ours = (text.match(HAN) ?? []).filter((run) => !heard.texts.includes(run))
    if (ours.length) findings.add(`${name}: ${text.slice(0, 80)}`)
  }
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  if (over > 1) findings.add(`${name}: ${over} px wider than the screen`)
  if (visitor.page.viewportSize().width !== 1920) await visitor.shot(`english-${name}`)
}

// switched clicks the way to English: in the menu of an official, on the owner's own page.
async function switched(visitor, owner) {
  const { page } = visitor
  if (owner) await visitor.open('/my/account')
  else await page.locator('.who, .person, [data-look]').first().click()
  await page.getByRole('button', { name: 'English' }).click()
  await page.locator('html[lang=en]').waitFor()
}

const only = process.argv[2]
const READERS = ['yezhu', 'tongchou', 'chuangkou', 'guanli']
for (const { login, pages } of tours.filter((t) => READERS.includes(t.login) && (!only || t.login === only))) {
  const visitor = await signIn(login, desk)
  await switched(visitor, login === 'yezhu')
  const heard = hear(visitor.page)
  for (const size of [desk, phone]) {
    await visitor.page.setViewportSize(size)
    for (const p of pages.filter(([, , , opens]) => !opens)) await read(visitor, heard, p)
  }
  // A refusal: something that is not there. The browser notes each 404 by itself.
  await visitor.page.goto(visitor.page.url().replace(/^(https?:\/\/[^/]+).*/, login === 'yezhu' ? '$1/my/issues/none' : '$1/issues/none'))
  await visitor.page.getByText(/There is no such issue, or you may not see it|may not/).first().waitFor()
  await visitor.page.context().close()
  const noted = new RegExp(`^${login} .*/issues/none: .*status of 404`)
  do await excuse(noted)
  while (complaints.some((c) => noted.test(c)))
}
if (findings.size) console.log([...findings].join('\n'))
assert.equal(findings.size, 0, `${findings.size} texts are Chinese in English`)
assert.deepEqual(complaints, [])
await close()
