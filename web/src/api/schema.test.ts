// @vitest-environment node
import { readFileSync } from 'node:fs'
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript'
import { describe, expect, it } from 'vitest'

const at = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

describe('the types of the wire', () => {
  // That the document is what the server's code says, a Go test tells (api/openapi_test.go).
  it('are those of the committed OpenAPI document; if not, npm run gen', async () => {
    const ast = await openapiTS(JSON.parse(at('../../../docs/openapi.json')), { defaultNonNullable: false, silent: true })
    expect(`${COMMENT_HEADER}${astToString(ast)}` === at('./schema.d.ts')).toBe(true)
  }, 60_000)
})
