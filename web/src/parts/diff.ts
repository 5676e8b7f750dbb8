import type { Wire } from '@/api/wire'

export type DiffLine = Wire<'DiffLine'>

/** shown drops what a comparison need not show: the empty line that ends a text, and gaps at nothing. */
export function shown(lines: DiffLine[]): DiffLine[] {
  const out = lines.filter((l, i) => !(i === lines.length - 1 && l.kind === 'same' && l.text === ''))
  return out.every((l) => l.kind === 'same' || l.kind === 'gap') ? [] : out
}

/** differs tells whether anything was added or taken away. */
export const differs = (lines: DiffLine[]): boolean => lines.some((l) => l.kind === 'added' || l.kind === 'removed')
