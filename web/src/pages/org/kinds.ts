import { say } from '@/app/i18n'
import type { Option } from '@/parts/form'

export const kindChoices = (): Option[] =>
  ([
    ['department', '部门', 'Department'], ['town', '镇街', 'Town'], ['park', '园区', 'Park'], ['utility', '公用企业', 'Utility'],
    ['state_body', '垂管单位', 'State body'], ['district', '区级', 'District'],
  ] as const).map(([value, zh, en]) => ({ value, text: say(zh, en) }))

export const kindName = (k: string): string => kindChoices().find((o) => o.value === k)?.text ?? k
