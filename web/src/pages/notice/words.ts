import { words } from '@/app/i18n'

export const w = words({
  notices: ['消息', 'Notices'],
  unread: ['未读', 'Unread'],
  all: ['全部', 'All'],
  readAll: ['全部标为已读', 'Mark all read'],
  ways: ['接收方式', 'How to be told'],
  none: ['没有消息', 'No notices'],
  noneHint: ['事情有进展时会在这里告诉您。', 'You are told here when something moves.'],
})
