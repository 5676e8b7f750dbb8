// What the console says in Chinese it says in English too: every Chinese text in a
// script or a template stands beside its English, in a pair or in say().
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'vue/compiler-sfc'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const SRC = join(__dirname, '..')
// Characters of Chinese, and its stops and brackets.
const HAN = /[\p{Script=Han}，。；：（）、！？《》【】〔〕]/u

// Files whose Chinese is no word of ours, with how many texts there are. The list
// only gets shorter.
const ELSEWHERE: Record<string, number> = {
  'pages/process/draft.ts': 1, // a process to begin with, as its author would write it
  'pages/lettertemplate/FieldTable.vue': 5, // marks of the letters' own language
  'pages/board/words.ts': 1, // a unit that English does without
  'pages/series/words.ts': 7, // days of the week, with their English in a list beside
  'parts/dates.ts': 10, // days and dates, by language
}

const files = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((e) => (e.isDirectory() ? files(join(folder, e.name)) : /\.(vue|ts)$/.test(e.name) && !/(\.test|schema\.d)\.ts$/.test(e.name) ? [join(folder, e.name)] : []))

/** paired tells whether a text stands in a list beside another, or is said in both languages. */
function paired(node: ts.Node): boolean {
  for (let n = node; n.parent; n = n.parent) {
    const p = n.parent
    if (ts.isArrayLiteralExpression(p) && p.elements.length > 1 && p.elements.some((e) => e !== n && /[A-Za-z]/.test(e.getText()))) return true
    if (ts.isCallExpression(p) && p.expression.getText() === 'say' && p.arguments.length === 2) return true
  }
  return false
}

function loneIn(code: string): string[] {
  const found: string[] = []
  const file = ts.createSourceFile('x.ts', code, ts.ScriptTarget.Latest, true)
  const look = (n: ts.Node): void => {
    if (ts.isImportDeclaration(n)) return
    if ((ts.isStringLiteralLike(n) || ts.isTemplateHead(n) || ts.isTemplateMiddle(n) || ts.isTemplateTail(n)) && HAN.test(n.text) && !paired(n)) found.push(n.text)
    ts.forEachChild(n, look)
  }
  look(file)
  return found
}

interface Part {
  type: number
  content?: unknown
  children?: Part[]
  branches?: Part[]
  props?: { type: number; value?: { content: string }; exp?: { content: string } }[]
}

// Text and plain attributes are ours as they stand; expressions are code.
function loneInTemplate(part: Part): string[] {
  const found: string[] = []
  if (part.type === 2 && HAN.test(String(part.content))) found.push(String(part.content))
  if (part.type === 5) found.push(...loneIn(`(${(part.content as { content: string }).content})`))
  for (const p of part.props ?? []) {
    if (p.type === 6 && HAN.test(p.value?.content ?? '')) found.push(p.value!.content)
    if (p.type === 7 && p.exp) found.push(...loneIn(`(${p.exp.content})`))
  }
  return found.concat(...(part.children ?? []).map(loneInTemplate))
}

function lone(path: string): string[] {
  const text = readFileSync(path, 'utf8')
  if (!path.endsWith('.vue')) return loneIn(text)
  const { descriptor } = parse(text)
  const drawn = descriptor.styles.flatMap((s) => [...s.content.matchAll(/content: .*/g)].map((m) => m[0])).filter((c) => HAN.test(c))
  return [...drawn, ...loneIn(descriptor.script?.content ?? ''), ...loneIn(descriptor.scriptSetup?.content ?? ''), ...(descriptor.template?.ast ? loneInTemplate(descriptor.template.ast as unknown as Part) : [])]
}

describe('the console in two languages', () => {
  it('says nothing in Chinese alone', () => {
    const alone: Record<string, string[]> = {}
    for (const path of files(SRC)) {
      const found = lone(path)
      const name = path.slice(SRC.length + 1)
      if (found.length !== (ELSEWHERE[name] ?? 0)) alone[name] = found
    }
    expect(alone).toEqual({})
  }, 60_000)
})
