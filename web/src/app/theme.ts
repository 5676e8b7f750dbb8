// How the page looks to this person on this device: dark or light, normal or 大字.
import { computed, ref, watchEffect } from 'vue'

export type Shade = 'auto' | 'light' | 'dark'

export const shade = ref<Shade>((localStorage.getItem('diaodu.shade') as Shade) || 'auto')
export const large = ref(localStorage.getItem('diaodu.large') === '1')

const night = matchMedia('(prefers-color-scheme: dark)')
const nightNow = ref(night.matches)
night.addEventListener('change', (e) => (nightNow.value = e.matches))

// Paper is white, also at night: what is pale on dark could not be read on it.
const paper = matchMedia('print')
const paperNow = ref(paper.matches)
paper.addEventListener('change', (e) => (paperNow.value = e.matches))

/** darkNow is for what is painted by hand (charts) and must be painted again. */
export const darkNow = computed(() => !paperNow.value && (shade.value === 'dark' || (shade.value === 'auto' && nightNow.value)))

export function useTheme(): void {
  watchEffect(() => {
    const root = document.documentElement.classList
    root.toggle('dark', darkNow.value)
    root.toggle('large', large.value)
    localStorage.setItem('diaodu.shade', shade.value)
    localStorage.setItem('diaodu.large', large.value ? '1' : '0')
  })
}
