// The server says what is broken for its log; here it is said for people.
import type { Wire } from '@/api/wire'
import { w } from './words'

export type Verdict = Wire<'StoreVerified'>

type Found = (m: string[]) => string
const SAYINGS: [RegExp, Found][] = [
  [/^stream (\S+): entry (\d+) follows (\d+)$/, (m) => w.gap(m[1]!, Number(m[3]), Number(m[2]))],
  [/^stream (\S+): entry (\d+) does not continue the chain$/, (m) => w.cut(m[1]!, Number(m[2]))],
  [/^stream (\S+): the text of entry (\d+) was changed$/, (m) => w.textChanged(m[1]!, Number(m[2]))],
  [/^stream (\S+): entry (\d+) was changed$/, (m) => w.entryChanged(m[1]!, Number(m[2]))],
  [/^case (\S+) has no audit entries$/, (m) => w.noEntries(m[1]!)],
]

/** brokenText says one finding in words; one that nobody has words for stays as it came. */
export function brokenText(found: string): string {
  for (const [shape, say] of SAYINGS) {
    const m = shape.exec(found)
    if (m) return say(m)
  }
  return found
}
