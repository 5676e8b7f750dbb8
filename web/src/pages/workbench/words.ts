import { words } from '@/app/i18n'

export const w = words({
  hello: (name: string) => [`${name}，今天要办的`, `${name}: today`],
  none: ['都办完了', 'All done'],
  noneHint: ['新的待办会自动出现在这里。', 'New work appears here by itself.'],
})
