// An act without a form: one click, one key per click, conflicts shown plainly.
import { useQueryClient } from '@tanstack/vue-query'
import { ref, type Ref } from 'vue'
import { act, getCase, keyOf, type Noun } from '@/api/cases'
import { Intent } from '@/api/intent'
import { asProblem, type Problem } from '@/api/problem'
import type { CaseView } from '@/api/types'
import { remember } from './undo'

type Body = { act: string } & Record<string, unknown>

export interface DirectAct<V> {
  busy: Ref<boolean>
  problem: Ref<Problem | null>
  /**
   * run tells whether the act was done. In a full room the case moves all the
   * time; `still` says whether what this act depends on is as the person saw it,
   * and then the act goes out again on the latest state by itself.
   */
  run: (view: V, body: Body, still?: (latest: V) => boolean) => Promise<boolean>
}

const TRIES = 4

export function useAct<V extends CaseView>(noun: Noun): DirectAct<V> {
  const client = useQueryClient()
  const intent = new Intent()
  const busy = ref(false)
  const problem = ref<Problem | null>(null)

  async function send(view: V, body: Body, still?: (latest: V) => boolean): Promise<V> {
    for (let seq = view.seq, tries = 1; ; tries++) {
      try {
        return await act<V>(noun, view.id, body, intent.keyFor({ id: view.id, seq, body }), seq)
      } catch (err) {
        if (!still || tries >= TRIES || asProblem(err).status !== 412) throw err
        const latest = await getCase<V>(noun, view.id)
        if (!still(latest)) throw err
        seq = latest.seq
      }
    }
  }

  async function run(view: V, body: Body, still?: (latest: V) => boolean): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    problem.value = null
    try {
      const undoable = await remember(noun, view, body)
      const after = await send(view, body, still)
      intent.done()
      client.setQueryData([keyOf[noun], view.id], after)
      undoable(after, view.actions?.find((a) => a.act === body.act)?.text ?? '')
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
