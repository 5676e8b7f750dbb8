import { say } from '@/app/i18n'
import type { Option } from '@/parts/form'

export const roleChoices = (): Option[] =>
  ([
    ['owner', '项目业主', 'Owner'], ['service_officer', '服务专员', 'Service officer'], ['coordinator', '统筹协调', 'Coordinator'], ['supervisor', '督查', 'Supervisor'],
    ['dept_receiver', '部门收文', 'Receiver'], ['handler', '承办人', 'Handler'], ['dept_lead', '部门负责人', 'Head of unit'], ['utility_agent', '公用企业对接人', 'Utility agent'],
    ['chair', '区级主要领导', 'Chair'], ['leader', '分管（包联）领导', 'Leader'], ['taskforce_lead', '专班长', 'Task force lead'], ['minutes_reviewer', '纪要审核', 'Minutes reviewer'],
    ['auditor', '审计', 'Auditor'], ['admin', '系统管理员', 'Administrator'],
  ] as const).map(([value, zh, en]) => ({ value, text: say(zh, en) }))

export const roleName = (r: string): string => roleChoices().find((o) => o.value === r)?.text ?? r
