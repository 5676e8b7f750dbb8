// How long each page of the tour takes until it can be used, opened cold: a browser
// that has nothing of the console yet, three times each, the median told. Judged by
// the bar only where the machine is calm (`make bench-pages`), never in a test.
//   DIAODU_ADDRESS=http://127.0.0.1:8080 node e2e/pace.mjs [only]
import { address, close, complaints, cold, signIn } from './browser.mjs'
import { firstOf, settled, tours } from './tours.mjs'

const bar = 1500
const times = 3
const only = process.argv[2]

const found = []
for (const { login, widths, pages } of tours) {
  const visitor = await signIn(login, widths[0])
  const state = await visitor.page.context().storageState()
  for (const [name, path, list] of pages.filter((p) => !p[3] && (!only || p[0].includes(only)))) {
    const where = list ? path.replace(':id', await firstOf(visitor.page, list)) : path
    const took = []
    for (let n = 0; n < times; n++) {
      const fresh = await cold(login, widths[0], state)
      const asked = []
      fresh.page.on('request', (r) => asked.push(r.url().replace(address, '')))
      const began = performance.now()
      await fresh.open(where)
      await settled(fresh.page)
      took.push([performance.now() - began, asked])
      await fresh.page.context().close()
    }
    took.sort((a, b) => a[0] - b[0])
    const [ms, asked] = took[times >> 1]
    found.push({ name, ms: Math.round(ms), files: asked.filter((u) => u.startsWith('/assets/')).length, calls: asked.filter((u) => u.startsWith('/api/')).length })
    console.log(`  ${name} ${Math.round(ms)}`)
  }
}
await close()
found.sort((a, b) => b.ms - a.ms)
for (const f of found) console.log(`${f.ms > bar ? 'OVER' : '    '} ${f.name.padEnd(20)} ${String(f.ms).padStart(6)} ms  ${f.files} files  ${f.calls} calls`)
const over = found.filter((f) => f.ms > bar)
console.log(`${found.length} pages cold, median ${found[found.length >> 1]?.ms} ms, ${over.length} over ${bar} ms`)
for (const c of complaints) console.log(`complaint ${c}`)
process.exit(over.length ? 2 : 0)
