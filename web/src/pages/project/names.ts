// Phases, milestones, sectors and levels, for lists and pickers.
import { locale } from '@/app/i18n'

type Pairs = Record<string, readonly [zh: string, en: string]>

const phases: Pairs = {
  planned: ['谋划', 'Planned'], signed: ['签约', 'Signed'], prep: ['前期', 'Preparing'], levelled: ['平场', 'Levelled'], started: ['开工', 'Started'],
  building: ['在建', 'Building'], completed: ['竣工', 'Completed'], in_production: ['投产', 'In production'], at_capacity: ['达效', 'At capacity'],
  suspended: ['停工', 'Suspended'], terminated: ['终止', 'Terminated'],
}
const milestones: Pairs = {
  signed: ['签约', 'Signing'], approval: ['立项备案', 'Approval'], land: ['供地', 'Land'], levelled: ['平场', 'Levelling'], permit: ['施工许可', 'Permit'],
  started: ['开工', 'Start'], structure: ['主体完工', 'Structure'], equipment: ['设备进场', 'Equipment'], completed: ['竣工', 'Completion'],
  in_production: ['投产', 'Production'], at_capacity: ['达效', 'Capacity'],
}
const sectors: Pairs = {
  equipment: ['智能装备', 'Equipment'], electronics: ['电子科技', 'Electronics'], materials: ['新材料', 'Materials'], biotech: ['生物医药', 'Biotech'],
  food: ['食品加工', 'Food'], agri: ['现代农牧', 'Agriculture'], ceramics: ['陶瓷建材', 'Ceramics'], logistics: ['现代物流', 'Logistics'],
  tourism: ['文旅康养', 'Tourism'], infra: ['基础设施', 'Infrastructure'], energy: ['能源环保', 'Energy'], other: ['其他', 'Other'],
}
const levels: Pairs = { city: ['市级重点', 'City key'], district: ['区级重点', 'District key'], watched: ['百项关注', 'Watched'] }

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
