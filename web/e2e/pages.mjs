// Every main page as the person who lives in it sees it: pictures at the three
// widths for people to look at, axe over each, nothing wider than the screen,
// nothing that the console complains about. Needs a server with the demo district:
//   DIAODU_ADDRESS=http://127.0.0.1:8080 node e2e/pages.mjs [only]
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { close, complaints, signIn } from './browser.mjs'
import { firstOf, promises, settled, tours } from './tours.mjs'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const only = process.argv[2]

const findings = []
/** waits is how long each page took until it could be used, in milliseconds; told, not judged: machines differ. */
const waits = []

// Serious is what keeps somebody out; the rest is for people to weigh.
async function examine(visitor, what) {
  const { page } = visitor
  await page.evaluate(axe) // not as a script of the page: its own policy refuses those
  const bad = await page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ['violations'] })
    return violations
      .filter((v) => v.impact === 'serious' || v.impact === 'critical')
      .map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.target.join(' ')} ${(n.any[0] ?? n.all[0] ?? n.none[0])?.message ?? ''}`).join(' | ')}`)
  })
  for (const b of bad) findings.push(`${what} ${b}`)
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  if (over > 1) findings.push(`${what}: ${over} px wider than the screen`)
}

async function visit(visitor, [name, path, list, opens]) {
  const { page } = visitor
  const began = Date.now()
  await visitor.open(list ? path.replace(':id', await firstOf(page, list)) : path)
  await settled(page)
  waits.push([Date.now() - began, name])
  await opens?.(page)
  await promises[path]?.(page)
  await visitor.shot(name)
  await examine(visitor, `${name} ${page.viewportSize().width}`)
}

const wanted = (p) => !only || p[0].includes(only)
async function look(visitor, p) {
  try {
    await visit(visitor, p)
  } catch (err) {
    throw new Error(`${visitor.name} ${p[0]}`, { cause: err }) // which page it was
  }
}

for (const { login, widths, pages } of tours) {
  const visitor = await signIn(login, widths[0])
  for (const size of widths) {
    await visitor.page.setViewportSize(size)
    for (const p of pages.filter(wanted)) await look(visitor, p)
  }
  // The same at night: contrast is another matter there.
  await visitor.page.emulateMedia({ colorScheme: 'dark' })
  await visitor.page.setViewportSize(widths[0])
  for (const p of pages.filter(wanted)) await look(visitor, [`${p[0]}-dark`, ...p.slice(1)])
  console.log(`  ${login}：${pages.length} 页`)
}
await close()
waits.sort((a, b) => b[0] - a[0])
console.log(`  ${waits.length} 次打开，一半在 ${waits[waits.length >> 1]?.[0]} 毫秒内可用，最慢：${waits.slice(0, 5).map(([ms, name]) => `${name} ${ms}`).join('、')}`)
for (const f of new Set(findings)) console.log(`  ✗ ${f}`)
assert.equal(findings.length, 0, 'pages that keep people out')
assert.deepEqual(complaints, [], 'the console complained')
