// Forms open on a click, and what they need (date pickers, uploads, ratings) is half
// of all script: a page is usable without it. It comes while nothing else is to be done.
import { defineAsyncComponent, type AsyncComponentLoader, type Component } from 'vue'
import { unmissed } from '@/app/upgrade'
import LoadingNote from './LoadingNote.vue'

const actForm = () => import('./ActForm.vue')
const makeDialog = () => import('./MakeDialog.vue')

/** onClick is a component that a click opens: it is fetched then, and says so on a slow line. */
export const onClick = <T extends Component>(loader: AsyncComponentLoader<T>): T => defineAsyncComponent({ loader, loadingComponent: LoadingNote, delay: 300 })

export const ActForm = onClick(actForm)
export const MakeDialog = onClick(makeDialog)
export const BulkDialog = onClick(() => import('./BulkDialog.vue'))

const CALM_MS = 2000

/** fetchForms has them here before the first click, once the page has settled. One that does not come is asked for again by the click, and no loss before. */
export function fetchForms(): void {
  const idle = window.requestIdleCallback ?? ((then: () => void) => setTimeout(then)) // Safari has none
  const fetch = (): void => {
    for (const form of [actForm, makeDialog]) form().catch(unmissed)
  }
  setTimeout(() => idle(fetch), CALM_MS)
}
