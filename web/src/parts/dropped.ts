// Files dropped on a place that takes files. What the file dialog keeps out by
// itself, a drop brings all the same: it is judged here.
import { ref, type Ref } from 'vue'

/** fits tells whether a file is of a kind that accept names, as a file input understands it. */
export function fits(accept: string | undefined, file: { name: string; type: string }): boolean {
  const kinds = (accept ?? '').split(',').map((k) => k.trim().toLowerCase()).filter(Boolean)
  const name = file.name.toLowerCase()
  return !kinds.length || kinds.some((k) => (k.startsWith('.') ? name.endsWith(k) : k.endsWith('/*') ? file.type.startsWith(k.slice(0, -1)) : file.type === k))
}

export interface Drop {
  /** over is true while files are held above the place. */
  over: Ref<boolean>
  on: { dragenter: (e: DragEvent) => void; dragover: (e: DragEvent) => void; dragleave: (e: DragEvent) => void; drop: (e: DragEvent) => void }
}

/** useDrop makes a place take dropped files; what is no file, such as marked text, it leaves to the browser. */
export function useDrop(take: (files: File[]) => void): Drop {
  const over = ref(false)
  const held = (e: DragEvent): void => {
    if (!e.dataTransfer?.types.includes('Files')) return
    e.preventDefault()
    e.dataTransfer.dropEffect = 'copy'
    over.value = true
  }
  return {
    over,
    on: {
      dragenter: held,
      dragover: held,
      dragleave: (e) => {
        // Leaving for a part of the place itself is not leaving it.
        if (!(e.currentTarget as Node).contains(e.relatedTarget as Node | null)) over.value = false
      },
      drop: (e) => {
        over.value = false
        const files = [...(e.dataTransfer?.files ?? [])]
        if (!files.length) return
        e.preventDefault()
        take(files)
      },
    },
  }
}

/** keepPage lets a file that is dropped beside every place for files do nothing: the browser would open it instead of the page and what is typed there. */
export function keepPage(): void {
  const beside = (e: DragEvent): void => {
    if (e.defaultPrevented || !e.dataTransfer?.types.includes('Files')) return
    e.preventDefault()
    e.dataTransfer.dropEffect = 'none'
  }
  window.addEventListener('dragover', beside)
  window.addEventListener('drop', beside)
}
