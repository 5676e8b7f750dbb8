// Keeps the console light: what a browser must fetch before the first page and
// before any page, in gzipped kilobytes, from the build's own manifest.
import { existsSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const ENTRY_KB = 130
const PAGE_KB = 350

const dist = new URL('../dist/', import.meta.url)
const manifestFile = new URL('.vite/manifest.json', dist)
if (!existsSync(manifestFile)) {
  console.error('budget: no build found; run `npm run build` first')
  process.exit(1)
}
const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'))
const weights = new Map()
const weight = (file) => {
  if (!weights.has(file)) weights.set(file, gzipSync(readFileSync(new URL(file, dist))).length / 1024)
  return weights.get(file)
}

// What the browser fetches for one chunk: itself, what it imports, and their styles.
function files(key, into = new Set(), seen = new Set()) {
  if (seen.has(key)) return into
  seen.add(key)
  const chunk = manifest[key]
  into.add(chunk.file)
  for (const css of chunk.css ?? []) into.add(css)
  for (const next of chunk.imports ?? []) files(next, into, seen)
  return into
}

const sum = (set) => [...set].reduce((kb, f) => kb + weight(f), 0)
const entryKey = Object.keys(manifest).find((k) => manifest[k].isEntry && manifest[k].src === 'index.html')
const entry = files(entryKey)
const shells = ['src/app/OfficialShell.vue', 'src/app/OwnerShell.vue'].map((k) => files(k))
const faults = []
const report = (name, kb, limit) => {
  if (kb > limit) faults.push(name)
  return `${kb > limit ? 'OVER ' : '     '}${name.padEnd(52)} ${kb.toFixed(0).padStart(4)} / ${limit} KB`
}

// What only an open form needs comes with the form (src/parts/dialogs.ts): one page that
// imports it by itself brings it into what all pages share.
for (const form of ['ActForm', 'MakeDialog', 'BulkDialog'].map((f) => `src/parts/${f}.vue`)) {
  const early = !manifest[form]?.isDynamicEntry || Object.values(manifest).some((c) => c.imports?.includes(form))
  if (early) faults.push(`${form}, which a page imports by itself instead of from src/parts/dialogs.ts`)
}

// The entry budget is script; its styles count in every page below.
console.log(report('entry (script)', sum([...entry].filter((f) => f.endsWith('.js'))), ENTRY_KB))
const pages = Object.keys(manifest).filter((k) => k.startsWith('src/pages/') && manifest[k].isDynamicEntry)
const weighed = pages.map((k) => {
  const shell = k.startsWith('src/pages/owner/') ? shells[1] : shells[0]
  return [k.replace('src/pages/', ''), sum(new Set([...entry, ...shell, ...files(k)]))]
})
for (const [name, kb] of weighed.sort((a, b) => b[1] - a[1])) console.log(report(name, kb, PAGE_KB))
if (faults.length) {
  console.error(`budget: over by ${faults.join(', ')}`)
  process.exit(1)
}
