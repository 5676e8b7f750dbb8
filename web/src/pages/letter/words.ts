import { words } from '@/app/i18n'

export const w = words({
  back: ['返回', 'Back'],
  print: ['打印', 'Print'],
  word: ['下载 Word', 'Word file'],
  none: ['没有这份文书', 'There is no such letter'],
  issued: ['出具过的', 'Issued before'],
  issuedHint: ['出具过的函按当时的文字再打印，不随模板改变。', 'A letter handed out is printed again in its own words, whatever the template says since.'],
  today: ['今天的', 'Today’s'],
})
