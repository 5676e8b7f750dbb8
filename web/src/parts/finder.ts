// What a picker's search box finds. An answer that comes after that of a later
// question is not shown; where none comes the list is empty and the picker stays
// usable, for submitting says what is missing.
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'

interface Finder<T> {
  found: ShallowRef<T[]>
  busy: Ref<boolean>
  find: (q: string) => Promise<void>
}

export function useFinder<T>(ask: (q: string) => Promise<{ items: T[] }>, shown?: (items: T[], q: string) => void): Finder<T> {
  const found = shallowRef<T[]>([])
  const busy = ref(false)
  let latest = 0

  async function find(q: string): Promise<void> {
    const mine = ++latest
    busy.value = true
    const items = await ask(q).then((p) => p.items, () => [])
    if (mine !== latest) return
    found.value = items
    busy.value = false
    shown?.(items, q)
  }
  return { found, busy, find }
}
