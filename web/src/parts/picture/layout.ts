// Where the boxes of a process stand. Steps go down; the branches of a block
// stand side by side, as deep as they are, and meet again below the longest.
// Blocks are well nested by their form, so one pass measures and one places.
import type { Picture, PictureEdge, PictureNode } from './types'

export interface Box {
  x: number
  y: number
  w: number
  h: number
}

export interface Line {
  edge: PictureEdge
  /** path is an SVG path of upright and level strokes. */
  path: string
  /** where its label stands, by its centre. */
  at: { x: number; y: number }
}

export interface Layout {
  boxes: Map<string, Box>
  lines: Line[]
  width: number
  height: number
}

export const BOX = { w: 196, h: 62 }
const SMALL = { w: 84, h: 30 }
const DOWN = 50
const ASIDE = 30
const STUB = 16
const RAIL = 18
const EDGE = 16

const small = (n: PictureNode): boolean => n.kind === 'start' || n.kind === 'finish' || n.kind === 'join'

interface Part {
  node: PictureNode
  size: { w: number; h: number }
  lanes: Run[]
  join?: PictureNode
  w: number
  h: number
}
interface Run {
  parts: Part[]
  w: number
  h: number
}

class Planner {
  private readonly children = new Map<string, PictureNode[]>()
  private readonly joins = new Map<string, PictureNode>()
  readonly boxes = new Map<string, Box>()

  constructor(private readonly picture: Picture) {
    for (const n of picture.nodes) {
      if (n.kind === 'join') this.joins.set(n.block ?? '', n)
      else this.children.set(n.block ?? '', [...(this.children.get(n.block ?? '') ?? []), n])
    }
  }

  // A line from a block's head into it begins a branch, unless it only passes over a step.
  private lanesOf(block: string): PictureNode[][] {
    const begins = new Set(this.picture.edges.filter((e) => e.from === block && !e.back && e.kind !== 'skip' && e.kind !== 'reject').map((e) => e.to))
    const lanes: PictureNode[][] = []
    for (const n of this.children.get(block) ?? []) {
      const last = lanes[lanes.length - 1]
      if (!last || begins.has(n.id)) lanes.push([n])
      else last.push(n)
    }
    return lanes
  }

  private part(node: PictureNode): Part {
    const size = small(node) ? SMALL : BOX
    const lanes = this.lanesOf(node.id).map((l) => this.run(l))
    const join = this.joins.get(node.id)
    const inner = lanes.reduce((w, l) => w + l.w, 0) + Math.max(0, lanes.length - 1) * ASIDE
    const deep = lanes.reduce((h, l) => Math.max(h, l.h), 0)
    return { node, size, lanes, join, w: Math.max(size.w, inner), h: size.h + (deep ? DOWN + deep : 0) + (join ? DOWN + SMALL.h : 0) }
  }

  run(nodes: PictureNode[]): Run {
    const parts = nodes.map((n) => this.part(n))
    return { parts, w: parts.reduce((w, p) => Math.max(w, p.w), 0), h: parts.reduce((h, p) => h + p.h, 0) + Math.max(0, parts.length - 1) * DOWN }
  }

  place(run: Run, cx: number, top: number): void {
    let y = top
    for (const p of run.parts) {
      this.boxes.set(p.node.id, { x: cx - p.size.w / 2, y, ...p.size })
      let x = cx - (p.lanes.reduce((w, l) => w + l.w, 0) + Math.max(0, p.lanes.length - 1) * ASIDE) / 2
      for (const lane of p.lanes) {
        this.place(lane, x + lane.w / 2, y + p.size.h + DOWN)
        x += lane.w + ASIDE
      }
      y += p.h
      if (p.join) this.boxes.set(p.join.id, { x: cx - SMALL.w / 2, y: y - SMALL.h, ...SMALL })
      y += DOWN
    }
  }

  top(): PictureNode[] {
    return this.children.get('') ?? []
  }
}

const midX = (b: Box): number => b.x + b.w / 2
const bottom = (b: Box): number => b.y + b.h

class Router {
  private rails = { left: 0, right: 0 }
  readonly bounds: { left: number; right: number }

  constructor(private readonly boxes: Map<string, Box>) {
    const all = [...boxes.values()]
    this.bounds = { left: Math.min(0, ...all.map((b) => b.x)), right: Math.max(0, ...all.map((b) => b.x + b.w)) }
  }

  // free tells whether an upright stroke meets no box.
  private free(x: number, from: number, to: number): boolean {
    for (const b of this.boxes.values()) if (x > b.x - 6 && x < b.x + b.w + 6 && bottom(b) > from + 1 && b.y < to - 1) return false
    return true
  }

