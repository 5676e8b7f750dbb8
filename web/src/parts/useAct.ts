// An act without a form: one click, one key per click, conflicts shown plainly.
import { useQueryClient } from '@tanstack/vue-query'
import { ref, type Ref } from 'vue'
import { act, keyOf, type Noun } from '@/api/cases'
import { Intent } from '@/api/intent'
import { asProblem, type Problem } from '@/api/problem'
import type { CaseView } from '@/api/types'

export interface DirectAct {
  busy: Ref<boolean>
  problem: Ref<Problem | null>
  /** run tells whether the act was done. */
  run: (view: CaseView, body: { act: string } & Record<string, unknown>) => Promise<boolean>
}

export function useAct(noun: Noun): DirectAct {
  const client = useQueryClient()
  const intent = new Intent()
  const busy = ref(false)
  const problem = ref<Problem | null>(null)
  async function run(view: CaseView, body: { act: string } & Record<string, unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    problem.value = null
    try {
      const after = await act(noun, view.id, body, intent.keyFor({ id: view.id, seq: view.seq, body }), view.seq)
      intent.done()
      client.setQueryData([keyOf[noun], view.id], after)
      await client.invalidateQueries({ queryKey: [keyOf[noun]] })
      return true
    } catch (err) {
      problem.value = asProblem(err)
      if (problem.value.stale) await client.invalidateQueries({ queryKey: [keyOf[noun], view.id] })
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, problem, run }
}
