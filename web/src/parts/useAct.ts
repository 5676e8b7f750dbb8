// An act without a form: one click, one key per click, conflicts shown plainly.
import { useQueryClient } from '@tanstack/vue-query'
import { ref, type Ref } from 'vue'
import { act, getCase, keyOf, type Noun } from '@/api/cases'
import { Intent } from '@/api/intent'
import { asProblem, type Problem } from '@/api/problem'
import type { Acts, Views } from '@/api/types'
import { remember } from './undo'

export interface DirectAct<N extends Noun> {
  busy: Ref<boolean>
  problem: Ref<Problem | null>
  /**
   * run tells whether the act was done. In a full room the case moves all the
   * time; `still` says whether what this act depends on is as the person saw it,
   * and then the act goes out again on the latest state by itself.
   */
  run: (view: Views[N], body: Acts[N], still?: (latest: Views[N]) => boolean) => Promise<boolean>
}

const TRIES = 4

export function useAct<N extends Noun>(noun: N): DirectAct<N> {
  const client = useQueryClient()
  const intent = new Intent()
  const busy = ref(false)
  const problem = ref<Problem | null>(null)

  async function send(view: Views[N], body: Acts[N], still?: (latest: Views[N]) => boolean): Promise<Views[N]> {
    for (let seq = view.seq, tries = 1; ; tries++) {
      try {
        return await act(noun, view.id, body, intent.keyFor({ id: view.id, seq, body }), seq)
      } catch (err) {
        if (!still || tries >= TRIES || asProblem(err).status !== 412) throw err
        const latest = await getCase(noun, view.id)
        if (!still(latest)) throw err
        seq = latest.seq
      }
    }
  }

  async function run(view: Views[N], body: Acts[N], still?: (latest: Views[N]) => boolean): Promise<boolean> {
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
      if (problem.value.stale || problem.value.status === 409) await client.invalidateQueries({ queryKey: [keyOf[noun], view.id] })
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, problem, run }
}