  line(edge: PictureEdge): Line | null {
    const a = this.boxes.get(edge.from)
    const b = this.boxes.get(edge.to)
    if (!a || !b) return null
    if (edge.back || b.y <= a.y) return this.aside(edge, a, b, 'left')
    const [ax, bx, ya, yb] = [midX(a), midX(b), bottom(a), b.y]
    if (ax === bx && this.free(ax, ya, yb)) return { edge, path: `M${ax} ${ya}V${yb}`, at: { x: ax, y: Math.min(ya + DOWN / 2 + 4, (ya + yb) / 2 + 8) } }
    for (const x of [bx, ax]) {
      if (ax !== bx && this.free(x, ya, yb)) return this.bent(edge, ax, ya, bx, yb, x)
    }
    for (let d = STUB; d < this.bounds.right - this.bounds.left; d += 6) {
      for (const x of [ax + d, ax - d]) if (this.free(x, ya + STUB, yb - STUB)) return this.bent(edge, ax, ya, bx, yb, x)
    }
    return this.aside(edge, a, b, 'right')
  }

  private bent(edge: PictureEdge, ax: number, ya: number, bx: number, yb: number, x: number): Line {
    return { edge, path: `M${ax} ${ya}V${ya + STUB}H${x}V${yb - STUB}H${bx}V${yb}`, at: { x, y: x === bx || x !== ax ? Math.min(ya + DOWN / 2 + 4, (ya + yb) / 2 + 8) : yb - DOWN / 2 } }
  }

  // What leads back, or past what stands in between, goes round the outside.
  private aside(edge: PictureEdge, a: Box, b: Box, side: 'left' | 'right'): Line {
    const n = ++this.rails[side]
    const x = side === 'left' ? this.bounds.left - RAIL * n : this.bounds.right + RAIL * n
    const [from, to] = side === 'left' ? [a.x, b.x] : [a.x + a.w, b.x + b.w]
    const [ya, yb] = [a.y + a.h / 2 + 6, b.y + b.h / 2 - 6]
    return { edge, path: `M${from} ${ya}H${x}V${yb}H${to}`, at: { x, y: (ya + yb) / 2 } }
  }

  get rail(): { left: number; right: number } {
    return this.rails
  }
}

/** layout places a picture; the same picture is placed the same way every time. */
export function layout(picture: Picture): Layout {
  const planner = new Planner(picture)
  const run = planner.run(planner.top())
  planner.place(run, 0, 0)
  const router = new Router(planner.boxes)
  const lines = picture.edges.map((e) => router.line(e)).filter((l) => l !== null)
  const left = router.bounds.left - RAIL * router.rail.left - EDGE
  const right = router.bounds.right + RAIL * router.rail.right + EDGE
  const boxes = new Map([...planner.boxes].map(([id, b]) => [id, { ...b, x: b.x - left, y: b.y + EDGE }]))
  return { boxes, lines: lines.map((l) => ({ edge: l.edge, path: moved(l.path, -left, EDGE), at: { x: l.at.x - left, y: l.at.y + EDGE } })), width: right - left, height: run.h + 2 * EDGE }
}

function moved(path: string, dx: number, dy: number): string {
  return path.replace(/([MHV])(-?[\d.]+)(?: (-?[\d.]+))?/g, (_, c: string, p: string, q?: string) => {
    if (c === 'M') return `M${Number(p) + dx} ${Number(q) + dy}`
    return c === 'H' ? `H${Number(p) + dx}` : `V${Number(p) + dy}`
  })
}

/** Standing is where an application stands in a step; '' where there is no application. */
export type Standing = 'done' | 'current' | 'waiting' | 'skipped' | 'returned' | 'rejected' | ''

const BACK = ['returned', 'taken_back', 'moved', 'cancelled']

/**
 * standings reads the states of a picture. A step that was not reached is waited
 * for while a way still leads there from where the application stands, and was
 * passed over otherwise. With nothing open (it is with the applicant) all may come.
 */
export function standings(picture: Picture): Map<string, Standing> {
  const out = new Map<string, Standing>()
  if (!picture.status) return out
  const ended = picture.nodes.some((n) => n.kind === 'finish' && n.state)
  const open = picture.nodes.filter((n) => n.state === 'open').map((n) => n.id)
  const ahead = reach(picture, open)
  for (const n of picture.nodes) {
    if (n.state) out.set(n.id, read(n))
    else if (ended || (open.length > 0 && !ahead.has(n.id))) out.set(n.id, 'skipped')
    else out.set(n.id, 'waiting')
  }
  return out
}

function read(n: PictureNode): Standing {
  if (n.state === 'open') return 'current'
  if (n.state === 'skipped') return 'skipped'
  if (n.state === 'rejected' || n.state === 'refused') return 'rejected'
  return BACK.includes(n.state ?? '') ? 'returned' : 'done'
}

function reach(picture: Picture, from: string[]): Set<string> {
  const seen = new Set(from)
  const queue = [...from]
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    for (const e of picture.edges) {
      if (e.from !== id || e.back || seen.has(e.to)) continue
      seen.add(e.to)
      queue.push(e.to)
    }
  }
  return seen
}
