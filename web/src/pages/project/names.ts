// Phases, milestones, sectors and levels, for lists and pickers.
import { levels, milestones, phases, sectors } from '@/api/codes'
import { locale } from '@/app/i18n'

type Pairs = Record<string, readonly [zh: string, en: string]>

const pick = (p: Pairs, code?: string): string => (code ? (p[code]?.[locale.value === 'zh' ? 0 : 1] ?? code) : '')
const choices = (p: Pairs): { value: string; text: string }[] => Object.keys(p).map((value) => ({ value, text: pick(p, value) }))

export const phaseName = (c?: string): string => pick(phases, c)
export const milestoneName = (c?: string): string => pick(milestones, c)
export const sectorName = (c?: string): string => pick(sectors, c)
export const levelName = (c?: string): string => pick(levels, c)
export const phaseChoices = (): { value: string; text: string }[] => choices(phases)
export const milestoneChoices = (): { value: string; text: string }[] => choices(milestones)
export const sectorChoices = (): { value: string; text: string }[] => choices(sectors)
export const levelChoices = (): { value: string; text: string }[] => choices(levels)
