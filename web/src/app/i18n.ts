// Words of the console. Each area keeps its words in one file, Chinese and
// English side by side, so a missing translation cannot go unnoticed.
import { ref } from 'vue'

export type Locale = 'zh' | 'en'
export type Word = readonly [zh: string, en: string]
type Entry = Word | ((...args: never[]) => Word)

export type Words<T extends Record<string, Entry>> = {
  readonly [K in keyof T]: T[K] extends (...args: infer A) => Word ? (...args: A) => string : string
}

const KEPT = 'diaodu.locale'

export const locale = ref<Locale>(localStorage.getItem(KEPT) === 'en' ? 'en' : 'zh')

const tell = (): void => {
  document.documentElement.lang = locale.value === 'zh' ? 'zh-CN' : 'en'
}
tell()

export function setLocale(next: Locale): void {
  locale.value = next
  localStorage.setItem(KEPT, next)
  tell()
}

const pick = (w: Word): string => w[locale.value === 'zh' ? 0 : 1]

/** words turns a table of pairs into plain strings in the language of the moment. */
export function words<T extends Record<string, Entry>>(table: T): Words<T> {
  const out = {}
  for (const [key, entry] of Object.entries(table)) {
    Object.defineProperty(out, key, {
      enumerable: true,
      get: () => (typeof entry === 'function' ? (...args: never[]) => pick(entry(...args)) : pick(entry)),
    })
  }
  return out as Words<T>
}

/** say picks one pair on the spot; for tables built anew at each change of language (act forms). */
export const say = (zh: string, en: string): string => (locale.value === 'zh' ? zh : en)

/** The stops: between names, within a sentence, between sentences of a list, between a label and what it tells. */
export const comma = (): string => say('、', ', ')
export const pause = (): string => say('，', ', ')
export const semicolon = (): string => say('；', '; ')
export const colon = (): string => say('：', ': ')
/** bracketed is what is said by the way, after what it is about. */
export const bracketed = (aside: string): string => say(`（${aside}）`, ` (${aside})`)
