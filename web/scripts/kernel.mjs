// Keeps the build readable by the oldest kernel that is promised, Chrome 87: the
// syntax of every chunk, what the styles lean on, and the functions that our own
// sources call. What libraries call is proven by e2e/kernel.mjs in that browser.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { parse } from 'acorn'

const dist = new URL('../dist/', import.meta.url)
const src = new URL('../src/', import.meta.url)

// Chrome 87 reads ES2021 and a little more; what it reads more of, nobody needs.
const syntax = 2021

// What came after 87, with the version it came in. `text-decoration` took a
// thickness in 89 only, and a minifier likes to fold it in.
const styles = [
  [/:has\(/, ':has() 105'],
  [/:(is|where)\(/, ':is() and :where() 88'],
  [/aspect-ratio:/, 'aspect-ratio 88'],
  [/accent-color:/, 'accent-color 93'],
  [/color-mix\(|oklch\(|oklab\(|[\s:(,]lab\(|[\s:(,]lch\(/, 'colour functions 111'],
  [/@layer\b/, '@layer 99'],
  [/@container\b|container-type:/, '@container 105'],
  [/\d(d|s|l)v[hw]\b/, 'dvh, svh, lvh 108'],
  [/overflow(-[xy])?:clip/, 'overflow: clip 90'],
  [/[{;](translate|rotate|scale):/, 'translate, rotate, scale 104'],
  [/scrollbar-gutter:/, 'scrollbar-gutter 94'],
  [/text-decoration:[^;}]*\d(px|em)/, 'text-decoration with a thickness 89'],
  [/[{;}]&/, 'nesting 112'],
  [/@media[^{]*[<>]=?/, 'ranges in @media 104'],
]
// Where the feature may be missing without harm.
const harmless = [
  /^\.vue-flow__viewport\{z-index:4;overflow:clip$/, // the frame around it clips
]

const calls = [
  [/\bcrypto\.randomUUID\b/, 'crypto.randomUUID 92'],
  [/\bAbortSignal\.(timeout|any)\b/, 'AbortSignal.timeout 103, any 116'],
  [/\.(toSorted|toReversed|toSpliced)\(/, 'toSorted and its like 110'],
  [/\b(Object|Map)\.groupBy\b|\bArray\.fromAsync\b|\bPromise\.withResolvers\b/, 'groupBy 117, fromAsync 121, withResolvers 119'],
  [/\bURL\.canParse\b/, 'URL.canParse 120'],
  [/\.(checkVisibility|showPopover|hidePopover|togglePopover)\(/, 'checkVisibility 105, popovers 114'],
  [/\.(isSubsetOf|isSupersetOf|symmetricDifference)\(/, 'sets 122'],
  [/\bscheduler\.(postTask|yield)\b/, 'scheduler 94'],
]

/** scriptFault is why a kernel does not read a script, or ''. */
function scriptFault(text) {
  try {
    parse(text, { ecmaVersion: syntax, sourceType: 'module' })
    return ''
  } catch (err) {
    return `${err.message}: ${text.slice(Math.max(0, err.pos - 30), err.pos + 30)}`
  }
}

/** styleFaults are the declarations that a kernel drops. */
function styleFaults(text) {
  const rules = text.split('}')
  // The minifier says some rules twice, once in the old words.
  const twin = (r) => rules.includes(r.replaceAll(':is(', ':-webkit-any(')) && r.includes(':is(')
  const bad = (r, pattern) => pattern.test(r) && !twin(r) && !harmless.some((h) => h.test(r.trim()))
  return styles.flatMap(([pattern, what]) => rules.filter((r) => bad(r, pattern)).map((r) => `${what}: ${r.slice(0, 90)}`))
}

const uncommented = (text) => text.replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '')
const callFaults = (text) => calls.filter(([pattern]) => pattern.test(uncommented(text))).map(([, what]) => what)

// A guard that lets everything pass guards nothing: it is shown what it must refuse.
const refused = [
  scriptFault('class A { static { go() } }'), scriptFault('const a = await go()'),
  ...[styleFaults('a{text-decoration:underline 1px}'), styleFaults('p:has(a){color:red}'), styleFaults('.a{&:hover{color:red}}'), styleFaults('a{height:100dvh}'), styleFaults('a:is(b){top:0}'), callFaults('x.toSorted()')].map((f) => f[0] ?? ''),
]
const passed = [scriptFault('a ??= b?.c; import("./d.js")'), ...styleFaults('a{inset:0;text-decoration:underline}'), ...callFaults('structuredClone(a.at(-1))')].filter(Boolean)
if (refused.some((f) => !f) || passed.length) {
  console.error(`kernel: the guard itself is wrong: ${JSON.stringify({ refused, passed })}`)
  process.exit(1)
}

if (!existsSync(new URL('app.html', dist))) {
  console.error('kernel: no build found; run `npm run build` first')
  process.exit(1)
}
const faults = []
const read = (file, base) => readFileSync(new URL(file, base), 'utf8')
const assets = readdirSync(new URL('assets/', dist)).map((f) => `assets/${f}`)
const scripts = assets.filter((f) => f.endsWith('.js'))
for (const f of scripts) {
  const fault = scriptFault(read(f, dist))
  if (fault) faults.push(`${f}: ${fault}`)
}
const sheets = assets.filter((f) => f.endsWith('.css'))
for (const f of sheets) faults.push(...styleFaults(read(f, dist)).map((w) => `${f}: ${w}`))
const sources = readdirSync(src, { recursive: true }).map(String).filter((f) => /\.(ts|vue)$/.test(f) && !f.endsWith('.test.ts'))
for (const f of sources) faults.push(...callFaults(read(f, src)).map((w) => `src/${f}: ${w}`))
console.log(`kernel: Chrome 87 reads ${scripts.length} scripts, ${sheets.length} style sheets, ${sources.length} sources`)
if (faults.length) {
  for (const f of faults) console.error(`kernel: ${f}`)
  process.exit(1)
}
