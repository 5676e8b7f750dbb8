import { roles } from '@/api/codes'
import { say } from '@/app/i18n'
import type { Option } from '@/parts/form'

export const roleChoices = (): Option[] => Object.entries(roles).map(([value, [zh, en]]) => ({ value, text: say(zh, en) }))

export const roleName = (r: string): string => roleChoices().find((o) => o.value === r)?.text ?? r
