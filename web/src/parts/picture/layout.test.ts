import { describe, expect, it } from 'vitest'
import { layout, standings, type Box } from './layout'
import type { Picture, PictureEdge, PictureNode } from './types'

const node = (id: string, kind = 'stage', block = '', state = ''): PictureNode => ({ id, kind, kind_text: kind, name: id, block: block || undefined, depth: block ? 1 : 0, state: state || undefined })
const edge = (from: string, to: string, more: Partial<PictureEdge> = {}): PictureEdge => ({ from, to, ...more })

// 受理 → 并联审查（农业→复核｜生态）→ 汇合 → 签发，签发不通过回到受理。
const joint = (states: Record<string, string> = {}, status = ''): Picture => ({
  name: '临时用地', version: 1, status: status || undefined,
  nodes: [node('$start', 'start'), node('accept'), node('joint', 'parallel'), node('farm', 'stage', 'joint'), node('farm2', 'stage', 'joint'), node('eco', 'stage', 'joint'),
    { ...node('joint$join', 'join', 'joint'), depth: 0 }, node('sign'), node('$finish', 'finish')].map((n) => ({ ...n, state: states[n.id] })),
  edges: [edge('$start', 'accept'), edge('accept', 'joint'), edge('joint', 'farm', { label: '农业' }), edge('farm', 'farm2'), edge('joint', 'eco', { label: '生态' }),
    edge('farm2', 'joint$join'), edge('eco', 'joint$join'), edge('joint$join', 'sign'), edge('sign', '$finish'), edge('sign', 'accept', { kind: 'reject', back: true })],
})
const overlap = (a: Box, b: Box): boolean => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h

// strokes reads the upright and level strokes of a path.
function strokes(path: string): Box[] {
  let [x, y] = [0, 0]
  const out: Box[] = []
  for (const [, c, p, q] of path.matchAll(/([MHV])(-?[\d.]+)(?: (-?[\d.]+))?/g)) {
    const [nx, ny]: [number, number] = c === 'M' ? [Number(p), Number(q)] : c === 'H' ? [Number(p), y] : [x, Number(p)]
    if (c !== 'M') out.push({ x: Math.min(x, nx), y: Math.min(y, ny), w: Math.abs(nx - x), h: Math.abs(ny - y) })
    ;[x, y] = [nx, ny]
  }
  return out
}

describe('the picture of a process', () => {
  it('puts no box over another, and all inside its frame', () => {
    const l = layout(joint())
    const boxes = [...l.boxes.values()]
    expect(boxes).toHaveLength(9)
    boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) => expect(overlap(a, b)).toBe(false)))
    for (const b of boxes) {
      expect(b.x).toBeGreaterThanOrEqual(0)
      expect(b.x + b.w).toBeLessThanOrEqual(l.width)
      expect(b.y + b.h).toBeLessThanOrEqual(l.height)
    }
  })
  it('sets branches side by side and the join below the longest', () => {
    const { boxes } = layout(joint())
    const at = (id: string): Box => boxes.get(id)!
    expect(at('farm').y).toBe(at('eco').y)
    expect(at('farm').x + at('farm').w).toBeLessThan(at('eco').x)
    expect(at('farm2').x).toBe(at('farm').x)
    expect(at('joint$join').y).toBeGreaterThan(at('farm2').y + at('farm2').h)
    expect(at('sign').x).toBe(at('accept').x)
  })
  it('draws every line, and none upright through a box', () => {
    const p = joint()
    const l = layout(p)
    expect(l.lines).toHaveLength(p.edges.length)
    for (const line of l.lines) {
      for (const s of strokes(line.path).filter((x) => x.w === 0)) {
        for (const [id, b] of l.boxes) if (id !== line.edge.from && id !== line.edge.to) expect(overlap({ ...s, w: 1 }, b), `${line.edge.from} to ${line.edge.to} through ${id}`).toBe(false)
      }
    }
  })
  it('leads past a step with a condition, and back outside everything', () => {
    const p: Picture = { name: '', version: 1, nodes: [node('a'), node('b'), node('c')], edges: [edge('a', 'b'), edge('b', 'c'), edge('a', 'c', { kind: 'skip' }), edge('c', 'a', { back: true })] }
    const l = layout(p)
    const right = l.boxes.get('b')!.x + l.boxes.get('b')!.w
    expect(Math.max(...strokes(l.lines[2]!.path).map((s) => s.x + s.w))).toBeGreaterThan(right)
    expect(Math.min(...strokes(l.lines[3]!.path).map((s) => s.x))).toBeLessThan(l.boxes.get('a')!.x)
  })
  it('places an empty definition without falling', () => {
    expect(layout({ name: '', version: 0, nodes: [], edges: [] }).boxes.size).toBe(0)
  })
})

describe('where an application stands', () => {
  it('tells what is done, open, to come and returned', () => {
    const s = standings(joint({ $start: 'approved', accept: 'approved', joint: 'open', farm: 'returned', eco: 'open' }, 'running'))
    expect(Object.fromEntries(s)).toEqual({ $start: 'done', accept: 'done', joint: 'current', farm: 'returned', farm2: 'waiting', eco: 'current', joint$join: 'waiting', sign: 'waiting', $finish: 'waiting' })
  })
  it('calls passed over what no way leads to any more', () => {
    expect(standings(joint({ $start: 'approved', sign: 'open' }, 'running')).get('eco')).toBe('skipped')
    expect(standings(joint({ sign: 'rejected', $finish: 'rejected' }, 'rejected')).get('eco')).toBe('skipped')
  })
  it('waits for everything while the application is with the applicant', () => {
    expect(standings(joint({ accept: 'returned' }, 'running')).get('sign')).toBe('waiting')
  })
  it('says nothing of a definition without an application', () => {
    expect(standings(joint()).size).toBe(0)
  })
})
