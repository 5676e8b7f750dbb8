import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { send } from '@/api/http'
import { asProblem, type Problem } from '@/api/problem'
import type { Preview } from './types'

const ASK_AFTER_MS = 400

/**
 * usePreview asks the server what words would print while somebody writes them:
 * what is wrong, what changed, how it looks. Nothing is filled in here.
 */
export function usePreview(name: string, text: Ref<string>): { seen: Ref<Preview | null>; asking: Ref<boolean>; problem: Ref<Problem | null>; again: () => void } {
  const seen = ref<Preview | null>(null)
  const asking = ref(false)
  const problem = ref<Problem | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  let last: AbortController | undefined

  async function ask(): Promise<void> {
    last?.abort()
    const mine = new AbortController()
    last = mine
    asking.value = true
    try {
      seen.value = (await send('POST', `/api/letter-templates/${name}/preview`, { body: { text: text.value }, signal: mine.signal })).data
      problem.value = null
    } catch (err) {
      if (!mine.signal.aborted) problem.value = asProblem(err)
    } finally {
      if (mine === last) asking.value = false
    }
  }
  watch(text, () => {
    asking.value = true // what is shown is of older words
    clearTimeout(timer)
    timer = setTimeout(() => void ask(), ASK_AFTER_MS)
  })
  void ask()
  onScopeDispose(() => {
    clearTimeout(timer)
    last?.abort()
  })
  return { seen, asking, problem, again: () => void ask() }
}
