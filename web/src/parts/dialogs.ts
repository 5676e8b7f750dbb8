// Forms open on a click, and what they need (date pickers, uploads, ratings) is half
// of all script: a page is usable without it. It comes while nothing else is to be done.
import { defineAsyncComponent } from 'vue'
import { unmissed } from '@/app/upgrade'
import LoadingNote from './LoadingNote.vue'

const actForm = () => import('./ActForm.vue')
const makeDialog = () => import('./MakeDialog.vue')

// A click that fetches first says so on a slow line.
const loading = { loadingComponent: LoadingNote, delay: 300 }
export const ActForm = defineAsyncComponent({ loader: actForm, ...loading })
export const MakeDialog = defineAsyncComponent({ loader: makeDialog, ...loading })
export const BulkDialog = defineAsyncComponent({ loader: () => import('./BulkDialog.vue'), ...loading })

const CALM_MS = 2000

/** fetchForms has them here before the first click, once the page has settled. One that does not come is asked for again by the click, and no loss before. */
export function fetchForms(): void {
  const idle = window.requestIdleCallback ?? ((then: () => void) => setTimeout(then)) // Safari has none
  const fetch = (): void => {
    for (const form of [actForm, makeDialog]) form().catch(unmissed)
  }
  setTimeout(() => idle(fetch), CALM_MS)
}
