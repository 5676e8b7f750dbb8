import { words } from '@/app/i18n'

export const w = words({
  hello: (name: string) => [`${name}，今天要办的`, `${name}: today`],
  none: ['都办完了', 'All done'],
  noneHint: ['新的待办会自动出现在这里。', 'New work appears here by itself.'],
  noneYours: ['没有等您办的事', 'Nothing waits for you'],
  noneYoursHint: ['下面是其他单位在办、需要您关注的。', 'Below is what others have in hand and you may want to watch.'],
  watch: ['需要关注的', 'To watch'],
  watchHint: ['由所列单位办理，您可催办、查看。', 'For the units named to do; you may look and urge.'],
  who: ['谁在办', 'In hand with'],
  firstOf: (shown: number, n: number) => [`共 ${n} 件，这里列出最紧的 ${shown} 件。全部：`, `${n} in all; the ${shown} most pressing are listed. All of them:`],
  nothingHere: ['这一类没有要办的', 'Nothing of this kind'],
  showAll: ['显示全部待办', 'Show everything'],
  issues: ['问题收件', 'Issues'],
  tasks: ['督办任务', 'Tasks'],
  approvals: ['审批办件', 'Applications'],
  meetings: ['调度会', 'Meetings'],
})
