import { words } from '@/app/i18n'

export const w = words({
  notices: ['消息', 'Notices'],
  act: ['要我办', 'To do'],
  news: ['知悉', 'For information'],
  all: ['全部', 'All'],
  unread: ['未读', 'Unread'],
  readAll: ['全部标为已读', 'Mark all read'],
  ways: ['接收方式', 'How to be told'],
  actHint: ['办完即消，不因已读而减少。', 'A line goes when the thing is done, not when it is read.'],
  spent: ['无需再办', 'Nothing left to do'],
  inAll: (n: number) => [`共 ${n} 条`, `${n} in all`],
  unfold: (title: string) => [`，展开“${title}”的消息`, `, show the notices of ${title}`],
  none: ['没有消息', 'No notices'],
  noneHint: ['事情有进展时会在这里告诉您。', 'You are told here when something moves.'],
  noneToDo: ['现在没有要您办的事', 'Nothing waits for you'],
  noneToDoHint: ['有事要您办理时会列在这里，办完自动消去。', 'What needs you is listed here and goes when it is done.'],
  seeNews: (n: string) => [`查看知悉消息（${n}）`, `Read what is for information (${n})`],
})
