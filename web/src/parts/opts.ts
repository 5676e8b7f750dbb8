import { say } from '@/app/i18n'
import type { Option } from './form'

/** opts are options written out: value, 中文, English. */
export const opts = <const V extends string>(...list: [value: V, zh: string, en: string][]): Option<V>[] => list.map(([value, zh, en]) => ({ value, text: say(zh, en) }))
